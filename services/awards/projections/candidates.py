"""Candidates and what is needed to rank and show them: from flags, people's posts and rule sets to rows. Pure."""

from collections.abc import Sequence
from typing import Final, cast

import msgspec

from services.awards.tables import (
    Body,
    Campaign,
    Candidate,
    CandidateColumns,
    CandidateHistory,
    Cap,
    Member,
    ShownCandidate,
)
from shared.core.definition import CampaignUnit
from shared.core.envelope import Fact
from shared.core.events import (
    CampaignAmended,
    CampaignLaunched,
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Explained,
    Flag,
    PersonAssigned,
    PersonTransferred,
    RuleSetPublished,
)
from shared.core.projecting import MAX_WHOLE, Rows
from shared.core.values import Award, Verdict
from shared.rules.stated import Stated, is_heard
from shared.rules.weighing import leaves, outcomes

_encode: Final = msgspec.json.Encoder().encode
_explained: Final = msgspec.json.Decoder(Explained).decode


HEEDED: Final = (
    CandidateFlagged,
    CandidateUpdated,
    CandidateUnflagged,
    PersonAssigned,
    PersonTransferred,
    CampaignLaunched,
    CampaignAmended,
    RuleSetPublished,
)


def fold_candidates(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact; those of which nothing is shown here change nothing."""
    match fact.data:
        case Flag() as flag:
            _flag(rows, fact, flag, position=position)
        case PersonAssigned() as data:
            is_direct, is_woman = int(not data.leader), int(data.sex == "F")
            rows.put(
                rows.new(Member)(person_id=data.person_id, unit_id=data.unit_id, is_direct=is_direct, is_woman=is_woman)
            )
        case PersonTransferred() as data:
            _transfer(rows, data)
        case CampaignLaunched() | CampaignAmended() as data:
            _bodies(rows, fact.campaign, data.units)
            rows.put(rows.new(Campaign)(campaign=fact.campaign, launched_at=position, law=_encode(data.law)))
        case RuleSetPublished() as data:
            _caps(rows, fact.campaign, data)
        case _:
            pass


def _transfer(rows: Rows, data: PersonTransferred) -> None:
    """What the person does in the new unit nobody has said."""
    member = rows.change(Member, data.person_id)
    if member is None:
        rows.put(rows.new(Member)(person_id=data.person_id, unit_id=data.to_unit_id))
    else:
        member.unit_id, member.is_direct = data.to_unit_id, 0


def _bodies(rows: Rows, campaign: str, units: Sequence[CampaignUnit]) -> None:
    parents = {unit.id: unit.parent for unit in units}
    for unit_id in parents:
        body = unit_id
        while parents.get(body) in parents:
            body = parents[body]
        rows.put(rows.new(Body)(campaign=campaign, unit_id=unit_id, body=body))


def _caps(rows: Rows, campaign: str, data: RuleSetPublished) -> None:
    for card in data.cards:
        if card.caps is not None:
            most = min(card.caps.per_campaign, MAX_WHOLE)
            rows.put(
                rows.new(Cap)(
                    campaign=campaign,
                    rule_set=data.id,
                    card=card.id,
                    per_campaign=most,
                    per_body=min(card.caps.per_body, MAX_WHOLE),
                )
            )


def _flag(rows: Rows, fact: Fact, flag: Flag, *, position: int) -> None:
    """Take a verdict; a candidate that fell away stays, with the verdict it has now."""
    key = fact.campaign, flag.subject_kind, flag.subject_id, flag.card
    before, shown = rows.find(Candidate, *key), rows.find(ShownCandidate, *key)
    _put(rows, Candidate, fact.campaign, flag, position=position)
    if is_heard(flag, before=_as_shown(shown) if shown else None):
        _put(rows, ShownCandidate, fact.campaign, flag, position=position)
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
            explanation=_encode(flag.explanation),
        )
    )


def _put(rows: Rows, table: type[CandidateColumns], campaign: str, flag: Flag, *, position: int) -> None:
    rows.put(
        rows.new(table)(
            campaign=campaign,
            subject_kind=flag.subject_kind,
            subject_id=flag.subject_id,
            card=flag.card,
            award=flag.award,
            verdict=flag.verdict,
            rule_set=flag.rule_set,
            achievement_key=flag.achievement_key,
            explanation=_encode(flag.explanation),
            evidence=_encode(flag.evidence),
            weight=sum(leaf.evidence_count or 0 for leaf in leaves(flag.explanation)),
            position=position,
        )
    )


def _as_shown(row: CandidateColumns) -> Stated:
    """What those heard last who may not know of a hold."""
    award, verdict = cast("Award", row.award), cast("Verdict", row.verdict)
    return Stated(award, verdict, row.rule_set, outcomes(_explained(row.explanation)))
