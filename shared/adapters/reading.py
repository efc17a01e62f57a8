"""Reads over HTTP: who asks, up to which position, as of which moment; the answer's content is the service's own."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, TypeAlias, TypeVar

from fastapi import Request, Response

from shared.adapters.access import AccessUnavailable
from shared.adapters.database import DatabaseUnavailable, View
from shared.adapters.http import (
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    NOT_YET,
    Refusal,
    json_response,
    request_language,
)
from shared.adapters.read_model import NotBuiltYet, ReadModel
from shared.adapters.replaying import position_at
from shared.core.access import Caller, Reach, Readable, reach
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.forms import parse_time
from shared.core.log import EventLog
from shared.core.problems import LOG_UNAVAILABLE, Fault, bad_fields

__all__ = ["CaughtUp", "Reads", "View", "Who"]

Who: TypeAlias = Callable[[str], Awaitable[Caller | None]]
CaughtUp: TypeAlias = Callable[[int], Awaitable[bool]]
T = TypeVar("T")

_BAD_POSITION: Final = ("phải là một vị trí, tức số nguyên không âm", "must be a position, a whole number of 0 or more")
_BAD_MOMENT: Final = ("phải là một vị trí hoặc thời điểm RFC 3339", "must be a position or an RFC 3339 time")


class Reads:
    """The reads of one service. `caught_up` waits until all that follows from a position is shown (10 s at most)."""

    def __init__(self, model: ReadModel, log: EventLog, *, who: Who, caught_up: CaughtUp) -> None:
        self._model = model
        self._log = log
        self._who = who
        self._caught_up = caught_up

    async def caller(self, request: Request) -> Caller | None:
        """Who asks, by the bearer token; None without one that is good. Raises Refusal (503)."""
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        try:
            return await self._who(bearer.strip()) if scheme.lower() == "bearer" else None
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def signed_in(self, request: Request) -> Caller:
        """Who asks. Raises Refusal (401)."""
        caller = await self.caller(request)
        if caller is None:
            raise Refusal(NOT_SIGNED_IN)
        return caller

    async def allowed(self, request: Request, what: Readable) -> tuple[Caller, Reach]:
        """Who asks and how much of this it may read. Raises Refusal (401, 403)."""
        caller = await self.signed_in(request)
        extent = reach(caller, what)
        if extent is Reach.NOTHING:
            raise Refusal(NOT_ALLOWED)
        return caller, extent

    async def answer(self, request: Request, make: Callable[[View], object | None]) -> Response:
        """What `make` says of the read model at the moment asked for; None is 404. Raises Refusal."""
        return await self.view(request, lambda view: self._json(request, view, make(view)))

    async def view(self, request: Request, make: Callable[[View], T]) -> T:
        """`make`'s result over the read model, honouring `?after=` and `?as_of=`. Raises Refusal (400, 503, 504)."""
        query = request.query_params
        try:
            if "after" in query and not await self._caught_up(_position(query["after"], "after")):
                raise Refusal(NOT_YET)
            reading = self._model.reading()
            if "as_of" in query:
                reading = await self._model.at(await self._moment(query["as_of"]))
            with reading as view:
                return make(view)
        except (LogUnavailable, LogDamaged, NotBuiltYet, DatabaseUnavailable) as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def _moment(self, text: str) -> int:
        if text.isascii() and text.isdigit():
            return _position(text, "as_of")
        # A "+" in a query that was not escaped comes as a space.
        moment: datetime | None = parse_time(text.replace(" ", "+"))
        if moment is None:
            raise Refusal(bad_fields(Fault("/as_of", *_BAD_MOMENT)))
        return await position_at(self._log, moment)

    def _json(self, request: Request, view: View, body: object | None) -> Response:
        if body is None:
            raise Refusal(NOT_FOUND)
        return json_response(body, position=view.position, language=request_language(request))


def _position(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refusal(bad_fields(Fault(f"/{name}", *_BAD_POSITION)))
    return int(text)
