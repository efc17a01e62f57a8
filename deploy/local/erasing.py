"""An erasure on DATA, whether `up` runs or not: stated with tracking's own pen and carried out in the vault.

It is the same desk that tracking has at its door, in a process of its own. The pen is fenced, so one beside the pen of
a running tracking is safe: who comes second reads on and decides again (ADR-0013).
"""

import os
import time
import uuid
from collections.abc import Sequence
from contextlib import closing
from typing import Any, Final, NamedTuple

import msgspec

from deploy.local.evidence_limits import evidence_bucket
from deploy.local.installation import Installation
from deploy.local.reading_log import reading_log
from deploy.local.replay import check_log
from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.privacy_refusals import ALREADY_ERASED
from services.tracking.domain.registry import RegistryView
from services.tracking.domain.state import CampaignState
from services.tracking.handlers.desk import Desk
from services.tracking.handlers.registry import RegistryFollower
from shared.adapters.clock import SharedClock, system_clock
from shared.adapters.erasures import Erasures, erased_subject
from shared.adapters.evidence_places import forgetting
from shared.adapters.intake import Intake, rfc3339
from shared.adapters.pens import Pens
from shared.adapters.personal import Sealer
from shared.adapters.running import running
from shared.adapters.telemetry import Telemetry
from shared.adapters.vault import Vault
from shared.core.access import Caller
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import REGISTRY, Data, PersonalDataErased
from shared.core.journal import Journal
from shared.core.log import EventLog
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.core.values import NaturalKind

SECONDS: Final = 300.0
COMMAND: Final = Caller(role="admin", unit_id="", person_id="", token_id="thidua-privacy")  # noqa: S106 - no secret


class Erasure(NamedTuple):
    """Where the fact stands, when it was recorded, and whether this call recorded it."""

    position: int
    recorded_at: str
    is_new: bool


class NotErased(Exception):
    """Why nothing was erased, as the door would say it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class WhichCampaign(Exception):
    """The campaign was not named, or there is none of that name; `campaigns` are those there are."""

    def __init__(self, campaigns: Sequence[str]) -> None:
        super().__init__(", ".join(campaigns))
        self.campaigns = campaigns


async def erase(
    installation: Installation, kind: NaturalKind, subject_id: str, *, basis: str, campaign: str
) -> Erasure:
    """Record the erasure of one subject, and destroy its key; once more only says when that was done.

    An empty campaign is the only one there is. Raises NotErased, WhichCampaign, LogUnavailable, LogDamaged,
    CannotStart, ServerDidNotStart, VaultUnavailable.
    """
    async with reading_log(installation, user="tracking") as log:
        await check_log(log, installation)
        with closing(Vault.open(installation.vault)) as vault:
            office = _Office(installation, vault, log)
            async with running(registry=office.registry.run(log), erasures=office.erasures.run()):
                await _until_ready(office.registry)
                campaign = _the_campaign(campaign, sorted(office.registry.campaigns - {REGISTRY}))
                data = PersonalDataErased(subject_kind=kind, subject_id=subject_id, scope="ALL", basis=basis)
                is_new = await _found(data, campaign, log) is None and await office.state(data, campaign)
                stated = await _found(data, campaign, log)
                await office.erasures.carry_out(data, campaign)
    if stated is None:
        raise LogUnavailable
    return Erasure(*stated, is_new=is_new)


class _Office:
    """Tracking's desk without a door."""

    def __init__(self, installation: Installation, vault: Vault, log: EventLog) -> None:
        telemetry = Telemetry.silent("thidua")
        self._log = log
        self._clock = SharedClock(installation.clock) if installation.clock.exists() else system_clock
        forget = forgetting(installation.evidence, evidence_bucket())
        self.erasures = Erasures(vault, log, patience=SECONDS, forget=forget)
        self.registry = RegistryFollower(RegistryView(), self.erasures, besides=())
        self._pens = Pens(self._make_pen, on_damage=_raise, telemetry=telemetry)
        self._intake = Intake(
            "tracking",
            desk=Desk(self._pens, self.registry, self.erasures),
            sealer=Sealer(vault, is_swept=lambda: False),
            mac=vault.installation_mac,
            clock=self._clock,
            random=os.urandom,
            check_launch=_no_launch,
            telemetry=telemetry,
        )

    async def state(self, data: PersonalDataErased, campaign: str) -> bool:
        """Record the fact; False if somebody else did so meanwhile. Raises NotErased, which may be tried again."""
        body = msgspec.json.encode(
            {
                "specversion": "1.0",
                "id": uuid.uuid4().hex,
                "source": "/privacy",
                "type": data.wire,
                "time": rfc3339(self._clock()),
                "campaign": campaign,
                "data": data,
            }
        )
        try:
            return await self._taken(body)
        finally:
            await self._pens.close()

    async def _taken(self, body: bytes) -> bool:
        deadline = time.monotonic() + SECONDS
        while True:
            (taken,) = await self._intake.take(COMMAND, [body])
            match taken.answer:
                case Problem(code=ALREADY_ERASED.code):
                    return False
                case Problem(status=503) if time.monotonic() < deadline:
                    continue  # a long campaign is still being read; the same statement again is safe
                case Problem() as problem:
                    raise NotErased(problem)
                case _:
                    return True

    def _make_pen(self, campaign: str) -> Pen[Any]:
        state = CampaignState(Journal(), self.registry.view)
        return Pen(
            self._log,
            state,
            campaign=campaign,
            owner="tracking",
            decider=CampaignDecider(),
            new_commit_id=lambda: uuid.uuid4().hex,
        )


async def _until_ready(registry: RegistryFollower) -> None:
    """Wait until the log is read, however long it is. Raises LogDamaged, LogUnavailable."""
    deadline = time.monotonic() + SECONDS
    while not registry.is_ready:
        try:
            await registry.ready()
        except LogUnavailable:
            if time.monotonic() > deadline:
                raise


def _the_campaign(named: str, campaigns: Sequence[str]) -> str:
    if named in campaigns:
        return named
    if named or len(campaigns) != 1:
        raise WhichCampaign(campaigns)
    return campaigns[0]


async def _found(data: PersonalDataErased, campaign: str, log: EventLog) -> tuple[int, str] | None:
    """The erasure of this subject in the log, in whatever campaign it was stated: its position, and when recorded."""
    wire, wanted = data.wire.encode(), erased_subject(data, campaign)
    async for commits in log.read():
        for commit in commits:
            if wire not in commit.payload:
                continue
            for place, fact in enumerate(commit.facts()):
                stated = fact.data
                if isinstance(stated, PersonalDataErased) and erased_subject(stated, fact.campaign) == wanted:
                    return position_of(commit.number, place), fact.recordedat
    return None


def _raise(campaign: str, damage: LogDamaged) -> None:
    del campaign
    raise damage


async def _no_launch(campaign: str, statements: Sequence[Data]) -> None:
    """Nothing is launched here."""
    del campaign, statements
