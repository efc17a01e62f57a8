"""A replica's part in the table of who holds what: it says that it lives, looks on, and learns what it holds.

One message for a service, changed by compare-and-set; what a change is, `shared/core/leases.py` says. See ADR-0041.
"""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, NoReturn, Protocol

import msgspec

from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable
from shared.core.leases import (
    BEAT_SECONDS,
    SILENT_SECONDS,
    SURE_SECONDS,
    Listener,
    Roster,
    beaten,
    claimed,
    handed_on,
    surplus,
    without,
)
from shared.core.subjects import LEASES_NAME, lease_subject

TRIES: Final = 10  # so often another may be first before we come back a beat later
_NONE_YET: Final = 10037
_OVERTAKEN: Final = 10071

_decoder: Final = msgspec.json.Decoder(Roster)
_logger: Final = logging.getLogger(__name__)


class Held(Protocol):
    """What is held by lease, as whoever holds it looks after it."""

    def is_idle(self, thing: str) -> bool:
        """Whether nobody waits for it."""
        ...

    def lay_down(self, thing: str) -> None:
        """It is another's from now on, or may be."""
        ...


class Leases:
    """`run` it as a task. `me` is this replica's name in this life; `duties` are things to be held by somebody always.

    A replica that `only_reads` sees to it that others hold what is needed, and holds nothing.
    """

    def __init__(
        self,
        connection: NatsConnection,
        service: str,
        *,
        me: str,
        only_reads: bool,
        duties: Sequence[str],
        held: Held,
        now: Callable[[], float],
    ) -> None:
        self.me = me
        self._connection = connection
        self._subject = lease_subject(service)
        self._only_reads = only_reads
        self._duties = duties
        self._held = held
        self._now = now
        self._listener = Listener()
        self._roster = Roster()
        self._giving = ""  # what is being handed on: no longer ours, whoever will hold it
        self._sure_until = self._looked_at = float("-inf")
        self.has_left = False
        self._changing = asyncio.Lock()
        self._changed = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether the table could be looked at of late."""
        return self._now() - self._looked_at < SILENT_SECONDS

    @property
    def count(self) -> int:
        """How many things this replica holds."""
        return len(self._roster.held_by(self.me))

    def is_sure(self, thing: str) -> bool:
        """Whether this replica holds a thing, and nobody can have given it up yet."""
        return self.holds(thing) and self._now() < self._sure_until

    async def holder_of(self, thing: str) -> str:
        """Who holds a thing, from now on if nobody did. Raises LogUnavailable, also where nobody is to hold it."""
        holder = self._roster.holder(thing)
        if not holder:
            await self._change(lambda roster: claimed(roster, thing))
            holder = self._roster.holder(thing)
        if not holder:
            raise LogUnavailable("No replica that writes is there.")
        return holder

    async def look(self) -> None:
        """Learn who holds what now. Raises LogUnavailable."""
        await self._change(lambda roster: roster)

    async def until_held(self, thing: str) -> None:
        """Wait until this replica holds a thing."""
        while not self.holds(thing):
            await self._changed.wait()

    async def until_lost(self, thing: str) -> None:
        """Wait until this replica holds a thing no more."""
        while self.holds(thing):
            await self._changed.wait()

    async def beat(self) -> None:
        """Say that we live, and look who else does. Raises LogUnavailable."""
        await self._change(self._next)

    async def run(self) -> NoReturn:
        """Beat every second, until cancelled."""
        while True:
            try:
                await self.beat()
            except LogUnavailable as error:
                _logger.info("leases_unreachable", extra={"cause": str(error)})
            await asyncio.sleep(BEAT_SECONDS)

    async def leave(self) -> None:
        """Hand on all that is held: whoever follows need not wait until we are silent."""
        self.has_left = True
        self._tell()
        for thing in self._roster.held_by(self.me):
            self._held.lay_down(thing)
        with suppress(LogUnavailable):  # then they wait
            await self._change(lambda roster: without(roster, {self.me}))

    def holds(self, thing: str) -> bool:
        """Whether this replica holds a thing, as far as it knows."""
        return self._roster.holder(thing) == self.me and thing != self._giving and not self.has_left

    def _next(self, roster: Roster) -> Roster:
        gone = self._listener.silent(roster, now=self._now()) - {self.me}
        if gone:
            _logger.warning("replica_gone", extra={"replicas": sorted(gone)})
        found = without(roster, gone)
        if not (self._only_reads or self.has_left):
            found = beaten(found, self.me)
        for duty in self._duties:
            found = claimed(found, duty)
        return self._with_less(found)

    def _with_less(self, roster: Roster) -> Roster:
        """Hand on one thing that is more than our share, if nobody waits for it; it is laid down before."""
        if surplus(roster, self.me):
            for thing in sorted(roster.held_by(self.me)):
                if self._held.is_idle(thing):
                    self._giving = thing
                    self._held.lay_down(thing)
                    return handed_on(roster, thing)
        return roster

    async def _change(self, change: Callable[[Roster], Roster]) -> None:
        async with self._changing:
            try:
                for _ in range(TRIES):
                    roster, number = await self._read()
                    wanted = change(roster)
                    if wanted == roster or await self._write(wanted, number, before=roster):
                        return
                raise LogUnavailable("Others changed the leases each time.")
            finally:
                self._giving = ""

    async def _read(self) -> tuple[Roster, int]:
        answer = await self._connection.api(f"STREAM.MSG.GET.{LEASES_NAME}", {"last_by_subj": self._subject})
        if (error := answer.get("error", {})).get("err_code") == _NONE_YET:
            roster, number = Roster(), 0
        elif error:
            raise LogUnavailable(f"{error.get('description')}; run `thidua provision` once with this release.")
        else:
            message: dict[str, Any] = answer["message"]
            roster, number = _decoder.decode(b64decode(message["data"])), message["seq"]
        self._looked_at = self._now()
        self._take(roster)
        return roster, number

    async def _write(self, wanted: Roster, number: int, *, before: Roster) -> bool:
        """False: another changed it first."""
        asked_at = self._now()
        headers = {"Nats-Expected-Last-Subject-Sequence": str(number), "Nats-Expected-Stream": LEASES_NAME}
        answer = msgspec.json.decode(
            await self._connection.request(self._subject, msgspec.json.encode(wanted), headers=headers)
        )
        if (error := answer.get("error", {})).get("err_code") == _OVERTAKEN:
            return False
        if error:
            raise LogUnavailable(f"The server refused a lease: {error.get('description')}.")
        if wanted.beats.get(self.me) != before.beats.get(self.me):
            self._sure_until = asked_at + SURE_SECONDS
        self._take(wanted)
        return True

    def _take(self, roster: Roster) -> None:
        """Know the table as it stands; what was ours and is not any more is laid down."""
        before, self._roster = self._roster, roster
        for thing in before.held_by(self.me) - roster.held_by(self.me) - {self._giving}:
            if not self.has_left:
                self._held.lay_down(thing)
        if before.held != roster.held:
            _logger.info("leases", extra={"held": sorted(roster.held_by(self.me))})
        self._tell()

    def _tell(self) -> None:
        """Who waits looks again."""
        self._changed.set()
        self._changed.clear()
