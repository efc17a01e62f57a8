"""Files that are on disk when a call returns, and never half of one. It never knows what they hold."""

import ctypes
import fcntl
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

FEW: Final = 32


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put a file in place of what is there; whoever reads sees the old one or the new one. Raises OSError."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync(path.parent)


def append(path: Path, content: bytes) -> None:
    """Add to the end of a file, which is made if there is none. Raises OSError."""
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Have a file's content, or a folder's names, on disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(paths: Collection[Path], *, below: Path) -> None:
    """The same for many at once, in folders below one; those that are gone by now are passed over. Raises OSError.

    Hundreds of files, each flushed by itself, hold up whoever else writes to the disk: 200,000 facts took the log's own
    fsyncs with them for three seconds, and 0.3 s with one flush of the whole file system.
    """
    if len(paths) > FEW and sys.platform == "linux":
        _sync_file_system(below)
        return
    for path in paths:
        with suppress(FileNotFoundError):
            sync(path)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep others out, in this process or another, who hold the same lock file; it is made if there is none."""
    with path.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Keep a lock file to this process; raises BlockingIOError if another holds it."""
    with path.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _sync_file_system(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syncfs(handle):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
    finally:
        os.close(handle)
