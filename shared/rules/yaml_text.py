"""Reads YAML text into plain values that remember their line and column; it knows no field of a campaign.

Only what a form needs is taken: mappings with named fields, lists, texts, numbers, true/false and nothing. Dates stay
texts. Aliases are refused, so a file says what it says where it says it. All text is brought to Unicode NFC.
"""

import unicodedata
from dataclasses import dataclass, field

import yaml

DEEPEST = 40
_TAG = "tag:yaml.org,2002:"

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Something wrong with a file, where it stands (counted from 1), in both languages."""

    line: int
    column: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Page:
    """A file's values, and by JSON pointer where each value and each field's name begins."""

    value: Plain = None
    values_at: dict[str, tuple[int, int]] = field(default_factory=dict)
    names_at: dict[str, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    complained_of: set[str] = field(default_factory=set)

    def complain(self, pointer: str, vi: str, en: str) -> None:
        """Note a mistake at a value."""
        self.complained_of.add(pointer)
        self.mistakes.append(Mistake(*self.values_at.get(pointer, (1, 1)), vi, en))

    def complain_of_name(self, pointer: str, vi: str, en: str) -> None:
        """Note a mistake at the name of a field."""
        self.mistakes.append(Mistake(*self.names_at[pointer], vi, en))


def step(pointer: str, name: str | int) -> str:
    """The JSON pointer (RFC 6901) one step below another."""
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"


def load(text: str) -> Page:
    """The values of a YAML text; `mistakes` holds what is no YAML, or more than a form needs."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Page(mistakes=[_not_yaml(place, str(error.problem))])
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = (before.count("\n") + 1, error.position - before.rfind("\n"))
        return Page(mistakes=[_not_yaml(place, str(error.reason))])
    except RecursionError:
        return Page(mistakes=[_too_deep((1, 1))])
    if node is None:
        return Page(
            mistakes=[Mistake(1, 1, "tệp không có nội dung; hãy viết định nghĩa", "the file is empty; write it")]
        )
    return _Reading().page(node)


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader without aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*) are not used here: write the value out", mark)
        return super().compose_node(parent, index)


class _Reading:
    """Turns YAML's nodes into plain values and notes where they stand."""

    def __init__(self) -> None:
        self._values_at: dict[str, tuple[int, int]] = {}
        self._names_at: dict[str, tuple[int, int]] = {}
        self._mistakes: list[Mistake] = []
        self._complained_of: set[str] = set()
        self._scalars = yaml.constructor.SafeConstructor()

    def page(self, node: yaml.Node) -> Page:
        value = self._plain(node, "", 0)
        return Page(value, self._values_at, self._names_at, self._mistakes, self._complained_of)

    def _plain(self, node: yaml.Node, pointer: str, depth: int) -> Plain:
        self._values_at[pointer] = _place(node)
        if depth > DEEPEST:
            self._mistakes.append(_too_deep(_place(node)))
            return None
        match node:
            case yaml.MappingNode():
                return self._mapping(node, pointer, depth)
            case yaml.SequenceNode():
                return [self._plain(item, step(pointer, i), depth + 1) for i, item in enumerate(node.value)]
            case yaml.ScalarNode():
                return self._scalar(node, pointer)
        raise TypeError(f"YAML has no {type(node).__name__}")

    def _mapping(self, node: yaml.MappingNode, pointer: str, depth: int) -> dict[str, Plain]:
        fields: dict[str, Plain] = {}
        for name_node, value_node in node.value:
            if not isinstance(name_node, yaml.ScalarNode):
                self._mistake(name_node, "tên trường phải là chữ", "a field's name must be a text")
                continue
            name = unicodedata.normalize("NFC", name_node.value)
            if name in fields:
                self._mistake(
                    name_node,
                    f"trường {name!r} viết hai lần, nên không rõ giá trị nào là đúng; hãy bỏ một",
                    f"the field {name!r} is written twice, so it is not clear which one holds; remove one",
                )
                continue
            self._names_at[step(pointer, name)] = _place(name_node)
            fields[name] = self._plain(value_node, step(pointer, name), depth + 1)
        return fields

    def _scalar(self, node: yaml.ScalarNode, pointer: str) -> Plain:
        try:
            match node.tag.removeprefix(_TAG):
                case "str" | "timestamp":
                    return unicodedata.normalize("NFC", node.value)
                case "int":
                    return int(self._scalars.construct_yaml_int(node))
                case "float":
                    return float(self._scalars.construct_yaml_float(node))
                case "bool":
                    return bool(self._scalars.construct_yaml_bool(node))
                case "null":
                    return None
        except (ValueError, KeyError):
            self._mistake(node, "không đọc được giá trị này", "this value cannot be read")
        else:
            self._mistake(node, f"không dùng nhãn YAML {node.tag}", f"the YAML tag {node.tag} is not used: remove it")
        self._complained_of.add(pointer)
        return None

    def _mistake(self, node: yaml.Node, vi: str, en: str) -> None:
        self._mistakes.append(Mistake(*_place(node), vi, en))


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _not_yaml(place: tuple[int, int], problem: str) -> Mistake:
    return Mistake(
        *place,
        f"YAML viết sai ở đây hoặc ngay phía trên, nên chưa đọc tiếp được ({problem}); hãy xem lại thụt lề, dấu hai "
        "chấm, dấu nháy và ngoặc",
        f"the YAML is wrong here or just above, so nothing could be read ({problem}); look at indents, colons, quotes "
        "and brackets",
    )


def _too_deep(place: tuple[int, int]) -> Mistake:
    return Mistake(
        *place,
        f"lồng quá {DEEPEST} tầng; định nghĩa không cần sâu như vậy",
        f"nested deeper than {DEEPEST}; no definition needs that",
    )
