"""One web address for four services: what belongs to another service is passed on to its socket (design 16)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx

from shared.adapters.http import language_of, problem_body
from shared.core.problems import Problem

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

PATIENCE_SECONDS: Final = 30.0
_HOP_BY_HOP: Final = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"host"})
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
        self._clients = {
            name: httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=str(path), limits=httpx.Limits(max_connections=64)),
                base_url=f"http://{name}",
                timeout=PATIENCE_SECONDS,
            )
            for name, path in sockets.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http":
            await self._home(scope, receive, send)
            return
        path: str = scope["path"]
        client = self._clients.get(path[1:].partition("/")[0])
        if client is not None:
            await _pass_on(client, scope, receive, send)
        elif path == "/readyz":
            await self._ready(send)
        else:
            await self._home(scope, receive, send)

    async def _ready(self, send: Send) -> None:
        """Ready when every part is: the home's own answer, and the others' in one."""
        answers = await asyncio.gather(*(_parts_of(name, client) for name, client in self._clients.items()))
        home = httpx.AsyncClient(transport=httpx.ASGITransport(self._home), base_url="http://home")
        async with home:
            parts = {**(await _parts_of("tracking", home)), **{k: v for answer in answers for k, v in answer.items()}}
        status = 200 if all(parts.values()) else 503
        body = json.dumps({"ready": status == 200, "parts": parts}).encode()
        await _send(send, status, [(b"content-type", b"application/json")], body)


async def _parts_of(name: str, client: httpx.AsyncClient) -> dict[str, bool]:
    try:
        parts = (await client.get("/readyz", timeout=5)).json()["parts"]
    except (httpx.HTTPError, ValueError, KeyError):
        return {name: False}
    return {f"{name}.{part}": bool(answers) for part, answers in parts.items()}


async def _pass_on(client: httpx.AsyncClient, scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(name, value) for name, value in scope["headers"] if name not in _HOP_BY_HOP]
    query = scope["query_string"].decode("latin-1")
    url = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")

    async def body() -> Any:
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            if part := message.get("body", b""):
                yield part

    has_body = scope["method"] in ("POST", "PUT", "PATCH")
    request = client.build_request(scope["method"], url, headers=headers, content=body() if has_body else None)
    try:
        answer = await client.send(request, stream=True)
    except httpx.TransportError:
        language = language_of(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))
        problem = json.dumps(problem_body(_AWAY, language), ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"2")]
        await _send(send, _AWAY.status, headers, problem)
        return
    try:
        kept = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP_BY_HOP]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
        async for part in answer.aiter_raw():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await answer.aclose()


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
