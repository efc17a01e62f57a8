"""Projecting: from facts to the rows of a read model, the same in memory and into a database. Knows no table, no SQL.

A fold asks `Rows` for the rows it changes; `Rows` remembers them and hands the changes over in one go, so a thousand
facts that raise one figure cost one write. With nothing behind it, it is the whole read model, and the fold is pure.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import msgspec

from shared.core.envelope import Fact, decode_some, position_of
from shared.core.log import Commit

Value: TypeAlias = str | int | float | bytes
Values: TypeAlias = tuple[Value, ...]
Table: TypeAlias = type[Any]
T = TypeVar("T")

# Rows of a table that are remembered after they were handed over; to forget 20,000 at once held others up for 20 ms.
KEEP: Final = 4_000
END: Final = 2**62  # beyond every position
MAX_WHOLE: Final = 2**63 - 1  # what a database's integer can hold
_LINE_BYTES: Final = 600  # of a fact, about


class Reader(Protocol):
    """What lies behind the rows: the values of one row, in the table's order, or None."""

    def __call__(self, table: Table, key: Values, /) -> Values | None:
        """Read one row."""
        ...


class Projection(msgspec.Struct, frozen=True):
    """A read model: its name, its tables, and how a fact changes their rows.

    Raise `edition` whenever the same facts are to give other rows; the tables are then built anew. `heeds` names the
    wire types that change rows at all (none named: any may), so that no others need be read.
    """

    name: str
    tables: tuple[Table, ...]
    fold: Callable[["Rows", Fact, int], None]
    edition: int = 1
    heeds: frozenset[str] = frozenset()


class Layout:
    """A table as a fold sees it: its columns in order, the key's first, and a light row with the same attributes.

    A table's own class takes 26 µs to make a row, with the bookkeeping of an ORM that no fold needs; a light row takes
    0.1 µs. Any class with `model_fields` will do, as SQLModel's and pydantic's have.
    """

    __slots__ = ("columns", "key", "key_of", "name", "row")

    def __init__(self, table: Table) -> None:
        fields = table.model_fields
        self.name = table.__name__
        self.columns: tuple[str, ...] = tuple(fields)
        self.key = tuple(name for name, field in fields.items() if getattr(field, "primary_key", False) is True)
        if self.columns[: len(self.key)] != self.key:
            raise TypeError(f"{self.name}: the key's columns stand first, so that a row can be made from its key.")
        required = {name for name, field in fields.items() if field.is_required()}
        columns = [(n, object) if n in required else (n, object, fields[n].default) for n in self.columns]
        self.row: type[Any] = msgspec.defstruct(self.name, columns, gc=False)
        get: Callable[[Any], Any] = operator.attrgetter(*self.key)
        self.key_of: Callable[[Any], Values] = get if len(self.key) > 1 else lambda row: (get(row),)


class _Held:
    """The rows of one table: unchanged ones, changed ones, and new ones that nobody will ask for."""

    __slots__ = ("appended", "changed", "clean", "layout")

    def __init__(self, table: Table) -> None:
        self.layout = Layout(table)
        self.clean: dict[Values, Any] = {}
        self.changed: dict[Values, Any] = {}
        self.appended: list[Values] = []

    def values(self) -> Iterator[Values]:
        """What is changed and what is new, as the table holds it."""
        return chain(map(_values, self.changed.values()), self.appended)


def nothing(_table: Table, _key: Values, /) -> None:
    """Behind the rows of a pure fold there is nothing."""


