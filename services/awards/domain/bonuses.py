"""Bonuses that follow from decisions and are not stated yet: a fold, so nothing depends on what was delivered when."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from services.awards.domain.flags import LONGEST_ID
from services.awards.domain.tallies import Subject
from shared.core.envelope import Fact
from shared.core.events import AwardDecided, BonusCalculated
from shared.core.values import Award, Date
from shared.rules.law.law import Law

BONUS_WIRES: Final = frozenset({AwardDecided.wire, BonusCalculated.wire})


class Due(NamedTuple):
    """A subject of a decision whose bonus is to be calculated, and the decision that it follows from."""

    campaign: str
    decision_no: str
    subject: Subject
    award: Award
    decided_on: Date
    fact: Fact
    position: int


class BonusesDue:
    """Every campaign's decisions, less the bonuses that stand in the log."""

    def __init__(self) -> None:
        self._due: dict[tuple[str, str, Subject], Due] = {}

    def __iter__(self) -> Iterator[Due]:
        return iter(list(self._due.values()))

    def take(self, fact: Fact, position: int) -> None:
        """Take one fact of awards."""
        match fact.data:
            case AwardDecided() as data:
                for one in data.subjects:
                    subject = Subject(one.subject_kind, one.subject_id)
                    key = (fact.campaign, data.decision_no, subject)
                    self._due[key] = Due(*key, data.award, data.decided_on, fact, position)
            case BonusCalculated() as data:
                self._due.pop((fact.campaign, data.decision_no, Subject(data.subject_kind, data.subject_id)), None)
            case _:
                pass

    def done(self, due: Due) -> None:
        """It is stated, and its fact is on the way here."""
        self._due.pop((due.campaign, due.decision_no, due.subject), None)


def bonus_of(due: Due, law: Law) -> BonusCalculated | None:
    """The bonus by the coefficient and the base salary of the decision's day; None if no such salary is known."""
    bonus = law.bonus(due.award, due.subject.kind, due.decided_on)
    if bonus is None:
        return None
    return BonusCalculated(
        decision_no=due.decision_no,
        subject_kind=due.subject.kind,
        subject_id=due.subject.id,
        coefficient=bonus.coefficient,
        base_salary_vnd=bonus.base_salary_vnd,
        amount_vnd=bonus.amount_vnd,
    )


def id_of(due: Due) -> str:
    """The event id of a bonus: one for each subject of a decision, whatever is calculated how often."""
    name = f"bonus/{due.decision_no}/{due.subject.kind}/{due.subject.id}"
    return name if len(name) <= LONGEST_ID else f"bonus/{sha256(name.encode()).hexdigest()}"
