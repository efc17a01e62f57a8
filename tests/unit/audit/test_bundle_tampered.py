"""A bundle with anything changed is refused, and the finding says where: every byte, line, section and fact in turn.

What is tried is counted and printed (`pytest -s`).
"""

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Final, TypeAlias, TypeVar

import msgspec
import pytest

from services.audit.domain.findings import Wrong
from shared.core.log import Commit
from tests import examples
from tests.unit.audit.bundles import (
    CONTENTS,
    FORGER_KEY,
    KEYS,
    LOG_KEY,
    activity,
    bundle_of,
    checkpoint_of,
    commits_of,
    lines_of,
    resealed,
    sections_of,
    signed_bundle,
    verify,
)

PLACES: Final = ("position ", "section ", "byte ", "checkpoint ", "tile/")
GOOD: Final = signed_bundle()
SMALL: Final = signed_bundle(commits_of([examples.ESTABLISHED[:1], examples.ESTABLISHED[1:3]]), signed_at=())

T = TypeVar("T")
Tampered: TypeAlias = Generator[tuple[str, bytes], None, None]


def detected(name: str, tampered: Tampered) -> int:
    """How many were tried; each must be refused with the place named. It says so with `pytest -s`."""
    tried = 0
    for what, bundle in tampered:
        tried += 1
        with pytest.raises(Wrong) as found:
            pytest.fail(f"{what} went undetected: {verify(bundle)}")
        assert found.value.place.startswith(PLACES), f"{what}: {found.value}"
    sys.stdout.write(f"\n{name}: {tried} changes tried, {tried} detected\n")
    return tried


def flipped() -> Tampered:
    """Every byte once, its bits in rotation: any change of a byte changes the hash of its section alike."""
    for at, byte in enumerate(SMALL):
        yield f"byte {at}", SMALL[:at] + bytes([byte ^ 1 << at % 8]) + SMALL[at + 1 :]


def cut_short() -> Tampered:
    for length in range(len(SMALL)):
        yield f"first {length} bytes", SMALL[:length]


def added() -> Tampered:
    for tail in (b"\n", b"\0", b"end", GOOD):
        yield f"{tail[:3]!r} at the end", GOOD + tail
    for at in range(len(SMALL)):
        yield f"a byte at {at}", SMALL[:at] + b"0" + SMALL[at:]


def lines_moved() -> Tampered:
    lines = GOOD.split(b"\n")
    for what, moved in _moved(lines):
        yield what, b"\n".join(moved)


def sections_moved() -> Tampered:
    """As a forger would who makes all hashes of the frame fit. A checkpoint between may be left out by anybody."""
    named = [(section.name, section.content) for section in sections_of(GOOD)]
    first_checkpoint = [name for name, _ in named].index("checkpoint")
    for what, sections in _moved(named):
        if what != f"part {first_checkpoint} dropped":
            yield what, resealed(sections)


def _moved(parts: Sequence[T]) -> Iterator[tuple[str, list[T]]]:
    for at, part in enumerate(parts):
        before, after = [*parts[:at]], [*parts[at + 1 :]]
        yield f"part {at} dropped", before + after
        yield f"part {at} doubled", [*before, part, part, *after]
        if at and parts[at - 1] != part:
            yield f"parts {at - 1} and {at} exchanged", [*before[:-1], part, before[-1], *after]


@pytest.mark.parametrize("how", [flipped, cut_short, added, lines_moved, sections_moved], ids=lambda how: how.__name__)
def test_no_change_of_the_file_goes_undetected(how: Callable[[], Tampered]) -> None:
    assert (verify(GOOD).facts, verify(SMALL).facts) == (15, 3)

    tried = detected(how.__name__, how())

    assert tried > 10


# --- a forger who makes leaf hashes, tiles and frame fit, and has everything but the keys ----------------------------

GENUINE: Final = commits_of()
CHECKPOINTS: Final = [checkpoint_of(lines_of(GENUINE)[:11]), checkpoint_of(lines_of(GENUINE))]


def forged(lines: Sequence[bytes]) -> bytes:
    """The small log's bundle with these lines in the place of its facts, in commits of the same number and sizes."""
    left, commits = list(lines), list[Commit]()
    for commit in GENUINE:
        count = commit.payload.count(b"\n") + 1
        taken = left[:count] if commit is not GENUINE[-1] else left[:]
        del left[: len(taken)]
        if taken:
            commits.append(msgspec.structs.replace(commit, payload=b"\n".join(taken)))
    return bundle_of(commits, checkpoints=CHECKPOINTS)


def facts_moved() -> Tampered:
    for what, lines in _moved(lines_of(GENUINE)):
        yield what, forged(lines)


def facts_changed() -> Tampered:
    """One byte of each fact, in the middle of what it says."""
    lines = lines_of(GENUINE)
    for at, line in enumerate(lines):
        changed = line.replace(b'"data":{"', b'"data":{ "', 1)
        yield f"fact {at}", forged([*lines[:at], changed, *lines[at + 1 :]])


def facts_back_dated() -> Tampered:
    lines = lines_of(GENUINE)
    for at, line in enumerate(lines):
        for told, earlier in ((b"2025-03-10T09", b"2025-03-09T09"), (b"2025-03-10T02", b"2024-03-10T02")):
            yield f"fact {at}", forged([*lines[:at], line.replace(told, earlier), *lines[at + 1 :]])


@pytest.mark.parametrize("how", [facts_moved, facts_changed, facts_back_dated], ids=lambda how: how.__name__)
def test_no_fact_is_changed_under_a_checkpoint_even_if_every_other_hash_is_made_to_fit(
    how: Callable[[], Tampered],
) -> None:
    assert forged(lines_of(GENUINE)) == GOOD

    tried = detected(how.__name__, how())

    assert tried >= len(lines_of(GENUINE))


def test_a_changed_fact_is_named_by_its_position() -> None:
    at = GOOD.index(b"HD-2")

    with pytest.raises(Wrong) as found:
        verify(GOOD[:at] + b"HD-9" + GOOD[at + 4 :])

    assert found.value.place == "position 3001"


def test_a_log_that_was_signed_again_with_another_key_is_refused_where_the_true_key_is_known() -> None:
    lines = lines_of(GENUINE)
    own_keys = (str(FORGER_KEY.verifier()), KEYS[1])

    again = bundle_of(GENUINE, checkpoints=[checkpoint_of(lines, key=FORGER_KEY)], keys=own_keys)

    with pytest.raises(Wrong, match="checkpoint"):
        verify(again)
    assert not verify(again, keys=()).keys_given


def test_a_fork_after_a_checkpoint_is_found_even_if_the_log_itself_signed_it() -> None:
    forked = commits_of([*CONTENTS[:2], (activity(1), activity(9), activity(3)), *CONTENTS[3:]])

    both = bundle_of(forked, checkpoints=[CHECKPOINTS[0], checkpoint_of(lines_of(forked))])

    with pytest.raises(Wrong) as found:
        verify(both)
    assert found.value.place == "checkpoint 11, positions 1000 to 3002"


def test_a_fork_that_no_witness_saw_is_refused_where_the_witness_is_known() -> None:
    forked = commits_of([*CONTENTS[:-1], (examples.VERIFIED, examples.APPROVED, activity(9))])

    unseen = bundle_of(forked, checkpoints=[checkpoint_of(lines_of(forked), witness=None)])

    with pytest.raises(Wrong, match="did not sign"):
        verify(unseen)
    assert verify(unseen, keys=KEYS[:1]).signers == (LOG_KEY.name,)
