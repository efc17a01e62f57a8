"""One fact out of a bundle: its proof holds under the checkpoint, in a whole log and in a part of one."""

from functools import cache
from io import BytesIO

import pytest

from services.audit.domain.extracting import extract
from services.audit.domain.findings import Wrong
from services.audit.domain.notes import VerifierKey
from services.audit.domain.tlog_proof import check_proof
from tests.unit.audit.bundles import (
    FORGER_KEY,
    KEYS,
    LOG_KEY,
    WITNESS_KEY,
    bundle_of,
    checkpoint_of,
    leaf_numbers,
    lines_of,
    long_log,
    part,
    verify,
)


@cache
def whole() -> bytes:
    return bundle_of(long_log(), checkpoints=[checkpoint_of(lines_of(long_log()))])


def test_any_fact_of_a_whole_log_is_proven_out_of_its_bundle() -> None:
    bundle = BytesIO(whole())

    for leaf, position, line in [*leaf_numbers(long_log())][::5]:
        bundle.seek(0)
        found = extract(bundle, position)

        assert (found.line, found.proof.index) == (line, leaf)
        check_proof(line, found.proof, log_key=LOG_KEY.verifier(), witness_keys=[VerifierKey.parse(KEYS[1])])


@pytest.mark.parametrize(
    ("begins", "ends"), [(1_001, 3_001), (4_000, 9_041), (8_007, 25_059), (12_000, 12_000), (1_000, 7_000)]
)
def test_a_part_of_a_log_is_verified_and_each_of_its_facts_proven(begins: int, ends: int) -> None:
    bundle = part(begins, ends)

    proven = verify(bundle)

    expected = [
        (leaf, position, line) for leaf, position, line in leaf_numbers(long_log()) if begins <= position <= ends
    ]
    assert (proven.facts, proven.begins, proven.ends) == (len(expected), begins, ends)
    for leaf, position, line in expected[:: max(1, len(expected) // 20)]:
        found = extract(BytesIO(bundle), position)
        assert (found.line, found.proof.index) == (line, leaf)


@pytest.mark.parametrize("position", [999, 5_003, 6_060, 26_000, 0])
def test_a_position_at_which_nothing_stands_is_named(position: int) -> None:
    with pytest.raises(Wrong) as found:
        extract(BytesIO(whole()), position)

    assert found.value.place == f"position {position}"


def test_no_proof_comes_out_of_a_bundle_whose_fact_was_changed() -> None:
    changed = whole().replace(b"HD-700", b"HD-070")
    position = next(position for _, position, line in leaf_numbers(long_log()) if b"HD-700" in line)

    with pytest.raises(Wrong, match=f"position {position}: .*do not lead to the signed root"):
        extract(BytesIO(changed), position)


def test_a_bundle_of_another_log_proves_nothing_to_who_knows_the_key_of_this_one() -> None:
    known = [str(FORGER_KEY.verifier())]

    with pytest.raises(Wrong, match="checkpoint"):
        extract(BytesIO(whole()), 1_000, keys=known)


def test_who_knows_only_the_witness_takes_the_key_of_the_log_from_the_bundle() -> None:
    witness = WITNESS_KEY.verifier()

    found = extract(BytesIO(whole()), 1_000, keys=[str(witness)])

    assert found.signers == (LOG_KEY.name, witness.name)


def test_no_proof_comes_out_of_a_bundle_that_the_witness_never_saw() -> None:
    unseen = checkpoint_of(lines_of(long_log()), witness=None)
    bundle = bundle_of(long_log(), checkpoints=[unseen])

    with pytest.raises(Wrong, match=f"the witness {WITNESS_KEY.name} did not sign it"):
        extract(BytesIO(bundle), 1_000, keys=[str(WITNESS_KEY.verifier())])
