"""The composition root of notify: the only place that knows which log, database and mail stand behind its ports."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from fastapi import FastAPI

from services.notify.api.bounces import make_bounces
from services.notify.api.choosing import make_choices_router
from services.notify.api.routes import make_router
from services.notify.api.templates import make_templates_router
from services.notify.app.sending import postman_of, senders_of, soundness_of, trier_of, watchman_of
from services.notify.domain.notices import INBOX_ONLY
from services.notify.domain.outbox import NotifyDecider, NotifyState, Outbox
from services.notify.handlers.choosing import Chooser
from services.notify.handlers.editing import Editor
from services.notify.handlers.gate import Gate
from services.notify.handlers.posting import LANE, OUTSIDE
from services.notify.handlers.recording import Register
from services.notify.handlers.renewing import Renewer
from services.notify.handlers.telling import PATIENCE_SECONDS, Teller
from services.notify.handlers.urging import Urger
from services.notify.ports import WakeUp
from services.notify.projections import NOTIFY
from services.notify.senders.by_channel import ByChannel
from services.notify.senders.configured import Channels
from services.notify.senders.outward import Outward
from services.notify.senders.webpush import is_good
from services.notify.settings import Settings
from services.notify.web.all_pages import Needs, Pushing, make_all_pages
from shared.adapters.alarms import Alarms
from shared.adapters.bus import WorkQueue
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.health import make_health
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.known_log import KnownLog
from shared.adapters.making_api import make_api
from shared.adapters.metered_log import MeteredLog
from shared.adapters.pens import Pens
from shared.adapters.progress import ProgressFollower
from shared.adapters.push_addresses import PushAddresses
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.running import last_patiently, running
from shared.adapters.serving import serve_web
from shared.adapters.shared_pens import SharedPens, in_turn
from shared.adapters.stamps import Stamps
from shared.adapters.table_sets import TableSets
from shared.adapters.tables_of import tables_of
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure
from shared.adapters.troubles import TroubleListener
from shared.adapters.vault import VaultReader
from shared.adapters.watch import Watch, in_trouble, stopped
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.health import Parked
from shared.core.journal import Journal
from shared.core.leases import WHOLE, Replica
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.core.subjects import NOTIFY_QUEUE
from shared.core.values import Channel
from shared.web.admin import HealthPage
from shared.web.frame import Timekeeping
from shared.web.problem_pages import tell_browsers

FOR_EVER: Final = float(10**9)
GATHER_SECONDS: Final = 0.05  # people are told: a little later is soon enough, and the door keeps the cores

_logger: Final = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Run notify until a signal ends it."""
    clock = system_clock if settings.simulated_clock is None else SharedClock(settings.simulated_clock)
    log = await JetStreamLog.connect(
        settings.nats_url, user="notify", seed=settings.nats_seed, patience=FOR_EVER, gather_seconds=GATHER_SECONDS
    )
    notify = Notify(settings, log, clock)
    try:
        await serve_web(notify.api, settings.address, tls=settings.tls, on_stop=notify.stop)
    finally:
        notify.close()
        await log.close()


