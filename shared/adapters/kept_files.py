"""Where whole files of evidence are kept, sealed as they came: a folder, or by configuration a bucket of S3.

Each lies under whose it is and its SHA-256. What was kept in the folder before a bucket was named stays readable there.
What is to be forgotten in a bucket is written down beside the folder first, so that a store that does not answer holds
up no erasure: what lies in it opens no more. It knows no key and no subject.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from shared.adapters.durable_files import sync, write_whole
from shared.core.buckets import BucketAddress

if TYPE_CHECKING:
    from shared.adapters.bucket import Bucket

KEPT: Final = "kept"
LEAVING: Final = "leaving"


class KeptFiles:
    """The files below one folder, or in a bucket. Every call raises OSError."""

    def __init__(self, folder: Path, bucket: BucketAddress | None) -> None:
        self._folder = folder
        self._bucket = None if bucket is None else _opened(bucket)

    def keep(self, arrived: Path, whose: str, name: str) -> None:
        """Keep a file, on disk or in the bucket when this returns; one that is not there any more was kept before."""
        if self._bucket is not None:
            with suppress(FileNotFoundError):
                self._bucket.put(f"{whose}/{name}", arrived)
            arrived.unlink(missing_ok=True)
            return
        kept = self._folder / KEPT / whose / name
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            arrived.rename(kept)
        sync(kept.parent)
        sync(kept.parent.parent)

    def open(self, whose: str, name: str) -> IO[bytes]:
        """A kept file. Raises FileNotFoundError."""
        try:
            return (self._folder / KEPT / whose / name).open("rb")
        except FileNotFoundError:
            if self._bucket is None:
                raise
            return self._bucket.open(f"{whose}/{name}")

    def close(self) -> None:
        """Let go of connections."""
        if self._bucket is not None:
            self._bucket.close()

    def tidy(self) -> None:
        """Delete in the bucket what was written down to be forgotten."""
        if self._bucket is None:
            return
        for leaving in sorted((self._folder / LEAVING).glob("*")):
            self._bucket.delete_all(leaving.name)
            leaving.unlink(missing_ok=True)


def forget_kept(folder: Path, whose: str, *, in_bucket: bool) -> None:
    """Delete what a folder keeps of somebody, and have what a bucket keeps deleted soon. Raises OSError."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder / KEPT / whose)
    if in_bucket:
        leaving = folder / LEAVING / whose
        leaving.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(leaving, b"", mode=0o600)


def _opened(address: BucketAddress) -> "Bucket":
    from shared.adapters.bucket import Bucket  # noqa: PLC0415 - it brings an HTTP client, and few have a bucket

    return Bucket(address)
