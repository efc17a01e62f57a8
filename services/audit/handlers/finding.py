"""Finds what is asked for among the tiles: a tile, a fact by its position, the proof of it. It writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.audit.domain.errors import ProofRefused
from services.audit.domain.published import Entry, Published
from services.audit.domain.strict import HASH_BYTES
from services.audit.domain.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    EntryTile,
    Tile,
    decode_entries,
    encode_entries,
    node_from_tiles,
)
from services.audit.domain.tlog_proof import TlogProof
from services.audit.domain.tree import inclusion_path
from services.audit.ports import Index, Tiles


class Finding:
    """Everything that a published checkpoint covers. All raise ProofRefused if a file is not as it should be."""

    def __init__(self, tiles: Tiles, index: Index) -> None:
        self._tiles = tiles
        self._index = index

    def tile(self, wanted: Tile | EntryTile, published: Published) -> bytes | None:
        """What stands in a tile or bundle; None if the checkpoint covers no such one.

        One that was not full when it was asked about is the beginning of what stands there now.
        """
        level = wanted.level if isinstance(wanted, Tile) else 0
        width = _width(level, wanted.index, published)
        if wanted.width > width:
            return None
        return _beginning(self._content(replace(wanted, width=width)), wanted, width=width)

    def leaf_of(self, position: int, published: Published) -> int | None:
        """The leaf of the fact at a position; None if no fact stands there that the checkpoint covers."""
        number, place = divmod(position, 1_000)
        if not 1 <= number <= published.commits:
            return None
        leaf = self._index.leaves(number - 1) + place
        return leaf if leaf < self._index.leaves(number) else None

    def end(self, published: Published) -> int:
        """The position of the last fact that the checkpoint covers (0: none)."""
        if not published.commits:
            return 0
        place = published.checkpoint.size - self._index.leaves(published.commits - 1) - 1
        return published.commits * 1_000 + place

    def entry(self, position: int, published: Published) -> Entry | None:
        """The fact at a position; None if there is none that the checkpoint covers."""
        leaf = self.leaf_of(position, published)
        return None if leaf is None else next(self._entries([leaf], published))

    def entries(self, positions: Sequence[int], published: Published) -> list[Entry]:
        """The facts at positions where facts stand, in the same order; a bundle that holds neighbours is read once."""
        leaves = [self.leaf_of(position, published) for position in positions]
        return list(self._entries([leaf for leaf in leaves if leaf is not None], published))

    def _entries(self, leaves: Sequence[int], published: Published) -> Iterator[Entry]:
        read, lines = -1, list[bytes]()
        for leaf in leaves:
            index, place = divmod(leaf, TILE_WIDTH)
            if index != read:
                width = _width(0, index, published)
                read, lines = index, decode_entries(self._content(EntryTile(index, width)), width=width)
            yield Entry(leaf, lines[place])

    def proof(self, position: int, published: Published) -> TlogProof | None:
        """That the fact at a position is in the log; None if there is none that the checkpoint covers."""
        leaf = self.leaf_of(position, published)
        if leaf is None:
            return None
        size = published.checkpoint.size
        path = inclusion_path(leaf, size, node_from_tiles(self._content, size))
        return TlogProof(leaf, tuple(path), published.note)

    def _content(self, tile: Tile | EntryTile) -> bytes:
        content = self._tiles.read(tile.path())
        if content is None:
            content = self._wider(tile)
        if content is None:
            raise ProofRefused(f"Thiếu mảnh {tile.path()}.", f"{tile.path()} is missing.")
        return content

    def _wider(self, tile: Tile | EntryTile) -> bytes | None:
        """What a tile that was not full begins with where it is wider by now: another replica has signed since."""
        for width in (TILE_WIDTH, *self._tiles.widths(tile.path().rpartition("/")[0])):
            if width > tile.width and (content := self._tiles.read(replace(tile, width=width).path())) is not None:
                return _beginning(content, tile, width=width)
        return None


def _beginning(content: bytes, wanted: Tile | EntryTile, *, width: int) -> bytes:
    """So much of a tile's content as was asked for."""
    if wanted.width == width:
        return content
    if isinstance(wanted, EntryTile):
        return encode_entries(decode_entries(content, width=width)[: wanted.width])
    return content[: wanted.width * HASH_BYTES]


def _width(level: int, index: int, published: Published) -> int:
    """How wide a tile is by now; below 1 if there is none."""
    return min(TILE_WIDTH, (published.checkpoint.size >> TILE_HEIGHT * level) - index * TILE_WIDTH)
