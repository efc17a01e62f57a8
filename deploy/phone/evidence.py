"""Attachments as evidence: each known by the SHA-256 of its bytes, and handed to whoever keeps such files.

It knows no form and no event.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, Protocol

from deploy.phone.memory import Said
from deploy.phone.submissions import CannotTake
from shared.adapters.durable_files import sync

LARGEST_BYTES: Final = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attached:
    """One file as it came: its name and hash, where its bytes lie meanwhile, and the fact that will name it."""

    name: str
    sha256: str
    content: Path
    type: str
    thing: str


class Keeper(Protocol):
    """Where the bytes of evidence are kept."""

    def keep(self, attached: Attached) -> None:
        """Keep this file before its fact is stated; one that is kept already stays. Raises CannotTake, OSError."""
        ...


class Folder:
    """A folder that holds each file under its hash, as `ab/ab12…`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, attached: Attached) -> None:
        """Keep this file, on disk when this returns. Raises OSError."""
        place = self._path / attached.sha256[:2] / attached.sha256
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with attached.content.open("rb") as read, tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as draft:
            while piece := read.read(1 << 20):
                draft.write(piece)
        sync(Path(draft.name))
        Path(draft.name).replace(place)
        sync(place.parent)


def taken(name: str, pieces: Iterable[bytes], keeper: Keeper | None, *, of: Said) -> str:
    """The SHA-256 of a file of a fact, kept first where there is a keeper. Raises CannotTake, CannotPull, OSError."""
    if keeper is None:
        return _digest(name, pieces, into=None)
    with tempfile.NamedTemporaryFile() as whole:
        digest = _digest(name, pieces, into=whole)
        whole.flush()
        keeper.keep(Attached(name, digest, Path(whole.name), *of))
        return digest


def _digest(name: str, pieces: Iterable[bytes], *, into: IO[bytes] | None) -> str:
    digest, size = sha256(), 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST_BYTES:
            limit = LARGEST_BYTES // 1024**2
            raise CannotTake(
                f"Tệp đính kèm {name} lớn hơn {limit} MB; hãy thay bằng tệp nhỏ hơn trên máy chủ biểu mẫu.",
                f"The attachment {name} is larger than {limit} MB; replace it by a smaller one at the server of forms.",
            )
        digest.update(piece)
        if into is not None:
            into.write(piece)
    return digest.hexdigest()
