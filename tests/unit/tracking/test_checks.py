"""When a day lies in the future, against the calendar day that the moment falls on."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracking.domain.checks import in_future
from services.tracking.domain.refusals import DAY_IN_FUTURE
from services.tracking.domain.registry import RegistryView
from services.tracking.domain.state import CampaignState
from shared.core.decider import Refused
from shared.core.journal import Journal
from tests import examples

# Far east and west, half hours, and zones whose clocks are or were changed at midnight.
ZONES = ["Asia/Ho_Chi_Minh", "Pacific/Apia", "America/Havana", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1))  # noqa: DTZ001 - the offset is drawn apart
OFFSETS = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(lambda offset: offset // timedelta(minutes=1))


def campaign_in(zone: str) -> CampaignState:
    state = CampaignState(Journal(), RegistryView())
    state.define(msgspec.structs.replace(examples.LAUNCHED, time_zone=zone))
    return state


@given(MOMENTS, OFFSETS, st.sampled_from(ZONES), st.integers(-2, 2))
def test_a_day_is_in_the_future_if_it_comes_after_the_day_of_the_moment(
    moment: datetime, minutes: int, zone: str, days: int
) -> None:
    said = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    day = (moment.date() + timedelta(days=days)).isoformat()
    command = examples.command(examples.ACTIVITY, time=said.isoformat())

    refusal = in_future(campaign_in(zone), command, day)

    assert (refusal is DAY_IN_FUTURE) == (day > said.astimezone(ZoneInfo(zone)).date().isoformat())


@pytest.mark.parametrize("day", ["0001-01-01", ""])
def test_the_first_day_of_the_calendar_and_no_day_at_all_are_past(day: str) -> None:
    command = examples.command(examples.ACTIVITY)

    assert in_future(campaign_in("Asia/Ho_Chi_Minh"), command, day) is None


def test_the_last_day_of_the_calendar_is_to_come() -> None:
    command = examples.command(examples.ACTIVITY)

    assert in_future(campaign_in("America/Havana"), command, "9999-12-31") is DAY_IN_FUTURE


@pytest.mark.parametrize(("day", "refusal"), [("0001-01-01", None), ("9999-12-31", DAY_IN_FUTURE)])
@pytest.mark.parametrize("offset", ["+23:00", "-23:00", "Z", ".000001z"])
def test_the_ends_of_the_calendar_are_past_and_to_come_on_every_clock(
    day: str, refusal: Refused | None, offset: str
) -> None:
    command = examples.command(examples.ACTIVITY, time=f"2025-05-14t17:00:00{offset}")

    assert in_future(campaign_in("Asia/Ho_Chi_Minh"), command, day) is refusal
