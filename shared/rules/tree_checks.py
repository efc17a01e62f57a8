"""What a card's clause tree must keep to: one kind a node, labelled leaves, sound expressions; it weighs nothing."""

from collections.abc import Iterator

import msgspec

from shared.core.definition import Label, Node
from shared.core.problems import Fault
from shared.rules.expression import check

DEEPEST = 16
# An explanation repeats the tree and adds to each leaf its values, 20 positions and what is missing, within one fact.
MOST_BYTES_EXPLAINED, BYTES_A_LEAF = 58_000, 600


def check_tree(tree: Node, clauses: frozenset[str]) -> tuple[Fault, ...]:
    """Everything wrong with a card's tree, in a campaign that has these clauses."""
    ids: set[str] = set()
    found = tuple(_node_faults(tree, "", clauses, ids))
    size = 2 * len(msgspec.json.encode(tree)) + BYTES_A_LEAF * len(ids)
    if size <= MOST_BYTES_EXPLAINED:
        return found
    return (
        *found,
        Fault(
            "",
            f"lời giải thích có thể dài {size} byte, tối đa {MOST_BYTES_EXPLAINED} vì phải vừa một sự kiện; hãy rút "
            "gọn thẻ",
            f"an explanation could take {size} bytes, at most {MOST_BYTES_EXPLAINED}, as it must fit into one fact; "
            "make the card smaller",
        ),
    )


def _node_faults(node: Node, pointer: str, clauses: frozenset[str], ids: set[str]) -> Iterator[Fault]:
    is_leaf = bool(node.id or node.when or node.basis or node.label != Label())
    is_count = bool(node.at_least or node.of)
    if [bool(node.all), bool(node.any), is_count, is_leaf].count(True) != 1:
        yield Fault(
            pointer,
            "mỗi nút phải là đúng một trong: all, any, at_least cùng of (không rỗng), hoặc điều kiện (id, label, when)",
            "a node must be exactly one of: all, any, at_least with of (not empty), or a leaf with id, label and when",
        )
    elif is_leaf:
        yield from _leaf_faults(node, pointer, clauses, ids)
        return
    elif is_count and not 1 <= node.at_least <= len(node.of):
        yield Fault(
            f"{pointer}/at_least" if node.at_least else pointer,
            f"at_least phải từ 1 đến {len(node.of)}, là số nhánh trong of",
            f"at_least must be from 1 to {len(node.of)}, the number of branches in of",
        )
    if pointer.count("/") > 2 * DEEPEST:
        yield Fault(
            pointer,
            f"cây điều kiện sâu quá {DEEPEST} tầng; hãy gộp bớt",
            f"the tree is deeper than {DEEPEST} levels; flatten it",
        )
        return
    for name, parts in (("all", node.all), ("any", node.any), ("of", node.of)):
        for index, part in enumerate(parts):
            yield from _node_faults(part, f"{pointer}/{name}/{index}", clauses, ids)


def _leaf_faults(leaf: Node, pointer: str, clauses: frozenset[str], ids: set[str]) -> Iterator[Fault]:
    if not 1 <= len(leaf.id) <= 128 or not leaf.id.isprintable():
        yield Fault(
            f"{pointer}/id" if leaf.id else pointer,
            "điều kiện cần id từ 1 đến 128 ký tự in được",
            "a leaf needs an id of 1 to 128 printable characters",
        )
    elif leaf.id in ids:
        yield Fault(
            f"{pointer}/id",
            f"mã {leaf.id!r} đã dùng trong thẻ này; mỗi mã chỉ dùng một lần",
            f"the id {leaf.id!r} is used in this card already; each id is used once",
        )
    ids.add(leaf.id)
    if not (leaf.label.vi or leaf.label.en):
        yield Fault(
            pointer,
            "điều kiện cần label bằng tiếng Việt (vi) hoặc tiếng Anh (en)",
            "a leaf needs a label in Vietnamese (vi) or English (en)",
        )
    if not leaf.when:
        yield Fault(pointer, "điều kiện cần when là một biểu thức CEL", "a leaf needs when, a CEL expression")
        return
    for flaw in check(leaf.when, clauses):
        yield Fault(
            f"{pointer}/when",
            f"ký tự {flaw.at + 1}: {flaw.says.vi}",
            f"character {flaw.at + 1}: {flaw.says.en}",
        )
