"""Checkpoints and offline proofs: two that real logs signed, and every way ours could be bent."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.checkpoints import (
    Checkpoint,
    Cosigned,
    OpenedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from services.audit.domain.errors import ProofRefused
from services.audit.domain.notes import KeyKind, SignerKey, VerifierKey, cosign, join_note, sign
from services.audit.domain.strict import base64_of
from services.audit.domain.tlog_proof import TlogProof, check_proof, parse_proof
from services.audit.domain.tree import EMPTY_ROOT, inclusion_path, leaf_hash, tree_root
from tests.unit.audit.naive import node_of

# As the Go checksum database signed it; the same note stands in its clients' tests.
GO_KEY = VerifierKey.parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
GO_NOTE = (
    "go.sum database tree\n31700353\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n"
    "— sum.golang.org Az3grnmrIUEDFqHzAElIQCPNoRFRAAdFo47fooyWKMHb89k11GJh5zHIfNCOBmwn/C3YI8oW9/C8DJ87F61QqspBYwM=\n"
).encode()
# A static CT log's checkpoint with a signature of a type we do not know, its Ed25519 one, and two witnesses'.
ARCHE = "arche2025h1.staging.ct.transparency.dev"
ARCHE_KEY = VerifierKey.parse(f"{ARCHE}+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f")
REMORA_KEY = VerifierKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
ARCHE_NOTE = (
    f"{ARCHE}\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    f"— {ARCHE} zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9"
    "MNL5zRNZ55lvGt0=\n"
    f"— {ARCHE} ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4Ascy"
    "lP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0D"
    "rAWfBw==\n"
).encode()

LOG = SignerKey("thidua.example/log", KeyKind.NOTE, b"l" * 32)
OTHER = SignerKey("other.example/log", KeyKind.NOTE, b"o" * 32)
FIRST = SignerKey("first.example", KeyKind.COSIGNATURE, b"1" * 32)
SECOND = SignerKey("second.example", KeyKind.COSIGNATURE, b"2" * 32)
WITNESSES = (FIRST.verifier(), SECOND.verifier())
SEEN_AT = 1_747_215_000

ENTRIES = [b"fact %d" % number for number in range(11)]
NODE = node_of(list(map(leaf_hash, ENTRIES)))
HEAD = Checkpoint(LOG.name, len(ENTRIES), tree_root(len(ENTRIES), NODE))
NOTE = sign_checkpoint(HEAD, LOG) + cosign(HEAD.body(), FIRST, at=SEEN_AT).encode()
PROOF = TlogProof(6, tuple(inclusion_path(6, len(ENTRIES), NODE)), NOTE)
ROOT = base64_of(HEAD.root)


def flips(content: bytes, bits: Iterable[int] = range(8)) -> list[bytes]:
    masks = [1 << bit for bit in bits]
    return [content[:at] + bytes((old ^ mask,)) + content[at + 1 :] for at, old in enumerate(content) for mask in masks]


def opened_or_none(note: bytes) -> OpenedCheckpoint | None:
    try:
        return open_checkpoint(note, log_key=LOG.verifier(), witness_keys=WITNESSES)
    except ProofRefused:
        return None


def test_the_go_checksum_database_s_checkpoint_opens() -> None:
    opened = open_checkpoint(GO_NOTE, log_key=GO_KEY, origin="go.sum database tree")

    assert (opened.checkpoint.size, opened.cosigned) == (31_700_353, ())
    assert opened.checkpoint.body().encode() == GO_NOTE.partition(b"\n\n")[0] + b"\n"


def test_a_static_ct_log_s_checkpoint_opens_with_its_witness() -> None:
    opened = open_checkpoint(ARCHE_NOTE, log_key=ARCHE_KEY, witness_keys=[REMORA_KEY])

    assert opened.checkpoint.size == 1_432_088_532
    assert opened.cosigned == (Cosigned(REMORA_KEY, 0x6A122120),)


def test_the_specification_s_example_is_read_and_printed_back() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    checkpoint = parse_checkpoint(text)

    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.body() == text


def test_extension_lines_are_carried_and_signed() -> None:
    checkpoint = Checkpoint(LOG.name, HEAD.size, HEAD.root, ("extra 1", "extra 2"))

    opened = open_checkpoint(sign_checkpoint(checkpoint, LOG), log_key=LOG.verifier())

    assert opened.checkpoint == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"log\n11\n{ROOT}",
        f"\n11\n{ROOT}\n",
        "log\n11\n",
        f"log\n\n{ROOT}\n",
        f"log\n011\n{ROOT}\n",
        f"log\n00\n{ROOT}\n",
        f"log\n+11\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n 11\n{ROOT}\n",
        f"log\n1_1\n{ROOT}\n",
        f"log\n١١\n{ROOT}\n",
        f"log\n11.0\n{ROOT}\n",
        f"log\n{2**63}\n{ROOT}\n",
        f"log\n{'9' * 5000}\n{ROOT}\n",
        f"log\n11\n{ROOT}\nextension",
        f"log\n0\n{ROOT}\n",
        f"log\n11\n{ROOT[:-1]}\n",
        f"log\n11\n {ROOT}\n",
        f"log\n11\n{ROOT}=\n",
        f"log\n11\n{base64_of(HEAD.root[:31])}\n",
        f"log\n11\n{base64_of(HEAD.root + b'x')}\n",
        f"log\n11\n{ROOT[:-2]}{chr(ord(ROOT[-2]) + 1)}=\n",
        f"log\n11\n{ROOT.replace('+', '-').replace('/', '_')}!\n",
        f"log\n11\n{ROOT}\n\n",
        f"log\n11\n{ROOT}\nextension\n\nmore\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ProofRefused):
        parse_checkpoint(text)


def test_the_largest_and_the_empty_log_have_checkpoints() -> None:
    sizes = [Checkpoint("log", 0, EMPTY_ROOT), Checkpoint("log", 2**63 - 1, HEAD.root)]

    again = [parse_checkpoint(checkpoint.body()) for checkpoint in sizes]

    assert again == sizes


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@given(NAMES, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(NAMES, max_size=3))
def test_every_checkpoint_is_read_back(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))

    again = parse_checkpoint(checkpoint.body())

    assert again == checkpoint


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, HEAD.root, ()),
        ("two\nlines", 1, HEAD.root, ()),
        ("log", -1, HEAD.root, ()),
        ("log", 2**63, HEAD.root, ()),
        ("log", 1, b"short", ()),
        ("log", 0, HEAD.root, ()),
        ("log", 1, HEAD.root, ("",)),
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_made(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(ProofRefused):
        Checkpoint(origin, size, root, extensions)


def test_a_witness_alone_makes_no_checkpoint() -> None:
    note = join_note(HEAD.body(), cosign(HEAD.body(), FIRST, at=SEEN_AT))

    with pytest.raises(ProofRefused, match="log itself has not signed"):
        open_checkpoint(note, log_key=LOG.verifier(), witness_keys=WITNESSES)


def test_a_key_speaks_only_for_its_own_log() -> None:
    note = join_note(HEAD.body(), sign(HEAD.body(), OTHER))

    with pytest.raises(ProofRefused, match="another log"):
        open_checkpoint(note, log_key=OTHER.verifier())


def test_a_witness_that_signed_twice_counts_once_with_its_latest_time() -> None:
    lines = [cosign(HEAD.body(), FIRST, at=SEEN_AT + later) for later in (5, 9, 0)]

    opened = open_checkpoint(NOTE + "".join(lines).encode(), log_key=LOG.verifier(), witness_keys=WITNESSES)

    assert opened.cosigned == (Cosigned(FIRST.verifier(), SEEN_AT + 9),)


def test_a_changed_bit_of_a_checkpoint_is_refused_or_costs_it_its_witness() -> None:
    whole = opened_or_none(NOTE)

    changed = [opened_or_none(each) for each in flips(NOTE)]

    assert whole is not None
    assert whole.cosigned == (Cosigned(FIRST.verifier(), SEEN_AT),)
    assert {each for each in changed if each} == {OpenedCheckpoint(HEAD, LOG.verifier(), ())}


def test_a_proof_of_every_entry_verifies() -> None:
    proofs = [TlogProof(at, tuple(inclusion_path(at, len(ENTRIES), NODE)), NOTE) for at in range(len(ENTRIES))]

    opened = [
        check_proof(entry, parse_proof(proof.text()), log_key=LOG.verifier(), witness_keys=WITNESSES)
        for entry, proof in zip(ENTRIES, proofs, strict=True)
    ]

    assert {each.checkpoint for each in opened} == {HEAD}
    assert all(each.cosigned for each in opened)


def test_a_proof_is_written_as_the_specification_writes_it() -> None:
    proof = TlogProof(73_894, (bytes(32), b"\xff" * 32), NOTE, b"hint")

    text = proof.text()

    assert text == (
        b"c2sp.org/tlog-proof@v1\nextra aGludA==\nindex 73894\n"
        b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n//////////////////////////////////////////8=\n\n" + NOTE
    )


def test_a_proof_proves_no_other_entry() -> None:
    others = [entry for entry in ENTRIES if entry != ENTRIES[PROOF.index]]

    for entry in [*others, ENTRIES[PROOF.index] + b" ", b""]:
        with pytest.raises(ProofRefused, match="do not lead"):
            check_proof(entry, PROOF, log_key=LOG.verifier())


def test_every_changed_byte_of_a_proof_is_refused_or_costs_it_its_witness() -> None:
    changed = set()

    for text in flips(PROOF.text(), (0, 5)):
        try:
            changed.add(check_proof(ENTRIES[6], parse_proof(text), log_key=LOG.verifier(), witness_keys=WITNESSES))
        except ProofRefused:
            continue

    assert changed == {OpenedCheckpoint(HEAD, LOG.verifier(), ())}


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=40),
    st.binary(min_size=1, max_size=40),
)
def test_every_proof_is_read_back(index: int, path: list[bytes], extra: bytes, checkpoint: bytes) -> None:
    proof = TlogProof(index, tuple(path), checkpoint, extra)

    again = parse_proof(proof.text())

    assert again == proof


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\ncheckpoint\n",
        "wrong-header\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra aGludA==\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra aGludA==\nextra aGludA==\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra aGludA==\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex \n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex {2**63}\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{base64_of(bytes(64))}\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{base64_of(bytes(31))}\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{base64_of(bytes(32))}\n" * 64 + "\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nindex ٠\n\ncheckpoint\n",
    ],
)
def test_a_malformed_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofRefused):
        parse_proof(text.encode())


@pytest.mark.parametrize(
    "proof", [TlogProof(-1, (), NOTE), TlogProof(2**63, (), NOTE), TlogProof(0, (bytes(32),) * 64, NOTE)]
)
def test_a_proof_that_could_not_be_read_back_is_not_written(proof: TlogProof) -> None:
    with pytest.raises(ProofRefused):
        proof.text()
