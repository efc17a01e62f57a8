"""The newest checkpoint for people: what it covers, who signed it, and its picture to keep. It knows no fact."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from services.audit.domain.notes import signers_of
from services.audit.ports import Checkpoints, Findings, Picture
from shared.adapters.http import Refusal
from shared.adapters.reading import Asking
from shared.core.problems import LOG_UNAVAILABLE
from shared.web.frame import Section
from shared.web.site import Site

CHECKPOINT: Final = "/audit/pages/checkpoint"


class Signer(NamedTuple):
    """Under whose name it is signed; a witness says when it saw it."""

    name: str
    seen: datetime | None


def make_checkpoint_page(
    rim: Asking,
    site: Site,
    *,
    signing: Checkpoints,
    finding: Findings,
    keys: Callable[[], str],
    picture: Callable[[str], Picture],
) -> APIRouter:
    """The route, open to everybody. `keys`: every public key, a line each; `picture` draws a QR code."""
    router = APIRouter(include_in_schema=False)

    @router.get(CHECKPOINT)
    async def checkpoint(request: Request) -> Response:
        try:
            caller = await rim.caller(request)
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        role = caller.role if caller else None
        published = signing.published
        if published is None:
            return site.problem(request, LOG_UNAVAILABLE, role=role)
        frame = site.frame(request, section=Section.AUDIT, role=role)
        note = published.note.decode()
        return site.page(
            "checkpoint.html",
            frame,
            one=published.checkpoint,
            end=finding.end(published),
            note=note,
            picture=picture(note),
            signers=[Signer(name, _moment(at)) for name, at in signers_of(published.note)],
            keys=[line for line in keys().splitlines() if line.count("+") >= _IN_A_KEY and " " not in line],
        )

    return router


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


_IN_A_KEY: Final = 2  # a key is written name+id+base64
