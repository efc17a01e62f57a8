"""The composition root of awards: the only place that knows which log, database and vault stand behind its ports."""

import asyncio
import logging
import os
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Never

from fastapi import FastAPI

from services.awards.api.papers.finding import found_paper
from services.awards.api.papers.routes import make_papers_router
from services.awards.api.routes import make_router
from services.awards.domain.campaigns import Campaigns
from services.awards.domain.decider import AwardsDecider
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.state import AwardsState
from services.awards.handlers.bonuses import Bonuses
from services.awards.handlers.desk import Desk
from services.awards.handlers.flagging import PATIENCE_SECONDS, Reactor
from services.awards.handlers.what_ifs import WhatIfs
from services.awards.projections import AWARDS
from services.awards.settings import Settings
from services.awards.web.pages import make_pages
from services.awards.web.rules.pages import make_rule_pages
from shared.adapters.claiming import ClaimingPens
from shared.adapters.claims import NatsAsking, NatsClaims
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.descriptions import door_paths
from shared.adapters.door import Door, Receive, Scope, Send
from shared.adapters.form_door import FormDoor
from shared.adapters.health import make_health
from shared.adapters.intake import Intake
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.known_log import KnownLog
from shared.adapters.making_api import make_api
from shared.adapters.metered_log import MeteredLog
from shared.adapters.person_names import PersonNames
from shared.adapters.progress import Progress, ProgressTeller
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.refused import counting_floods
from shared.adapters.running import last_patiently, running
from shared.adapters.serving import serve_web
from shared.adapters.shared_pens import SharedPens, in_turn
from shared.adapters.stamps import Stamps
from shared.adapters.table_sets import TableSets
from shared.adapters.tables_of import tables_of
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure
from shared.adapters.turns import Turns
from shared.adapters.vault import VaultReader
from shared.adapters.verifying import make_verifying
from shared.adapters.watch import Watch, in_trouble, stopped
from shared.core.envelope import Statement, position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import Data
from shared.core.health import Parked
from shared.core.journal import Journal
from shared.core.leases import Replica
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.papers.mark import REPORTS_BELOW
from shared.web.admin import HealthPage
from shared.web.frame import Timekeeping
from shared.web.problem_pages import tell_browsers
from shared.web.verifying import VerifyingPage

FOR_EVER: Final = float(10**9)
EVENTS: Final = "/awards/events"

