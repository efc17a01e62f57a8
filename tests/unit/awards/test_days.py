"""The day of a moment in a campaign's time zone, whatever clock it was told by and however clocks are put there."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.awards.domain.days import day_of

# St John's put its clocks back at one minute past midnight, into the day before; Apia left a day out.
ZONES = ["Asia/Ho_Chi_Minh", "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1))  # noqa: DTZ001 - the offset is drawn apart


@given(MOMENTS, st.integers(-23 * 60, 23 * 60), st.sampled_from(ZONES))
def test_it_is_that_of_the_moment_itself(moment: datetime, minutes: int, zone: str) -> None:
    said = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    day = day_of(said.isoformat(), zone)

    assert day == said.astimezone(ZoneInfo(zone)).toordinal()


@pytest.mark.parametrize("minute", range(180))
def test_a_minute_of_the_next_day_is_of_the_next_day_though_clocks_are_put_back_then(minute: int) -> None:
    said = datetime(2006, 10, 29, 1, tzinfo=timezone.utc) + timedelta(minutes=minute)  # noqa: UP017

    day = day_of(said.isoformat().replace("+00:00", "z"), "America/St_Johns")

    assert day == said.astimezone(ZoneInfo("America/St_Johns")).toordinal()


@pytest.mark.parametrize("time", ["0001-01-01T00:30:00+23:00", "9999-12-31T23:30:00-23:00"])
def test_the_ends_of_the_calendar_stop_no_fold(time: str) -> None:
    assert day_of(time, "Asia/Ho_Chi_Minh") == datetime.fromisoformat(time).toordinal()
