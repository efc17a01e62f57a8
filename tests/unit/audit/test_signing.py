"""Growing and signing, without a server: whatever step a crash comes at, no two checkpoints ever disagree."""

import asyncio
import shutil
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services.audit.domain.checkpoints import Checkpoint, open_checkpoint
from services.audit.domain.notes import VerifierKey
from services.audit.domain.published import Entry
from services.audit.domain.tiles import Tile
from services.audit.domain.tree import EMPTY_ROOT, leaf_hash
from services.audit.handlers.finding import Finding
from services.audit.handlers.growing import Objection, TilesDamaged, Tree, Trust
from services.audit.handlers.signing import Overtaken, Signing
from shared.adapters.audit_files import AuditFiles, read_printed
from shared.adapters.clock import system_clock
from shared.adapters.tile_files import LeafIndex, TileFiles
from shared.core.log import Commit
from tests.unit.audit.naive import mth

STEPS = ("put", "sync", "drop", "make_key", "keep_checkpoint", "print_checkpoint")


def commits_of(*sizes: int, mark: str = "") -> list[Commit]:
    return [
        Commit(n, "c", "tracking", f"{n}", b"\n".join(f"{mark}{n}/{place}".encode() for place in range(size)))
        for n, size in enumerate(sizes, start=1)
    ]


def lines_of(commits: Sequence[Commit]) -> list[bytes]:
    return [line for commit in commits for line in commit.payload.split(b"\n")]


def honest(commits: Sequence[Commit], size: int) -> bytes:
    """The root of the first leaves, by definition."""
    return mth([leaf_hash(line) for line in lines_of(commits)[:size]])


class Crashed(BaseException):
    """The process is gone; nothing catches this."""


class Breaking:
    """Calls through, until a step comes at which the process is gone."""

    def __init__(self, inner: Any, disk: "Disk") -> None:
        self._inner = inner
        self._disk = disk

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if name in STEPS and next(self._disk.steps) == self._disk.crash_at:
                raise Crashed
            found = getattr(self._inner, name)(*arguments, **named)
            if name == "keep_checkpoint":
                self._disk.kept.append(arguments[0])
            return found

        return call

    def __len__(self) -> int:
        return len(self._inner)


