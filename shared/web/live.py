"""The live signal: tells open pages by server-sent events that their figures have moved. It knows no figure."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from shared.web.assets import SECURITY

LOOK_SECONDS: Final = 0.2
# A screen that was told draws its page anew, so it is left alone for some turns; with the fetch it has a change within
# a second of its being recorded.
REST_TURNS: Final = 3
QUIET_TURNS: Final = 75  # then a comment goes out, so that a connection that is gone is noticed


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
    """The position, when it has changed, and not too often."""
    told, turns = -1, REST_TURNS
    while not stopping():
        now = position()
        if now != told and turns >= REST_TURNS:
            yield b"data: %d\n\n" % now
            told, turns = now, 0
        elif turns >= QUIET_TURNS:
            yield b": nothing new\n\n"
            turns = REST_TURNS
        turns += 1
        await asyncio.sleep(LOOK_SECONDS)
