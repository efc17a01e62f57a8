"""What tracking must be told to start; built in one place, by whoever deploys it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from shared.core.buckets import BucketAddress
from shared.core.leases import Replica
from shared.core.values import MediaType


@dataclass(frozen=True, slots=True)
class NatsDoorSeeds:
    """With what the NATS door signs in, signs whom it admits, and turns out whose token is revoked."""

    door: str
    issuer: str
    keeper: str


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """An OpenID Connect provider: its issuer's address, as whom we ask, and which claim is an account's name."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False, default="")
    claim: str = "email"


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How large a file of evidence may be, and of which types (all that the catalogue knows, or fewer)."""

    max_bytes: int = 20_000_000
    types: frozenset[MediaType] = frozenset(get_args(MediaType))


@dataclass(frozen=True, slots=True)
class Settings:
    """Where tracking listens and keeps its read models, and how it reaches the log, the vault and the access table.

    Without `nats_door` there is no door for facts over NATS; without `provider` people sign in by password or token.
    `address` is HOST:PORT or unix:PATH. `simulated_clock` is the file of a simulation's clock; None is the machine's
    own time. `public_url` is where people reach it, as the codes on its papers say it: where that is by https, cookies
    go no other way.
    `tls` is a certificate's chain and its key, shown at HOST:PORT; without it, http.
    `evidence` is the folder of the store of files, `evidence_bucket` where whole ones are kept instead of there.
    `evidence` is the folder of the store of files.
    `portal` is the file that says where published papers are pushed; None: nowhere.
    `database_url` names the PostgreSQL that keeps the read models; empty: SQLite files in `read_models`.
    `replica` is which of several processes this is; None: it is the only one.
    """

    address: str
    nats_url: str
    nats_seed: str | None
    read_models: Path
    access_url: str
    vault: Path
    evidence: Path
    limits: EvidenceLimits = EvidenceLimits()
    nats_door: NatsDoorSeeds | None = None
    simulated_clock: Path | None = None
    provider: ProviderSettings | None = None
    public_url: str = "http://127.0.0.1:4500"
    database_url: str = ""
    tls: tuple[Path, Path] | None = None
    evidence_bucket: BucketAddress | None = None
    replica: Replica | None = None
    portal: Path | None = None

    @property
    def by_https(self) -> bool:
        """Whether people reach the installation so."""
        return self.public_url.startswith("https://")
