"""Nominations, their history, and the sittings that voted on them: from facts to rows by the domain's fold. Pure."""

from collections.abc import Iterator
from typing import Final

import msgspec

from services.awards.domain.lifecycle import Stage
from services.awards.domain.nominations import Nomination, after, day_written, opened, tallied
from services.awards.tables.rows import Decision, DecisionSubject, NominationHistory, Sitting
from services.awards.tables.rows import Nomination as NominationRow
from shared.core import events
from shared.core.envelope import Fact
from shared.core.projecting import Rows

HEEDED: Final = (
    events.NominationOpened,
    events.NominationSubmitted,
    events.NominationReturned,
    events.NominationWithdrawn,
    events.DossierItemAdded,
    events.ClearanceRequested,
    events.ClearanceReceived,
    events.PublicCommentOpened,
    events.PublicCommentClosed,
    events.CouncilConvened,
    events.ConflictDeclared,
    events.BallotTallied,
    events.MinutesSigned,
    events.AwardDecided,
    events.AwardDeclined,
    events.AwardConferred,
    events.AwardAnnulled,
)

_encode: Final = msgspec.json.Encoder().encode
_told: Final = msgspec.json.Decoder(Nomination).decode
_subjects: Final = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_ids: Final = msgspec.json.Decoder(list[str]).decode


def fold_nominations(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact; those of which nothing is shown here change nothing."""
    data = fact.data
    if isinstance(data, events.CouncilConvened):
        rows.put(
            rows.new(Sitting)(
                campaign=fact.campaign,
                sitting_id=data.sitting_id,
                held_on=data.held_on,
                members=len(data.members),
                nominations=_encode(()),
            )
        )
    elif isinstance(data, events.NominationOpened):
        _keep(rows, fact, position, data.nomination_id, opened(data, on=day_written(fact), by=fact.actor))
    elif isinstance(data, events.BallotTallied):
        _tally(rows, fact, position, data)
    elif isinstance(data, HEEDED):
        for nomination_id in _spoken_of(rows, fact):
            row = rows.find(NominationRow, fact.campaign, nomination_id)
            if row is not None:
                _keep(rows, fact, position, nomination_id, after(_told(row.told), fact))


def _tally(rows: Rows, fact: Fact, position: int, data: events.BallotTallied) -> None:
    sitting = rows.change(Sitting, fact.campaign, data.sitting_id)
    row = rows.find(NominationRow, fact.campaign, data.nomination_id)
    if sitting is None or row is None:
        return
    sitting.nominations = _encode(tuple(dict.fromkeys((*_ids(sitting.nominations), data.nomination_id))))
    voted = tallied(_told(row.told), data, held_on=sitting.held_on, members=sitting.members)
    _keep(rows, fact, position, data.nomination_id, voted)


def _spoken_of(rows: Rows, fact: Fact) -> Iterator[str]:
    """The nominations that a fact speaks of: one, all that a sitting voted on, or all of a decision."""
    match fact.data:
        case events.MinutesSigned() as data:
            sitting = rows.find(Sitting, fact.campaign, data.sitting_id)
            yield from _ids(sitting.nominations) if sitting else ()
        case events.AwardDecided() as data:
            yield from (one.nomination_id for one in data.subjects)
        case events.AwardConferred() as data:
            decision = rows.find(Decision, fact.campaign, data.decision_no)
            for kind, subject_id in _subjects(decision.subjects) if decision else ():
                given = rows.find(DecisionSubject, fact.campaign, data.decision_no, kind, subject_id)
                if given is not None and given.status != Stage.ANNULLED.value:
                    yield given.nomination_id
        case events.AwardAnnulled() as data:
            given = rows.find(DecisionSubject, fact.campaign, data.decision_no, data.subject_kind, data.subject_id)
            if given is not None:
                yield given.nomination_id
        case data:
            yield getattr(data, "nomination_id", "")


def _keep(rows: Rows, fact: Fact, position: int, nomination_id: str, nomination: Nomination) -> None:
    """The nomination stands like this, because of a fact that joins its history."""
    rows.put(
        rows.new(NominationRow)(
            campaign=fact.campaign, nomination_id=nomination_id, told=_encode(nomination), position=position
        )
    )
    rows.append(
        rows.new(NominationHistory)(
            campaign=fact.campaign,
            nomination_id=nomination_id,
            position=position,
            type=fact.data.short,
            time=fact.time,
            recorded_at=fact.recordedat,
            actor=fact.actor,
            data=_encode(fact.data),
        )
    )
