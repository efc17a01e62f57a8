"""Candidates and what is needed to rank and show them: from flags, people's posts and rule sets to rows. Pure."""

from collections.abc import Sequence
from typing import Final, cast

import msgspec

from services.awards.domain.moves import Stay, assigned, transferred
from services.awards.tables.rows import (
    Body,
    Campaign,
    Candidate,
    CandidateColumns,
    CandidateHistory,
    Cap,
    Endings,
    Member,
    ShownCandidate,
)
from services.awards.tables.succession import endings_of, positions_of
from shared.core.definition import CampaignUnit
from shared.core.envelope import Fact
from shared.core.events import (
    REGISTRY,
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
    UnitDissolved,
    UnitMerged,
    UnitRenamed,
    UnitSplit,
)
from shared.core.lineage import CHANGES, Lineage
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
    *CHANGES,
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
            member = _move(rows, data.person_id, assigned(_stay(rows, data.person_id), data))
            member.is_direct, member.is_woman = int(not data.leader), int(data.sex == "F")
        case PersonTransferred() as data:
            stay = _stay(rows, data.person_id)
            member = _move(rows, data.person_id, transferred(stay, data))
            if stay is None or stay.unit_id != data.to_unit_id:
                member.is_direct = 0  # what the person does in the new unit nobody has said
        case UnitRenamed() | UnitMerged() | UnitSplit() | UnitDissolved() as data:
            before = rows.find(Endings, REGISTRY)
            lineage = Lineage({}, endings_of(before)).after(data, fact.id)
            positions = positions_of(before) | {fact.id: position}
            rows.put(rows.new(Endings)(campaign=REGISTRY, told=_encode(lineage.endings), positions=_encode(positions)))
        case CampaignLaunched() | CampaignAmended() as data:
            _bodies(rows, fact.campaign, data.units)
            rows.put(rows.new(Campaign)(campaign=fact.campaign, launched_at=position, law=_encode(data.law)))
        case RuleSetPublished() as data:
            _caps(rows, fact.campaign, data)
        case _:
            pass


def _stay(rows: Rows, person_id: str) -> Stay | None:
    member = rows.find(Member, person_id)
    return None if member is None else Stay(member.unit_id, member.since, tuple(member.owed.split()))


def _move(rows: Rows, person_id: str, stay: Stay) -> Member:
    if rows.find(Member, person_id) is None:
        rows.put(rows.new(Member)(person_id=person_id, unit_id=stay.unit_id))
    member = rows.ensure(Member, person_id)
    member.unit_id, member.since, member.owed = stay.unit_id, stay.since, " ".join(stay.owed)
    return member


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
