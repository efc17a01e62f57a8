"""A file that grows at its end and is sealed piece by piece as it comes: nothing of it ever lies on a disk in clear.

Its first line holds the file's own key, sealed for a subject by the vault; then come pieces, each its length (four
bytes) and its secret, bound to where it stands and to the content's hash. So a piece that is changed, moved or taken
from elsewhere does not open, and with the subject's key the whole file is gone. A piece that was cut off by a crash is
cut away. It never knows what the file holds or who may read it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Self

from shared.adapters.sealing import OVERHEAD, SealBroken, Sealed, decrypt, encrypt, new_key
from shared.adapters.vault import ERASED, Erased, Subject, Vault, VaultReader

PIECE_BYTES: Final = 64 * 1024
_MARK: Final = b"thidua-sealed-1 "
_LENGTH_BYTES: Final = 4
_LONGEST_LINE: Final = 4_096


def make(path: Path, *, subject: Subject, vault: Vault) -> bool:
    """Make an empty sealed file, for the owner alone, on disk when this returns; False: the subject is erased.

    Raises VaultUnavailable, OSError.
    """
    sealed = vault.seal(subject, new_key())
    if sealed is ERASED:
        return False
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_MARK + str(sealed).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return True


class SealedFile:
    """A sealed file that is open; `came` is how many plain bytes it holds."""

    def __init__(self, file: IO[bytes], key: bytes, bound_to: bytes, *, whole: int | None) -> None:
        self._file, self._key, self._bound_to = file, key, bound_to
        self._begins = file.tell()
        self.came, self._ends = self._measured() if whole is None else (whole, -1)

    @classmethod
    def opened(
        cls, file: IO[bytes], *, subject: Subject, sha256: str, vault: VaultReader, whole: int | None = None
    ) -> Self | Erased:
        """What an open file holds, if the subject's key is still there.

        One that is `whole` holds so many plain bytes and is only read, in order.
        Raises KeyMissing, SealBroken, VaultUnavailable, OSError.
        """
        line = file.readline(_LONGEST_LINE)
        if not (line.startswith(_MARK) and line.endswith(b"\n")):
            raise SealBroken
        key = vault.unseal(subject, Sealed(line[len(_MARK) : -1].decode("ascii", "replace")))
        return key if key is ERASED else cls(file, key, bytes.fromhex(sha256), whole=whole)

    def append(self, plain: bytes) -> None:
        """Seal one piece (at most PIECE_BYTES) behind the others. Raises OSError."""
        secret = encrypt(self._key, plain, bound_to=self._place(self.came))
        self._file.seek(self._ends)
        self._file.truncate()
        self._file.write(len(secret).to_bytes(_LENGTH_BYTES, "big") + secret)
        self.came += len(plain)
        self._ends += _LENGTH_BYTES + len(secret)

    def settle(self) -> None:
        """Have what was appended on disk. Raises OSError."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def pieces(self) -> Iterator[bytes]:
        """All of it in clear, piece by piece. Raises SealBroken, OSError."""
        self._file.seek(self._begins)
        came = 0
        while came < self.came:
            length = int.from_bytes(self._file.read(_LENGTH_BYTES), "big")
            plain = decrypt(self._key, self._file.read(length), bound_to=self._place(came))
            came += len(plain)
            yield plain

    def _place(self, at: int) -> bytes:
        return self._bound_to + at.to_bytes(8, "big")

    def _measured(self) -> tuple[int, int]:
        """How many plain bytes whole pieces hold, and where the last of them ends."""
        size = self._file.seek(0, os.SEEK_END)
        came, ends = 0, self._begins
        while ends + _LENGTH_BYTES <= size:
            self._file.seek(ends)
            length = int.from_bytes(self._file.read(_LENGTH_BYTES), "big")
            if not OVERHEAD < length <= PIECE_BYTES + OVERHEAD:
                raise SealBroken
            if ends + _LENGTH_BYTES + length > size:
                break
            came += length - OVERHEAD
            ends += _LENGTH_BYTES + length
        return came, ends
