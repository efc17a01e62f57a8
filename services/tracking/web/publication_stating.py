"""The forms of the gazette centre over HTTP: handed out, taken in, and given back with what is wrong. It knows no rule.

What is entered goes the way of `POST /tracking/events`; what is refused comes back as it was typed, under its id.
"""

from dataclasses import replace
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FormsPort
from services.tracking.tables import awaiting
from services.tracking.tables.awaiting import Waiting
from services.tracking.web.asking import campaign_asked
from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.form_words import facts_called
from services.tracking.web.publication_forms import BY_NAME, FORMS, SOURCE, empty_filling, stands_in, stated_of
from services.tracking.web.publication_texts import PUBLICATION_WORDS
from services.tracking.web.thing_forms import labels_of
from services.tracking.web.unit_forms import told_at
from shared.adapters.browser import Filled, filled
from shared.adapters.http import NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, why_not_state
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Campaign
from shared.core.events import Data
from shared.core.problems import Problem, bad_fields
from shared.web.filling import (
    ID,
    MAX_HASHED_BYTES,
    TIME,
    Entered,
    data_of,
    event_of,
    first,
    of_too_large,
    with_hash,
)
from shared.web.form_page import Form, begin_anew, begun_in, form_answer
from shared.web.frame import Frame, Section, Standpoint, Under
from shared.web.site import Site

MAX_FORM_BYTES: Final = 65_536
NOT_KEPT: Final = {"Cache-Control": "no-store"}


class _Sheet(NamedTuple):
    """A form of a campaign with the page around it, and what stands in it: None where its line is done already."""

    data: type[Data]
    campaign: Campaign
    frame: Frame
    stands: dict[str, str] | None


def make_publication_forms(reads: Reads, forms: FormsPort, site: Site) -> APIRouter:
    """The route `/publication/forms/{short}`."""
    router = APIRouter(include_in_schema=False)
    desk = _Desk(reads, forms, site)

    @router.get(FORMS + "/{short}")
    async def hand_out(request: Request, short: str) -> Response:
        caller: Caller | None = None
        try:
            caller = await reads.signed_in(request)
            sheet = await desk.sheet(request, caller, short)
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        if sheet.stands is None:
            return RedirectResponse(_queue(sheet), 303, NOT_KEPT)
        new = forms.begin()
        begun = begun_in(request, now=new.time)
        if begun is None:
            return begin_anew(sheet.frame, (new.id, new.time))
        stands = {name: [value] for name, value in sheet.stands.items()}
        return desk.page(sheet, stands | {ID: [begun[0]], TIME: [begun[1]]})

    @router.post(FORMS + "/{short}")
    async def take_in(request: Request, short: str) -> Response:
        caller: Caller | None = None
        said: Entered = {}
        sheet: _Sheet | None = None
        try:
            caller = await reads.caller(request)
            hold = caller is not None
            came = await filled(request, at_most=MAX_FORM_BYTES, files_at_most=MAX_HASHED_BYTES, hold=hold)
            sheet = await desk.sheet(request, caller, short)
            said = with_hash(empty_filling(sheet.data).fields, came.entered, came.files)
            outcome = NOT_SIGNED_IN if caller is None else await desk.stated(sheet, said, came, caller)
        except Refusal as refusal:
            if sheet is None:
                return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
            outcome = refusal.problem
        if isinstance(outcome, Problem):
            return desk.page(sheet, said, problem=outcome)
        return RedirectResponse(_queue(sheet, after=outcome.position), 303, NOT_KEPT)

    return router


class _Desk:
    """Makes forms and hands on what was entered in them."""

    def __init__(self, reads: Reads, forms: FormsPort, site: Site) -> None:
        self._reads, self._forms, self._site = reads, forms, site

    async def sheet(self, request: Request, caller: Caller | None, short: str) -> _Sheet:
        """A form as its line of the queue stands now; nobody is shown the line without sign-in.

        Raises Refusal (403, 404, 503).
        """
        data = BY_NAME.get(short)
        if data is None:
            raise Refusal(NOT_FOUND)
        denial = None if caller is None else why_not_state(caller, short, source=SOURCE)
        if denial is not None:
            raise Refusal(Problem(403, denial.code, denial.vi, denial.en))

        def make(view: View) -> _Sheet:
            campaign = campaign_asked(request, view)
            frame = self._site.frame(
                request,
                Standpoint(view.moment, view.position),
                section=Section.PUBLICATION,
                role=None if caller is None else caller.role,
                under=Under.of(campaign),
            )
            line = None if caller is None else _line(request, view, campaign, data, frame)
            if line is None:
                return _Sheet(data, campaign, frame, None)
            words, today = PUBLICATION_WORDS[frame.language], frame.today.isoformat()
            stands = stands_in(view.session, campaign.campaign, line, words, today=today)
            return _Sheet(data, campaign, frame, stands)

        return await self._reads.view(request, make)

    async def stated(
        self, sheet: _Sheet, said: Entered, came: Filled, caller: Caller
    ) -> Recorded | Duplicate | Problem:
        """What became of what was entered."""
        filling = empty_filling(sheet.data)
        stated, empty = data_of(filling.fields, said)
        if empty:
            return bad_fields(*(of_too_large(filling.fields, empty) if came.too_large else empty))
        event = event_of(sheet.data.wire, stated, said, campaign=sheet.campaign.campaign, source=SOURCE)
        event["time"] = told_at(filling, said, today=sheet.frame.today.isoformat(), time=first(said, TIME))
        return await self._forms.take(caller, event)

    def page(self, sheet: _Sheet, said: Entered, *, problem: Problem | None = None) -> Response:
        """The form with what was entered, and what is wrong with it; it is never renewed under anybody's hands."""
        frame, short, filling = sheet.frame, sheet.data.short, empty_filling(sheet.data)
        its = PUBLICATION_WORDS[frame.language]
        words = replace(
            FORM_WORDS[frame.language], send=its.done[short], labels=labels_of(filling, frame.language), hints=its.hints
        )
        number = dict(frame.query).get("doc_no", "")
        title, facts = its.titles[short].format(doc_no=number), facts_called(frame.language)
        form = Form(title, filling.fields, words, its.channels, back=_queue(sheet), facts=facts)
        return form_answer(self._site, replace(frame, stand=None), form, said, problem=problem)


def _line(request: Request, view: View, campaign: Campaign, data: type[Data], frame: Frame) -> Waiting | None:
    """The line of the queue that a form was opened from; None where it is done, or there never was one."""
    asked = tuple(request.query_params.get(name, "") for name in ("doc_no", "channel", "id"))
    found = awaiting.waiting(view.session, campaign.campaign, frame.today.isoformat())
    named = ((one, (one.doc_no, one.channel, one.document_id)) for one in found if stated_of(one) is data)
    return next((one for one, its in named if its == asked), None)


def _queue(sheet: _Sheet, *, after: int = 0) -> str:
    """The queue, as it is after a fact."""
    return sheet.frame.link(Section.PUBLICATION.value, as_of="", after=str(after or ""))
