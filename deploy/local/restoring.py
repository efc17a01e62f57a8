"""Restoring an installation from a backup: every fact at its old position, then held against what was signed.

The vault may be older than the log, if tiles gave more of it: tracking sweeps it against the log's erasures before it
serves (ADR-0013).
"""

import shutil
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Final, TypeAlias

from deploy.local.archive import check, unpack
from deploy.local.audited import audited, covering
from deploy.local.backing_up import LOG, audit_files
from deploy.local.bundle_log import BundleLog
from deploy.local.installation import Installation
from deploy.local.log_server import OutsideLog, provision_patiently
from deploy.local.reading_log import Writers, reading_log, writing_log
from deploy.local.verifying import verify_file
from deploy.local.verifying_live import Verified, verify_live
from services.audit.domain.errors import ProofRefused
from shared.adapters.durable_files import write_whole
from shared.core.envelope import decode_commit, position_of
from shared.core.errors import ThiDuaError
from shared.core.events import OWNERS
from shared.core.log import Commit

Advance: TypeAlias = Callable[[int], None]

_OURS: Final = "signing.key"  # never taken from beside the tiles, where a copy for others may have none, or another


class NotRestored(ThiDuaError):
    """Nothing was restored."""

    vi = "Chưa khôi phục gì."

    def __init__(self, vi: str, en: str) -> None:
        """The texts say what is in the way and what to do."""
        super().__init__(en)
        self.vi = f"{NotRestored.vi} {vi}"


async def restore(
    path: Path,
    installation: Installation,
    *,
    tiles: Installation | None,
    keys: Sequence[str],
    replicas: int,
    advance: Advance,
) -> Verified:
    """Make an installation in a new folder from a backup, and of `tiles` whatever that does not hold yet.

    `tiles` is another folder whose audit went on after the backup. `keys`: whose signatures count; none: those in the
    backup. A log elsewhere (THIDUA_NATS_URL) is made with so many `replicas`. What was begun is taken away again if
    anything is wrong.

    Raises NotRestored, BadBackup, Wrong, NotSigned, KeyRefused, CannotStart, ProvisionDrift,
    LogUnavailable, OSError.
    """
    data = installation.data
    if data.exists() and any(data.iterdir()):
        raise NotRestored(
            f"{data} không trống: hãy chọn một thư mục mới bằng --data.",
            f"{data} is not empty: choose a new folder with --data.",
        )
    names = check(path)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        unpack(path, data)
        bundle = data / LOG if LOG in names else None
        if bundle is not None:
            verify_file(bundle, keys=keys or _known(installation), advance=advance)
        if tiles is not None:
            _take_audit(tiles, installation)
        outside = OutsideLog.from_environment()
        if outside is not None:
            await provision_patiently(outside, replicas=replicas)
        async with writing_log(installation) as writers:
            await _put_back(writers, bundle, tiles, advance=advance)
        verified = await _verified(installation, keys, advance)
    except BaseException:
        shutil.rmtree(data, ignore_errors=True)
        raise
    (data / LOG).unlink(missing_ok=True)
    return verified


def _known(installation: Installation) -> list[str]:
    with audited(installation) as found:
        return found.keys()


def _take_audit(tiles: Installation, installation: Installation) -> None:
    """What was signed after the backup: checkpoints and public keys, by which the log is then judged."""
    for name, content in audit_files(tiles.audit):
        place = installation.audit / name
        if place.name != _OURS:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(place, content, mode=0o600)


async def _put_back(writers: Writers, bundle: Path | None, tiles: Installation | None, *, advance: Advance) -> None:
    """Commit again what was committed, one after the other: each gets its old number."""
    last: dict[tuple[str, str], int] = {}
    facts = 0
    async with aclosing(_commits(bundle, tiles)) as commits:
        async for commit in commits:
            whose = commit.campaign, commit.owner
            number = await writers[commit.owner].commit(
                commit.payload,
                campaign=commit.campaign,
                owner=commit.owner,
                expect=last.get(whose, 0),
                commit_id=commit.id,
            )
            if number != commit.number:
                raise NotRestored(
                    "nhật ký ở THIDUA_NATS_URL không trống: hãy dùng một nhật ký mới.",
                    f"commit {commit.number} became number {number}: the log is not empty. Take a new one.",
                )
            last[whose] = number
            facts += commit.payload.count(b"\n") + 1
            advance(facts)


async def _commits(bundle: Path | None, tiles: Installation | None) -> AsyncGenerator[Commit, None]:
    """Those of the bundle, then those that only the tiles hold."""
    number = 0
    if bundle is not None:
        async with aclosing(BundleLog(bundle).read()) as batches:
            async for commits in batches:
                for commit in commits:
                    number = commit.number
                    yield commit
    if tiles is not None:
        for commit in _commits_in(tiles, after=number):
            yield commit


def _commits_in(tiles: Installation, *, after: int) -> Iterator[Commit]:
    """What the tiles under a signed checkpoint hold beyond a commit. Raises NotRestored."""
    with audited(tiles) as found:
        try:
            published = found.published()
            if published is None:
                return
            for number in range(after + 1, published.commits + 1):
                places = range(found.index.leaves(number) - found.index.leaves(number - 1))
                entries = [found.finding.entry(position_of(number, place), published) for place in places]
                yield _commit(number, [entry.line for entry in entries if entry is not None])
        except ProofRefused as error:
            raise NotRestored(error.vi, f"{tiles.audit}: {error.en}") from error


def _commit(number: int, lines: Sequence[bytes]) -> Commit:
    """A commit from its lines alone: each says which campaign it is of, and its type whose it is."""
    payload = b"\n".join(lines)
    fact = decode_commit(payload)[0]
    owner = OWNERS[type(fact.data).short.partition(".")[0]]
    return Commit(number, fact.campaign, owner, uuid.uuid4().hex, payload)


async def _verified(installation: Installation, keys: Sequence[str], advance: Advance) -> Verified:
    """Have audit read the restored log against what was signed, make its tiles anew, and verify all of it."""
    async with reading_log(installation) as log:
        with audited(installation) as found:
            await covering(found, log, installation, number=await log.last())
        return await verify_live(log, installation, keys=keys, advance=advance)
