"""A fact and its offline proof: from an installation's tiles, with no server where a checkpoint covers it already."""

from collections.abc import Sequence
from pathlib import Path

from deploy.local.audited import Audited, audited, covering
from deploy.local.exporting import NothingThere
from deploy.local.installation import Installation
from deploy.local.reading_log import reading_log
from services.audit.domain.extracting import Extracted, extract
from services.audit.domain.published import Published
from services.audit.domain.tree import check_inclusion, leaf_hash
from services.audit.domain.trust import Trust


def prove_from_file(path: Path, position: int, *, keys: Sequence[str]) -> Extracted:
    """The fact and its proof out of a bundle. Raises Wrong, KeyRefused, OSError."""
    with path.open("rb") as file:
        return extract(file, position, keys=keys)


async def prove(installation: Installation, position: int, *, keys: Sequence[str]) -> Extracted:
    """The fact and its proof, checked. `keys`: whose signatures count; none: those in its own folder.

    Raises NothingInstalled, NothingThere, NotSigned, ProofRefused, Wrong, KeyRefused, LogUnavailable,
    LogDamaged.
    """
    installation.check_there()
    with audited(installation) as found:
        published = await _published(found, installation, position)
        entry, proof = found.finding.entry(position, published), found.finding.proof(position, published)
        if entry is None or proof is None:
            raise NothingThere(f"There is none at position {position}.")
        trust = Trust(given=keys, named=found.keys(), handovers=found.files.handovers())
        signed = trust.opened(published.note, origin=published.checkpoint.origin, place="checkpoint")
        trust.check_witnessed(signed)
        check_inclusion(leaf_hash(entry.line), index=proof.index, size=signed.size, path=proof.path, root=signed.root)
        return Extracted(entry.line, proof, signed.signers)


async def _published(found: Audited, installation: Installation, position: int) -> Published:
    number = position // 1_000
    published = found.published()
    if published is not None and published.commits >= number:
        return published
    async with reading_log(installation) as log:
        if number > await log.last():
            raise NothingThere(f"The log ends before position {position}.")
        return await covering(found, log, installation, number=number)
