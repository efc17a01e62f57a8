"""A log whose key was replaced: who wrote down one of its keys, old or new, can still check a bundle of it."""

from dataclasses import replace
from io import BytesIO

import pytest

from services.audit.domain.extracting import extract
from services.audit.domain.findings import Wrong
from services.audit.domain.keys import hand_over
from services.audit.domain.notes import KeyKind, SignerKey
from tests.unit.audit.bundles import FORGER_KEY, LOG_KEY, ORIGIN, bundle_of, checkpoint_of, commits_of, lines_of, verify

NEW_KEY = SignerKey(ORIGIN, KeyKind.NOTE, b"n" * 32)
TOLD = ["at 2025-12-01T00:00:00Z", "because a year has passed"]


def bundle(*, old: SignerKey = LOG_KEY, new: SignerKey = NEW_KEY, handovers: list[bytes] | None = None) -> bytes:
    """The old key signed the first eleven facts, the new one all."""
    lines = lines_of(commits_of())
    return bundle_of(
        commits_of(),
        checkpoints=[checkpoint_of(lines[:11], key=old), checkpoint_of(lines, key=new)],
        keys=[str(key.verifier()) for key in (new, old)],
        handovers=[hand_over(old, new.verifier(), told=TOLD)] if handovers is None else handovers,
    )


@pytest.mark.parametrize("known", [LOG_KEY, NEW_KEY], ids=["the old key", "the new key"])
def test_who_knows_one_key_verifies_and_proves_what_both_signed(known: SignerKey) -> None:
    keys = [str(known.verifier())]

    proven, found = verify(bundle(), keys=keys), extract(BytesIO(bundle()), 1_000, keys=keys)

    assert (proven.checkpoints, proven.keys_given) == (2, True)
    assert found.signers == (ORIGIN,)


@pytest.mark.parametrize("known", [LOG_KEY, NEW_KEY], ids=["the old key", "the new key"])
def test_without_a_hand_over_the_other_key_counts_for_nothing(known: SignerKey) -> None:
    with pytest.raises(Wrong, match="section checkpoint"):
        verify(bundle(handovers=[]), keys=[str(known.verifier())])


def test_nobody_makes_himself_the_predecessor_and_signs_the_newest_checkpoint() -> None:
    claimed = hand_over(FORGER_KEY, LOG_KEY.verifier(), told=TOLD)
    forged = bundle(new=FORGER_KEY, handovers=[claimed])

    with pytest.raises(Wrong, match="section checkpoint"):
        verify(forged, keys=[str(LOG_KEY.verifier())])


def test_a_changed_hand_over_is_refused() -> None:
    genuine = hand_over(LOG_KEY, NEW_KEY.verifier(), told=TOLD)
    changed = genuine.replace(str(NEW_KEY.verifier()).encode(), str(FORGER_KEY.verifier()).encode())

    with pytest.raises(Wrong, match="section handover"):
        verify(bundle(new=FORGER_KEY, handovers=[changed]), keys=[str(LOG_KEY.verifier())])


def test_a_log_that_went_on_under_another_name_is_not_taken_for_the_same() -> None:
    renamed = replace(NEW_KEY, name=f"{ORIGIN}/2")
    handovers = [hand_over(LOG_KEY, renamed.verifier(), told=TOLD)]

    with pytest.raises(Wrong, match="section checkpoint"):
        verify(bundle(handovers=handovers), keys=[str(LOG_KEY.verifier())])
