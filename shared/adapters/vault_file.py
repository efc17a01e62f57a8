"""The vault's one SQLite file: its tables, how it is made, how it is opened. It seals nothing and erases nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shared.adapters import sealing
from shared.core.errors import Fate, ThiDuaError

BUSY_SECONDS: Final = 5.0

# Rows of `subject_key` are only ever appended, and a key is destroyed by writing zeros over it in its place: SQLite
# then never moves a key. Moved keys leave copies that `secure_delete` does not reach (seen with 3.40: in a table
# ordered by subject from which a third was deleted, one live key of 5,000 lay in the file twice).
_TABLES: Final = (
    "CREATE TABLE installation (one INTEGER PRIMARY KEY CHECK (one = 1), secret BLOB NOT NULL)",
    """CREATE TABLE subject_key (
        place INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject_id TEXT NOT NULL, campaign TEXT NOT NULL,
        key BLOB NOT NULL, erased INTEGER NOT NULL, UNIQUE (kind, subject_id, campaign))""",
    "CREATE TABLE person (number_mac BLOB PRIMARY KEY, ref TEXT NOT NULL UNIQUE) WITHOUT ROWID",
)


class VaultUnavailable(ThiDuaError):
    """The vault cannot be read or written, so nothing was sealed or opened. Check its file, then try again."""

    vi = "Không đọc hay ghi được kho khóa nên chưa niêm phong hay mở gì. Hãy kiểm tra tệp kho khóa rồi thử lại."
    fate = Fate.LATER


def make(path: Path) -> None:
    """A new vault with its installation's secret. Raises sqlite3.Error."""
    db = connect(path, "rw")
    db.execute("PRAGMA journal_mode = WAL")
    for table in _TABLES:
        db.execute(table)
    db.execute("INSERT INTO installation VALUES (1, ?)", (sealing.new_key(),))
    db.close()


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """The file opened to read (`ro`) or to write (`rw`); what is deleted there is overwritten. Raises sqlite3.Error."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for setting in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {setting}")
    return db


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """What SQLite and the file system say, in the vault's word; neither ever quotes a value."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise VaultUnavailable(str(error)) from error
