"""One row of a file as a CloudEvent (contract §2, Files). It knows no file, no door and no clock."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Final, TypeAlias

import msgspec
from msgspec import inspect

from shared.core import access
from shared.core.events import CATALOGUE, PREFIX, REGISTRY, REGISTRY_THINGS, VERSION, thing_of
from shared.core.open_forms import OPEN_FORMS
from shared.core.values import Owner
from shared.sheets.cells import Cell, bare, breaks_the_rule, is_empty, moment_of, text_of, value_of
from shared.sheets.columns import LEFT_OUT, attribute_of, field_of, paths_of
from shared.sheets.completing import day_of, with_id
from shared.sheets.numbers import Notation
from shared.sheets.value_words import folded

# Why a row was rejected stands beside it in `FILE.rejected.csv`; corrected there, that file can be sent as it is.
REASON: Final = "rejected_because"
UNKNOWN_SOURCE: Final = "/files"
_DIGITS: Final = 32
_KEY_ENDINGS: Final = ("_id", "_no", "_on")
_KEYS: Final = frozenset({"year", "period", "successor", "item", "sha256", "body", "round"})


# From a type and a column's folded name to the field it holds, or LEFT_OUT.
Called: TypeAlias = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Event:
    """A CloudEvent ready to be sent, and whose door takes it; `speaker_known` is false where no unit could be named."""

    owner: Owner
    body: bytes
    speaker_known: bool = True


class CannotState(Exception):
    """A row that cannot become an event, and why, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass(frozen=True, slots=True)
class Speech:
    """What a file does not say itself: its type and campaign where rows do not, and the unit that speaks ("": none).

    `notation` is the way in which its text writes numbers; `own` are the unit's own names of columns. `given` is what a
    field holds where no column holds it. `clauses` has the id of each clause, by itself and by its folded text; a row
    that names none of them is of the clause that is given.
    """

    type: str
    campaign: Callable[[], str]
    unit_id: str
    notation: Notation = "vi"
    own: Called = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)

    def from_table(self, row: Mapping[str, Cell]) -> Event:
        """The event of a row of a file, with what its columns leave out and what follows from it. Raises CannotState.

        `row` has every column of the file, empty cells too.
        """
        named, fields = _parted(self._as_known(row))
        short = _short(text_of(named.get("type", self.type)))
        columns = self.held(short, row)
        left_out = {**self.given, **({"unit_id": self.unit_id} if self.unit_id else {})}
        if "time" in self.given and "time" not in columns:
            named["time"] = self.given["time"]
        has = {path for path in paths_of(short) if path not in columns}
        fields |= {path: cell for path, cell in left_out.items() if path in has}
        return self._stated(short, named, fields, columns)

    def held(self, short: str, names: Iterable[str]) -> set[str]:
        """What the columns of a file hold, as the unit or everybody calls them."""
        own = {name: self.own.get((short, folded(name))) for name in names}
        return {attribute_of(name) or _path_of(name, short) if said is None else said for name, said in own.items()}

    def from_row(self, row: Mapping[str, Cell]) -> Event:
        """The event of a table's row. Raises CannotState."""
        named, fields = _parted(self._as_known(row))
        return self._stated(_short(text_of(named.get("type", self.type))), named, fields)

    def _stated(
        self, short: str, named: Mapping[str, Cell], fields: Mapping[str, Cell], columns: Collection[str] | None = None
    ) -> Event:
        """The event; of a file's row, whose columns are given, what was left out is made. Raises CannotState."""
        if not short:
            raise CannotState(
                "thiếu loại sự kiện: cột type hoặc --type, ví dụ --type activity.recorded",
                "there is no type: fill the column type or give --type, such as --type activity.recorded",
            )
        data = _data(short, fields, self.notation)
        if "clause" in data and self.clauses:
            said = str(data["clause"])
            known = self.clauses.get(said) or self.clauses.get(folded(said)) or self.given.get("clause")
            data["clause"] = known or said
        time = moment_of(named["time"]) if "time" in named else ""
        if columns is not None:
            data = with_id(short, data, columns)
            time = time or ("" if "time" in columns else moment_of(day_of(short, data)))
        source = self._source(short, data)
        event: dict[str, object] = {
            "specversion": "1.0",
            "id": text_of(named["id"]) if "id" in named else _derived_id(short, time, data),
            "source": source,
            "type": _wire(short),
            **({"time": time} if time else {}),
            "campaign": text_of(named["campaign"]) if "campaign" in named else self._campaign(short),
            "data": data,
        }
        return Event(_door_of(short), msgspec.json.encode(event), source != UNKNOWN_SOURCE)

    def from_line(self, line: bytes) -> Event:
        """The event of a JSON line, as it stands; without a campaign it gets the one that was named."""
        try:
            event = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CannotState(f"không phải JSON: {error}", f"this is not JSON: {error}") from None
        if not isinstance(event, dict):
            raise CannotState("không phải một CloudEvent", "this is no CloudEvent")
        short = _short(str(event.get("type", "")))
        if "campaign" in event:
            return Event(_door_of(short), line)
        return Event(_door_of(short), msgspec.json.encode({**event, "campaign": self._campaign(short)}))

    def _as_known(self, row: Mapping[str, Cell]) -> Mapping[str, Cell]:
        """The row with the unit's own names of columns replaced by those of the fields."""
        if not self.own:
            return row
        types = [cell for name, cell in row.items() if attribute_of(name) == "type" and not is_empty(cell)]
        short, known = _short(text_of(types[0] if types else self.type)), dict[str, Cell]()
        for name, cell in row.items():
            called = self.own.get((short, folded(name)), name)
            if called == LEFT_OUT or is_empty(cell):
                continue
            if called in known:
                raise _clash(name)
            known[called] = cell
        return known

    def _campaign(self, short: str) -> str:
        return REGISTRY if thing_of(short) in REGISTRY_THINGS else self.campaign()

    def _source(self, short: str, data: Mapping[str, object]) -> str:
        """A unit's own address for what units state, else the role that may state it."""
        roles = access.STATED_BY.get(short, access.SERVICES_ONLY)
        if roles == access.UNIT:
            unit_id = str(data.get("unit_id", self.unit_id))
            return access.source_of(unit_id) if unit_id else UNKNOWN_SOURCE
        return f"/{min(roles)}" if roles else UNKNOWN_SOURCE


