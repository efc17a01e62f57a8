"""Tiles and entry bundles as tlog-tiles names and fills them, against trees made by definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.tiles import (
    EntryTile,
    ReadTile,
    Tile,
    TileEdge,
    decode_entries,
    encode_entries,
    entry_tiles_added,
    entry_tiles_of,
    hashes_in,
    node_from_tiles,
    tile_content,
    tile_named,
    tiles_added,
    tiles_of,
)
from services.audit.domain.tree import Frontier, Node, ProofRefused, leaf_hash, node_hash, tree_root
from tests.unit.audit.naive import LEAVES, mth, node_of

LARGE = 66_000  # the smallest round size with three levels of tiles
NAIVE = node_of(LEAVES)


def level_rows(leaves: list[bytes]) -> list[list[bytes]]:
    rows = [leaves]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
    return rows


@pytest.fixture(scope="module")
def large() -> Node:
    rows = level_rows([leaf_hash(b"%d" % number) for number in range(LARGE)])
    return lambda level, index: rows[level][index]


def reading(size: int, node: Node) -> ReadTile:
    """A shelf that holds the tiles of one size, and no other."""
    shelf = {tile: tile_content(tile, node) for tile in tiles_of(size)}
    return shelf.__getitem__


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(3, 999, 5), "tile/3/999.p/5"),
        (Tile(3, 1000, 255), "tile/3/x001/000.p/255"),
        (Tile(63, 7, 1), "tile/63/007.p/1"),
        (EntryTile(0), "tile/entries/000"),
        (EntryTile(1_234_067, 17), "tile/entries/x001/x234/067.p/17"),
    ],
)
def test_a_tile_is_named_as_the_specification_names_it(tile: Tile | EntryTile, path: str) -> None:
    printed = tile.path()

    assert printed == path
    assert tile_named(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/x000/x001/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/X001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000.P/5",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/data/000",
        "tile/8/0/000",
        "tile/entries/0",
        "tile/entries/entries/000",
        "tile/0/../0/000",
        "tile/0/" + "x999/" * 6 + "999",
        "tile/0/" + "x999/" * 5000 + "999",
    ],
)
def test_any_other_spelling_names_no_tile(path: str) -> None:
    tile = tile_named(path)

    assert tile is None


WIDTHS = st.integers(1, 256)
INDEXES = st.integers(0, 2**55 - 1)


@given(st.builds(Tile, st.integers(0, 63), INDEXES, WIDTHS) | st.builds(EntryTile, INDEXES, WIDTHS))
def test_every_name_is_read_back(tile: Tile | EntryTile) -> None:
    path = tile.path()

    assert tile_named(path) == tile


@given(st.from_regex(r"tile/(entries|[0-9]{1,3})/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]{1,3})?"))
def test_a_path_that_names_a_tile_is_its_only_name(path: str) -> None:
    tile = tile_named(path)

    assert tile is None or tile.path() == path


def test_a_tree_of_70_000_has_the_tiles_that_the_specification_counts() -> None:
    tiles = list(tiles_of(70_000))

    full = [(tile.level, tile.index) for tile in tiles if tile.width == 256]
    partial = [tile for tile in tiles if tile.width < 256]

    assert full == [*((0, index) for index in range(273)), (1, 0)]
    assert partial == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


@pytest.mark.parametrize(
    ("old", "new", "added"),
    [
        (0, 0, []),
        (5, 5, []),
        (0, 1, [Tile(0, 0, 1)]),
        (255, 256, [Tile(0, 0), Tile(1, 0, 1)]),
        (256, 257, [Tile(0, 1, 1)]),
        (250, 520, [Tile(0, 0), Tile(0, 1), Tile(0, 2, 8), Tile(1, 0, 2)]),
        (65_535, 65_536, [Tile(0, 255), Tile(1, 0), Tile(2, 0, 1)]),
    ],
)
def test_a_growing_tree_adds_only_the_tiles_that_changed(old: int, new: int, added: list[Tile]) -> None:
    tiles = list(tiles_added(old, new))

    assert tiles == added


def test_a_tree_that_did_not_grow_adds_no_entries() -> None:
    added = list(entry_tiles_added(5, 5))

    assert added == []


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_what_was_there_and_what_was_added_is_all_there_is(one: int, other: int) -> None:
    old, new = sorted((one, other))

    hashes = {*tiles_of(old), *tiles_added(old, new)}
    entries = {*entry_tiles_of(old), *entry_tiles_added(old, new)}

    assert hashes >= set(tiles_of(new))
    assert entries >= set(entry_tiles_of(new))
    assert sum(tile.width for tile in entry_tiles_of(new)) == new
    assert {(tile.index, tile.width) for tile in entry_tiles_of(new)} == {
        (tile.index, tile.width) for tile in tiles_of(new) if tile.level == 0
    }


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700, 1100])
def test_every_node_read_from_tiles_is_the_node_by_definition(size: int) -> None:
    node = node_from_tiles(reading(size, NAIVE), size)
    places = [(level, index) for level in range(size.bit_length()) for index in range(size >> level)]

    nodes = [node(level, index) for level, index in places]

    assert nodes == [NAIVE(level, index) for level, index in places]


def test_nodes_of_three_levels_of_tiles_are_the_tree_s(large: Node) -> None:
    node = node_from_tiles(reading(LARGE, large), LARGE)
    places = [(level, index) for level in range(17) for index in {0, (LARGE >> level) // 2, (LARGE >> level) - 1}]

    nodes = [node(level, index) for level, index in places]

    assert nodes == [large(level, index) for level, index in places]
    assert tree_root(LARGE, node) == tree_root(LARGE, large)


@pytest.mark.parametrize(("level", "index"), [(0, 300), (8, 1), (9, 0), (2, 75), (1, 150), (-1, 0), (0, -1)])
def test_a_subtree_that_is_not_complete_is_not_read(level: int, index: int) -> None:
    node = node_from_tiles(reading(300, NAIVE), 300)

    with pytest.raises(ProofRefused, match="no such subtree"):
        node(level, index)


@pytest.mark.parametrize("length", [0, 31, 33, 64, 31 * 32, 33 * 32, 256 * 32])
def test_a_tile_of_wrong_length_is_refused_by_name(length: int) -> None:
    tile = Tile(0, 3, 32)

    with pytest.raises(ProofRefused, match=r"tile/0/003\.p/32"):
        hashes_in(tile, bytes(length))


def test_every_changed_byte_of_a_tile_changes_the_root() -> None:
    size = 260
    read = reading(size, NAIVE)
    tiles = [Tile(0, 1, 4), Tile(1, 0, 1)]

    for tile in tiles:
        for at in range(tile.width * 32):
            content = bytearray(read(tile))
            content[at] ^= 1
            shelf = {each: read(each) for each in tiles_of(size)} | {tile: bytes(content)}

            root = tree_root(size, node_from_tiles(shelf.__getitem__, size))

            assert root != mth(LEAVES[:size])


@given(st.lists(st.integers(0, 300), max_size=4))
def test_an_edge_that_grows_in_steps_hands_out_each_full_tile_once(steps: list[int]) -> None:
    edge, full = TileEdge(), []

    for step in steps:
        full += edge.extend(LEAVES[edge.size : edge.size + step])

    whole = reading(edge.size, NAIVE)
    assert edge.size == sum(steps)
    assert sorted(full) == [(tile, whole(tile)) for tile in sorted(tiles_of(edge.size)) if tile.width == 256]


@given(st.integers(0, 1100), st.integers(0, 1100))
def test_an_edge_taken_up_again_fills_the_tiles_of_the_larger_tree(one: int, other: int) -> None:
    old, new = sorted((one, other))
    before, after = reading(old, NAIVE), reading(new, NAIVE)

    edge = TileEdge.of(old, before)
    full = edge.extend(LEAVES[old:new])

    added = {tile: after(tile) for tile in tiles_added(old, new)}
    assert dict(full) == {tile: content for tile, content in added.items() if tile.width == 256}
    assert dict(edge.partial()) == {tile: after(tile) for tile in tiles_of(new) if tile.width < 256}
    assert edge.size == new


def test_an_edge_fills_the_tiles_of_every_level(large: Node) -> None:
    edge, tree = TileEdge(), Frontier()
    leaves = [large(0, index) for index in range(LARGE)]

    full = edge.extend(leaves)
    tree.extend(leaves)

    assert dict([*full, *edge.partial()]) == {tile: tile_content(tile, large) for tile in tiles_of(LARGE)}
    assert tree.root() == tree_root(LARGE, large)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_entries_come_out_of_a_bundle_as_they_went_in(entries: list[bytes]) -> None:
    content = encode_entries(entries)

    assert decode_entries(content, width=len(entries)) == entries


def test_a_bundle_is_written_as_the_specification_writes_it() -> None:
    entries = [b"ab", b"", b"x" * 259]

    content = encode_entries(entries)

    assert content == b"\x00\x02ab" + b"\x00\x00" + b"\x01\x03" + b"x" * 259


def test_an_entry_may_be_65_535_bytes_long_and_no_longer() -> None:
    longest = b"x" * 65_535

    assert decode_entries(encode_entries([longest]), width=1) == [longest]
    with pytest.raises(ProofRefused, match="65,535"):
        encode_entries([longest + b"x"])


@pytest.mark.parametrize(
    ("content", "width"),
    [
        (b"", 1),
        (b"\x00", 1),
        (b"\x00\x00", 0),
        (b"\x00\x00", 2),
        (b"\x00\x02a", 1),
        (b"\x00\x02abc", 1),
        (b"\x00\x02ab\x00", 1),
        (b"\x00\x02ab\x00", 2),
        (b"\x00\x02ab\x00\x01", 2),
    ],
)
def test_a_bundle_that_is_cut_or_has_more_is_refused(content: bytes, width: int) -> None:
    with pytest.raises(ProofRefused, match="whole entries"):
        decode_entries(content, width=width)
