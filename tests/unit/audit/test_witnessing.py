"""A witness judges by what it remembers: what continues it is cosigned, and everything else refused as C2SP says."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.checkpoints import Checkpoint, sign_checkpoint
from services.audit.domain.notes import KeyKind, SignerKey
from services.audit.domain.tree import consistency_path
from services.audit.domain.witnessing import Accepted, Asked, Declined, judge, parse_request
from tests.unit.audit.naive import LEAVES, mth, node_of

LOG: Final = SignerKey("log.example", KeyKind.NOTE, b"l" * 32)
OTHER: Final = SignerKey("log.example", KeyKind.NOTE, b"o" * 32)
STRANGER: Final = SignerKey("stranger.example", KeyKind.NOTE, b"s" * 32)
KEYS: Final = [LOG.verifier()]
FORK: Final = [bytes(32), *LEAVES[1:]]


def tree(size: int, *, leaves: Sequence[bytes] = LEAVES, signer: SignerKey = LOG) -> Checkpoint:
    return Checkpoint(signer.name, size, mth(leaves[:size]))


def asked(old: int, new: Checkpoint, *, signer: SignerKey = LOG, leaves: Sequence[bytes] = LEAVES) -> Asked:
    path = consistency_path(old, new.size, node_of(leaves)) if old <= new.size else []
    return Asked(old, tuple(path), sign_checkpoint(new, signer))


@given(old=st.integers(0, 70), grown=st.integers(0, 70))
def test_what_continues_the_remembered_tree_is_accepted(old: int, grown: int) -> None:
    new = tree(old + grown)
    request = parse_request(asked(old, new).body)

    judgement = judge(request, keys=KEYS, remembered=tree(old) if old else None) if request else None

    assert judgement == Accepted(new)


@given(old=st.integers(1, 70), grown=st.integers(0, 70))
def test_a_fork_is_never_accepted(old: int, grown: int) -> None:
    forked = tree(old + grown, leaves=FORK)

    judgement = judge(asked(old, forked, leaves=FORK), keys=KEYS, remembered=tree(old))

    assert isinstance(judgement, Declined)
    assert judgement.status == (422 if grown else 409)


@pytest.mark.parametrize(
    ("request_made", "status", "told"),
    [
        (asked(3, tree(9)), 409, 5),  # it remembers another size
        (asked(0, tree(9)), 409, 5),
        (asked(5, tree(4)), 400, None),  # the old size is above the new one
        (asked(5, tree(9), signer=OTHER), 403, None),  # of this log, but not by a key of it that is known
        (asked(0, tree(9, signer=STRANGER), signer=STRANGER), 404, None),  # of a log that is not known
        (asked(5, tree(9))._replace(path=()), 422, None),
        (asked(5, tree(9))._replace(path=(bytes(32),) * 3), 422, None),
        (asked(4, tree(4)), 409, 5),  # an older one, once more
    ],
)
def test_what_does_not_continue_it_is_refused_with_the_status_of_the_protocol(
    request_made: Asked, status: int, told: int | None
) -> None:
    judgement = judge(request_made, keys=KEYS, remembered=tree(5))

    assert isinstance(judgement, Declined)
    assert (judgement.status, judgement.remembered) == (status, told)


def test_after_a_key_was_rotated_both_are_known() -> None:
    new = tree(9)

    judgement = judge(asked(5, new, signer=OTHER), keys=[LOG.verifier(), OTHER.verifier()], remembered=tree(5))

    assert judgement == Accepted(new)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 5",
        b"old 05\n\nnote",
        b"old -1\n\nnote",
        b"old 5\nnot-base64\n\nnote",
        b"old 5\n" + b"A" * 43 + b"=\nnote",
        b"old 5\n" + (b"A" * 43 + b"=\n") * 64 + b"\nnote",
        b"old 9999999999999999999\n\nnote",
        b"old 5\r\n\r\nnote",
    ],
)
def test_what_is_no_request_is_not_read_as_one(body: bytes) -> None:
    assert parse_request(body) is None
