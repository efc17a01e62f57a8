"""Which paper is asked for, what it is set from, and whose names stand on it for this caller. It knows no HTTP."""

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec
from sqlmodel import Session

from services.awards.domain.nominations import Nomination
from services.awards.domain.papers import deciding, proposing, reporting
from services.awards.domain.papers.known import Known
from services.awards.domain.papers.minutes import minutes
from services.awards.domain.papers.statistics import form
from services.awards.ports import Names
from services.awards.tables.gathering import about_of, gathered, names_shown, newest, persons_on
from services.awards.tables.rows import Nomination as NominationRow
from services.awards.tables.rows import RegisteredPaper
from shared.core.access import Caller
from shared.papers.content import Paper, PaperKind
from shared.papers.form import Form
from shared.papers.register import Told

ERASED: Final = "(đã xóa)"

_told: Final = msgspec.json.Decoder(Nomination).decode


class Made(NamedTuple):
    """A paper with the names that stand on it, and its entry in the register."""

    paper: Paper
    names: dict[str, str]
    entry: RegisteredPaper


class Counted(NamedTuple):
    """A statistical form, and its entry in the register."""

    form: Form
    entry: RegisteredPaper


def form_of(session: Session, campaign: str, number: str, year: str) -> Counted | None:
    """The newest 0602 or 0603 of a year; None of a year outside the campaign in which nothing was decided."""
    about = Told("year", year)
    entry = newest(session, campaign, number, about)
    known = gathered(session, campaign, about, until=entry.position) if entry else None
    return Counted(form(known, number, year), entry) if entry and known else None


def paper_of_nomination(
    session: Session, campaign: str, nomination_id: str, kind: PaperKind, *, caller: Caller, names: Names
) -> Made | None:
    """A paper of a nomination; its minutes and decision are those of the sitting and the decision that it came to."""
    row = session.get(NominationRow, (campaign, nomination_id))
    if row is None:
        return None
    about = about_of(nomination_id, _told(row.told), kind)
    return paper_about(session, campaign, about, kind, caller=caller, names=names)


def paper_about(
    session: Session, campaign: str, about: Told, kind: PaperKind, *, caller: Caller, names: Names
) -> Made | None:
    """The newest paper about a nomination, a sitting or a decision; None where there is none yet."""
    entry = newest(session, campaign, kind.value, about)
    known = gathered(session, campaign, about, until=entry.position) if entry else None
    if entry is None or known is None:
        return None
    paper = _WRITTEN[about.topic, kind](known, about.id)
    return Made(paper, _names_on(paper, known, session, caller=caller, names=names), entry)


def _names_on(paper: Paper, known: Known, session: Session, *, caller: Caller, names: Names) -> dict[str, str]:
    """Each name as this caller may see it: of whom it is sealed for, or nobody knows anything, the id."""
    people = persons_on(paper)
    named = names_shown(session, people, known, caller=caller, names=names)
    return {
        person_id: ERASED if person_id in named.erased else named.opened.get(person_id, f"(mã {person_id})")
        for person_id in people
    }


_WRITTEN: Final[dict[tuple[str, PaperKind], Callable[[Known, str], Paper]]] = {
    ("nomination", PaperKind.SUBMISSION): proposing.submission_letter,
    ("nomination", PaperKind.ROLL): proposing.roll_of_proposal,
    ("nomination", PaperKind.REPORT): reporting.achievement_report,
    ("sitting", PaperKind.MINUTES): minutes,
    ("decision", PaperKind.DECISION): deciding.decision,
    ("decision", PaperKind.ROLL): deciding.roll,
}
