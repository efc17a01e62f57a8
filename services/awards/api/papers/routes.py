"""The papers of an award over HTTP: who may have which; how each comes about stands beside it."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from services.awards.api.papers.making import Counted, Made, form_of, paper_about, paper_of_nomination
from services.awards.domain.papers.register import OF_DECISION
from services.awards.ports import Names
from services.awards.tables.rows import RegisteredPaper
from shared.adapters.http import DOCX, NOT_FOUND, XLSX, Refusal, file_response
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.access import Readable
from shared.papers.content import PaperKind
from shared.papers.mark import Mark
from shared.papers.register import Told

# A decision is for everybody who is signed in; the list with it tells of achievements, as nominations do.
_READABLE: Final[dict[PaperKind, Readable]] = {PaperKind.DECISION: "decisions", PaperKind.ROLL: "nominations"}


def make_papers_router(rim: Reads, *, names: Names, public_url: str) -> APIRouter:
    """The routes of papers; they stand before those whose ids take the rest of a path."""
    router = APIRouter(prefix="/awards/campaigns", tags=["papers"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/nominations/{nomination_id:path}/papers/{paper}.docx", response_class=Response)
    async def of_nomination(request: Request, campaign: str, nomination_id: str, paper: PaperKind) -> Response:
        """Tờ trình, Danh sách, Báo cáo thành tích, Biên bản or Quyết định of a nomination, to be signed."""
        caller, _ = await rim.allowed(request, "nominations")

        def make(view: View) -> tuple[Made | None, int]:
            made = paper_of_nomination(view.session, campaign, nomination_id, paper, caller=caller, names=names)
            return made, view.position

        made, position = await rim.view(request, make)
        return await _answer(made, position, public_url)

    @router.get("/{campaign}/decisions/{decision_no:path}/papers/{paper}.docx", response_class=Response)
    async def of_decision(request: Request, campaign: str, decision_no: str, paper: PaperKind) -> Response:
        """Quyết định, or the Danh sách that goes with it."""
        if paper not in OF_DECISION:
            raise Refusal(NOT_FOUND)
        caller, _ = await rim.allowed(request, _READABLE[paper])
        about = Told("decision", decision_no)

        def make(view: View) -> tuple[Made | None, int]:
            made = paper_about(view.session, campaign, about, paper, caller=caller, names=names)
            return made, view.position

        made, position = await rim.view(request, make)
        return await _answer(made, position, public_url)

    @router.get("/{campaign}/statistics/{number}.xlsx", response_class=Response)
    async def statistics(
        request: Request, campaign: str, number: Literal["0602", "0603"], year: Annotated[int, Query(ge=1945, le=2200)]
    ) -> Response:
        """The yearly form 0602 (state-level awards) or 0603 (those of the province), for a year of the campaign."""
        await rim.allowed(request, "decisions")

        def make(view: View) -> tuple[Counted | None, int]:
            return form_of(view.session, campaign, number, str(year)), view.position

        made, position = await rim.view(request, make)
        if made is None:
            raise Refusal(NOT_FOUND)
        mark = mark_of(made.entry, public_url)
        content = await asyncio.to_thread(_in_sheet, made, mark)
        name = f"{made.form.name}-{mark.position}.xlsx"
        return file_response(content, mark=mark, name=name, media_type=XLSX, position=position)

    return router


def mark_of(entry: RegisteredPaper, public_url: str) -> Mark:
    """What a paper of the register bears."""
    return Mark(entry.position, entry.sha256, entry.recorded_at, public_url)


async def _answer(made: Made | None, position: int, public_url: str) -> Response:
    """The paper, set in a thread: that takes some tens of milliseconds, and a library that only papers need."""
    if made is None:
        raise Refusal(NOT_FOUND)
    mark = mark_of(made.entry, public_url)
    content = await asyncio.to_thread(_in_word, made, mark)
    name = f"{made.entry.paper}-{mark.position}.docx"
    return file_response(content, mark=mark, name=name, media_type=DOCX, position=position)


# An idle service never loads what sets papers: it would double the memory that awards needs for all else.
def _in_word(made: Made, mark: Mark) -> bytes:
    from shared.papers.word import set_in_word  # noqa: PLC0415

    return set_in_word(made.paper, made.names, mark)


def _in_sheet(made: Counted, mark: Mark) -> bytes:
    from shared.papers.sheet import set_in_sheet  # noqa: PLC0415

    return set_in_sheet(made.form, mark)
