"""What the pages have words for, and how figures are written in each language. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from shared.core.definition import Label, Text
from shared.core.events import Said
from shared.core.values import Award, Language, Verdict, Work

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SWAPPED: Final = str.maketrans(",.", ".,")
MoneyWord = Literal["billion", "million", "dong"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Every sentence of the pages in one language; braces are filled by the template."""

    language: Language
    product: str
    skip: str
    as_of_banner: str
    as_of_now: str
    simulated_banner: str
    day_of: str
    before_start: str
    after_end: str
    days_left: str
    closed: str
    all_campaigns: str
    goal: str
    goal_due: str
    of_goal: str
    of_identified: str
    reached: str
    ahead: str
    behind: str
    on_pace: str
    work_of: str
    works: Mapping[Work, str]
    done: str
    under_way: str
    waiting: str
    withdrew: str
    withdrew_note: str
    rejected: str
    chart: str
    chart_text: str
    chart_figures: str
    chart_day: str
    steps: Mapping[str, str]
    target_line: str
    pace_line: str
    today: str
    received: str
    disbursed: str
    activities: str
    verified_of: str
    verified: str
    reports_on_time: str
    reports_of: str
    units_local: str
    units_offices: str
    units_finished: str
    unit: str
    houses: str
    reports: str
    none_yet: str
    finished: str
    candidates: str
    candidates_note: str
    candidates_none: str
    candidates_fit: str
    persons_hidden: str
    a_person: str
    met: str
    missing: str
    verdicts: Mapping[Verdict, str]
    awards: Mapping[Award, str]
    recorded_on: str
    position: str
    live_on: str
    live_off: str
    source_note: str
    empty_title: str
    empty_text: str
    empty_then: str
    empty_then_title: str
    empty_launch: str
    empty_demo: str
    choose_title: str
    choose_text: str
    choose_dates: str
    problem_home: str
    money: Mapping[MoneyWord, str]

    def number(self, number: float) -> str:
        """1.234.567 in Vietnamese, 1,234,567 in English."""
        return self._written(f"{number:,.0f}")

    def percent(self, share: float) -> str:
        """A share from 0 to 1; 100 % only when nothing is missing."""
        tenths = int(share * 1_000)
        return self._written(f"{tenths / 10:.1f}") + "%" if tenths % 10 else f"{tenths // 10}%"

    def short_money(self, vnd: int) -> str:
        """An amount as people say it: 189,4 tỷ đồng."""
        if abs(vnd) >= 10**9:
            return self.money["billion"].format(self._written(f"{vnd / 10**9:,.1f}"))
        if abs(vnd) >= 10**6:
            return self.money["million"].format(self._written(f"{vnd / 10**6:,.1f}"))
        return self.full_money(vnd)

    def full_money(self, vnd: int) -> str:
        """An amount to the last đồng."""
        return self.money["dong"].format(self.number(vnd))

    def day(self, day: date) -> str:
        """31/12/2025, or 31 December 2025."""
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def iso_day(self, day: str) -> str:
        """The same of a day as facts have it: 2025-12-31."""
        return self.day(date.fromisoformat(day))

    def month(self, day: date) -> str:
        """01/2025, or Jan 2025."""
        return f"{day:%m/%Y}" if self.language == "vi" else f"{_MONTHS[day.month - 1][:3]} {day.year}"

    def text(self, text: Text | Label | Said) -> str:
        """A text of the campaign in this language, or in the other where this one is missing."""
        return (text.vi or text.en) if self.language == "vi" else (text.en or text.vi)

    def _written(self, english: str) -> str:
        return english.translate(_SWAPPED) if self.language == "vi" else english
