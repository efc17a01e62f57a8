"""The administration's forms over HTTP: handed out, taken in, and given back with what is wrong. They know no rule.

Facts about units go the way of `POST /tracking/events`; who is let in stands in the access tables, as for the commands.
What is refused comes back as it was typed, and bears the id that it bore. Nobody types a password here: first ones are
drawn, and shown once.
"""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FormsPort
from services.tracking.tables import queries
from services.tracking.web.admin.form_texts import ADMIN_FORM_WORDS
from services.tracking.web.admin.forms import (
    ACCESS_FORMS,
    BY_PROVIDER,
    SOURCE,
    UNIT_FACTS,
    as_stated,
    faults_in_access,
    faults_in_fact,
    fields_of,
    subject_of,
)
from services.tracking.web.admin.pages import ACCOUNTS, TOKENS
from services.tracking.web.admin.ports import AdmissionsPort
from services.tracking.web.admin.tables import FORMS, UNITS
from services.tracking.web.admin.texts import ADMIN_PAGE_WORDS
from services.tracking.web.form_words import facts_called
from shared.adapters.browser import entered as entered_in
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, may_read
from shared.core.definition import Text
from shared.core.events import REGISTRY
from shared.core.lineage import day_in_country
from shared.core.problems import Problem, bad_fields
from shared.web.filling import ID, TIME, Entered, data_of, event_of, first
from shared.web.form_page import Form, begin_anew, begun_in, form_answer
from shared.web.frame import Section
from shared.web.site import Site
from shared.web.texts import WORDINGS

MAX_FORM_BYTES: Final = 65_536
PREFILLED: Final = ("role", "unit_id")  # what the address of a form may fill in for whoever opens it
NOT_KEPT: Final = {"Cache-Control": "no-store"}


def make_admin_forms(reads: Reads, forms: FormsPort, admissions: AdmissionsPort, site: Site) -> APIRouter:
    """The route `/admin/forms/{name}`."""
    router = APIRouter(include_in_schema=False)
    desk = _Desk(reads, forms, admissions, site)

    @router.get(FORMS + "/{name}")
    async def hand_out(request: Request, name: str) -> Response:
        caller: Caller | None = None
        try:
            caller = await reads.signed_in(request)
            _check_may(caller, name)
            new = forms.begin()
            begun = begun_in(request, now=new.time)
            if begun is None:
                return begin_anew(site.frame(request), (new.id, new.time))
            asked = request.query_params
            said: Entered = {
                **{one: [asked[one]] for one in PREFILLED if one in asked},
                subject_of(name): [asked.get("id", "")],
                ID: [begun[0]],
                TIME: [begun[1]],
            }
            return await desk.page(request, name, said, caller=caller)
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)

    @router.post(FORMS + "/{name}")
    async def take_in(request: Request, name: str) -> Response:
        caller: Caller | None = None
        try:
            said = await entered_in(request, at_most=MAX_FORM_BYTES)
            caller = await reads.caller(request)
            if caller is None:
                _check_known(name)
                return await desk.page(request, name, said, caller=None, problem=NOT_SIGNED_IN)
            _check_may(caller, name)
            outcome = await desk.done(request, name, said, caller=caller)
            if isinstance(outcome, Problem):
                return await desk.page(request, name, said, caller=caller, problem=outcome)
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        return outcome

    return router


