"""The Merkle tree of RFC 6962 over SHA-256: growing it, and making and checking its proofs.

It knows hashes and where they stand; never what an entry says, nor where a hash is kept.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final, Self, TypeAlias

from services.audit.domain.errors import ProofRefused
from services.audit.domain.strict import HASH_BYTES

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "Node",
    "ProofRefused",
    "check_consistency",
    "check_inclusion",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "tree_root",
]

EMPTY_ROOT: Final = sha256().digest()

Node: TypeAlias = Callable[[int, int], bytes]
"""`node(level, index)`: the root of the index-th complete subtree of 2**level leaves; level 0 is the leaf hashes."""


def leaf_hash(entry: bytes) -> bytes:
    """What stands in the tree for an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands above two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree, of which only the roots of its complete subtrees are kept: one for each 1 in its size."""

    __slots__ = ("_left", "size")

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        """The tree of `size` leaves with these `nodes()`. Raises ProofRefused if they do not fit that size."""
        given, levels = list(nodes), _levels(size)
        _check_length(given, len(levels))
        _check_hashes(*given)
        self.size = size
        self._left: list[bytes | None] = [None] * size.bit_length()  # by level
        for level, node in zip(levels, given, strict=True):
            self._left[level] = node

    @classmethod
    def of(cls, size: int, node: Node) -> Self:
        """The tree of the first `size` leaves, taken up again from its nodes."""
        return cls(size, [node(level, (size >> level) - 1) for level in _levels(size)])

    def nodes(self) -> list[bytes]:
        """The roots of the complete subtrees, from left to right, so from the largest to the smallest."""
        return [left for left in reversed(self._left) if left is not None]

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add many leaf hashes; whole levels at once, so that millions take about a second."""
        row = list(leaves)
        self.size += len(row)
        level = 0
        while row:
            if level == len(self._left):
                self._left.append(None)
            if (waiting := self._left[level]) is not None:
                row.insert(0, waiting)
            self._left[level] = row.pop() if len(row) % 2 else None
            pairs = iter(row)
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            level += 1

    def root(self) -> bytes:
        """The tree's hash; EMPTY_ROOT before the first leaf."""
        root: bytes | None = None
        for left in self._left:
            if left is not None:
                root = left if root is None else node_hash(left, root)
        return EMPTY_ROOT if root is None else root

    def copy(self) -> Self:
        """The same tree, to grow apart from this one."""
        return type(self)(self.size, self.nodes())


def tree_root(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves."""
    return Frontier.of(size, node).root()


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """The siblings from a leaf to the root of the first `size` leaves. Raises ProofRefused if there is no such leaf."""
    _check_leaf(index, size)
    first, last, path = 0, size, []
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            path.append(_root_between(middle, last, node))
            last = middle
        else:
            path.append(_root_between(first, middle, node))
            first = middle
    return path[::-1]


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """What shows that the first `old` of `new` leaves are still the same. Raises ProofRefused if `old` is larger."""
    _check_sizes(old, new)
    if old == 0:
        return []
    first, last, path = 0, new, []
    while last != old:
        middle = first + _split(last - first)
        if old <= middle:
            path.append(_root_between(middle, last, node))
            last = middle
        else:
            path.append(_root_between(first, middle, node))
            first = middle
    if first:
        path.append(_root_between(first, last, node))
    return path[::-1]


def check_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """A leaf hash stands at `index` in the tree of `size` leaves under `root`. Raises ProofRefused."""
    _check_leaf(index, size)
    _check_hashes(leaf, root, *path)
    siblings_left = []
    while size > 1:
        middle = _split(size)
        siblings_left.append(index >= middle)
        index, size = (index - middle, size - middle) if index >= middle else (index, middle)
    _check_length(path, len(siblings_left))
    found = leaf
    for is_left, sibling in zip(reversed(siblings_left), path, strict=True):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != root:
        raise ProofRefused(
            "Đường băm không dẫn từ sự kiện này tới gốc đã ký.",
            "Its hashes do not lead from this entry to the signed root.",
        )


def check_consistency(*, old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """The tree of `new_size` begins with all of the tree of `old_size`. Raises ProofRefused."""
    _check_sizes(old_size, new_size)
    _check_hashes(old_root, new_root, *path)
    if old_size == 0:
        _check_length(path, 0)
        _check_same(EMPTY_ROOT, old_root)
        if new_size == 0:
            _check_same(EMPTY_ROOT, new_root)
        return
    siblings_left = []
    old, size = old_size, new_size
    while old != size:
        middle = _split(size)
        siblings_left.append(old > middle)
        old, size = (old - middle, size - middle) if old > middle else (old, middle)
    # Below the fork stands a subtree of both trees: the whole old one, or the first hash of the path.
    own = any(siblings_left)
    _check_length(path, len(siblings_left) + own)
    found_old = found_new = path[0] if own else old_root
    for is_left, sibling in zip(reversed(siblings_left), path[own:], strict=True):
        if is_left:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
        else:
            found_new = node_hash(found_new, sibling)
    _check_same(found_old, old_root)
    _check_same(found_new, new_root)


def _levels(size: int) -> list[int]:
    """The levels of a tree's complete subtrees, from left to right."""
    return [level for level in reversed(range(size.bit_length())) if size >> level & 1]


def _split(width: int) -> int:
    """How many of `width` leaves stand under the left child: the largest power of two below it."""
    return 1 << (width - 1).bit_length() - 1


def _root_between(first: int, last: int, node: Node) -> bytes:
    width = last - first
    if width & (width - 1) == 0:
        return node(width.bit_length() - 1, first // width)
    middle = first + _split(width)
    return node_hash(_root_between(first, middle, node), _root_between(middle, last, node))


def _check_leaf(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise ProofRefused("Cây không có lá ở vị trí này.", "The tree has no leaf at this index.")


def _check_sizes(old: int, new: int) -> None:
    if not 0 <= old <= new:
        raise ProofRefused("Cây cũ lại lớn hơn cây mới.", "The old tree is larger than the new one.")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofRefused("Có một mã băm không dài 32 byte.", "A hash in it is not 32 bytes long.")


def _check_length(path: Sequence[bytes], expected: int) -> None:
    if len(path) != expected:
        raise ProofRefused(
            f"Có {len(path)} mã băm; phải có đúng {expected}.",
            f"It has {len(path)} hashes; it must have exactly {expected}.",
        )


def _check_same(found: bytes, root: bytes) -> None:
    if found != root:
        raise ProofRefused(
            "Cây mới không còn chứa nguyên vẹn cây cũ: sổ đã bị sửa hoặc tách nhánh.",
            "The new tree no longer begins with the old one: the log was changed or forked.",
        )
