"""When a notice may go out: a pure function of the moment, what its recipient chose, and the calendar.

Hours are those of the recipient's own clock. A stretch that goes over midnight belongs, behind midnight, to the next
day: quiet hours of a Friday night are over on Saturday morning, and whether that is a day of rest is asked of Saturday.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from shared.core.events import Choice, Digest, Hours
from shared.core.values import Date, PutOff

IsWorking: TypeAlias = Callable[[Date], bool]
Stretch: TypeAlias = tuple[int, int]  # minutes of a day, the second not included

DAY: Final = 24 * 60
# No calendar has so many days of rest in a row; a campaign whose law says so is told all the same.
FAR: Final = 60


class Opening(NamedTuple):
    """When a notice may go out, why not before (None: it need not wait), and as part of the digest of when."""

    at: datetime
    why: PutOff | None
    gathered_at: datetime | None


def opening(ready: datetime, now: datetime, choice: Choice, *, is_working: IsWorking) -> Opening:
    """When what became ready may go out, as it looks now; never before now, and never within hours of quiet."""
    begin = max(ready, now)
    if choice.digest is not None:
        gathered = digest_after(ready, choice.digest, choice.time_zone)
        at = first_open(max(gathered, begin), choice, is_working=is_working)
        return Opening(at, "DIGEST" if at > now else None, gathered)
    at = first_open(begin, choice, is_working=is_working)
    return Opening(at, _why(begin, choice, is_working) if at > now else None, None)


def digest_after(ready: datetime, digest: Digest, time_zone: str) -> datetime:
    """The moment for which what is ready is gathered: the first one of the digest that is not before it."""
    zone = ZoneInfo(time_zone)
    day = ready.astimezone(zone).date()
    for ahead in range(9):  # a week, and a day if today's is over
        on = day + timedelta(days=ahead)
        at = _moment(on, _minutes(digest.at), zone)
        if at >= ready and (digest.every == "DAY" or on.isoweekday() == digest.weekday):
            return at
    return ready


def first_open(moment: datetime, choice: Choice, *, is_working: IsWorking) -> datetime:
    """The first moment from this one on at which the recipient wants to be told."""
    zone = ZoneInfo(choice.time_zone)
    local = moment.astimezone(zone)
    for ahead in range(FAR):
        on = local.date() + timedelta(days=ahead)
        if choice.rest and not is_working(on.isoformat()):
            continue
        for begins, ends in free_stretches(choice):
            at = _moment(on, begins, zone)
            if moment < _moment(on, ends, zone):
                return max(at, moment)
    return moment


@lru_cache(maxsize=4_096)
def free_stretches(choice: Choice) -> tuple[Stretch, ...]:
    """The stretches of a day in which somebody may be told, in order; none if nothing of the day is left."""
    windows = [part for hours in choice.windows for part in _parts(hours)] or [(0, DAY)]
    quiet = list(_parts(choice.quiet)) if choice.quiet else []
    free = [any(b <= minute < e for b, e in windows) for minute in range(DAY)]
    for begins, ends in quiet:
        free[begins:ends] = [False] * (ends - begins)
    edges = [minute for minute in range(DAY + 1) if _at(free, minute) is not _at(free, minute - 1)]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _at(free: list[bool], minute: int) -> bool:
    return 0 <= minute < DAY and free[minute]


def _why(moment: datetime, choice: Choice, is_working: IsWorking) -> PutOff:
    local = moment.astimezone(ZoneInfo(choice.time_zone))
    if choice.rest and not is_working(local.date().isoformat()):
        return "DAY_OF_REST"
    minute = local.hour * 60 + local.minute
    quiet = choice.quiet is not None and any(begins <= minute < ends for begins, ends in _parts(choice.quiet))
    return "QUIET_HOURS" if quiet else "SEND_WINDOW"


def _parts(hours: Hours) -> Iterator[Stretch]:
    """A stretch as parts of a day; one that ends where it begins is the whole day."""
    begins, ends = _minutes(hours.begins), _minutes(hours.ends)
    if begins < ends:
        yield begins, ends
        return
    yield begins, DAY
    if ends:
        yield 0, ends


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A time of day by the clocks of a zone; where clocks are put forward over it, as if they were not."""
    day, minutes = day + timedelta(days=minutes // DAY), minutes % DAY
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone).astimezone(UTC)
