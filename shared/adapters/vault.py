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
from shared.adapters.vault_file import VaultUnavailable, connect, make, told_as_unavailable
from shared.core.errors import Fate, ThiDuaError

__all__ = [
    "ERASED",
    "Erased",
    "KeyMissing",
    "NotACitizenNumber",
    "Subject",
    "Vault",
    "VaultBusy",
    "VaultReader",
    "VaultUnavailable",
]

_FIND_KEY: Final = "SELECT key, erased FROM subject_key WHERE kind = ? AND subject_id = ? AND campaign = ?"
_ADD_KEY: Final = "INSERT INTO subject_key (kind, subject_id, campaign, key, erased) VALUES (?, ?, ?, ?, 0)"
_DESTROY_KEY: Final = (
    "INSERT INTO subject_key (kind, subject_id, campaign, key, erased) VALUES (?, ?, ?, zeroblob(32), 1)"
    " ON CONFLICT DO UPDATE SET key = zeroblob(32), erased = 1 WHERE erased = 0"
)
# A key is there, or it is destroyed (1), and then no copy of it is left in a page or in the write-ahead file (2).
_NO_COPY_LEFT: Final = 2
_CLEAN: Final = "UPDATE subject_key SET erased = 2 WHERE kind = ? AND subject_id = ? AND campaign = ?"
_REMEMBERED_KEYS: Final = 20_000
_CITIZEN_ID: Final = re.compile(r"[0-9]{12}")


class VaultBusy(ThiDuaError):
    """The key is destroyed, but a copy may lie in the vault's write-ahead file while others read it. Erase again."""

    vi = "Khóa đã bị hủy, nhưng có thể còn một bản trong tệp ghi trước của kho khóa khi nơi khác đang đọc. Hãy xóa lại."
    fate = Fate.LATER


class KeyMissing(ThiDuaError):
    """The vault holds no key for this subject, and no erasure of it. Restore the vault from a newer copy."""

    vi = "Kho khóa không có khóa của đối tượng này và cũng không ghi việc xóa. Hãy khôi phục kho khóa từ bản mới hơn."


class NotACitizenNumber(ThiDuaError):
    """A citizen number has 12 digits. Nothing was kept; correct the number and send it again."""

    vi = "Số định danh cá nhân có 12 chữ số. Chưa lưu gì; hãy sửa số rồi gửi lại."


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
        self.hooks_key: Final = sealing.derive(row[0], "hooks")  # seals the keys that webhooks are signed with
        self.installation_secret = sealing.derive(row[0], "content")
        # The MAC of a content without personal data; touches no file.
        self.installation_mac: Final = sealing.mac_under(self.installation_secret)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing vault to read. Raises VaultUnavailable."""
        with told_as_unavailable():
            return cls(connect(path, "ro"))

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

    def is_erased(self, subject: Subject) -> bool:
        """Whether the subject's key was destroyed. Raises VaultUnavailable."""
        with self._reading():
            return self._find(subject) is ERASED

    def close(self) -> None:
        """Let go of the file, once a thread that is still at it has done; whoever comes later finds it unavailable."""
        with self._lock:
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
        with self._lock, told_as_unavailable():
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
        with told_as_unavailable():
            make_private(path, make)
            path.parent.chmod(0o700)
            return cls(connect(path, "rw"))

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

    def refs_on_trial(self, citizen_ids: Sequence[str]) -> list[str]:
        """As person_refs, but nothing is kept: a new number has a stand-in of its own. Raises VaultUnavailable."""
        macs = [bytes.fromhex(sealing.mac(self._number_key, number.encode())) for number in citizen_ids]
        find = "SELECT ref FROM person WHERE number_mac = ?"
        with self._reading():
            found = [self._db.execute(find, (number_mac,)).fetchone() for number_mac in macs]
        return [row[0] if row else number_mac.hex() for row, number_mac in zip(found, macs, strict=True)]

    def erase(self, subject: Subject) -> None:
        """Destroy a subject's key for good, in the file and in its write-ahead file; once more does no harm.

        What the disk itself keeps of overwritten blocks, and copies of the vault, are beyond it. Raises VaultBusy,
        VaultUnavailable.
        """
        self.sweep([subject])

    def left_of(self, erasures: Iterable[Subject]) -> list[Subject]:
        """Those of the log's erasures that this vault has not carried out to the end. Raises VaultUnavailable."""
        with self._reading():
            states = {subject: self._db.execute(_FIND_KEY, subject).fetchone() for subject in erasures}
        return [subject for subject, row in states.items() if row is None or row[1] != _NO_COPY_LEFT]

    def sweep(self, erasures: Iterable[Subject], *, refs: Iterable[str] = ()) -> int:
        """Destroy the keys of all these, the log's erasures, and say how many this (restored) vault still held.

        `refs` are those of persons whose citizen number goes with them. The file is then written anew without what
        was deleted, so that no forgotten page keeps it; a process that dies before that is done leaves it to
        `left_of` and the next sweep. Raises VaultBusy, VaultUnavailable.
        """
        erased = self.left_of(erasures)
        if not erased:
            return 0
        with self._writing():
            held = [subject for subject in erased if isinstance(self._find(subject), bytes)]
            self._db.executemany(_DESTROY_KEY, erased)
            self._db.executemany("DELETE FROM person WHERE ref = ?", [(ref,) for ref in refs])
        self._leave_no_copy(erased)
        return len(held)

    def _leave_no_copy(self, erased: Iterable[Subject]) -> None:
        with self._reading():
            for subject in erased:
                self._keys.pop(subject, None)
            self._db.execute("VACUUM")
            if self._checkpoint_is_busy():
                raise VaultBusy
            self._db.executemany(_CLEAN, erased)
            self._checkpoint_is_busy()  # what it would leave behind holds no key

    def _checkpoint_is_busy(self) -> bool:
        busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy)

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
