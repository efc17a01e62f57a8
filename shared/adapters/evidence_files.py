"""The store of evidence: files under their SHA-256, sealed as they come, kept once they are whole.

`arriving/` holds what is not whole yet, by whose it is; `kept/`, or a bucket, what is, by whose personal data it is:
what belongs to a household or person is sealed for it and goes with its key, all else is sealed for the installation.
Names of files are not kept. The store knows no rule about what a file must be, and who may read it is asked elsewhere.
"""

import asyncio
import fcntl
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, NoReturn, TypeVar

import msgspec

from shared.adapters import sealed_file
from shared.adapters.durable_files import write_whole
from shared.adapters.erasures import Erasures
from shared.adapters.evidence_places import ARRIVING, discard, named, subject_of
from shared.adapters.evidence_problems import (
    BROKEN,
    BUSY,
    GONE,
    LONGER,
    LOST,
    OFFSET_DIFFERS,
    TOO_MANY_OPEN,
    UNAVAILABLE,
)
from shared.adapters.intake import VAULT_UNAVAILABLE
from shared.adapters.kept_files import KeptFiles
from shared.adapters.sealed_file import PIECE_BYTES, SealedFile
from shared.adapters.sealing import SealBroken
from shared.adapters.vault import ERASED, KeyMissing, Vault, VaultUnavailable
from shared.core.buckets import BucketAddress
from shared.core.events import EvidenceAttached
from shared.core.problems import Problem
from shared.core.uploads import Upload
from shared.core.values import CampaignId, Role

OPEN_AT_ONCE: Final = 100
KEPT_SECONDS: Final = 7 * 24 * 3600  # what is not whole by then never will be
TIDY_SECONDS: Final = 5.0
_UPLOAD_ID: Final = re.compile(r"[0-9a-f]{32}").fullmatch
T = TypeVar("T")

_logger: Final = logging.getLogger(__name__)


