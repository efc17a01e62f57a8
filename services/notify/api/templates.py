"""Templates of notices over HTTP, for administrators: what is in force, other words for it, what they would look like.

Nothing is recorded that was not found sound; what is wrong is said of its field, with the line.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeVar, get_args

from fastapi import APIRouter, Request, Response

from services.notify.api.reads import Answer
from services.notify.domain.checking import MOST_BODY, MOST_SUBJECT, judged
from services.notify.domain.readers import reader_of
from services.notify.domain.shelf import Shelf, Standing, shipped, slot_in
from services.notify.domain.templates import Slot, Template
from services.notify.domain.topics import TOPICS
from services.notify.domain.trying import Trial
from services.notify.domain.variables import CALLED, VARIABLES
from services.notify.ports import Edit, TryOut
from services.notify.tables import templates as kept
from shared.adapters.http import NOT_FOUND, PROBLEM_JSON, Refusal, body_of, json_response, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.definition import Shape
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import Said
from shared.core.forms import read_shape
from shared.core.problems import LOG_UNAVAILABLE, Problem, bad_fields
from shared.core.values import Language, Medium, Words

AT_MOST: Final = 64 * 1024  # bytes of a template
F = TypeVar("F", bound=Shape)

ONE: Final = "/{topic}/{language}/{medium}"
_TOLD: Final[dict[int | str, str]] = {
    "400": "Not sound: `errors` names each mistake with its line; nothing was recorded.",
    "404": "No such topic, language or medium.",
    "409": "No letter can be sent of it, or from here.",
    "413": "Too large.",
    "429": "Enough letters were tried for now.",
    "502": "The mail server did not take the letter; `detail` says why.",
    "503": "The log did not answer; send the same again.",
}


class Written(Shape, frozen=True):
    """The body of a preview."""

    subject: str
    body: str


class Trying(Shape, frozen=True):
    """The body of a letter that is tried out; the address is kept nowhere."""

    subject: str
    body: str
    address: Words


class Change(Shape, frozen=True):
    """The body of a change; the reason stands in the log."""

    subject: str
    body: str
    reason: Words


class Restoring(Shape, frozen=True):
    """The body of going back to what ships."""

    reason: Words


def make_templates_router(rim: Reads, *, edit: Edit, try_out: TryOut) -> APIRouter:
    """The routes /notify/templates; `edit` records what was found sound, `try_out` sends a letter."""
    problem = {"content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    told_when: dict[int | str, dict[str, Any]] = {code: {"description": text} | problem for code, text in _TOLD.items()}
    router = APIRouter(
        prefix="/notify/templates",
        tags=["notify"],
        dependencies=[AT_ANY_MOMENT],
        responses=told_when,
    )

    @router.get("")
    async def templates(request: Request) -> Response:
        """What is in force for each topic, language and medium, since where, who changed it last, and when."""
        await rim.allowed(request, "templates")
        language = request_language(request)
        return await rim.answer(request, lambda view: {"templates": list(_listed(view, language))})

    @router.get(ONE)
    async def template(request: Request, topic: str, language: str, medium: str) -> Response:
        """One of them in full, what ships beside it, what it may name, and every change of it."""
        await rim.allowed(request, "templates")
        slot, asked = slot_of(topic, language, medium), request_language(request)
        return await rim.answer(request, lambda view: _shown(view, slot, asked))

    _add_preview(router, rim)
    _add_changes(router, rim, edit)
    _add_trials(router, rim, try_out)
    return router


def _add_changes(router: APIRouter, rim: Reads, edit: Edit) -> None:
    @router.post(ONE)
    async def change(request: Request, topic: str, language: str, medium: str) -> Response:
        """Have notices told in other words from here on; the same again changes nothing."""
        caller, _ = await rim.allowed(request, "administration")
        slot, told = slot_of(topic, language, medium), await _told(request, Change)
        written = sound(slot, told.subject, told.body)
        try:
            standing = await edit.change(slot, written, reason=told.reason, changed_by=reader_of(caller))
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return _recorded(slot, standing)

    @router.post(ONE + "/restore")
    async def restore(request: Request, topic: str, language: str, medium: str) -> Response:
        """Have notices told in the words that ship again; the same again changes nothing."""
        caller, _ = await rim.allowed(request, "administration")
        slot, told = slot_of(topic, language, medium), await _told(request, Restoring)
        try:
            standing = await edit.restore(slot, reason=told.reason, changed_by=reader_of(caller))
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return _recorded(slot, standing)


def _add_preview(router: APIRouter, rim: Reads) -> None:
    @router.post(ONE + "/preview")
    async def preview(request: Request, topic: str, language: str, medium: str) -> Response:
        """What the latest facts of the topic would be told like; nothing is recorded and nobody told."""
        await rim.allowed(request, "administration")
        slot, told = slot_of(topic, language, medium), await _told(request, Written)
        written = sound(slot, told.subject, told.body)
        return await rim.answer(
            request,
            lambda view: {"previews": [found._asdict() for found in kept.previews(view.session, slot, written)]},
        )


def _add_trials(router: APIRouter, rim: Reads, try_out: TryOut) -> None:
    @router.post(ONE + "/try")
    async def try_letter(request: Request, topic: str, language: str, medium: str) -> Response:
        """Send one letter in these words to an address of the caller's own; nothing is recorded."""
        caller, _ = await rim.allowed(request, "administration")
        slot, told = slot_of(topic, language, medium), await _told(request, Trying)
        written, reader = sound(slot, told.subject, told.body), reader_of(caller)
        trial, at = await rim.view(
            request, lambda view: (Trial(slot, written, *kept.stories(view.session, slot)[0], reader), view.position)
        )
        problem = await try_out(trial, address=told.address)
        if problem is not None:
            raise Refusal(problem)
        body = {"template_id": slot.name, "version": written.version, "tried_on": trial.position}
        return json_response(body, position=at)


