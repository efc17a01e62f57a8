"""What pages call campaigns, units and people, each name as far as the caller may see it. It knows no HTTP."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from services.awards.domain.papers.known import Known
from services.awards.domain.tallies import Subject
from services.awards.ports import Names
from services.awards.tables.gathering import known_of, names_shown
from services.awards.tables.rows import Campaign
from shared.core.access import Caller
from shared.core.definition import Text
from shared.core.values import Date, SubjectKind


@dataclass(frozen=True, slots=True)
class Who:
    """A subject as a page speaks of it; `name` is None where there is none to show, `unit` where there is no unit."""

    kind: SubjectKind
    id: str
    name: Text | None
    unit_id: str
    unit: Text | None
    title: str = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """What everything in one campaign is called on one day."""

    known: Known
    day: Date
    _whos: Mapping[Subject, Who]

    def who(self, subject: Subject) -> Who:
        """One of the subjects that were asked about."""
        return self._whos[subject]

    def unit(self, unit_id: str) -> Text:
        """The name of a unit on the day."""
        return self.known.unit_named(unit_id, self.day)

    def legal_basis(self, rule_set: str) -> tuple[str, ...]:
        """On what law a rule set rests."""
        return next((one.legal_basis for one in self.known.rule_sets if one.id == rule_set), ())


def campaigns(session: Session) -> list[str]:
    """The ids of all campaigns, the oldest first."""
    return list(session.exec(select(Campaign.campaign).order_by(col(Campaign.launched_at))))


def naming_of(
    session: Session, campaign: str, subjects: Iterable[Subject], *, caller: Caller, names: Names, day: Date
) -> Naming | None:
    """The names of a campaign, its units and these subjects; None where there is no such campaign. Raises Refusal."""
    wanted = list(dict.fromkeys(subjects))
    people = {one.id for one in wanted if one.kind == "INDIVIDUAL"}
    known = known_of(session, campaign, people)
    if known is None:
        return None
    named = names_shown(session, people, known, caller=caller, names=names)
    shown: dict[Subject, Who] = {}
    for subject in wanted:
        unit_id = known.unit_of(subject, day)
        unit = known.unit_named(unit_id, day) if unit_id else None
        post = known.post_of(subject.id, day) if subject.kind == "INDIVIDUAL" else None
        opened = named.opened.get(subject.id) if subject.kind == "INDIVIDUAL" else None
        name = unit if subject.kind == "COLLECTIVE" else Text(opened) if opened else None
        erased = subject.kind == "INDIVIDUAL" and subject.id in named.erased
        title = post.title if post else ""
        shown[subject] = Who(subject.kind, subject.id, name, unit_id, unit, title, erased)
    return Naming(known, day, shown)
