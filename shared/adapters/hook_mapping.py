"""From a webhook's message to events, by a mapping that is read from YAML. It knows no signature and opens no socket.

A text that begins with `$.` is a path into the message, with `@.` into the part that `each` stands at; any other value
is meant as it stands. Values become fields as the cells of a file do (shared.sheets).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, TypeAlias

import msgspec
from msgspec import inspect

from shared.core.access import STATED_BY
from shared.core.events import CATALOGUE, PREFIX, VERSION
from shared.core.open_forms import OPEN_FORMS
from shared.core.problems import Problem
from shared.rules.checking import closest
from shared.rules.shapes import fitted
from shared.rules.yaml_text import Mistake, Page, load, step
from shared.sheets.cells import Cell, text_of
from shared.sheets.columns import field_of
from shared.sheets.numbers import Notation
from shared.sheets.statements import CannotState, Speech

Scalar: TypeAlias = str | int | float | bool
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

PATH: Final = re.compile(r"[$@](?:\.[\w-]+|\[\d+\])*").fullmatch
_STEP: Final = re.compile(r"\.([\w-]+)|\[(\d+)\]")
# What a unit may state: a webhook speaks as one.
TYPES: Final = tuple(sorted(short for short, roles in STATED_BY.items() if "unit" in roles))
_MAX_ID: Final = 128
# Seconds since 1970 from 2001 on; a thousand times that are milliseconds.
_FIRST_SECOND, _FIRST_MILLISECOND = 10**9, 10**12


class Part(msgspec.Struct, frozen=True):
    """Where a value stands, what its words mean here, and what holds where there is none."""

    path: str = msgspec.field(name="from")
    values: dict[str, Scalar] = msgspec.field(default_factory=dict)
    otherwise: Scalar | None = msgspec.field(name="else", default=None)


class Entry(msgspec.Struct, frozen=True):
    """One kind of event that a message may become: when, of what each, and from where its fields come."""

    type: str
    fields: dict[str, Scalar | Part]
    when: dict[str, Scalar] = msgspec.field(default_factory=dict)
    each: str = ""
    id: str = ""
    time: str = "$.timestamp"
    campaign: str = ""


class HookMapping(msgspec.Struct, frozen=True):
    """All that a webhook's messages may become; one that fits no entry becomes nothing."""

    events: tuple[Entry, ...]
    campaign: str = ""
    numbers: Notation = "en"

    def bodies(self, message: Json, *, unit_id: str, prefix: str) -> list[bytes]:
        """The events of a message, as a unit's; those without an id of their own get one of `prefix`.

        Raises CannotState.
        """
        found: list[bytes] = []
        for place, entry in enumerate(self.events):
            if all(_found(path, message, None) == value for path, value in entry.when.items()):
                for item, label in _items(entry, message, place):
                    found.append(self._body(entry, message, item, unit_id=unit_id, own_id=prefix + label))
        return found

    def _body(self, entry: Entry, message: Json, item: Json, *, unit_id: str, own_id: str) -> bytes:
        row: dict[str, Cell] = {"type": entry.type, "id": id_of(own_id)}
        if "unit_id" in _fields(entry.type):
            row["unit_id"] = unit_id
        for name, source in (("id", entry.id), ("campaign", entry.campaign or self.campaign), *entry.fields.items()):
            if (cell := _cell(source, message, item)) is not None:
                row[name] = cell
        if (time := _cell(entry.time, message, item)) is not None:
            row["time"] = _moment(time)
        return Speech("", str, unit_id, self.numbers).from_row(row).body


def read_mapping(text: str) -> HookMapping | tuple[Mistake, ...]:
    """The mapping that a YAML text is, or every mistake in it, where it stands."""
    page = load(text)
    if page.mistakes:
        return tuple(sorted(page.mistakes))
    mapping = fitted(page, HookMapping, page.value, "")
    if not mapping.events and not page.mistakes:
        page.complain("/events", "chưa có sự kiện nào; hãy viết một", "there is no event here; write one")
    for place, entry in enumerate(mapping.events):
        at = step("/events", place)
        if _check_type(page, entry, at):
            _check_fields(page, entry, at)
        _check_paths(page, entry, at)
        if not entry.campaign and not mapping.campaign:
            page.complain(at, "thiếu 'campaign'; hãy thêm vào", "'campaign' is missing; add it")
    return tuple(sorted(page.mistakes)) if page.mistakes else mapping


def cannot_map(error: CannotState) -> Problem:
    """The problem with a message that cannot become the event it is mapped to."""
    return Problem(
        400,
        "cannot_map",
        f"Thông điệp này không chuyển được thành sự kiện nên chưa có gì được ghi: {error.vi}. Hãy sửa bảng chuyển.",
        f"This message cannot become the event it is mapped to, so nothing was recorded: {error.en}. Correct the "
        "mapping.",
    )


def id_of(wanted: str) -> str:
    """An event's id that says which message it came from; a digest of that where it would be too long."""
    if len(wanted) <= _MAX_ID and wanted.isprintable():
        return wanted
    return f"hook/{sha256(wanted.encode()).hexdigest()}"


