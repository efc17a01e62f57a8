"""One fact out of a bundle, with its proof: only the sections that it needs are read.

A proof is checked against the signed checkpoint before it is handed out, so nothing else need be verified first.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from services.audit.domain.bundle import About, Piece, Subtree
from services.audit.domain.errors import ProofRefused
from services.audit.domain.findings import Wrong, at_position
from services.audit.domain.sections import Found, Section, SeekableSource, find_sections
from services.audit.domain.strict import HASH_BYTES
from services.audit.domain.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, hashes_in, tile_named
from services.audit.domain.tlog_proof import TlogProof
from services.audit.domain.tree import Frontier, check_inclusion, inclusion_path, leaf_hash, node_hash
from services.audit.domain.trust import trust_in
from services.audit.domain.unpacking import Unpacking, pieces_of

_NOT_HERE: Final = ("gói này không chứa vị trí đó.", "the bundle holds no fact at this position.")
_UNPROVEN: Final = (
    "các mã băm trong gói không dẫn tới gốc đã ký: gói đã bị sửa. Hãy kiểm tra bằng `thidua audit verify --bundle`.",
    "the hashes in the bundle do not lead to the signed root: it was changed. `audit verify --bundle` says where.",
)


class Extracted(NamedTuple):
    """A fact's line as it was stored, its proof, and who signed the checkpoint in it."""

    line: bytes
    proof: TlogProof
    signers: tuple[str, ...]


def extract(source: SeekableSource, position: int, *, keys: Sequence[str] = ()) -> Extracted:
    """The fact at a position and its proof. `keys`: whose signatures count, as in `verify_hashes`.

    Raises Wrong if it is not there, or what is there proves nothing; KeyRefused if one of `keys` is no key.
    """
    bundle = Unpacking(source)
    about = bundle.about()
    trust = trust_in(keys, named=bundle.keys(), handovers=bundle.handovers())
    nodes = bundle.nodes(about)
    newest = bundle.checkpoints()[-1]
    signed = trust.opened(newest.content, origin=about.origin, place=newest.place)
    trust.check_witnessed(signed)
    hashes = _Hashes(source, about, nodes)
    piece = hashes.piece_at(position)
    place = position - piece.position
    line, leaf = piece.lines()[place], piece.leaf + place
    try:
        path = tuple(inclusion_path(leaf, signed.size, hashes.node))
        check_inclusion(leaf_hash(line), index=leaf, size=signed.size, path=path, root=signed.root)
    except ProofRefused as error:
        raise at_position(position, *_UNPROVEN) from error
    return Extracted(line, TlogProof(leaf, path, newest.content), signed.signers)


class _Hashes:
    """The hashes that stand in a bundle, read where they stand."""

    def __init__(self, source: SeekableSource, about: About, nodes: dict[Subtree, bytes]) -> None:
        self._source = source
        self._nodes = nodes
        self._tiles: dict[Subtree, Found] = {}  # by the tile's level and number
        self._facts: list[Found] = []
        self._leaves: list[Found] = []
        self._firsts = [about.first]  # the leaf that each section of leaves begins with
        for found in find_sections(source):
            if found.name == "facts":
                self._facts.append(found)
            elif found.name == "leaves":
                self._leaves.append(found)
                self._firsts.append(self._firsts[-1] + found.length // HASH_BYTES)
            elif isinstance(tile := tile_named(found.name), Tile):
                self._tiles[tile.level, tile.index] = found
        self._leaf_hashes = lru_cache(maxsize=8)(self._read_leaves)
        self._tile_hashes = lru_cache(maxsize=64)(self._read_tile)

    def piece_at(self, position: int) -> Piece:
        """The commit that holds a position. Raises Wrong."""
        first, end = 0, len(self._facts)
        while end - first > 1:
            middle = (first + end) // 2
            if self._pieces(self._facts[middle])[0].position <= position:
                first = middle
            else:
                end = middle
        for piece in self._pieces(self._facts[first]) if self._facts else ():
            if piece.position <= position < piece.position + piece.length:
                return piece
        raise at_position(position, *_NOT_HERE)

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises ProofRefused if it is not to be had here."""
        known = self._nodes.get((level, index))
        if known is not None:
            return known
        if level == 0:
            return self._leaf(index)
        row, place = self._row(level, index)
        if row is not None:
            width = 1 << level % TILE_HEIGHT
            tree = Frontier()
            tree.extend(row[place : place + width])
            return tree.root()
        return node_hash(self.node(level - 1, 2 * index), self.node(level - 1, 2 * index + 1))

    def _row(self, level: int, index: int) -> tuple[list[bytes] | None, int]:
        """The tile that holds the entries under a subtree, and where they begin; None if the bundle has none."""
        first = index << level % TILE_HEIGHT
        found = self._tiles.get((level // TILE_HEIGHT, first // TILE_WIDTH))
        return (None if found is None else self._tile_hashes(found)), first % TILE_WIDTH

    def _leaf(self, number: int) -> bytes:
        section = bisect_right(self._firsts, number) - 1
        if not 0 <= section < len(self._leaves):
            raise ProofRefused("Gói không có lá này.", "The bundle has no such leaf.")
        at = (number - self._firsts[section]) * HASH_BYTES
        return self._leaf_hashes(self._leaves[section])[at : at + HASH_BYTES]

    def _pieces(self, found: Found) -> list[Piece]:
        pieces = pieces_of(Section(found.name, found.at, self._read(found), intact=True))
        if not pieces:
            raise Wrong(f"section {found.name} at byte {found.at}", *_NOT_HERE)
        return pieces

    def _read_leaves(self, found: Found) -> bytes:
        return self._read(found)

    def _read_tile(self, found: Found) -> list[bytes]:
        content = self._read(found)
        return hashes_in(Tile(0, 0, len(content) // HASH_BYTES), content)

    def _read(self, found: Found) -> bytes:
        self._source.seek(found.begins)
        return self._source.read(found.length)