_logger: Final = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Run awards until a signal ends it."""
    clock = system_clock if settings.simulated_clock is None else SharedClock(settings.simulated_clock)
    log = await JetStreamLog.connect(settings.nats_url, user="awards", seed=settings.nats_seed, patience=FOR_EVER)
    awards = Awards(settings, log, clock)
    try:
        await serve_web(awards, settings.address, tls=settings.tls, on_stop=awards.stop)
    finally:
        awards.close()
        await log.close()


class Awards:
    """Everything awards is made of; an ASGI application. `api` answers everything but the door for facts."""

    def __init__(self, settings: Settings, log: JetStreamLog, clock: Clock) -> None:
        self._log = log
        self._telemetry = Telemetry.from_environment("awards")
        self._vault = VaultReader.open(settings.vault)
        self._credentials = Credentials.load(settings.access_url, system_clock, telemetry=self._telemetry)
        self._model = ReadModel(AWARDS, _tables(settings), log)
        self._damaged, self._down = dict[str, str](), dict[str, bool]()
        self._registry, self._campaigns = RegistryFacts(), Campaigns()
        self._metered = MeteredLog(KnownLog(log, recognised=self._model.recognised), self._telemetry)
        self._claiming = self._own_pens()
        self._shared = self._share(settings.replica) if settings.replica else None
        self._pens = self._shared or self._claiming
        stamps = Stamps(self._vault.installation_mac, clock)
        self._reactor = Reactor(
            self._pens,
            self._registry,
            Bonuses(self._pens, self._campaigns, stamps=stamps),
            stamps=stamps,
            shown=self._model.reached,
            span=self._telemetry.span,
        )
        self._progress = ProgressTeller(log.connection, read=self._read_progress, moved=self._reactor.moved)
        intake = Intake(
            "awards",
            desk=Desk(
                self._pens, self._campaigns, last=log.last, followed=self._reactor.followed, flagged=self._flagged
            ),
            sealer=_nothing_to_seal,
            mac=self._vault.installation_mac,
            clock=clock,
            random=os.urandom,
            check_launch=_never_launched,
            telemetry=self._telemetry,
        )
        who = Tenure.of(self._credentials, lineage=lambda: self._registry.lineage, clock=clock)
        turns = Turns(flooded=counting_floods(self._telemetry, "events"))
        self._door = Door(intake, who, on_trial=intake.on_trial(_nothing_to_seal), turns=turns)
        self._forms = FormDoor(intake, turns=turns, clock=clock, random=os.urandom)
        self._watch = Watch("awards", log, self._telemetry, ask=self._ready, parked=self._parked, clock=clock)
        self.api = make_api(
            "Thi Đua: awards",
            ready=self._watch.ready,
            telemetry=self._telemetry,
            lifespan=self._lifespan,
            door=door_paths("awards"),
        )
        self._what_ifs = WhatIfs(log, random=os.urandom)
        self._stopping = False
        self._add_reads(settings, who=who, clock=clock)
        self._show_figures()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Facts go straight to the door; all else to the web application."""
        if scope["type"] == "http" and scope["path"] == EVENTS and scope["method"] == "POST":
            await self._door(scope, receive, send)
        else:
            await self.api(scope, receive, send)

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
            troubles=self._watch.tell(self._log.connection, self._model),
            follow=self._follow(),
            react=in_turn(self._shared, self._react()),
            names=in_turn(self._shared, self._claiming.give_back()),
            progress=in_turn(self._shared, self._progress.run()),
            **(self._shared.tasks() if self._shared else {}),
        ) as self._down:
            yield
            await self._what_ifs.close()
            await self._pens.close()

    def _add_reads(self, settings: Settings, *, who: Tenure, clock: Clock) -> None:
        reads = Reads(self._model, self._log, who=who, caught_up=self._caught_up, clock=clock)
        names = PersonNames(self._vault)
        timekeeping = Timekeeping.SIMULATED if settings.simulated_clock else Timekeeping.REAL
        page = VerifyingPage(timekeeping)
        tell_browsers(self.api, timekeeping, reads.caller)
        pages = make_pages(
            reads,
            names=names,
            forms=self._forms,
            position=lambda: self._model.position,
            stopping=lambda: self._stopping,
            timekeeping=timekeeping,
        )
        for router in (
            make_papers_router(reads, names=names, public_url=settings.public_url),
            make_router(reads),
            make_verifying(reads, find=found_paper, page=page, others=REPORTS_BELOW),
            page.files(),
            pages,
            make_health(reads, self._watch, HealthPage(timekeeping)),
            make_rule_pages(reads, self._forms, self._what_ifs, names=names, timekeeping=timekeeping),
        ):
            self.api.include_router(router)

    async def _follow(self) -> None:
        async for commits in self._log.follow(after=0):
            await self._reactor.on_commits(commits)

    async def _react(self) -> None:
        await self._reactor.run(after=await last_patiently(self._log))

    async def _flagged(self, number: int, *, within: float) -> bool:
        with suppress(LogUnavailable):  # of another replica: then what is known decides
            return await self._caught_up(position_of(number, 0), within=within)
        return False

    async def _caught_up(self, position: int, *, within: float = PATIENCE_SECONDS) -> bool:
        """Wait until every flag that follows from facts up to a position is made, by whoever does, and shown here."""
        if self._shared is None:
            return await self._reactor.caught_up(position, within=within)
        try:
            async with asyncio.timeout(within):
                shown = await self._shared.all_done(position)
                return shown is not None and await self._model.reached(shown, within=within)
        except TimeoutError:
            return False

    async def _all_flagged(self, position: int) -> int | None:
        return max(position, self._reactor.flagged_at) if await self._reactor.caught_up(position) else None

    async def _know_all(self) -> None:
        if not await self._reactor.followed(await self._log.last()):
            raise LogUnavailable

    def _own_pens(self) -> ClaimingPens:
        connection = self._log.connection
        how: dict[str, Any] = {"table": NatsClaims(connection), "asking": NatsAsking(connection)}
        return ClaimingPens(self._make_pen, on_damage=self._on_damage, telemetry=self._telemetry, **how)

    def _share(self, replica: Replica) -> SharedPens:
        """All pens, and the weighing, are with one replica; the others follow."""
        how: dict[str, Any] = {"replica": replica, "life": uuid.uuid4().hex[:8], "is_whole": True}
        how |= {"ready": self._know_all, "reached": self._all_flagged}
        shared = SharedPens(self._claiming, self._log.connection, "awards", **how)
        self._telemetry.gauge("thidua_leases", lambda: shared.leases.count)
        return shared

    def _read_progress(self) -> Progress:
        return Progress(weighed=position_of(self._reactor.weighed, 0), committed=self._reactor.flagged_at)

    def _make_pen(self, campaign: str) -> Pen[AwardsState]:
        shared = self._shared
        return Pen(
            self._metered,
            AwardsState(Journal(), self._registry, self._campaigns, campaign),
            campaign=campaign,
            owner="awards",
            decider=AwardsDecider(),
            new_commit_id=lambda: uuid.uuid4().hex,
            is_sure=lambda: shared is None or shared.is_sure(campaign),
        )

    def _on_damage(self, campaign: str, damage: LogDamaged) -> None:
        _logger.critical("pen_stopped", extra={"campaign": campaign, "cause": str(damage)})
        self._damaged[campaign] = str(damage)

    def _show_figures(self) -> None:
        telemetry, log = self._telemetry, self._log
        telemetry.gauge("thidua_log_commits", lambda: log.newest)
        telemetry.gauge("thidua_read_model_in_trouble", lambda: bool(self._model.trouble))
        self._watch.follower("read_model", lambda: self._model.position)
        self._watch.follower("reactor", lambda: position_of(self._reactor.weighed, 0))

    async def _parked(self) -> Sequence[Parked]:
        return [*stopped(self._damaged), *in_trouble("awards", self._model)]

    async def _ready(self) -> dict[str, bool | Problem]:
        answers = await self._watch.log_answers()
        leases = {"leases": self._shared.leases.is_ready} if self._shared else {}
        return {"log": answers and not self._damaged, "read_model": not self._model.trouble, **leases, **self._down}


def _nothing_to_seal(statements: Sequence[Statement]) -> Never:
    """What awards takes has no open form: its facts name people by their ids alone."""
    raise AssertionError([type(statement.data).__name__ for statement in statements])


async def _never_launched(_campaign: str, _definition: Sequence[Data]) -> None:
    """Campaigns are launched at tracking's door."""


def _tables(settings: Settings) -> TableSets:
    replica = settings.replica.name if settings.replica else ""
    return tables_of("awards", folder=settings.read_models, database_url=settings.database_url, replica=replica)
