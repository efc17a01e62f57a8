"""Headers that guard every answer which says nothing of its own: kept nowhere, run by no browser, shown in no frame.

Pages and files set theirs (`shared/web/assets.py`); this knows neither them nor any route.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

GUARDS: Final = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guarded:
    """An ASGI application whose every answer bears the guards that it does not set itself."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the server's own start and stop go through as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = [*message.get("headers", ())]
                names = {name.lower() for name, _ in said}
                message = {**message, "headers": said + [guard for guard in GUARDS if guard[0] not in names]}
            await send(message)

        await self._app(scope, receive, guarded)
