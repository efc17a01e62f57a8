"""Verifying a bundle: every hash made anew and held against what was signed. Pure: it is handed the file, opened."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

import msgspec

from services.audit.domain.bundle import CLOSES_AT, About, Definition, Piece, Subtree, covering, tiles_above
from services.audit.domain.errors import ProofRefused
from services.audit.domain.findings import Wrong, at_position
from services.audit.domain.form import Fold, FormCheck, decoded
from services.audit.domain.sections import Section, SeekableSource, Source
from services.audit.domain.strict import HASH_BYTES
from services.audit.domain.tiles import Tile, TileEdge
from services.audit.domain.tree import (
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_path,
    leaf_hash,
)
from services.audit.domain.trust import Signed, trust_in
from services.audit.domain.unpacking import Unpacking, pieces_of, read_pieces
from services.audit.domain.walk import Walk
from shared.core.events import CampaignAmended, CampaignLaunched, RuleSetPublished

Advance: TypeAlias = Callable[[int], None]
Hashed: TypeAlias = tuple[Piece, list[bytes]]

DEFINES: Final = (CampaignLaunched, CampaignAmended, RuleSetPublished)

_CHANGED: Final = ("sự kiện này khác với lúc ghi: nó đã bị sửa.", "this fact is not what was recorded: it was changed.")
_NUMBERS: Final = (
    "số lượng, vị trí hoặc cách chia không khớp với phần còn lại của gói.",
    "how much there is, where, or how it is divided does not fit the rest of the bundle.",
)
_TILE: Final = ("ô băm khác với cây của các sự kiện.", "the tile is not that of the facts' tree.")
_UNPROVEN: Final = (
    "sự kiện này không có trong nhật ký đã được ký, hoặc không định nghĩa đợt thi đua nào.",
    "this fact is not in the log that was signed, or defines no campaign.",
)


class Proven(msgspec.Struct, frozen=True):
    """What was found whole: so many facts at these positions, under a root that these signed."""

    origin: str
    begins: int
    ends: int
    first: int
    facts: int
    size: int
    root: str
    checkpoints: int
    signers: tuple[str, ...]
    keys: tuple[str, ...]
    keys_given: bool


def verify_hashes(source: Source, *, keys: Sequence[str], advance: Advance) -> Proven:
    """Check all of a bundle but what its facts say. `keys`: whose signatures count; none: those it names itself.

    Raises Wrong with the first thing that is not as it was signed, KeyRefused if one of `keys` is no key.
    """
    bundle = Unpacking(source)
    about = bundle.about()
    trust = trust_in(keys, named=bundle.keys(), handovers=bundle.handovers())
    nodes = bundle.nodes(about)
    *before, newest = bundle.checkpoints()
    signed = [trust.opened_before(one.content, origin=about.origin, place=one.place) for one in before]
    signed.append(trust.opened(newest.content, origin=about.origin, place=newest.place))
    _check_sizes(signed, about)
    trust.check_witnessed(signed[-1])
    for definition in bundle.definitions():
        _check_definition(definition, about, signed[-1])
    left = [nodes[node] for node in covering(0, about.first)]
    walk = Walk(Frontier(about.first, left), signed, begins=about.begins)
    tiles = _walk_through(bundle, walk, about, advance=advance)
    if (walk.tree.size, walk.ends) != (about.beyond, about.ends):
        raise Wrong("section about", *_NUMBERS)
    _check_tiles(bundle, tiles)
    if walk.held < len(signed):
        _check_belongs(walk.tree, signed[-1], nodes)
    return Proven(
        origin=about.origin,
        begins=about.begins,
        ends=about.ends,
        first=about.first,
        facts=about.leaves,
        size=about.size,
        root=signed[-1].root.hex(),
        checkpoints=len(signed),
        signers=signed[-1].signers,
        keys=trust.texts(),
        keys_given=trust.from_elsewhere,
    )


def verify_form(source: SeekableSource, fold: Fold | None) -> None:
    """Check what the facts of a bundle say, not their hashes. Raises Wrong."""
    check = FormCheck(fold)
    for piece in read_pieces(source):
        check.take(piece)


def _check_sizes(signed: Sequence[Signed], about: About) -> None:
    sizes = [about.first, *(one.size for one in signed)]
    ascending = all(small < large for small, large in pairwise(sizes))
    if not ascending or sizes[-1] != about.size or (len(signed) > 1 and sizes[-2] >= about.beyond):
        raise Wrong("section checkpoint", *_NUMBERS)


def _check_definition(definition: Definition, about: About, signed: Signed) -> None:
    leaf, line, path = definition
    place = f"section definition, leaf {leaf}"
    try:
        check_inclusion(leaf_hash(line), index=leaf, size=signed.size, path=path, root=signed.root)
    except ProofRefused as error:
        raise Wrong(place, *_UNPROVEN) from error
    piece = Piece(0, 0, leaf, 1, "tracking", "", "", line)
    if leaf >= about.first or not isinstance(decoded(piece)[0].data, DEFINES):
        raise Wrong(place, *_UNPROVEN)


def _walk_through(bundle: Unpacking, walk: Walk, about: About, *, advance: Advance) -> dict[Tile, bytes]:
    """Take every fact into the walk; the tiles above the leaves that follow from them, if the bundle is to have any."""
    edge, tiles, full = TileEdge(), dict[Tile, bytes](), True
    for facts, leaves in bundle.facts():
        if not full:
            raise Wrong(facts.place, *_NUMBERS)
        full = len(facts.content) >= CLOSES_AT
        for piece, hashes in _hashed(facts, leaves):
            walk.take(piece, hashes)
            if about.first == 0:
                tiles.update(tiles_above(edge.extend(hashes)))
        advance(walk.tree.size - about.first)
    tiles.update(tiles_above(edge.partial()))
    return tiles


def _hashed(facts: Section, leaves: Section) -> list[Hashed]:
    """The commits of a section with their leaf hashes. Raises Wrong, with the position of the fact that was changed."""
    try:
        pieces = pieces_of(facts)
    except Wrong:
        facts.check()  # that it was changed says more than that it cannot be read
        raise
    hashed: list[Hashed] = []
    at = 0
    for piece in pieces:
        hashes = [leaf_hash(line) for line in piece.lines()]
        beyond = at + HASH_BYTES * len(hashes)
        written = leaves.content[at:beyond]
        if b"".join(hashes) != written:
            raise at_position(piece.position + _first_other(hashes, written), *_CHANGED)
        hashed.append((piece, hashes))
        at = beyond
    facts.check()
    if at != len(leaves.content):
        raise Wrong(leaves.place, *_NUMBERS)
    return hashed


def _first_other(hashes: Sequence[bytes], written: bytes) -> int:
    return next(
        place for place, one in enumerate(hashes) if written[place * HASH_BYTES : (place + 1) * HASH_BYTES] != one
    )


def _check_tiles(bundle: Unpacking, tiles: Mapping[Tile, bytes]) -> None:
    wanted = iter(sorted(tiles.items()))
    for section in bundle.tiles():
        tile, content = next(wanted, (None, b""))
        if tile is None or (tile.path(), content) != (section.name, section.content):
            raise Wrong(section.place, *_TILE)
    missing = next(wanted, None)
    if missing is not None:
        raise Wrong(missing[0].path(), *_TILE)


def _check_belongs(tree: Frontier, signed: Signed, nodes: Mapping[Subtree, bytes]) -> None:
    """Raise Wrong unless the signed tree begins with this one and goes on with these subtrees."""
    known = {**nodes, **dict(zip(covering(0, tree.size), tree.nodes(), strict=True))}
    path = consistency_path(tree.size, signed.size, lambda level, index: known[level, index])
    try:
        check_consistency(
            old_size=tree.size, old_root=tree.root(), new_size=signed.size, new_root=signed.root, path=path
        )
    except ProofRefused as error:
        raise Wrong(signed.place, error.vi, error.en) from error
