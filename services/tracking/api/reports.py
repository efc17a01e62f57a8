"""A period's reports over HTTP: unit by unit and consolidated, as JSON and as papers of the office."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Request, Response

from services.tracking.domain.reporting.consolidated import Consolidated, Line, Reported, Told
from services.tracking.domain.reporting.form import form
from services.tracking.domain.reporting.hp01 import hp01
from services.tracking.domain.reporting.paper import paper
from services.tracking.tables import queries
from services.tracking.tables.period import registered, reported
from services.tracking.tables.rows import RegisteredPaper
from shared.adapters.http import DOCX, NOT_FOUND, XLSX, Refusal, file_response
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.access import Caller, Reach
from shared.papers.mark import REPORTS_BELOW, Mark

Answer: TypeAlias = dict[str, object]
VERIFIED_BELOW: Final = REPORTS_BELOW


class _Setting(NamedTuple):
    """A kind of file: how its name ends, what it is, and what sets it."""

    ending: str
    media_type: str
    set: Callable[[Reported, Mark], bytes]


def make_reports(rim: Reads, *, public_url: str) -> APIRouter:
    """The routes of a period's reports."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/reports")
    async def of_period(request: Request, campaign: str, period: str = "") -> Response:
        """What units reported on a period (2025-03, 2025-Q1, 2025; left out: the newest that has ended)."""
        caller, extent = await rim.allowed(request, "reports")
        whose = None if extent is Reach.ALL else caller

        def make(view: View) -> Answer | None:
            found = period_reported(view, campaign, period)
            if found is None:
                return None
            return _answer(found, registered(view.session, campaign, found.consolidated.period), whose)

        return await rim.answer(request, make)

    @router.get("/{campaign}/reports/{period}.docx", response_class=Response)
    async def in_word(request: Request, campaign: str, period: str) -> Response:
        """The consolidated report of a period with the table HP-01, to be signed."""
        return await _paper(rim, request, campaign, period, setting=_WORD, public_url=public_url)

    @router.get("/{campaign}/reports/{period}.xlsx", response_class=Response)
    async def in_sheet(request: Request, campaign: str, period: str) -> Response:
        """The same as a sheet."""
        return await _paper(rim, request, campaign, period, setting=_SHEET, public_url=public_url)

    return router


async def _paper(
    rim: Reads, request: Request, campaign: str, period: str, *, setting: _Setting, public_url: str
) -> Response:
    """The newest paper on a period, set in a thread from what stood at its own position."""
    await rim.allowed(request, "consolidated")

    def find(view: View) -> tuple[RegisteredPaper | None, int]:
        return registered(view.session, campaign, period), view.position

    entry, position = await rim.view(request, find)
    found = await rim.view_at(entry.position, lambda view: period_reported(view, campaign, period)) if entry else None
    if entry is None or found is None:
        raise Refusal(NOT_FOUND)
    mark = Mark(entry.position, entry.sha256, entry.recorded_at, f"{public_url}{VERIFIED_BELOW}")
    content = await asyncio.to_thread(setting.set, found, mark)
    name = f"bao-cao-{period}-{mark.position}.{setting.ending}"
    return file_response(content, mark=mark, name=name, media_type=setting.media_type, position=position)


def period_reported(view: View, campaign: str, period: str) -> Reported | None:
    """A period of a campaign as it stood at a view's position; None where there is no such period."""
    defined = queries.campaign_of(view.session, campaign)
    if defined is None:
        return None
    today = view.moment.astimezone(ZoneInfo(defined.time_zone)).date()
    return reported(view.session, campaign, period, today=today)


def _answer(found: Reported, entry: RegisteredPaper | None, whose: Caller | None) -> Answer:
    """All of a period, or of a unit its own lines alone."""
    whole, units = found.consolidated, None if whose is None else whose.units
    lines = [line for line in whole.lines if units is None or line.unit.unit_id in units]
    answer: Answer = {
        "campaign": found.campaign.campaign,
        "period": whole.period,
        "units": [_line(line, found) for line in lines],
        "hp01": msgspec.to_builtins(hp01(found.book, whole.period, units)),
    }
    if units is None:
        answer["total"] = _total(whole)
        answer["paper"] = {"position": entry.position, "sha256": entry.sha256} if entry else None
    return answer


def _total(whole: Consolidated) -> Answer:
    stands = [line.stand.value for line in whole.lines]
    return {"figures": _tidy(whole.sums), "units": {stand: stands.count(stand) for stand in sorted(set(stands))}}


def _line(line: Line, found: Reported) -> Answer:
    unit = line.unit
    return {
        "unit_id": unit.unit_id,
        "name": {"vi": unit.name},
        "parent": unit.parent or None,
        "depth": line.depth,
        "below": list(line.below),
        "status": line.stand.value,
        "due_on": line.due_on or None,
        "report": _report(line.told) if line.told else None,
        "consolidated": {"figures": _tidy(line.sums), "reports": line.reports, "missing": line.missing},
        "hp01": msgspec.to_builtins(hp01(found.book, found.consolidated.period, (unit.unit_id,))),
    }


def _report(told: Told) -> Answer:
    return {
        "report_id": told.report_id,
        "submitted_on": told.submitted_on,
        "figures": _tidy(told.figures),
        "position": told.position,
        "corrected": len(told.corrections),
        "corrections": [
            {
                "position": one.position,
                "recorded_at": one.recorded_at,
                "reason": one.reason,
                "before": _tidy(one.before),
                "after": _tidy(one.after),
            }
            for one in told.corrections
        ],
    }


def _tidy(figures: Mapping[str, float | bool]) -> Answer:
    """Figures as people write them: 3, not 3.0."""
    return {
        name: int(value) if isinstance(value, float) and value == int(value) else value
        for name, value in figures.items()
    }


# What sets papers is loaded with the first of them: an idle service never needs it.
def _in_word(found: Reported, mark: Mark) -> bytes:
    from shared.papers.word import set_in_word  # noqa: PLC0415

    return set_in_word(paper(found), {}, mark)


def _in_sheet(found: Reported, mark: Mark) -> bytes:
    from shared.papers.sheet import set_in_sheet  # noqa: PLC0415

    return set_in_sheet(form(found), mark)


_WORD: Final = _Setting("docx", DOCX, _in_word)
_SHEET: Final = _Setting("xlsx", XLSX, _in_sheet)
