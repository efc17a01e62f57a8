"""What counts for one subject: for each question the positions that answer it, their days and amounts.

Days are kept with each position, because what a subject did before the end of a discipline counts no more.
"""

from array import array
from bisect import bisect_left
from collections.abc import Hashable
from typing import Final, NamedTuple

from shared.core.values import SubjectKind
from shared.rules.weighing import MOST_EVIDENCE

Key = tuple[str, Hashable]  # a function of a rule, and what it was asked about ("" if about nothing)

_UNIT_BITS: Final = 1_074  # every finite float is a whole number of 2**-1074
_FIRST_DAY: Final = 690_000  # early in 1890; two bytes reach from there to 2069, and what lies beyond counts as that
_LAST_DAY: Final = _FIRST_DAY + 0xFFFF


class Subject(NamedTuple):
    """Whom a card speaks of."""

    kind: SubjectKind
    id: str


def exactly(quantity: float) -> int:
    """A quantity as a whole number of its smallest unit: sums of these never drift, whatever is taken back."""
    numerator, denominator = quantity.as_integer_ratio()
    return numerator << (_UNIT_BITS + 1 - denominator.bit_length())


def as_quantity(exact: int) -> float:
    """The nearest float to a sum of exact quantities."""
    return exact / (1 << _UNIT_BITS)


def as_whole(exact: int) -> int:
    """A sum of exact whole quantities."""
    return exact >> _UNIT_BITS


class Tally:
    """Positions in order, each once, the day of each, and the sum of what they amount to."""

    __slots__ = ("_amounts", "_days", "positions", "total")

    def __init__(self) -> None:
        self.positions = array("Q")
        self.total = 0  # exact, see `exactly`
        self._days = array("H")
        self._amounts: array[float] | None = None  # of questions for amounts only

    def __len__(self) -> int:
        return len(self.positions)

    def add(self, position: int, day: int, amount: float) -> None:
        """Let a fact count."""
        at = len(self.positions)
        if amount:
            self.total += exactly(amount)
            if self._amounts is None:
                self._amounts = array("d", bytes(8 * at))
        day = day - _FIRST_DAY if _FIRST_DAY <= day <= _LAST_DAY else _nearest(day)
        if at and position < self.positions[-1]:
            at = bisect_left(self.positions, position)
            self.positions.insert(at, position)
            self._days.insert(at, day)
            if self._amounts is not None:
                self._amounts.insert(at, amount)
        else:  # as nearly always
            self.positions.append(position)
            self._days.append(day)
            if self._amounts is not None:
                self._amounts.append(amount)

    def remove(self, position: int) -> None:
        """Let a fact that counts count no more."""
        at = bisect_left(self.positions, position)
        del self.positions[at]
        del self._days[at]
        if self._amounts is not None:
            self.total -= exactly(self._amounts.pop(at))

    def newest(self) -> tuple[int, ...]:
        """The newest positions, ascending, as many as an explanation shows."""
        return tuple(self.positions[-MOST_EVIDENCE:])

    def since(self, day: int) -> "Tally":
        """Of these only what happened on a day or later."""
        found = Tally()
        amounts = self._amounts or array("d", bytes(8 * len(self)))
        for position, its_day, amount in zip(self.positions, self._days, amounts, strict=True):
            if its_day + _FIRST_DAY >= day:
                found.add(position, its_day + _FIRST_DAY, amount)
        return found


NOTHING: Final = Tally()


class Standing:
    """All that counts for one subject."""

    __slots__ = ("_days", "_latest", "_tallies")

    def __init__(self) -> None:
        self._tallies: dict[Key, Tally] = {}
        self._days: dict[int, int] = {}  # how many facts that count happened on a day
        self._latest: int | None = 0

    def tally(self, key: Key, since: int) -> Tally:
        """What answers a question, as far as it happened on a day or later (0: whenever it happened)."""
        tally = self._tallies.get(key, NOTHING)
        return tally.since(since) if since else tally

    def add(self, key: Key, position: int, day: int, amount: float = 0) -> None:
        """Let a fact count as an answer to a question."""
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally()
        tally.add(position, day, amount)

    def remove(self, key: Key, position: int) -> None:
        """Let it count no more."""
        self._tallies[key].remove(position)

    def date(self, day: int) -> None:
        """A fact that counts happened on this day."""
        self._days[day] = self._days.get(day, 0) + 1
        if self._latest is not None and day > self._latest:
            self._latest = day

    def undate(self, day: int) -> None:
        """One that happened on this day counts no more."""
        left = self._days[day] - 1
        if left:
            self._days[day] = left
        else:
            del self._days[day]
            self._latest = None

    @property
    def latest(self) -> int:
        """The latest day on which anything that counts happened (0: nothing did)."""
        if self._latest is None:
            self._latest = max(self._days, default=0)
        return self._latest


def _nearest(day: int) -> int:
    return 0 if day < _FIRST_DAY else _LAST_DAY - _FIRST_DAY
