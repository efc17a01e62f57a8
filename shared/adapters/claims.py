"""Claims of names over NATS: the table of what awards may be recording under, and the question that tracking answers.

One message for each campaign, put in the place of the one before it by whoever knows which that is. It knows no pen;
what is claimed when, `claiming.py` says. See ADR-0045.
"""

import asyncio
import logging
import time
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NoReturn, Protocol

import msgspec
from nats.aio.msg import Msg

from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.seldom import Seldom
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.names import Held, Hold, Name
from shared.core.subjects import ALL_NAMES, HOLD, NAMES_NAME, names_subject

RETRY_SECONDS: Final = 0.1
ASK_SECONDS: Final = 1.0  # of several replicas the one that holds the pen answers; while there is none, nobody does
PATIENCE_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 1.0
_NONE_YET: Final = 10037
_OVERTAKEN: Final = 10071

_encode: Final = msgspec.json.Encoder().encode
_decode_names: Final = msgspec.json.Decoder(list[Name]).decode
_decode_hold: Final = msgspec.json.Decoder(Hold).decode
_decode_held: Final = msgspec.json.Decoder(Held).decode

_seldom: Final = Seldom()
_logger: Final = logging.getLogger(__name__)


class NatsClaims:
    """What is claimed in each campaign."""

    def __init__(self, connection: NatsConnection) -> None:
        self._connection = connection

    async def standing(self, campaign: str) -> Sequence[Name]:
        """As Claims.standing."""
        return (await self.found(campaign))[0]

    async def found(self, campaign: str) -> tuple[list[Name], int]:
        """The names that are claimed, and the number of the message that says so (0: none). Raises LogUnavailable."""
        answer = await self._connection.api(f"STREAM.MSG.GET.{NAMES_NAME}", {"last_by_subj": names_subject(campaign)})
        if (error := answer.get("error", {})).get("err_code") == _NONE_YET:
            return [], 0
        if error:
            raise _refused(error)
        message: dict[str, Any] = answer["message"]
        return _decode_names(b64decode(message["data"])), message["seq"]

    async def put(self, campaign: str, names: Sequence[Name], *, expect: int) -> int:
        """Have these names stand in the place of message `expect`, on disk; the number of the message that says so.

        Raises LogUnavailable, also where another message stands there by now.
        """
        headers = {"Nats-Expected-Last-Subject-Sequence": str(expect), "Nats-Expected-Stream": NAMES_NAME}
        body = await self._connection.request(names_subject(campaign), _encode(names), headers=headers)
        answer = msgspec.json.decode(body)
        if (error := answer.get("error", {})).get("err_code") == _OVERTAKEN:
            raise LogUnavailable("Another claims names in this campaign.")
        if error:
            raise _refused(error)
        number: int = answer["seq"]
        return number

    async def campaigns(self) -> list[str]:
        """In which campaigns anything was ever claimed. Raises LogUnavailable."""
        answer = await self._connection.api(f"STREAM.INFO.{NAMES_NAME}", {"subjects_filter": ALL_NAMES})
        if error := answer.get("error"):
            raise _refused(error)
        subjects: dict[str, int] = answer["state"].get("subjects") or {}
        return sorted(subject.partition(".")[2] for subject in subjects)


class NatsAsking:
    """Asks whoever holds tracking's pen of a campaign."""

    def __init__(self, connection: NatsConnection) -> None:
        self._connection = connection

    async def __call__(self, campaign: str, names: Sequence[Name], *, keep: bool) -> Sequence[int]:
        """Where each name stands at tracking (0: nowhere), as of everything it answered before.

        `keep`: it records nothing under them from now on. Raises LogUnavailable if nobody says so in time.
        """
        asked, until = _encode(Hold(campaign, names, keep)), time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                held = _decode_held(await self._connection.request(HOLD, asked, patience=ASK_SECONDS))
            except LogUnavailable as error:
                cause = str(error)
            else:
                if not held.is_unavailable:
                    return held.positions
                cause = "Its log does not answer."
            if time.monotonic() > until:
                if _seldom.is_due(campaign, cause):
                    _logger.warning("names_unanswered", extra={"campaign": campaign, "cause": cause})
                raise LogUnavailable(f"Tracking does not say which names it has: {cause}")
            await asyncio.sleep(RETRY_SECONDS)


class Leaving(Protocol):
    """Leaves names to the other door."""

    async def __call__(self, campaign: str, names: Sequence[Name], /, *, keep: bool) -> Sequence[int] | None:
        """As Pens.hold, or None. Raises LogUnavailable, LogDamaged."""
        ...


class Holding:
    """Answers what awards asks; `run` it as a task.

    `hold` leaves names to the other door, and says where those stand that stand here; None: another replica says so.
    """

    def __init__(self, connection: NatsConnection, *, hold: Leaving) -> None:
        self._connection = connection
        self._hold = hold
        self._answering: set[asyncio.Task[None]] = set()

    async def run(self) -> NoReturn:
        """Listen until cancelled, anew behind each drop of the connection: a client that gave up is another since."""
        while True:
            drops, stop = self._connection.drops, await self._listening()
            try:
                while self._connection.drops == drops:  # noqa: ASYNC110 - there is nothing that would set an event
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                await stop()

    async def _listening(self) -> Callable[[], Awaitable[None]]:
        while True:
            try:
                return await self._connection.listen(HOLD, self._on_message)
            except LogUnavailable:
                await asyncio.sleep(RETRY_SECONDS)

    async def _on_message(self, message: Msg) -> None:
        """One question; others are heard while it is answered."""
        task = asyncio.create_task(self._answer(message))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, message: Msg) -> None:
        asked = _decode_hold(message.data)
        try:
            positions = await self._hold(asked.campaign, asked.names, keep=asked.keep)
        except (LogUnavailable, LogDamaged):
            held = Held(is_unavailable=True)
        else:
            if positions is None:
                return
            held = Held(positions)
        try:
            await self._connection.send(message.reply, _encode(held), reply="")
        except LogUnavailable:
            _logger.info("held_unheard", extra={"campaign": asked.campaign})  # it is asked again


def _refused(error: dict[str, Any]) -> LogUnavailable:
    cause = f"{error.get('description')}; run `thidua provision` once with this release."
    if _seldom.is_due(cause):
        _logger.warning("names_refused", extra={"cause": cause})
    return LogUnavailable(cause)