class EvidenceFiles:
    """The store below one folder, its whole files in a bucket if one is named.

    Every call answers with a problem where it cannot do what is asked.
    """

    def __init__(self, folder: Path, bucket: BucketAddress | None, vault: Vault, erasures: Erasures) -> None:
        self._arriving, self._kept = folder / ARRIVING, KeptFiles(folder, bucket)
        self._vault, self._erasures = vault, erasures
        self._cleaned = 0.0

    def close(self) -> None:
        """Let go of connections."""
        self._kept.close()

    async def begin(
        self, whose: str, campaign: CampaignId, data: EvidenceAttached, *, role: Role, actor: str
    ) -> Upload | Problem:
        """Expect a file."""
        upload = Upload(whose, secrets.token_hex(16), campaign, data, role, actor)
        return await self._tried(lambda: self._begin(upload))

    async def find(self, whose: str, upload_id: str) -> Upload | Problem | None:
        """A file on its way, and how far it is; None if it is not, or somebody else's."""
        return await self._tried(lambda: self._find(whose, upload_id)) if _UPLOAD_ID(upload_id) else None

    async def add(self, upload: Upload, pieces: AsyncIterator[bytes], *, at: int) -> int | Problem:
        """Take the next part, as far as it comes; how many bytes of the file there are now, all of them on disk."""
        part = await self._tried(lambda: self._open_part(upload))
        if isinstance(part, Problem):
            return part
        file, sealed = part
        try:
            return OFFSET_DIFFERS if sealed.came != at else await _filled(sealed, pieces, most=upload.data.size)
        except OSError:
            _logger.exception("evidence_not_written")
            return UNAVAILABLE
        finally:
            file.close()

    async def content(self, upload: Upload) -> bytes | Problem:
        """All that came of a file."""
        return await self._tried(lambda: self._content(upload))

    async def keep(self, upload: Upload) -> Problem | None:
        """Keep a file that is whole, on disk when this returns; until `done` it is still told of as on its way."""
        return await self._tried(lambda: self._keep(upload))

    async def done(self, upload: Upload) -> None:
        """Forget that a file was on its way, and what of it is not kept."""
        await asyncio.to_thread(discard, self._place(upload))

    async def open(self, campaign: CampaignId, data: EvidenceAttached) -> Iterator[bytes] | Problem:
        """A kept file in clear, piece by piece; whoever ends early lets go of it by `close`."""
        return await self._tried(lambda: self._open_kept(campaign, data))

    async def run(self) -> NoReturn:
        """Throw away for ever what never became whole, and what is to be forgotten; cancel it to stop."""
        told = ""
        while True:
            cause = await asyncio.to_thread(self._tidied)
            if cause not in ("", told):
                _logger.warning("evidence_not_tidied", extra={"cause": cause})
            told = cause
            await asyncio.sleep(TIDY_SECONDS)

    # --- what is done in a thread

    def _tidied(self) -> str:
        """Why not everything could be thrown away, or ""."""
        try:
            self._clean()
            self._kept.tidy()
        except OSError as error:
            return f"{type(error).__name__}: {error}"
        return ""

    async def _tried(self, do: Callable[[], T]) -> T | Problem:
        if not self._erasures.is_swept:
            return VAULT_UNAVAILABLE
        try:
            return await asyncio.to_thread(do)
        except (VaultUnavailable, KeyMissing) as error:
            _logger.warning("evidence_vault", extra={"cause": type(error).__name__})
            return VAULT_UNAVAILABLE
        except SealBroken:
            return BROKEN
        except OSError:
            _logger.exception("evidence_unavailable")
            return UNAVAILABLE

    def _begin(self, upload: Upload) -> Upload | Problem:
        place = self._place(upload)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clean()
        if sum(1 for _ in place.parent.glob("*.json")) >= OPEN_AT_ONCE:
            return TOO_MANY_OPEN
        subject = subject_of(upload.campaign, upload.data)
        if self._erasures.awaits(subject) or not sealed_file.make(place, subject=subject, vault=self._vault):
            return GONE
        write_whole(place.with_suffix(".json"), msgspec.json.encode(upload), mode=0o600)
        return upload

    def _find(self, whose: str, upload_id: str) -> Upload | Problem | None:
        place = self._folder_of(whose) / upload_id
        try:
            upload = msgspec.json.decode(place.with_suffix(".json").read_bytes(), type=Upload)
        except FileNotFoundError:
            return None
        try:
            with place.open("rb") as file:
                sealed = self._opened(file, upload)
        except FileNotFoundError:
            return msgspec.structs.replace(upload, came=-1)
        return sealed if isinstance(sealed, Problem) else msgspec.structs.replace(upload, came=sealed.came)

    def _open_part(self, upload: Upload) -> tuple[IO[bytes], SealedFile] | Problem:
        file = self._place(upload).open("r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sealed = self._opened(file, upload)
        except BlockingIOError:
            sealed = BUSY
        except BaseException:
            file.close()
            raise
        if isinstance(sealed, Problem):
            file.close()
            return sealed
        return file, sealed

    def _opened(self, file: IO[bytes], upload: Upload) -> SealedFile | Problem:
        subject = subject_of(upload.campaign, upload.data)
        if self._erasures.awaits(subject):
            return GONE
        sealed = SealedFile.opened(file, subject=subject, sha256=upload.data.sha256, vault=self._vault)
        return GONE if sealed is ERASED else sealed

    def _content(self, upload: Upload) -> bytes | Problem:
        with self._place(upload).open("rb") as file:
            sealed = self._opened(file, upload)
            return sealed if isinstance(sealed, Problem) else b"".join(sealed.pieces())

    def _keep(self, upload: Upload) -> None:
        self._kept.keep(self._place(upload), named(subject_of(upload.campaign, upload.data)), upload.data.sha256)

    def _open_kept(self, campaign: CampaignId, data: EvidenceAttached) -> Iterator[bytes] | Problem:
        subject = subject_of(campaign, data)
        if self._erasures.awaits(subject) or self._vault.is_erased(subject):
            return GONE
        try:
            file = self._kept.open(named(subject), data.sha256)
        except FileNotFoundError:
            _logger.error("evidence_lost", extra={"sha256": data.sha256})  # noqa: TRY400 - a path says nothing more
            return LOST
        try:
            sealed = SealedFile.opened(file, subject=subject, sha256=data.sha256, vault=self._vault, whole=data.size)
            if sealed is ERASED:
                file.close()
                return GONE
            pieces = sealed.pieces()
            return _given(file, next(pieces, b""), pieces)  # what is wrong from the start is told, not half given
        except BaseException:
            file.close()
            raise

    def _clean(self) -> None:
        """Throw away what has long been on its way, now and then."""
        now = time.time()
        if now - self._cleaned < KEPT_SECONDS / 100:
            return
        self._cleaned = now
        for told in self._arriving.glob("*/*.json"):
            with suppress(FileNotFoundError):
                place = told.with_suffix("")
                if now - (place if place.exists() else told).stat().st_mtime > KEPT_SECONDS:
                    discard(place)

    def _place(self, upload: Upload) -> Path:
        return self._folder_of(upload.whose) / upload.id

    def _folder_of(self, whose: str) -> Path:
        return self._arriving / sha256(whose.encode()).hexdigest()[:32]


async def _filled(sealed: SealedFile, pieces: AsyncIterator[bytes], *, most: int) -> int | Problem:
    """Append what comes; also what came before a line broke is there to go on from."""
    held = bytearray()
    try:
        async for piece in pieces:
            if sealed.came + len(held) + len(piece) > most:
                held.clear()
                return LONGER
            held += piece
            while len(held) >= PIECE_BYTES:
                await asyncio.to_thread(sealed.append, bytes(held[:PIECE_BYTES]))
                del held[:PIECE_BYTES]
    finally:
        if held:
            await asyncio.to_thread(sealed.append, bytes(held))
        await asyncio.to_thread(sealed.settle)
    return sealed.came


def _given(file: IO[bytes], begins: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with file:
        yield begins
        yield from pieces
