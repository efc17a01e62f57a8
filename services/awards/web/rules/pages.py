"""The rule editor over HTTP: a text checked, and tried on the log. What it may say is the rules' own to judge.

It publishes nothing: that button sends the text to tracking, whose door it is.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.awards.domain.tallies import Subject
from services.awards.domain.what_if import Compared
from services.awards.ports import FormsPort, Names, TrialPort, WhatIfsPort
from services.awards.tables.gathering import known_of
from services.awards.web.naming import Who, campaigns, naming_of
from services.awards.web.rules.tables import by_award, case_by_case
from services.awards.web.rules.texts import NO_CAMPAIGN, RULE_WORDS
from shared.adapters.browser import uploaded
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, Reach, may_read, reach
from shared.core.definition import Definition, RuleSet
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.lineage import day_in_country
from shared.core.problems import LOG_UNAVAILABLE, Problem
from shared.core.values import Language
from shared.rules.definition import Mistake, read_other_rules
from shared.rules.editing import as_yaml
from shared.web.admin import section_of
from shared.web.downloads import Format, download
from shared.web.editor import MAX_BYTES, Action, Editor, Link, Typed, editor_answer, typed
from shared.web.editor_texts import NO_TEXT
from shared.web.filling import ID, TIME
from shared.web.form_page import begin_anew, begun_in
from shared.web.frame import Frame, Standpoint, Timekeeping, Under
from shared.web.site import Site
from shared.web.tables import rows_of
from shared.web.texts import WORDINGS

RULES: Final = "/awards/pages/rules"
TRIALS: Final = "/awards/pages/what-if"
PUBLISHED_AT: Final = "/admin/rule-sets"  # tracking's: there a rule set is stated
AT_ONCE_SECONDS: Final = 2.0  # as long a browser may wait for a short trial
AGAIN_SECONDS: Final = "2"
CHECK, TRY, PUBLISH = "check", "try", "publish"


class _Desk(NamedTuple):
    """Who edits which campaign's rules, and the page around them."""

    caller: Caller | None
    definition: Definition
    frame: Frame


def make_rule_pages(
    reads: Reads, forms: FormsPort, what_ifs: WhatIfsPort, *, names: Names, timekeeping: Timekeeping
) -> APIRouter:
    """The routes `/awards/pages/rules` and `/awards/pages/what-if/{trial_id}`."""
    site = Site("services.awards.web", RULE_WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)
    rim = _Rim(reads, forms, what_ifs, site, names)

    @router.get(RULES)
    async def hand_out(request: Request) -> Response:
        return await rim.hand_out(request)

    @router.post(RULES)
    async def take_in(request: Request) -> Response:
        return await rim.take_in(request)

    @router.get(TRIALS + "/{trial_id}")
    async def trial(request: Request, trial_id: str) -> Response:
        return await rim.trial(request, trial_id)

    return router


