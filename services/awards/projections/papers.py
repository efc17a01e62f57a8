"""What papers are set from, and the register by which each is found again: from facts to rows. Pure."""

from collections.abc import Iterator
from typing import Final

import msgspec

from services.awards.domain.nominations import day_written
from services.awards.domain.papers.register import papers_told_on
from services.awards.tables.rows import PaperSource, RegisteredPaper
from shared.core import events
from shared.core.envelope import Fact
from shared.core.events import REGISTRY
from shared.core.projecting import Rows
from shared.papers.register import Told, hash_of

HEEDED: Final = (
    events.UnitEstablished,
    events.UnitRenamed,
    events.PersonAssigned,
    events.PersonTransferred,
    events.PriorAwardRecorded,
    events.CampaignLaunched,
    events.CampaignAmended,
    events.RuleSetPublished,
    events.NominationOpened,
    events.ClearanceReceived,
    events.NominationSubmitted,
    events.CouncilConvened,
    events.ConflictDeclared,
    events.BallotTallied,
    events.MinutesSigned,
    events.AwardDecided,
    events.AwardAnnulled,
    events.BonusCalculated,
    events.PersonalDataErased,
)

_encode: Final = msgspec.json.Encoder().encode


def fold_papers(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact; those that no paper is set from change nothing."""
    if not isinstance(fact.data, HEEDED):
        return
    for told in _topics(fact.data, fact.campaign):
        rows.append(
            rows.new(PaperSource)(
                campaign=REGISTRY if told.topic == "person" else fact.campaign,
                topic=told.topic,
                topic_id=told.id,
                position=position,
                wire=fact.data.wire,
                day=day_written(fact),
                data=_encode(fact.data),
            )
        )
    for entry in papers_told_on(fact.data):
        rows.append(
            rows.new(RegisteredPaper)(
                campaign=fact.campaign,
                paper=entry.paper,
                topic=entry.about.topic,
                topic_id=entry.about.id,
                position=position,
                sha256=hash_of(entry, fact, position=position),
                recorded_at=fact.recordedat,
            )
        )


def _topics(data: events.Data, campaign: str) -> Iterator[Told]:
    """The thing that a fact speaks of."""
    match data:
        case events.UnitEstablished() | events.UnitRenamed():
            yield Told("unit", data.unit_id)
        case events.PersonAssigned() | events.PersonTransferred():
            yield Told("person", data.person_id)
        case events.PersonalDataErased():
            if data.subject_kind == "INDIVIDUAL":
                yield Told("person", data.subject_id)
        case events.PriorAwardRecorded():
            yield Told(data.subject_kind, data.subject_id)
        case events.CampaignLaunched() | events.CampaignAmended() | events.RuleSetPublished():
            yield Told("campaign", campaign)
        case events.CouncilConvened() | events.ConflictDeclared() | events.BallotTallied() | events.MinutesSigned():
            yield Told("sitting", data.sitting_id)
        case events.AwardDecided() | events.AwardAnnulled() | events.BonusCalculated():
            yield Told("decision", data.decision_no)
        case _:
            yield Told("nomination", getattr(data, "nomination_id", ""))
