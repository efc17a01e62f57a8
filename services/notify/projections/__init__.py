"""From a fact to changes of notify's rows. Pure: the same in memory and in a database. It tells nobody anything."""

from typing import Final, TypeAlias, cast

import msgspec

from services.notify.domain.directory import ABOUT_WHO_IS_WHO, NAMELESS, Name
from services.notify.domain.heard import Heard, heard_in
from services.notify.domain.mark import day_of
from services.notify.domain.notices import (
    EVERY_CHANNEL,
    TOPICS,
    AnyStory,
    react,
    reminder_story_of,
    story_of,
)
from services.notify.domain.stages import stage_of
from services.notify.domain.trouble_stories import trouble_story_of
from services.notify.projections.deliveries import called_for, came_back, delivered, put_off, renewed, withheld
from services.notify.tables import TABLES
from services.notify.tables.failed import FAILED
from services.notify.tables.rows import Campaign, Cause, Chosen, Delivery, Endings, Post, Reminded, Told, Unit, Worded
from services.notify.tables.whos_who import WhosWho
from shared.core import events
from shared.core.definition import Contact
from shared.core.envelope import Fact
from shared.core.projecting import Projection, Rows
from shared.core.values import UnitId, Verdict
from shared.rules.stated import HELD

Candidate: TypeAlias = events.CandidateFlagged | events.CandidateUpdated | events.CandidateUnflagged
Definition: TypeAlias = events.CampaignLaunched | events.CampaignAmended

_encode: Final = msgspec.json.Encoder().encode


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the read model; facts of which nothing is shown here change nothing."""
    match fact.data:
        case events.NotificationSent() as data:
            delivered(rows, fact, position, data, status="sent")
        case events.NotificationFailed() as data:
            delivered(rows, fact, position, data, status=FAILED)
        case events.NotificationBounced() as data:
            came_back(rows, fact, position, data)
        case events.NotificationRenewed() as data:
            renewed(rows, fact, position, data)
        case events.NotificationPutOff() as data:
            put_off(rows, data)
        case events.NotificationWithheld() as data:
            withheld(rows, fact, position, data)
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
        case events.TemplateChanged() | events.TemplateRestored() as data:
            _worded(rows, fact, position, data)
        case events.NotificationRead() as data:
            delivery = rows.change(Delivery, data.delivery_id)
            if delivery is not None:
                delivery.read_at, delivery.reader = fact.recordedat, data.reader
        case events.CandidateFlagged() | events.CandidateUpdated() | events.CandidateUnflagged() as flag:
            _flagged(rows, fact, position, flag)
        case events.ReminderEscalated() | events.TroubleFound() as data:
            _told_of(rows, fact, position, data)
        case events.UnitEstablished() as data:
            _put_unit(rows, data.unit_id, Name.of(data.name), data.contacts)
        case events.UnitRenamed() as data:
            _put_unit(rows, data.unit_id, Name.of(data.name), WhosWho(rows.find).unit(data.unit_id).contacts)
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


def _take_change(rows: Rows, fact: Fact) -> None:
    after = WhosWho(rows.find).lineage.after(fact.data, fact.id)
    rows.put(rows.new(Endings)(campaign=events.REGISTRY, told=_encode(after.endings)))


def _put_unit(rows: Rows, unit_id: UnitId, name: Name, contacts: tuple[Contact, ...]) -> None:
    rows.put(rows.new(Unit)(unit_id=unit_id, vi=name.vi, en=name.en, contacts=_encode(contacts)))


def _defined(rows: Rows, campaign: str, data: Definition) -> None:
    """The registry says what a unit is called; a definition that gives addresses gives newer ones."""
    rows.put(rows.new(Campaign)(campaign=campaign, vi=data.name.vi, en=data.name.en))
    who = WhosWho(rows.find)
    for unit in data.units:
        known = who.unit(unit.id)
        name = Name.of(unit.name) if rows.find(Unit, unit.id) is None else known.name
        _put_unit(rows, unit.id, name, unit.contacts or known.contacts)


def _flagged(rows: Rows, fact: Fact, position: int, flag: Candidate) -> None:
    """Keep what the flag said, and every notice that it calls for."""
    who = WhosWho(rows.find)
    story = story_of(
        flag,
        TOPICS[type(flag)],
        campaign_name=who.campaign(fact.campaign),
        subject_name=who.unit(flag.subject_id).name if flag.subject_kind == "COLLECTIVE" else NAMELESS,
    )
    rows.append(rows.new(Cause)(position=position, verdict=flag.verdict, story=_encode(story)))
    before = rows.find(Told, fact.campaign, flag.subject_kind, flag.subject_id, flag.card)
    heard = Heard(cast("Verdict", before.verdict), before.grounds) if before else None
    called_for(rows, react(fact, position, directory=who, heard=heard, channels=EVERY_CHANNEL))
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


def _told_of(rows: Rows, fact: Fact, position: int, data: events.ReminderEscalated | events.TroubleFound) -> None:
    """Keep what is reminded of, or is in trouble, and every notice that it calls for."""
    who = WhosWho(rows.find)
    if isinstance(data, events.TroubleFound):
        story: AnyStory | None = trouble_story_of(data)
    elif story := reminder_story_of(data, fact.campaign, directory=who):
        rows.append(_reminder(rows, fact, position, data))
    if story is not None:
        rows.append(rows.new(Cause)(position=position, verdict="", story=_encode(story)))
        called_for(rows, react(fact, position, directory=who, heard=None, channels=EVERY_CHANNEL))


def _reminder(rows: Rows, fact: Fact, position: int, data: events.ReminderEscalated) -> Reminded:
    return rows.new(Reminded)(
        position=position,
        campaign=fact.campaign,
        topic=data.topic,
        kind=data.topic.partition(".")[0],
        stage=stage_of(data.topic, data.level),
        unit_id=data.unit_id,
        matter=data.matter,
        period=data.period,
        due_on=data.due_on,
        rests_on=int(data.cause),
        month=day_of(fact.recordedat)[:7],
        at=fact.recordedat,
    )


def _worded(rows: Rows, fact: Fact, position: int, data: events.TemplateChanged | events.TemplateRestored) -> None:
    """Notices are told in other words from here on; all that ever was in force stays, for what was told by it."""
    changed = data if isinstance(data, events.TemplateChanged) else None
    rows.append(
        rows.new(Worded)(
            position=position,
            topic=data.topic,
            language=data.language,
            medium=data.medium,
            version=data.version,
            subject=changed.subject if changed else "",
            body=changed.body if changed else "",
            reason=data.reason,
            changed_by=data.changed_by,
            at=fact.recordedat,
        )
    )


_HEEDED: Final[tuple[type[events.Data], ...]] = (
    events.NotificationSent,
    events.NotificationFailed,
    events.NotificationBounced,
    events.NotificationRead,
    events.NotificationPutOff,
    events.NotificationWithheld,
    events.RecipientChose,
    events.NotificationRenewed,
    events.TemplateChanged,
    events.TemplateRestored,
    events.ReminderEscalated,
    events.TroubleFound,
    *TOPICS,
    *ABOUT_WHO_IS_WHO,
)
NOTIFY: Final = Projection("notify", TABLES, fold, edition=9, heeds=frozenset(data.wire for data in _HEEDED))
