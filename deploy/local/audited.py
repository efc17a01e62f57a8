"""What audit has written of an installation, for commands that read it, and a checkpoint where no audit runs.

It signs nothing itself: the audit service does, whole, for the while that a command needs it.
"""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from deploy.local.installation import Installation
from services.audit.app import Audit
from services.audit.domain.checkpoints import open_checkpoint
from services.audit.domain.errors import ProofRefused
from services.audit.domain.notes import VerifierKey
from services.audit.domain.published import Published
from services.audit.handlers.finding import Finding
from services.audit.settings import Settings
from shared.adapters.audit_files import AuditFiles, read_printed
from shared.adapters.clock import system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.tile_files import LeafIndex, TileFiles
from shared.core.errors import ThiDuaError
from shared.core.problems import Problem

LOOK_SECONDS: Final = 0.05
PATIENCE_SECONDS: Final = 10.0  # of a running audit, which signs twice a second
PATIENCE_ALONE_SECONDS: Final = 600.0  # of one that was started for it, and reads the log from its first fact


class NotSigned(ThiDuaError):
    """No checkpoint covers this yet, so it cannot be proven."""

    vi = "Chưa có mốc kiểm tra nào bao gồm phần này nên chưa chứng minh được."

    def __init__(self, why: Problem | None) -> None:
        """`why` nothing is signed, if it is known here; a running installation says it at /readyz."""
        super().__init__(why.en if why else "See /readyz of `thidua up`.")
        self.vi = f"{NotSigned.vi} {why.vi if why else 'Hãy xem /readyz của `thidua up`.'}"


class Audited:
    """The keys, checkpoints and tiles of an installation."""

    def __init__(self, installation: Installation) -> None:
        self.files = AuditFiles(installation.audit, system_clock)
        self.tiles = TileFiles(self.files.tree)
        self.index = LeafIndex(self.files.tree / "commits")
        self.finding = Finding(self.tiles, self.index)
        self._printed = installation.audit / "checkpoints.txt"

    def keys(self) -> list[str]:
        """The public keys: the log's, the newest first, and that of the witness that is asked for."""
        witness = os.environ.get("THIDUA_WITNESS_KEY", "")
        return [*reversed(self.files.public_keys()), *([witness] if witness else [])]

    def published(self) -> Published | None:
        """The newest checkpoint; None if nothing was ever signed. Raises ProofRefused if no key of ours signed it."""
        note, refused = self.files.checkpoint(), ProofRefused("Không có khóa công khai.", "There is no public key.")
        for key in map(VerifierKey.parse, reversed(self.files.public_keys())) if note else ():
            try:
                signed = open_checkpoint(note, log_key=key).checkpoint
            except ProofRefused as error:
                refused = error
                continue
            commits = self.index.commit_of(signed.size - 1, last=len(self.index)) if signed.size else 0
            return Published(signed, note, commits)
        if note:
            raise refused
        return None

    def notes(self) -> list[bytes]:
        """Every checkpoint that was printed, the oldest first, and the newest."""
        newest = self.files.checkpoint()
        return [*read_printed(self._printed), *([newest] if newest else [])]

    def close(self) -> None:
        """Let go of the files."""
        self.index.close()


@contextmanager
def audited(installation: Installation) -> Iterator[Audited]:
    """What audit has written of an installation."""
    found = Audited(installation)
    try:
        yield found
    finally:
        found.close()


async def covering(found: Audited, log: JetStreamLog, installation: Installation, *, number: int) -> Published:
    """The newest checkpoint once it covers a commit. Raises NotSigned, ProofRefused.

    Where no audit runs, one is run for the while: it signs what it would have signed by itself.
    """
    published = found.published()
    if published is not None and published.commits >= number:
        return published
    if signs_by_itself(installation):
        return await _awaited(found, number, seconds=PATIENCE_SECONDS, problem=lambda: None)
    async with _audit_running(installation, log) as audit:
        return await _awaited(found, number, seconds=PATIENCE_ALONE_SECONDS, problem=lambda: audit.problem)


def signs_by_itself(installation: Installation) -> bool:
    """Whether an audit runs on this folder, in `up` or as a process of its own."""
    if installation.is_served("audit"):
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(installation.socket("audit")))
        except OSError:
            return False
    return True


async def _awaited(found: Audited, number: int, *, seconds: float, problem: Callable[[], Problem | None]) -> Published:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and problem() is None:
        await asyncio.sleep(LOOK_SECONDS)
        published = found.published()
        if published is not None and published.commits >= number:
            return published
    raise NotSigned(problem())


@asynccontextmanager
async def _audit_running(installation: Installation, log: JetStreamLog) -> AsyncIterator[Audit]:
    settings = Settings(
        address="",
        nats_url="",
        nats_seed=None,
        folder=installation.audit,
        access_url=installation.access_url,
        witness_url=os.environ.get("THIDUA_WITNESS_URL", ""),
        witness_key=os.environ.get("THIDUA_WITNESS_KEY", ""),
    )
    audit = Audit(settings, log, system_clock)
    try:
        async with audit.api.router.lifespan_context(audit.api):
            yield audit
    finally:
        audit.close()
