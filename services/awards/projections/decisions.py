"""Decisions, whom they name, what became of each and which bonus goes with it: from facts to rows. Pure."""

from typing import Final

import msgspec

from services.awards.domain.lifecycle import Stage
from services.awards.tables.rows import Decision, DecisionSubject
from shared.core import events
from shared.core.envelope import Fact
from shared.core.projecting import Rows

HEEDED: Final = (events.AwardDecided, events.AwardConferred, events.AwardAnnulled, events.BonusCalculated)

_encode: Final = msgspec.json.Encoder().encode
_subjects: Final = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


def fold_decisions(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact; those of which nothing is shown here change nothing."""
    match fact.data:
        case events.AwardDecided() as data:
            _decide(rows, fact, position, data)
        case events.AwardConferred() as data:
            _confer(rows, fact.campaign, data)
        case events.AwardAnnulled() as data:
            given = rows.change(DecisionSubject, fact.campaign, data.decision_no, data.subject_kind, data.subject_id)
            if given is not None:
                given.status, given.annulment_no = Stage.ANNULLED.value, data.annulment_no
        case events.BonusCalculated() as data:
            given = rows.change(DecisionSubject, fact.campaign, data.decision_no, data.subject_kind, data.subject_id)
            if given is not None:
                given.bonus_vnd = data.amount_vnd
        case _:
            pass


def _decide(rows: Rows, fact: Fact, position: int, data: events.AwardDecided) -> None:
    rows.put(
        rows.new(Decision)(
            campaign=fact.campaign,
            decision_no=data.decision_no,
            award=data.award,
            decided_on=data.decided_on,
            subjects=_encode([(one.subject_kind, one.subject_id) for one in data.subjects]),
            position=position,
        )
    )
    for one in data.subjects:
        rows.put(
            rows.new(DecisionSubject)(
                campaign=fact.campaign,
                decision_no=data.decision_no,
                subject_kind=one.subject_kind,
                subject_id=one.subject_id,
                nomination_id=one.nomination_id,
                status=Stage.AWARDED.value,
            )
        )


def _confer(rows: Rows, campaign: str, data: events.AwardConferred) -> None:
    decision = rows.change(Decision, campaign, data.decision_no)
    if decision is None:
        return
    decision.conferred_on = data.conferred_on
    for kind, subject_id in _subjects(decision.subjects):
        given = rows.change(DecisionSubject, campaign, data.decision_no, kind, subject_id)
        if given is not None and given.status == Stage.AWARDED.value:
            given.status = Stage.CONFERRED.value
