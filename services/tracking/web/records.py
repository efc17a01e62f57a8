"""The pages of units, households and activities over HTTP: who asks, of which campaign, and the answer or file.

What a page shows is asked of `Things`, which the JSON reads ask too, so that no page shows anybody more.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final, Literal, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.tables import queries
from services.tracking.web.overview import Rollup
from services.tracking.web.record_texts import RECORD_WORDS
from services.tracking.web.record_wording import RecordWords
from services.tracking.web.unit_tables import UnitTables
from services.tracking.web.units import Reporting, Sort, Standing, Wanted, reporting_by_unit, unit_rows
from shared.adapters.http import NOT_FOUND, XLSX, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, Readable, may_read
from shared.core.definition import Campaign
from shared.core.problems import Fault, bad_fields
from shared.core.values import Role
from shared.web.frame import Frame, Section, Standpoint, Timekeeping, Under
from shared.web.site import Site
from shared.web.tables import Table, as_csv, as_xlsx
from shared.web.texts import WORDINGS
from shared.web.wording import Wording

LIVE: Final = "/live"
CSV: Final = "text/csv; charset=utf-8"
_FORMATS: Final = ("csv", "xlsx")
_BAD_FORMAT: Final = Fault("/format", "phải là csv hoặc xlsx", "must be csv or xlsx")
_NO_DAY: Final = Fault("/on", "phải là một ngày, ví dụ 2025-05-14", "must be a day such as 2025-05-14")
_NO_TABLE: Final = Fault("/table", "không phải là bảng của trang này", "is no table of this page")

Thing: TypeAlias = dict[str, Any]


class Things(Protocol):
    """What a caller may see of a thing, as the JSON reads answer it; None where there is none."""

    def unit(self, seen: View, campaign: str, unit_id: str, *, view: Literal["recorded", "successor"]) -> Thing | None:
        """A unit's own figures."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a page: who asks, at which moment, of which campaign, in whose words."""

    view: View
    caller: Caller
    campaign: Campaign
    frame: Frame
    words: RecordWords
    say: Wording

    @property
    def today(self) -> date:
        """The day of the moment asked about."""
        return self.frame.today

    @property
    def rollup(self) -> Rollup:
        """Under which unit figures stand."""
        return Rollup.SUCCESSOR if self.value("view") == Rollup.SUCCESSOR.value else Rollup.RECORDED

    def value(self, name: str) -> str:
        """What the address says under a name."""
        return dict(self.frame.query).get(name, "")

    def may(self, what: Readable, unit_id: str) -> bool:
        """Whether who asks may read such a thing of a unit."""
        return may_read(self.caller, what, unit_id=unit_id)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its template, its tables by name, and what else the template is given."""

    template: str
    frame: Frame
    tables: tuple[Table, ...]
    values: Mapping[str, object] = field(default_factory=dict)


def make_records(reads: Reads, things: Things, *, timekeeping: Timekeeping) -> APIRouter:
    """The routes `/units` and `/units/{unit_id}`."""
    router = APIRouter(include_in_schema=False)
    rim = _Rim(reads, Site("services.tracking.web", RECORD_WORDS, timekeeping=timekeeping, live=LIVE))

    @router.get("/units")
    async def units(request: Request) -> Response:
        return await rim.show(request, "figures", Section.UNITS, _units)

    @router.get("/units/{unit_id}")
    async def one_unit(request: Request, unit_id: str) -> Response:
        return await rim.show(request, "figures", Section.UNITS, lambda asked: _one_unit(asked, things, unit_id))

    return router


class _Rim:
    """From a request to a page, or to one of its tables as a file. Nothing is kept: pages differ by who asks."""

    def __init__(self, reads: Reads, site: Site) -> None:
        self._reads = reads
        self._site = site

    async def show(
        self, request: Request, what: Readable, section: Section, draw: Callable[[Asked], Drawn]
    ) -> Response:
        """The page that `draw` makes, for those who may read `what`; what is refused is told as a page too."""
        role: Role | None = None
        try:
            caller = await self._reads.caller(request)
            role = caller.role if caller else None
            caller, _ = await self._reads.allowed(request, what)

            def make(view: View) -> Drawn | Response:
                asked = self._asked(request, view, caller, section)
                if asked is None:
                    return RedirectResponse(self._site.frame(request).link(Section.OVERVIEW.value), 303)
                if asked.value("on"):
                    return RedirectResponse(asked.frame.here(on="", as_of=_end_of(asked)), 303)
                return draw(asked)

            drawn = await self._reads.view(request, make)
            if isinstance(drawn, Response):
                return drawn
            if "format" in request.query_params:
                return await self._file(drawn, request.query_params)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=role)
        tables = {table.name: table for table in drawn.tables}
        html = self._site.drawn(drawn.template, drawn.frame, tables=tables, **drawn.values)
        return self._site.answer(html, drawn.frame)

    def _asked(self, request: Request, view: View, caller: Caller, section: Section) -> Asked | None:
        """The request, of the campaign it names or the only one; None where one must be chosen on the overview first.

        Raises Refusal (404).
        """
        name = request.query_params.get("campaign", "")
        campaigns = [one for one in queries.campaigns(view.session) if name in ("", one.campaign)]
        if name and not campaigns:
            raise Refusal(NOT_FOUND)
        if len(campaigns) != 1:
            return None
        stand, under = Standpoint(view.moment, view.position), Under.of(campaigns[0])
        frame = self._site.frame(request, stand, section=section, role=caller.role, under=under)
        language = frame.language
        return Asked(view, caller, campaigns[0], frame, RECORD_WORDS[language], WORDINGS[language])

    async def _file(self, drawn: Drawn, query: Mapping[str, str]) -> Response:
        """One table of the page as a file, the first if none is named. Raises Refusal (400)."""
        ending, name = query["format"], query.get("table", drawn.tables[0].name)
        table = next((one for one in drawn.tables if one.name == name), None)
        if ending not in _FORMATS or table is None:
            raise Refusal(bad_fields(_BAD_FORMAT if ending not in _FORMATS else _NO_TABLE))
        stand = drawn.frame.stand
        assert stand is not None  # noqa: S101 - every page here has one
        if ending == "csv":
            content, media_type = await asyncio.to_thread(as_csv, table), CSV
        else:
            content, media_type = await asyncio.to_thread(as_xlsx, table, made=stand.moment), XLSX
        headers = {
            "X-Position": str(stand.position),
            "Content-Disposition": f'attachment; filename="{table.name}-{stand.position}.{ending}"',
            "Content-Language": drawn.frame.language,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, headers=headers, media_type=media_type)


def _end_of(asked: Asked) -> str:
    """The last moment of the day that was chosen, by the campaign's clocks. Raises Refusal (400)."""
    try:
        day = date.fromisoformat(asked.value("on"))
    except ValueError as error:
        raise Refusal(bad_fields(_NO_DAY)) from error
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(asked.campaign.time_zone)).isoformat()


