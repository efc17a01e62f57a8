"""The tree as it grows: which tiles are full by now, and what stands in those that are not. It keeps no file."""

from collections.abc import Sequence
from typing import NamedTuple

from services.audit.domain.tiles import (
    TILE_WIDTH,
    EntryTile,
    TileEdge,
    encode_entries,
    entry_tiles_added,
    node_from_tiles,
    tiles_added,
)
from services.audit.domain.tree import leaf_hash, tree_root


class Written(NamedTuple):
    """A tile or an entry bundle: where it is served, and what is in it."""

    path: str
    content: bytes


class Growth:
    """A tree from its first leaf on; hand it every entry in order."""

    def __init__(self) -> None:
        self._tiles = TileEdge()
        self._entries: list[bytes] = []

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._tiles.size

    def root(self) -> bytes:
        """The hash over all of them: whatever complete subtree it is made of stands in a tile that is not full."""
        edge = dict(self._tiles.partial())
        return tree_root(self.size, node_from_tiles(edge.__getitem__, self.size))

    def extend(self, entries: Sequence[bytes]) -> list[Written]:
        """Add entries; every tile and bundle that became full. Raises ProofRefused if one is over 65,535 bytes."""
        hashes = [leaf_hash(entry) for entry in entries]
        bundle = self.size // TILE_WIDTH
        full = [Written(tile.path(), content) for tile, content in self._tiles.extend(hashes)]
        self._entries += entries
        while len(self._entries) >= TILE_WIDTH:
            full.append(Written(EntryTile(bundle).path(), encode_entries(self._entries[:TILE_WIDTH])))
            del self._entries[:TILE_WIDTH]
            bundle += 1
        return full

    def edge(self) -> list[Written]:
        """The tiles, and the bundle, at the right edge: those that are not full."""
        edge = [Written(tile.path(), content) for tile, content in self._tiles.partial()]
        if self._entries:
            bundle = EntryTile(self.size // TILE_WIDTH, len(self._entries))
            edge.append(Written(bundle.path(), encode_entries(self._entries)))
        return edge


def edge_of(size: int) -> set[str]:
    """Where the tiles are served that are not full in a tree of so many leaves, and the bundle."""
    last = max(0, size - 1)
    tiles = {tile.path() for tile in tiles_added(last, size) if tile.width < TILE_WIDTH}
    return tiles | {bundle.path() for bundle in entry_tiles_added(last, size) if bundle.width < TILE_WIDTH}
