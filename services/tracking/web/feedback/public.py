"""The feedback box and its receipts over HTTP: anybody may write, and whoever has the code reads the answer.

Nothing that was typed is lost, and however often a form is sent it records one thing. Who writes is not noted.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple, get_args

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from services.tracking.ports import FormsPort
from services.tracking.tables import queries
from services.tracking.tables.feedback import of_receipt
from services.tracking.web.feedback.ports import PublicPort
from services.tracking.web.feedback.standing import TONES, standing_of
from services.tracking.web.feedback.texts import (
    LEAVE_EMPTY,
    LONGEST,
    LONGEST_LINE,
    NO_CAMPAIGN,
    NO_RECEIPT,
    NO_TOPIC,
    NO_UNIT,
    NOT_RECORDED,
    TOO_LONG,
)
from services.tracking.web.gathering import LOCAL, names_of
from shared.adapters.browser import entered as entered_in
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller
from shared.core.definition import Campaign, Text
from shared.core.events import FeedbackReceived
from shared.core.problems import Fault, Problem
from shared.core.values import FeedbackTopic
from shared.rules.law.law import Law
from shared.web.filling import EMPTY, ID, TIME, Entered, event_of, first
from shared.web.form_page import begin_anew, begun_in
from shared.web.frame import Frame, Standpoint, Under
from shared.web.site import Site

BOX: Final = "/feedback"
RECEIPTS: Final = "/feedback/receipts"
MAX_BYTES: Final = 131_072  # what was written too long is to be given back, too
TRAP: Final = "website"  # nobody sees this field, and programs fill in whatever there is
NOT_KEPT: Final = {"Cache-Control": "no-store"}
_FORM: Final = re.compile(r"form-[0-9a-f]{32}").fullmatch
_MOST: Final = {"text": LONGEST, "name": LONGEST_LINE, "contact": LONGEST_LINE}
_READ_AS: Final = str.maketrans("018", "OIB")  # no code holds these figures, and people read them for letters
_GROUP: Final = 4


class _Desk(NamedTuple):
    """To which campaign somebody writes, its units, by when they are answered, and the page around it.

    `units`: those that take part on the day, localities and then offices, each by its name.
    """

    campaign: Campaign
    units: tuple[Mapping[str, Text], Mapping[str, Text]]
    frame: Frame
    due: date
    days: int


def make_box(reads: Reads, forms: FormsPort, public: PublicPort, site: Site) -> APIRouter:
    """The routes `/feedback` and `/feedback/receipts`."""
    router = APIRouter(include_in_schema=False)
    rim = _Rim(reads, forms, public, site)

    @router.get(BOX)
    async def box(request: Request) -> Response:
        return await rim.hand_out(request)

    @router.post(BOX)
    async def take_in(request: Request) -> Response:
        return await rim.take_in(request)

    @router.get(RECEIPTS)
    async def receipts(request: Request) -> Response:
        return await rim.looked_up(request)

    return router


class _Rim:
    """From a request to the box, or to a receipt."""

    def __init__(self, reads: Reads, forms: FormsPort, public: PublicPort, site: Site) -> None:
        self._reads, self._forms, self._public, self._site = reads, forms, public, site

    async def hand_out(self, request: Request) -> Response:
        """The box, empty; of several campaigns one is chosen first."""
        caller: Caller | None = None
        try:
            caller = await self._reads.caller(request)
            found = await self._desk(request, caller)
        except Refusal as refusal:
            return self._refused(request, refusal.problem, caller)
        if isinstance(found, Response):
            return found
        new = self._forms.begin()
        begun = begun_in(request, now=new.time)
        if begun is None:
            return begin_anew(found.frame, (new.id, new.time))
        return self._page(found, {ID: [begun[0]], TIME: [begun[1]]})

    async def take_in(self, request: Request) -> Response:
        """What somebody wrote, recorded, or given back with what is wrong with it."""
        caller: Caller | None = None
        try:
            said: Entered = await entered_in(request, at_most=MAX_BYTES)
            caller = await self._reads.caller(request)
            found = await self._desk(request, caller)
        except Refusal as refusal:
            return self._refused(request, refusal.problem, caller)
        if isinstance(found, Response):
            return found
        if not _FORM(first(said, ID)):  # of another making: it is taken as a form that was just handed out
            begun = self._forms.begin()
            said = {**said, ID: [begun.id], TIME: [begun.time]}
        faults = _faults(said, {**found.units[0], **found.units[1]})
        if faults:
            return self._page(found, said, msgspec.structs.replace(NOT_RECORDED, faults=faults))
        problem = self._public.too_many(_address(request))
        if problem is not None:
            return self._page(found, said, problem)
        code = self._public.receipt_of(first(said, ID))
        outcome = await self._public.take(_event(said, found.campaign.campaign, code))
        if isinstance(outcome, Problem):
            return self._page(found, said, outcome)
        onward = found.frame.link(RECEIPTS, as_of="", code=code, after=str(outcome.position))
        return RedirectResponse(onward, 303, NOT_KEPT)

    async def looked_up(self, request: Request) -> Response:
        """The receipt of a code with its answer, or where a code is entered."""
        caller: Caller | None = None
        typed = request.query_params.get("code", "").strip()
        code = _code(typed)
        try:
            caller = await self._reads.caller(request)

            def make(view: View) -> Response:
                stand = Standpoint(view.moment, view.position)
                frame = self._site.frame(request, stand, role=None if caller is None else caller.role)
                row = of_receipt(view.session, code) if code else None
                campaign = queries.campaign_of(view.session, row.campaign) if row else None
                if row is None or campaign is None:
                    status = 404 if typed else 200
                    values = {"problem": NO_RECEIPT if typed else None, "typed": typed}
                    return self._site.page("feedback_receipts.html", frame, status=status, **values)
                framed = replace(frame, under=Under.of(campaign))
                one = standing_of(row, campaign, framed.today)
                is_new = "after" in request.query_params
                return self._site.page("feedback_receipt.html", framed, one=one, tones=TONES, is_new=is_new)

            return await self._reads.view(request, make)
        except Refusal as refusal:
            return self._refused(request, refusal.problem, caller)

    async def _desk(self, request: Request, caller: Caller | None) -> _Desk | Response:
        """The open campaign that is asked for, or the only one; else where one is chosen. Raises Refusal (404, 503)."""
        asked = request.query_params.get("campaign", "")

        def make(view: View) -> _Desk | Response:
            there = queries.campaigns(view.session)
            found = [one for one in there if not queries.is_closed(view.session, one.campaign)]
            found = [one for one in found if asked in ("", one.campaign)]
            stand = Standpoint(view.moment, view.position)
            frame = self._site.frame(request, stand, role=None if caller is None else caller.role)
            if not found:
                raise Refusal(NO_CAMPAIGN)
            if len(found) > 1:
                return self._site.page("feedback_of.html", frame, campaigns=found)
            campaign = found[0]
            framed = replace(frame, under=Under.of(campaign))
            units = _units(view.session, campaign, framed.today)
            law, today = Law(campaign.law), framed.today.isoformat()
            due = law.feedback_due_on(today)
            return _Desk(campaign, units, framed, date.fromisoformat(due), law.feedback_days(today))

        return await self._reads.view(request, make)

    def _page(self, desk: _Desk, said: Entered, problem: Problem | None = None) -> Response:
        """The box with what was written; it is never kept, nor renewed under anybody's hands."""
        faults = {one.pointer.removeprefix("/"): one for one in (problem.faults if problem else ())}
        answer = self._site.page(
            "feedback.html",
            replace(desk.frame, stand=None),
            status=problem.status if problem else 200,
            problem=problem,
            faults=faults,
            elsewhere=[one for name, one in faults.items() if name not in (*_MOST, "topic", "unit_id", TRAP)],
            said={name: first(said, name) for name in (*_MOST, "topic", "unit_id", TRAP, ID, TIME)},
            topics=get_args(FeedbackTopic),
            units=desk.units,
            due=desk.due,
            days=desk.days,
            most=LONGEST,
        )
        if problem is not None and problem.status in (429, 503):
            answer.headers["Retry-After"] = "600" if problem.status == 429 else "2"
        return answer

    def _refused(self, request: Request, problem: Problem, caller: Caller | None) -> Response:
        return self._site.problem(request, problem, role=None if caller is None else caller.role)


