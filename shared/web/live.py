"""The live signal: tells open pages by server-sent events that their figures have moved. It knows no figure."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from shared.web.assets import SECURITY

TELL_SECONDS: Final = 1.0
QUIET_TURNS: Final = 15  # then a comment goes out, so that a connection that is gone is noticed


def live_signal(address: str, *, position: Callable[[], int], stopping: Callable[[], bool]) -> APIRouter:
    """The route of one service's signal.

    `position` says up to where the read model is true now; `stopping` whether the server is about to stop, which waits
    for open answers, and live signals never end by themselves.
    """
    router = APIRouter(include_in_schema=False)

    @router.get(address)
    async def live() -> Response:
        return StreamingResponse(
            _moves(position, stopping), media_type="text/event-stream", headers={"Cache-Control": "no-store"} | SECURITY
        )

    return router


async def _moves(position: Callable[[], int], stopping: Callable[[], bool]) -> AsyncIterator[bytes]:
    """The position, when it has changed, at most once a second."""
    told, quiet = -1, 0
    while not stopping():
        now = position()
        if now != told:
            yield b"data: %d\n\n" % now
            told, quiet = now, 0
        elif quiet >= QUIET_TURNS:
            yield b": nothing new\n\n"
            quiet = 0
        quiet += 1
        await asyncio.sleep(TELL_SECONDS)
