"""The composition root of notify: the only place that knows which log, database and mail stand behind its ports."""

import logging
import random
import time
import uuid
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from fastapi import FastAPI

from services.notify.api.bounces import make_bounces
from services.notify.api.choosing import make_choices_router
from services.notify.api.routes import make_router
from services.notify.domain.notices import INBOX_ONLY
from services.notify.domain.outbox import NotifyDecider, NotifyState, Outbox
from services.notify.handlers.choosing import Chooser
from services.notify.handlers.gate import Gate
from services.notify.handlers.posting import LANE, OUTSIDE, Postman
from services.notify.handlers.recording import Register
from services.notify.handlers.telling import Teller
from services.notify.handlers.urging import Urger
from services.notify.ports import EndingSender, WakeUp
from services.notify.projections import NOTIFY
from services.notify.senders.apprise_sender import AppriseSender
from services.notify.senders.by_channel import ByChannel
from services.notify.senders.captured import CapturedMail
from services.notify.senders.configured import Channels
from services.notify.senders.email import EmailSender, mail_servers
from services.notify.senders.marked import MarkedSender
from services.notify.senders.outward import Outward
from services.notify.senders.paced import PacedSender
from services.notify.senders.preferred import Preferred
from services.notify.senders.telegram import TelegramSender
from services.notify.senders.traced import TracedSender
from services.notify.senders.webhook import WebhookSender
from services.notify.settings import Settings
from services.notify.web.failed import make_failed
from services.notify.web.inbox import make_inbox
from shared.adapters.bus import WorkQueue
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.health import make_health
from shared.adapters.http import make_api
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.known_log import KnownLog
from shared.adapters.marks import Marks
from shared.adapters.metered_log import MeteredLog
from shared.adapters.pens import Pens
from shared.adapters.progress import ProgressFollower
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.running import last_patiently, running
from shared.adapters.serving import serve_web
from shared.adapters.stamps import Stamps
from shared.adapters.table_sets import TableSets
from shared.adapters.tables_of import tables_of
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure
from shared.adapters.vault import VaultReader
from shared.adapters.watch import Watch, in_trouble, stopped
from shared.adapters.webhooks import why_unsound
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.health import Parked
from shared.core.journal import Journal
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.core.subjects import NOTIFY_QUEUE
from shared.core.values import Channel
from shared.web.admin import HealthPage
from shared.web.frame import Timekeeping

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
        self._pens = Pens(self._make_pen, on_damage=self._on_damage, telemetry=self._telemetry)
        configured = Channels() if settings.channels is None else Channels.read(settings.channels)
        self._limits = configured.limits
        self._senders = self._make_senders(configured)
        channels = INBOX_ONLY | self._senders.keys()
        self._outbox = Outbox(channels, configured.outside)
        self._progress = ProgressFollower(log.connection)
        stamps = Stamps(self._vault.installation_mac, clock)
        register = Register(self._pens, stamps)
        self._queue = WorkQueue(log.connection, NOTIFY_QUEUE, kind=WakeUp, at_once=LANE * len(self._senders))
        self._postman = self._make_postman(register, stamps) if self._senders else None
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
        self._watch = Watch("notify", log, self._telemetry, ask=self._ready, parked=self._parked, clock=clock)
        self.api = make_api(
            "Thi Đua: notify", ready=self._watch.ready, metrics=self._telemetry.metrics, lifespan=self._lifespan
        )
        who = Tenure(self._credentials.caller_of, lineage=lambda: self._outbox.directory.lineage, clock=clock)
        reads = Reads(self._model, log, who=who, caught_up=self._teller.caught_up, clock=clock)
        self.api.include_router(make_router(reads, channels=channels, record=register.read, renew=register.renewed))
        self._choose = Chooser(self._outbox, register).choose
        self.api.include_router(make_choices_router(reads, channels=channels, choose=self._choose))
        self._serve_desks(reads, register, channels=channels, bounce_keys=configured.bounce_keys)
        self._show_figures()

    def stop(self) -> None:
        """Let pages that are kept current end by themselves."""
        self._stopping = True

    def close(self) -> None:
        """Let go of files."""
        self._model.close()
        self._credentials.close()
        self._vault.close()
        self._telemetry.close()

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with running(
            credentials=self._credentials.watch(),
            read_model=self._model.run(),
            follow=self._follow(),
            tell=self._tell(),
            urge=self._urger.run(),
            gate=self._gate.run(),
            progress=self._progress.run(),
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
        return {"postman": self._postman.run(), "queue": work}

    def _serve_desks(
        self, reads: Reads, register: Register, *, channels: frozenset[Channel], bounce_keys: Sequence[str]
    ) -> None:
        """The inbox, how the service stands, what failed, and where letters are reported that came back."""
        timekeeping = Timekeeping.SIMULATED if self._settings.simulated_clock else Timekeeping.REAL
        sound = partial(_is_sound, bounce_keys)
        self.api.include_router(make_bounces(reads, is_sound=sound, record=register.bounced))
        self.api.include_router(make_health(reads, self._watch, HealthPage(timekeeping)))
        self.api.include_router(make_failed(reads, channels=channels, renew=register.renewed, timekeeping=timekeeping))
        self.api.include_router(
            make_inbox(
                reads,
                record=register.read,
                position=lambda: self._model.position,
                stopping=lambda: self._stopping,
                timekeeping=timekeeping,
            )
        )

    async def _follow(self) -> None:
        async for commits in self._log.follow(after=0):
            await self._teller.on_commits(commits)

    async def _tell(self) -> None:
        await self._teller.run(after=await last_patiently(self._log))

    def _make_senders(self, configured: Channels) -> dict[Channel, EndingSender]:
        """One for each channel that is set up."""
        senders: dict[Channel, EndingSender] = {}
        if self._settings.smtp_url:
            captured = CapturedMail(self._settings.read_models.parent / "captured-mail")
            servers = mail_servers(self._settings.smtp_url)
            providers = [EmailSender(server, captured=captured) for server in servers]
            senders["email"] = Preferred(providers, now=time.monotonic)
        # Each has connections of its own: who does not answer holds up nobody else's.
        if configured.webhooks:
            outward = Outward(configured.hosts_allowed)
            senders["webhook"] = WebhookSender(configured.webhooks, outward, now=system_clock)
        if configured.bot:
            outward = Outward(configured.hosts_allowed)
            senders["telegram"] = TelegramSender(configured.bot, outward, now=system_clock)
        if configured.apprise:
            senders["apprise"] = AppriseSender(configured.apprise)
        return senders

    def _make_postman(self, register: Register, stamps: Stamps) -> Postman:
        count = self._telemetry.count
        marks = Marks(self._settings.read_models / "in-hand")
        marked = MarkedSender(
            ByChannel(self._senders),
            marks,
            on_perhaps_twice=lambda channel: count("thidua_notices_perhaps_twice_total", channel=channel),
        )
        traced = TracedSender(
            marked,
            span=self._telemetry.span,
            on_attempt=lambda channel, outcome: count("thidua_notices_total", channel=channel, outcome=outcome),
        )
        return Postman(
            self._outbox,
            register,
            sender=PacedSender(traced, self._limits, now=time.monotonic),
            queue=self._queue,
            stamps=stamps,
            draw=random.random,
            on_recorded=marks.clear,
        )

    def _make_pen(self, campaign: str) -> Pen[NotifyState]:
        return Pen(
            self._metered,
            NotifyState(Journal()),
            campaign=campaign,
            owner="notify",
            decider=NotifyDecider(),
            new_commit_id=lambda: uuid.uuid4().hex,
        )

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
        return {"log": answers and not self._damaged, "read_model": not self._model.trouble, **self._down}


def _is_sound(keys: Sequence[str], headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a message is signed with one of some keys; where there is none, nothing is."""
    return why_unsound(headers, body, keys=keys, now=system_clock()) is None


def _tables(settings: Settings) -> TableSets:
    return tables_of("notify", folder=settings.read_models, database_url=settings.database_url)