class Disk:
    """What outlasts a crash: one folder, and every checkpoint that was ever kept in it."""

    def __init__(self, folder: Path) -> None:
        self.files = AuditFiles(folder, system_clock)
        self.kept: list[bytes] = []
        self.crash_at = -1
        self.may_sign = True
        self.steps = count()

    def started(self) -> tuple[Signing, Finding, Any, Any]:
        """The parts of a process that starts on it."""
        self.steps = count()
        tiles = Breaking(TileFiles(self.files.tree), self)
        index = Breaking(LeafIndex(self.files.tree / "commits"), self)
        signing = Signing(
            Breaking(self.files, self),
            tiles,
            index,
            showing=None,
            draw=lambda size: b"k" * size,
            may_sign=lambda: self.may_sign,
            pause=_at_once,
        )
        return signing, Finding(tiles, index), tiles, index

    async def live(self, commits: Sequence[Commit], *, known: int) -> tuple[Signing, Finding]:
        """Follow the log to its end; so many commits stood in it when the process started. Raises Crashed."""
        signing, finding, tiles, index = self.started()
        trust = Trust.NONE
        while True:
            signed = await signing.open()
            tree = Tree(tiles, index, signed=signed, trust=trust)
            try:
                if known:
                    tree.take(commits[:known])
                tree.check_reaches()
                await _followed(signing, tree, signed, commits[known:])
            except TilesDamaged:
                trust = Trust.SIGNED
                continue
            return signing, finding

    def checkpoints(self) -> list[Checkpoint]:
        key = VerifierKey.parse(self.files.public_keys()[0])
        return [open_checkpoint(note, log_key=key).checkpoint for note in self.kept]


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _followed(signing: Signing, tree: Tree, signed: Checkpoint, coming: Sequence[Commit]) -> None:
    """Sign what is known, then each commit that comes, one after another."""
    running = asyncio.create_task(signing.run(tree, signed))
    try:
        for commit in [None, *coming]:
            if commit is not None:
                tree.take([commit])
            covered = asyncio.create_task(signing.covers(tree.number))
            await asyncio.wait([running, covered], return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                covered.cancel()
                running.result()
    finally:
        running.cancel()
        await asyncio.wait([running])


def test_a_crash_at_any_step_changes_nothing_that_was_signed(tmp_path: Path) -> None:
    commits = commits_of(3, 300, 1, 220)
    at = 0
    crashed = True
    while crashed:
        disk = Disk(tmp_path / str(at))
        disk.crash_at = at
        try:
            asyncio.run(disk.live(commits, known=1))
            crashed = False
        except Crashed:
            disk.crash_at = -1

        signing, finding = asyncio.run(disk.live(commits, known=4))

        assert signing.published is not None
        assert signing.published.checkpoint.size == 524
        assert set(disk.kept) == set(read_printed(disk.files.printed))
        assert all(one.root == honest(commits, one.size) for one in disk.checkpoints())
        assert [finding.entry(number * 1_000, signing.published) for number in (1, 2, 3, 4)] == [
            (leaf, lines_of(commits)[leaf]) for leaf in (0, 3, 303, 304)
        ]
        at += 1
    assert at > 20


def test_a_log_that_lost_its_end_is_not_signed(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    asyncio.run(disk.live(commits_of(3, 4), known=2))
    signed = len(disk.kept)

    with pytest.raises(Objection) as refused:
        asyncio.run(disk.live(commits_of(3), known=1))

    assert refused.value.problem.code == "log_too_short"
    assert len(disk.kept) == signed


@pytest.mark.parametrize("sizes", [(3, 4), (3, 4, 5), (2, 5, 1), (7,), (8, 1)])
def test_another_log_is_not_signed_however_its_commits_are_cut(sizes: tuple[int, ...], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    asyncio.run(disk.live(commits_of(3, 4), known=2))
    signed = len(disk.kept)

    with pytest.raises(Objection) as refused:
        asyncio.run(disk.live(commits_of(*sizes, mark="other"), known=len(sizes)))

    assert refused.value.problem.code == "log_differs"
    assert len(disk.kept) == signed


def test_a_second_signer_on_the_same_folder_stops_before_it_signs(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    commits = commits_of(3, 4)

    async def both() -> None:
        signing, _, tiles, index = disk.started()
        signed = await signing.open()
        tree = Tree(tiles, index, signed=signed, trust=Trust.NONE)
        tree.take(commits)
        await disk.live(commits, known=1)
        await signing.run(tree, signed)

    with pytest.raises(Overtaken):
        asyncio.run(both())

    assert [one.size for one in disk.checkpoints()] == [3, 7]


def test_a_refusal_by_the_witness_stands_when_no_witness_is_asked_any_more(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    asyncio.run(disk.live(commits_of(3), known=1))
    disk.files.refuse("witness_ahead\nit has seen more")

    with pytest.raises(Objection) as refused:
        asyncio.run(disk.live(commits_of(3), known=1))

    assert refused.value.problem.code == "witness_ahead"


def test_a_refusal_goes_when_the_right_log_is_back(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    asyncio.run(disk.live(commits_of(3), known=1))
    disk.files.refuse("log_too_short\nan older copy")

    asyncio.run(disk.live(commits_of(3, 4), known=1))

    assert not disk.files.refusal()
    assert disk.checkpoints()[-1].size == 7


def test_lost_tiles_are_made_anew_to_the_last_one_though_no_fact_came_since(tmp_path: Path) -> None:
    disk, commits = Disk(tmp_path), commits_of(3, 300)
    asyncio.run(disk.live(commits, known=2))
    shutil.rmtree(disk.files.tree)

    signing, finding = asyncio.run(disk.live(commits, known=2))

    assert signing.published is not None
    proven = [finding.entry(position, signing.published) for position in (1000, 2000, 2299)]
    assert [entry.line for entry in proven if entry is not None] == [b"1/0", b"2/0", b"2/299"]


def test_an_empty_tree_is_signed_first(tmp_path: Path) -> None:
    disk = Disk(tmp_path)

    asyncio.run(disk.live([], known=0))

    assert [(one.size, one.root) for one in disk.checkpoints()] == [(0, EMPTY_ROOT)]


def test_who_may_have_been_followed_signs_nothing(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    asyncio.run(disk.live(commits_of(3), known=1))
    signed, disk.may_sign = len(disk.kept), False

    with pytest.raises(Overtaken):
        asyncio.run(disk.live(commits_of(3, 4), known=2))

    assert len(disk.kept) == signed


def test_who_follows_serves_what_another_signs_and_finds_what_became_wider_meanwhile(tmp_path: Path) -> None:
    disk, commits = Disk(tmp_path), commits_of(3, 4, 5, 300)
    leaves = b"".join(leaf_hash(line) for line in lines_of(commits)[:7])

    async def story() -> None:
        following, finding, _, _ = disk.started()
        looking, earlier = asyncio.create_task(following.follow()), None
        try:
            for number, size in ((2, 7), (3, 12), (4, 312)):
                await disk.live(commits[:number], known=number - 1)
                async with asyncio.timeout(120):
                    published = await following.covers(number)
                earlier = earlier or published
                entry, proof = finding.entry(2_003, earlier), finding.proof(2_003, earlier)

                assert published.checkpoint.size == size
                assert not (disk.files.tree / Tile(0, 0, 7).path()).exists() or size == 7
                assert entry == Entry(6, lines_of(commits)[6])
                assert proof is not None
                assert proof.checkpoint == earlier.note
                assert finding.tile(Tile(0, 0, 7), earlier) == leaves
        finally:
            looking.cancel()
            await asyncio.wait([looking])

    asyncio.run(story())
