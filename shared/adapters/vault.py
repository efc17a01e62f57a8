"""The vault: one key per subject of personal data, in one SQLite file outside the log. It never knows a fact.

What is sealed here can be forgotten although the log cannot forget: erasing destroys the subject's key for good.
A key is on disk before anything sealed with it leaves this module.

Several processes may hold the vault open. Each remembers keys, and before every answer asks SQLite whether another
process has written since (`PRAGMA data_version`, microseconds); if so it forgets them all. So an erasure in one
process holds in all others from their next answer on.

Calls that may write wait for one fsync; an event loop makes them in a thread. All calls are safe between threads.
"""

import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple, Self

import msgspec

from shared.adapters import sealing
from shared.adapters.private_file import make_private
from shared.adapters.sealing import Sealed
from shared.core.errors import Fate, ThiDuaError

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
_FIND_KEY: Final = "SELECT key, erased FROM subject_key WHERE kind = ? AND subject_id = ? AND campaign = ?"
_ADD_KEY: Final = "INSERT INTO subject_key (kind, subject_id, campaign, key, erased) VALUES (?, ?, ?, ?, 0)"
_DESTROY_KEY: Final = (
    "INSERT INTO subject_key (kind, subject_id, campaign, key, erased) VALUES (?, ?, ?, zeroblob(32), 1)"
    " ON CONFLICT DO UPDATE SET key = zeroblob(32), erased = 1 WHERE erased = 0"
)
_REMEMBERED_KEYS: Final = 20_000
_BUSY_SECONDS: Final = 5.0
_CITIZEN_ID: Final = re.compile(r"[0-9]{12}")


class VaultUnavailable(ThiDuaError):
    """The vault cannot be read or written, so nothing was sealed or opened. Check its file, then try again."""

    fate = Fate.LATER


class VaultBusy(ThiDuaError):
    """The key is destroyed, but a copy may lie in the vault's write-ahead file while others read it. Erase again."""

    fate = Fate.LATER


class KeyMissing(ThiDuaError):
    """The vault holds no key for this subject, and no erasure of it. Restore the vault from a newer copy."""


class NotACitizenNumber(ThiDuaError):
    """A citizen number has 12 digits. Nothing was kept; correct the number and send it again."""


class Subject(NamedTuple):
    """Whose personal data it is: a kind (`household`, `person`, ...), its id, and the campaign or `registry`."""

    kind: str
    subject_id: str
    campaign: str


class Erased(Enum):
    """What stands in place of an answer once the subject's key has been destroyed."""

    ERASED = "erased"


ERASED: Final = Erased.ERASED


class VaultReader:
    """The vault as every process but its one writer opens it: it opens what is sealed, and changes nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lock = Lock()
        self._keys: dict[Subject, bytes | Erased] = {}
        self._seen_writes = -1
        with self._reading():
            row = db.execute("SELECT secret FROM installation").fetchone()
        if row is None:
            raise VaultUnavailable
        self._number_key = sealing.derive(row[0], "citizen-number")
        self.installation_secret = sealing.derive(row[0], "content")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing vault to read. Raises VaultUnavailable."""
        with _told_as_unavailable():
            return cls(_connect(path, "ro"))

    def unseal(self, subject: Subject, sealed: Sealed) -> bytes | Erased:
        """What was sealed for a subject. Raises KeyMissing, SealBroken, VaultUnavailable."""
        key = self._key_of(subject)
        return key if key is ERASED else sealing.unseal(key, sealed, bound_to=_bound_to(subject))

    def content_mac(self, subject: Subject, content: bytes) -> str | Erased:
        """The MAC of a content with personal data, under the subject's own key; gone with it. Seal first.

        Raises KeyMissing, VaultUnavailable.
        """
        key = self._key_of(subject)
        return key if key is ERASED else sealing.mac(sealing.derive(key, "content"), content)

    def installation_mac(self, content: bytes) -> str:
        """The MAC of a content without personal data, under `installation_secret`; touches no file."""
        return sealing.mac(self.installation_secret, content)

    def is_erased(self, subject: Subject) -> bool:
        """Whether the subject's key was destroyed. Raises VaultUnavailable."""
        with self._reading():
            return self._find(subject) is ERASED

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _key_of(self, subject: Subject) -> bytes | Erased:
        with self._reading():
            key = self._find(subject)
        if key is None:
            raise KeyMissing
        return key

    def _find(self, subject: Subject) -> bytes | Erased | None:
        """The subject's key, remembered or read; only under the lock."""
        key = self._keys.get(subject)
        if key is None and (row := self._db.execute(_FIND_KEY, subject).fetchone()):
            key = ERASED if row[1] else bytes(row[0])
            self._remember(subject, key)
        return key

    def _remember(self, subject: Subject, key: bytes | Erased) -> None:
        if len(self._keys) >= _REMEMBERED_KEYS:
            del self._keys[next(iter(self._keys))]
        self._keys[subject] = key

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """The lock, and a memory that holds nothing another process may have erased."""
        with self._lock, _told_as_unavailable():
            writes_of_others = self._db.execute("PRAGMA data_version").fetchone()[0]
            if writes_of_others != self._seen_writes:
                self._keys.clear()
                self._seen_writes = writes_of_others
            yield


