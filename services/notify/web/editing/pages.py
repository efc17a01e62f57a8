"""Templates of notices as pages: a list, and an editor that checks, previews and publishes. They judge nothing.

They need no script. What is typed is not lost, whatever is wrong with it, and words that somebody else published
meanwhile are not written over unseen.
"""

import re
from dataclasses import replace
from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from msgspec import structs

from services.notify.domain.checking import judged
from services.notify.domain.readers import reader_of
from services.notify.domain.shelf import shipped, slot_in
from services.notify.domain.templates import Slot, Template
from services.notify.domain.trying import Trial
from services.notify.ports import Edit, TryOut
from services.notify.tables.templates import previews, stories
from services.notify.web.editing import drawn, shown
from services.notify.web.editing.drawn import PATH, Pages, Seen
from services.notify.web.editing.texts import MEANWHILE, NOT_SOUND
from shared.adapters.browser import entered
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller
from shared.core.definition import Shape
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.forms import read_shape
from shared.core.problems import LOG_UNAVAILABLE, Fault, Problem, bad_fields
from shared.core.values import Channel, Words
from shared.web.filling import EMPTY, Entered, first
from shared.web.frame import Standpoint, Timekeeping

AT_MOST: Final = 64 * 1024
ONE: Final = PATH + "/{topic}/{language}/{medium}"
_POSITION: Final = re.compile(r"\d{1,18}", re.ASCII).fullmatch
_BAD_BEFORE: Final = Fault("/before", "phải là một vị trí", "must be a position")


class _Reason(Shape, frozen=True):
    """Why words are changed."""

    reason: Words


def make_template_pages(
    reads: Reads, edit: Edit, try_out: TryOut, *, channels: frozenset[Channel], timekeeping: Timekeeping
) -> APIRouter:
    """The routes `/notify/pages/templates`; `edit` records what was found sound, `try_out` sends a letter."""
    rim = _Rim(reads, edit, try_out, Pages(channels, timekeeping))
    router = APIRouter(include_in_schema=False)
    router.get(PATH)(rim.list_all)
    router.get(ONE)(rim.show)
    router.post(ONE)(rim.take_in)
    return router


