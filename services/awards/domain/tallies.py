"""What counts for one subject: for each question the positions that answer it, a sum beside them, and their days."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Hashable
from typing import Final, NamedTuple

from shared.core.values import SubjectKind
from shared.rules.weighing import MOST_EVIDENCE

Key = tuple[str, Hashable]  # a function of a rule, and what it was asked about ("" if about nothing)

_UNIT_BITS: Final = 1_074  # every finite float is a whole number of 2**-1074


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


class Tally:
    """Positions in order, each once, and a sum of amounts."""

    __slots__ = ("amount", "positions")

    def __init__(self) -> None:
        self.positions = array("Q")
        self.amount = 0

    def __len__(self) -> int:
        return len(self.positions)

    def add(self, position: int, amount: int) -> None:
        """Let a fact count."""
        if self.positions and position < self.positions[-1]:
            insort(self.positions, position)
        else:
            self.positions.append(position)
        self.amount += amount

    def remove(self, position: int, amount: int) -> None:
        """Let a fact that counts count no more."""
        del self.positions[bisect_left(self.positions, position)]
        self.amount -= amount

    def newest(self) -> tuple[int, ...]:
        """The newest positions, ascending, as many as an explanation shows."""
        return tuple(self.positions[-MOST_EVIDENCE:])


NOTHING: Final = Tally()


class Standing:
    """All that counts for one subject."""

    __slots__ = ("_days", "_latest", "_tallies")

    def __init__(self) -> None:
        self._tallies: dict[Key, Tally] = {}
        self._days: dict[int, int] = {}  # how many facts that count happened on a day
        self._latest: int | None = 0

    def tally(self, key: Key) -> Tally:
        """What answers a question."""
        return self._tallies.get(key, NOTHING)

    def add(self, key: Key, position: int, amount: int = 0) -> None:
        """Let a fact count as an answer to a question."""
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally()
        tally.add(position, amount)

    def remove(self, key: Key, position: int, amount: int = 0) -> None:
        """Let it count no more."""
        self._tallies[key].remove(position, amount)

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
