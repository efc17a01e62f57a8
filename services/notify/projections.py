"""From a fact to changes of notify's rows. Pure: the same in memory and in a database. It tells nobody anything."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias, cast

import msgspec

from services.notify.domain import directory
from services.notify.domain.directory import ABOUT_WHO_IS_WHO, NAMELESS, NOBODY, Name
from services.notify.domain.notices import (
    EVERY_CHANNEL,
    TOPICS,
    Heard,
    Notice,
    heard_in,
    react,
    reminder_story_of,
    story_of,
)
from services.notify.tables import TABLES
from services.notify.tables.failed import BOUNCED, FAILED
from services.notify.tables.rows import Campaign, Cause, Chosen, Delivery, Endings, Post, Told, Unit
from shared.core import events
from shared.core.definition import Contact
from shared.core.envelope import Fact
from shared.core.lineage import Ending, Lineage
from shared.core.projecting import Projection, Rows
from shared.core.values import CampaignId, Channel, Date, UnitId, Verdict
from shared.rules.stated import HELD

Candidate: TypeAlias = events.CandidateFlagged | events.CandidateUpdated | events.CandidateUnflagged
Definition: TypeAlias = events.CampaignLaunched | events.CampaignAmended
Sent: TypeAlias = events.NotificationSent
Failed: TypeAlias = events.NotificationFailed

DUE: Final = "due"
PUT_OFF: Final = "put_off"

_encode: Final = msgspec.json.Encoder().encode
_endings: Final = msgspec.json.Decoder(dict[UnitId, Ending])
_contacts: Final = msgspec.json.Decoder(tuple[Contact, ...])


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the read model; facts of which nothing is shown here change nothing."""
    match fact.data:
        case events.NotificationSent() as data:
            _delivered(rows, fact, position, data, status="sent")
        case events.NotificationFailed() as data:
            _delivered(rows, fact, position, data, status=FAILED)
        case events.NotificationBounced() as data:
            _came_back(rows, fact, position, data)
        case events.NotificationRenewed() as data:
            _renewed(rows, fact, position, data)
        case events.NotificationPutOff() as data:
            _put_off(rows, data)
        case events.NotificationWithheld() as data:
            _withheld(rows, fact, position, data)
        case events.RecipientChose() as data:
            rows.put(
                rows.new(Chosen)(
                    recipient=data.recipient,
                    choice=_encode(data.choice),
                    chosen_by=data.chosen_by,
                    at=fact.recordedat,
                    position=position,
                )
            )
        case events.NotificationRead() as data:
            delivery = rows.change(Delivery, data.delivery_id)
            if delivery is not None:
                delivery.read_at, delivery.reader = fact.recordedat, data.reader
        case events.CandidateFlagged() | events.CandidateUpdated() | events.CandidateUnflagged() as flag:
            _flagged(rows, fact, position, flag)
        case events.ReminderEscalated() as data:
            _reminded(rows, fact, position, data)
        case events.UnitEstablished() as data:
            _put_unit(rows, data.unit_id, Name.of(data.name), data.contacts)
        case events.UnitRenamed() as data:
            _put_unit(rows, data.unit_id, Name.of(data.name), _Directory(rows).unit(data.unit_id).contacts)
            _take_change(rows, fact)
        case events.UnitMerged() | events.UnitSplit() | events.UnitDissolved():
            _take_change(rows, fact)
        case events.PersonAssigned() as data:
            rows.put(rows.new(Post)(person_id=data.person_id, unit_id=data.unit_id))
        case events.PersonTransferred() as data:
            rows.put(rows.new(Post)(person_id=data.person_id, unit_id=data.to_unit_id))
        case events.CampaignLaunched() | events.CampaignAmended() as data:
            _defined(rows, fact.campaign, data)
        case _:
            pass


class _Directory(NamedTuple):
    """Who is who, as the rows have it."""

    rows: Rows

    def unit(self, unit_id: UnitId, /) -> directory.Unit:
        row = self.rows.find(Unit, unit_id)
        return NOBODY if row is None else directory.Unit(Name(row.vi, row.en), _contacts.decode(row.contacts))

    def unit_of(self, person_id: str, /) -> UnitId | None:
        row = self.rows.find(Post, person_id)
        return None if row is None else row.unit_id

    def holder(self, unit_id: UnitId, day: Date, /) -> UnitId | None:
        return directory.holder_of(unit_id, _lineage(self.rows), day)

    def campaign(self, campaign: CampaignId, /) -> Name:
        row = self.rows.find(Campaign, campaign)
        return NAMELESS if row is None else Name(row.vi, row.en)

    def outside(self, _recipient: str, /) -> Sequence[Channel]:
        """Nothing: rows follow from facts alone, and stand here once something was handed over."""
        return ()


def _lineage(rows: Rows) -> Lineage:
    """How units ended; their names are kept apart."""
    row = rows.find(Endings, events.REGISTRY)
    return Lineage({}, _endings.decode(row.told)) if row is not None else Lineage()


def _take_change(rows: Rows, fact: Fact) -> None:
    after = _lineage(rows).after(fact.data, fact.id)
    rows.put(rows.new(Endings)(campaign=events.REGISTRY, told=_encode(after.endings)))


def _put_unit(rows: Rows, unit_id: UnitId, name: Name, contacts: tuple[Contact, ...]) -> None:
    rows.put(rows.new(Unit)(unit_id=unit_id, vi=name.vi, en=name.en, contacts=_encode(contacts)))


