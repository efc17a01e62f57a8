"""From a fact to changes of awards' rows. Pure: the same in memory and in a database. It weighs nothing itself."""

from typing import Final

import msgspec

from services.awards.tables import TABLES, Campaign, Candidate, CandidateHistory, Cap, Member
from shared.core.envelope import Fact
from shared.core.events import (
    CampaignLaunched,
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Flag,
    PersonAssigned,
    PersonTransferred,
    RuleSetPublished,
)
from shared.core.projecting import MAX_WHOLE, Projection, Rows
from shared.rules.weighing import leaves

_encode: Final = msgspec.json.Encoder().encode


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the read model; facts of which nothing is shown here change nothing."""
    match fact.data:
        case Flag() as flag:
            _flag(rows, fact, flag, position=position)
        case PersonAssigned() as data:
            rows.put(rows.new(Member)(person_id=data.person_id, unit_id=data.unit_id))
        case PersonTransferred() as data:
            rows.put(rows.new(Member)(person_id=data.person_id, unit_id=data.to_unit_id))
        case CampaignLaunched():
            rows.put(rows.new(Campaign)(campaign=fact.campaign, launched_at=position))
        case RuleSetPublished() as data:
            _caps(rows, fact.campaign, data)
        case _:
            pass


def _caps(rows: Rows, campaign: str, data: RuleSetPublished) -> None:
    for card in data.cards:
        if card.caps is not None:
            most = min(card.caps.per_campaign, MAX_WHOLE)
            rows.put(rows.new(Cap)(campaign=campaign, rule_set=data.id, card=card.id, per_campaign=most))


def _flag(rows: Rows, fact: Fact, flag: Flag, *, position: int) -> None:
    """Take a verdict; a candidate that fell away stays, with the verdict it has now."""
    before = rows.find(Candidate, fact.campaign, flag.subject_kind, flag.subject_id, flag.card)
    explanation = _encode(flag.explanation)
    rows.put(
        rows.new(Candidate)(
            campaign=fact.campaign,
            subject_kind=flag.subject_kind,
            subject_id=flag.subject_id,
            card=flag.card,
            award=flag.award,
            verdict=flag.verdict,
            rule_set=flag.rule_set,
            achievement_key=flag.achievement_key,
            explanation=explanation,
            evidence=_encode(flag.evidence),
            weight=sum(leaf.evidence_count or 0 for leaf in leaves(flag.explanation)),
            position=position,
        )
    )
    rows.append(
        rows.new(CandidateHistory)(
            position=position,
            previous=before.position if before else 0,
            type=fact.data.short,
            time=fact.time,
            recorded_at=fact.recordedat,
            cause="" if fact.causationid is msgspec.UNSET else fact.causationid,
            verdict=flag.verdict,
            rule_set=flag.rule_set,
            explanation=explanation,
        )
    )


_FLAGS: Final = (CandidateFlagged, CandidateUpdated, CandidateUnflagged)
_HEEDED: Final = (*_FLAGS, PersonAssigned, PersonTransferred, CampaignLaunched, RuleSetPublished)
AWARDS: Final = Projection("awards", TABLES, fold, heeds=frozenset(data.wire for data in _HEEDED))
