"""The forms of awards over HTTP: handed out, taken in, and given back with what is wrong. It knows no rule.

What is entered goes the way of `POST /awards/events`. Nothing that was typed is lost: a form that is refused comes back
as it was, and bears the id that it bore, so that it states one thing however often it is sent.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Final, cast, get_args

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.awards.domain.tallies import Subject
from services.awards.ports import FormsPort, Names
from services.awards.web import links
from services.awards.web.forms import BY_NAME, FORMS, SOURCE, why_not_fill_in
from services.awards.web.naming import Who, naming_of
from services.awards.web.texts import WORDS
from services.awards.web.wording import ListWords
from shared.adapters.browser import Filled, filled
from shared.adapters.http import NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller
from shared.core.decider import Duplicate, Recorded
from shared.core.events import Data
from shared.core.lineage import day_in_country
from shared.core.problems import Problem, bad_fields
from shared.core.values import Language, SubjectKind
from shared.web.filling import (
    ID,
    MAX_HASHED_BYTES,
    TIME,
    Entered,
    Kind,
    data_of,
    event_of,
    first,
    of_too_large,
    with_hash,
)
from shared.web.form_page import BEGUN, Form, begin_anew, begun_in, form_answer
from shared.web.frame import Section
from shared.web.site import Site
from shared.web.texts import WORDINGS

MAX_FORM_BYTES: Final = 65_536
NAMED_AS: Final = "name"
NOT_KEPT: Final = {"Cache-Control": "no-store"}


def make_forms(reads: Reads, forms: FormsPort, site: Site, names: Names) -> APIRouter:
    """The routes under /awards/pages/forms."""
    router = APIRouter(include_in_schema=False)
    page = _Page(site)
    whom = partial(_whom, reads, names)

    @router.get(links.FORMS + "/{short}")
    async def hand_out(request: Request, short: str) -> Response:
        caller: Caller | None = None
        try:
            data = _form(short)
            caller = await reads.signed_in(request)
            _check_may(caller, data)
        except Refusal as refusal:
            return site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        new = forms.begin()
        begun = begun_in(request, now=new.time)
        if begun is None:
            return begin_anew(site.frame(request), (new.id, new.time))
        asked = {name: [value] for name, value in request.query_params.items() if name != BEGUN}
        said = asked | {ID: [begun[0]], TIME: [begun[1]]}
        return page.answer(request, data, said, caller=caller, whom=await whom(request, caller))

    @router.post(links.FORMS + "/{short}")
    async def take_in(request: Request, short: str) -> Response:
        caller: Caller | None = None
        said: Entered = {}
        try:
            data = _form(short)
            came = await _filled(reads, request)
            said = _hashed(data, came)
            caller = await reads.caller(request)
            if caller is None:
                return page.answer(request, data, said, caller=None, problem=NOT_SIGNED_IN)
            outcome = await _stated(forms, request, data, said, caller=caller, too_large=came.too_large)
        except Refusal as refusal:
            # What another site has a browser send is not shown as if somebody had typed it here.
            if not said or (caller is None and refusal.problem.status == 403):
                return site.problem(request, refusal.problem)
            return page.answer(request, _form(short), said, caller=caller, problem=refusal.problem)
        if isinstance(outcome, Problem):
            about = await whom(request, caller)
            return page.answer(request, data, said, caller=caller, problem=outcome, whom=about)
        return RedirectResponse(
            links.onward(site.frame(request), after=outcome.position, recorded=short), 303, NOT_KEPT
        )

    return router


async def _filled(reads: Reads, request: Request) -> Filled:
    """What was entered; a file is held in memory for whoever is signed in alone. Raises Refusal (400, 413)."""
    try:
        known = await reads.caller(request) is not None
    except Refusal:  # what was typed is not lost with it
        known = False
    return await filled(request, at_most=MAX_FORM_BYTES, files_at_most=MAX_HASHED_BYTES, hold=known)


def _hashed(data: type[Data], came: Filled) -> Entered:
    """What was entered, with the hash of the file that was chosen, and its name where none was written."""
    said = with_hash(FORMS[data], came.entered, came.files)
    takes_a_hash = any(field.kind is Kind.HASHED for field in FORMS[data])
    if not came.files or not takes_a_hash or first(said, NAMED_AS).strip():
        return said
    name = PurePosixPath(came.files[0][0].replace("\\", "/")).name
    return {**said, NAMED_AS: ["".join(one for one in name if one.isprintable())]}


async def _stated(
    forms: FormsPort, request: Request, data: type[Data], said: Entered, *, caller: Caller, too_large: object
) -> Recorded | Duplicate | Problem:
    """What became of what was entered. Raises Refusal (403)."""
    _check_may(caller, data)
    campaign = request.query_params.get("campaign", "")
    stated, empty = data_of(FORMS[data], said)
    if too_large:
        empty = of_too_large(FORMS[data], empty)
    if empty:
        return bad_fields(*empty)
    return await forms.take(caller, event_of(data.wire, stated, said, campaign=campaign, source=SOURCE))


async def _whom(reads: Reads, names: Names, request: Request, caller: Caller) -> Who | None:
    """Of whom the page spoke that the form was opened from, named as far as the caller may see; None where of none."""
    kind, id_, _ = (request.query_params.get(name, "") for name in links.FROM)
    if not id_ or kind not in get_args(SubjectKind):
        return None

    def named(view: View) -> Who | None:
        subject, campaign = Subject(cast("SubjectKind", kind), id_), request.query_params.get("campaign", "")
        day = day_in_country(view.moment)
        naming = naming_of(view.session, campaign, [subject], caller=caller, names=names, day=day)
        return None if naming is None else naming.who(subject)

    try:
        return await reads.view(request, named)
    except Refusal:  # a form is worth more than the name above it
        return None


class _Page:
    """A form as an answer; it is never kept, and is not renewed under the hands of whoever fills it in."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def answer(
        self,
        request: Request,
        data: type[Data],
        said: Entered,
        *,
        caller: Caller | None,
        problem: Problem | None = None,
        whom: Who | None = None,
    ) -> Response:
        """The form with what was entered, and what is wrong with it."""
        role = None if caller is None else caller.role
        frame = self._site.frame(request, section=Section.CANDIDATES, role=role)
        words = WORDS[frame.language]
        named = (words.forms.options, words.way.papers, words.way.levels, words.way.clearance_results)
        awards: Mapping[str, str] = {str(name): said for name, said in WORDINGS[frame.language].awards.items()}
        options = {name: said for names in (*named, awards) for name, said in names.items()}
        form = Form(
            words.way.steps[data.short],
            FORMS[data],
            words.forms,
            options,
            back=links.onward(frame),
            about=_named(words.lists, whom, frame.language),
            note=words.forms.notes.get(data.short, ""),
            facts=words.way.said,
        )
        return form_answer(self._site, frame, form, said, problem=problem)


def _named(its: ListWords, whom: Who | None, language: Language) -> str:
    """Of whom a form speaks, in one line; "" where of none."""
    if whom is None:
        return ""
    if whom.name is None:
        return its.no_name.format(kind=its.kinds[whom.kind], id=whom.id)
    return whom.name.vi if language == "vi" else whom.name.en or whom.name.vi


def _form(short: str) -> type[Data]:
    """The form of an address. Raises Refusal (404)."""
    data = BY_NAME.get(short)
    if data is None:
        raise Refusal(NOT_FOUND)
    return data


def _check_may(caller: Caller, data: type[Data]) -> None:
    """Whether the form is for this caller. Raises Refusal (403)."""
    denial = why_not_fill_in(caller, data)
    if denial is not None:
        raise Refusal(Problem(403, denial.code, denial.vi, denial.en))
