"""Tiles and entry bundles of C2SP tlog-tiles: their names, what they hold, and the tree's nodes read from them.

It never knows where a tile is kept: reading one is handed in.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self, TypeAlias

from services.audit.domain.errors import ProofRefused
from services.audit.domain.strict import HASH_BYTES, MOST
from services.audit.domain.tree import Node, node_hash

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 2**TILE_HEIGHT
ENTRY_BYTES: Final = 2**16 - 1

_NAME: Final = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One hash tile: `width` subtree roots of 256**level leaves each, from the (256·index)-th on."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Where the tile is served, below the log's prefix."""
        return f"tile/{self.level}/{_index_path(self.index, self.width)}"


@dataclass(frozen=True, slots=True, order=True)
class EntryTile:
    """One entry bundle: `width` entries from the (256·index)-th on."""

    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Where the bundle is served, below the log's prefix."""
        return f"tile/entries/{_index_path(self.index, self.width)}"


ReadTile: TypeAlias = Callable[[Tile], bytes]


def tile_named(path: str) -> Tile | EntryTile | None:
    """The tile or entry bundle served at a path; None if no tile is, or not under that spelling."""
    match = _NAME.fullmatch(path)
    if match is None:
        return None
    level, index, width = match[1], int(match[2].replace("x", "").replace("/", "")), int(match[3] or TILE_WIDTH)
    if index > MOST // TILE_WIDTH or not 0 < width <= TILE_WIDTH:
        return None
    tile = EntryTile(index, width) if level == "entries" else Tile(int(level), index, width)
    return tile if tile.path() == path and (level == "entries" or int(level) <= 63) else None


def tiles_of(size: int) -> Iterator[Tile]:
    """Every hash tile of a tree, the partial ones at its right edge included."""
    return tiles_added(0, size)


def tiles_added(old: int, new: int) -> Iterator[Tile]:
    """The hash tiles of a tree of `new` leaves that a tree of `old` leaves did not have, level by level."""
    level = 0
    while old != new:
        for index, width in _added(old, new):
            yield Tile(level, index, width)
        old, new, level = old >> TILE_HEIGHT, new >> TILE_HEIGHT, level + 1


def entry_tiles_of(size: int) -> Iterator[EntryTile]:
    """Every entry bundle of a tree."""
    return entry_tiles_added(0, size)


def entry_tiles_added(old: int, new: int) -> Iterator[EntryTile]:
    """The entry bundles of a tree of `new` leaves that a tree of `old` leaves did not have."""
    return (EntryTile(index, width) for index, width in _added(old, new))


def tile_content(tile: Tile, node: Node) -> bytes:
    """The bytes of a hash tile."""
    first = tile.index * TILE_WIDTH
    return b"".join(node(tile.level * TILE_HEIGHT, index) for index in range(first, first + tile.width))