class _Rim:
    """From a request to the editor, or to what a trial came to."""

    def __init__(self, reads: Reads, forms: FormsPort, what_ifs: WhatIfsPort, site: Site, names: Names) -> None:
        self._reads, self._forms, self._what_ifs, self._site, self._names = reads, forms, what_ifs, site, names

    async def hand_out(self, request: Request) -> Response:
        """The editor with a published rule set in it, or empty."""
        caller: Caller | None = None
        try:
            caller = await self._reads.caller(request)
            caller, _ = await self._reads.allowed(request, "rules")
            found = await self._desk(request, caller)
            if not isinstance(found, _Desk):
                return found
        except Refusal as refusal:
            return self._refused(request, refusal.problem, caller)
        new, asked = self._forms.begin(), request.query_params.get("rule_set", "")
        begun = begun_in(request, now=new.time)
        if begun is None:
            return begin_anew(found.frame, (new.id, new.time))
        chosen = next((one for one in found.definition.rule_sets if one.id == asked), None)
        said = {ID: [begun[0]], TIME: [begun[1]]}
        text = "" if chosen is None else as_yaml(chosen)
        position = request.query_params.get("after", "")
        good = RULE_WORDS[found.frame.language].recorded_at.format(position=position) if position.isdecimal() else ""
        return self._page(found, Typed(text, "", said), good=good)

    async def take_in(self, request: Request) -> Response:
        """The text checked, or a trial of it begun; who is signed in no more gets the text back."""
        caller: Caller | None = None
        try:
            text = typed(await uploaded(request, at_most=MAX_BYTES))
            caller = await self._reads.caller(request)
            _check_may(caller)
            found = await self._desk(request, caller)
            if not isinstance(found, _Desk):
                return found
        except Refusal as refusal:
            return self._refused(request, refusal.problem, caller)
        if caller is None or text.unread:
            return self._page(found, text, problem=NO_TEXT if caller else NOT_SIGNED_IN)
        other = read_other_rules(text.text, found.definition)
        if isinstance(other, tuple):
            return self._page(found, text, mistakes=other)
        if text.do != TRY:
            good = RULE_WORDS[found.frame.language].good.format(rule_sets=len(other.rule_sets))
            return self._page(found, text, good=good)
        try:
            trial = await self._what_ifs.begin(other, text.text)
        except (LogUnavailable, LogDamaged):
            return self._page(found, text, problem=LOG_UNAVAILABLE)
        await self._what_ifs.ended(trial.id, within=AT_ONCE_SECONDS)
        onward = found.frame.link(f"{TRIALS}/{trial.id}", as_of="")
        return RedirectResponse(onward, 303, {"Cache-Control": "no-store"})

    async def trial(self, request: Request, trial_id: str) -> Response:
        """What a trial came to, with its text to go on with."""
        caller: Caller | None = None
        try:
            caller = await self._reads.caller(request)
            caller, _ = await self._reads.allowed(request, "rules")
            trial = self._found(trial_id)
            found = await self._desk(request, caller, campaign=trial.campaign)
            compared, sees_cases = trial.compared, may_read(caller, "candidates")
            called = await self._called(request, caller, compared) if compared and sees_cases else {}
        except Refusal as refusal:
            return self._refused(request, refusal.problem, caller)
        if not isinstance(found, _Desk):
            return found
        ending = request.query_params.get("format", "")
        if compared is not None and ending in {one.value for one in Format}:
            table = case_by_case(compared, found.frame, called) if sees_cases else by_award(compared, found.frame)
            assert found.frame.stand is not None  # noqa: S101 - as every desk has
            moment = found.frame.stand.moment
            return await download(
                table.name, rows_of(table), as_=Format(ending), position=compared.position, made=moment
            )
        new = self._forms.begin()
        begun = begun_in(request, now=new.time)
        if begun is None:
            return begin_anew(found.frame, (new.id, new.time))
        values: dict[str, object] = {
            "trial": trial,
            "compared": compared,
            "counted": by_award(compared, found.frame) if compared else None,
            "cases": case_by_case(compared, found.frame, called) if compared and sees_cases else None,
        }
        said = {ID: [begun[0]], TIME: [begun[1]]}
        answer = self._page(found, Typed(trial.text, "", said), values=values, template="what_if.html")
        if compared is None and trial.state.value != "broken_off":
            answer.headers["Refresh"] = AGAIN_SECONDS
        return answer

    async def _called(self, request: Request, caller: Caller, compared: Compared) -> Mapping[Subject, Who]:
        """What those are called of whom the verdict would be another, as far as the caller may see. Raises Refusal."""
        subjects = {Subject(one.subject_kind, one.subject_id) for one in compared.changes}

        def named(view: View) -> Mapping[Subject, Who]:
            day = day_in_country(view.moment)
            found = naming_of(view.session, compared.campaign, subjects, caller=caller, names=self._names, day=day)
            return {} if found is None else {one: found.who(one) for one in subjects}

        return await self._reads.view(request, named)

    def _found(self, trial_id: str) -> TrialPort:
        """A trial. Raises Refusal (404)."""
        trial = self._what_ifs.find(trial_id)
        if trial is None:
            raise Refusal(NOT_FOUND)
        return trial

    async def _desk(self, request: Request, caller: Caller | None, *, campaign: str = "") -> _Desk | Response:
        """The campaign that is asked for, or the only one; else where one is chosen. Raises Refusal (404, 503)."""
        asked = campaign or request.query_params.get("campaign", "")

        def make(view: View) -> _Desk | Response:
            there = campaigns(view.session)
            name = asked or (there[0] if len(there) == 1 else "")
            stand, role = Standpoint(view.moment, view.position), None if caller is None else caller.role
            known = known_of(view.session, name, ()) if name in there else None
            if known is None:
                if asked or not there:
                    raise Refusal(NO_CAMPAIGN)
                return self._choice(request, view, stand, caller)
            under = Under.of(known.campaign)
            frame = self._site.frame(request, stand, section=section_of(role), role=role, under=under)
            return _Desk(caller, Definition(known.campaign, tuple(known.rule_sets)), frame)

        return await self._reads.view(request, make)

    def _choice(self, request: Request, view: View, stand: Standpoint, caller: Caller | None) -> Response:
        found = [known_of(view.session, one, ()) for one in campaigns(view.session)]
        role = None if caller is None else caller.role
        frame = self._site.frame(request, stand, section=section_of(role), role=role)
        chosen = [one.campaign for one in found if one is not None]
        return self._site.page("rules_of.html", frame, campaigns=chosen, rules=RULES)

    def _page(
        self,
        desk: _Desk,
        text: Typed,
        *,
        good: str = "",
        mistakes: tuple[Mistake, ...] = (),
        problem: Problem | None = None,
        values: dict[str, object] | None = None,
        template: str = "editor.html",
    ) -> Response:
        said, campaign = RULE_WORDS[desk.frame.language], desk.definition.campaign.campaign
        named = WORDINGS[desk.frame.language].text(desk.definition.campaign.name)
        frame = desk.frame
        here = frame.link(RULES, as_of="", campaign=campaign)
        actions = [Action(CHECK, said.check, here), Action(TRY, said.what_if, here)]
        if desk.caller is None or may_read(desk.caller, "administration"):
            actions.append(Action(PUBLISH, said.publish, frame.link(PUBLISHED_AT, as_of="", campaign=campaign)))
        links = [
            Link(
                _called(one, desk.definition.rule_sets, frame.language),
                frame.link(RULES, as_of="", campaign=campaign, rule_set=quote(one.id, safe="")),
            )
            for one in desk.definition.rule_sets
        ]
        editor = Editor(
            title=said.title.format(campaign=named),
            lead=said.lead,
            actions=actions,
            links=[*links, Link(said.empty, here)],
            links_title=said.others,
            good=good,
            mistakes=mistakes,
            problem=problem,
            values=values or {},
        )
        bare = self._bare(frame)
        answer = editor_answer(self._site, bare, editor, text.text, text.said, template=template)
        if problem is not None and problem.status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @staticmethod
    def _bare(frame: Frame) -> Frame:
        """A page that is filled in stands at no position: it is never kept, nor renewed."""
        return Frame(
            path=frame.path,
            query=frame.query,
            language=frame.language,
            section=frame.section,
            role=frame.role,
            timekeeping=frame.timekeeping,
            under=frame.under,
        )

    def _refused(self, request: Request, problem: Problem, caller: Caller | None) -> Response:
        return self._site.problem(request, problem, role=None if caller is None else caller.role)


def _check_may(caller: Caller | None) -> None:
    """Whether somebody who is signed in may look at rules. Raises Refusal (403)."""
    if caller is not None and reach(caller, "rules") is Reach.NOTHING:
        raise Refusal(NOT_ALLOWED)


def _called(one: RuleSet, others: Iterable[RuleSet], language: Language) -> str:
    """A rule set by its id, its days and how many cards it has."""
    said, say = RULE_WORDS[language], WORDINGS[language]
    start, cards = say.iso_day(one.in_force.from_), len(one.cards)
    if not one.in_force.to:
        followed = any(other.in_force.from_ > one.in_force.from_ for other in others)
        form = said.one_of_followed if followed else said.one_of_open
        return form.format(id=one.id, start=start, cards=cards)
    return said.one_of.format(id=one.id, start=start, end=say.iso_day(one.in_force.to), cards=cards)
