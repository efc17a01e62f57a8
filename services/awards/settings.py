"""What awards must be told to start; built in one place, by whoever deploys it."""

from dataclasses import dataclass
from pathlib import Path

from shared.core.leases import Replica


@dataclass(frozen=True, slots=True)
class Settings:
    """Where awards listens and keeps its read models, and how it reaches the log, the vault and the access table.

    `address` is HOST:PORT or unix:PATH. `simulated_clock` is the file of a simulation's clock; None is the machine's
    own time. `public_url` is where people reach the installation, as the codes on its papers say it.
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
    simulated_clock: Path | None = None
    public_url: str = "http://127.0.0.1:4500"
    database_url: str = ""
    tls: tuple[Path, Path] | None = None
    replica: Replica | None = None
