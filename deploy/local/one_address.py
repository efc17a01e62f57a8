"""One web address for four services: what belongs to another service is passed on to its socket (design 16)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from deploy.local.neighbour import Away, Neighbour, Receive, Scope, Send
from shared.adapters.http import PROBLEM_JSON, WENT_WRONG, language_of, wants_page
from shared.core.problems import Problem, problem_body

Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

READY_SECONDS: Final = 5.0
# Paths that bear no service's name, and whose they are.
ALSO_OF: Final = {"verify": "awards"}
_AWAY: Final = Problem(
    503,
    "service_away",
    "Dịch vụ này đang khởi động lại. Hãy thử lại sau ít giây.",
    "This service is starting again. Try again in a few seconds.",
)


class OneAddress:
    """An ASGI application: `home` answers everything but the paths under the other services' names."""

    def __init__(self, home: Application, sockets: Mapping[str, Path]) -> None:
        self._home = home
        self._neighbours = {name: Neighbour(path) for name, path in sockets.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http":  # the server's own start and stop
            await self._home(scope, receive, send)
            for one in self._neighbours.values():
                one.close()
            return
        path: str = scope["path"]
        first = path[1:].partition("/")[0]
        neighbour = self._neighbours.get(ALSO_OF.get(first, first))
        if neighbour is not None:
            if path.endswith("/metrics"):  # every service shows its figures at its own root
                scope = {**scope, "path": "/metrics", "raw_path": b"/metrics"}
            await self._pass_on(neighbour, scope, receive, send)
        elif path == "/readyz":
            await self._ready(send, dict(scope["headers"]).get(b"accept-language", b""))
        elif path == "/openapi.json":
            await self._described(send)
        else:
            await self._home(scope, receive, send)

    async def _pass_on(self, neighbour: Neighbour, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a neighbour answer; that it is away, the home tells a browser, since it can draw pages."""
        try:
            await neighbour(scope, receive, send)
        except Away:
            asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
            if wants_page(asked.get(b"accept", "")):
                await self._home({**scope, WENT_WRONG: _AWAY}, receive, send)
                return
            language = language_of(asked.get(b"accept-language", ""))
            problem = json.dumps(problem_body(_AWAY, language), ensure_ascii=False).encode()
            headers = [(b"content-type", PROBLEM_JSON.encode()), (b"retry-after", b"2")]
            await _send(send, _AWAY.status, headers, problem)

    async def _ready(self, send: Send, accept_language: bytes) -> None:
        """Ready when every part is: the home's own answer, and the others' in one."""
        everybody: dict[str, Application] = {"tracking": self._home, **self._neighbours}
        answers = await asyncio.gather(*(_parts_of(name, app, accept_language) for name, app in everybody.items()))
        whole: dict[str, Any] = {"ready": False}
        for answer in answers:
            for group, members in answer.items():
                whole[group] = {**whole.get(group, {}), **members}
        whole["ready"] = all(whole["parts"].values())
        body = json.dumps(whole, ensure_ascii=False).encode()
        await _send(send, 200 if whole["ready"] else 503, [(b"content-type", b"application/json")], body)

    async def _described(self, send: Send) -> None:
        """The whole address in one OpenAPI document; a service that is away is left out."""
        whole: dict[str, Any] = json.loads(await _got(self._home, "/openapi.json"))
        for neighbour in self._neighbours.values():
            with suppress(Away, ConnectionError, TimeoutError, ValueError):
                async with asyncio.timeout(READY_SECONDS):
                    other = json.loads(await _got(neighbour, "/openapi.json"))
                whole["paths"] = {**other["paths"], **whole["paths"]}
                for kind, entries in other.get("components", {}).items():
                    whole["components"][kind] = {**entries, **whole["components"].get(kind, {})}
        whole["info"]["title"] = "Thi Đua"
        await _send(send, 200, [(b"content-type", b"application/json")], json.dumps(whole).encode())


async def _parts_of(name: str, app: Application, accept_language: bytes) -> dict[str, dict[str, object]]:
    """A service's `parts`, and its `why` where one of them does not answer, under the service's name."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            answer = json.loads(await _got(app, "/readyz", accept_language))
        told = {group: answer[group] for group in ("parts", "why") if group == "parts" or group in answer}
    except (Away, ConnectionError, TimeoutError, ValueError, KeyError):
        return {"parts": {name: False}}
    return {group: {f"{name}.{part}": said for part, said in members.items()} for group, members in told.items()}


async def _got(app: Application, path: str, accept_language: bytes = b"") -> bytes:
    """What an application answers to a GET."""
    parts: list[bytes] = []
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        return messages.pop() if messages else await asyncio.get_running_loop().create_future()

    async def send(message: MutableMapping[str, Any]) -> None:
        parts.append(message.get("body", b""))

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    headers = [(b"host", b"localhost"), (b"accept-language", accept_language)]
    where = {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": None}
    await app({**scope, **where, "server": None, "headers": headers}, receive, send)
    return b"".join(parts)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
