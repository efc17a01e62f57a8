"""Files that hold secrets: made for the owner alone, and whole before anybody sees them. Never knows what they hold."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def make_private(path: Path, fill: Callable[[Path], None]) -> None:
    """Make a file (0600) and its folder (0700) if there are none, on disk when this returns.

    `fill` writes and fsyncs the file under another name; then it gets its own, unless another process was first. A
    file that is there is not even opened: closing it would drop the locks SQLite holds on it in this process. Raises
    OSError, and what `fill` raises.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    os.close(handle)
    draft = Path(name)
    try:
        fill(draft)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
