"""A service's door as its own pages use it, for forms and files: the same intake, the same turns. It knows no page."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from shared.adapters.access_tables import AccessUnavailable
from shared.adapters.http import Refusal
from shared.adapters.intake import Intake, Taken, rfc3339
from shared.adapters.turns import TOO_MANY, Turns
from shared.adapters.unit_columns import UnitColumns
from shared.core.access import Caller
from shared.core.decider import Duplicate, Recorded
from shared.core.forms import normal_form
from shared.core.problems import LOG_UNAVAILABLE, Problem
from shared.sheets.unit_columns import UnitColumn

_encode: Final = msgspec.json.Encoder().encode


class Begun(NamedTuple):
    """What a form that is handed out bears, so that sending it twice states one thing: an event's id and its time."""

    id: str
    time: str


class FormDoor:
    """Hands out forms' ids and takes what was entered in them. `random` gives bytes that nobody can guess."""

    def __init__(
        self, intake: Intake, *, turns: Turns, clock: Callable[[], datetime], random: Callable[[int], bytes]
    ) -> None:
        self._intake = intake
        self._turns = turns
        self._clock = clock
        self._random = random

    def begin(self) -> Begun:
        """A new form: what happened is told as of now."""
        return Begun(f"form-{self._random(16).hex()}", rfc3339(self._clock()))

    async def take(self, caller: Caller, event: Mapping[str, object]) -> Recorded | Duplicate | Problem:
        """What became of a structured CloudEvent, decided as if it had come to the door."""
        body = normal_form(_encode(event))
        whose, size = caller.unit_id or caller.token_id, len(body)
        if not self._turns.enter(whose, size) and not await self._turns.wait(whose, size):
            return TOO_MANY
        try:
            [taken] = await self._intake.take(caller, [body])
        finally:
            self._turns.leave(whose, size)
        return taken.answer


class FileDoor:
    """Takes the events of a file, or says what would become of them; `on_trial` answers the latter.

    `columns_url` is the database that knows what units call the columns of their files.
    """

    def __init__(self, intake: Intake, *, on_trial: Intake, turns: Turns, columns_url: str) -> None:
        self._intake, self._on_trial, self._turns = intake, on_trial, turns
        self._columns = UnitColumns.open(columns_url)

    def close(self) -> None:
        """Let go of the database."""
        self._columns.close()

    async def rehearse(self, caller: Caller, bodies: Sequence[bytes]) -> Sequence[Taken] | Problem:
        """What would become of each event, after those before it; nothing is written."""
        return await self._through(self._on_trial, caller, bodies)

    async def record(self, caller: Caller, bodies: Sequence[bytes]) -> Sequence[Taken] | Problem:
        """What became of each event, decided as if they had come to the door as one batch."""
        return await self._through(self._intake, caller, bodies)

    async def columns_of(self, unit_id: str) -> list[UnitColumn]:
        """What a unit calls its columns. Raises Refusal (503)."""
        with _refused():
            return await asyncio.to_thread(self._columns.of, unit_id)

    async def keep_columns(self, unit_id: str, short: str, columns: Mapping[str, str | None]) -> None:
        """Remember, or forget (None), what columns of one type hold. Raises Refusal (503)."""
        with _refused():
            await asyncio.to_thread(self._columns.keep, unit_id, short, columns)

    async def _through(self, intake: Intake, caller: Caller, bodies: Sequence[bytes]) -> Sequence[Taken] | Problem:
        whose, size = caller.unit_id or caller.token_id, sum(map(len, bodies)) or 1
        if not self._turns.enter(whose, size) and not await self._turns.wait(whose, size):
            return TOO_MANY
        try:
            return await intake.take(caller, bodies)
        finally:
            self._turns.leave(whose, size)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except AccessUnavailable as error:
        raise Refusal(LOG_UNAVAILABLE) from error