class _Rim:
    """From a request to a page, or to a change and back to the page."""

    def __init__(self, reads: Reads, edit: Edit, try_out: TryOut, pages: Pages) -> None:
        self._reads, self._edit, self._try_out, self._pages = reads, edit, try_out, pages

    async def list_all(self, request: Request) -> Response:
        """Which templates there are, of one language and medium at once, or those that were changed."""
        try:
            caller, _ = await self._reads.allowed(request, "templates")
            return await self._reads.view(request, lambda view: self._listed(request, view, caller))
        except Refusal as refusal:
            return await self._refused(request, refusal.problem)

    async def show(self, request: Request, topic: str, language: str, medium: str) -> Response:
        """One template as it stands, or with the words of an older version in its fields."""
        try:
            caller, _ = await self._reads.allowed(request, "templates")
            slot = _slot(topic, language, medium)
            return await self._reads.view(
                request, lambda view: self._pages.editor(request, _standing(request, view, slot, caller))
            )
        except Refusal as refusal:
            return await self._refused(request, refusal.problem)

    async def take_in(self, request: Request, topic: str, language: str, medium: str) -> Response:
        """What was typed, checked and shown; published if that is wanted; who is signed in no more gets it back."""
        try:
            said = await entered(request, at_most=AT_MOST)
            slot, draft = _slot(topic, language, medium), drawn.draft_in(said)
            try:
                caller, _ = await self._reads.allowed(request, "administration")
            except Refusal as refusal:
                if refusal.problem.status != 401:
                    raise
                return self._pages.editor(request, Seen(slot=slot, draft=draft, problem=refusal.problem))
            return await self._taken(request, slot, said, caller)
        except Refusal as refusal:
            return await self._refused(request, refusal.problem)

    async def _taken(self, request: Request, slot: Slot, said: Entered, caller: Caller) -> Response:
        draft, do = drawn.draft_in(said), first(said, "do")
        standing = await self._reads.view(request, lambda view: _standing(request, view, slot, caller))
        again = replace(standing, draft=draft, stand=None, told="", previews=())
        written, faults = judged(slot.topic, draft.subject, draft.body)
        if do == drawn.RESTORE:
            written, faults = shipped(slot), ()
        if do in (drawn.PUBLISH, drawn.RESTORE):
            faults = (*faults, *_without_reason(draft.reason))
        if faults:
            problem = structs.replace(NOT_SOUND, faults=faults)
            return self._pages.editor(request, replace(again, problem=problem))
        if do == drawn.TRY:
            return await self._tried(request, again, written, caller)
        if do not in (drawn.PUBLISH, drawn.RESTORE):
            return await self._reads.view(
                request, lambda view: self._pages.editor(request, _previewed(view, again, written))
            )
        if draft.seen != standing.draft.seen and standing.now and standing.now.words != written:
            fresh = draft._replace(seen=standing.draft.seen)
            return self._pages.editor(request, replace(again, draft=fresh, problem=MEANWHILE))
        try:
            position = await self._recorded(slot, None if do == drawn.RESTORE else written, draft, caller)
        except (LogUnavailable, LogDamaged):
            return self._pages.editor(request, replace(again, problem=LOG_UNAVAILABLE))
        told = do if str(position) != standing.draft.seen else drawn.SAME
        onward = self._pages.frame(request).link(drawn.path_of(slot), as_of="", told=told, after=str(position))
        return RedirectResponse(onward, 303, {"Cache-Control": "no-store"})

    async def _tried(self, request: Request, seen: Seen, written: Template, caller: Caller) -> Response:
        """The page again, with what became of a letter in the words that were typed."""
        slot, reader = seen.slot, reader_of(caller)
        trial = await self._reads.view(
            request, lambda view: Trial(slot, written, *stories(view.session, slot)[0], reader)
        )
        problem = await self._try_out(trial, address=seen.draft.address)
        if problem is not None:
            of_a_field = structs.replace(NOT_SOUND, faults=problem.faults) if problem.faults else problem
            return self._pages.editor(request, replace(seen, problem=of_a_field))
        return await self._reads.view(
            request, lambda view: self._pages.editor(request, _previewed(view, seen, written, told=drawn.TRY))
        )

    async def _recorded(self, slot: Slot, written: Template | None, draft: drawn.Draft, caller: Caller) -> int:
        """Where it stands that words are in force, or (None) those that ship. Raises LogUnavailable, LogDamaged."""
        reason, by = draft.reason.strip(), reader_of(caller)
        if written is None:
            return (await self._edit.restore(slot, reason=reason, changed_by=by)).position
        return (await self._edit.change(slot, written, reason=reason, changed_by=by)).position

    def _listed(self, request: Request, view: View, caller: Caller) -> Response:
        frame = self._pages.frame(request, Standpoint(view.moment, view.position), role=caller.role)
        which = request.query_params.get("which", "")
        slot = slot_in("report.due", *which.split(" ")) if which.count(" ") == 1 else None
        if which == drawn.CHANGED:
            return self._pages.listed(frame, shown.lines(view.session), which=which)
        language, medium = (slot.language, slot.medium) if slot else (frame.language, "LETTER")
        lines = shown.lines(view.session, language, medium)
        return self._pages.listed(frame, lines, which=f"{language} {medium}")

    async def _refused(self, request: Request, problem: Problem) -> Response:
        caller = None if problem.status == 503 else await self._reads.caller(request)
        return self._pages.refused(request, problem, role=None if caller is None else caller.role)


def _slot(topic: str, language: str, medium: str) -> Slot:
    """What a template is for. Raises Refusal (404)."""
    slot = slot_in(topic, language, medium)
    if slot is None:
        raise Refusal(NOT_FOUND)
    return slot


def _standing(request: Request, view: View, slot: Slot, caller: Caller) -> Seen:
    """One template as it stands. Raises Refusal (400)."""
    asked = request.query_params
    before = asked.get("before", "")
    if before and not _POSITION(before):
        raise Refusal(bad_fields(_BAD_BEFORE))
    found = shown.versions(view.session, slot)
    now = found[0]
    wanted = next((one.words for one in found if str(one.position) == asked.get("words")), None)
    template = wanted or now.words or shipped(slot)
    old = [one for one in found if not before or one.position < int(before)]
    return Seen(
        slot=slot,
        draft=drawn.draft_of(template, seen=now.position),
        role=caller.role,
        now=now,
        versions=old[: drawn.MOST],
        older=str(old[drawn.MOST - 1].position) if len(old) > drawn.MOST else "",
        previews=list(previews(view.session, slot, template)),
        stand=Standpoint(view.moment, view.position),
        told=told if (told := asked.get("told", "")) in drawn.TOLD else "",
    )


def _previewed(view: View, seen: Seen, written: Template, *, told: str = drawn.CHECK) -> Seen:
    """The same, with notices in the words that were typed."""
    return replace(seen, told=told, previews=list(previews(view.session, seen.slot, written)))


def _without_reason(reason: str) -> tuple[Fault, ...]:
    """What is wrong with a reason."""
    if not reason.strip():
        return (Fault("/reason", *EMPTY),)
    told = read_shape(msgspec.json.encode({"reason": reason.strip()}), _Reason)
    return told.faults if isinstance(told, Problem) else ()