def _units(asked: Asked) -> Drawn:
    """All units side by side, as far as the filters in the address take them."""
    rows = unit_rows(asked.view.session, asked.campaign, today=asked.today, rollup=asked.rollup)
    wanted = Wanted(asked.value("q"), asked.value("sort"), asked.value("standing"))
    taken = [row for row in rows if wanted.takes(row)]
    table = UnitTables(asked.words, asked.say, asked.frame).units(taken)
    values = {
        "shown": len(taken),
        "total": len(rows),
        "wanted": wanted,
        "sorts": [one.value for one in Sort],
        "standings": [one.value for one in Standing],
        "rollup": asked.rollup.value,
    }
    return Drawn("units.html", asked.frame, (table,), values)


def _one_unit(asked: Asked, things: Things, unit_id: str) -> Drawn:
    """One unit. Raises Refusal (404)."""
    rollup = asked.rollup
    view: Literal["recorded", "successor"] = "successor" if rollup is Rollup.SUCCESSOR else "recorded"
    unit = things.unit(asked.view, asked.campaign.campaign, unit_id, view=view)
    if unit is None:
        raise Refusal(NOT_FOUND)
    rows = unit_rows(asked.view.session, asked.campaign, today=asked.today, rollup=rollup)
    told = reporting_by_unit(asked.view.session, asked.campaign, today=asked.today, rollup=rollup)
    reporting = told.get(unit_id, Reporting())
    tables = UnitTables(asked.words, asked.say, asked.frame)
    values: dict[str, object] = {
        "unit": unit,
        "row": next((row for row in rows if row.line.unit_id == unit_id), None),
        "reporting": reporting,
        "rollup": rollup.value,
        "unit_link": tables.link,
    }
    shown = (
        tables.reports(unit["reports"], reporting),
        tables.by_kind(unit["activities"]),
        tables.corrections(unit["reports"]),
        tables.brought(unit["holds"]),
    )
    return Drawn("unit.html", asked.frame, shown, values)
