"""How far a file was sent, beside it in `FILE.sending` while it is: so that a broken run goes on and counts on.

It holds numbers and a mark of the file and how it is sent; another content, installation or option begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

import msgspec

from shared.adapters.durable_files import write_whole


@dataclass(frozen=True, slots=True)
class Reached:
    """The last row that was settled, how many were what so far, and how long the file of rejected rows is, in bytes."""

    row: int = 0
    recorded: int = 0
    duplicate: int = 0
    rejected: int = 0
    corrected: int = 0
    kept_bytes: int = 0


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mark: str
    reached: Reached


class SentSoFar:
    """The progress of one file. Remembering raises OSError."""

    def __init__(self, path: Path, mark: str) -> None:
        self._path, self._mark = path, mark

    @classmethod
    def of(cls, source: Path, how: Sequence[str]) -> Self:
        """Of a file that is sent in this way: where to, and with which options. Raises OSError."""
        digest = sha256(source.read_bytes())
        digest.update(msgspec.json.encode(tuple(how)))
        return cls(source.with_name(f"{source.name}.sending"), digest.hexdigest())

    def reached(self) -> Reached:
        """How far this very file came the last time; nowhere if it was sent to its end, or never."""
        try:
            written = msgspec.json.decode(self._path.read_bytes(), type=_Written)
        except (OSError, msgspec.DecodeError):
            return Reached()
        return written.reached if written.mark == self._mark else Reached()

    def remember(self, reached: Reached) -> None:
        """Keep how far it is, on disk when this returns."""
        write_whole(self._path, msgspec.json.encode(_Written(self._mark, reached)))

    def forget(self) -> None:
        """It is sent to its end."""
        self._path.unlink(missing_ok=True)
