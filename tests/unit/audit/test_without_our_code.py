"""The page that tells a stranger how to check a receipt: its program is run as it is printed, on good ones and bad."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.audit.domain.checkpoints import Checkpoint, sign_checkpoint
from services.audit.domain.notes import KeyKind, SignerKey, cosign
from services.audit.domain.tlog_proof import TlogProof
from services.audit.domain.tree import Frontier, inclusion_path, leaf_hash

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "verify-without-our-code.md"
LOG = SignerKey("thidua.example/log", kind=KeyKind.NOTE, seed=bytes(32))
WITNESS = SignerKey("witness.example", seed=bytes([1] * 32), kind=KeyKind.COSIGNATURE)
FACTS = [f'{{"id":"{number}"}}'.encode() for number in range(11)]
LEAVES = [leaf_hash(fact) for fact in FACTS]


def node(level: int, index: int) -> bytes:
    tree = Frontier()
    tree.extend(LEAVES[index << level : (index + 1) << level])
    return tree.root()


def receipt(leaf: int) -> bytes:
    tree = Frontier()
    tree.extend(LEAVES)
    checkpoint = Checkpoint("thidua.example/log", len(FACTS), tree.root())
    note = sign_checkpoint(checkpoint, LOG) + cosign(checkpoint.body(), WITNESS, at=1_764_000_000).encode()
    return TlogProof(leaf, tuple(inclusion_path(leaf, len(FACTS), node)), note, extra=b"hint").text()


def check(
    folder: Path, fact: bytes, proof: bytes, keys: tuple[SignerKey, ...] = (LOG, WITNESS)
) -> subprocess.CompletedProcess[str]:
    """Run the page's program, away from the repository, so that it can import none of our code."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for name, content in (("verify.py", program.encode()), ("fact.json", fact), ("proof", proof)):
        (folder / name).write_bytes(content)
    command = [sys.executable, "-I", "verify.py", "fact.json", "proof", *(str(key.verifier()) for key in keys)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("leaf", [0, 7, 10])
def test_the_printed_program_accepts_a_receipt(tmp_path: Path, leaf: int) -> None:
    done = check(tmp_path, FACTS[leaf], receipt(leaf))

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "signed by thidua.example/log",
        "signed by witness.example",
        f"leaf {leaf} of the 11 leaves of thidua.example/log",
    ]


def test_it_refuses_another_fact_another_leaf_and_another_key(tmp_path: Path) -> None:
    stranger = SignerKey("thidua.example/log", kind=KeyKind.NOTE, seed=bytes([7] * 32))
    refused = [
        check(tmp_path, FACTS[4], receipt(3)),
        check(tmp_path, FACTS[3], receipt(3).replace(b"index 3", b"index 2")),
        check(tmp_path, FACTS[3], receipt(3).replace(b"\n11\n", b"\n12\n")),
        check(tmp_path, FACTS[3], receipt(3), (stranger, WITNESS)),
        check(tmp_path, FACTS[3], receipt(3), (WITNESS, LOG)),
    ]

    assert [done.returncode for done in refused] == [1] * 5
