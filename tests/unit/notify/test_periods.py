"""The periods a campaign reports on, and when each report is due; awards judges lateness by the same day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.awards.domain.days import due_day
from services.notify.domain.periods import Reported, periods
from shared.core.definition import Reporting
from shared.core.values import ReportingPeriod

KINDS: tuple[ReportingPeriod, ...] = ("MONTHLY", "QUARTERLY", "YEARLY")


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (
            "MONTHLY",
            [
                Reported("2024-11", "2024-11-30", "2024-12-05"),
                Reported("2024-12", "2024-12-31", "2025-01-05"),
                Reported("2025-01", "2025-01-31", "2025-02-05"),
            ],
        ),
        (
            "QUARTERLY",
            [Reported("2024-Q4", "2024-12-31", "2025-01-05"), Reported("2025-Q1", "2025-03-31", "2025-04-05")],
        ),
        ("YEARLY", [Reported("2024", "2024-12-31", "2025-01-05"), Reported("2025", "2025-12-31", "2026-01-05")]),
    ],
)
def test_periods_are_those_that_have_a_day_in_the_campaign(kind: ReportingPeriod, found: list[Reported]) -> None:
    assert list(periods("2024-11-20", "2025-01-10", Reporting(kind, due_days=5))) == found


@given(
    first=st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    days=st.integers(0, 900),
    kind=st.sampled_from(KINDS),
    due=st.integers(0, 60),
)
def test_a_report_is_late_here_when_it_is_late_for_awards(
    first: date, days: int, kind: ReportingPeriod, due: int
) -> None:
    last = date.fromordinal(first.toordinal() + days)

    found = list(periods(first.isoformat(), last.isoformat(), Reporting(kind, due)))

    assert [date.fromisoformat(one.due_on).toordinal() for one in found] == [due_day(one.period, due) for one in found]
    assert found[0].last_on >= first.isoformat()
    assert [one.last_on >= last.isoformat() for one in found] == [False] * (len(found) - 1) + [True]


def test_a_campaign_that_never_ends_has_periods_as_long_as_the_calendar() -> None:
    found = list(periods("9999-11-01", "9999-12-31", Reporting("MONTHLY", due_days=5)))

    assert [one.period for one in found] == ["9999-11"]
