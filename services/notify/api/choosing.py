"""What recipients choose, over HTTP: what stands, what may be chosen at all, and a new choice in the place of the old.

Nobody chooses for another: a caller speaks for those as whom it is told things.
"""

from collections.abc import Iterable
from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response

from services.notify.api.reads import Answer
from services.notify.domain.choices import faults_of
from services.notify.domain.readers import chooser_of, reader_of, recipients_of
from services.notify.domain.topics import TOPICS, may_mute
from services.notify.ports import Choose
from services.notify.tables.choices import chosen_by
from services.notify.tables.rows import Chosen
from shared.adapters.http import Refusal, body_of, json_response, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.definition import Shape
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import Choice, RecipientChose, Said
from shared.core.forms import read_shape
from shared.core.problems import LOG_UNAVAILABLE, Fault, Problem, bad_fields
from shared.core.values import Channel, Id, Language

AT_MOST: Final = 64 * 1024  # bytes of a choice


class Choosing(Shape, frozen=True):
    """The body of POST /notify/choices; `recipient` may be left out where there is only one."""

    choice: Choice
    recipient: Id = ""


def make_choices_router(rim: Reads, *, channels: frozenset[Channel], choose: Choose) -> APIRouter:
    """The routes /notify/choices; `channels` are those through which anything can be told here."""
    router = APIRouter(prefix="/notify/choices", tags=["notify"], dependencies=[AT_ANY_MOMENT])

    @router.get("")
    async def choices(request: Request) -> Response:
        """What the caller's recipients chose, and what there is to choose."""
        caller, _ = await rim.allowed(request, "inbox")
        language = request_language(request)
        return await rim.answer(
            request,
            lambda view: {
                "choices": [_choice(one) for one in chosen_by(view.session, recipients_of(caller))],
                "topics": [_topic(name, channels, language) for name in TOPICS],
                "channels": sorted(channels),
            },
        )

    @router.post("")
    async def make(request: Request) -> Response:
        """State how a recipient of the caller's wants to be told: the whole choice, in the place of the one before."""
        caller, _ = await rim.allowed(request, "inbox")
        told = read_shape(await body_of(request, at_most=AT_MOST), Choosing)
        if isinstance(told, Problem):
            raise Refusal(told)
        recipient = chooser_of(caller, told.recipient)
        if isinstance(recipient, Problem):
            raise Refusal(recipient)
        position = await chosen(choose, RecipientChose(recipient, told.choice, reader_of(caller)), at="/choice")
        return json_response({"recipient": recipient, "position": position}, position=position)

    return router


async def chosen(choose: Choose, data: RecipientChose, *, at: str) -> int:
    """Where a choice stands; what is wrong with it is said of fields below `at`. Raises Refusal (400, 503)."""
    faults = [Fault(at + one.pointer, one.vi, one.en) for one in faults_of(data.choice)]
    if faults:
        raise Refusal(bad_fields(*faults))
    try:
        return await choose(data)
    except (LogUnavailable, LogDamaged) as error:
        raise Refusal(LOG_UNAVAILABLE) from error


def _choice(row: Chosen) -> Answer:
    return {
        "recipient": row.recipient,
        "choice": msgspec.json.decode(row.choice),
        "chosen_by": row.chosen_by,
        "at": row.at,
        "position": row.position,
    }


def _topic(name: str, channels: Iterable[Channel], language: Language) -> Answer:
    topic = TOPICS[name]
    outside = sorted(set(channels) - {"inbox"})
    return {
        "topic": name,
        "called": _text(topic.called, language),
        "may_be_muted_by": [channel for channel in outside if may_mute(name, channel)],
        "at_once": topic.at_once,
        **({"must": _text(topic.must, language)} if topic.must else {}),
    }


def _text(said: Said, language: Language) -> str:
    return said.vi if language == "vi" else said.en