def _defined(rows: Rows, campaign: str, data: Definition) -> None:
    """The registry says what a unit is called; a definition that gives addresses gives newer ones."""
    rows.put(rows.new(Campaign)(campaign=campaign, vi=data.name.vi, en=data.name.en))
    who = _Directory(rows)
    for unit in data.units:
        known = who.unit(unit.id)
        name = Name.of(unit.name) if rows.find(Unit, unit.id) is None else known.name
        _put_unit(rows, unit.id, name, unit.contacts or known.contacts)


def _flagged(rows: Rows, fact: Fact, position: int, flag: Candidate) -> None:
    """Keep what the flag said, and every notice that it calls for."""
    who = _Directory(rows)
    story = story_of(
        flag,
        TOPICS[type(flag)],
        campaign_name=who.campaign(fact.campaign),
        subject_name=who.unit(flag.subject_id).name if flag.subject_kind == "COLLECTIVE" else NAMELESS,
    )
    rows.append(rows.new(Cause)(position=position, verdict=flag.verdict, story=_encode(story)))
    before = rows.find(Told, fact.campaign, flag.subject_kind, flag.subject_id, flag.card)
    heard = Heard(cast("Verdict", before.verdict), before.grounds) if before else None
    _called_for(rows, react(fact, position, directory=who, heard=heard, channels=EVERY_CHANNEL))
    if flag.verdict != HELD:
        rows.put(
            rows.new(Told)(
                campaign=fact.campaign,
                subject_kind=flag.subject_kind,
                subject_id=flag.subject_id,
                card=flag.card,
                verdict=flag.verdict,
                grounds=heard_in(flag).grounds,
            )
        )


def _reminded(rows: Rows, fact: Fact, position: int, data: events.ReminderEscalated) -> None:
    """Keep what is reminded of, and every notice that it calls for."""
    who = _Directory(rows)
    story = reminder_story_of(data, fact.campaign, directory=who)
    if story is not None:
        rows.append(rows.new(Cause)(position=position, verdict="", story=_encode(story)))
        _called_for(rows, react(fact, position, directory=who, heard=None, channels=EVERY_CHANNEL))


def _called_for(rows: Rows, notices: Iterable[Notice]) -> None:
    for notice in notices:
        if rows.find(Delivery, notice.delivery_id) is None:
            rows.put(
                rows.new(Delivery)(
                    delivery_id=notice.delivery_id,
                    campaign=notice.campaign,
                    recipient=notice.recipient,
                    channel=notice.channel,
                    status=DUE,
                    attempts=0,
                    topic=notice.story.topic,
                    cause=notice.cause,
                    subject_kind=notice.story.subject_kind,
                    subject_id=notice.story.subject_id,
                    at=notice.recorded_at,
                    position=notice.cause,
                )
            )


def _came_back(rows: Rows, fact: Fact, position: int, data: events.NotificationBounced) -> None:
    delivery = rows.change(Delivery, data.delivery_id)
    if delivery is not None and delivery.status == "sent":
        delivery.status, delivery.reason = BOUNCED, f"SMTP {data.status}"
        delivery.at, delivery.position = fact.recordedat, position


def _renewed(rows: Rows, fact: Fact, position: int, data: events.NotificationRenewed) -> None:
    failed = rows.change(Delivery, data.renews)
    if failed is not None:
        failed.renewed_as = data.delivery_id
    if rows.find(Delivery, data.delivery_id) is None:
        rows.put(
            rows.new(Delivery)(
                delivery_id=data.delivery_id,
                campaign=fact.campaign,
                recipient=data.recipient,
                channel=data.channel,
                status=DUE,
                attempts=0,
                topic=data.topic,
                cause=int(data.cause),
                subject_kind=data.subject_kind,
                subject_id=data.subject_id,
                at=fact.recordedat,
                position=position,
                renews=data.renews,
            )
        )


def _delivered(rows: Rows, fact: Fact, position: int, data: Sent | Failed, *, status: str) -> None:
    before = rows.find(Delivery, data.delivery_id)
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
            reason=data.reason if isinstance(data, Failed) else "",
            renews=before.renews if before else "",
            renewed_as=before.renewed_as if before else "",
            opens_at=before.opens_at if before else "",
            why=before.why if before else "",
            choice=before.choice if before else 0,
            digest=data.digest,
        )
    )


def _put_off(rows: Rows, data: events.NotificationPutOff) -> None:
    delivery = rows.change(Delivery, data.delivery_id)
    if delivery is not None and delivery.status in (DUE, PUT_OFF):
        delivery.status, delivery.opens_at, delivery.why = PUT_OFF, data.opens_at, data.why
        delivery.choice = int(data.choice)


def _withheld(rows: Rows, fact: Fact, position: int, data: events.NotificationWithheld) -> None:
    delivery = rows.change(Delivery, data.delivery_id)
    if delivery is not None:
        delivery.status, delivery.at, delivery.position = "withheld", fact.recordedat, position
        delivery.choice = int(data.choice)


_HEEDED: Final[tuple[type[events.Data], ...]] = (
    events.NotificationSent,
    events.NotificationFailed,
    events.NotificationBounced,
    events.NotificationRead,
    events.NotificationPutOff,
    events.NotificationWithheld,
    events.RecipientChose,
    events.NotificationRenewed,
    events.ReminderEscalated,
    *TOPICS,
    *ABOUT_WHO_IS_WHO,
)
NOTIFY: Final = Projection("notify", TABLES, fold, edition=7, heeds=frozenset(data.wire for data in _HEEDED))
