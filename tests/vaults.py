"""Whose data the vault's tests keep, and how they look past the vault at what lies on the disk."""

import sqlite3
from pathlib import Path

from shared.adapters.sealing import Sealed
from shared.adapters.vault import ERASED, Subject, Vault

NAME = "Bùi Thị Mai".encode()
NUMBER = "017190001234"
MAI = Subject("household", "h-1", "hoa-binh-450")
LAN = Subject("household", "h-2", "hoa-binh-450")


def sealed_for(vault: Vault, subject: Subject, plain: bytes = NAME) -> Sealed:
    """Sealed text of a subject that was not erased."""
    sealed = vault.seal(subject, plain)
    assert sealed is not ERASED
    return sealed


def key_of(path: Path, subject: Subject) -> bytes:
    """A subject's key as it lies in the file."""
    db = sqlite3.connect(path)
    find = "SELECT key FROM subject_key WHERE kind = ? AND subject_id = ? AND campaign = ?"
    key: bytes = db.execute(find, subject).fetchone()[0]
    db.close()
    return key


def bytes_on_disk(path: Path) -> bytes:
    """Every byte of the vault and of what SQLite keeps beside it."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