class Notify:
    """Everything notify is made of; `api` is its web application."""

    def __init__(self, settings: Settings, log: JetStreamLog, clock: Clock) -> None:
        self._log = log
        self._settings = settings
        self._telemetry = Telemetry.from_environment("notify")
        self._vault = VaultReader.open(settings.vault)
        self._credentials = Credentials.load(settings.access_url, system_clock, telemetry=self._telemetry)
        self._model = ReadModel(NOTIFY, _tables(settings), log)
        self._damaged: dict[str, str] = {}
        self._down: dict[str, bool] = {}
        self._stopping = False
        self._metered = MeteredLog(KnownLog(log, recognised=self._model.recognised), self._telemetry)
        self._shared = self._share(settings.replica) if settings.replica else None
        self._pens = self._shared or self._own_pens()
        configured = Channels() if settings.channels is None else Channels.read(settings.channels)
        self._browsers = PushAddresses.open(settings.access_url, clock) if configured.vapid else None
        self._senders = senders_of(settings, configured, vault=self._vault, browsers=self._browsers)
        channels = INBOX_ONLY | self._senders.keys()
        since = self._browsers.since if self._browsers else lambda _: ""
        self._outbox = Outbox(channels, configured.outside, pushed_since=since)
        self._progress = ProgressFollower(log.connection)
        stamps = Stamps(self._vault.installation_mac, clock)
        register = Register(self._pens, stamps)
        self._queue = WorkQueue(log.connection, NOTIFY_QUEUE, kind=WakeUp, at_once=LANE * len(self._senders))
        how: dict[str, Any] = {"settings": settings, "limits": configured.limits, "queue": self._queue}
        how |= {"stamps": stamps, "telemetry": self._telemetry, "may_send": self._may_send}
        self._postman = postman_of(self._outbox, register, self._senders, **how) if self._senders else None
        self._urger = Urger(self._outbox, register, clock=clock, newest=log.last)
        on_decided = self._postman.on_decided if self._postman else lambda: None
        self._gate = Gate(self._outbox, register, clock=clock, on_opened=on_decided)
        self._teller = Teller(
            self._outbox,
            register,
            awards=self._progress.weighed,
            shown=self._model.reached,
            look=self._gate.look,
            on_decided=on_decided,
            on_folded=self._urger.on_folded,
        )
        self._alarms = Alarms.open(settings.access_url, system_clock)
        whole: dict[str, Any] = {"alarms": self._alarms, "is_whole": lambda: self._teller.is_whole}
        watchman = watchman_of(self._outbox, register, self._senders, **whole)
        self._listener = TroubleListener(log.connection, on_report=watchman.on_report)
        self._watch = Watch("notify", log, self._telemetry, ask=self._ready, parked=self._parked, clock=clock)
        self.api = make_api(
            "Thi Đua: notify", ready=self._watch.ready, telemetry=self._telemetry, lifespan=self._lifespan
        )
        who = Tenure.of(self._credentials, lineage=lambda: self._outbox.directory.lineage, clock=clock)
        reads = Reads(self._model, log, who=who, caught_up=self._caught_up, clock=clock)
        self._serve_desks(reads, register, configured, channels=channels)
        self._show_figures()

    def stop(self) -> None:
        """Let pages that are kept current end by themselves."""
        self._stopping = True

    def close(self) -> None:
        """Let go of files."""
        self._model.close()
        self._credentials.close()
        self._alarms.close()
        if self._browsers:
            self._browsers.close()
        self._vault.close()
        self._telemetry.close()

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with running(
            credentials=self._credentials.watch(),
            read_model=self._model.run(),
            follow=self._follow(),
            tell=in_turn(self._shared, self._tell()),
            urge=in_turn(self._shared, self._urger.run()),
            gate=in_turn(self._shared, self._gate.run()),
            progress=self._progress.run(),
            troubles=self._watch.tell(self._log.connection, self._model),
            watchman=in_turn(self._shared, self._listener.run()),
            **(self._shared.tasks() if self._shared else {}),
            **({"browsers": self._browsers.watch()} if self._browsers else {}),
        ) as self._down:
            # The queue ends before the pens: what was handed to a mail server is still to be recorded.
            async with running(**self._carrying()):
                yield
            await self._pens.close()
            await ByChannel(self._senders).end()

    def _carrying(self) -> dict[str, Coroutine[Any, Any, object]]:
        """What carries notices outside, where a channel is set up."""
        if self._postman is None:
            return {}
        settings = self._settings
        work = self._queue.run(self._postman.on_wake, url=settings.nats_url, user="notify", seed=settings.nats_seed)
        return {"postman": in_turn(self._shared, self._postman.run()), "queue": in_turn(self._shared, work)}

    def _serve_desks(
        self, reads: Reads, register: Register, configured: Channels, *, channels: frozenset[Channel]
    ) -> None:
        """Pages, how the service stands, and what programs ask and report."""
        timekeeping = Timekeeping.SIMULATED if self._settings.simulated_clock else Timekeeping.REAL
        chooser, renew = Chooser(self._outbox, register), Renewer(self._outbox, register).renew
        edit, try_out = Editor(self._outbox, register), trier_of(self._senders, register.stamps)
        needs = Needs(
            channels=channels,
            record=register.read,
            renew=renew,
            choose=chooser.choose,
            leave=chooser.leave,
            edit=edit,
            try_out=try_out,
            mac=self._vault.installation_mac,
            position=lambda: self._model.position,
            stopping=lambda: self._stopping,
            pushing=self._pushing(configured),
            outside=configured.outside,
        )
        self.api.include_router(make_router(reads, channels=channels, record=register.read, renew=renew))
        self.api.include_router(make_choices_router(reads, channels=channels, choose=chooser.choose))
        self.api.include_router(make_templates_router(reads, edit=edit, try_out=try_out))
        self.api.include_router(make_bounces(reads, is_sound=soundness_of(configured), record=register.bounced))
        tell_browsers(self.api, timekeeping, reads.caller)
        self.api.include_router(make_health(reads, self._watch, HealthPage(timekeeping)))
        self.api.include_router(make_all_pages(reads, needs, timekeeping=timekeeping))

    def _pushing(self, configured: Channels) -> Pushing | None:
        good, vapid = partial(is_good, outward=Outward(configured.hosts_allowed)), configured.vapid
        browsers = self._browsers
        return Pushing(key=vapid.public, browsers=browsers, is_good=good) if vapid and browsers else None

    async def _follow(self) -> None:
        async for commits in self._log.follow(after=0):
            await self._teller.on_commits(commits)

    def _may_send(self) -> bool:
        return self._shared is None or self._shared.leases.is_sure(WHOLE)

    async def _tell(self) -> None:
        await self._teller.run(after=await last_patiently(self._log))

    async def _caught_up(self, position: int, *, within: float = PATIENCE_SECONDS) -> bool:
        """Wait until every notice that follows from facts up to a position is decided, by whoever does, and shown."""
        if self._shared is None:
            return await self._teller.caught_up(position, within=within)
        try:
            async with asyncio.timeout(within):
                shown = await self._shared.all_done(position)
                return shown is not None and await self._model.reached(shown, within=within)
        except TimeoutError:
            return False

    async def _all_told(self, position: int) -> int | None:
        return max(position, self._teller.recorded_at) if await self._teller.caught_up(position) else None

    def _own_pens(self) -> Pens:
        return Pens(self._make_pen, on_damage=self._on_damage, telemetry=self._telemetry)

    def _share(self, replica: Replica) -> SharedPens:
        """All pens, and the telling, are with one replica; the others follow. What they state needs no state."""
        how: dict[str, Any] = {"replica": replica, "life": uuid.uuid4().hex[:8], "is_whole": True}
        how |= {"ready": partial(asyncio.sleep, 0), "reached": self._all_told}  # nothing is to be known before
        shared = SharedPens(self._own_pens(), self._log.connection, "notify", **how)
        self._telemetry.gauge("thidua_leases", lambda: shared.leases.count)
        return shared

    def _make_pen(self, campaign: str) -> Pen[NotifyState]:
        shared = self._shared
        common: dict[str, Any] = {"campaign": campaign, "new_commit_id": lambda: uuid.uuid4().hex}
        common["is_sure"] = lambda: shared is None or shared.is_sure(campaign)
        return Pen(self._metered, NotifyState(Journal()), owner="notify", decider=NotifyDecider(), **common)

    def _on_damage(self, campaign: str, damage: LogDamaged) -> None:
        _logger.critical("pen_stopped", extra={"campaign": campaign, "cause": str(damage)})
        self._damaged[campaign] = str(damage)

    def _show_figures(self) -> None:
        telemetry, log = self._telemetry, self._log
        for channel in OUTSIDE:  # shown from the start, so that an alert can tell nothing from nobody
            telemetry.count("thidua_notices_perhaps_twice_total", 0, channel=channel)
        telemetry.gauge("thidua_log_commits", lambda: log.newest)
        telemetry.gauge("thidua_read_model_in_trouble", lambda: bool(self._model.trouble))
        telemetry.gauge("thidua_notices_due", lambda: len(self._outbox.due))
        telemetry.gauge("thidua_notices_put_off", lambda: len(self._outbox.waiting))
        self._watch.follower("read_model", lambda: self._model.position)
        self._watch.follower("outbox", lambda: position_of(self._outbox.folded, 0))

    async def _parked(self) -> Sequence[Parked]:
        found = [*stopped(self._damaged), *in_trouble("notify", self._model)]
        try:
            parked = await self._queue.parked()
        except LogUnavailable:
            return found  # the part `log` says so
        return [*found, Parked("queue", str(parked), "message_parked")] if parked else found

    async def _ready(self) -> dict[str, bool | Problem]:
        answers = await self._watch.log_answers()
        leases = {"leases": self._shared.leases.is_ready} if self._shared else {}
        return {"log": answers and not self._damaged, "read_model": not self._model.trouble, **leases, **self._down}


def _tables(settings: Settings) -> TableSets:
    replica = settings.replica.name if settings.replica else ""
    return tables_of("notify", folder=settings.read_models, database_url=settings.database_url, replica=replica)
