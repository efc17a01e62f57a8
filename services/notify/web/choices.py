"""What a recipient of notices chose, as a page with a form: of what it is told, by which channel, at which hours.

It needs no script. What is typed is not lost, whatever is wrong with it, and a choice that somebody else made meanwhile
is not written over unseen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.notify.domain.choices import NOTHING_CHOSEN, faults_of
from services.notify.domain.readers import chooser_of, reader_of, recipients_of
from services.notify.ports import Choose
from services.notify.tables.choices import chosen_by
from services.notify.tables.rows import Chosen
from services.notify.web.choices_form import (
    MOST_FIELDS,
    Draft,
    choice_in,
    draft_in,
    draft_of,
    faults_by_field,
    lines_of,
    outside_of,
)
from services.notify.web.choices_texts import WORDS
from shared.adapters.browser import entered
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import Choice, RecipientChose
from shared.core.forms import read_shape
from shared.core.problems import LOG_UNAVAILABLE, Problem, bad_fields
from shared.core.values import Channel, Role
from shared.web.filling import Entered, first
from shared.web.frame import Section, Standpoint, Timekeeping
from shared.web.site import Site

PATH: Final = Section.CHOICES.value
AT_MOST: Final = 64 * 1024
TAKE_BACK: Final = "take_back"
NAMED: Final = frozenset({"language", "quiet.begins", "quiet.ends", "every", "at", "weekday", "time_zone"})
MEANWHILE: Final = Problem(
    409,
    "chosen_meanwhile",
    "Trong lúc đó đã có lựa chọn khác được ghi. Biểu mẫu vẫn giữ những gì đã nhập; gửi lại thì lựa chọn này thay lựa "
    "chọn kia.",
    "Another choice was recorded meanwhile. What you entered still stands here; send it again to put it in the other's "
    "place.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """What the page is drawn with."""

    draft: Draft
    recipient: str
    recipients: Sequence[str] = ()
    role: Role | None = None
    chosen: Chosen | None = None
    stand: Standpoint | None = None
    problem: Problem | None = None
    saved: bool = field(default=False)


class Push(NamedTuple):
    """Web push, where it is set up: our public key for browsers, and how many of a recipient's are told now."""

    key: str
    browsers: Callable[[str], int]


NO_PUSH: Final = Push("", lambda _: 0)


def make_choices(
    reads: Reads, *, channels: frozenset[Channel], choose: Choose, push: Push, timekeeping: Timekeeping
) -> APIRouter:
    """The routes `/notify/pages/choices`; `channels` are those through which anything can be told here."""
    page = _Page(reads, outside_of(channels), choose, push=push, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)
    router.get(PATH)(page.show)
    router.post(PATH)(page.record)
    return router


class _Page:
    def __init__(
        self,
        reads: Reads,
        channels: tuple[Channel, ...],
        choose: Choose,
        *,
        push: Push,
        timekeeping: Timekeeping,
    ) -> None:
        self._reads = reads
        self._channels = channels
        self._choose = choose
        self._push = push
        self._site = Site("services.notify.web", WORDS, timekeeping=timekeeping)

    async def show(self, request: Request) -> Response:
        """The form as the choice that stands fills it in."""
        try:
            caller, _ = await self._reads.allowed(request, "inbox")
            return await self._reads.view(
                request, lambda view: self._drawn(request, self._standing(request, view, caller))
            )
        except Refusal as refusal:
            return await self._refused(request, refusal.problem)

    async def record(self, request: Request) -> Response:
        """State what was entered, or say what is wrong with it."""
        try:
            said = await entered(request, at_most=AT_MOST, most_fields=MOST_FIELDS)
            draft = draft_in(said)
            try:
                caller, _ = await self._reads.allowed(request, "inbox")
            except Refusal as refusal:
                if refusal.problem.status != 401:
                    raise
                shown = _Shown(draft=draft, recipient=first(said, "recipient"), problem=refusal.problem)
                return self._drawn(request, shown)
            return await self._recorded(request, caller, said, draft)
        except Refusal as refusal:
            return await self._refused(request, refusal.problem)

    async def _recorded(self, request: Request, caller: Caller, said: Entered, draft: Draft) -> Response:
        recipient = chooser_of(caller, first(said, "recipient"))
        if isinstance(recipient, Problem):
            raise Refusal(recipient)
        shown = await self._reads.view(request, lambda view: self._standing(request, view, caller, recipient))
        standing = _choice_of(shown.chosen)
        made = self._made(draft, standing) if first(said, "do") != TAKE_BACK else NOTHING_CHOSEN
        again = replace(shown, draft=draft, chosen=None, stand=None)
        if isinstance(made, Problem):
            return self._drawn(request, replace(again, problem=made))
        if draft.seen != shown.draft.seen and made != standing:
            fresh = replace(draft, seen=shown.draft.seen)
            return self._drawn(request, replace(again, draft=fresh, problem=MEANWHILE))
        try:
            position = await self._choose(RecipientChose(recipient, made, reader_of(caller)))
        except (LogUnavailable, LogDamaged):
            return self._drawn(request, replace(again, problem=LOG_UNAVAILABLE))
        frame = self._site.frame(request)
        return RedirectResponse(frame.link(PATH, recipient=recipient, saved="1", after=str(position)), 303)

    def _made(self, draft: Draft, standing: Choice) -> Choice | Problem:
        made = read_shape(msgspec.json.encode(choice_in(draft, standing, self._channels)), Choice)
        if isinstance(made, Problem):
            return made
        faults = tuple(faults_of(made))
        return bad_fields(*faults) if faults else made

    def _standing(self, request: Request, view: View, caller: Caller, recipient: str = "") -> _Shown:
        """What a recipient of the caller's chose. Raises Refusal (403)."""
        own = sorted(recipients_of(caller))
        wanted = recipient or request.query_params.get("recipient", "") or next(iter(own), "")
        named = chooser_of(caller, wanted) if wanted else ""
        if isinstance(named, Problem):
            raise Refusal(named)
        chosen = next(iter(chosen_by(view.session, [named])), None) if named else None
        position = chosen.position if chosen else 0
        return _Shown(
            draft=draft_of(_choice_of(chosen), self._channels, seen=position),
            recipient=named,
            recipients=own,
            role=caller.role,
            chosen=chosen,
            stand=Standpoint(view.moment, view.position),
            saved=request.query_params.get("saved") == "1",
        )

    def _drawn(self, request: Request, shown: _Shown) -> Response:
        frame = self._site.frame(request, shown.stand, section=Section.CHOICES, role=shown.role)
        problem = shown.problem
        response = self._site.page(
            "choices.html",
            frame,
            status=problem.status if problem else 200,
            draft=shown.draft,
            lines=lines_of(shown.draft, self._channels, frame.language),
            channels=self._channels,
            recipient=shown.recipient,
            recipients=shown.recipients,
            chosen=shown.chosen,
            problem=problem,
            faults=faults_by_field(problem.faults if problem else ()),
            named=NAMED,
            saved=shown.saved and problem is None,
            push=self._push,
            where=f"{PATH}/push",
            path=PATH,
        )
        if problem and problem.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if problem and problem.status == 503:
            response.headers["Retry-After"] = "2"
        return response

    async def _refused(self, request: Request, problem: Problem) -> Response:
        caller = None if problem.status == 503 else await self._reads.caller(request)
        return self._site.problem(request, problem, role=None if caller is None else caller.role)


def _choice_of(chosen: Chosen | None) -> Choice:
    return NOTHING_CHOSEN if chosen is None else msgspec.json.decode(chosen.choice, type=Choice)
