"""A file of a unit, row by row: from its bytes to the events it states, and what became of each. It knows no HTTP."""

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import inspect

from services.tracking.ports import FilesPort, TakenOne
from shared.core.access import STATED_BY, UNIT, Caller
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Campaign
from shared.core.draft import TOO_LARGE
from shared.core.envelope import MAX_FACT_BYTES
from shared.core.events import OWNERS, PREFIX, VERSION, thing_of
from shared.core.forms import UNREADABLE, normal_form
from shared.core.problems import NOT_JSON, Problem, problem_of
from shared.core.values import Language
from shared.sheets.columns import ATTRIBUTES, LONGEST_NAME, attribute_of, is_known, names_of, paths_of
from shared.sheets.completing import DAYS, clauses_by_text, needed
from shared.sheets.sheet import CannotRead, Sheet, event_of_row, read_sheet
from shared.sheets.statements import Called, CannotState, Speech
from shared.sheets.value_words import folded
from shared.web.wording import Wording

MOST_ROWS: Final = 1_000  # as many as one batch at the door
MOST_UNPACKED: Final = 32 * 1024 * 1024  # bytes; a thousand rows are a hundredth of it
_NAMES_OF_A_HEADER: Final = 2
_LONG_NUMBER: Final = re.compile(r"\d{6}").search
Outcome: TypeAlias = Literal["recorded", "duplicate", "rejected"]
# What a unit states at this door, to choose from where a file does not say it.
TYPES: Final = tuple(
    short for short, roles in STATED_BY.items() if roles == UNIT and OWNERS.get(thing_of(short)) == "tracking"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file and what became of it; `position` is 0 where nothing stands in the log."""

    number: int
    what: str
    outcome: Outcome
    why: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column that no file's common names explain, of rows of one type; `field` if the unit has said what it holds."""

    type: str
    name: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Lack:
    """A field that a file of one type has to have and no column holds, so that one value may be given for all rows."""

    field: str
    kind: inspect.Type | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was tried or recorded: its rows, and a mark by which the same file is known again."""

    name: str
    mark: str
    rows: tuple[Row, ...]
    remarks: int = 0
    left: tuple[str, ...] = ()
    columns: tuple[OwnColumn, ...] = ()
    titles: int = 0
    lacks: tuple[Lack, ...] = ()

    def counted(self, outcome: Outcome) -> int:
        """How many rows came to this."""
        return sum(one.outcome == outcome for one in self.rows)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was chosen: its name and bytes, the type of its rows and, by field, what they all hold.

    The last two are for what the file does not say itself.
    """

    name: str
    content: bytes
    type: str = ""
    given: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Another for any other content, name, type or value that is given."""
        said = (self.name, self.type, *(text for pair in sorted(self.given.items()) for text in pair))
        return sha256(b"\0".join((*(text.encode() for text in said), self.content))).hexdigest()


@dataclass(slots=True)
class _Read:
    number: int
    body: bytes = b""
    what: str = ""
    why: str = ""
    clause: str = ""


class TooManyRows(Exception):
    """A file has more rows than a page takes."""


class NoType(Exception):
    """A table says nowhere of which type its rows are."""


class Reader:
    """Reads files of one unit and campaign in one language."""

    def __init__(self, say: Wording, *, campaign: Campaign, unit_id: str, own: Called) -> None:
        self._say, self._campaign, self._unit_id, self._own = say, campaign.campaign, unit_id, own
        self._clauses = clauses_by_text(campaign.clauses)

    async def rehearsed(self, file: File, files: FilesPort, caller: Caller) -> Sent | Problem:
        """What would become of each row. Raises CannotRead, NoType, TooManyRows."""
        read, sheet = self._read(file)
        return self._sent(file, sheet, read, await files.rehearse(caller, [one.body for one in read if one.body]))

    async def recorded(self, file: File, files: FilesPort, caller: Caller) -> Sent | Problem:
        """What became of each row. Raises CannotRead, NoType, TooManyRows."""
        read, sheet = self._read(file)
        return self._sent(file, sheet, read, await files.record(caller, [one.body for one in read if one.body]))

    def _read(self, file: File) -> tuple[list[_Read], Sheet]:
        sheet = read_sheet(file.name, file.content, unpacked=MOST_UNPACKED)
        if sheet.is_table and not (file.type or sheet.type or any(attribute_of(one) == "type" for one in sheet.header)):
            raise NoType
        speech = self._speech(file, sheet)
        rows: list[_Read] = []
        for number, cells in sheet.rows:
            if len(rows) == MOST_ROWS:
                raise TooManyRows
            rows.append(self._row(sheet, number, cells, speech))
        return rows, sheet

    def _speech(self, file: File, sheet: Sheet) -> Speech:
        return Speech(
            file.type or sheet.type,
            lambda: self._campaign,
            self._unit_id,
            own=self._own,
            given=file.given,
            clauses=self._clauses,
        )

    def _row(self, sheet: Sheet, number: int, cells: Sequence[Any], speech: Speech) -> _Read:
        try:
            body = normal_form(event_of_row(sheet, cells, speech).body)
        except CannotState as error:
            return _Read(number, why=_in(error, self._say.language))
        except UNREADABLE:
            return _Read(number, why=self._say.problem(NOT_JSON))
        if len(body) > MAX_FACT_BYTES:
            return _Read(number, what=_what(body), why=self._say.problem(problem_of(TOO_LARGE)))
        return _Read(number, body, _what(body), clause=_clause(body))

    def _sent(
        self, file: File, sheet: Sheet, read: Sequence[_Read], taken: Sequence[TakenOne] | Problem
    ) -> Sent | Problem:
        if isinstance(taken, Problem):
            return taken
        rows, columns = tuple(self._told(read, taken)), tuple(self._columns(file, sheet, read))
        strange = any(one.clause not in ("", *self._clauses.values()) for one in read)
        lacks = tuple(self._lacks(file, sheet, {*file.given, *(["clause"] if strange else [])}))
        return Sent(file.name, file.mark, rows, len(sheet.remarks), sheet.left, columns, len(sheet.titles), lacks)

    def _lacks(self, file: File, sheet: Sheet, asked: Collection[str]) -> Iterator[Lack]:
        """What no column of a table holds although its type has to have it, and what is `asked` for anyway."""
        short = file.type or sheet.type
        if short not in TYPES or not sheet.is_table:
            return
        held = self._speech(file, sheet).held(short, (name for name in sheet.header if name))
        if len(held & set(paths_of(short))) < _NAMES_OF_A_HEADER:
            return
        if "time" not in held and short not in DAYS:
            yield Lack("time")
        without = held.difference(asked) | {"unit_id"}
        yield from (Lack(path, kind) for path, kind in needed(short) if path not in without)

    def _columns(self, file: File, sheet: Sheet, read: Sequence[_Read]) -> Iterator[OwnColumn]:
        """The columns of a table that only this unit can explain, of each type that its rows have."""
        named = [file.type or sheet.type, *(one.what.partition(" ")[0] for one in read)]
        for short in dict.fromkeys(one for one in named if one in TYPES) if sheet.is_table else ():
            own = {name: self._own.get((short, folded(name))) for name in sheet.header if name}
            strange = [name for name in own if own[name] is None and not is_known(name, short)]
            if len(own) - len(strange) < _NAMES_OF_A_HEADER:
                continue  # a row of somebody's data stands where names should: no page repeats that
            for name, field in own.items():
                if len(name) <= LONGEST_NAME and (name in strange or field is not None) and not _LONG_NUMBER(name):
                    yield OwnColumn(short, name, field)

    def _told(self, read: Sequence[_Read], taken: Sequence[TakenOne]) -> Iterator[Row]:
        answers = iter(taken)
        for one in read:
            if not one.body:
                yield Row(one.number, one.what, "rejected", one.why)
                continue
            match next(answers).answer:
                case Recorded(position):
                    yield Row(one.number, one.what, "recorded", position=position)
                case Duplicate(position):
                    yield Row(one.number, one.what, "duplicate", position=position)
                case Problem() as problem:
                    yield Row(one.number, one.what, "rejected", self._why(problem, one.what.partition(" ")[0]))

    def _why(self, problem: Problem, short: str) -> str:
        """The fields that are wrong, or where none is, what forbids it."""
        wrong = [f"{self._called(one.pointer, short)}: {self._say.problem(one)}" for one in problem.faults]
        return "; ".join(wrong) or self._say.problem(problem)

    def _called(self, pointer: str, short: str) -> str:
        """A field as people call it, beside its own name."""
        path = pointer.removeprefix("/data/").lstrip("/")
        place = 0 if self._say.language == "vi" else 1
        names = ATTRIBUTES.get(path) or names_of(path.replace("/", "."), short)
        return f"{names[place]} ({path})" if len(names) > place else path


def _what(body: bytes) -> str:
    """What an event tells and the id of what it tells of, never anything else of it."""
    event = msgspec.json.decode(body)
    if not isinstance(event, dict):
        return ""
    short = str(event.get("type", "")).removeprefix(PREFIX).removesuffix(VERSION)
    data = event.get("data")
    named = data.get(f"{thing_of(short)}_id", data.get("household_id", "")) if isinstance(data, dict) else ""
    return f"{short} {named if isinstance(named, str) else ''}".strip()


def _clause(body: bytes) -> str:
    """The clause that an event names; "" where it names none."""
    event = msgspec.json.decode(body)
    data = event.get("data") if isinstance(event, dict) else None
    named = data.get("clause", "") if isinstance(data, dict) else ""
    return named if isinstance(named, str) else ""


def _in(error: CannotState | CannotRead, language: Language) -> str:
    return error.vi if language == "vi" else error.en
