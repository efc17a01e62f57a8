"""A bare web service: it reads a request and says that it was recorded, which it was not. Run with its port."""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import uvloop

from benchmarks.client import HOST
from shared.adapters.serving import serve_web

_BODY: Final = b'{"id":"0","status":"recorded","position":0}'


async def bare(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """An ASGI application."""
    if scope["type"] == "lifespan":
        for done in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{done}.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_BODY))]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": _BODY})


if __name__ == "__main__":
    uvloop.run(serve_web(bare, f"{HOST}:{sys.argv[1]}"))
