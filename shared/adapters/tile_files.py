"""A tiled log's files under one folder, each at the path that C2SP gives it: a web server could serve them as they are.

It knows names and bytes; what a tile holds, and which are due, is for whoever grows the tree.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from shared.adapters.durable_files import sync_all


class TileFiles:
    """Files by their path below the folder. One process writes; many may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unsynced: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, path: str) -> bytes | None:
        """The content of a file; None if there is none."""
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def widths(self, folder: str) -> list[int]:
        """The files of a folder that are named by a number, the largest first; none if there is no such folder."""
        try:
            names = [path.name for path in (self._folder / folder).iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)

    def put(self, path: str, content: bytes) -> None:
        """Put a whole file in its place; it is sure to outlast a crash only after the next `sync`. Raises OSError."""
        place = self._folder / path
        draft = place.with_name(f"{place.name}.new")
        try:
            draft.write_bytes(content)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
        draft.replace(place)
        self._unsynced.append(place)

    def sync(self) -> None:
        """Have on disk all that was put since the last time; others may put more meanwhile. Raises OSError.

        If it fails, the next call takes up what this one could not.
        """
        written, self._unsynced = self._unsynced, []
        try:
            sync_all([*written, *{above for path in written for above in self._folders(path)}], below=self._folder)
        except OSError:
            self._unsynced = written + self._unsynced
            raise

    def drop(self, paths: Iterable[str]) -> None:
        """Remove files that nobody needs any more, and the folders that they leave empty."""
        for path in paths:
            place = self._folder / path
            place.unlink(missing_ok=True)
            with suppress(OSError):
                place.parent.rmdir()

    def _folders(self, path: Path) -> list[Path]:
        """The folders from a file's own up to the outermost."""
        within = path.relative_to(self._folder).parents
        return [self._folder / folder for folder in within]


class LeafIndex:
    """For each commit, how many leaves the tree has with it: eight bytes a commit, in the order of their numbers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _opened(path)

    def open_again(self) -> None:
        """Go on with what stands at the path now: the file before may have been set aside. Raises OSError."""
        self.close()
        self._file = _opened(self._path)

    def put(self, number: int, leaves: int) -> None:
        """The tree has so many leaves with this commit; on disk after the next `sync`. Raises OSError."""
        os.pwrite(self._file, leaves.to_bytes(8, "big"), (number - 1) * 8)

    def leaves(self, number: int) -> int:
        """How many leaves the tree has with this commit (none with commit 0). KeyError if it was never put."""
        if number == 0:
            return 0
        found = os.pread(self._file, 8, (number - 1) * 8)
        if len(found) < 8:
            raise KeyError(number)
        return int.from_bytes(found, "big")

    def commit_of(self, leaf: int, *, last: int) -> int:
        """The number of the commit that holds a leaf, which commits up to `last` are known to reach."""
        first, end = 1, last
        while first < end:
            middle = (first + end) // 2
            if self.leaves(middle) > leaf:
                end = middle
            else:
                first = middle + 1
        return first

    def __len__(self) -> int:
        """For how many commits there is something."""
        return os.fstat(self._file).st_size // 8

    def sync(self) -> None:
        """Have it on disk. Raises OSError."""
        os.fsync(self._file)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
