"""The client in two manners, blocking and async; what is said and when it is said again stands in `talk`."""

import asyncio
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx

from thidua_client.answers import Answer
from thidua_client.events import Event
from thidua_client.talk import Ask, Pause, Reply, Talk, reading, sending, sending_many

T = TypeVar("T")
PATIENCE_SECONDS: Final = 120.0
ANSWER_SECONDS: Final = 30.0


class Client:
    """One installation, signed in to with a bearer token. `language` is that of its words: `vi` or `en`."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        language: str = "vi",
        patience: float = PATIENCE_SECONDS,
        timeout: float = ANSWER_SECONDS,
    ) -> None:
        self._patience = patience
        self._http = httpx.Client(base_url=url, headers=_headers(token, language), timeout=timeout)

    def send(self, event: Event) -> Answer:
        """Send one event, again and again until it is settled. Raises Rejected, Unavailable."""
        return self._held(sending(event, self._patience))

    def send_many(self, events: Iterable[Event]) -> list[Answer]:
        """Send any number of events, in order; the answer of each says what became of it. Raises Unavailable."""
        return self._held(sending_many(events, self._patience))

    def read(self, path: str, *, after: int | None = None, **query: str) -> Any:
        """Read JSON; `after` waits until the answer takes account of what stands at that position."""
        return self._held(reading(path, _query(after, query), self._patience))

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _held(self, talk: Talk[T]) -> T:
        reply: Reply | None = None
        try:
            while True:
                match talk.send(reply):
                    case Pause(seconds):
                        time.sleep(seconds)
                        reply = None
                    case ask:
                        reply = self._asked(ask)
        except StopIteration as end:
            done: T = end.value
            return done

    def _asked(self, ask: Ask) -> Reply | None:
        try:
            return _reply(self._http.request(ask.method, ask.path, **_parts(ask)))
        except httpx.TransportError:
            return None


class AsyncClient:
    """The same for asyncio."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        language: str = "vi",
        patience: float = PATIENCE_SECONDS,
        timeout: float = ANSWER_SECONDS,
    ) -> None:
        self._patience = patience
        self._http = httpx.AsyncClient(base_url=url, headers=_headers(token, language), timeout=timeout)

    async def send(self, event: Event) -> Answer:
        """Send one event, again and again until it is settled. Raises Rejected, Unavailable."""
        return await self._held(sending(event, self._patience))

    async def send_many(self, events: Iterable[Event]) -> list[Answer]:
        """Send any number of events, in order; the answer of each says what became of it. Raises Unavailable."""
        return await self._held(sending_many(events, self._patience))

    async def read(self, path: str, *, after: int | None = None, **query: str) -> Any:
        """Read JSON; `after` waits until the answer takes account of what stands at that position."""
        return await self._held(reading(path, _query(after, query), self._patience))

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _held(self, talk: Talk[T]) -> T:
        reply: Reply | None = None
        try:
            while True:
                match talk.send(reply):
                    case Pause(seconds):
                        await asyncio.sleep(seconds)
                        reply = None
                    case ask:
                        reply = await self._asked(ask)
        except StopIteration as end:
            done: T = end.value
            return done

    async def _asked(self, ask: Ask) -> Reply | None:
        try:
            return _reply(await self._http.request(ask.method, ask.path, **_parts(ask)))
        except httpx.TransportError:
            return None


def _headers(token: str, language: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", "accept-language": language}


def _parts(ask: Ask) -> dict[str, Any]:
    headers = {"content-type": ask.content_type} if ask.content_type else {}
    return {"content": ask.content, "params": dict(ask.query), "headers": headers}


def _reply(response: httpx.Response) -> Reply:
    return Reply(response.status_code, response.content, response.headers.get("retry-after", ""))


def _query(after: int | None, query: dict[str, str]) -> dict[str, str]:
    return query if after is None else {**query, "after": str(after)}