def _units(session: Session, campaign: Campaign, today: date) -> tuple[Mapping[str, Text], Mapping[str, Text]]:
    """Localities and offices that take part on a day, by what they are called on it; those that have ended do not."""
    lineage, day = queries.lineage_of(session), today.isoformat()
    names = names_of(campaign, lineage, today)
    kinds = queries.unit_kinds(session) | {unit.id: unit.kind for unit in campaign.units}
    part = [one for one in queries.taking_part(session, campaign, lineage, day) if not lineage.ended(one, day)]
    named = sorted(((one, names[one]) for one in part if one in names), key=lambda one: one[1].vi)
    local, offices = (
        {one: name for one, name in named if (kinds.get(one) in LOCAL) is local} for local in (True, False)
    )
    return local, offices


def _event(said: Entered, campaign: str, code: str) -> dict[str, object]:
    words = {name: first(said, name).strip() for name in _MOST}
    data = {
        "feedback_id": code,
        "topic": first(said, "topic"),
        "unit_id": first(said, "unit_id"),
        "said": {name: word for name, word in words.items() if word},
    }
    stated = {name: value for name, value in data.items() if value}
    return event_of(FeedbackReceived.wire, stated, said, campaign=campaign, source=BOX)


def _faults(said: Entered, units: Mapping[str, Text]) -> tuple[Fault, ...]:
    """What is wrong with what somebody wrote, field by field."""
    faults: list[Fault] = []
    if first(said, "topic") not in get_args(FeedbackTopic):
        faults.append(Fault("/topic", *NO_TOPIC))
    if first(said, "unit_id") not in ("", *units):
        faults.append(Fault("/unit_id", *NO_UNIT))
    if not first(said, "text").strip():
        faults.append(Fault("/text", *EMPTY))
    for name, most in _MOST.items():
        have = len(first(said, name).replace("\r\n", "\n"))
        if have > most:
            faults.append(Fault(f"/{name}", *(text.format(most=most, have=have) for text in TOO_LONG)))
    if first(said, TRAP):
        faults.append(Fault(f"/{TRAP}", *LEAVE_EMPTY))
    return tuple(faults)


def _address(request: Request) -> str:
    """From where something comes, as the nearest proxy of ours says, else as we see it; "" where nobody knows."""
    passed_on = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return passed_on or (request.client.host if request.client else "")


def _code(typed: str) -> str:
    """A code as it was given out, however somebody copied it."""
    letters = re.sub(r"[^A-Z2-7]", "", typed.upper().translate(_READ_AS))
    return "-".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))
