"""What notify must be told to start; built in one place, by whoever deploys it."""

from dataclasses import dataclass
from pathlib import Path

from shared.core.leases import Replica


@dataclass(frozen=True, slots=True)
class Settings:
    """Where notify listens and keeps its read models, and how it reaches the log, the vault and the access table.

    `address` is HOST:PORT or unix:PATH. `simulated_clock` is the file of a simulation's clock; None is the machine's
    own time.
    `channels` is the file that says by what people are told besides e-mail.
    `public_url` is where people reach the installation; empty: letters lead nowhere.
    `tls` is a certificate's chain and its key, shown at HOST:PORT; without it, http.
    `database_url` names the PostgreSQL that keeps the read models; empty: SQLite files in `read_models`.
    `replica` is which of several processes this is; None: it is the only one.
    """

    address: str
    nats_url: str
    nats_seed: str | None
    read_models: Path
    access_url: str
    vault: Path
    smtp_url: str = ""
    channels: Path | None = None
    simulated_clock: Path | None = None
    database_url: str = ""
    public_url: str = ""
    tls: tuple[Path, Path] | None = None
    replica: Replica | None = None
