"""What a pull remembers between two runs, in one SQLite file; it never holds an answer, a name or a secret.

That is: which version of which submission was dealt with, what it stated, and what is still open.
What one page brought is remembered in one transaction after it was recorded, so a pull that is killed goes on with the
page it was at; what was recorded and not remembered is sent again, which the installation knows as the same.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self, TypeAlias

Said: TypeAlias = tuple[str, str]  # a type, and the id of the thing it speaks of
# `done`: nothing is left to do; `open`: looked at again with every pull; `other`: not of this mapping; `gone`: deleted.
State: TypeAlias = Literal["done", "open", "other", "gone"]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS submissions (
  key TEXT PRIMARY KEY, instance TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL, submitted_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (key TEXT, type TEXT, thing TEXT, PRIMARY KEY (key, type, thing)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS open_matters (
  key TEXT NOT NULL, type TEXT NOT NULL, thing TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS open_of ON open_matters (key);
"""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of a submission that a clerk has to look at.

    It was `rejected`, or is `waiting` for a file, or `stands` recorded though the form says it no more.
    """

    status: str
    reason: str
    type: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Dealt:
    """How a version of a submission was dealt with."""

    key: str
    instance: str
    version: str
    state: State
    submitted_at: str
    said: Sequence[Said] = ()
    matters: Sequence[Matter] = ()


class Memory:
    """The memory of one mapping. Everything raises sqlite3.Error where the file cannot be used."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file's, which is made if there is none."""
        database = sqlite3.connect(path)
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + _TABLES)
        return cls(database)

    @classmethod
    def copied(cls, path: Path) -> Self:
        """A copy of what the file holds, for trying out; nothing is written to the file."""
        copy = sqlite3.connect(":memory:")
        if path.exists():
            with closing(sqlite3.connect(path)) as database:
                database.backup(copy)
        copy.executescript(_TABLES)
        return cls(copy)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def cursor(self) -> str:
        """The moment up to which everything the server lists was dealt with; "" before the first pull."""
        return self._mark("cursor")

    @property
    def form(self) -> str:
        """Which form at which server it remembers; "" before the first pull."""
        return self._mark("form")

    def mark(self, *, form: str = "", cursor: str = "") -> None:
        """Keep which form this is, or how far it was pulled."""
        kept = [(name, value) for name, value in (("form", form), ("cursor", cursor)) if value]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?)", kept)

    def versions(self) -> dict[str, str]:
        """The version that was last dealt with, of each submission that is not known to be gone."""
        return dict(self._database.execute("SELECT key, version FROM submissions WHERE state != 'gone'"))

    def instance_of(self, key: str) -> str:
        """The instance that a submission was first known by; "" if it is new."""
        row = self._database.execute("SELECT instance FROM submissions WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def said_by(self, key: str) -> list[Said]:
        """What a submission stated so far."""
        return self._database.execute("SELECT type, thing FROM said WHERE key = ? ORDER BY 1, 2", (key,)).fetchall()

    def open_keys(self) -> list[str]:
        """The submissions that are to be looked at again, the oldest first."""
        rows = self._database.execute("SELECT key FROM submissions WHERE state = 'open' ORDER BY submitted_at, key")
        return [key for (key,) in rows]

    def open_matters(self) -> list[tuple[str, str, Matter]]:
        """What is open: each with its submission's instance and time, the oldest first."""
        rows = self._database.execute(
            "SELECT instance, submitted_at, status, reason, type, thing FROM open_matters JOIN submissions USING (key) "
            "WHERE state = 'open' ORDER BY submitted_at, key, open_matters.rowid"
        )
        return [(instance, submitted, Matter(*rest)) for instance, submitted, *rest in rows]

    def remember(self, dealt: Iterable[Dealt]) -> None:
        """Keep how submissions were dealt with, all or none of it."""
        with self._database:
            for one in dealt:
                self._database.execute(
                    "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?)",
                    (one.key, one.instance, one.version, one.state, one.submitted_at),
                )
                self._database.executemany(
                    "INSERT OR IGNORE INTO said VALUES (?, ?, ?)", ((one.key, *s) for s in one.said)
                )
                self._database.execute("DELETE FROM open_matters WHERE key = ?", (one.key,))
                self._database.executemany(
                    "INSERT INTO open_matters VALUES (?, ?, ?, ?, ?)",
                    ((one.key, m.type, m.thing, m.status, m.reason) for m in one.matters),
                )

    def gone(self, keys: Iterable[str]) -> list[tuple[str, list[Said]]]:
        """Keep that submissions were deleted; says of each its instance and what it stated."""
        kept = list(keys)
        told = [(self.instance_of(key), self.said_by(key)) for key in kept]
        with self._database:
            self._database.executemany("UPDATE submissions SET state = 'gone' WHERE key = ?", ((key,) for key in kept))
        return told

    def settle(self, instance: str) -> bool:
        """Call what is open of a submission settled, until it is edited again; False if nothing was open."""
        with self._database:
            changed = self._database.execute(
                "UPDATE submissions SET state = 'done' WHERE instance = ? AND state = 'open'", (instance,)
            )
        return changed.rowcount > 0

    def _mark(self, name: str) -> str:
        row = self._database.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""
