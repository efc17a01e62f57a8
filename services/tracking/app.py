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
from services.tracking.api.quality import make_quality
from services.tracking.api.reports import VERIFIED_BELOW, make_reports
from services.tracking.api.routes import make_router
from services.tracking.api.things import Things
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
from services.tracking.web.provider_sign_in import BACK
from shared.adapters.admissions import Admissions
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.descriptions import asyncapi, door_paths
from shared.adapters.door import Door, Receive, Scope, Send
from shared.adapters.doorkeeper import Doorkeeper
from shared.adapters.erasures import Erasures, HouseholdNames
from shared.adapters.evidence_files import EvidenceFiles, forgetting
from shared.adapters.feedback import FeedbackWords
from shared.adapters.form_door import FileDoor, FormDoor
from shared.adapters.health import make_health
from shared.adapters.hook_door import HookDoor
from shared.adapters.hooks import Hooks
from shared.adapters.http import make_api
from shared.adapters.intake import Intake
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.known_log import KnownLog
from shared.adapters.metered_log import MeteredLog
from shared.adapters.nats_door import NatsDoor
from shared.adapters.pens import Pens
from shared.adapters.personal import Sealer
from shared.adapters.provider import Provider
from shared.adapters.public_door import PublicDoor
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.refused import RefusedCredentials
from shared.adapters.running import running
from shared.adapters.serving import serve_web
from shared.adapters.sign_in import SignIn
from shared.adapters.stamps import Stamps
from shared.adapters.tables_of import tables_of
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure
from shared.adapters.turns import Turns
from shared.adapters.vault import Vault
from shared.adapters.verifying import make_verifying
from shared.adapters.watch import Watch, in_trouble, stopped
from shared.core.access import Caller
from shared.core.definition import Campaign
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import REGISTRY, QualityFlagged
from shared.core.health import Parked
from shared.core.journal import Journal
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.web.admin import HealthPage
from shared.web.frame import Timekeeping
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
        self._sign_in = _sign_in(settings, self._credentials, self._telemetry)
        self._admissions = Admissions.open(settings.access_url, system_clock)
        tables = tables_of("tracking", folder=settings.read_models, database_url=settings.database_url)
        self._model = ReadModel(TRACKING, tables, log)
        self._erasures = Erasures(self._vault, log, forget=forgetting(settings.evidence))
        self._damaged, self._down = dict[str, str](), dict[str, bool]()
        self._metered = MeteredLog(KnownLog(log, recognised=self._model.recognised), self._telemetry)
        self._pens = Pens(self._make_pen, on_damage=self._on_damage, telemetry=self._telemetry)
        sealer = Sealer(self._vault, is_swept=lambda: self._erasures.is_swept)
        stamps = Stamps(self._vault.installation_mac, clock)
        self._quality = QualityDesk(self._pens, self._look, shown=self._model.reached, stamps=stamps, clock=clock)
        self._registry = RegistryFollower(RegistryView(), self._erasures, besides=(self._quality,))
        self._grants = GrantTeller(self._pens, self._registry, self._credentials, stamps=stamps)
        common: dict[str, Any] = {"mac": self._vault.installation_mac, "clock": clock, "random": os.urandom}
        desk = Desk(self._pens, self._registry, self._erasures)
        files = EvidenceFiles(settings.evidence, self._vault, self._erasures)
        self._attaching = Attaching(desk, files, wrong=wrong_with_file, stamps=stamps)
        intake = Intake(
            "tracking",
            desk=desk,
            sealer=sealer,
            **common,
            check_launch=LaunchCheck(self._campaign_of),
            telemetry=self._telemetry,
        )
        who = Tenure(self._credentials.caller_of, lineage=lambda: self._registry.view.lineage, clock=clock)
        turns = Turns()
        on_trial = intake.on_trial(sealer.try_out)
        self._door = Door(intake, who, on_trial=on_trial, turns=turns)
        self._files = FileDoor(intake, on_trial=on_trial, turns=turns, columns_url=settings.access_url)
        self._forms = FormDoor(intake, turns=turns, clock=clock, random=os.urandom)
        self._public = PublicDoor("tracking", desk=desk, sealer=sealer, seconds=time.monotonic, **common)
        self._hooks = self._make_hook_door(settings, intake, clock, turns)
        self._nats_door = self._make_nats_door(settings, intake, who, turns)
        self._watch = Watch("tracking", log, self._telemetry, ask=self._ready, parked=self._parked, clock=clock)
        self._api = make_api(
            "Thi Đua: tracking",
            ready=self._watch.ready,
            metrics=self._telemetry.metrics,
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
        """Let go of files."""
        self._model.close()
        self._credentials.close()
        self._sign_in.close()
        self._admissions.close()
        self._hooks.close()
        self._files.close()
        self._vault.close()
        self._telemetry.close()

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with running(
            credentials=self._credentials.watch(),
            read_model=self._model.run(),
            registry=self._registry.run(self._log),
            erasures=self._erasures.run(),
            quality=self._quality.run(),
            grants=self._grants.run(),
            **(self._nats_door.tasks() if self._nats_door else {}),
        ) as self._down:
            yield
            await self._pens.close()

    def _add_reads(self, settings: Settings, *, who: Tenure, clock: Clock) -> None:
        model, log = self._model, self._log
        reads = Reads(model, log, who=who, caught_up=model.reached, clock=clock)
        flagged = Reads(model, log, who=who, caught_up=self._quality.caught_up, clock=clock)
        timekeeping = Timekeeping.SIMULATED if settings.simulated_clock else Timekeeping.REAL
        things = Things(HouseholdNames(self._vault, self._erasures))
        needs = Needs(
            forms=self._forms,
            files=self._files,
            public=self._public,
            words=FeedbackWords(self._vault, self._erasures),
            things=things,
            sign_in=self._sign_in,
            admissions=self._admissions,
            look=self._watch.look,
            position=lambda: model.position,
            stopping=lambda: self._stopping,
        )
        for router in (
            make_quality(flagged),
            make_handover(reads),
            make_documents(reads),
            make_hooks(self._hooks),
            make_columns(reads, self._files),
            make_evidence(reads, self._attaching, settings.limits),
            make_reports(reads, public_url=settings.public_url),
            make_verifying(reads, find=found_paper, page=VerifyingPage(timekeeping), below=VERIFIED_BELOW),
            make_router(reads, things),
            make_health(reads, self._watch, HealthPage(timekeeping)),
            make_all_pages(reads, needs, public_url=settings.public_url, timekeeping=timekeeping),
        ):
            self._api.include_router(router)
        self._api.add_api_route("/asyncapi.json", asyncapi, include_in_schema=False)

    def _make_hook_door(self, settings: Settings, intake: Intake, clock: Clock, turns: Turns) -> HookDoor:
        hooks = Hooks.open(settings.access_url, system_clock, sealing_key=self._vault.hooks_key)
        known = Tenure(self._credentials.with_id_by_now, lineage=lambda: self._registry.view.lineage, clock=clock)
        noting: dict[str, Any] = {"refused": RefusedCredentials(self._telemetry), "telemetry": self._telemetry}
        return HookDoor(intake, hooks, known=known, turns=turns, now=system_clock, **noting)

    def _make_nats_door(self, settings: Settings, intake: Intake, tenure: Tenure, turns: Turns) -> NatsDoor | None:
        if settings.nats_door is None:
            return None
        seeds, url = settings.nats_door, settings.nats_url
        keeper = Doorkeeper(self._credentials, issuer=seeds.issuer, now=system_clock, url=url, seed=seeds.keeper)

        def known(token_id: str) -> Caller | None:
            return tenure.standing(self._credentials.with_id(token_id))

        return NatsDoor(intake, keeper, known=known, turns=turns, url=url, seed=seeds.door)

    def _make_pen(self, campaign: str) -> Pen[Any]:
        common: dict[str, Any] = {"campaign": campaign, "owner": "tracking", "new_commit_id": lambda: uuid.uuid4().hex}
        if campaign == REGISTRY:
            return Pen(self._metered, RegistryState(Journal()), decider=RegistryDecider(), **common)
        state = CampaignState(Journal(), self._registry.view)
        return Pen(self._metered, state, decider=CampaignDecider(), **common)

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
            **self._down,
        }


def _sign_in(settings: Settings, credentials: Credentials, telemetry: Telemetry) -> SignIn:
    """Where browsers get their sessions, and by whose word besides our accounts'."""
    back_to = settings.public_url.rstrip("/") + BACK
    provider = Provider.asked(settings.provider, back_to=back_to, now=system_clock)
    how: dict[str, Any] = {"now": system_clock, "telemetry": telemetry, "https": settings.by_https}
    return SignIn.open(settings.access_url, credentials, provider=provider, **how)
