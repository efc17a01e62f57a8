"""When a notice may go out: by quiet hours, windows, days of rest and digests, on the recipient's own clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.opening import FAR, Opening, digest_after, first_open, free_stretches, opening
from shared.core.events import Choice, Digest, Hours
from shared.core.values import Date
from shared.rules.law.calendar import is_working

HANOI: Final = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT: Final = Hours("20:00", "06:30")
OFFICE: Final = (Hours("07:00", "11:30"), Hours("13:30", "17:00"))


def works(day: Date) -> bool:
    return is_working(date.fromisoformat(day), {})


def at(text: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def local(opening: Opening) -> tuple[str, str | None]:
    return opening.at.astimezone(HANOI).strftime("%Y-%m-%d %H:%M"), opening.why


@pytest.mark.parametrize(
    ("choice", "ready", "opens", "why"),
    [
        (Choice(), "2026-02-11 23:10", "2026-02-11 23:10", None),
        (Choice(quiet=NIGHT), "2026-02-11 19:59", "2026-02-11 19:59", None),
        (Choice(quiet=NIGHT), "2026-02-11 20:00", "2026-02-12 06:30", "QUIET_HOURS"),
        (Choice(quiet=NIGHT), "2026-02-12 00:00", "2026-02-12 06:30", "QUIET_HOURS"),
        (Choice(quiet=NIGHT), "2026-02-12 06:30", "2026-02-12 06:30", None),
        (Choice(windows=OFFICE), "2026-02-12 11:30", "2026-02-12 13:30", "SEND_WINDOW"),
        (Choice(windows=OFFICE), "2026-02-12 17:00", "2026-02-13 07:00", "SEND_WINDOW"),
        (Choice(windows=OFFICE, quiet=Hours("13:00", "14:00")), "2026-02-12 12:00", "2026-02-12 14:00", "SEND_WINDOW"),
        (Choice(windows=(Hours("22:00", "02:00"),)), "2026-02-12 03:00", "2026-02-12 22:00", "SEND_WINDOW"),
        (Choice(rest="OFFICES_REST"), "2026-02-14 09:00", "2026-02-23 00:00", "DAY_OF_REST"),  # Tết and both weekends
        (Choice(rest="OFFICES_REST", quiet=NIGHT), "2026-02-13 21:00", "2026-02-23 06:30", "QUIET_HOURS"),
        (Choice(rest="OFFICES_REST", quiet=NIGHT), "2026-02-16 21:00", "2026-02-23 06:30", "DAY_OF_REST"),
        (Choice(digest=Digest("DAY", "08:00")), "2026-02-12 08:00", "2026-02-12 08:00", None),
        (Choice(digest=Digest("DAY", "08:00")), "2026-02-12 08:01", "2026-02-13 08:00", "DIGEST"),
        (Choice(digest=Digest("WEEK", "08:00", 1)), "2026-02-12 09:00", "2026-02-16 08:00", "DIGEST"),
        (Choice(digest=Digest("WEEK", "08:00", 1)), "2026-02-16 09:00", "2026-02-23 08:00", "DIGEST"),
        (
            Choice(digest=Digest("WEEK", "08:00", 1), rest="OFFICES_REST", windows=OFFICE),
            "2026-02-12 09:00",
            "2026-02-23 07:00",
            "DIGEST",
        ),
    ],
)
def test_a_notice_opens_at_the_first_minute_that_its_recipient_chose(
    choice: Choice, ready: str, opens: str, why: str | None
) -> None:
    found = opening(at(ready), at(ready), choice, is_working=works)

    assert local(found) == (opens, why)


def test_what_missed_its_hours_waits_for_the_next() -> None:
    found = opening(at("2026-02-11 21:00"), at("2026-02-12 22:15"), Choice(quiet=NIGHT), is_working=works)

    assert local(found) == ("2026-02-13 06:30", "QUIET_HOURS")


def test_a_digest_whose_time_went_by_goes_out_now_and_not_a_day_later() -> None:
    choice = Choice(digest=Digest("DAY", "08:00"))

    found = opening(at("2026-02-11 21:00"), at("2026-02-12 09:40"), choice, is_working=works)

    assert local(found) == ("2026-02-12 09:40", None)


def test_hours_are_those_of_the_recipients_own_clock_whether_or_not_it_was_put_forward() -> None:
    paris = ZoneInfo("Europe/Paris")
    choice = Choice(quiet=Hours("22:00", "07:00"), time_zone="Europe/Paris")

    opened = [
        first_open(at(f"{day} 23:00", paris), choice, is_working=works).astimezone(paris).isoformat()
        for day in ("2026-03-27", "2026-03-28", "2026-10-24")
    ]

    assert opened == ["2026-03-28T07:00:00+01:00", "2026-03-29T07:00:00+02:00", "2026-10-25T07:00:00+01:00"]


def test_in_a_country_where_offices_never_work_people_are_told_all_the_same() -> None:
    moment = at("2026-02-11 21:00")

    assert first_open(moment, Choice(rest="OFFICES_REST"), is_working=lambda _day: False) == moment


@pytest.mark.parametrize("quiet", [Hours("07:00", "07:00"), Hours("00:00", "00:00")])
def test_hours_that_end_where_they_begin_are_the_whole_day(quiet: Hours) -> None:
    assert free_stretches(Choice(quiet=quiet)) == ()


minute = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
hours = st.builds(Hours, minute, minute)
digests = st.none() | st.builds(Digest, st.sampled_from(["DAY", "WEEK"]), minute, st.integers(1, 7))
choices = st.builds(
    Choice,
    quiet=st.none() | hours,
    windows=st.lists(hours, max_size=2).map(tuple),
    rest=st.sampled_from(["", "OFFICES_REST"]),
    digest=digests,
    time_zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Paris", "Pacific/Chatham"]),
).filter(free_stretches)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware


def is_open(moment: datetime, choice: Choice) -> bool:
    """Asked minute by minute, as a clerk would."""
    there = moment.astimezone(ZoneInfo(choice.time_zone))
    clock = there.strftime("%H:%M")
    inside = [clock in one for one in map(_Stretch, choice.windows)]
    quiet = choice.quiet is not None and clock in _Stretch(choice.quiet)
    rests = choice.rest == "OFFICES_REST" and not works(there.date().isoformat())
    return not quiet and not rests and (not inside or any(inside))


class _Stretch:
    def __init__(self, hours: Hours) -> None:
        self.begins, self.ends = hours.begins, hours.ends

    def __contains__(self, clock: str) -> bool:
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


@given(choices, moments, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_whatever_was_chosen_nothing_opens_in_the_past_or_within_hours_of_quiet(
    choice: Choice, ready: datetime, later: timedelta
) -> None:
    now = ready + later

    found = opening(ready, now, choice, is_working=works)

    assert now <= found.at <= now + timedelta(days=FAR)
    assert is_open(found.at, choice)
    assert (found.why is None) is (found.at == now)


@given(choices, moments)
def test_no_minute_before_the_opening_was_open(choice: Choice, ready: datetime) -> None:
    begin = ready if choice.digest is None else digest_after(ready, choice.digest, choice.time_zone)

    found = opening(ready, ready, choice, is_working=works).at

    begin, tried = begin.replace(second=0, microsecond=0) + timedelta(minutes=1), []
    while begin < found.replace(second=0, microsecond=0):
        tried += [begin] if is_open(begin, choice) else []
        begin += timedelta(minutes=7)
    assert tried == []
