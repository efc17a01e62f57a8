"""Verifying an installation: its whole log read again, against what was signed, tiles on disk, and what is served."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from deploy.local.audited import Audited, audited
from deploy.local.folding import States
from deploy.local.installation import Installation
from deploy.local.replay import Compared, compare
from services.audit.domain.bundle import piece_of
from services.audit.domain.findings import Wrong
from services.audit.domain.form import FormCheck
from services.audit.domain.stored import StoredCheck
from services.audit.domain.tree import Frontier, leaf_hash
from services.audit.domain.trust import Signed, Trust
from services.audit.domain.verification import Proven
from services.audit.domain.walk import Walk
from shared.adapters.jetstream import JetStreamLog

Advance: TypeAlias = Callable[[int], None]


class Verified(msgspec.Struct, frozen=True):
    """What was proven of the log, how many facts no checkpoint covers yet, and the read models against a rebuild."""

    proven: Proven
    uncovered: int
    read_models: list[Compared]


async def verify_live(
    log: JetStreamLog, installation: Installation, *, keys: Sequence[str], advance: Advance
) -> Verified:
    """Check everything about an installation. `keys`: whose signatures count; none: those in its own folder.

    Raises Wrong with the first thing that is wrong, KeyRefused, LogUnavailable, LogDamaged, DatabaseUnavailable.
    """
    with audited(installation) as found:
        trust = Trust(given=keys, named=found.keys(), handovers=found.files.handovers())
        signed = _signed(found, trust)
        walk = await _walk(log, found, signed, advance=advance)
    newest = signed[-1]
    return Verified(
        proven=Proven(
            origin=trust.logs[0].name,
            begins=1_000,
            ends=walk.ends,
            first=0,
            facts=walk.tree.size,
            size=newest.size,
            root=newest.root.hex(),
            checkpoints=len(signed),
            signers=newest.signers,
            keys=trust.texts(),
            keys_given=trust.from_elsewhere,
        ),
        uncovered=walk.tree.size - newest.size,
        read_models=await compare(log, installation, advance=advance),
    )


def _signed(found: Audited, trust: Trust) -> list[Signed]:
    """Every checkpoint that was ever signed, in ascending order of size. Raises Wrong, also if two of them disagree."""
    by_size: dict[int, Signed] = {}
    origin = trust.logs[0].name if trust.logs else ""
    notes = found.notes()
    for place, note in enumerate(notes, start=1):
        opened = trust.opened if place == len(notes) else trust.opened_before
        one = opened(note, origin=origin, place=f"checkpoint number {place} of checkpoints.txt")
        before = by_size.setdefault(one.size, one)
        if before.root != one.root:
            raise Wrong(one.place, *_DISAGREE)
        by_size[one.size] = one
    if not by_size:
        raise Wrong("checkpoint", *_NOTHING_SIGNED)
    signed = [by_size[size] for size in sorted(by_size)]
    trust.check_witnessed(signed[-1])
    return signed


async def _walk(log: JetStreamLog, found: Audited, signed: Sequence[Signed], *, advance: Advance) -> Walk:
    """Read the log to its end: order, form, hashes, roots, tiles. Raises Wrong."""
    walk = Walk(Frontier(), [one for one in signed if one.size], begins=1_000)
    form = FormCheck(States().take)
    stored = StoredCheck(signed[-1].size, found.tiles.read)
    async for commits in log.read():
        for commit in commits:
            piece = piece_of(commit, leaf=walk.tree.size)
            if piece is None:
                continue
            leaves = [leaf_hash(line) for line in piece.lines()]
            stored.take(piece, leaves)  # first, since it names a position; a root speaks for all before it
            walk.take(piece, leaves)
            form.take(piece)
        advance(walk.tree.size)
    if walk.tree.size < signed[-1].size:
        raise Wrong(signed[-1].place, *_TOO_SHORT)
    stored.finish()
    return walk


_DISAGREE = (
    "có hai mốc kiểm tra cùng cỡ nhưng khác gốc: người giữ khóa đã ký hai nhật ký khác nhau.",
    "two checkpoints of this size have other roots: whoever has the key signed two logs.",
)
_NOTHING_SIGNED = (
    "chưa có mốc kiểm tra nào được ký: hãy chạy `thidua up` một lần, rồi kiểm tra lại.",
    "nothing was ever signed here: run `thidua up` once, then verify again.",
)
_TOO_SHORT = (
    "nhật ký ngắn hơn phần đã được ký: nó đã mất phần cuối.",
    "the log ends before what was signed: it lost its end.",
)
