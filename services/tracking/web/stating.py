"""The forms of a unit over HTTP: handed out, taken in, and given back with what is wrong. It knows no rule.

What is entered goes the way of `POST /tracking/events`. Nothing that was typed is lost: a form that is refused comes
back as it was, and bears the id that it bore, so that it states one thing however often it is sent.
"""

from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FormsPort
from services.tracking.tables import queries
from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.record_texts import RECORD_WORDS
from services.tracking.web.unit_forms import (
    BY_NAME,
    FIGURES,
    WAS,
    About,
    Filling,
    carried_in,
    filling_of,
    filling_typed,
    stated_by,
    told_at,
    why_not_fill_in,
)
from shared.adapters.browser import entered as entered_in
from shared.adapters.http import NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core import events
from shared.core.access import Caller, source_of
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Campaign
from shared.core.denials import Denial
from shared.core.problems import Problem, bad_fields
from shared.web.filling import ID, TIME, Entered, event_of, first
from shared.web.form_page import Form, begin_anew, begun_in, form_answer
from shared.web.frame import Frame, Section, Standpoint, Under
from shared.web.site import Site

MAX_FORM_BYTES: Final = 65_536
NOT_KEPT: Final = {"Cache-Control": "no-store"}
FORM: Final = "/units/{unit_id}/forms/{short}"


class _Sheet(NamedTuple):
    """A form for one thing of a campaign, with the page around it."""

    filling: Filling
    campaign: Campaign
    frame: Frame


def make_stating(reads: Reads, forms: FormsPort, site: Site) -> APIRouter:
    """The routes under `/units/{unit_id}/forms`."""
    router = APIRouter(include_in_schema=False)
    desk = _Desk(reads, forms, site)

    @router.get(FORM)
    async def hand_out(request: Request, unit_id: str, short: str) -> Response:
        caller: Caller | None = None
        try:
            caller = await reads.signed_in(request)
            new = forms.begin()
            begun = begun_in(request, now=new.time)
            sheet = await desk.sheet(request, caller, unit_id, short, {ID: [begun[0] if begun else new.id]})
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        if begun is None:
            return begin_anew(sheet.frame, (new.id, new.time))
        stands = {name: [value] for name, value in sheet.filling.stands.items()}
        return desk.page(sheet, stands | {ID: [begun[0]], TIME: [begun[1]]}, carried=carried_in(sheet.filling))

    @router.post(FORM)
    async def take_in(request: Request, unit_id: str, short: str) -> Response:
        caller: Caller | None = None
        said: Entered = {}
        sheet: _Sheet | None = None
        try:
            said = await entered_in(request, at_most=MAX_FORM_BYTES)
            caller = await reads.caller(request)
            sheet = await desk.sheet(request, caller, unit_id, short, said)
            outcome = NOT_SIGNED_IN if caller is None else await desk.stated(sheet, said, caller)
        except Refusal as refusal:
            # What another site has a browser send is not shown as if somebody had typed it here.
            if sheet is None or caller is None:
                return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
            outcome = refusal.problem
        if isinstance(outcome, Problem):
            return desk.page(sheet, said, carried={WAS: first(said, WAS)} if first(said, WAS) else {}, problem=outcome)
        return RedirectResponse(_onward(sheet, after=outcome.position), 303, NOT_KEPT)

    return router


class _Desk:
    """Makes forms and hands on what was entered in them."""

    def __init__(self, reads: Reads, forms: FormsPort, site: Site) -> None:
        self._reads, self._forms, self._site = reads, forms, site

    async def sheet(self, request: Request, caller: Caller | None, unit_id: str, short: str, said: Entered) -> _Sheet:
        """A form as it stands now; to whom nobody is signed in it is only given back. Raises Refusal."""
        data = BY_NAME.get(short)
        if data is None:
            raise Refusal(NOT_FOUND)
        denial = None if caller is None else why_not_fill_in(caller, data, unit_id)
        if isinstance(denial, Denial):
            raise Refusal(Problem(403, denial.code, denial.vi, denial.en))
        about = About(unit_id, request.query_params.get("id", ""))

        def make(view: View) -> _Sheet:
            campaign = _chosen(request, view)
            frame = self._site.frame(
                request,
                Standpoint(view.moment, view.position),
                section=Section.UNITS,
                role=None if caller is None else caller.role,
                under=Under.of(campaign),
            )
            today = frame.today.isoformat()
            filling = (
                filling_typed(campaign, data, about, said)
                if caller is None
                else filling_of(view.session, campaign, data, about, begun=first(said, ID), today=today)
            )
            if filling is None:
                raise Refusal(NOT_FOUND)
            return _Sheet(filling, campaign, frame)

        return await self._reads.view(request, make)

    async def stated(self, sheet: _Sheet, said: Entered, caller: Caller) -> Recorded | Duplicate | Problem:
        """What became of what was entered."""
        filling, campaign = sheet.filling, sheet.campaign
        stated, faults = stated_by(filling, said)
        if faults:
            return bad_fields(*faults)
        source = source_of(filling.about.unit_id)
        event = event_of(filling.data.wire, stated, said, campaign=campaign.campaign, source=source)
        event["time"] = told_at(filling, said, today=sheet.frame.today.isoformat(), time=first(said, TIME))
        return await self._forms.take(caller, event)

    def page(
        self, sheet: _Sheet, said: Entered, *, carried: dict[str, str], problem: Problem | None = None
    ) -> Response:
        """The form with what was entered, and what is wrong with it; it is never renewed under anybody's hands."""
        filling, language = sheet.filling, sheet.frame.language
        words, kinds = FORM_WORDS[language], RECORD_WORDS[language].kinds
        names = [one.name for one in filling.fields if one.name.startswith(FIGURES)]
        figures = {name: words.labels.get(one, one) for name in names for one in (name.removeprefix(FIGURES),)}
        clauses = {
            one.id: f"{one.id}: {_said(one.text.vi, one.text.en, sheet.frame)}" for one in sheet.campaign.clauses
        }
        form = Form(
            " ".join(filter(None, (words.titles[filling.data.short], filling.stands.get("period", "")))),
            filling.fields,
            replace(words, labels={**words.labels, **figures}),
            {**kinds, **clauses},
            back=_onward(sheet),
            carried=carried,
        )
        return form_answer(self._site, replace(sheet.frame, stand=None), form, said, problem=problem)


def _said(vi: str, en: str, frame: Frame) -> str:
    return (en or vi) if frame.language == "en" else vi


def _onward(sheet: _Sheet, *, after: int = 0) -> str:
    """The page of the activity that was put right, or else of the unit, as it is after a fact."""
    about = sheet.filling.about
    page = f"/units/{quote(about.unit_id, safe='')}"
    if sheet.filling.data in (events.ActivityCorrected, events.ActivityWithdrawn):
        page = f"/activities/{quote(about.id)}"
    return sheet.frame.link(page, as_of="", after=str(after or ""))


def _chosen(request: Request, view: View) -> Campaign:
    """The campaign that is asked for, or the only one. Raises Refusal (404)."""
    name = request.query_params.get("campaign", "")
    found = [one for one in queries.campaigns(view.session) if name in ("", one.campaign)]
    if len(found) != 1:
        raise Refusal(NOT_FOUND)
    return found[0]
