"""The composition root of awards: the only place that knows which log, database and vault stand behind its ports."""

import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from services.awards.api.routes import make_router
from services.awards.domain.flags import AwardsDecider, AwardsState
from services.awards.domain.registry import RegistryFacts
from services.awards.handlers import Reactor
from services.awards.projections import AWARDS
from services.awards.settings import Settings
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.http import make_api
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.known_log import KnownLog
from shared.adapters.metered_log import MeteredLog
from shared.adapters.pens import Pens
from shared.adapters.progress import Progress, ProgressTeller
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.running import last_patiently, running
from shared.adapters.serving import serve_web
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.stamps import Stamps
from shared.adapters.telemetry import Telemetry
from shared.adapters.vault import VaultReader
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.journal import Journal
from shared.core.pen import Pen

FOR_EVER: Final = float(10**9)

_logger: Final = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Run awards until a signal ends it."""
    clock = system_clock if settings.simulated_clock is None else SharedClock(settings.simulated_clock)
    log = await JetStreamLog.connect(settings.nats_url, user="awards", seed=settings.nats_seed, patience=FOR_EVER)
    awards = Awards(settings, log, clock)
    try:
        await serve_web(awards.api, settings.address)
    finally:
        awards.close()
        await log.close()


class Awards:
    """Everything awards is made of; `api` is its web application."""

    def __init__(self, settings: Settings, log: JetStreamLog, clock: Clock) -> None:
        self._log = log
        self._telemetry = Telemetry.from_environment("awards")
        self._vault = VaultReader.open(settings.vault)
        self._credentials = Credentials.load(settings.access_url, system_clock)
        self._model = ReadModel(AWARDS, SqliteFiles(settings.read_models, "awards"), log)
        self._damaged: set[str] = set()
        self._registry = RegistryFacts()
        self._metered = MeteredLog(KnownLog(log, recognised=self._model.recognised), self._telemetry)
        self._pens = Pens(self._make_pen, on_damage=self._on_damage, telemetry=self._telemetry)
        self._reactor = Reactor(
            self._pens,
            self._registry,
            stamps=Stamps(self._vault.installation_mac, clock),
            shown=self._model.reached,
            span=self._telemetry.span,
        )
        self._progress = ProgressTeller(log.connection, read=self._read_progress, moved=self._reactor.moved)
        self.api = make_api(
            "Thi Đua: awards", ready=self._ready, metrics=self._telemetry.metrics, lifespan=self._lifespan
        )
        reads = Reads(self._model, log, who=self._credentials.who_by_now, caught_up=self._reactor.caught_up)
        self.api.include_router(make_router(reads))
        self._show_figures()

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
            react=self._react(),
            progress=self._progress.run(),
        ):
            yield
            await self._pens.close()

    async def _follow(self) -> None:
        async for commits in self._log.follow(after=0):
            await self._reactor.on_commits(commits)

    async def _react(self) -> None:
        await self._reactor.run(after=await last_patiently(self._log))

    def _read_progress(self) -> Progress:
        return Progress(weighed=position_of(self._reactor.weighed, 0), committed=self._reactor.flagged_at)

    def _make_pen(self, campaign: str) -> Pen[AwardsState]:
        return Pen(
            self._metered,
            AwardsState(Journal(), self._registry),
            campaign=campaign,
            owner="awards",
            decider=AwardsDecider(),
            new_commit_id=lambda: uuid.uuid4().hex,
        )

    def _on_damage(self, campaign: str, damage: LogDamaged) -> None:
        _logger.critical("pen_stopped", extra={"campaign": campaign, "cause": str(damage)})
        self._damaged.add(campaign)

    def _show_figures(self) -> None:
        telemetry, log = self._telemetry, self._log
        telemetry.gauge("thidua_log_commits", lambda: log.newest)
        telemetry.gauge("thidua_read_model_in_trouble", lambda: bool(self._model.trouble))
        telemetry.follower("read_model", lambda: self._model.position, newest=lambda: log.newest)
        telemetry.follower("reactor", lambda: position_of(self._reactor.weighed, 0), newest=lambda: log.newest)

    async def _ready(self) -> dict[str, bool]:
        try:
            await self._log.last()
            answers = True
        except (LogUnavailable, LogDamaged):
            answers = False
        return {"log": answers and not self._damaged, "read_model": not self._model.trouble}
