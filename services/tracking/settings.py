"""What tracking must be told to start; built in one place, by whoever deploys it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where tracking listens and keeps its read models, and how it reaches the log, the vault and the access table.

    `address` is HOST:PORT or unix:PATH. `simulated_clock` is the file of a simulation's clock; None is the machine's
    own time.
    """

    address: str
    nats_url: str
    nats_seed: str | None
    read_models: Path
    access_url: str
    vault: Path
    simulated_clock: Path | None = None
