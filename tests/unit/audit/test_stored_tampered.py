"""Tiles and fact lines as a reader gets them from disk and log: anything changed in either is found, and named.

What is tried is counted and printed (`pytest -s`).
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias

import pytest

from deploy.local.folding import States
from services.audit.domain.findings import Wrong
from services.audit.domain.form import FormCheck
from services.audit.domain.growing import Growth
from services.audit.domain.stored import StoredCheck
from services.audit.domain.tree import Frontier, leaf_hash
from services.audit.domain.trust import Signed, Trust
from services.audit.domain.walk import Walk
from shared.core.envelope import encode_fact
from shared.core.log import Commit
from tests import examples
from tests.unit.audit.bundles import (
    FORGER_KEY,
    KEYS,
    ORIGIN,
    activity,
    checkpoint_of,
    commits_of,
    lines_of,
    pieces_of,
)

COMMITS: Final = commits_of([examples.ESTABLISHED, (examples.LAUNCHED,), [activity(n) for n in range(3)]])
LINES: Final = lines_of(COMMITS)
CHECKPOINT: Final = checkpoint_of(LINES)
PLACES: Final = ("tile/", "position ", "checkpoint")

Files: TypeAlias = Mapping[str, bytes]
Tried: TypeAlias = Iterator[tuple[str, Sequence[Commit], Files, bytes]]


def files_of(lines: Sequence[bytes]) -> dict[str, bytes]:
    """Every tile and entry bundle of these leaves."""
    growth = Growth()
    return {one.path: one.content for one in [*growth.extend(lines), *growth.edge()]}


FILES: Final = files_of(LINES)


@cache
def opened(checkpoint: bytes) -> Signed:
    """What a checkpoint says whose signatures are good."""
    trust = Trust(given=KEYS, named=())
    signed = trust.opened(checkpoint, origin=ORIGIN, place="checkpoint")
    trust.check_witnessed(signed)
    return signed


def check(commits: Sequence[Commit], files: Files, checkpoint: bytes) -> int:
    """What `thidua audit verify` does with the log, the tiles and a checkpoint."""
    signed = opened(checkpoint)
    walk = Walk(Frontier(), [signed], begins=1_000)
    stored, form = StoredCheck(signed.size, files.get), FormCheck(States().take)
    for piece in pieces_of(commits):
        hashes = [leaf_hash(line) for line in piece.lines()]
        walk.take(piece, hashes)
        stored.take(piece, hashes)
        form.take(piece)
    if walk.held == 0:
        raise Wrong(signed.place, "ngắn", "short")
    stored.finish()
    return walk.tree.size


def tiles_flipped() -> Tried:
    for path, content in FILES.items():
        for at, byte in enumerate(content):
            changed = content[:at] + bytes([byte ^ 1 << at % 8]) + content[at + 1 :]
            yield f"byte {at} of {path}", COMMITS, {**FILES, path: changed}, CHECKPOINT


def tiles_cut_lengthened_and_lost() -> Tried:
    for path, content in FILES.items():
        for other in (content[:-1], content[:-32], content + b"\0", content + content, b""):
            yield f"{path} of {len(other)} bytes", COMMITS, {**FILES, path: other}, CHECKPOINT
        yield f"{path} lost", COMMITS, {name: FILES[name] for name in FILES if name != path}, CHECKPOINT


def lines_flipped() -> Tried:
    """Every byte of every fact line in the log; a line end too, by which there is another fact."""
    for number, commit in enumerate(COMMITS):
        for at, byte in enumerate(commit.payload):
            payload = commit.payload[:at] + bytes([byte ^ 1 << at % 8]) + commit.payload[at + 1 :]
            yield f"byte {at} of commit {number + 1}", _with(number, payload), FILES, CHECKPOINT


def lines_moved() -> Tried:
    for number, commit in enumerate(COMMITS):
        lines = commit.payload.split(b"\n")
        for at, line in enumerate(lines):
            moved = [lines[:at] + lines[at + 1 :], [*lines[:at], line, *lines[at:]], [*lines[at:], *lines[:at]]]
            for other in moved:
                if other and other != lines:
                    yield f"fact {at} of commit {number + 1}", _with(number, b"\n".join(other)), FILES, CHECKPOINT


def commits_moved() -> Tried:
    first, second, third = COMMITS
    for what, commits in {
        "first lost": [second, third],
        "second lost": [first, third],
        "last lost": [first, second],
        "exchanged": [second, first, third],
        "doubled": [first, second, second, third],
    }.items():
        yield what, commits, FILES, CHECKPOINT


def checkpoints_changed() -> Tried:
    for at, byte in enumerate(CHECKPOINT):
        changed = CHECKPOINT[:at] + bytes([byte ^ 1 << at % 8]) + CHECKPOINT[at + 1 :]
        yield f"byte {at} of the checkpoint", COMMITS, FILES, changed
    yield "signed by another key", COMMITS, FILES, checkpoint_of(LINES, key=FORGER_KEY)
    for size in range(1, len(LINES)):
        other = [*LINES[: size - 1], encode_fact(examples.fact(activity(99)))]
        yield f"over {size} other facts", COMMITS, FILES, checkpoint_of(other)


def _with(number: int, payload: bytes) -> list[Commit]:
    commit = COMMITS[number]
    changed = Commit(commit.number, commit.campaign, commit.owner, commit.id, payload)
    return [*COMMITS[:number], changed, *COMMITS[number + 1 :]]


@pytest.mark.parametrize(
    "how",
    [tiles_flipped, tiles_cut_lengthened_and_lost, lines_flipped, lines_moved, commits_moved, checkpoints_changed],
    ids=lambda how: how.__name__,
)
def test_nothing_that_is_changed_in_tiles_lines_or_checkpoint_goes_undetected(how: Callable[[], Tried]) -> None:
    check(COMMITS, FILES, CHECKPOINT)

    tried = 0
    for what, commits, files, checkpoint in how():
        tried += 1
        with pytest.raises(Wrong) as found:
            pytest.fail(f"{what} went undetected: {check(commits, files, checkpoint)}")
        assert found.value.place.startswith(PLACES), f"{what}: {found.value}"

    sys.stdout.write(f"\nstored, {how.__name__}: {tried} changes tried, {tried} detected\n")
    assert tried


def test_a_tile_that_has_grown_since_the_checkpoint_is_still_good() -> None:
    grown = files_of([*LINES, b"one more", b"and one"])

    check(COMMITS, grown, CHECKPOINT)

    changed = {path: b"\xff" + content[1:] if path.startswith("tile/0") else content for path, content in grown.items()}
    with pytest.raises(Wrong, match="tile/0/000"):
        check(COMMITS, changed, CHECKPOINT)


def test_full_tiles_and_bundles_are_compared_as_they_come() -> None:
    commits = commits_of([examples.ESTABLISHED, (examples.LAUNCHED,), *([activity(n)] for n in range(600))])
    lines = lines_of(commits)
    files, checkpoint = files_of(lines), checkpoint_of(lines)

    check(commits, files, checkpoint)

    for path in files:
        with pytest.raises(Wrong) as found:
            check(commits, {**files, path: files[path][:-1] + b"\0"}, checkpoint)
        assert found.value.place.split(",")[0] == path


def test_a_changed_fact_under_a_good_tile_is_named_by_its_position() -> None:
    payload = COMMITS[2].payload.replace(b"HD-1", b"HD-7")
    unsigned = checkpoint_of([*LINES[:5], *lines_of(_with(2, payload))[5:]])

    with pytest.raises(Wrong) as found:
        check(_with(2, payload), FILES, unsigned)

    assert found.value.place == "tile/0/000.p/8, position 3001"
