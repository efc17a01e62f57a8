"""A backup's file: a tar whose last member lists the SHA-256 of each other. It knows names and bytes alone.

Anybody can look into it with tools of their own (`tar`, `sha256sum -c SHA256SUMS`).
"""

import hashlib
import io
import os
import tarfile
import time
from pathlib import Path, PurePosixPath
from typing import IO, Final, Self

from shared.adapters.durable_files import sync
from shared.core.errors import ThiDuaError

SUMS: Final = "SHA256SUMS"
_CHUNK: Final = 1 << 20


class BadBackup(ThiDuaError):
    """The file is not a whole backup, so nothing was restored from it. Take another copy of it."""

    vi = "Tệp không phải là một bản sao lưu nguyên vẹn nên chưa khôi phục gì. Hãy lấy một bản khác."


class Packed:
    """A backup being written; its file has its name only once it is whole and on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f"{path.name}.new")
        self._draft.unlink(missing_ok=True)
        handle = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - see __exit__
        self._sums: list[str] = []

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give the file its name, or take it away if anything went wrong."""
        try:
            if kind is None:
                self._add(SUMS, io.BytesIO("".join(self._sums).encode()), len("".join(self._sums).encode()))
            self._tar.close()
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
            if kind is not None:
                self._draft.unlink(missing_ok=True)
        if kind is None:
            self._draft.replace(self._path)
            sync(self._path.parent)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file that nobody changes meanwhile. Raises OSError."""
        with path.open("rb") as file:
            self._sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
            size = file.tell()
            file.seek(0)
            self._add(name, file, size)

    def add(self, name: str, content: bytes) -> None:
        """Add what is at hand. Raises OSError."""
        self._sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        self._add(name, io.BytesIO(content), len(content))

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(time.time())
        self._tar.addfile(member, content)


def check(path: Path) -> list[str]:
    """The names in a whole backup, each byte of which is as it was written. Raises BadBackup, OSError."""
    try:
        with tarfile.open(path, "r:") as tar:
            found = {member.name: _sum(tar, member) for member in tar if member.name != SUMS}
            listed = tar.extractfile(SUMS)
            told = listed.read().decode() if listed else ""
    except (tarfile.TarError, KeyError, UnicodeDecodeError, EOFError) as error:
        raise BadBackup(str(error)) from error
    if told != "".join(f"{digest}  {name}\n" for name, digest in found.items()):
        raise BadBackup(f"{SUMS} does not say what is in it.")
    return list(found)


def unpack(path: Path, folder: Path) -> None:
    """Lay the members of a checked backup under a folder, for the owner alone. Raises BadBackup, OSError."""
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or member.name == SUMS:
                continue
            place = folder.joinpath(*PurePosixPath(_safe(member.name)).parts)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                while chunk := content.read(_CHUNK):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())


def _sum(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content, digest = tar.extractfile(_checked(member)), hashlib.sha256()
    while content is not None and (chunk := content.read(_CHUNK)):
        digest.update(chunk)
    return digest.hexdigest()


def _checked(member: tarfile.TarInfo) -> tarfile.TarInfo:
    if not member.isfile():
        raise BadBackup(f"{member.name} is no file.")
    _safe(member.name)
    return member


def _safe(name: str) -> str:
    """A name that leads nowhere else. Raises BadBackup."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise BadBackup(f"{name!r} leads out of the backup.")
    return name