def slot_of(topic: str, language: str, medium: str) -> Slot:
    """What a template is for. Raises Refusal (404)."""
    slot = slot_in(topic, language, medium)
    if slot is None:
        raise Refusal(NOT_FOUND)
    return slot


def sound(slot: Slot, subject: str, body: str) -> Template:
    """A template as it is kept, if it is sound. Raises Refusal (400)."""
    written, faults = judged(slot.topic, subject, body)
    if faults:
        raise Refusal(bad_fields(*faults))
    return written


async def _told(request: Request, form: type[F]) -> F:
    """What was sent. Raises Refusal (400, 413)."""
    told = read_shape(await body_of(request, at_most=AT_MOST), form)
    if isinstance(told, Problem):
        raise Refusal(told)
    return told


def _recorded(slot: Slot, standing: Standing) -> Response:
    body = {"template_id": slot.name, "version": standing.template.version, "position": standing.position}
    return json_response(body, position=standing.position)


def _listed(view: View, language: Language) -> Iterator[Answer]:
    shelf, last = kept.shelf(view.session), kept.last_changes(view.session)
    for topic, about in TOPICS.items():
        for spoken in get_args(Language):
            for medium in get_args(Medium):
                slot = Slot(topic, spoken, medium)
                change = last.get(slot)
                who = {"changed_by": change.changed_by, "at": change.at} if change else {}
                yield {**_standing(slot, shelf), **who, "called": _text(about.called, language)}


def _standing(slot: Slot, shelf: Shelf) -> Answer:
    standing = shelf.in_force(slot)
    return {
        "template_id": slot.name,
        "topic": slot.topic,
        "language": slot.language,
        "medium": slot.medium,
        "version": standing.template.version,
        "ships": standing.template == shipped(slot),
        "position": standing.position,
    }


def _shown(view: View, slot: Slot, language: Language) -> Answer:
    shelf, ours = kept.shelf(view.session), shipped(slot)
    now = shelf.in_force(slot).template
    return {
        **_standing(slot, shelf),
        "subject": now.subject,
        "body": now.body,
        "shipped": {"subject": ours.subject, "body": ours.body, "version": ours.version},
        "most": {"subject": MOST_SUBJECT, "body": MOST_BODY},
        "variables": {name: _text(CALLED[name], language) for name in VARIABLES[slot.topic]},
        "changes": [
            {
                "position": one.position,
                "version": one.version,
                "changed_by": one.changed_by,
                "reason": one.reason,
                "at": one.at,
            }
            for one in kept.changes(view.session, slot)
        ],
    }


def _text(said: Said, language: Language) -> str:
    return said.vi if language == "vi" else said.en
