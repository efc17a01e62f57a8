"""The list of processes, as processes.toml says it. It starts none."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

LIST: Final = Path(__file__).with_name("processes.toml")


class Process(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One process that is ours; processes.toml says what each field means."""

    command: tuple[str, ...]
    memory: str
    runs: Literal["always", "once", "asked"] = "always"
    port: int = 0
    paths: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@cache
def processes() -> dict[str, Process]:
    """Every process by its name, in the order of the list."""
    return msgspec.toml.decode(LIST.read_bytes(), type=dict[str, Process])


def services() -> dict[str, Process]:
    """Those that run for ever and answer at an address."""
    return {name: process for name, process in processes().items() if process.runs == "always"}
