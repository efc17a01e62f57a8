"""Backing up an installation while it runs: one file from which another machine goes on.

The order makes it consistent. First what audit keeps: its checkpoint is not ahead of the log that is read after it.
Then the log, as a bundle that proves itself. Then the files of evidence that it tells of. Then the vault, which holds
the key of whatever the log sealed before. Tiles and read models are left out: both are made anew from the log.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from sqlalchemy.engine import make_url

from deploy.local.archive import Packed
from deploy.local.exporting import NothingThere, export
from deploy.local.installation import Installation
from deploy.local.reading_log import reading_log
from shared.adapters.audit_files import AuditFiles
from shared.adapters.clock import system_clock
from shared.adapters.vault import VaultUnavailable

Advance: TypeAlias = Callable[[int], None]

LOG: Final = "log.bundle"
ABOUT: Final = "about.json"
TREE: Final = "tree"


class BackedUp(msgspec.Struct, frozen=True):
    """What a backup holds: up to which position of the log, how many facts, and whether the access table."""

    made_at: str
    facts: int
    ends: int
    with_access: bool


async def back_up(installation: Installation, path: Path, *, advance: Advance) -> BackedUp:
    """Write everything that cannot be made anew to one file, for the owner alone.

    Raises NotSigned (no checkpoint covers the log now), Wrong, VaultUnavailable, LogUnavailable, LogDamaged, OSError.
    """
    with _beside(path) as aside, Packed(path) as packed:
        for name, content in audit_files(installation.audit):
            packed.add(f"audit/{name}", content)
        facts = ends = 0
        with suppress(NothingThere):
            async with reading_log(installation) as log:
                proven = await export(log, installation, aside / LOG, begins=0, ends=None, advance=advance)
            packed.add_file(LOG, aside / LOG)
            facts, ends = proven.facts, proven.ends
        _add_evidence(packed, installation.evidence)
        _add_database(packed, "vault/vault.sqlite", installation.vault, aside)
        access = _access_file(installation)
        if access is not None:
            _add_database(packed, "access.sqlite", access, aside)
        for seed in sorted((installation.data / "keys").glob("nats-*.seed")):
            packed.add(f"keys/{seed.name}", seed.read_bytes())
        done = BackedUp(f"{system_clock():%Y-%m-%dT%H:%M:%S%z}", facts, ends, access is not None)
        packed.add(ABOUT, msgspec.json.encode(done))
    return done


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A folder for copies, for the owner alone, on the disk where the backup goes."""
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".backup-") as folder:
        yield Path(folder)


def audit_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What audit must not forget, the name and content of each file; held still meanwhile. The tree is left out."""
    with AuditFiles(folder, system_clock).held():
        for path in sorted(folder.rglob("*")):
            within = path.relative_to(folder)
            if within.parts[0] not in (TREE, "lock") and path.is_file() and path.suffix != ".new":
                yield within.as_posix(), path.read_bytes()


def _add_evidence(packed: Packed, folder: Path) -> None:
    """Add every file that is kept, sealed as it is; one that is erased meanwhile is passed over. Raises OSError."""
    for path in sorted((folder / "kept").rglob("*")):
        if path.is_file():
            with suppress(FileNotFoundError):
                packed.add_file(f"evidence/{path.relative_to(folder).as_posix()}", path)


def _access_file(installation: Installation) -> Path | None:
    """The access table's file; None where another database holds it, which has a backup of its own."""
    url = make_url(installation.access_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _add_database(packed: Packed, name: str, path: Path, aside: Path) -> None:
    """Add a SQLite file as one moment saw it, whoever writes to it. Raises VaultUnavailable, OSError."""
    copy = aside / path.name
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise VaultUnavailable(f"{path.name}: {error}") from error
    packed.add_file(name, copy)
