"""The services of an installation, each a process with settings of its own; who keeps them alive is not known here."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from deploy.local.installation import Installation
from deploy.local.log_server import EmbeddedLog, OutsideLog
from deploy.local.one_address import OneAddress
from deploy.local.reading_log import READER
from deploy.local.supervisor import Part, forked
from deploy.nats.accounts import DOOR, ISSUER, KEEPER
from services.audit import app as audit
from services.audit.settings import Settings as AuditSettings
from services.awards import app as awards
from services.awards.settings import Settings as AwardsSettings
from services.notify import app as notify
from services.notify.settings import Settings as NotifySettings
from services.tracking import app as tracking
from services.tracking.settings import NatsDoorSeeds
from services.tracking.settings import Settings as TrackingSettings
from shared.adapters.logs import write_logs


@dataclass(frozen=True, slots=True)
class Services:
    """How each service of one installation is run: at the one address, or behind it."""

    installation: Installation
    log: EmbeddedLog | OutsideLog
    address: str
    clock: Path | None

    def parts(self) -> list[Part]:
        """One process each."""
        runs = {"tracking": self._tracking, "awards": self._awards, "notify": self._notify, "audit": self._audit}
        return [Part(name, forked(run)) for name, run in runs.items()]

    def _tracking(self) -> None:
        write_logs("tracking")
        settings = TrackingSettings(
            address=self.address,
            nats_door=self._nats_door(),
            public_url=self._public_url(),
            **self._common("tracking"),
        )
        sockets = {service: self.installation.socket(service) for service in ("awards", "notify", "audit")}
        uvloop.run(tracking.serve(settings, around=lambda app: OneAddress(app, sockets)))

    def _awards(self) -> None:
        write_logs("awards")
        settings = AwardsSettings(
            address=self._socket("awards"),
            public_url=self._public_url(),
            **self._common("awards"),
        )
        uvloop.run(awards.serve(settings))

    def _notify(self) -> None:
        write_logs("notify")
        settings = NotifySettings(
            address=self._socket("notify"),
            smtp_url=os.environ.get("THIDUA_SMTP_URL", ""),
            **self._common("notify"),
        )
        uvloop.run(notify.serve(settings))

    def _audit(self) -> None:
        write_logs("audit")
        settings = AuditSettings(
            address=self._socket("audit"),
            nats_url=self.log.url,
            nats_seed=self.log.seed(READER),
            folder=self.installation.audit,
            access_url=self.installation.access_url,
            witness_url=os.environ.get("THIDUA_WITNESS_URL", ""),
            witness_key=os.environ.get("THIDUA_WITNESS_KEY", ""),
            simulated_clock=self.clock,
        )
        uvloop.run(audit.serve(settings))

    def _nats_door(self) -> NatsDoorSeeds | None:
        """Who admits units to a server that runs elsewhere is its operators' to say."""
        door, issuer, keeper = (self.log.seed(key) for key in (DOOR, ISSUER, KEEPER))
        return NatsDoorSeeds(door, issuer, keeper) if door and issuer and keeper else None

    def _public_url(self) -> str:
        return os.environ.get("THIDUA_PUBLIC_URL", f"http://{self.address}")

    def _common(self, service: str) -> dict[str, Any]:
        return {
            "nats_url": self.log.url,
            "nats_seed": self.log.seed(service),
            "read_models": self.installation.read_models,
            "access_url": self.installation.access_url,
            "vault": self.installation.vault,
            "simulated_clock": self.clock,
        }

    def _socket(self, service: str) -> str:
        return f"unix:{self.installation.socket(service)}"
