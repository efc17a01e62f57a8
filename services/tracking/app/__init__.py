"""The composition root of tracking: the only place that knows which log, database and vault stand behind its ports."""

import logging
import os
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, TypeAlias

from fastapi import FastAPI

from services.tracking.api.columns import make_columns
from services.tracking.api.documents import make_documents
from services.tracking.api.evidence import make_evidence
from services.tracking.api.finding import found_paper
from services.tracking.api.handover import make_handover
from services.tracking.api.hooks import make_hooks
from services.tracking.api.office_papers import VERIFIED_BELOW, make_office_papers
from services.tracking.api.quality import make_quality
from services.tracking.api.routes import make_router
from services.tracking.api.things import Things
from services.tracking.app.doors import OtherDoors, at_awards, make_sign_in
from services.tracking.app.portal import Pushing
from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.evidence.kinds import wrong_with as wrong_with_file
from services.tracking.domain.registry import RegistryDecider, RegistryView
from services.tracking.domain.registry_state import RegistryState
from services.tracking.domain.state import CampaignState
from services.tracking.handlers.attaching import Attaching
from services.tracking.handlers.desk import Desk, LaunchCheck
from services.tracking.handlers.flagging import QualityDesk
from services.tracking.handlers.granting import GrantTeller
from services.tracking.handlers.looking import wrong_with
from services.tracking.handlers.registry import RegistryFollower
from services.tracking.projections import TRACKING
from services.tracking.settings import Settings
from services.tracking.tables.queries import campaign_of
from services.tracking.web.all_pages import Needs, make_all_pages
from services.tracking.web.chosen_files import ChosenFiles
from shared.adapters.admissions import Admissions
from shared.adapters.claims import Holding
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.descriptions import asyncapi, door_paths
from shared.adapters.door import Door, Receive, Scope, Send
from shared.adapters.erasures import Erasures, HouseholdNames
from shared.adapters.evidence_files import EvidenceFiles
from shared.adapters.evidence_places import forgetting
from shared.adapters.feedback import FeedbackWords
from shared.adapters.form_door import FileDoor, FormDoor
from shared.adapters.health import make_health
from shared.adapters.intake import Intake
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.known_log import KnownLog
from shared.adapters.making_api import make_api
from shared.adapters.metered_log import MeteredLog
from shared.adapters.pens import Pens
from shared.adapters.personal import Sealer
from shared.adapters.public_door import PublicDoor
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.refused import counting_floods
from shared.adapters.running import running
from shared.adapters.serving import serve_web
from shared.adapters.shared_pens import SharedPens
from shared.adapters.stamps import Stamps
from shared.adapters.table_sets import TableSets
from shared.adapters.tables_of import tables_of
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure
from shared.adapters.turns import Turns
from shared.adapters.vault import Vault
from shared.adapters.verifying import make_verifying
from shared.adapters.watch import Watch, in_trouble, stopped
from shared.core.definition import Campaign
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import REGISTRY, QualityFlagged
from shared.core.health import Parked
from shared.core.journal import Journal
from shared.core.leases import Replica
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.web.admin import HealthPage
from shared.web.frame import Timekeeping
from shared.web.problem_pages import tell_browsers
from shared.web.verifying import VerifyingPage

Application: TypeAlias = Any
FOR_EVER: Final = float(10**9)
EVENTS: Final = "/tracking/events"

_logger: Final = logging.getLogger(__name__)


async def serve(settings: Settings, *, around: Callable[[Application], Application] = lambda app: app) -> None:
    """Run tracking until a signal ends it; `around` may put a router before it."""
    clock = system_clock if settings.simulated_clock is None else SharedClock(settings.simulated_clock)
    log = await JetStreamLog.connect(settings.nats_url, user="tracking", seed=settings.nats_seed, patience=FOR_EVER)
    tracking = Tracking(settings, log, clock)
    try:
        await serve_web(around(tracking), settings.address, tls=settings.tls, on_stop=tracking.stop)
    finally:
        tracking.close()
        await log.close()


