"""Reads over HTTP: who asks, up to which position, as of which moment; the answer's content is the service's own."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final, NamedTuple, TypeAlias, TypeVar

from fastapi import Depends, Query, Request, Response
from sqlmodel import Session

from shared.adapters.access_tables import AccessUnavailable
from shared.adapters.browser import presented
from shared.adapters.clock import Clock
from shared.adapters.database import DatabaseUnavailable
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
from shared.adapters.read_turns import TOO_MANY_READS, take_turn
from shared.adapters.timeline import Timeline
from shared.core.access import Caller, Reach, Readable, reach
from shared.core.envelope import MAX_COMMIT_FACTS, position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.forms import parse_time
from shared.core.log import EventLog
from shared.core.problems import LOG_UNAVAILABLE, Fault, bad_fields

Who: TypeAlias = Callable[[str], Awaitable[Caller | None]]
CaughtUp: TypeAlias = Callable[[int], Awaitable[bool]]
T = TypeVar("T")

_logger: Final = logging.getLogger(__name__)
_BAD_POSITION: Final = ("phải là một vị trí, tức số nguyên không âm", "must be a position, a whole number of 0 or more")
_BAD_MOMENT: Final = ("phải là một vị trí hoặc thời điểm RFC 3339", "must be a position or an RFC 3339 time")


class View(NamedTuple):
    """A read model at the moment asked about, for the time of one answer.

    `moment` is now, or the time that was asked about, or when the newest fact up to the position asked about was
    recorded; whatever depends on the day goes by it.
    """

    session: Session
    position: int
    moment: datetime


async def _described(
    after: Annotated[str, Query(description="A position: the answer takes account of every fact up to it.")] = "",
    as_of: Annotated[
        str, Query(description="A position or an RFC 3339 time of recording: the answer as the log stood then.")
    ] = "",
) -> None:
    """For /openapi.json; the rim itself reads what was asked, and says in both languages what is wrong with it."""


AT_ANY_MOMENT: Final = Depends(_described)  # a dependency of every router of reads


class Stand(NamedTuple):
    """As of when a read is asked: a position that the log has reached, and the moment it is taken for."""

    position: int
    moment: datetime


class Asking:
    """Who asks, how far they want to be sure, and as of when.

    `caught_up` waits until all that follows from a position is shown (10 s at most).
    """

    def __init__(self, log: EventLog, *, who: Who, caught_up: CaughtUp, clock: Clock) -> None:
        self._log = log
        self._who = who
        self._caught_up = caught_up
        self._clock = clock
        self._timeline = Timeline(log)

    async def caller(self, request: Request) -> Caller | None:
        """Who asks, by a bearer token or a browser's session; None if it is not good.

        Returns when it is its turn to be answered. Raises Refusal (403, 429, 503).
        """
        shown = presented(request.method, request.headers)
        try:
            caller = await self._who(shown) if shown else None
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        if not await take_turn(request.scope, caller.token_id if caller else ""):
            raise Refusal(TOO_MANY_READS)
        return caller

    async def signed_in(self, request: Request) -> Caller:
        """Who asks, when it is its turn. Raises Refusal (401, 429)."""
        caller = await self.caller(request)
        if caller is None:
            raise Refusal(NOT_SIGNED_IN)
        return caller

    async def allowed(self, request: Request, what: Readable) -> tuple[Caller, Reach]:
        """Who asks and how much of this it may read. Raises Refusal (401, 403, 429)."""
        caller = await self.signed_in(request)
        extent = reach(caller, what)
        if extent is Reach.NOTHING:
            _logger.warning("read_refused", extra={"what": what, "role": caller.role, "grant": caller.token_id})
            raise Refusal(NOT_ALLOWED)
        return caller, extent

    async def stand(self, request: Request) -> Stand | None:
        """What `?as_of=` asks for, if anything, once what `?after=` asks for is shown. Of what is to come, as it is.

        Raises Refusal (400, 504), LogUnavailable, LogDamaged.
        """
        query = request.query_params
        if "after" in query and not await self._caught_up(_position(query["after"], "after")):
            raise Refusal(NOT_YET)
        if "as_of" not in query:
            return None
        text = query["as_of"]
        if text.isascii() and text.isdigit():
            position = _position(text, "as_of")
            moment = await self._timeline.moment_of(position) or self._clock()
        else:
            # A "+" in a query that was not escaped comes as a space.
            asked = parse_time(text.replace(" ", "+"))
            if asked is None:
                raise Refusal(bad_fields(Fault("/as_of", *_BAD_MOMENT)))
            position, moment = await self._timeline.position_at(asked), asked
        return Stand(min(position, position_of(await self._log.last(), MAX_COMMIT_FACTS - 1)), moment)


class Reads(Asking):
    """The reads of one service, from its read model."""

    def __init__(self, model: ReadModel, log: EventLog, *, who: Who, caught_up: CaughtUp, clock: Clock) -> None:
        super().__init__(log, who=who, caught_up=caught_up, clock=clock)
        self._model = model

    async def answer(self, request: Request, make: Callable[[View], object | None]) -> Response:
        """What `make` says of the read model at the moment asked for; None is 404. Raises Refusal."""
        return await self.view(request, lambda view: self._json(request, view, make(view)))

    async def view(self, request: Request, make: Callable[[View], T]) -> T:
        """`make`'s result over the read model, honouring `?after=` and `?as_of=`. Raises Refusal (400, 503, 504)."""
        try:
            stand = await self.stand(request)
            if stand is not None and not await self._model.reached(stand.position):
                raise Refusal(NOT_YET)
            reading = await self._model.at(stand.position) if stand else self._model.reading()
            moment = stand.moment if stand else self._clock()
            with reading as view:
                return make(View(view.session, view.position, moment))
        except (LogUnavailable, LogDamaged, NotBuiltYet, DatabaseUnavailable) as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def view_of_all(self, request: Request, make: Callable[[View], T]) -> T:
        """The same over a read model in which every position stays: as it is now, the view's position as asked for.

        Raises Refusal (400, 503, 504).
        """
        try:
            stand = await self.stand(request)
            if stand is not None and not await self._model.reached(stand.position):
                raise Refusal(NOT_YET)
            with self._model.reading() as view:
                position = min(stand.position, view.position) if stand else view.position
                return make(View(view.session, position, stand.moment if stand else self._clock()))
        except (LogUnavailable, LogDamaged, NotBuiltYet, DatabaseUnavailable) as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def view_at(self, position: int, make: Callable[[View], T]) -> T:
        """`make`'s result over the read model as it stood at a position that it has reached. Raises Refusal (503)."""
        try:
            moment = await self._timeline.moment_of(position) or self._clock()
            with await self._model.at(position) as view:
                return make(View(view.session, view.position, moment))
        except (LogUnavailable, LogDamaged, NotBuiltYet, DatabaseUnavailable) as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    def _json(self, request: Request, view: View, body: object | None) -> Response:
        if body is None:
            raise Refusal(NOT_FOUND)
        return json_response(body, position=view.position, language=request_language(request))


def _position(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refusal(bad_fields(Fault(f"/{name}", *_BAD_POSITION)))
    return int(text)
