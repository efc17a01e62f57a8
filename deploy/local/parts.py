"""The services of an installation, each a process with settings of its own; who keeps them alive is not known here."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvloop
from setproctitle import setproctitle

from deploy.local.certificate import Certificate
from deploy.local.evidence_limits import evidence_bucket, evidence_limits
from deploy.local.installation import Installation
from deploy.local.log_server import EmbeddedLog, OutsideLog
from deploy.nats.accounts import DOOR, ISSUER, KEEPER, READER
from services.audit import app as audit
from services.audit.settings import Settings as AuditSettings
from services.awards import app as awards
from services.awards.settings import Settings as AwardsSettings
from services.notify import app as notify
from services.notify.settings import Settings as NotifySettings
from services.tracking import app as tracking
from services.tracking.settings import NatsDoorSeeds, ProviderSettings
from services.tracking.settings import Settings as TrackingSettings
from shared.adapters.logs import write_logs
from shared.adapters.serving import SOCKET
from shared.core.leases import Replica

DOOR_KEEPER: Final = "tracking"
# What only follows the log gives way where cores are few: whoever reports waits for an answer, a follower comes along
# when the burst is over. The door's process fills one core at most, so on two of them followers are never without.
# Measured on two cores: beside other work at 19 and not 5, half as many single events again, 99 of 100 of them in 53 to
# 57 ms and not 83, flags no later; quiet at 15 and not 5, a fourth more in batches, 32 ms and not 38.
GIVE_WAY: Final = 15


def alone(app: tracking.Application) -> tracking.Application:
    """Nothing stands before tracking: an ingress, or nobody, passes on what is for the others."""
    return app


@dataclass(frozen=True, slots=True)
class Services:
    """How each service of one installation is run.

    `addresses` says where each listens, `public_url` where people reach the installation, `around` what is put before
    tracking, `clock` is the file of a simulation's clock, `certificate` what is shown at a HOST:PORT. `replica` is
    which of several processes of a service this is.
    """

    installation: Installation
    log: EmbeddedLog | OutsideLog
    addresses: Mapping[str, str]
    public_url: str
    clock: Path | None = None
    certificate: Certificate | None = None
    around: Callable[[tracking.Application], tracking.Application] = alone
    replica: Replica | None = None

    def run(self, name: str) -> None:
        """Run one service in this process until a signal ends it; `ps` and `top` call the process by it."""
        setproctitle(" ".join(("thidua", name, *((self.replica.name,) if self.replica else ()))))
        write_logs(name)
        if name != DOOR_KEEPER:
            os.nice(GIVE_WAY)
        runs = {"tracking": self._tracking, "awards": self._awards, "notify": self._notify, "audit": self._audit}
        runs[name]()

    def _tracking(self) -> None:
        portal = os.environ.get("THIDUA_PORTAL", "")
        settings = TrackingSettings(
            nats_door=self._nats_door(),
            provider=_provider(),
            public_url=self._public_url(),
            evidence=self.installation.evidence,
            limits=evidence_limits(),
            evidence_bucket=evidence_bucket(),
            portal=Path(portal) if portal else None,
            **self._common("tracking"),
        )
        uvloop.run(tracking.serve(settings, around=self.around))

    def _awards(self) -> None:
        uvloop.run(awards.serve(AwardsSettings(public_url=self._public_url(), **self._common("awards"))))

    def _notify(self) -> None:
        smtp_url = os.environ.get("THIDUA_SMTP_URL", "")
        channels = os.environ.get("THIDUA_CHANNELS", "")
        settings = NotifySettings(
            smtp_url=smtp_url,
            channels=Path(channels) if channels else None,
            public_url=self._public_url(),
            **self._common("notify"),
        )
        uvloop.run(notify.serve(settings))

    def _audit(self) -> None:
        settings = AuditSettings(
            address=self.addresses["audit"],
            nats_url=self.log.url,
            nats_seed=self.log.seed(READER),
            folder=self.installation.audit,
            access_url=self.installation.access_url,
            read_models=self.installation.read_models,
            database_url=self.installation.database_url,
            witness_url=os.environ.get("THIDUA_WITNESS_URL", ""),
            witness_key=os.environ.get("THIDUA_WITNESS_KEY", ""),
            simulated_clock=self.clock,
            tls=self._tls("audit"),
            replica=self.replica,
        )
        uvloop.run(audit.serve(settings))

    def _nats_door(self) -> NatsDoorSeeds | None:
        """Where these seeds are not known, who admits units is for the server's operators to say."""
        door, issuer, keeper = (self.log.seed(key) for key in (DOOR, ISSUER, KEEPER))
        return NatsDoorSeeds(door, issuer, keeper) if door and issuer and keeper else None

    def _public_url(self) -> str:
        return os.environ.get("THIDUA_PUBLIC_URL", self.public_url)

    def _common(self, service: str) -> dict[str, Any]:
        return {
            "address": self.addresses[service],
            "nats_url": self.log.url,
            "nats_seed": self.log.seed(service),
            "read_models": self.installation.read_models,
            "database_url": self.installation.database_url,
            "access_url": self.installation.access_url,
            "vault": self.installation.vault,
            "simulated_clock": self.clock,
            "tls": self._tls(service),
            "replica": self.replica,
        }

    def _tls(self, service: str) -> tuple[Path, Path] | None:
        """Behind a socket of this machine nobody listens."""
        is_open = not self.addresses[service].startswith(SOCKET)
        return self.certificate.files if self.certificate and is_open else None


def _provider() -> ProviderSettings | None:
    """Who vouches for people besides the accounts of the installation, if anybody does."""
    said = {
        name: os.environ.get(f"THIDUA_OIDC_{name.upper()}", "") for name in ("issuer", "client_id", "client_secret")
    }
    if not (said["issuer"] and said["client_id"]):
        return None
    return ProviderSettings(**said, claim=os.environ.get("THIDUA_OIDC_CLAIM") or "email")
