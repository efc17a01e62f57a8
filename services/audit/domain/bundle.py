"""A bundle: a part of the log, or all of it, in one file that proves itself. What is in one, and how it is written.

docs/reference/bundle.md says the same for who writes a reader of their own. Bytes come and go in sections, so that a
bundle of any length needs no more memory than its longest section.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

import msgspec

from services.audit.domain.sections import MAGIC, Writer
from services.audit.domain.strict import base64_of
from services.audit.domain.tiles import Tile, TileEdge
from services.audit.domain.tree import leaf_hash
from shared.core.envelope import position_of
from shared.core.log import Commit
from shared.core.values import Owner

CLOSES_AT: Final = 1 << 20  # a section of facts closes with the commit that brings it to so many bytes

Subtree: TypeAlias = tuple[int, int]  # the level and number of a complete subtree


class About(msgspec.Struct, frozen=True):
    """What a bundle holds: leaves `first` to `first + leaves` of a tree of `size`, at these positions of the log."""

    origin: str
    begins: int
    ends: int
    first: int
    leaves: int
    size: int

    @property
    def beyond(self) -> int:
        """The number of the leaf after the last."""
        return self.first + self.leaves


class Piece(NamedTuple):
    """A commit, or as much of it as belongs to the bundle: from `place` on, which is leaf number `leaf`."""

    number: int
    place: int
    leaf: int
    length: int
    owner: Owner
    campaign: str
    id: str
    payload: bytes

    @property
    def position(self) -> int:
        """Where its first fact stands."""
        return position_of(self.number, self.place)

    def lines(self) -> list[bytes]:
        """The facts, as they were stored."""
        return self.payload.split(b"\n")


class Definition(NamedTuple):
    """A fact before the bundle's first that defines a campaign, with its proof under the last checkpoint."""

    leaf: int
    line: bytes
    path: tuple[bytes, ...]


def piece_of(commit: Commit, *, leaf: int, begins: int = 0, ends: int | None = None) -> Piece | None:
    """As much of a commit as lies between two positions, both counted in; `leaf` is the number of its first fact.

    None if nothing does.
    """
    lines = commit.payload.split(b"\n")
    base = position_of(commit.number, 0)
    place = max(0, begins - base)
    wanted = lines[place : len(lines) if ends is None else max(0, ends - base + 1)]
    if not wanted:
        return None
    return Piece(
        commit.number,
        place,
        leaf + place,
        len(wanted),
        commit.owner,
        commit.campaign,
        commit.id,
        b"\n".join(wanted) if len(wanted) < len(lines) else commit.payload,
    )


def covering(begin: int, end: int) -> Iterator[Subtree]:
    """The fewest complete subtrees that together hold the leaves from `begin` to before `end`, from left to right."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield level, begin >> level
        begin += 1 << level


def subtrees_beside(about: About) -> list[Subtree]:
    """The subtrees to the left and to the right of a bundle's facts: with them its facts make the whole root."""
    return [*covering(0, about.first), *covering(about.beyond, about.size)]


class Packing:
    """Writes a bundle. `head` first, then `take` every piece in order, then `tail`; each gives the bytes to be kept."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._writer = Writer()
        self._facts: list[bytes] = []
        self._leaves: list[bytes] = []
        self._held = 0
        self._edge = TileEdge()
        self._tiles: dict[Tile, bytes] = {}

    def head(
        self,
        *,
        keys: Sequence[str],
        checkpoints: Sequence[bytes],
        handovers: Sequence[bytes] = (),
        nodes: Sequence[bytes] = (),
        definitions: Sequence[Definition] = (),
    ) -> bytes:
        """All that stands before the facts; `nodes` are the hashes of `subtrees_beside` it."""
        section = self._writer.section
        parts = [
            MAGIC,
            section("about", msgspec.json.encode(self._about)),
            section("keys", "".join(f"{key}\n" for key in keys).encode()),
        ]
        parts += [section("handover", note) for note in handovers]
        if nodes:
            beside = zip(subtrees_beside(self._about), nodes, strict=True)
            lines = (f"{level} {number} {base64_of(value)}\n" for (level, number), value in beside)
            parts.append(section("nodes", "".join(lines).encode()))
        parts += [section("checkpoint", note) for note in checkpoints]
        parts += [section("definition", definition_text(definition)) for definition in definitions]
        return b"".join(parts)

    def take(self, piece: Piece) -> bytes:
        """The next commit."""
        hashes = [leaf_hash(line) for line in piece.lines()]
        if self._about.first == 0:
            self._tiles.update(tiles_above(self._edge.extend(hashes)))
        line = (
            f"commit {piece.number} {piece.place} {piece.leaf} {piece.length} {len(piece.payload)}"
            f" {piece.owner} {piece.campaign} {piece.id}\n"
        ).encode()
        self._facts += (line, piece.payload, b"\n")
        self._leaves += hashes
        self._held += len(line) + len(piece.payload) + 1
        return self._close() if self._held >= CLOSES_AT else b""

    def tail(self) -> bytes:
        """What is left."""
        rest = self._close() if self._facts else b""
        self._tiles.update(tiles_above(self._edge.partial()))
        sections = (self._writer.section(tile.path(), content) for tile, content in sorted(self._tiles.items()))
        return rest + b"".join(sections) + self._writer.end()

    def _close(self) -> bytes:
        facts, leaves = b"".join(self._facts), b"".join(self._leaves)
        self._facts, self._leaves, self._held = [], [], 0
        return self._writer.section("facts", facts) + self._writer.section("leaves", leaves)


def tiles_above(tiles: Iterable[tuple[Tile, bytes]]) -> Iterator[tuple[Tile, bytes]]:
    """Those that a bundle holds: of level 1 and above. What the others would say stands in its sections `leaves`."""
    return ((tile, content) for tile, content in tiles if tile.level)


def definition_text(definition: Definition) -> bytes:
    """The content of a section `definition`."""
    hashes = "".join(f"{base64_of(one)}\n" for one in definition.path).encode()
    return b"%d\n%s\n%s" % (definition.leaf, definition.line, hashes)
