"""Files that came in, and files that facts name as their evidence. Pure."""

from collections.abc import Sequence
from typing import Final

from services.tracking.projections.history import recorded_on
from services.tracking.tables.evidence import Attached, NamedFile
from shared.core.envelope import Fact
from shared.core.events import Evidence, EvidenceAttached
from shared.core.projecting import Rows

ACTIVITY, HOUSEHOLD, INSPECTION = "activity", "household", "inspection"
SEPARATOR: Final = " "


def fold_evidence(rows: Rows, fact: Fact, position: int) -> None:
    """Take it that a file came; once more, under another id, changes nothing."""
    data = fact.data
    if not isinstance(data, EvidenceAttached):
        return
    subject = data.subject_kind or "", data.subject_id
    if rows.find(Attached, fact.campaign, data.sha256, data.unit_id, *subject) is None:
        rows.put(
            rows.new(Attached)(
                campaign=fact.campaign,
                sha256=data.sha256,
                unit_id=data.unit_id,
                subject_kind=subject[0],
                subject_id=subject[1],
                size=data.size,
                media_type=data.media_type,
                recorded_at=fact.recordedat,
                position=position,
            )
        )


def name_files(
    rows: Rows, fact: Fact, kind: str, papers: Sequence[Evidence], *, of: tuple[str, str], position: int
) -> None:
    """A fact names files as evidence; `of`: the thing's id and the unit whose it is."""
    thing_id, unit_id = of
    for paper in papers:
        known = rows.change(NamedFile, fact.campaign, kind, thing_id, paper.sha256)
        if known is not None:
            known.let_go, known.elsewhere = 0, int(bool(paper.uri))
            continue
        rows.put(
            rows.new(NamedFile)(
                campaign=fact.campaign,
                kind=kind,
                thing_id=thing_id,
                sha256=paper.sha256,
                unit_id=unit_id,
                recorded_on=recorded_on(rows, fact),
                position=position,
                elsewhere=int(bool(paper.uri)),
            )
        )


def let_go(rows: Rows, fact: Fact, kind: str, thing_id: str, *, hashes: str) -> None:
    """A thing no more names the files that it named."""
    for sha256 in hashes.split(SEPARATOR) if hashes else ():
        named = rows.change(NamedFile, fact.campaign, kind, thing_id, sha256)
        if named is not None:
            named.let_go = 1


def hashes_of(papers: Sequence[Evidence]) -> str:
    """The files that a thing names, as its row holds them."""
    return SEPARATOR.join(paper.sha256 for paper in papers)