class Tracking:
    """Everything tracking is made of; an ASGI application."""

    def __init__(self, settings: Settings, log: JetStreamLog, clock: Clock) -> None:
        self._log = log
        self._telemetry = Telemetry.from_environment("tracking")
        self._vault = Vault.open(settings.vault)
        self._credentials = Credentials.load(settings.access_url, system_clock, telemetry=self._telemetry)
        self._sign_in = make_sign_in(settings, self._credentials, self._telemetry)
        self._admissions = Admissions.open(settings.access_url, system_clock)
        self._model = ReadModel(TRACKING, _tables(settings), log, stated=lambda: self._pens.stated)
        self._erasures = Erasures(self._vault, log, forget=forgetting(settings.evidence, settings.evidence_bucket))
        self._damaged, self._down = dict[str, str](), dict[str, bool]()
        self._metered = MeteredLog(KnownLog(log, recognised=self._model.recognised), self._telemetry)
        pens = Pens(self._make_pen, on_damage=self._on_damage, telemetry=self._telemetry)
        self._shared = self._share(pens, settings.replica) if settings.replica else None
        self._pens = self._shared or pens
        sealer = Sealer(self._vault, is_swept=lambda: self._erasures.is_swept)
        stamps = Stamps(mac := self._vault.installation_mac, clock)
        self._quality = QualityDesk(self._pens, self._look, shown=self._model.reached, stamps=stamps, clock=clock)
        pushing: dict[str, Any] = {"stamps": stamps, "clock": clock, "telemetry": self._telemetry, "last": log.last}
        self._pushing = Pushing(settings.portal, self._pens, self._model, shared=self._shared, **pushing)
        besides = self._quality, *self._pushing.hears
        self._registry = RegistryFollower(RegistryView(), self._erasures, besides=besides)
        self._registry.newest = log.last if self._shared else None
        self._grants = GrantTeller(self._pens, self._registry, self._credentials, stamps=stamps)
        desk = Desk(self._pens, self._registry, self._erasures)
        self._evidence = EvidenceFiles(settings.evidence, settings.evidence_bucket, self._vault, self._erasures)
        self._attaching = Attaching(desk, self._evidence, wrong=wrong_with_file, stamps=stamps)
        common: dict[str, Any] = {"desk": desk, "sealer": sealer, "random": os.urandom, "clock": clock, "mac": mac}
        check = LaunchCheck(self._campaign_of)
        intake = Intake("tracking", check_launch=check, telemetry=self._telemetry, **common)
        who = Tenure.of(self._credentials, lineage=lambda: self._registry.view.lineage, clock=clock)
        turns = Turns(flooded=counting_floods(self._telemetry, "events"))
        on_trial = intake.on_trial(sealer.try_out)
        self._door = Door(intake, who, on_trial=on_trial, turns=turns)
        self._files = FileDoor(intake, on_trial=on_trial, turns=turns, columns_url=settings.access_url)
        self._forms = FormDoor(intake, turns=turns, clock=clock, random=os.urandom)
        self._public = PublicDoor("tracking", seconds=time.monotonic, **common)
        others = OtherDoors(settings, intake, self._credentials, turns)
        self._hooks = others.for_hooks(who, sealing_key=self._vault.hooks_key, telemetry=self._telemetry)
        self._nats_door = others.for_nats(who)
        self._watch = Watch("tracking", log, self._telemetry, ask=self._ready, parked=self._parked, clock=clock)
        self._api = make_api(
            "Thi Đua: tracking",
            ready=self._watch.ready,
            telemetry=self._telemetry,
            lifespan=self._lifespan,
            door=door_paths("tracking"),
        )
        self._stopping = False
        self._add_reads(settings, who=who, clock=clock)
        self._show_figures()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Facts go straight to the door; all else to the web application."""
        if scope["type"] == "http" and scope["path"] == EVENTS and scope["method"] == "POST":
            await self._door(scope, receive, send)
        else:
            await self._api(scope, receive, send)

    def stop(self) -> None:
        """Let pages that are kept current end by themselves."""
        self._stopping = True

    def close(self) -> None:
        """Let go of files and connections."""
        self._model.close()
        self._credentials.close()
        self._sign_in.close()
        self._admissions.close()
        self._hooks.close()
        self._files.close()
        self._evidence.close()
        self._vault.close()
        self._telemetry.close()

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with running(
            credentials=self._credentials.watch(),
            read_model=self._model.run(),
            troubles=self._watch.tell(self._log.connection, self._model),
            registry=self._registry.run(self._log),
            erasures=self._erasures.run(),
            quality=self._quality.run(),
            names=Holding(self._log.connection, hold=self._pens.hold).run(),
            grants=self._grants.run(),
            evidence=self._evidence.run(),
            **self._pushing.tasks(),
            **(self._nats_door.tasks() if self._nats_door else {}),
            **(self._shared.tasks() if self._shared else {}),
        ) as self._down:
            yield
            await self._pens.close()
            await self._pushing.end()

    def _add_reads(self, settings: Settings, *, who: Tenure, clock: Clock) -> None:
        reads = Reads(self._model, self._log, who=who, caught_up=self._model.reached, clock=clock)
        flagged = Reads(self._model, self._log, who=who, caught_up=self._quality.caught_up, clock=clock)
        timekeeping = Timekeeping.SIMULATED if settings.simulated_clock else Timekeeping.REAL
        tell_browsers(self._api, timekeeping, reads.caller)
        things = Things(HouseholdNames(self._vault, self._erasures))
        needs = Needs(
            forms=self._forms,
            files=self._files,
            chosen=ChosenFiles(self._attaching, settings.limits),
            public=self._public,
            words=FeedbackWords(self._vault, self._erasures),
            things=things,
            sign_in=self._sign_in,
            admissions=self._admissions,
            look=self._watch.look,
            position=lambda: self._model.position,
            stopping=lambda: self._stopping,
        )
        for router in (
            make_quality(flagged),
            make_handover(reads),
            make_documents(reads),
            make_hooks(self._hooks),
            make_columns(reads, self._files),
            make_evidence(reads, self._attaching, settings.limits),
            make_office_papers(reads, public_url=settings.public_url),
            make_verifying(reads, find=found_paper, page=VerifyingPage(timekeeping), below=VERIFIED_BELOW),
            make_router(reads, things),
            make_health(reads, self._watch, HealthPage(timekeeping)),
            make_all_pages(reads, needs, public_url=settings.public_url, timekeeping=timekeeping),
        ):
            self._api.include_router(router)
        self._api.add_api_route("/asyncapi.json", asyncapi, include_in_schema=False)

    def _share(self, pens: Pens, replica: Replica) -> SharedPens:
        """Pens of which each campaign's is with one replica."""
        how: dict[str, Any] = {"replica": replica, "life": uuid.uuid4().hex[:8], "is_whole": False}
        shared = SharedPens(pens, self._log.connection, "tracking", ready=self._know_all, **how)
        self._telemetry.gauge("thidua_leases", lambda: shared.leases.count)
        return shared

    async def _know_all(self) -> None:
        await self._registry.ready()

    def _make_pen(self, campaign: str) -> Pen[Any]:
        common: dict[str, Any] = {"campaign": campaign, "owner": "tracking", "new_commit_id": lambda: uuid.uuid4().hex}
        if (shared := self._shared) is not None:
            common["is_sure"] = lambda: shared.is_sure(campaign)
        if campaign == REGISTRY:
            return Pen(self._metered, RegistryState(Journal()), decider=RegistryDecider(), **common)
        common["elsewhere"] = at_awards(self._metered, self._log.connection, campaign)
        return Pen(self._metered, CampaignState(Journal(), self._registry.view), decider=CampaignDecider(), **common)

    def _on_damage(self, campaign: str, damage: LogDamaged) -> None:
        _logger.critical("pen_stopped", extra={"campaign": campaign, "cause": str(damage)})
        self._damaged[campaign] = str(damage)

    def _look(self, campaign: str, now: datetime) -> Sequence[QualityFlagged]:
        with self._model.reading() as view:
            return wrong_with(view.session, campaign, now)

    async def _campaign_of(self, campaign_id: str) -> Campaign | None:
        """A campaign as recorded by now: a rule set may come right behind the launch that it belongs to."""
        if not await self._model.reached(position_of(await self._log.last(), 0)):
            raise LogUnavailable
        with self._model.reading() as view:
            return campaign_of(view.session, campaign_id)

    def _show_figures(self) -> None:
        telemetry, log = self._telemetry, self._log
        telemetry.gauge("thidua_log_commits", lambda: log.newest)
        telemetry.gauge("thidua_read_model_in_trouble", lambda: bool(self._model.trouble))
        self._watch.follower("read_model", lambda: self._model.position)
        self._watch.follower("registry", lambda: position_of(self._registry.number, 0))

    async def _parked(self) -> Sequence[Parked]:
        return [*stopped(self._damaged), *in_trouble("tracking", self._model)]

    async def _ready(self) -> dict[str, bool | Problem]:
        return {
            "log": await self._watch.log_answers() and not self._damaged,
            "registry": self._registry.is_ready,
            "vault": self._erasures.is_swept,
            "read_model": not self._model.trouble,
            **({"nats_door": self._nats_door.is_open} if self._nats_door else {}),
            **({"leases": self._shared.leases.is_ready} if self._shared else {}),
            **self._down,
        }


def _tables(settings: Settings) -> TableSets:
    replica = settings.replica.name if settings.replica else ""
    return tables_of("tracking", folder=settings.read_models, database_url=settings.database_url, replica=replica)
