"""The Merkle tree against its definition, and against the verification algorithms as RFC 9162 spells them."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.audit.domain.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    tree_root,
)
from tests.unit.audit.naive import LEAVES, consistent, included, mth, node_of

SMALL = 34
NODE = node_of(LEAVES)
ROOTS = [mth(LEAVES[:size]) for size in range(SMALL + 2)]


def proves_inclusion(leaf: bytes, *, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    try:
        check_inclusion(leaf, index=index, size=size, path=path, root=root)
    except ProofRefused:
        return False
    return True


def proves_consistency(*, old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: list[bytes]) -> bool:
    try:
        check_consistency(old_size=old_size, old_root=old_root, new_size=new_size, new_root=new_root, path=path)
    except ProofRefused:
        return False
    return True


def flipped(hashed: bytes, bit: int) -> bytes:
    return (int.from_bytes(hashed, "big") ^ 1 << bit).to_bytes(32, "big")


@given(st.lists(st.integers(0, 70), max_size=12))
def test_a_tree_that_grows_in_steps_has_the_root_of_the_definition(steps: list[int]) -> None:
    tree = Frontier()

    for step in steps:
        tree.extend(LEAVES[tree.size : tree.size + step])

    assert tree.size == sum(steps)
    assert tree.root() == mth(LEAVES[: tree.size])


@pytest.mark.parametrize("size", range(SMALL))
def test_leaves_added_one_by_one_make_the_same_tree(size: int) -> None:
    tree = Frontier()

    for leaf in LEAVES[:size]:
        tree.append(leaf)

    assert tree.root() == ROOTS[size]
    assert tree_root(size, NODE) == ROOTS[size]


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_tree_taken_up_again_grows_as_if_it_had_never_been_put_down(before: int, more: int) -> None:
    whole = Frontier()
    whole.extend(LEAVES[: before + more])

    again = Frontier.of(before, NODE)
    again.extend(LEAVES[before : before + more])

    assert (again.size, again.root(), again.nodes()) == (whole.size, whole.root(), whole.nodes())


def test_a_copy_grows_apart_from_its_original() -> None:
    tree = Frontier()
    tree.extend(LEAVES[:5])

    twin = tree.copy()
    twin.append(LEAVES[5])

    assert (tree.size, tree.root()) == (5, ROOTS[5])
    assert (twin.size, twin.root()) == (6, ROOTS[6])


@pytest.mark.parametrize("nodes", [[], LEAVES[:1], LEAVES[:3], [LEAVES[0], b"short"]])
def test_nodes_that_do_not_fit_the_size_are_refused(nodes: list[bytes]) -> None:
    size = 5

    with pytest.raises(ProofRefused):
        Frontier(size, nodes)


def test_every_inclusion_path_of_every_small_tree_verifies() -> None:
    places = [(index, size) for size in range(1, SMALL) for index in range(size)]

    paths = [inclusion_path(index, size, NODE) for index, size in places]

    for (index, size), path in zip(places, paths, strict=True):
        check_inclusion(LEAVES[index], index=index, size=size, path=path, root=ROOTS[size])


def test_an_inclusion_path_proves_no_other_index_and_no_other_leaf() -> None:
    places = [(index, size, other) for size in range(1, 18) for index in range(size) for other in range(-1, size + 2)]

    for index, size, other in places:
        path = inclusion_path(index, size, NODE)
        at_other = proves_inclusion(LEAVES[index], index=other, size=size, path=path, root=ROOTS[size])
        of_other = proves_inclusion(LEAVES[other], index=index, size=size, path=path, root=ROOTS[size])

        assert at_other == of_other == (other == index)


def test_an_inclusion_path_is_judged_at_every_other_place_as_the_rfc_judges_it() -> None:
    sizes = range(1, 14)

    for size in sizes:
        for index in range(size):
            path = inclusion_path(index, size, NODE)
            for other_size in range(20):
                for other in range(other_size):
                    claim = {"index": other, "size": other_size, "path": path, "root": ROOTS[size]}
                    ours = proves_inclusion(LEAVES[index], **claim)  # type: ignore[arg-type]

                    assert ours == included(LEAVES[index], **claim)  # type: ignore[arg-type]


@pytest.mark.parametrize(("index", "size"), [(0, 2), (4, 5), (6, 7), (3, 8), (10, 11), (1000, 1101)])
def test_every_flipped_bit_of_an_inclusion_proof_is_refused(index: int, size: int) -> None:
    path, root = inclusion_path(index, size, NODE), mth(LEAVES[:size])
    whole = [LEAVES[index], root, *path]

    changed = [
        [*whole[:place], flipped(whole[place], bit), *whole[place + 1 :]]
        for place in range(len(whole))
        for bit in range(256)
    ]

    assert proves_inclusion(LEAVES[index], index=index, size=size, path=path, root=root)
    for leaf, top, *siblings in changed:
        assert not proves_inclusion(leaf, index=index, size=size, path=siblings, root=top)


@settings(deadline=None)
@given(st.data())
def test_mangled_inclusion_paths_are_judged_as_the_rfc_judges_them(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, NODE)
    hashes = st.sampled_from([*path, LEAVES[index], ROOTS[1], mth(LEAVES[:size])])
    mangled = data.draw(st.just(path) | st.permutations(path) | st.lists(hashes, max_size=len(path) + 1))

    ours = proves_inclusion(LEAVES[index], index=index, size=size, path=mangled, root=mth(LEAVES[:size]))

    assert ours == included(LEAVES[index], index=index, size=size, path=mangled, root=mth(LEAVES[:size]))
    assert ours == (mangled == path)


def test_every_consistency_path_of_every_small_tree_verifies() -> None:
    pairs = [(old, new) for new in range(SMALL) for old in range(new + 1)]

    paths = [consistency_path(old, new, NODE) for old, new in pairs]

    for (old, new), path in zip(pairs, paths, strict=True):
        check_consistency(old_size=old, old_root=ROOTS[old], new_size=new, new_root=ROOTS[new], path=path)


def test_a_consistency_path_is_judged_for_every_other_pair_as_the_rfc_judges_it() -> None:
    pairs = [(old, new) for new in range(2, 12) for old in range(1, new)]

    for old, new in pairs:
        path = consistency_path(old, new, NODE)
        for other_new in range(2, 16):
            for other_old in range(1, other_new):
                sizes = {"old_size": other_old, "new_size": other_new}
                roots = {"old_root": ROOTS[old], "new_root": ROOTS[new]}
                ours = proves_consistency(**sizes, **roots, path=path)  # type: ignore[arg-type]

                assert ours == consistent(**sizes, **roots, path=path)  # type: ignore[arg-type]


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 4), (4, 7), (6, 7), (5, 8), (9, 13), (700, 1101)])
def test_every_flipped_bit_of_a_consistency_proof_is_refused(old: int, new: int) -> None:
    path, roots = consistency_path(old, new, NODE), [mth(LEAVES[:old]), mth(LEAVES[:new])]
    whole = [*roots, *path]

    changed = [
        [*whole[:place], flipped(whole[place], bit), *whole[place + 1 :]]
        for place in range(len(whole))
        for bit in range(256)
    ]

    assert proves_consistency(old_size=old, old_root=roots[0], new_size=new, new_root=roots[1], path=path)
    for old_root, new_root, *rest in changed:
        assert not proves_consistency(old_size=old, old_root=old_root, new_size=new, new_root=new_root, path=rest)


@settings(deadline=None)
@given(st.data())
def test_mangled_consistency_paths_are_judged_as_the_rfc_judges_them(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    path, roots = consistency_path(old, new, NODE), (mth(LEAVES[:old]), mth(LEAVES[:new]))
    hashes = st.sampled_from([*path, *roots])
    mangled = data.draw(st.just(path) | st.permutations(path) | st.lists(hashes, max_size=len(path) + 1))
    claim = {"old_size": old, "old_root": roots[0], "new_size": new, "new_root": roots[1], "path": mangled}

    ours = proves_consistency(**claim)  # type: ignore[arg-type]

    assert ours == consistent(**claim)  # type: ignore[arg-type]
    assert ours == (mangled == path)


def test_a_fork_has_no_consistency_path() -> None:
    forked = [*LEAVES[:4], hashlib.sha256(b"another fact").digest(), *LEAVES[5:9]]

    path = consistency_path(6, 9, node_of(forked))

    assert not proves_consistency(old_size=6, old_root=ROOTS[6], new_size=9, new_root=mth(forked), path=path)


@pytest.mark.parametrize(
    ("old", "old_root", "new", "new_root", "path"),
    [
        (0, ROOTS[1], 0, ROOTS[1], []),
        (0, EMPTY_ROOT, 0, ROOTS[1], []),
        (0, ROOTS[1], 5, ROOTS[5], []),
        (0, EMPTY_ROOT, 5, ROOTS[5], [ROOTS[1]]),
        (5, ROOTS[5], 5, ROOTS[4], []),
        (5, ROOTS[5], 5, ROOTS[5], [ROOTS[5]]),
        (5, ROOTS[5], 4, ROOTS[4], []),
        (-1, EMPTY_ROOT, 4, ROOTS[4], []),
        (1, b"short", 1, b"short", []),
    ],
)
def test_trivial_consistency_is_no_loophole(
    old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]
) -> None:
    claim = {"old_size": old, "old_root": old_root, "new_size": new, "new_root": new_root, "path": path}

    answer = proves_consistency(**claim)  # type: ignore[arg-type]

    assert answer is False


def test_bytes_moved_from_one_hash_to_the_next_are_refused() -> None:
    leaf, sibling = LEAVES[:2]

    moved = leaf + sibling[:1], sibling[1:]

    assert not proves_inclusion(moved[0], index=0, size=2, path=[moved[1]], root=ROOTS[2])


def test_a_tree_of_one_entry_is_no_loophole() -> None:
    short = b"short"

    assert not proves_inclusion(short, index=0, size=1, path=[], root=short)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (6, 5), (-1, 5)])
def test_no_path_is_made_to_a_leaf_that_is_not_there(index: int, size: int) -> None:
    tree = NODE

    with pytest.raises(ProofRefused, match="no leaf at this index"):
        inclusion_path(index, size, tree)


def test_no_path_is_made_back_to_a_larger_tree() -> None:
    old, new = 6, 5

    with pytest.raises(ProofRefused, match="larger than the new one"):
        consistency_path(old, new, NODE)


def test_a_refusal_speaks_both_languages() -> None:
    with pytest.raises(ProofRefused) as refused:
        check_inclusion(LEAVES[0], index=0, size=2, path=[], root=ROOTS[2])

    assert "must have exactly 1" in refused.value.en == str(refused.value)
    assert "phải có đúng 1" in refused.value.vi
