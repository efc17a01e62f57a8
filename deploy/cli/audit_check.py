"""`thidua audit check`: a fact and its proof as they were downloaded, held against keys; no server and no data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from deploy.cli.options import Where
from deploy.cli.terminal import Failed, say, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.audit.domain.checkpoints import OpenedCheckpoint
    from services.audit.domain.notes import VerifierKey

FACT = typer.Argument(metavar="FACT", help="The fact, byte for byte as it is stored (from its page, or --fact).")
PROOF = typer.Argument(metavar="PROOF", help="Its proof (.tlog-proof).")
KEY = typer.Option("--key", metavar="VKEY", help="A public key that you have from elsewhere; again for a witness's.")
KEYS = typer.Option("--keys", metavar="FILE", help="A file of such keys, a line each, as /audit/keys hands them out.")
_IN_A_KEY: Final = 2  # a key is written name+id+base64


def check(
    _where: Where,
    fact: Annotated[Path, FACT],
    proof: Annotated[Path, PROOF],
    *,
    key: Annotated[list[str] | None, KEY] = None,
    keys: Annotated[Path | None, KEYS] = None,
) -> None:
    """Check that a fact is in the log that one of these keys signed; exit 1 if it is not proven.

    With `--key`, each witness that is named must have cosigned. Other tools check the same two files.
    """
    from services.audit.domain.notes import KeyKind, VerifierKey  # noqa: PLC0415

    given = [VerifierKey.parse(one) for one in key or ()]
    found = given + [VerifierKey.parse(one) for one in (_keys_in(keys) if keys else ())]
    # Whoever brings the log's key from elsewhere goes by that one alone.
    logs = [one for one in given if one.kind is KeyKind.NOTE] or [one for one in found if one.kind is KeyKind.NOTE]
    if not logs:
        raise Failed(
            "Hãy cho khóa công khai của sổ cái: --key KHÓA, hoặc --keys keys.txt (tải ở trang Mốc đã ký).",
            "Give the log's public key: --key VKEY, or --keys keys.txt (the checkpoint page hands it out).",
        )
    witnesses = [one for one in found if one.kind is KeyKind.COSIGNATURE]
    proven, index = _proven(fact.read_bytes(), proof.read_bytes(), logs=logs, witnesses=witnesses)
    cosigned = [one.key for one in proven.cosigned]
    away = [one.name for one in given if one.kind is KeyKind.COSIGNATURE and one not in cosigned]
    if away:
        raise Failed(f"Nhân chứng {away[0]} chưa ký mốc này.", f"The witness {away[0]} has not cosigned it.")
    signers = ", ".join(one.name for one in (proven.log_key, *cosigned))
    said = told("Đúng: lá số {} trong {} lá của {}, do {} ký.", "Proven: leaf {} of the {} leaves of {}, signed by {}.")
    say(said.format(index, proven.checkpoint.size, proven.checkpoint.origin, signers))


def _proven(
    fact: bytes, proof: bytes, *, logs: "Sequence[VerifierKey]", witnesses: "Sequence[VerifierKey]"
) -> "tuple[OpenedCheckpoint, int]":
    """What the proof comes to under the first key of the log that signed it, and the leaf. Raises ProofRefused."""
    from services.audit.domain.errors import ProofRefused  # noqa: PLC0415
    from services.audit.domain.tlog_proof import check_proof, parse_proof  # noqa: PLC0415

    parsed = parse_proof(proof)
    for log in logs[:-1]:
        try:
            return check_proof(fact, parsed, log_key=log, witness_keys=witnesses), parsed.index
        except ProofRefused:
            continue
    return check_proof(fact, parsed, log_key=logs[-1], witness_keys=witnesses), parsed.index


def _keys_in(path: Path) -> list[str]:
    """The keys of a file; what stands in it besides, as hand-overs do, is passed over."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.count("+") >= _IN_A_KEY and " " not in line]
