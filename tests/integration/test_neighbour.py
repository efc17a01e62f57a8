"""Passing requests on to a service behind its socket, with a real server on both sides of the way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from deploy.local.neighbour import Receive, Scope, Send
from deploy.local.one_address import OneAddress
from tests.waiting import PATIENCE_SECONDS

DEADLINE = PATIENCE_SECONDS
LARGE = bytes(range(256)) * 20_000  # 5 MB
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Echo:
    """What stands behind the socket; it remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes, dict[bytes, bytes]]] = []
        self.left = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.asked.append((scope["method"], scope["raw_path"] + b"?" + scope["query_string"], dict(scope["headers"])))
        if scope["path"] == "/s/stream":
            await self._stream(receive, send)
        elif scope["path"] == "/readyz":
            await _answer(send, 200, b'{"ready": true, "parts": {"log": true}}')
        else:
            await _answer(send, 201 if body else 200, body or b"nothing came")

    async def _stream(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b"data: one\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()


async def _live(receive: Receive, send: Send) -> None:
    for done in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{done}.complete"})


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-length", b"%d" % len(body)),
        (b"x-position", b"7"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def served(app: App, socket: Path) -> AsyncIterator[None]:
    """A real server on a socket, stopped at the end."""
    config = uvicorn.Config(app, uds=str(socket), http="httptools", ws="none", lifespan="on", log_level="error")
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(DEADLINE):
        await server.listens.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def passed_on(service: App | None, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an address behind which one service is there (or comes later), and another one never is."""
    home = OneAddress(Echo(), {"s": folder / "service.sock", "t": folder / "nobody.sock"})
    behind = served(service, folder / "service.sock") if service else nullcontext()
    async with behind, served(home, folder / "home.sock"):
        transport = httpx.AsyncHTTPTransport(uds=str(folder / "home.sock"))
        async with httpx.AsyncClient(transport=transport, base_url="http://thidua.example", timeout=DEADLINE) as client:
            yield client


async def test_a_request_and_its_answer_come_through_as_they_are(tmp_path: Path) -> None:
    service = Echo()
    async with passed_on(service, tmp_path) as client:
        answer = await client.get("/s/a%2Fb?q=%C4%91&q=2", headers={"authorization": "Bearer t"})

    method, target, headers = service.asked[-1]
    assert (method, target) == ("GET", b"/s/a%2Fb?q=%C4%91&q=2")
    assert (headers[b"authorization"], headers[b"host"]) == (b"Bearer t", b"thidua.example")
    assert (answer.status_code, answer.text, answer.headers["x-position"]) == (200, "nothing came", "7")
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


async def test_the_address_behind_a_papers_code_is_awards_own(tmp_path: Path) -> None:
    awards = Echo()
    home = OneAddress(Echo(), {"awards": tmp_path / "awards.sock"})
    async with served(awards, tmp_path / "awards.sock"), served(home, tmp_path / "home.sock"):
        transport = httpx.AsyncHTTPTransport(uds=str(tmp_path / "home.sock"))
        async with httpx.AsyncClient(transport=transport, base_url="http://thidua.example", timeout=DEADLINE) as client:
            await client.get("/verify/abc")

    assert [target for _, target, _ in awards.asked] == [b"/verify/abc?"]


async def test_that_a_service_is_away_the_home_tells_a_browser(tmp_path: Path) -> None:
    async with passed_on(None, tmp_path) as client:
        told = await client.get("/t/one")
        page = await client.get("/t/one", headers={"accept": "text/html, */*;q=0.8"})

    assert (told.status_code, told.json()["code"]) == (503, "service_away")
    assert (page.status_code, page.text) == (200, "nothing came")  # the home of this test answers all alike


@pytest.mark.parametrize("part", [100_000, len(LARGE)], ids=["in chunks", "at once"])
async def test_a_large_body_comes_through_whole(tmp_path: Path, part: int) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for begin in range(0, len(LARGE), part):
            yield LARGE[begin : begin + part]

    async with passed_on(Echo(), tmp_path) as client:
        answer = await client.post("/s/events", content=LARGE if part == len(LARGE) else chunks())

    assert answer.status_code == 201
    assert answer.content == LARGE


async def test_many_requests_at_once_each_get_their_own_answer(tmp_path: Path) -> None:
    bodies = [f"{number}".encode() * 1_000 for number in range(1, 200)]
    async with passed_on(Echo(), tmp_path) as client:
        answers = await asyncio.gather(*(client.post("/s/events", content=body) for body in bodies))

    assert [answer.content for answer in answers] == bodies


async def test_an_answer_without_a_body_ends(tmp_path: Path) -> None:
    async with passed_on(Echo(), tmp_path) as client:
        head = await client.head("/s/page")
        after = await client.get("/s/page")

    assert (head.status_code, head.content) == (200, b"")
    assert after.text == "nothing came"


async def test_a_stream_arrives_as_it_is_sent_and_the_service_hears_when_the_caller_leaves(tmp_path: Path) -> None:
    service = Echo()
    async with passed_on(service, tmp_path) as client, asyncio.timeout(DEADLINE):
        async with client.stream("GET", "/s/stream") as stream:
            first = await anext(stream.aiter_raw())
        await service.left.wait()

    assert first == b"data: one\n\n"


async def test_a_service_that_is_away_is_a_problem_until_it_is_back_again_and_again(tmp_path: Path) -> None:
    there, away = [], []
    async with passed_on(None, tmp_path) as client:
        for _ in range(3):
            away.append(await client.get("/s/page", headers={"accept-language": "en"}))
            async with served(Echo(), tmp_path / "service.sock"):
                there.append(await client.get("/s/page"))
                there.append(await client.get("/s/page"))

    assert [answer.status_code for answer in there] == [200] * 6
    assert [answer.json()["code"] for answer in away] == ["service_away"] * 3
    assert {(answer.status_code, answer.headers["retry-after"]) for answer in away} == {(503, "2")}


async def test_a_service_that_hangs_up_before_it_answers_is_away(tmp_path: Path) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    server = await asyncio.start_unix_server(hang_up, tmp_path / "service.sock")
    async with server, passed_on(None, tmp_path) as client:
        answer = await client.post("/s/events", content=LARGE)

    assert answer.status_code == 503


async def test_an_answer_that_breaks_off_does_not_look_whole(tmp_path: Path) -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this")
        writer.close()

    server = await asyncio.start_unix_server(break_off, tmp_path / "service.sock")
    async with server, passed_on(None, tmp_path) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/s/page")


async def test_readiness_is_that_of_every_part(tmp_path: Path) -> None:
    async def unwell(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        return await _answer(send, 503, b'{"ready": false, "parts": {"log": false}}')

    async with passed_on(unwell, tmp_path) as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "parts": {"tracking.log": True, "s.log": False, "t": False}}
