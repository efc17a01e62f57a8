"""What the Gazette Centre has to do on a day: papers that are signed and not posted, and postings that must come down.

All of it follows from facts and the day: there is no list that somebody keeps, so nothing is forgotten (ADR-0020). The
report of a period waits from the day after its units' reports were due, and again when a newer one was made.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sqlmodel import Session, col, select

from services.tracking.domain.periods import due_on, periods_of
from services.tracking.tables import postings, queries
from services.tracking.tables.documents import Document, SignedPaper
from services.tracking.tables.period import registered
from shared.core.values import Date, Outlet, Period

# Where every signed paper is posted (plan VI.3): the office's own feeds, and the province's portal.
EVERYWHERE: Final[tuple[Outlet, ...]] = ("FEED", "PORTAL")


class Task(Enum):
    """What is to be done; `RETRACT` and `TAKE_DOWN` are stated as `document.unpublished`."""

    RETRACT = "RETRACT"
    TAKE_DOWN = "TAKE_DOWN"
    POST = "POST"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: with which paper, where, since which day, and the position of the fact that calls for it.

    `kind` is what was signed ("" for a posting whose time is over), `document_id` names what is to come down, and
    `basis` is the number of the decision that annulled it. Of a report: its `period`, and the hash of the newest one.
    """

    task: Task
    doc_no: str
    channel: str
    since: Date
    position: int
    kind: str = ""
    document_id: str = ""
    basis: str = ""
    period: Period = ""
    sha256: str = ""


def report_no(period: Period) -> str:
    """Under which number the consolidated report of a period is stated as posted: the one on it is written by hand."""
    return f"BC-{period}"


def waiting(session: Session, campaign: str, day: Date) -> list[Waiting]:
    """What waits on a day: what must come down first, then what is to be posted; the longest waiting first."""
    every = (
        select(SignedPaper)
        .where(SignedPaper.campaign == campaign, SignedPaper.kind != "")
        .order_by(col(SignedPaper.position))
    )
    signed = session.exec(every).all()
    standing = [one for one in postings.all_of(session, campaign) if not one.unpublished_on]
    found = [*_to_come_down(signed, standing, day), *_to_post(signed), *_reports_to_post(session, campaign, day)]
    order = list(Task)
    return sorted(found, key=lambda one: (order.index(one.task), one.since, one.doc_no, one.channel))


def _to_come_down(signed: Iterable[SignedPaper], standing: Iterable[Document], day: Date) -> Iterator[Waiting]:
    annulled = {one.doc_no: one for one in signed if one.annulled}
    for posting in standing:
        paper = annulled.get(posting.doc_no)
        where = posting.doc_no, posting.channel
        if paper is not None and posting.position < paper.annulled_at:
            yield Waiting(
                Task.RETRACT,
                *where,
                paper.annulled_on,
                paper.annulled_at,
                kind=paper.kind,
                document_id=posting.document_id,
                basis=paper.annulment_no,
            )
        elif posting.take_down_on and posting.take_down_on <= day:
            yield Waiting(
                Task.TAKE_DOWN, *where, posting.take_down_on, posting.position, document_id=posting.document_id
            )


def _to_post(signed: Sequence[SignedPaper]) -> Iterator[Waiting]:
    for paper in signed:
        if paper.subjects and paper.annulled >= paper.subjects:
            continue  # nobody has that award any more, so there is nothing to make known but its annulment
        since = paper.annulled_on or paper.signed_on
        for channel in EVERYWHERE:
            if not _was_posted(paper, channel):
                yield Waiting(
                    Task.POST, paper.doc_no, channel, since, paper.annulled_at or paper.position, kind=paper.kind
                )


def _reports_to_post(session: Session, campaign: str, day: Date) -> Iterator[Waiting]:
    defined = queries.campaign_of(session, campaign)
    if defined is None or defined.reporting is None:
        return
    for period in periods_of(defined, until=day):
        due = due_on(period, due_days=defined.reporting.due_days)
        paper = registered(session, campaign, period) if due and due < day else None
        if paper is None:
            continue
        doc_no = report_no(period)
        posted = session.get(SignedPaper, (campaign, doc_no)) or SignedPaper(campaign=campaign, doc_no=doc_no)
        for channel in EVERYWHERE:
            posted_at = posted.feed_at if channel == "FEED" else posted.portal_at
            if posted_at < paper.position:
                kind, since = ("NEWER_REPORT", paper.recorded_at[:10]) if posted_at else ("REPORT", due)
                named = {"kind": kind, "period": period, "sha256": paper.sha256}
                yield Waiting(Task.POST, doc_no, channel, since, paper.position, **named)


def _was_posted(paper: SignedPaper, channel: str) -> bool:
    """Whether it had its time there already, as it stands now: what was posted before an annulment says too much."""
    posted_at = paper.feed_at if channel == "FEED" else paper.portal_at
    return posted_at > paper.annulled_at
