"""The office's list of what the public wrote, and one of it with its words and the form for its answer, over HTTP.

Words are opened for whom `names` opens them, for one page, which is never kept; the answer goes the way of the door.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FormsPort
from services.tracking.tables import queries
from services.tracking.tables.feedback import Feedback, all_of
from services.tracking.web.asking import Asked, Drawn, Rim
from services.tracking.web.feedback.ports import WordsPort
from services.tracking.web.feedback.standing import OPEN, TONES, Standing, standing_of
from services.tracking.web.feedback.texts import FEEDBACK_WORDS
from shared.adapters.browser import entered as entered_in
from shared.adapters.http import NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, may_read, may_state
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Text
from shared.core.events import FeedbackAnswered
from shared.core.problems import Fault, Problem, bad_fields
from shared.core.values import Role
from shared.web.filling import EMPTY, ID, TIME, Entered, event_of, first
from shared.web.form_page import begin_anew, begun_in
from shared.web.frame import Frame, Section, Standpoint, Under
from shared.web.site import Site
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS

LIST: Final = Section.FEEDBACK.value
SOURCE: Final = "/feedback"
MAX_FORM_BYTES: Final = 65_536
NOT_KEPT: Final = {"Cache-Control": "no-store"}


def make_office(reads: Reads, forms: FormsPort, opening: WordsPort, site: Site) -> APIRouter:
    """The routes `/feedback/list` and `/feedback/list/{feedback_id}`."""
    router = APIRouter(include_in_schema=False)
    listed, one = Rim(reads, site), _One(reads, forms, opening, site)

    @router.get(LIST)
    async def everything(request: Request) -> Response:
        return await listed.show(request, "feedback", Section.FEEDBACK, _list)

    @router.get(LIST + "/{feedback_id}")
    async def hand_out(request: Request, feedback_id: str) -> Response:
        return await one.hand_out(request, feedback_id)

    @router.post(LIST + "/{feedback_id}")
    async def take_in(request: Request, feedback_id: str) -> Response:
        return await one.take_in(request, feedback_id)

    return router


def _list(asked: Asked) -> Drawn:
    """What waits for an answer, or all of it, the most overdue first."""
    said, say = FEEDBACK_WORDS[asked.frame.language], asked.say
    found = [
        standing_of(one, asked.campaign, asked.today) for one in all_of(asked.view.session, asked.campaign.campaign)
    ]
    shows_all = asked.value("state") == "all"
    shown = sorted(
        (one for one in found if shows_all or one.state in OPEN), key=lambda one: (one.due, one.feedback.position)
    )
    headings = said.code, said.due, said.state, said.topic, said.unit, said.received, said.answered_on
    topics: Mapping[str, str] = {str(topic): named for topic, named in said.topics.items()}
    names = queries.lineage_of(asked.view.session).names_on(asked.today.isoformat())
    called = {one.id: say.text(names.get(one.id, one.name)) for one in asked.campaign.units}
    rows = [
        (
            words(one.feedback.feedback_id, link=asked.frame.link(f"{LIST}/{quote(one.feedback.feedback_id)}")),
            Cell(one.due.isoformat(), say.day(one.due)),
            words(said.states[one.state], tone=TONES[one.state]),
            words(topics.get(one.feedback.topic, one.feedback.topic)),
            words(called.get(one.feedback.unit_id, one.feedback.unit_id)),
            Cell(one.received.isoformat(), say.day(one.received)),
            Cell(one.answered.isoformat(), say.day(one.answered)) if one.answered else words(""),
        )
        for one in shown
    ]
    table = Table("feedback", said.list_title, tuple(Column(one) for one in headings), rows, said.nothing)
    return Drawn("feedback_list.html", asked.frame, (table,), {"shows_all": shows_all})


class _One:
    """One piece of feedback and its answer."""

    def __init__(self, reads: Reads, forms: FormsPort, opening: WordsPort, site: Site) -> None:
        self._reads, self._forms, self._opening, self._site = reads, forms, opening, site

    async def hand_out(self, request: Request, feedback_id: str) -> Response:
        """Its words for whom they are opened, and the form for its answer for whoever may answer."""
        role: Role | None = None
        try:
            caller = await self._reads.caller(request)
            role = caller.role if caller else None
            caller, _ = await self._reads.allowed(request, "feedback")
            new = self._forms.begin()
            begun = begun_in(request, now=new.time)
            if begun is None and may_state(caller, FeedbackAnswered.short, source=SOURCE):
                return begin_anew(self._site.frame(request), (new.id, new.time))
            said: Entered = {ID: [begun[0]], TIME: [begun[1]]} if begun else {}
            return await self._page(request, feedback_id, said, caller=caller)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=role)

    async def take_in(self, request: Request, feedback_id: str) -> Response:
        """The answer recorded, or given back with what is wrong with it."""
        caller: Caller | None = None
        try:
            said: Entered = await entered_in(request, at_most=MAX_FORM_BYTES)
            caller = await self._reads.caller(request)
            if caller is None:
                return await self._page(request, feedback_id, said, caller=None, problem=NOT_SIGNED_IN)
            await self._reads.allowed(request, "feedback")
            outcome = await self._answered(request, feedback_id, said, caller=caller)
            if isinstance(outcome, Problem):
                return await self._page(request, feedback_id, said, caller=caller, problem=outcome)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        here = self._site.frame(request).link(f"{LIST}/{quote(feedback_id)}", as_of="", after=str(outcome.position))
        return RedirectResponse(here, 303, NOT_KEPT)

    async def _answered(
        self, request: Request, feedback_id: str, said: Entered, *, caller: Caller
    ) -> Recorded | Duplicate | Problem:
        answer, doc_no = first(said, "answer").strip(), first(said, "doc_no").strip()
        if not answer:
            return bad_fields(Fault("/data/answer", *EMPTY))
        row, _ = await self._reads.view(request, lambda view: self._found(view, feedback_id))
        data = {"feedback_id": feedback_id, "answer": answer} | ({"doc_no": doc_no} if doc_no else {})
        event = event_of(FeedbackAnswered.wire, data, said, campaign=row.campaign, source=SOURCE)
        return await self._forms.take(caller, event)

    async def _page(
        self,
        request: Request,
        feedback_id: str,
        said: Entered,
        *,
        caller: Caller | None,
        problem: Problem | None = None,
    ) -> Response:
        """Everything about it. Raises Refusal (404, 503)."""

        def make(view: View) -> tuple[Standing, Frame, Text | None]:
            row, under = self._found(view, feedback_id)
            campaign = queries.campaign_of(view.session, row.campaign)
            assert campaign is not None  # noqa: S101 - its row was found under it
            stand, role = Standpoint(view.moment, view.position), None if caller is None else caller.role
            frame = self._site.frame(request, stand, section=Section.FEEDBACK, role=role, under=under)
            own_names = {unit.id: unit.name for unit in campaign.units}
            named = queries.lineage_of(view.session).name(row.unit_id, frame.today.isoformat())
            return standing_of(row, campaign, frame.today), frame, named or own_names.get(row.unit_id)

        one, frame, unit = await self._reads.view(request, make)
        row = one.feedback
        opens = caller is not None and may_read(caller, "names")
        written = self._opening.open(row.campaign, row.feedback_id, row.sealed) if opens and not row.is_erased else None
        answers = caller is None or may_state(caller, FeedbackAnswered.short, source=SOURCE)
        answer = self._site.page(
            "feedback_one.html",
            replace(frame, stand=None),
            status=problem.status if problem else 200,
            one=one,
            unit=unit,
            tones=TONES,
            written=written,
            opens=opens,
            answers=answers and one.state in OPEN and not frame.as_of,
            problem=problem,
            faults={fault.pointer.removeprefix("/data/"): fault for fault in (problem.faults if problem else ())},
            typed={name: first(said, name) for name in ("answer", "doc_no", ID, TIME)},
            recorded_at=dict(frame.query).get("after", ""),
            facts=f"{Section.AUDIT.value}?thing=feedback/{quote(row.feedback_id)}",
            shared=WORDINGS[frame.language],
        )
        if problem is not None and problem.status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @staticmethod
    def _found(view: View, feedback_id: str) -> tuple[Feedback, Under]:
        """It and its campaign. Raises Refusal (404)."""
        for campaign in queries.campaigns(view.session):
            row = view.session.get(Feedback, (campaign.campaign, feedback_id))
            if row is not None:
                view.session.expunge(row)  # it is shown after the tables are let go
                return row, Under.of(campaign)
        raise Refusal(NOT_FOUND)
