"""The year's urging as pages: who was urged of what, the notices behind each figure, and the trail of each notice.

It decides nothing and knows no fact: whoever may read deliveries sees all of it, a unit what it was told itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from fastapi import APIRouter, Request, Response

from services.notify.domain.kept import words_of
from services.notify.tables import urged
from services.notify.tables.templates import shelf
from services.notify.tables.urged import Sought, Trail
from services.notify.web.failed_texts import WORDS as LETTER_WORDS
from services.notify.web.texts import WORDS
from services.notify.web.urging_tables import (
    MOST_UNITS,
    NOTICES,
    TRAIL,
    YEAR,
    Drawing,
    by_time,
    by_unit,
    notices,
    others,
)
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, Reach, reach
from shared.core.problems import Fault, bad_fields
from shared.core.values import Channel
from shared.web.frame import CARRIED, Frame, Section, Standpoint, Timekeeping
from shared.web.site import Site
from shared.web.table_files import table_file
from shared.web.tables import Table

MOST: Final = 100
_POSITION: Final = re.compile(r"\d{1,18}", re.ASCII).fullmatch
_BAD_BEFORE: Final = Fault("/before", "phải là một vị trí", "must be a position")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its template, its tables, as they are shown and as files have them, and what else it is given."""

    template: str
    frame: Frame
    tables: Sequence[Table]
    files: Sequence[Table]
    values: Mapping[str, object] = field(default_factory=dict)


def make_urging(reads: Reads, *, channels: frozenset[Channel], timekeeping: Timekeeping) -> APIRouter:
    """The routes; `channels` are those through which anything can be told here."""
    site = Site("services.notify.web", WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)

    async def answer(request: Request, draw: Callable[[View, Caller, Frame, tuple[str, ...]], Drawn]) -> Response:
        try:
            caller, extent = await reads.allowed(request, "deliveries")
            own = caller.units if extent is Reach.OWN else ()

            def drawn_from(view: View) -> Drawn:
                stand = Standpoint(view.moment, view.position)
                frame = site.frame(request, stand, section=Section.INBOX, role=caller.role)
                return draw(view, caller, frame, own)

            drawn = await reads.view(request, drawn_from)
            if "format" in request.query_params:
                return await table_file(drawn.files, request.query_params, drawn.frame)
        except Refusal as refusal:
            seen = None if refusal.problem.status == 503 else await reads.caller(request)
            return site.problem(request, refusal.problem, role=None if seen is None else seen.role)
        tables = {table.name: table for table in drawn.tables}
        return site.answer(site.drawn(drawn.template, drawn.frame, tables=tables, **drawn.values), drawn.frame)

    @router.get(YEAR)
    async def year(request: Request) -> Response:
        return await answer(request, _year)

    @router.get(NOTICES)
    async def behind(request: Request) -> Response:
        return await answer(request, lambda view, _caller, frame, own: _notices(view, frame, own, channels=channels))

    @router.get(TRAIL + "/{delivery_id}")
    async def trail(request: Request, delivery_id: str) -> Response:
        def found(view: View, caller: Caller, frame: Frame, own: tuple[str, ...]) -> Drawn:
            of_holds = reach(caller, "holds") is Reach.ALL
            one = urged.trail(view.session, delivery_id, own, of_holds=of_holds, channels=channels)
            if one is None:
                raise Refusal(NOT_FOUND)
            return _trail(view, caller, frame, one)

        return await answer(request, found)

    return router


def _drawing(view: View, frame: Frame, own: tuple[str, ...]) -> Drawing:
    asked = dict(frame.query)
    sought = Sought(
        own,
        campaign=asked.get("campaign", ""),
        kind=asked.get("about", ""),
        unit_id=asked.get("unit", ""),
        stage=asked.get("stage", ""),
        time=asked.get("time", ""),
    )
    return Drawing(frame, sought, urged.names_of(view.session))


def _year(view: View, _caller: Caller, frame: Frame, own: tuple[str, ...]) -> Drawn:
    drawing = _drawing(view, frame, own)
    counts = urged.counted(view.session, drawing.sought)
    units = by_unit(counts, drawing)
    time = by_time(counts, urged.outcomes(view.session, drawing.sought), drawing)
    shown = replace(units, rows=units.rows[:MOST_UNITS])
    values = _values(view, drawing) | {"beyond": len(units.rows) - len(shown.rows)}
    return Drawn("urging.html", frame, (time, shown), (time, units), values)


def _notices(view: View, frame: Frame, own: tuple[str, ...], *, channels: frozenset[Channel]) -> Drawn:
    drawing, before = _drawing(view, frame, own), dict(frame.query).get("before", "")
    if before and not _POSITION(before):
        raise Refusal(bad_fields(_BAD_BEFORE))
    if "format" in dict(frame.query):
        every = notices(urged.notices(view.session, drawing.sought, channels=channels), drawing)
        return Drawn("urged.html", frame, (), (every,))
    found = urged.notices(
        view.session,
        drawing.sought,
        channels=channels,
        before=int(before) if before else None,
        most=MOST + 1,
    )
    # The notices of one reminder stay together: the next page begins with the one that has no room here.
    beyond = found[MOST].reminder.position if len(found) > MOST else 0
    table = notices((one for one in found if one.reminder.position > beyond), drawing)
    values = _values(view, drawing) | {"older": str(beyond + 1) if beyond else "", "before": before}
    return Drawn("urged.html", frame, (table,), (table,), values)


def _values(view: View, drawing: Drawing) -> dict[str, object]:
    campaigns, kinds, units = urged.kinds_and_units(view.session, drawing.sought.own)
    chosen = [(unit_id or urged.NO_UNIT, drawing.unit(unit_id)) for unit_id in units]
    return {
        "said": drawing.said,
        "sought": drawing.sought,
        "campaigns": campaigns,
        "kinds": kinds,
        "units": sorted(chosen, key=lambda one: one[1]),
        "carried": [one for one in drawing.frame.query if one[0] in CARRIED and one[0] != "campaign"],
        "year": YEAR,
    }


def _trail(view: View, caller: Caller, frame: Frame, one: Trail) -> Drawn:
    drawing = Drawing(frame, Sought(), urged.names_of(view.session))
    delivery, at = one.delivery, one.delivery.cause
    told = words_of(one.cause.story, delivery.topic, frame.language, shelf=shelf(view.session), at=at)
    table = others(one.others, drawing)
    values = {
        "said": drawing.said,
        "one": one,
        "told": told,
        "to": drawing.who(delivery.recipient),
        "channel": LETTER_WORDS[frame.language].channels.get(delivery.channel, delivery.channel),
        "opens_facts": reach(caller, "facts") is Reach.ALL,
        "year": YEAR,
        "path": TRAIL,
    }
    return Drawn("trail.html", frame, (table,), (table,), values)