class Rows:
    """The rows of a read model while facts are folded into them; what a row is set to is kept by itself."""

    def __init__(self, tables: Iterable[Table], behind: Reader = nothing) -> None:
        self._held = {table: _Held(table) for table in tables}
        self._made = {held.layout.row: held for held in self._held.values()}
        self._behind = behind

    def find(self, table: type[T], *key: Value) -> T | None:
        """A row to read, or None."""
        held = self._held[table]
        row = held.changed.get(key) or held.clean.get(key)
        if row is None and (values := self._behind(table, key)) is not None:
            row = held.clean[key] = held.layout.row(*values)
        return row

    def change(self, table: type[T], *key: Value) -> T | None:
        """A row to change, or None."""
        held = self._held[table]
        row: T | None = held.changed.get(key)
        if row is None and (row := self.find(table, *key)) is not None:
            held.changed[key] = row
        return row

    def ensure(self, table: type[T], *key: Value) -> T:
        """A row to change, made with its defaults if there is none."""
        held = self._held[table]
        row: T | None = held.changed.get(key)
        if row is None:
            row = held.changed[key] = self.find(table, *key) or held.layout.row(*key)
        return row

    def new(self, table: type[T]) -> type[T]:
        """What makes a light row of a table, with the table's columns as keywords."""
        row: type[T] = self._held[table].layout.row
        return row

    def put(self, row: object) -> None:
        """Keep a new row, in the place of an old one if there is one; nobody looks."""
        held = self._made[type(row)]
        held.changed[held.layout.key_of(row)] = row

    def append(self, row: object) -> None:
        """Keep a new row that no fold will ask for again; it is not remembered."""
        self._made[type(row)].appended.append(_values(row))

    def appender(self, table: Table) -> Callable[[Values], None]:
        """What does the same with the values of a table's rows in the order of its columns, at a third of the price."""
        return self._held[table].appended.append

    def hand_over(self) -> Iterator[tuple[Table, list[Values]]]:
        """The changed rows of each table, for the database to keep; from now on they are as it has them."""
        for table, held in self._held.items():
            if not (held.changed or held.appended):
                continue
            yield table, [*held.values()]
            held.clean |= held.changed
            if len(held.clean) > KEEP:
                held.clean.clear()
            held.changed.clear()
            held.appended.clear()

    def forget(self) -> None:
        """Remember nothing, so that everything is read anew: what was handed over was not kept."""
        for held in self._held.values():
            held.clean.clear()
            held.changed.clear()
            held.appended.clear()

    def everything(self) -> Iterator[tuple[str, Values]]:
        """Every row with the name of its table, of a fold with nothing behind that handed nothing over."""
        for held in self._held.values():
            for values in held.values():
                yield held.layout.name, values


def fold_commits(projection: Projection, rows: Rows, commits: Sequence[Commit], *, until: int = END) -> int:
    """Fold commits into rows, up to a position; where the last folded fact stands (0: none was)."""
    fold, heeds, position = projection.fold, projection.heeds, 0
    for commit in commits:
        base = position_of(commit.number, 0)
        facts = decode_some(commit.payload, heeds) if heeds else commit.facts()
        for place, fact in enumerate(facts[: max(until - base + 1, 0)]):
            position = base + place
            if fact is not None:
                fold(rows, fact, position)
    return position


def fold_by_turns(
    projection: Projection, rows: Rows, commits: Sequence[Commit], at_once: Callable[[], int]
) -> Iterator[int]:
    """The same, and yield where the last folded fact stands whenever `at_once` facts are done, and at the end.

    It is asked before each turn. A commit may be done in several.
    """
    fold, heeds, position, left = projection.fold, projection.heeds, 0, at_once()
    for commit in commits:
        facts = decode_some(commit.payload, heeds) if heeds else commit.facts()
        for stands, fact in enumerate(facts, start=position_of(commit.number, 0)):
            if not left:
                yield position
                left = at_once()
            left -= 1
            position = stands
            if fact is not None:
                fold(rows, fact, position)
    yield position


def slices(commits: Sequence[Commit], facts: int) -> Iterator[Sequence[Commit]]:
    """Whole commits in order, together about so many facts or fewer, unless a single one has more.

    It goes by their bytes: to count lines takes a sixth of the time that decoding them does.
    """
    begin, held, most = 0, 0, facts * _LINE_BYTES
    for index, commit in enumerate(commits):
        size = len(commit.payload)
        if held and held + size > most:
            yield commits[begin:index]
            begin, held = index, 0
        held += size
    yield commits[begin:]


def digest_of(rows: Iterable[tuple[str, Values]], *, position: int) -> str:
    """A SHA-256 over all rows and the position, whatever the order of rows: equal read models have equal digests."""
    total = 0
    for row in rows:
        total += int.from_bytes(sha256(_encode(row)).digest(), "big")
    return sha256(f"{position} {total % 2**256:064x}".encode()).hexdigest()


_encode: Final = msgspec.json.Encoder().encode
_values: Final[Callable[[Any], Values]] = msgspec.structs.astuple
