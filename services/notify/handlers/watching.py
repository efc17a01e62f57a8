"""The watchman: it hears what services have given up, and states each trouble once.

What is wrong with the log may keep the log from taking that: then people are told without it. See ADR-0038.
"""

import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from services.notify.domain.notices import Notice, addressees_of
from services.notify.domain.outbox import Outbox
from services.notify.domain.trouble_stories import trouble_story_of
from services.notify.domain.troubles import Key, key_of
from services.notify.domain.wording import name_in
from services.notify.handlers.recording import Register
from services.notify.ports import Alarms, AnswerLost, Sender, TooSoon, Undelivered
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import REGISTRY, TroubleFound
from shared.core.health import Report
from shared.core.values import Channel

QUIET_SECONDS: Final = 60.0  # reported no more for so long, a trouble is over: replicas report by turns

_logger: Final = logging.getLogger(__name__)


class Watchman:
    """Hand it every report with `on_report`.

    `is_whole` says whether the outbox holds all that the log did when we started: before, what stands is not known.
    `senders` hand over without the log; `alarms` outlive this process and are every replica's, so that they do so once.
    """

    def __init__(
        self,
        outbox: Outbox,
        register: Register,
        *,
        senders: Mapping[Channel, Sender],
        alarms: Alarms,
        is_whole: Callable[[], bool],
        seconds: Callable[[], float],
    ) -> None:
        self._outbox = outbox
        self._register = register
        self._senders = senders
        self._alarms = alarms
        self._is_whole = is_whole
        self._seconds = seconds
        self._first: dict[Key, float] = {}  # since when each is reported
        self._reported: dict[Key, float] = {}
        self._tried: dict[str, float] = {}
        self._told: set[str] = set()  # by this process; should the database be away too, that is all there is to know
        self._waiting: set[str] = set()  # services whose troubles the log does not take

    async def on_report(self, report: Report) -> None:
        """Take what a service says it has given up, all of it."""
        service, now, troubles = report.service, self._seconds(), self._outbox.troubles
        reported = {key_of(service, one): one for one in report.parked}
        self._reported |= dict.fromkeys(reported, now)
        for key in reported:
            self._first.setdefault(key, now)
        try:
            for key, one in reported.items():
                found = troubles.found(key, one)
                if self._is_whole() and key not in troubles.standing:
                    await self._state(found)
                elif not self._is_whole() and now - self._first[key] >= QUIET_SECONDS:
                    await self._tell_without_the_log(found)
            if self._is_whole():
                await self._end(service, now)
        except (LogUnavailable, LogDamaged):
            if service not in self._waiting:  # they are reported every few seconds
                _logger.warning("trouble_waits_for_the_log", extra={"about": service})
            self._waiting.add(service)
        else:
            self._waiting.discard(service)

    async def _state(self, found: TroubleFound) -> None:
        """State a trouble; where the log does not take that, people outside are told all the same.

        Raises LogUnavailable, LogDamaged.
        """
        try:
            await self._register.in_trouble(found)
        except (LogUnavailable, LogDamaged):
            await self._tell_without_the_log(found)
            raise
        _logger.critical("trouble_found", extra={"topic": found.topic, "about": found.service, "cause": found.why})

    async def _end(self, service: str, now: float) -> None:
        for key in [key for key in self._outbox.troubles.standing if key.service == service]:
            # One that stood before we started counts from the first report on.
            if now - self._reported.setdefault(key, now) >= QUIET_SECONDS:
                await self._register.in_trouble(self._outbox.troubles.ended(key))
                del self._reported[key]
                self._first.pop(key, None)

    async def _tell_without_the_log(self, found: TroubleFound) -> None:
        """By every channel that leaves the house, once; what nobody took is tried again in a minute."""
        story, directory = trouble_story_of(found), self._outbox.directory
        for addressee in (one for recipient in found.recipients for one in addressees_of(recipient, directory)):
            name = sha256(f"{found.trouble_id} {addressee.recipient} {addressee.channel}".encode()).hexdigest()[:32]
            if story is None or addressee.channel not in self._senders or not await self._is_ours(name):
                continue
            notice = Notice(
                delivery_id=name,
                campaign=REGISTRY,
                cause=0,
                cause_id=found.trouble_id,
                correlation_id="",
                traceparent="",
                recorded_at=self._register.stamps.recorded_at(),
                recipient=addressee.recipient,
                channel=addressee.channel,
                language=addressee.language,
                story=story,
            )
            try:
                called = name_in(directory.unit(addressee.recipient).name, addressee.language)
                await self._senders[addressee.channel].send(notice, (), name=called)
            except AnswerLost:
                # Perhaps it was taken: it is better told once too little than every minute.
                await self._remember(name)
            except (Undelivered, TooSoon):
                await self._alarms.clear(name)
            else:
                await self._remember(name)
                _logger.critical("told_without_the_log", extra={"topic": found.topic, "about": found.service})

    async def _is_ours(self, name: str) -> bool:
        """Whether we hand it over: not if somebody did or is about to, or we could not a moment ago."""
        now = self._seconds()
        if name in self._told or now - self._tried.get(name, -QUIET_SECONDS) < QUIET_SECONDS:
            return False
        if not await self._alarms.begin(name):
            return False
        self._tried[name] = now
        return True

    async def _remember(self, name: str) -> None:
        self._told.add(name)
        await self._alarms.taken(name)
