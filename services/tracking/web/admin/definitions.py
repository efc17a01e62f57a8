"""Campaigns launched and amended, and rule sets published, by their text over HTTP. What a text may say, rules judge.

What is stated goes the way of `POST /tracking/events`. However often a text is sent, it states one thing: a launch and
its units bear ids made from what they say, an amendment and a rule set the id of the form.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.ports import FilesPort, FormsPort
from services.tracking.tables import queries
from services.tracking.web.admin.beginning import DRAFT, asked, drafted
from services.tracking.web.admin.definition_texts import DEFINITION_WORDS, NOTHING_CHANGED, DefinitionWords
from services.tracking.web.admin.forms import SOURCE
from services.tracking.web.admin.launched import launched_campaigns, ways_on
from shared.adapters.browser import uploaded
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, may_read
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Campaign
from shared.core.draft import WHOLE_REFUSED
from shared.core.events import CampaignAmended, Data, RuleSetPublished
from shared.core.forms import normal_form
from shared.core.problems import Fault, Problem
from shared.rules.definition import CampaignFile, Mistake, read
from shared.rules.editing import as_yaml, read_campaign, read_rule_sets
from shared.rules.launching import Event, campaign_events, unit_events
from shared.web.editor import MAX_BYTES, Action, Editor, Link, Typed, editor_answer, typed
from shared.web.editor_texts import NO_TEXT
from shared.web.filling import ID, TIME, event_of
from shared.web.form_page import begin_anew, begun_in
from shared.web.frame import Frame, Section, Under
from shared.web.site import Site
from shared.web.texts import WORDINGS

CAMPAIGNS: Final = "/admin/campaigns"
RULE_SETS: Final = "/admin/rule-sets"
RULES: Final = "/awards/pages/rules"  # awards' editor: there rules are checked and tried
CHECK: Final = "check"
NOT_KEPT: Final = {"Cache-Control": "no-store"}
KNOWN: Final = frozenset({"unit_id_used", "content_differs"})  # it is there already, which a launch does not mind


class _Desk(NamedTuple):
    """Who edits, what is defined by now (one campaign, or none where a new one is launched), and the page around it."""

    caller: Caller | None
    frame: Frame
    campaign: Campaign | None
    others: Sequence[Link]


class _Outcome(NamedTuple):
    """What is said of a text, or where one goes on to."""

    mistakes: tuple[Mistake, ...] = ()
    problem: Problem | None = None
    good: str = ""
    onward: str = ""
    faults: tuple[Fault, ...] = ()  # in the answers out of which a first text is to be written


def make_definitions(reads: Reads, forms: FormsPort, files: FilesPort, site: Site) -> APIRouter:
    """The routes `/admin/campaigns`, `/admin/campaigns/{campaign}` and (to be sent to) `/admin/rule-sets`."""
    router = APIRouter(include_in_schema=False)
    rim = _Rim(reads, forms, files, site)

    @router.get(CAMPAIGNS)
    async def new(request: Request) -> Response:
        return await rim.hand_out(request, "", _NEW)

    @router.post(CAMPAIGNS)
    async def launch(request: Request) -> Response:
        return await rim.take_in(request, "", _NEW)

    @router.get(CAMPAIGNS + "/{campaign}")
    async def one(request: Request, campaign: str) -> Response:
        return await rim.hand_out(request, campaign, _AMENDED)

    @router.post(CAMPAIGNS + "/{campaign}")
    async def amend(request: Request, campaign: str) -> Response:
        return await rim.take_in(request, campaign, _AMENDED)

    @router.post(RULE_SETS)
    async def publish(request: Request) -> Response:
        return await rim.take_in(request, request.query_params.get("campaign", ""), _RULES)

    return router


class _Kind(NamedTuple):
    """A kind of text, and whether it is about a campaign that is there."""

    name: str
    of_campaign: bool


_NEW, _AMENDED = _Kind("new", of_campaign=False), _Kind("amended", of_campaign=True)
_RULES = _Kind("rules", of_campaign=True)


class _Rim:
    """From a request to an editor, and from its text to what is stated."""

    def __init__(self, reads: Reads, forms: FormsPort, files: FilesPort, site: Site) -> None:
        self._reads, self._forms, self._files, self._site = reads, forms, files, site

    async def hand_out(self, request: Request, campaign: str, kind: _Kind) -> Response:
        """The editor with what is in force, or empty."""
        caller: Caller | None = None
        try:
            caller = await self._reads.caller(request)
            caller, _ = await self._reads.allowed(request, "administration")
            desk = await self._desk(request, caller, campaign, kind)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        new = self._forms.begin()
        begun = begun_in(request, now=new.time)
        if begun is None:
            return begin_anew(desk.frame, (new.id, new.time))
        text = "" if desk.campaign is None else as_yaml(desk.campaign)
        position = request.query_params.get("after", "")
        good = (
            DEFINITION_WORDS[desk.frame.language].recorded_at.format(position=position) if position.isdecimal() else ""
        )
        return self._page(desk, kind, Typed(text, "", {ID: [begun[0]], TIME: [begun[1]]}), _Outcome(good=good))

    async def take_in(self, request: Request, campaign: str, kind: _Kind) -> Response:
        """The text checked, or stated; whatever is wrong, it stands in the page again."""
        caller: Caller | None = None
        try:
            text = typed(await uploaded(request, at_most=MAX_BYTES), alone_for=DRAFT)
            caller = await self._reads.caller(request)
            _check_may(caller)
            desk = await self._desk(request, caller, campaign, kind)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=None if caller is None else caller.role)
        if caller is None or text.unread:
            outcome = _Outcome(problem=NO_TEXT if caller else NOT_SIGNED_IN)
        elif kind is _NEW and text.do == DRAFT:
            text, faults = drafted(text)
            outcome = _Outcome(good="" if faults else DEFINITION_WORDS[desk.frame.language].drafted, faults=faults)
        else:
            outcome = await self._outcome(desk, caller, kind, text)
        if outcome.onward:
            return RedirectResponse(outcome.onward, 303, NOT_KEPT)
        return self._page(desk, kind, text, outcome)

    async def _outcome(self, desk: _Desk, caller: Caller, kind: _Kind, text: Typed) -> _Outcome:
        said = DEFINITION_WORDS[desk.frame.language]
        if desk.campaign is None:
            return await self._launched(desk, caller, text, said)
        if kind is _RULES:
            return await self._published(desk, desk.campaign, caller, text)
        found = read_campaign(text.text, desk.campaign.campaign)
        if isinstance(found, tuple):
            return _Outcome(found)
        if text.do == CHECK:
            return _Outcome(good=_sound(said.good, found))
        event = _event(CampaignAmended, found, text, campaign=found.campaign)
        if found == _plain(desk.campaign) and not await self._stands(caller, event):
            return _Outcome(problem=NOTHING_CHANGED)
        answer = await self._forms.take(caller, event)
        if isinstance(answer, Problem):
            return _Outcome(problem=answer)
        path = f"{CAMPAIGNS}/{quote(found.campaign, safe='')}"
        return _Outcome(onward=desk.frame.link(path, as_of="", after=str(answer.position)))

    async def _launched(self, desk: _Desk, caller: Caller, text: Typed, said: DefinitionWords) -> _Outcome:
        file = read(text.text)
        if not isinstance(file, CampaignFile):
            return _Outcome(file)
        definition = file.definition
        if text.do == CHECK:
            return _Outcome(good=_sound(said.good_new, definition.campaign, len(definition.rule_sets)))
        now = datetime.fromisoformat(self._forms.begin().time)
        position = 0
        for events in (unit_events(definition, not_after=now), campaign_events(definition, not_after=now)):
            answer = await self._stated(caller, events)
            if isinstance(answer, Problem):
                return _Outcome(problem=answer)
            position = max(position, answer)
        path = f"{CAMPAIGNS}/{quote(definition.campaign.campaign, safe='')}"
        return _Outcome(onward=desk.frame.link(path, as_of="", after=str(position)))

    async def _stands(self, caller: Caller, event: Event) -> bool:
        """Whether this very event is recorded already, as it is when somebody clicks twice."""
        taken = await self._files.rehearse(caller, [normal_form(msgspec.json.encode(event))])
        return not isinstance(taken, Problem) and isinstance(taken[0].answer, Duplicate)

    async def _stated(self, caller: Caller, events: Sequence[Event]) -> int | Problem:
        """The last position at which these stand; what is there already is not minded."""
        taken = await self._files.record(caller, [normal_form(msgspec.json.encode(event)) for event in events])
        if isinstance(taken, Problem):
            return taken
        answers = [one.answer for one in taken]
        problems = [one for one in answers if isinstance(one, Problem) and one.code not in KNOWN]
        if problems:
            # What is refused only because another part of the same launch is, says nothing of the cause.
            return min(problems, key=lambda one: one.code == WHOLE_REFUSED.code)
        return max((one.position for one in answers if isinstance(one, Recorded | Duplicate)), default=0)

    async def _published(self, desk: _Desk, campaign: Campaign, caller: Caller, text: Typed) -> _Outcome:
        found = read_rule_sets(text.text, campaign)
        if isinstance(found, tuple):
            return _Outcome(found)
        position = 0
        for number, rule_set in enumerate(found):
            event = _event(RuleSetPublished, rule_set, text, campaign=campaign.campaign)
            answer = await self._forms.take(caller, {**event, "id": f"{event['id']}-{number}"})
            if isinstance(answer, Problem):
                return _Outcome(problem=answer)
            position = max(position, answer.position)
        onward = desk.frame.link(RULES, as_of="", campaign=campaign.campaign, after=str(position))
        return _Outcome(onward=onward)

    async def _desk(self, request: Request, caller: Caller | None, campaign: str, kind: _Kind) -> _Desk:
        """What there is to edit. Raises Refusal (404, 503)."""

        def make(view: View) -> _Desk:
            found = queries.campaign_of(view.session, campaign) if kind.of_campaign else None
            if kind.of_campaign and found is None:
                raise Refusal(NOT_FOUND)
            under = None if found is None else Under.of(found)
            role = None if caller is None else caller.role
            frame = self._site.frame(request, section=Section.ADMIN, role=role, under=under)
            return _Desk(caller, frame, found, launched_campaigns(view, frame, CAMPAIGNS) if found is None else ())

        return await self._reads.view(request, make)

    def _page(self, desk: _Desk, kind: _Kind, text: Typed, outcome: _Outcome) -> Response:
        said, frame = DEFINITION_WORDS[desk.frame.language], desk.frame
        name = "" if desk.campaign is None else desk.campaign.campaign
        called = WORDINGS[frame.language].text(frame.under.name) if frame.under else ""
        rules = frame.link(RULES, as_of="", campaign=name)
        titles: dict[str, Callable[[], Editor]] = {
            "new": lambda: Editor(
                title=said.campaigns,
                lead=said.lead,
                actions=(Action(CHECK, said.check), Action("launch", said.launch)),
                links=desk.others,
                links_title=said.others,
                values={"its_own": said, "asked": asked(text.said, outcome.faults, now=self._forms.begin().time)},
            ),
            "amended": lambda: Editor(
                title=said.amend_title.format(campaign=called),
                lead=said.amend_lead,
                actions=(Action(CHECK, said.check), Action("amend", said.amend)),
                links=(*ways_on(frame, name), Link(said.rules, rules), Link(said.campaigns, frame.link(CAMPAIGNS))),
                links_title=said.next,
            ),
            "rules": lambda: Editor(
                title=said.publish_title.format(campaign=called),
                lead=said.publish_lead,
                actions=(
                    Action(CHECK, said.check, rules),
                    Action("try", said.try_first, rules),
                    Action("publish", said.publish),
                ),
                links=(Link(said.to_rules, rules),),
                links_title=said.rules,
            ),
        }
        editor = titles[kind.name]()
        values = {"good": outcome.good, "mistakes": outcome.mistakes, "problem": outcome.problem}
        whole = Editor(**{name: getattr(editor, name) for name in editor.__slots__} | values)
        template = "campaign_new.html" if kind is _NEW else "editor.html"
        answer = editor_answer(self._site, frame, whole, text.text, text.said, template=template)
        if outcome.faults:
            answer.status_code = 400
        if outcome.problem is not None and outcome.problem.status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def _event(data: type[Data], part: msgspec.Struct, text: Typed, *, campaign: str) -> Event:
    return event_of(data.wire, msgspec.to_builtins(part), text.said, campaign=campaign, source=SOURCE)


def _plain(campaign: Campaign) -> Campaign:
    """Without what it is besides, a launch or an amendment."""
    return msgspec.convert(msgspec.to_builtins(campaign), Campaign)


def _sound(text: str, campaign: Campaign, rule_sets: int = 0) -> str:
    figures = {"clauses": len(campaign.clauses), "units": len(campaign.units), "rule_sets": rule_sets}
    return text.format(campaign=campaign.campaign, **figures)


def _check_may(caller: Caller | None) -> None:
    """Whether somebody who is signed in may edit. Raises Refusal (403)."""
    if caller is not None and not may_read(caller, "administration"):
        raise Refusal(NOT_ALLOWED)
