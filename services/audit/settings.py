"""What audit must be told to start; built in one place, by whoever deploys it."""

from dataclasses import dataclass
from pathlib import Path

from shared.core.leases import Replica


@dataclass(frozen=True, slots=True)
class Settings:
    """Where audit listens, where it keeps its keys, tiles and checkpoints, and how it reaches log and access table.

    `address` is HOST:PORT or unix:PATH. `witness_url` is where cosignatures are asked for ("" for nowhere),
    `witness_key` whose they must be ("" to take what that address gives). `simulated_clock` is the file of a
    simulation's clock; None is the machine's own time. `read_models` is where the index of the log is kept; without it
    checkpoints are signed and nothing is shown to people.
    `tls` is a certificate's chain and its key, shown at HOST:PORT; without it, http.
    `database_url` names the PostgreSQL that keeps the read models; empty: SQLite files in `read_models`.
    `replica` is which of several processes this is; None: it is the only one.
    """

    address: str
    nats_url: str
    nats_seed: str | None
    folder: Path
    access_url: str
    read_models: Path | None = None
    witness_url: str = ""
    witness_key: str = ""
    simulated_clock: Path | None = None
    database_url: str = ""
    tls: tuple[Path, Path] | None = None
    replica: Replica | None = None
