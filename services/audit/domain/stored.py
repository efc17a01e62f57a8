"""Tiles as they were stored, held against the facts they were made of. Where they are kept is not known here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from services.audit.domain.bundle import Piece
from services.audit.domain.findings import Wrong
from services.audit.domain.strict import HASH_BYTES
from services.audit.domain.tiles import TILE_WIDTH, EntryTile, Tile, TileEdge, encode_entries

_MISSING: Final = ("ô này bị mất.", "this tile is missing.")
_OTHER: Final = (
    "ô này và nhật ký không khớp: một trong hai đã bị sửa.",
    "this tile and the log differ: one of the two was changed.",
)


class StoredCheck:
    """Hand it every commit in order, then `finish`: each tile of a tree of `size` leaves must be there, and right.

    `read` gives the content of a tile by its path, or None if there is none.
    """

    def __init__(self, size: int, read: Callable[[str], bytes | None]) -> None:
        self._size = size
        self._read = read
        self._edge = TileEdge()
        self._entries: list[bytes] = []
        self._bundles = 0
        self._open: list[Piece] = []  # the commits in the last tile of leaves

    def take(self, piece: Piece, leaves: Sequence[bytes]) -> None:
        """The next commit, and its leaf hashes; what lies beyond the size is passed over. Raises Wrong."""
        wanted = self._size - self._edge.size
        if wanted <= 0:
            return
        self._open.append(piece)
        self._entries += piece.lines()[:wanted]
        for tile, content in self._edge.extend(leaves[:wanted]):
            self._compare(tile, content, self._read(tile.path()))
        while len(self._entries) >= TILE_WIDTH:
            bundle = EntryTile(self._bundles)
            self._compare(bundle, encode_entries(self._entries[:TILE_WIDTH]), self._read(bundle.path()))
            del self._entries[:TILE_WIDTH]
            self._bundles += 1
        begins = self._edge.size // TILE_WIDTH * TILE_WIDTH
        self._open = [one for one in self._open if one.leaf + one.length > begins]

    def finish(self) -> None:
        """The tiles that are not full; one that has grown since begins with what is looked for. Raises Wrong."""
        for tile, content in self._edge.partial():
            self._compare(tile, content, self._read_grown(tile, len(content)))
        if self._entries:
            bundle, content = EntryTile(self._bundles, len(self._entries)), encode_entries(self._entries)
            self._compare(bundle, content, self._read_grown(bundle, len(content)))

    def _read_grown(self, tile: Tile | EntryTile, length: int) -> bytes | None:
        found = self._read(tile.path())
        for width in range(tile.width + 1, TILE_WIDTH + 1):
            if found is not None:
                return found
            wider = self._read(replace(tile, width=width).path())
            found = None if wider is None else wider[:length]
        return found

    def _compare(self, tile: Tile | EntryTile, content: bytes, found: bytes | None) -> None:
        if found is None:
            raise Wrong(tile.path(), *_MISSING)
        if found != content:
            raise Wrong(f"{tile.path()}{self._position_in(tile, content, found)}", *_OTHER)

    def _position_in(self, tile: Tile | EntryTile, content: bytes, found: bytes) -> str:
        """Of a tile of leaves, where the first fact stands that has another hash."""
        if not isinstance(tile, Tile) or tile.level or len(content) != len(found):
            return ""
        first = next(at for at, byte in enumerate(content) if byte != found[at]) // HASH_BYTES
        leaf = tile.index * TILE_WIDTH + first
        within = (one for one in self._open if one.leaf <= leaf < one.leaf + one.length)
        return "".join(f", position {one.position + leaf - one.leaf}" for one in within)
