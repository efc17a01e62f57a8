"""The law as one campaign has it: the dated tables, with what its definition overrides. It decides nothing."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeAlias, cast, get_args

from shared.core.values import Award, Date, Paper, Role, SubjectKind, Tier
from shared.rules.law.calendar import DayKind, count_working, is_working, working_day_by, working_days_from
from shared.rules.law.entries import Scalar, in_force
from shared.rules.law.tables import ROUNDED_UP_TO_VND, TABLES

Overrides: TypeAlias = Mapping[str, Mapping[str, Scalar]]
Base: TypeAlias = Literal["ALL_MEMBERS", "PRESENT"]
Priority: TypeAlias = Literal["FIRST", "FIRST_AMONG_EQUALS", "NONE"]
Clock: TypeAlias = Literal[
    "PREPARE",
    "ANSWER",
    "RETURN_UNFIT",
    "APPRAISE",
    "APPRAISE_CONSULTED",
    "RESUBMIT",
    "SIGN_MINUTES",
    "HAND_OUT",
    "INFORM",
    "RECOVER",
]

HOLIDAYS: Final = "holidays"
URGED_ROLES: Final[frozenset[Role]] = frozenset({"secretary", "authority"})  # that a tier may be, instead of a unit
SHARE: Final = re.compile(r"(at least|more than) (\d{1,3})/([1-9]\d{0,2}) of (ALL_MEMBERS|PRESENT)").fullmatch
WHEN: Final = re.compile(r"(\d{1,3}) (WORKING_DAYS|DAYS) (BEFORE|AFTER)|(NEVER)").fullmatch


class Share(NamedTuple):
    """A share that a number must reach, or exceed, of all members or of those present."""

    numerator: int
    denominator: int
    base: Base
    must_exceed: bool

    def is_met_by(self, number: int, *, members: int, present: int) -> bool:
        """Whether a number is enough of so many members, of whom so many are present."""
        have = number * self.denominator
        need = self.numerator * (members if self.base == "ALL_MEMBERS" else present)
        return have > need if self.must_exceed else have >= need

    def __str__(self) -> str:
        lead = "more than" if self.must_exceed else "at least"
        return f"{lead} {self.numerator}/{self.denominator} of {self.base}"


class Bonus(NamedTuple):
    """The money that goes with an award, and what it was reckoned from."""

    coefficient: float
    base_salary_vnd: int
    amount_vnd: int


def share_of(text: str) -> Share:
    """A share as the tables write it, like `at least 2/3 of ALL_MEMBERS`. Raises ValueError."""
    found = SHARE(text)
    if found is None:
        raise ValueError(text)
    lead, numerator, denominator, base = found.groups()
    return Share(int(numerator), int(denominator), cast("Base", base), lead == "more than")


class Law:
    """Answers what is asked of an award on a day. Its overrides were checked when the campaign was launched."""

    def __init__(self, overrides: Overrides) -> None:
        self._overrides = overrides
        self._days_said = cast("Mapping[Date, DayKind]", overrides.get(HOLIDAYS, {}))
        own = overrides.get("base_salary_vnd", {})
        self._own_salaries = sorted((since, int(amount)) for since, amount in own.items())

    def papers(self, award: Award, day: Date) -> tuple[Paper, ...]:
        """The papers that a dossier needs."""
        return cast("tuple[Paper, ...]", tuple(str(self._value("papers", award, day)).split()))

    def clearances(self, award: Award, day: Date) -> tuple[str, ...]:
        """The bodies that must have been asked, and have no objection."""
        return tuple(str(self._value("clearances", award, day)).split())

    def comment_days(self, award: Award, day: Date) -> int:
        """For how many working days the proposal must be public before it goes on (0: it need not be)."""
        return int(self._value("public_comment_days", award, day))

    def quorum(self, award: Award, day: Date) -> Share:
        """How many must be present for a ballot to count."""
        return share_of(str(self._value("quorum", award, day)))

    def votes_for(self, award: Award, day: Date) -> Share:
        """How many must be for the award; written opinions count as votes, and their writers as present."""
        return share_of(str(self._value("votes_for", award, day)))

    def rounds(self, award: Award, day: Date) -> int:
        """How often the council may vote on one nomination."""
        return int(self._value("rounds", award, day))

    def bars_own_unit(self, award: Award, day: Date) -> bool:
        """Whether a member may not vote on the unit where he or she works."""
        return self._value("own_unit", award, day) == "MAY_NOT_VOTE"

    def priority(self, who: Literal["direct_workers", "women"], day: Date) -> Priority:
        """Whether they come before others where more are fit than may be given."""
        return cast("Priority", self._value("priorities", who, day))

    def women_share(self, day: Date) -> Share:
        """From which share of women on a collective comes first as a woman does."""
        return share_of(str(self._value("women_share", "COLLECTIVE", day)))

    def bonus(self, award: Award, kind: SubjectKind, day: Date) -> Bonus | None:
        """Coefficient x base salary of a decision's day, rounded up; None if no base salary of that day is known."""
        salary = self._base_salary(day)
        if salary is None:
            return None
        times = _exact(self._value("coefficients", award, day)) * _exact(self._value("factors", kind, day))
        steps = -(-times * salary // ROUNDED_UP_TO_VND)
        return Bonus(float(times), salary, int(steps) * ROUNDED_UP_TO_VND)

    def due_on(self, clock: Clock, since: Date) -> Date:
        """The last day for a step that begins to run the day after `since`."""
        return self._after(int(self._value("working_days", clock, since)), since)

    def feedback_due_on(self, since: Date) -> Date:
        """The last day on which what the public wrote on a day is answered in time."""
        return self._after(self.feedback_days(since), since)

    def feedback_days(self, day: Date) -> int:
        """How many working days the office has to answer what the public wrote on a day."""
        return int(self._value("feedback_days", "ANSWER", day))

    def _after(self, allowed: int, since: Date) -> Date:
        """The last of so many working days after a day."""
        day = date.fromisoformat(since)
        for count, working in enumerate(working_days_from(day + timedelta(days=1), self._days_said), start=1):
            if count == allowed:
                return working.isoformat()
        return date.max.isoformat()

    def urged_on(self, entry: str, counted_from: Date) -> Date | None:
        """The day for an entry like `report.overdue HEAD` of what is counted from a day; None: it never comes."""
        found = WHEN(str(self._value("urging", entry, counted_from)))
        if found is None or found[4]:
            return None
        count = int(found[1]) if found[3] == "AFTER" else -int(found[1])
        day = date.fromisoformat(counted_from)
        try:
            by_work = found[2] == "WORKING_DAYS"
            urged = working_day_by(day, count, self._days_said) if by_work else day + timedelta(days=count)
        except OverflowError:  # a day that no calendar has
            return None
        return urged.isoformat()

    def urged(self, tier: Tier, day: Date) -> str:
        """The unit, or the role, that an upper tier means on a day."""
        return str(self._value("urged", tier, day))

    def recipients(self, paper: str, day: Date) -> tuple[str, ...]:
        """Who has a paper (`REPORT`, `REVIEW`, `MINUTES`, `DECISION`) by the plan: ids of units, and roles."""
        return tuple(str(self._value("recipients", paper, day)).split())

    def is_working(self, day: Date) -> bool:
        """Whether offices work on a day."""
        return is_working(date.fromisoformat(day), self._days_said)

    def working_days(self, first: Date, last: Date) -> int:
        """How many working days there are from one day to another, both counted."""
        return count_working(date.fromisoformat(first), date.fromisoformat(last), self._days_said)

    def _value(self, table: str, key: str, day: Date) -> Scalar:
        own = self._overrides.get(table, {}).get(key)
        if own is not None:
            return own
        entries = TABLES[table][key]
        held = in_force(entries, day)
        return (held or entries[0]).value  # of days before the tables begin, what they begin with

    def _base_salary(self, day: Date) -> int | None:
        own = [amount for since, amount in self._own_salaries if since <= day]
        held = in_force(TABLES["base_salary_vnd"]["monthly"], day)
        return own[-1] if own else int(held.value) if held else None


def _exact(value: Scalar) -> Fraction:
    """A coefficient as it is written, not as binary floating point has it."""
    return Fraction(str(value))


CLOCKS: Final[tuple[Clock, ...]] = get_args(Clock)
