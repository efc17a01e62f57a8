"""The forms of the standing body over HTTP: handed out, taken in, and given back with what is wrong. They know no rule.

What is entered goes the way of `POST /tracking/events`; what is refused comes back as it was typed, under its id.
"""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FormsPort
from services.tracking.web.asking import campaign_asked
from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.form_words import facts_called
from services.tracking.web.registry_forms import (
    BY_NAME,
    FORMS,
    REGISTRY_FORMS,
    SOURCE,
    as_stated,
    labels_of,
    options_of,
    title_of,
)
from shared.adapters.browser import entered as entered_in
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads
from shared.core.access import Caller, may_state
from shared.core.events import REGISTRY, REGISTRY_THINGS
from shared.core.problems import Problem, bad_fields
from shared.web.filling import ID, TIME, Entered, data_of, event_of
from shared.web.form_page import Form, begin_anew, begun_in, form_answer
from shared.web.frame import Frame, Section
from shared.web.site import Site

MAX_FORM_BYTES: Final = 65_536
NOT_KEPT: Final = {"Cache-Control": "no-store"}


def make_registry_forms(reads: Reads, forms: FormsPort, site: Site) -> APIRouter:
    """The route `/registry/forms/{short}`."""
    router = APIRouter(include_in_schema=False)
    desk = _Desk(reads, forms, site)

    @router.get(FORMS + "/{short}")
    async def hand_out(request: Request, short: str) -> Response:
        caller: Caller | None = None
        try:
            caller = await reads.signed_in(request)
            _check_may(caller, short)
            new = forms.begin()
            begun = begun_in(request, now=new.time)
            if begun is None:
                return begin_anew(site.frame(request), (new.id, new.time))
            asked = {"unit_id": request.query_params.get("id", "")} | dict(request.query_params)
            stands = {one.name: [asked.get(one.name, "")] for one in REGISTRY_FORMS[BY_NAME[short]]}
            return desk.page(request, short, stands | {ID: [begun[0]], TIME: [begun[1]]}, caller=caller)
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)

    @router.post(FORMS + "/{short}")
    async def take_in(request: Request, short: str) -> Response:
        caller: Caller | None = None
        try:
            said = await entered_in(request, at_most=MAX_FORM_BYTES)
            caller = await reads.caller(request)
            _check_may(caller, short)
            if caller is None:
                return desk.page(request, short, said, caller=None, problem=NOT_SIGNED_IN)
            outcome = await desk.stated(request, short, said, caller)
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        if isinstance(outcome, Problem):
            return desk.page(request, short, said, caller=caller, problem=outcome)
        return RedirectResponse(_back(site.frame(request), after=str(outcome)), 303, NOT_KEPT)

    return router


class _Desk:
    """Makes forms and hands on what was entered in them."""

    def __init__(self, reads: Reads, forms: FormsPort, site: Site) -> None:
        self._reads, self._forms, self._site = reads, forms, site

    async def stated(self, request: Request, short: str, said: Entered, caller: Caller) -> int | Problem:
        """Where what was entered stands in the log, or why it does not. Raises Refusal (404, 503)."""
        kind = BY_NAME[short]
        data, empty = data_of(REGISTRY_FORMS[kind], said)
        if empty:
            return bad_fields(*empty)
        campaign = REGISTRY
        if kind.thing not in REGISTRY_THINGS:
            campaign = await self._reads.view(request, lambda view: campaign_asked(request, view).campaign)
        event = event_of(kind.wire, as_stated(data), said, campaign=campaign, source=SOURCE)
        outcome = await self._forms.take(caller, event)
        return outcome if isinstance(outcome, Problem) else outcome.position

    def page(
        self, request: Request, short: str, said: Entered, *, caller: Caller | None, problem: Problem | None = None
    ) -> Response:
        """The form with what was entered, and what is wrong with it."""
        frame = self._site.frame(request, section=Section.UNITS, role=None if caller is None else caller.role)
        language = frame.language
        words = replace(FORM_WORDS[language], labels=labels_of(short, language), hints={})
        fields, options = REGISTRY_FORMS[BY_NAME[short]], options_of(short, language)
        form = Form(title_of(short, language), fields, words, options, back=_back(frame), facts=facts_called(language))
        return form_answer(self._site, frame, form, said, problem=problem)


def _back(frame: Frame, *, after: str = "") -> str:
    """The page of the unit that a form was opened from, or all units."""
    unit_id = dict(frame.query).get("id", "")
    path = f"{Section.UNITS.value}/{quote(unit_id, safe='')}" if unit_id else Section.UNITS.value
    return frame.link(path, as_of="", after=after)


def _check_may(caller: Caller | None, short: str) -> None:
    """Whether there is such a form, and for whoever is signed in. Raises Refusal (403, 404)."""
    if short not in BY_NAME:
        raise Refusal(NOT_FOUND)
    if caller is not None and not may_state(caller, short, source=SOURCE):
        raise Refusal(NOT_ALLOWED)
