"""Signing keys as they are kept, and how one hands over to the next."""

import pytest

from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.keys import hand_over, handed_over, secret_text, signer_from
from services.audit.domain.notes import KeyKind, SignerKey

FIRST = SignerKey("log.example", KeyKind.NOTE, b"1" * 32)
SECOND = SignerKey("log.example", KeyKind.NOTE, b"2" * 32)
THIRD = SignerKey("log.example/2", KeyKind.NOTE, b"3" * 32)
TOLD = ["at 2025-05-12T00:00:00Z", "basis a year\nhas passed"]


def test_a_key_is_read_as_it_was_written() -> None:
    kept = secret_text(FIRST)

    assert signer_from(kept) == FIRST
    assert kept.startswith("PRIVATE+KEY+log.example+")


def test_a_key_that_lost_or_changed_a_character_is_refused_and_not_repeated() -> None:
    kept = secret_text(FIRST)
    damaged = [kept[:at] + kept[at + 1 :] for at in range(len(kept))]
    damaged += [kept[:at] + ("A" if kept[at] != "A" else "B") + kept[at + 1 :] for at in range(len(kept))]

    for text in damaged:
        with pytest.raises(KeyRefused) as refused:
            signer_from(text)
        assert kept[-20:] not in str(refused.value)


def test_who_trusts_one_key_may_trust_those_it_handed_over_to() -> None:
    notes = [hand_over(FIRST, SECOND.verifier(), told=TOLD), hand_over(SECOND, THIRD.verifier(), told=TOLD)]

    from_the_first = handed_over(notes, FIRST.verifier())
    from_the_second = handed_over(notes, SECOND.verifier())

    assert from_the_first == [FIRST.verifier(), SECOND.verifier(), THIRD.verifier()]
    assert from_the_second == [SECOND.verifier(), THIRD.verifier()]


def test_nobody_hands_over_in_the_name_of_another() -> None:
    genuine = hand_over(FIRST, SECOND.verifier(), told=TOLD)
    forged = genuine.replace(str(SECOND.verifier()).encode(), str(THIRD.verifier()).encode())

    with pytest.raises(ProofRefused):
        handed_over([forged], FIRST.verifier())

    assert handed_over([hand_over(THIRD, SECOND.verifier(), told=TOLD)], FIRST.verifier()) == [FIRST.verifier()]
