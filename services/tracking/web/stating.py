"""The forms of a unit over HTTP: handed out, taken in, and given back with what is wrong. It knows no rule.

What is entered goes the way of `POST /tracking/events`. Nothing that was typed is lost: a form that is refused comes
back as it was, and bears the id that it bore, so that it states one thing however often it is sent.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FormsPort
from services.tracking.web.asking import campaign_asked
from services.tracking.web.chosen_files import FIELD, NOT_HELD, TOGETHER, ChosenFiles, Kept, households_naming
from services.tracking.web.form_words import form_of
from services.tracking.web.thing_forms import THING_FORMS, filling_of_thing, filling_of_thing_typed
from services.tracking.web.unit_forms import (
    BY_NAME,
    WAS,
    About,
    Filling,
    carried_in,
    filling_of,
    filling_typed,
    spoken_from,
    stated_by,
    told_at,
    why_not_fill_in,
)
from shared.adapters.browser import Filled, filled
from shared.adapters.http import NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core import events
from shared.core.access import Caller
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Campaign
from shared.core.denials import Denial
from shared.core.events import Data
from shared.core.problems import Fault, Problem, bad_fields
from shared.web.filling import ID, TIME, Entered, event_of, first
from shared.web.form_page import begin_anew, begun_in, form_answer
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


def make_stating(reads: Reads, forms: FormsPort, chosen: ChosenFiles, site: Site) -> APIRouter:
    """The routes under `/units/{unit_id}/forms`."""
    router = APIRouter(include_in_schema=False)
    desk = _Desk(reads, forms, chosen, site)

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
            caller = await reads.caller(request)
            with chosen.held(caller) as hold:
                came = await filled(request, at_most=MAX_FORM_BYTES, files_at_most=chosen.at_most, hold=hold)
                said = came.entered
                sheet = await desk.sheet(request, caller, unit_id, short, said)
                if caller is None:
                    outcome: Recorded | Duplicate | Problem = NOT_SIGNED_IN
                else:
                    kept = await desk.kept(request, sheet, came, caller)
                    said = {**said, FIELD: list(dict.fromkeys((*said.get(FIELD, ()), *kept.entered)))}
                    outcome = await desk.stated(sheet, said, caller, kept)
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

    def __init__(self, reads: Reads, forms: FormsPort, chosen: ChosenFiles, site: Site) -> None:
        self._reads, self._forms, self._chosen, self._site = reads, forms, chosen, site

    async def sheet(self, request: Request, caller: Caller | None, unit_id: str, short: str, said: Entered) -> _Sheet:
        """A form as it stands now; to whom nobody is signed in it is only given back. Raises Refusal."""
        data = BY_NAME.get(short) or THING_FORMS.get(short)
        if data is None:
            raise Refusal(NOT_FOUND)
        denial = None if caller is None else why_not_fill_in(caller, data, unit_id)
        if isinstance(denial, Denial):
            raise Refusal(Problem(403, denial.code, denial.vi, denial.en))
        about = About(unit_id, request.query_params.get("id", ""))

        def make(view: View) -> _Sheet:
            campaign = campaign_asked(request, view)
            frame = self._site.frame(
                request,
                Standpoint(view.moment, view.position),
                section=Section.UNITS,
                role=None if caller is None else caller.role,
                under=Under.of(campaign),
            )
            today = frame.today.isoformat()
            filling = _filling(view, campaign, data, about, said, today="" if caller is None else today)
            if filling is None:
                raise Refusal(NOT_FOUND)
            return _Sheet(filling, campaign, frame)

        return await self._reads.view(request, make)

    async def kept(self, request: Request, sheet: _Sheet, came: Filled, caller: Caller) -> Kept:
        """What was kept of the files that came with a form, and what is wrong with the others."""
        if not any(one.name == FIELD for one in sheet.filling.fields):
            return Kept([], [], 0)
        if came.too_large or came.not_held:
            return Kept([], [Fault(f"/data/{FIELD}", *(TOGETHER if came.too_large else NOT_HELD))], 0)
        if not came.files:
            return Kept([], [], 0)
        unit_id, campaign = sheet.filling.about.unit_id, sheet.campaign.campaign
        until, household_id = sheet.frame.today.isoformat(), sheet.filling.stands.get("household_id", "")
        if household_id:
            of_households = {sha256(content).hexdigest(): household_id for _, content in came.files}
        else:
            of_households = await self._reads.view(
                request, lambda view: households_naming(view.session, campaign, unit_id, until=until)
            )
        return await self._chosen.keep(caller, campaign, unit_id, came.files, of_households=of_households)

    async def stated(self, sheet: _Sheet, said: Entered, caller: Caller, kept: Kept) -> Recorded | Duplicate | Problem:
        """What became of what was entered."""
        filling, campaign = sheet.filling, sheet.campaign
        stated, faults = stated_by(filling, said)
        if kept.faults or faults:
            return bad_fields(
                *kept.faults, *(one for one in faults if one.pointer != f"/data/{FIELD}" or not kept.faults)
            )
        if filling.data is events.EvidenceAttached:
            return Recorded(kept.position)  # each file was told as a fact of its own
        source = spoken_from(caller, filling.about.unit_id)
        event = event_of(filling.data.wire, stated, said, campaign=campaign.campaign, source=source)
        event["time"] = told_at(filling, said, today=sheet.frame.today.isoformat(), time=first(said, TIME))
        return await self._forms.take(caller, event)

    def page(
        self, sheet: _Sheet, said: Entered, *, carried: dict[str, str], problem: Problem | None = None
    ) -> Response:
        """The form with what was entered, and what is wrong with it; it is never renewed under anybody's hands."""
        form = form_of(sheet.filling, sheet.campaign, sheet.frame, back=_onward(sheet), carried=carried)
        return form_answer(self._site, replace(sheet.frame, stand=None), form, said, problem=problem)


def _filling(
    view: View, campaign: Campaign, data: type[Data], about: About, said: Entered, *, today: str
) -> Filling | None:
    """The form as it stands; `today` is "" where nobody is signed in, who is shown nothing but what was typed."""
    is_thing, begun = data.short in THING_FORMS, first(said, ID)
    if not today:
        return filling_of_thing_typed(data, about, said) if is_thing else filling_typed(campaign, data, about, said)
    make = filling_of_thing if is_thing else filling_of
    return make(view.session, campaign, data, about, begun=begun, today=today)


def _onward(sheet: _Sheet, *, after: int = 0) -> str:
    """The page of what was stated, or else of the unit, as it is after a fact; before one, where one came from."""
    about, filling = sheet.filling.about, sheet.filling
    page = f"/units/{quote(about.unit_id, safe='')}"
    if filling.page and (after or about.id):
        page = filling.page
    if filling.data in (events.ActivityCorrected, events.ActivityWithdrawn):
        page = f"/activities/{quote(about.id)}"
    return sheet.frame.link(page, as_of="", after=str(after or ""))
