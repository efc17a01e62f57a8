"""Turns at reading: who asks for too much at once waits for itself, then is told to come again; nobody else does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest
from fastapi import Request, Response

from shared.adapters.making_api import make_api
from shared.adapters.read_turns import AT_ONCE, COSTLY_AT_ONCE, COSTLY_WAITING, WAITING, is_costly
from shared.adapters.reading import Asking
from shared.adapters.telemetry import Telemetry
from shared.core.access import Caller
from tests.histories import log_of
from tests.waiting import PATIENCE_SECONDS

T = TypeVar("T")
SILENT = Telemetry.silent("tracking")
ANN, BINH = {"authorization": "Bearer ann"}, {"authorization": "Bearer binh"}
PAPER, PAGE = "/campaigns/a/reports/2025.docx", "/campaigns/a"


class Answering:
    """A service whose every answer waits for `go_on`; `begun` counts the requests that have their turn."""

    def __init__(self) -> None:
        self.begun = 0
        self.go_on = asyncio.Event()
        self.api = make_api("reads", ready=_ready, telemetry=SILENT, lifespan=lambda _: asyncio.timeout(None))  # type: ignore[arg-type, return-value]
        asking = Asking(log_of([]), who=_who, caught_up=_caught_up, clock=lambda: None)  # type: ignore[arg-type, return-value]

        @self.api.api_route("/{path:path}", methods=["GET", "POST"])
        async def answer(request: Request) -> Response:
            await asking.caller(request)
            await asking.caller(request)  # as pages do, for what stands around them
            self.begun += 1
            await self.go_on.wait()
            return Response("")

        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(self.api), base_url="http://thidua")

    async def ask(self, path: str, headers: dict[str, str], method: str = "GET") -> httpx.Response:
        return await self._client.request(method, path, headers=headers)

    def asks(self, path: str, headers: dict[str, str], *, times: int = 1) -> list[asyncio.Task[httpx.Response]]:
        return [asyncio.create_task(self.ask(path, headers)) for _ in range(times)]


def held(story: Callable[[Answering], Awaitable[T]]) -> T:
    """What comes of a day at a service."""

    async def day() -> T:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await story(Answering())

    return asyncio.run(day())


async def settle() -> None:
    """Let all tasks come as far as they can."""
    for _ in range(200):
        await asyncio.sleep(0)


def test_of_one_caller_some_costly_reads_are_answered_at_once_others_wait_and_no_more_are_taken() -> None:
    async def story(service: Answering) -> tuple[int, httpx.Response, list[int]]:
        asked = service.asks(PAPER, ANN, times=COSTLY_AT_ONCE + COSTLY_WAITING)
        await settle()
        begun = service.begun
        refused = await service.ask(PAPER, ANN | {"accept-language": "en"})
        service.go_on.set()
        return begun, refused, [answer.status_code for answer in await asyncio.gather(*asked)]

    begun, refused, answers = held(story)

    assert begun == COSTLY_AT_ONCE
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert refused.json()["code"] == "too_many_requests"
    assert "Let those before come to an end" in refused.json()["detail"]
    assert answers == [200] * (COSTLY_AT_ONCE + COSTLY_WAITING)


def test_meanwhile_the_same_caller_has_its_pages_and_everybody_else_everything() -> None:
    async def story(service: Answering) -> int:
        service.asks(PAPER, ANN, times=COSTLY_AT_ONCE + 1)
        await settle()
        before = service.begun
        for path, headers in ((PAGE, ANN), (PAPER, BINH), (PAPER, {}), (PAGE, {})):
            service.asks(path, headers)
        await settle()
        return service.begun - before

    assert held(story) == 4


def test_pages_too_are_answered_some_at_once_and_no_more_are_taken_than_may_wait() -> None:
    async def story(service: Answering) -> tuple[int, int]:
        service.asks(PAGE, ANN, times=AT_ONCE + WAITING)
        await settle()
        return service.begun, (await service.ask(PAGE, ANN)).status_code

    assert held(story) == (AT_ONCE, 429)


def test_who_has_no_name_shares_the_turns_of_what_is_costly_and_of_nothing_else() -> None:
    async def story(service: Answering) -> int:
        service.asks(f"{PAGE}?as_of=1000", {}, times=COSTLY_AT_ONCE + 3)
        service.asks(PAGE, {}, times=AT_ONCE + 3)
        await settle()
        return service.begun

    assert held(story) == COSTLY_AT_ONCE + AT_ONCE + 3


def test_what_is_stated_takes_no_turn_of_reading() -> None:
    async def story(service: Answering) -> int:
        posted = [asyncio.create_task(service.ask(PAGE, ANN, "POST")) for _ in range(AT_ONCE + 1)]
        await settle()
        begun = service.begun
        service.go_on.set()
        await asyncio.gather(*posted)
        return begun

    assert held(story) == AT_ONCE + 1


@pytest.mark.parametrize(
    "address",
    [
        "/tracking/campaigns/a/reports/2025.docx",
        "/awards/campaigns/a/statistics/0602.xlsx?year=2025",
        "/units?table=units&format=csv",
        "/?campaign=a&as_of=2025-03-10",
        "/?campaign=a&%61s_of=2025-03-10",
        "/audit/trail/household/HB-1",
        "/tracking/campaigns/a/units/hctc/handover",
    ],
)
def test_files_look_backs_and_trails_are_costly(address: str) -> None:
    path, _, query = address.partition("?")

    assert is_costly(path, query.encode())


@pytest.mark.parametrize(
    "address",
    [
        "/units",
        "/tracking/campaigns/a?after=1000",
        "/tracking/evidence/0a1b/picture?campaign=a&as_of=1000",
        "/audit/checkpoint",
        "/units?was_of=1",
    ],
)
def test_pages_and_pictures_are_not(address: str) -> None:
    path, _, query = address.partition("?")

    assert not is_costly(path, query.encode())


async def _who(bearer: str) -> Caller | None:
    return Caller("secretary", "", "", f"t-{bearer}")


async def _ready() -> dict[str, bool]:
    return {}


async def _caught_up(_: int) -> bool:
    return True