def hashes_in(tile: Tile, content: bytes) -> list[bytes]:
    """The hashes of a tile. Raises ProofRefused if it is not as long as its name says."""
    if len(content) != tile.width * HASH_BYTES:
        raise ProofRefused(
            f"Mảnh {tile.path()} dài {len(content)} byte; phải dài {tile.width * HASH_BYTES} byte.",
            f"{tile.path()} is {len(content)} bytes long; it must be {tile.width * HASH_BYTES}.",
        )
    return [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """The bytes of an entry bundle. Raises ProofRefused if an entry is longer than 65,535 bytes."""
    return b"".join(_length_of(entry) + entry for entry in entries)


def decode_entries(content: bytes, *, width: int) -> list[bytes]:
    """The entries of a bundle. Raises ProofRefused if it does not hold exactly `width` whole ones."""
    entries, at = [], 0
    while at < len(content):
        begins = at + 2
        at = begins + int.from_bytes(content[at:begins], "big")
        entries.append(content[begins:at])
    if at != len(content) or len(entries) != width:
        raise ProofRefused(
            f"Gói sự kiện không chứa đúng {width} sự kiện nguyên vẹn.",
            f"An entry bundle does not hold exactly {width} whole entries.",
        )
    return entries


def node_from_tiles(read: ReadTile, size: int) -> Node:
    """The nodes of a tree of `size` leaves, read from its tiles; the levels between are hashed anew.

    The node function raises ProofRefused for a subtree that is not complete in that tree, or a tile of wrong length.
    Nothing here shows that a tile is right: hold `tree_root` against a signed root first.
    """

    @lru_cache(maxsize=64)
    def rows(tile: Tile) -> list[list[bytes]]:
        return _rows_above(hashes_in(tile, read(tile)))

    def node(level: int, index: int) -> bytes:
        if level < 0 or index < 0 or index + 1 << level > size:
            raise ProofRefused("Cây không có nhánh này.", "The tree has no such subtree.")
        tile_level, height = divmod(level, TILE_HEIGHT)
        number, place = divmod(index, TILE_WIDTH >> height)
        width = min(TILE_WIDTH, (size >> tile_level * TILE_HEIGHT) - number * TILE_WIDTH)
        return rows(Tile(tile_level, number, width))[height][place]

    return node


class TileEdge:
    """The right edge of a growing tree's tiles: what every unfinished tile holds so far."""

    __slots__ = ("_rows", "size")

    def __init__(self) -> None:
        self.size = 0
        self._rows: list[list[bytes]] = []  # by tile level

    @classmethod
    def of(cls, size: int, read: ReadTile) -> Self:
        """The edge of a tree of `size` leaves, taken up again from its partial tiles. Raises ProofRefused."""
        edge = cls()
        edge.size = size
        while size:
            tile = Tile(len(edge._rows), size // TILE_WIDTH, size % TILE_WIDTH)
            edge._rows.append(hashes_in(tile, read(tile)) if tile.width else [])
            size >>= TILE_HEIGHT
        return edge

    def extend(self, leaves: Sequence[bytes]) -> list[tuple[Tile, bytes]]:
        """Add leaf hashes; the tiles that became full, with their content."""
        full: list[tuple[Tile, bytes]] = []
        row, size, level = list(leaves), self.size, 0
        self.size += len(row)
        while row:
            if level == len(self._rows):
                self._rows.append([])
            index, held = size // TILE_WIDTH, self._rows[level] + row
            row = []
            while len(held) >= TILE_WIDTH * (len(row) + 1):
                hashes = held[len(row) * TILE_WIDTH : (len(row) + 1) * TILE_WIDTH]
                full.append((Tile(level, index + len(row)), b"".join(hashes)))
                row.append(_rows_above(hashes)[TILE_HEIGHT][0])
            self._rows[level] = held[len(row) * TILE_WIDTH :]
            size, level = size >> TILE_HEIGHT, level + 1
        return full

    def partial(self) -> list[tuple[Tile, bytes]]:
        """The tiles that are not full at the present size, with their content."""
        return [
            (Tile(level, self.size >> TILE_HEIGHT * (level + 1), len(row)), b"".join(row))
            for level, row in enumerate(self._rows)
            if row
        ]


def _index_path(index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *above, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return "".join(f"x{group}/" for group in above) + last + partial


def _added(old: int, new: int) -> Iterator[tuple[int, int]]:
    for index in range(old // TILE_WIDTH, new // TILE_WIDTH):
        yield index, TILE_WIDTH
    if new != old and new % TILE_WIDTH:
        yield new // TILE_WIDTH, new % TILE_WIDTH


def _length_of(entry: bytes) -> bytes:
    if len(entry) > ENTRY_BYTES:
        raise ProofRefused("Một sự kiện dài hơn 65.535 byte.", "An entry is longer than 65,535 bytes.")
    return len(entry).to_bytes(2, "big")


def _rows_above(row: list[bytes]) -> list[list[bytes]]:
    """A tile's hashes and every complete row above them."""
    rows = [row]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        rows.append(row)
    return rows