def _short(name: str) -> str:
    return name.removeprefix(PREFIX).removesuffix(VERSION)


def _door_of(short: str) -> Owner:
    """Whose door takes a type; what nobody may state, or what is no type at all, tracking's door refuses best."""
    cls = CATALOGUE.get(_wire(short))
    return "awards" if cls and cls.owner == "awards" and access.STATED_BY.get(short) else "tracking"


def _wire(short: str) -> str:
    return f"{PREFIX}{short}{VERSION}"


def _derived_id(short: str, time: str, data: Mapping[str, object]) -> str:
    """The same for the same row: made from the type, the time, and what of the row identifies a thing or a moment."""
    keys = {name: value for name, value in data.items() if name in _KEYS or name.endswith(_KEY_ENDINGS)}
    digest = sha256(msgspec.json.encode((short, time, keys), order="deterministic")).hexdigest()
    return f"{short}/{digest[:_DIGITS]}"


def _parted(row: Mapping[str, Cell]) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """The filled cells: those of the envelope by their attribute, all others by their column's name."""
    named: dict[str, Cell] = {}
    fields: dict[str, Cell] = {}
    for name, cell in row.items():
        if is_empty(cell) or name == REASON:
            continue
        attribute = attribute_of(name)
        if attribute in named:
            raise _clash(name)
        (named if attribute else fields)[attribute or name] = cell
    return named, fields


def _data(short: str, cells: Mapping[str, Cell], notation: Notation) -> dict[str, object]:
    kind = _form(_wire(short))
    data: dict[str, object] = {}
    for name, cell in cells.items():
        path = _path_of(name, short)
        if path != LEFT_OUT:
            _put(data, path.split("."), kind, name=name, cell=cell, notation=notation)
    return {name: _with_lists(value, _inner(kind, name)) for name, value in data.items()}


_path_of: Final = cache(field_of)


@cache
def _form(wire: str) -> inspect.Type | None:
    cls = CATALOGUE.get(wire)
    return None if cls is None else inspect.type_info(OPEN_FORMS.get(cls, cls))


def _put(
    into: dict[str, object],
    steps: list[str],
    kind: inspect.Type | None,
    *,
    name: str,
    cell: Cell,
    notation: Notation,
) -> None:
    """Lay a cell down under its dotted name."""
    if isinstance(bare(kind), inspect.DictType):
        steps = [".".join(steps)]  # the names of figures and checks may have dots of their own
    first, *rest = steps
    inner = _inner(kind, first)
    if not rest:
        if first in into:
            raise _clash(name)
        if breaks_the_rule(cell, inner, notation):
            raise _unclear(name)
        into[first] = value_of(cell, inner, notation)
        return
    part = into.setdefault(first, {})
    if not isinstance(part, dict):
        raise _clash(name)
    _put(part, rest, bare(inner), name=name, cell=cell, notation=notation)


def _inner(kind: inspect.Type | None, name: str) -> inspect.Type | None:
    match kind:
        case inspect.StructType():
            return next((field.type for field in kind.fields if field.encode_name == name), None)
        case inspect.DictType():
            return kind.value_type
        case inspect.VarTupleType():
            return kind.item_type
        case _:
            return None


def _with_lists(value: object, kind: inspect.Type | None) -> object:
    """The same with lists where the columns counted: `evidence.0.name`, `evidence.1.name`."""
    if not isinstance(value, dict):
        return value
    kind = bare(kind)
    parts = {name: _with_lists(part, _inner(kind, name)) for name, part in value.items()}
    if isinstance(kind, inspect.VarTupleType) and all(name.isdecimal() for name in parts):
        return [parts[name] for name in sorted(parts, key=int)]
    return parts


def _clash(name: str) -> CannotState:
    return CannotState(
        f"cột {name} nói lại điều mà một cột khác đã nói", f"the column {name} says again what another one says"
    )


def _unclear(name: str) -> CannotState:
    return CannotState(
        f"cột {name}: số không viết theo lối Việt Nam (1.234.567 và 2,5). Nếu tệp viết theo lối Anh (1,234,567 và "
        "2.5), hãy gửi với --numbers en",
        f"the column {name}: the number is not written the way this file is read. By default that is Vietnam's "
        "(1.234.567 and 2,5); for 1,234,567 and 2.5 send it with --numbers en",
    )
