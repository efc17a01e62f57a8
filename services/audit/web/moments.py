"""Moving the whole site to a moment, and the figures of a campaign at two moments side by side. It tells no fact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from services.audit.domain.indexing import of_campaign, of_kinds
from services.audit.tables import queries
from services.audit.tables.queries import Sum
from services.audit.web.asking import BAD_DAY, BAD_POSITION, day_in, hour_of, is_position
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, may_read
from shared.core.definition import Text
from shared.core.problems import Fault
from shared.web.frame import TIME_ZONE, Frame, Section, Standpoint, Under
from shared.web.site import Site

MOMENTS: Final = "/audit/pages/moments"
GO: Final = f"{MOMENTS}/go"
BAD_TIME: Final = ("phải là một giờ, ví dụ 17:00", "must be a time, such as 17:00")
NO_MOMENT: Final = ("hãy chọn một ngày, hoặc ghi một vị trí", "choose a day, or enter a position")
# What is held against itself at two moments, in the order of a campaign's work.
COUNTED: Final = (
    "household.identified",
    "household.approved",
    "household.withdrew",
    "house.started",
    "house.completed",
    "house.handed_over",
    "activity.recorded",
    "activity.verified",
    "activity.withdrawn",
    "report.submitted",
    "obstacle.reported",
    "obstacle.resolved",
    "award.decided",
    "funds.reversed",
)
PAID: Final = ("contribution.received", "funds.disbursed")


class Line(NamedTuple):
    """One figure at two moments; the facts between them are those of one kind (`""`: of all)."""

    short: str
    before: Sum
    after: Sum
    money: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Two days of a campaign side by side: up to the end of each."""

    first: date
    last: date
    lines: tuple[Line, ...]


def make_moment_pages(reads: Reads, site: Site) -> APIRouter:
    """The routes: the page is open to everybody, figures at two moments to whoever may read figures."""
    router = APIRouter(include_in_schema=False)
    pages = _Moments(reads, site)

    @router.get(MOMENTS)
    async def moments(request: Request) -> Response:
        return await pages.answer(request, {})

    @router.get(GO)
    async def go(request: Request) -> Response:
        query = request.query_params
        faults = _faults(query.get("on", ""), query.get("at", ""), query.get("position", ""))
        if faults:
            return await pages.answer(request, {fault.pointer[1:]: fault for fault in faults})
        kept = {name: query[name] for name in ("campaign", "lang") if query.get(name)}
        moment = query.get("position", "") or _moment_of(query["on"], query.get("at", ""))
        return RedirectResponse(f"/?{urlencode({**kept, 'as_of': moment})}", 303)

    return router


class _Moments:
    """From a request to the page."""

    def __init__(self, reads: Reads, site: Site) -> None:
        self._reads = reads
        self._site = site

    async def answer(self, request: Request, faults: dict[str, Fault]) -> Response:
        """The page, with what is wrong in it if something is."""
        caller = None
        try:
            caller = await self._reads.caller(request)
            return await self._reads.view_of_all(request, lambda view: self._page(request, view, caller, faults))
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=caller.role if caller else None)

    def _page(self, request: Request, view: View, caller: Caller | None, faults: dict[str, Fault]) -> Response:
        role = caller.role if caller else None
        stand = Standpoint(view.moment, view.position)
        frame = self._site.frame(request, stand, section=Section.AUDIT, role=role)
        asked = dict(frame.query)
        campaigns = [
            one for one in queries.campaigns(view.session) if asked.get("campaign", one.campaign) in ("", one.campaign)
        ]
        if len(campaigns) == 1:
            one = campaigns[0]
            under = Under(one.campaign, Text(one.vi, one.en), one.time_zone or TIME_ZONE)
            frame = replace(frame, under=under)
        days = {name: asked.get(name, "") for name in ("a", "b")}
        faults |= {name: Fault(f"/{name}", *BAD_DAY) for name, day in days.items() if day and not day_in(day)}
        may = may_read(caller, "figures")
        return self._site.page(
            "moments.html",
            frame,
            status=400 if faults else 200,
            asked=asked,
            faults=faults,
            may=may,
            may_read_facts=may_read(caller, "facts"),
            months=list(_months(view.session, frame)),
            campaigns=[(one.campaign, Text(one.vi, one.en)) for one in queries.campaigns(view.session)],
            compared=_compared(view, frame, days) if may and not faults and all(days.values()) else None,
            next_day=_day_after,
            go=GO,
        )


def _compared(view: View, frame: Frame, days: dict[str, str]) -> Compared | None:
    """The figures at the end of two days; None while it is not said of which campaign."""
    if frame.under is None:
        return None
    first, last = sorted(filter(None, map(day_in, days.values())))
    ends = [_end_of(view, day, frame.time_zone) for day in (first, last)]
    campaign = frame.under.campaign
    headings = [(short, of_kinds(campaign, short), short in PAID) for short in (*COUNTED, *PAID)]
    headings.append(("", [of_campaign(campaign)], False))
    return Compared(first, last, tuple(Line(short, *_at(view, names, ends), money) for short, names, money in headings))


def _at(view: View, headings: Sequence[str], ends: list[int]) -> tuple[Sum, Sum]:
    before, after = (queries.sum_at(view.session, headings, end) for end in ends)
    return before, after


def _end_of(view: View, day: date, time_zone: str) -> int:
    """The last position of a day, as far as the page looks."""
    return min(view.position, queries.first_since(view.session, hour_of(day + timedelta(days=1), time_zone)) - 1)


def _day_after(day: date) -> str:
    """The first day whose facts are between two ends of days."""
    return (day + timedelta(days=1)).isoformat()


def _months(session: Session, frame: Frame) -> Iterator[tuple[date, str]]:
    """Every month that has facts, with the moment at which it ends."""
    span = queries.hours(session)
    if span is None:
        return
    zone = ZoneInfo(frame.time_zone)
    first, last = (datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(zone).date() for hour in span)
    month = first.replace(day=1)
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        ends = datetime(following.year, following.month, 1, tzinfo=zone) - timedelta(seconds=1)
        yield month, ends.isoformat()
        month = following


def _faults(on: str, at: str, position: str) -> list[Fault]:
    if position:
        return [] if is_position(position) else [Fault("/position", *BAD_POSITION)]
    if not on:
        return [Fault("/on", *NO_MOMENT)]
    faults = [] if day_in(on) else [Fault("/on", *BAD_DAY)]
    try:
        datetime.strptime(at or "00:00", "%H:%M")  # noqa: DTZ007 - a time of day alone
    except ValueError:
        faults.append(Fault("/at", *BAD_TIME))
    return faults


def _moment_of(on: str, at: str) -> str:
    """A day, and a time of it or its end, as a moment."""
    said = datetime.fromisoformat(f"{on}T{at or '23:59'}:{'00' if at else '59'}")
    return said.replace(tzinfo=ZoneInfo(TIME_ZONE)).isoformat()
