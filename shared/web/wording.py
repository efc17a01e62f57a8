"""What every page has words for, and how figures are written in each language. It knows no page and no table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from shared.core.definition import Label, Text
from shared.core.events import Said
from shared.core.naming import FIGURES, in_language, in_words
from shared.core.problems import Fault, Problem
from shared.core.values import Award, Language, Role, Verdict, Work
from shared.web.frame import Frame, Section

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
_QUARTERS: Final = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}
_A_GRANT: Final = re.compile(r"[0-9a-f]{12}")  # the id of a token or an account, which stands where no person is named
_SWAPPED: Final = str.maketrans(",.", ".,")
MoneyWord = Literal["billion", "million", "dong"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The sentences of the frame around every page, in one language; braces are filled by the template."""

    language: Language
    product: str
    skip: str
    sections: Mapping[Section, str]
    navigation: str
    menu: str
    signed_in_as: str
    roles: Mapping[Role, str]
    other_language: str
    no_person: str
    as_of_banner: str
    as_of_position: str
    as_of_now: str
    new_form: str
    fields_wrong: str
    unrecorded: str
    file_kept: str
    file_hashed: str
    optional: str
    simulated_banner: str
    position: str
    live_on: str
    live_off: str
    source_note: str
    problem_title: str
    problem_home: str
    sign_in_first: str
    other_account: str
    audit_title: str
    audit_pages: Mapping[str, str]
    feedback: str
    download: str
    verdicts: Mapping[Verdict, str]
    awards: Mapping[Award, str]
    works: Mapping[Work, str]
    money: Mapping[MoneyWord, str]

    def number(self, number: float) -> str:
        """1.234.567 in Vietnamese, 1,234,567 in English."""
        return self._written(f"{number:,.0f}")

    def decimal(self, number: float) -> str:
        """The same with what stands behind the point, if anything: 2,5 in Vietnamese, 2.5 in English."""
        return self._written(f"{number:,.6f}".rstrip("0").rstrip("."))

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

    def millions(self, vnd: int) -> str:
        """An amount in millions of đồng, for columns: 191.640, and 0,5 of what would be nothing in whole ones."""
        return self._written(f"{vnd / 10**6:,.1f}") if 0 < abs(vnd) < 10**7 else self._written(f"{vnd / 10**6:,.0f}")

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

    def period(self, period: str) -> str:
        """tháng 11/2025, quý IV/2025, năm 2025; or November 2025, Q4 2025, 2025."""
        year, _, part = period.partition("-")
        if part in _QUARTERS:
            return f"quý {_QUARTERS[part]}/{year}" if self.language == "vi" else f"{part} {year}"
        if part:
            return f"tháng {part}/{year}" if self.language == "vi" else f"{_MONTHS[int(part) - 1]} {year}"
        return f"năm {year}" if self.language == "vi" else year

    def figure(self, name: str) -> str:
        """What a figure of a report is called."""
        return in_language(FIGURES[name], self.language) if name in FIGURES else name

    def moment(self, moment: datetime, time_zone: str) -> str:
        """17:05, 31/12/2025, by the clocks of a time zone (of the campaign, mostly)."""
        local = moment.astimezone(ZoneInfo(time_zone))
        return f"{local:%H:%M}, {self.day(local.date())}"

    def iso_moment(self, moment: str, time_zone: str) -> str:
        """The same of a moment as facts have it: 2025-12-31T10:05:00.000Z."""
        return self.moment(datetime.fromisoformat(moment), time_zone)

    def text(self, text: Text | Label | Said) -> str:
        """A text of a fact in this language, or in the other where this one is missing; with words for its codes."""
        said = (text.vi or text.en) if self.language == "vi" else (text.en or text.vi)
        return in_words(said, self.language)

    def recipient(self, recipient: str) -> str:
        """Who is told: a role by its name, a unit or a person by the id."""
        return next((called for role, called in self.roles.items() if role == recipient), recipient)

    def who(self, actor: str) -> str:
        """Who stated something, as the log names it: `secretary:cb-1` with the role in words."""
        role, mark, name = actor.partition(":")
        return f"{self.recipient(role)}{mark and ': '}{self.as_known(name)}"

    def as_known(self, name: str) -> str:
        """A unit or person by its id, as the log has who stated something; in words where only a grant is known."""
        return self.no_person.format(id=name) if _A_GRANT.fullmatch(name) else name

    def problem(self, problem: Problem | Fault) -> str:
        """What went wrong, or what is wrong with one field."""
        return problem.vi if self.language == "vi" else problem.en

    def as_asked(self, frame: Frame) -> str:
        """The past moment of a page, in words; only of a page that has a standpoint."""
        assert frame.stand is not None  # noqa: S101 - templates ask only inside `if frame.stand`
        if frame.as_of.isdigit():
            return self.as_of_position.format(position=frame.as_of)
        return self.moment(frame.stand.moment, frame.time_zone)

    def _written(self, english: str) -> str:
        return english.translate(_SWAPPED) if self.language == "vi" else english
