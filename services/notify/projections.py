"""From a fact to changes of notify's rows. Pure: the same in memory and in a database. It tells nobody anything."""

from typing import Final, TypeAlias

import msgspec

from services.notify.domain.directory import NAMELESS, Name
from services.notify.domain.notices import TOPICS, story_of
from services.notify.tables import TABLES, Campaign, Cause, Delivery, Unit
from shared.core import events
from shared.core.envelope import Fact
from shared.core.projecting import Projection, Rows

Candidate: TypeAlias = events.CandidateFlagged | events.CandidateUpdated | events.CandidateUnflagged
Definition: TypeAlias = events.CampaignLaunched | events.CampaignAmended
Sent: TypeAlias = events.NotificationSent
Failed: TypeAlias = events.NotificationFailed

_encode: Final = msgspec.json.Encoder().encode


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the read model; facts of which nothing is shown here change nothing."""
    match fact.data:
        case events.NotificationSent() as data:
            _delivered(rows, fact, position, data, status="sent")
        case events.NotificationFailed() as data:
            _delivered(rows, fact, position, data, status="failed")
        case events.CandidateFlagged() | events.CandidateUpdated() | events.CandidateUnflagged() as flag:
            _flagged(rows, fact.campaign, position, flag)
        case events.UnitEstablished() | events.UnitRenamed() as data:
            rows.put(rows.new(Unit)(unit_id=data.unit_id, vi=data.name.vi, en=data.name.en))
        case events.CampaignLaunched() | events.CampaignAmended() as data:
            _defined(rows, fact.campaign, data)
        case _:
            pass


def _defined(rows: Rows, campaign: str, data: Definition) -> None:
    """A unit of the definition that the registry does not know is called as the definition does."""
    rows.put(rows.new(Campaign)(campaign=campaign, vi=data.name.vi, en=data.name.en))
    for unit in data.units:
        if rows.find(Unit, unit.id) is None:
            rows.put(rows.new(Unit)(unit_id=unit.id, vi=unit.name.vi, en=unit.name.en))


def _flagged(rows: Rows, campaign: str, position: int, flag: Candidate) -> None:
    collective = flag.subject_kind == "COLLECTIVE"
    story = story_of(
        flag,
        TOPICS[type(flag)],
        campaign_name=_name(rows.find(Campaign, campaign)),
        subject_name=_name(rows.find(Unit, flag.subject_id) if collective else None),
    )
    rows.append(rows.new(Cause)(position=position, verdict=flag.verdict, story=_encode(story)))


def _delivered(rows: Rows, fact: Fact, position: int, data: Sent | Failed, *, status: str) -> None:
    rows.put(
        rows.new(Delivery)(
            delivery_id=data.delivery_id,
            campaign=fact.campaign,
            recipient=data.recipient,
            channel=data.channel,
            status=status,
            attempts=data.attempts,
            topic=data.topic,
            cause=int(data.cause),
            subject_kind=data.subject_kind,
            subject_id=data.subject_id,
            at=fact.recordedat,
            position=position,
        )
    )


def _name(row: Campaign | Unit | None) -> Name:
    return NAMELESS if row is None else Name(row.vi, row.en)


_HEEDED: Final[tuple[type[events.Data], ...]] = (
    events.NotificationSent,
    events.NotificationFailed,
    events.CandidateFlagged,
    events.CandidateUpdated,
    events.CandidateUnflagged,
    events.UnitEstablished,
    events.UnitRenamed,
    events.CampaignLaunched,
    events.CampaignAmended,
)
NOTIFY: Final = Projection("notify", TABLES, fold, heeds=frozenset(data.wire for data in _HEEDED))
