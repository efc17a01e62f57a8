"""The postman: it has the queue wake whoever sends, hands e-mails to the sender, and records what became of them.

Between the mail server's yes and the record lies the one window in which a crash makes a second copy. See ADR-0011.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, NoReturn

from services.notify.domain.notices import Notice
from services.notify.domain.outbox import Outbox
from services.notify.domain.wording import name_in
from services.notify.handlers.recording import Register
from services.notify.ports import Sender, Stamps, TooSoon, Undelivered, WakeUp, WorkQueue
from shared.core.errors import Fate, LogUnavailable
from shared.core.values import Channel

RETRY_SECONDS: Final = 0.2
LOOK_AGAIN_SECONDS: Final = 1.0
SWEEP_SECONDS: Final = 300.0
BACK_OFF_SECONDS: Final = (5.0, 60.0)  # before the second and the third attempt; up to half as much is added by lot
# Programs are down for longer than a mail server is, and nobody reads what they missed.
PATIENT_SECONDS: Final = (*BACK_OFF_SECONDS, 600.0, 3_600.0, 14_400.0)
# So many of a channel are woken for at once, so that one that does not answer keeps nobody who serves another; a notice
# that waits for its next attempt is none of them.
LANE: Final = 32
OUTSIDE: Final[tuple[Channel, ...]] = ("email", "webhook", "telegram", "apprise", "zalo", "webpush")
KEEP: Final = timedelta(days=30)
TOO_OLD: Final = "Thông báo đã quá 30 ngày; xem hộp thông báo. The notice is over 30 days old; see the inbox."

_logger: Final = logging.getLogger(__name__)


class Postman:
    """`run` it as a task; give `on_wake` to the queue; call `on_decided` whenever the outbox may have changed.

    `on_recorded` is called with the id of each delivery that is on disk; `may_send` says whether it is still for this
    process to send anything: where several run, another may have followed it while it stood still.

    What is due is the outbox's to say: the queue only wakes, and a message that it lost is put in again by the sweep.
    """

    def __init__(
        self,
        outbox: Outbox,
        register: Register,
        *,
        sender: Sender,
        queue: WorkQueue,
        stamps: Stamps,
        draw: Callable[[], float],
        on_recorded: Callable[[str], None],
        may_send: Callable[[], bool],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        sweep_seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._register = register
        self._sender = sender
        self._queue = queue
        self._stamps = stamps
        self._draw = draw
        self._on_recorded = on_recorded
        self._may_send = may_send
        self._pause = pause
        self._sweep_seconds = sweep_seconds
        self._life = stamps.nonce()  # what a process before us had in hand is ours at once, not when the queue tires
        self._announced: set[str] = set()
        self._lanes: dict[Channel, set[str]] = {channel: set() for channel in OUTSIDE}
        self._attempts: dict[str, int] = {}
        self._rests: dict[str, float] = {}  # until when what waits for its next attempt is not announced anew
        self._in_hand: set[str] = set()
        self._unrecorded: set[str] = set()
        self._outbox_is_whole = asyncio.Event()
        self._news = asyncio.Event()

    def on_decided(self) -> None:
        """The outbox holds what is due by all the facts there are, and no more."""
        self._outbox_is_whole.set()
        self._news.set()

    async def run(self) -> NoReturn:
        """Announce what is due, and now and then announce again what still is, until cancelled."""
        await self._outbox_is_whole.wait()
        now = asyncio.get_running_loop().time
        sweep_at = now() + self._sweep_seconds
        while True:
            self._news.clear()
            try:
                for channel in OUTSIDE:
                    await self._announce(channel)
                async with asyncio.timeout_at(sweep_at):
                    await self._news.wait()
            except TimeoutError:
                sweep_at = now() + self._sweep_seconds
                self._rests = {one: until for one, until in self._rests.items() if until > now()}
                self._announced.intersection_update(self._rests)
                for lane in self._lanes.values():
                    lane.clear()
            except LogUnavailable:
                await self._pause(RETRY_SECONDS)

    async def on_wake(self, message: WakeUp) -> float | None:
        """Look after one delivery; in how many seconds to wake us again for it, or None. Raises LogDamaged."""
        await self._outbox_is_whole.wait()
        notice = self._outbox.due.get(message.delivery_id)
        if notice is None or notice.delivery_id in self._in_hand or notice.delivery_id in self._unrecorded:
            return None
        if not self._may_send():
            return LOOK_AGAIN_SECONDS
        self._in_hand.add(notice.delivery_id)
        try:
            return await self._deliver(notice)
        finally:
            self._in_hand.discard(notice.delivery_id)
            self._lanes[notice.channel].discard(notice.delivery_id)
            self._news.set()

    async def _announce(self, channel: Channel) -> None:
        """Have the queue wake us for the oldest that are due, as many as the channel has room for."""
        self._announced.intersection_update(self._outbox.due)
        lane = self._lanes[channel]
        lane.intersection_update(self._outbox.due)
        fresh = (one for one in self._outbox.due_by(channel) if one.delivery_id not in self._announced)
        for notice in list(islice(fresh, LANE - len(lane))):
            once = f"{notice.delivery_id} {self._life}"
            self._announced.add(notice.delivery_id)
            lane.add(notice.delivery_id)
            try:
                await self._queue.put(WakeUp(notice.campaign, notice.delivery_id), once=once)
            except LogUnavailable:
                self._announced.discard(notice.delivery_id)
                lane.discard(notice.delivery_id)
                raise

    async def _deliver(self, notice: Notice) -> float | None:
        notice = self._outbox.worded(notice)
        attempts = self._attempts.pop(notice.delivery_id, 0) + 1
        try:
            await self._send(notice)
        except TooSoon as soon:
            self._attempts[notice.delivery_id] = attempts - 1
            return self._rest(notice, soon.seconds)
        except Undelivered as undelivered:
            back_off = PATIENT_SECONDS if notice.channel == "webhook" else BACK_OFF_SECONDS
            if undelivered.fate is Fate.LATER and attempts <= len(back_off):
                self._attempts[notice.delivery_id] = attempts
                return self._rest(notice, max(back_off[attempts - 1], undelivered.after) * (1 + self._draw() / 2))
            reason = undelivered.reason
            _logger.warning("notice_given_up", extra={"delivery_id": notice.delivery_id, "cause": reason})
            await self._record(notice, lambda: self._register.failed(notice, attempts=attempts, reason=reason))
        else:
            await self._record(notice, lambda: self._register.sent(notice, attempts=attempts))
        return None

    def _rest(self, notice: Notice, seconds: float) -> float:
        self._rests[notice.delivery_id] = asyncio.get_running_loop().time() + seconds
        return seconds

    async def _send(self, notice: Notice) -> None:
        age = datetime.fromisoformat(self._stamps.recorded_at()) - datetime.fromisoformat(notice.recorded_at)
        if age > KEEP:  # else e-mail that is set up late would bring everybody the whole past
            raise Undelivered(TOO_OLD, fate=Fate.NEVER)
        unit = self._outbox.directory.unit(notice.recipient)
        addresses = [contact.email for contact in unit.contacts]
        await self._sender.send(notice, addresses, name=name_in(unit.name, notice.language))

    async def _record(self, notice: Notice, record: Callable[[], Awaitable[int]]) -> None:
        """Until it is on disk: whatever happens, this process does not hand the notice over again."""
        self._unrecorded.add(notice.delivery_id)
        while True:
            try:
                await record()
                break
            except LogUnavailable:
                _logger.info("delivery_waits_for_the_log", extra={"delivery_id": notice.delivery_id})
                await self._pause(RETRY_SECONDS)
        self._outbox.settle([notice.delivery_id])
        self._unrecorded.discard(notice.delivery_id)
        self._on_recorded(notice.delivery_id)
