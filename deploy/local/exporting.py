"""Writing a bundle: what the log holds, what audit signed of it, the public keys. It verifies what it has written."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from deploy.local.audited import Audited, audited, covering
from deploy.local.installation import Installation
from deploy.local.verifying import verify_file
from services.audit.domain.bundle import About, Definition, Packing, Piece, piece_of, subtrees_beside
from services.audit.domain.findings import Wrong
from services.audit.domain.published import Published
from services.audit.domain.tiles import node_from_tiles
from services.audit.domain.tree import Node, inclusion_path
from services.audit.domain.trust import Trust
from services.audit.domain.verification import DEFINES, Proven
from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import decode_some
from shared.core.errors import ThiDuaError
from shared.core.log import Commit

Advance: TypeAlias = Callable[[int], None]

MOST_CHECKPOINTS: Final = 1_000  # of all that were ever signed, evenly; each costs the reader a signature's check
_DEFINING: Final = frozenset(cls.wire for cls in DEFINES)


class NothingThere(ThiDuaError):
    """No fact stands between these positions."""

    vi = "Không có sự kiện nào giữa hai vị trí này."


class Part(NamedTuple):
    """What is to be exported, and the checkpoint above it."""

    about: About
    published: Published


async def export(
    log: JetStreamLog, installation: Installation, path: Path, *, begins: int, ends: int | None, advance: Advance
) -> Proven:
    """Write the facts between two positions, both counted in, and verify the file. `ends` None: all there are now.

    Raises NothingThere, NotSigned, Wrong (the log is not what was signed), LogUnavailable, LogDamaged, OSError.
    """
    draft = path.with_name(f"{path.name}.new")
    with audited(installation) as found:
        part = await _part(found, log, installation, begins=begins, ends=ends)
        keys = found.keys()
        try:
            with draft.open("wb") as file:
                packing = Packing(part.about)
                node = node_from_tiles(lambda tile: found.tiles.read(tile.path()) or b"", part.about.size)
                file.write(
                    packing.head(
                        keys=keys,
                        handovers=found.files.handovers(),
                        nodes=[node(*subtree) for subtree in subtrees_beside(part.about)],
                        checkpoints=_checkpoints(found, part),
                        definitions=await _definitions(log, found, part, node),
                    )
                )
                async for piece in _pieces(log, found, part):
                    file.write(packing.take(piece))
                    advance(piece.leaf + piece.length - part.about.first)
                file.write(packing.tail())
            proven = verify_file(draft, keys=keys, advance=advance)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return proven


async def _part(
    found: Audited, log: JetStreamLog, installation: Installation, *, begins: int, ends: int | None
) -> Part:
    last = await log.last()
    number = last if ends is None else ends // 1_000
    if not 0 < number <= last or begins // 1_000 > number:
        raise NothingThere(f"The log ends with commit {last}.")
    published = await covering(found, log, installation, number=number)
    beyond = found.finding.end(published) if ends is None else ends
    first, final = (found.finding.leaf_of(position, published) for position in (max(begins, 1_000), beyond))
    if first is None or final is None or final < first:
        raise NothingThere(f"Every position is a commit's number and a place in it; the last is {beyond}.")
    signed = published.checkpoint
    about = About(signed.origin, max(begins, 1_000), beyond, first, final - first + 1, signed.size)
    return Part(about, published)


def _checkpoints(found: Audited, part: Part) -> list[bytes]:
    """Those that were signed over a part of the facts, at most so many, and the one that covers them all."""
    about, trust = part.about, Trust(given=(), named=found.keys())
    within: dict[int, bytes] = {}
    for note in found.notes():
        with suppress(Wrong):  # by a key that is not the log's: `verify` says so
            size = trust.opened(note, origin=about.origin, place="checkpoints.txt").size
            if about.first < size < min(about.beyond, about.size):
                within[size] = note
    step = -(-len(within) // MOST_CHECKPOINTS) or 1
    return [*(within[size] for size in sorted(within)[::step]), part.published.note]


async def _definitions(log: JetStreamLog, found: Audited, part: Part, node: Node) -> list[Definition]:
    """The facts before the part that define campaigns, each with its proof."""
    about, definitions = part.about, list[Definition]()
    async for commit in _commits(log, until=about.begins // 1_000 if about.first else 0):
        facts = decode_some(commit.payload, _DEFINING)
        for place, fact in enumerate(facts):
            leaf = found.index.leaves(commit.number - 1) + place
            if fact is not None and leaf < about.first:
                line = commit.payload.split(b"\n")[place]
                path = tuple(inclusion_path(leaf, about.size, node))
                definitions.append(Definition(leaf, line, path))
    return definitions


async def _pieces(log: JetStreamLog, found: Audited, part: Part) -> AsyncIterator[Piece]:
    about = part.about
    first = about.begins // 1_000
    async for commit in _commits(log, after=first - 1, until=about.ends // 1_000):
        leaf = found.index.leaves(commit.number - 1)
        piece = piece_of(commit, leaf=leaf, begins=about.begins, ends=about.ends)
        if piece is not None:
            yield piece


async def _commits(log: JetStreamLog, *, after: int = 0, until: int) -> AsyncIterator[Commit]:
    if until <= after:
        return
    async with aclosing(log.read(after=after)) as batches:
        async for commits in batches:
            for commit in commits:
                yield commit
                if commit.number >= until:
                    return