class Vault(VaultReader):
    """The vault as its writer opens it: it also seals, names persons and erases."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the vault to write, and make it if there is none: file 0600, and its folder (its own) 0700.

        Raises VaultUnavailable.
        """
        with _told_as_unavailable():
            make_private(path, _make)
            path.parent.chmod(0o700)
            return cls(_connect(path, "rw"))

    def seal(self, subject: Subject, plain: bytes) -> Sealed | Erased:
        """Seal one subject's personal data as text that is safe in JSON. Raises VaultUnavailable."""
        return self.seal_many([(subject, plain)])[0]

    def seal_many(self, plains: Sequence[tuple[Subject, bytes]]) -> list[Sealed | Erased]:
        """Seal a batch, in order, with at most one fsync, and none where every subject already has its key.

        An erased subject never gets a key again: its place in the answer says ERASED. Raises VaultUnavailable.
        """
        keys = self._keys_for([subject for subject, _ in plains])
        return [
            key if (key := keys[subject]) is ERASED else sealing.seal(key, plain, bound_to=_bound_to(subject))
            for subject, plain in plains
        ]

    def person_ref(self, citizen_id: str) -> str:
        """The random reference that stands for a 12-digit citizen number, the same for ever."""
        return self.person_refs([citizen_id])[0]

    def person_refs(self, citizen_ids: Sequence[str]) -> list[str]:
        """The references of a batch of numbers, in order, with at most one fsync.

        The vault itself keeps the number only as a MAC. Raises NotACitizenNumber, VaultUnavailable.
        """
        if not all(_CITIZEN_ID.fullmatch(number) for number in citizen_ids):
            raise NotACitizenNumber
        macs = [bytes.fromhex(sealing.mac(self._number_key, number.encode())) for number in citizen_ids]
        with self._writing():
            new = ((number_mac, secrets.token_hex(16)) for number_mac in macs)
            self._db.executemany("INSERT INTO person VALUES (?, ?) ON CONFLICT DO NOTHING", new)
            find = "SELECT ref FROM person WHERE number_mac = ?"
            return [self._db.execute(find, (number_mac,)).fetchone()[0] for number_mac in macs]

    def erase(self, subject: Subject) -> None:
        """Destroy a subject's key for good, in the file and in its write-ahead file; once more does no harm.

        What the disk itself keeps of overwritten blocks, and copies of the vault, are beyond it. Raises VaultBusy,
        VaultUnavailable.
        """
        self.sweep([subject])

    def sweep(self, erasures: Iterable[Subject]) -> int:
        """Destroy the keys of all these, the log's erasures, and say how many this (restored) vault still held.

        Raises VaultBusy, VaultUnavailable.
        """
        erased = list(erasures)
        with self._writing():
            held = [subject for subject in erased if isinstance(self._find(subject), bytes)]
            self._db.executemany(_DESTROY_KEY, erased)
        with self._reading():
            for subject in erased:
                self._keys.pop(subject, None)
            busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise VaultBusy
        return len(held)

    def _keys_for(self, subjects: Sequence[Subject]) -> dict[Subject, bytes | Erased]:
        """The key of each, where there was none a new one, on disk."""
        with self._reading():
            keys = {subject: key for subject in subjects if (key := self._keys.get(subject)) is not None}
        if missing := [subject for subject in dict.fromkeys(subjects) if subject not in keys]:
            new: dict[Subject, bytes] = {}
            with self._writing():
                for subject in missing:
                    key = self._find(subject)
                    if key is None:
                        key = new[subject] = sealing.new_key()
                    keys[subject] = key
                self._db.executemany(_ADD_KEY, [(*subject, key) for subject, key in new.items()])
        return keys

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, on disk when it ends; nothing of it stays if it fails."""
        with self._reading():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise


def _bound_to(subject: Subject) -> bytes:
    """The associated data of a seal: a sealed text moved to another subject does not open."""
    return msgspec.json.encode(subject)


def _make(path: Path) -> None:
    """A new vault with its installation's secret."""
    db = _connect(path, "rw")
    db.execute("PRAGMA journal_mode = WAL")
    for table in _TABLES:
        db.execute(table)
    db.execute("INSERT INTO installation VALUES (1, ?)", (sealing.new_key(),))
    db.close()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for setting in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {setting}")
    return db


@contextmanager
def _told_as_unavailable() -> Iterator[None]:
    """What SQLite and the file system say, in the vault's word; neither ever quotes a value."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise VaultUnavailable(str(error)) from error
