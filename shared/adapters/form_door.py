"""A service's door as the forms of its own pages use it: the same intake and the same turns. It knows no page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from shared.adapters.intake import Intake, rfc3339
from shared.adapters.turns import TOO_MANY, Turns
from shared.core.access import Caller
from shared.core.decider import Duplicate, Recorded
from shared.core.forms import normal_form
from shared.core.problems import Problem

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