class _Desk:
    """Makes forms and does what they say."""

    def __init__(self, reads: Reads, forms: FormsPort, admissions: AdmissionsPort, site: Site) -> None:
        self._reads, self._forms, self._admissions, self._site = reads, forms, admissions, site

    async def done(self, request: Request, name: str, said: Entered, *, caller: Caller) -> Response | Problem:
        """What became of what was entered: where to go on, or why nothing was done. Raises Refusal."""
        data, empty = data_of(fields_of(name, ()), said)
        if name in ACCESS_FORMS:
            faults = (*empty, *faults_in_access(name, said, await self._reads.view(request, _units)))
            return bad_fields(*faults) if faults else await self._let_in(request, name, said, caller=caller)
        faults = (*empty, *faults_in_fact(data))
        if faults:
            return bad_fields(*faults)
        wire = UNIT_FACTS[name].wire
        outcome = await self._forms.take(
            caller, event_of(wire, as_stated(data), said, campaign=REGISTRY, source=SOURCE)
        )
        if isinstance(outcome, Problem):
            return outcome
        about = first(said, "unit_id") or first(said, "successor")
        path = f"{UNITS}/{quote(about.strip(), safe='')}"
        onward = self._site.frame(request).link(path, as_of="", after=str(outcome.position))
        return RedirectResponse(onward, 303, NOT_KEPT)

    async def _let_in(self, request: Request, name: str, said: Entered, *, caller: Caller) -> Response | Problem:
        typed = {field: first(said, field).strip() for field in ("role", "unit_id", "person_id", "name", "days")}
        bearing = {field: typed[field] for field in ("role", "unit_id", "person_id")}
        admissions, form = self._admissions, first(said, ID)
        made: object = None
        match name:
            case "token.create":
                days = int(typed["days"]) if typed["days"] else None
                made = await admissions.make_token(form, days=days, **bearing)
            case "token.revoke":
                await admissions.revoke(first(said, "token_id"))
            case "account.create" if first(said, "opened_by") == BY_PROVIDER:
                made = await admissions.make_account_for_provider(form, typed["name"], **bearing)
            case "account.create":
                made = await admissions.make_account(form, typed["name"], **bearing)
            case "account.password":
                reset = await admissions.reset_password(form, typed["name"])
                made = reset if isinstance(reset, Problem) else ("", reset)
            case "account.lock":
                await admissions.lock(typed["name"])
            case _:
                await admissions.unlock(typed["name"])
        if isinstance(made, Problem):
            return made
        if isinstance(made, tuple):
            about, secret = made
            return self._secret(request, name, typed["name"] or about, secret, caller=caller)
        return RedirectResponse(self._site.frame(request).link(_list_of(name), as_of=""), 303, NOT_KEPT)

    def _secret(self, request: Request, name: str, about: str, secret: str, *, caller: Caller) -> Response:
        """The one page that shows a token, or a first password; nobody keeps it."""
        frame = self._site.frame(request, section=Section.ADMIN, role=caller.role)
        back = frame.link(_list_of(name), as_of="")
        template = "admin_token.html" if name == "token.create" else "admin_password.html"
        return self._site.page(template, frame, about=about, secret=secret, back=back)

    async def page(
        self, request: Request, name: str, said: Entered, *, caller: Caller | None, problem: Problem | None = None
    ) -> Response:
        """The form with what was entered, and what is wrong with it. Raises Refusal (503)."""
        frame = self._site.frame(request, section=Section.ADMIN, role=None if caller is None else caller.role)
        pages, shared = ADMIN_PAGE_WORDS[frame.language], WORDINGS[frame.language]
        units = await self._reads.view(request, _units)
        roles = {str(role): named for role, named in shared.roles.items()}
        options = {unit_id: f"{shared.text(named)} ({unit_id})" for unit_id, named in units.items()}
        words = ADMIN_FORM_WORDS[frame.language]
        if name in UNIT_FACTS:
            words = replace(words, labels={**words.labels, "name": pages.called})
        back = frame.link(_list_of(name), as_of="")
        offered = {**roles, **pages.kinds, **pages.openings, **options}
        suggested = {"unit_id": options} if name in ACCESS_FORMS else {}
        facts = facts_called(frame.language)
        form = Form(words.titles[name], fields_of(name, units), words, offered, back, suggested=suggested, facts=facts)
        return form_answer(self._site, frame, form, said, problem=problem)


def _units(view: View) -> dict[str, Text]:
    """Every unit of the register by its id, as it is called on the day."""
    named = queries.lineage_of(view.session).names_on(day_in_country(view.moment))
    return dict(sorted(named.items()))


def _list_of(name: str) -> str:
    """The page that a form begins from."""
    return {"token": TOKENS, "account": ACCOUNTS}.get(name.partition(".")[0], UNITS)


def _check_known(name: str) -> None:
    """Whether there is such a form. Raises Refusal (404)."""
    if name not in ACCESS_FORMS and name not in UNIT_FACTS:
        raise Refusal(NOT_FOUND)


def _check_may(caller: Caller, name: str) -> None:
    """Whether the form is there, and for this caller. Raises Refusal (403, 404)."""
    if not may_read(caller, "administration"):
        raise Refusal(NOT_ALLOWED)
    _check_known(name)