def _check_type(page: Page, entry: Entry, at: str) -> bool:
    if entry.type in TYPES:
        return True
    if entry.type:
        near_vi, near_en = closest(entry.type, TYPES)
        page.complain(
            step(at, "type"),
            f"đơn vị không ghi được loại {entry.type!r}{near_vi}; các loại: {', '.join(TYPES)}",
            f"a unit cannot state {entry.type!r}{near_en}; the types are: {', '.join(TYPES)}",
        )
    return False


def _check_fields(page: Page, entry: Entry, at: str) -> None:
    known = _fields(entry.type)
    given = set[str]()
    for name in entry.fields:
        first = field_of(name, entry.type).partition(".")[0]
        given.add(first)
        if first not in known:
            near_vi, near_en = closest(name, list(known))
            page.complain_of_name(
                step(step(at, "fields"), name),
                f"{entry.type} không có trường {name!r}{near_vi}; các trường: {', '.join(known)}",
                f"{entry.type} has no field {name!r}{near_en}; the fields are: {', '.join(known)}",
            )
    for name in [name for name, required in known.items() if required and name not in given | {"unit_id"}]:
        page.complain(
            step(at, "fields"),
            f"{entry.type} cần trường {name!r}; hãy thêm vào",
            f"{entry.type} needs the field {name!r}; add it",
        )


def _check_paths(page: Page, entry: Entry, at: str) -> None:
    fields = step(at, "fields")
    said = {step(fields, name): value for name, value in entry.fields.items() if isinstance(value, str)}
    paths = {
        step(step(fields, name), "from"): part.path for name, part in entry.fields.items() if isinstance(part, Part)
    }
    said |= {step(at, name): value for name, value in (("id", entry.id), ("time", entry.time)) if value}
    paths |= {pointer: value for pointer, value in said.items() if is_path(value)}
    paths |= {step(at, "each"): entry.each} if entry.each else {}
    for pointer, path in paths.items():
        _check_path(page, path, pointer, within=bool(entry.each) and not pointer.endswith("/each"))
    for path in entry.when:
        if not PATH(path) or path.startswith("@"):
            page.complain_of_name(step(step(at, "when"), path), *_NO_PATH)


def _check_path(page: Page, path: str, pointer: str, *, within: bool) -> None:
    if not PATH(path):
        page.complain(pointer, *_NO_PATH)
    elif path.startswith("@") and not within:
        page.complain(
            pointer, "'@' chỉ dùng cùng 'each'; hãy viết '$.…'", "'@' goes with 'each' alone; write '$.…' here"
        )


def is_path(value: object) -> bool:
    """Whether a value is meant as a path."""
    return value == "@" or (isinstance(value, str) and value.startswith(("$.", "$[", "@.", "@[")))


_NO_PATH: Final = ("không phải đường dẫn; hãy viết như $.data.items[0].name", "is no path: write $.data.items[0].name")


def _fields(short: str) -> dict[str, bool]:
    """The fields that are stated of a type, and whether each must be."""
    cls = CATALOGUE[f"{PREFIX}{short}{VERSION}"]
    kind = inspect.type_info(OPEN_FORMS.get(cls, cls))
    return {field.encode_name: field.required for field in kind.fields} if isinstance(kind, inspect.StructType) else {}


def _items(entry: Entry, message: Json, place: int) -> Iterator[tuple[Json, str]]:
    """The parts of a message that an entry speaks of, each with what tells its event's id from the others'."""
    of_entry = f"/{place}" if place else ""
    if not entry.each:
        yield None, of_entry
        return
    found = _found(entry.each, message, None)
    for number, item in enumerate(found if isinstance(found, list) else []):
        yield item, f"{of_entry}/{number}"


def _cell(source: Scalar | Part, message: Json, item: Json) -> Cell | None:
    """What stands where a value comes from; None where nothing does."""
    if isinstance(source, Part):
        found = _as_cell(_found(source.path, message, item))
        if found is None or not source.values:
            return source.otherwise if found is None else found
        return source.values.get(text_of(found), found if source.otherwise is None else source.otherwise)
    if is_path(source):
        return _as_cell(_found(str(source), message, item))
    return None if source == "" else source


def _as_cell(found: Json) -> Cell | None:
    """Lists and objects as the JSON that a file's cell would hold."""
    return msgspec.json.encode(found).decode() if isinstance(found, dict | list) else found


def _found(path: str, message: Json, item: Json) -> Json:
    """What stands at a path; None where it leads nowhere."""
    found = item if path.startswith("@") else message
    for name, number in _STEP.findall(path):
        if name:
            found = found.get(name) if isinstance(found, Mapping) else None
        else:
            here = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
            found = here[int(number)] if int(number) < len(here) else None
    return found


def _moment(cell: Cell) -> Cell:
    """Seconds or milliseconds since 1970 as RFC 3339; whatever else as it is."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not _FIRST_SECOND <= cell < 10**15:
        return cell
    seconds = cell / 1000 if cell >= _FIRST_MILLISECOND else cell
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
