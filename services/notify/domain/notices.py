"""Who is to be told of a flag or of a reminder, through which channel, in which language, and what. Pure.

It knows no address and no clock: a reminder says itself whom it is for. An open hold is not for everybody: the
secretary alone is told of it, and for all others the verdict stays as it was.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

import msgspec
from msgspec.structs import replace

from services.notify.domain.directory import NAMELESS, Name, WhoIsWho
from services.notify.domain.heard import Heard, Topic, topic_for_others
from services.notify.domain.templates import Template
from services.notify.domain.trouble_stories import TroubleStory, trouble_story_of
from services.notify.domain.troubles import RECIPIENTS
from services.notify.domain.urging import AUTHORITY, SECRETARY, UrgingTopic
from shared.core.access import ROLES
from shared.core.envelope import Fact
from shared.core.events import (
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Data,
    Figure,
    Flag,
    ReminderEscalated,
    Said,
    TroubleFound,
)
from shared.core.lineage import day_in_country
from shared.core.values import Award, CampaignId, Channel, Date, Language, SubjectKind, Tier, UnitId, Verdict
from shared.rules.law.law import URGED_ROLES
from shared.rules.stated import HELD

TOPICS: Final[Mapping[type[Data], Topic]] = {
    CandidateFlagged: "candidate.flagged",
    CandidateUpdated: "candidate.updated",
    CandidateUnflagged: "candidate.unflagged",
}
REMINDERS: Final[Mapping[str, UrgingTopic]] = {topic: topic for topic in get_args(UrgingTopic)}
READING_ROLES: Final[frozenset[str]] = frozenset({SECRETARY, AUTHORITY, *URGED_ROLES, *RECIPIENTS})  # addressed
INBOX_ONLY: Final = frozenset[Channel]({"inbox"})
EVERY_CHANNEL: Final = frozenset[Channel](get_args(Channel))


class Story(msgspec.Struct, frozen=True, kw_only=True, tag="flag"):
    """What a notice of a flag tells, in no language yet; `subject_name` is a unit's, and empty for a person."""

    topic: Topic
    campaign_name: Name
    subject_kind: SubjectKind
    subject_id: str
    subject_name: Name
    award: Award
    card: str
    rule_set: str
    verdict: Verdict
    missing: tuple[Said, ...]


class ReminderStory(msgspec.Struct, frozen=True, kw_only=True, tag="reminder"):
    """What a notice of a reminder tells, in no language yet; `unit_name` is that of the unit whose matter it is."""

    topic: UrgingTopic
    tier: Tier
    campaign_name: Name
    subject_kind: SubjectKind
    subject_id: str
    unit_id: str  # "": the matter is the whole campaign's
    unit_name: Name
    matter: str
    due_on: Date
    figures: tuple[Figure, ...]
    step: str = ""  # of a nomination
    nomination_id: str = ""
    decision_no: str = ""


AnyStory: TypeAlias = Story | ReminderStory | TroubleStory


class DigestStory(msgspec.Struct, frozen=True, kw_only=True, tag="digest"):
    """What one message tells in which several notices come together, the oldest first."""

    topic: Literal["digest"] = "digest"
    subject_kind: SubjectKind  # of the first
    subject_id: str
    stories: tuple[AnyStory, ...]


class Addressee(NamedTuple):
    """Who is told, through which channel, in which language."""

    recipient: str
    channel: Channel
    language: Language


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be told to one recipient (a unit's or person's id, or a role) through one channel.

    `cause`: where the fact stands of which it tells; its other marks go on. What is `gathered` has records of its own.
    `renewed_at`: where somebody asked for it again. Given when it is handed over: `template`, its words (ADR-0033), and
    `opens`, the address of what it tells, "" where the recipient may read none (ADR-0050).
    A `trial` is told to whoever tries words out, and recorded nowhere (ADR-0034).
    """

    delivery_id: str
    campaign: str
    cause: int
    cause_id: str
    correlation_id: str
    traceparent: str
    recorded_at: str
    recipient: str
    channel: Channel
    language: Language
    story: AnyStory | DigestStory
    gathered: tuple["Notice", ...] = ()
    renewed_at: int = 0
    template: Template | None = None
    opens: str = ""
    trial: bool = False

    @property
    def called_at(self) -> int:
        """Where the fact stands that calls for it."""
        return self.renewed_at or self.cause


class Received(NamedTuple):
    """A notice that lies in somebody's inbox."""

    delivery_id: str
    campaign: str
    topic: str
    recipient: str


def delivery_id_of(campaign: str, cause: int, *, recipient: str, channel: Channel) -> str:
    """The name of a delivery: the same notice always has the same, so that it is recorded once."""
    return sha256(f"{campaign} {cause} {channel} {recipient}".encode()).hexdigest()[:32]


def story_of(flag: Flag, topic: Topic, *, campaign_name: Name, subject_name: Name) -> Story:
    """What a notice of a flag tells."""
    return Story(
        topic=topic,
        campaign_name=campaign_name,
        subject_kind=flag.subject_kind,
        subject_id=flag.subject_id,
        subject_name=subject_name,
        award=flag.award,
        card=flag.card,
        rule_set=flag.rule_set,
        verdict=flag.verdict,
        missing=flag.explanation.missing or (),
    )


def react(
    fact: Fact, position: int, *, directory: WhoIsWho, heard: Heard | None, channels: frozenset[Channel]
) -> Iterator[Notice]:
    """The notices that a fact calls for; `heard` is what those who may not know of a hold heard last."""
    if isinstance(fact.data, ReminderEscalated):
        yield from _of_reminder(fact, position, fact.data, directory=directory, channels=channels)
        return
    if isinstance(fact.data, TroubleFound):
        yield from _of_trouble(fact, position, fact.data, directory=directory, channels=channels)
        return
    flag, topic = fact.data, TOPICS.get(type(fact.data))
    if topic is None or not isinstance(flag, Flag):
        return
    subject_name = directory.unit(flag.subject_id).name if flag.subject_kind == "COLLECTIVE" else NAMELESS
    story = story_of(flag, topic, campaign_name=directory.campaign(fact.campaign), subject_name=subject_name)
    yield _notice(fact, position, story, to=Addressee(SECRETARY, "inbox", "vi"))
    if flag.verdict != HELD:  # that stays in the house
        for addressee in _outside(SECRETARY, "vi", directory):
            if addressee.channel in channels:
                yield _notice(fact, position, story, to=addressee)
    for_others = topic_for_others(flag, heard=heard)
    if for_others is not None:
        story = replace(story, topic=for_others)
        for addressee in _others(flag, directory, day=day_in_country(datetime.fromisoformat(fact.recordedat))):
            if addressee.channel in channels and addressee.recipient not in ROLES:  # a role's name is no one else's
                yield _notice(fact, position, story, to=addressee)


def reminder_story_of(data: ReminderEscalated, campaign: CampaignId, *, directory: WhoIsWho) -> ReminderStory | None:
    """What a notice of a reminder tells; None for one of a kind that is not known here."""
    topic = REMINDERS.get(data.topic)
    if topic is None:
        return None
    of_house = topic == "house.stuck"
    return ReminderStory(
        topic=topic,
        tier=data.level,
        campaign_name=directory.campaign(campaign),
        subject_kind="HOUSEHOLD" if of_house else "COLLECTIVE",
        subject_id=data.household_id if of_house else data.unit_id or campaign,
        unit_id=data.unit_id,
        unit_name=directory.unit(data.unit_id).name if data.unit_id else NAMELESS,
        matter=data.matter,
        due_on=data.due_on,
        figures=data.figures,
        step=data.step,
        nomination_id=data.nomination_id,
        decision_no=data.decision_no,
    )


def _of_reminder(
    fact: Fact, position: int, data: ReminderEscalated, *, directory: WhoIsWho, channels: frozenset[Channel]
) -> Iterator[Notice]:
    story = reminder_story_of(data, fact.campaign, directory=directory)
    if story is None:
        return
    for recipient in data.recipients:
        for addressee in addressees_of(recipient, directory):
            if addressee.channel in channels:
                yield _notice(fact, position, story, to=addressee)


def _of_trouble(
    fact: Fact, position: int, data: TroubleFound, *, directory: WhoIsWho, channels: frozenset[Channel]
) -> Iterator[Notice]:
    story = trouble_story_of(data)
    for addressee in (one for recipient in data.recipients for one in addressees_of(recipient, directory)):
        if story and addressee.channel in channels:
            yield _notice(fact, position, story, to=addressee)


def addressees_of(recipient: str, directory: WhoIsWho) -> Iterator[Addressee]:
    """Each by every channel it has: a unit's addresses are in the registry, all others' in the installation's file."""
    if recipient in ROLES:
        yield Addressee(recipient, "inbox", "vi")
        yield from _outside(recipient, "vi", directory)
        return
    worked_in = directory.unit_of(recipient)
    if worked_in is None:
        yield from _unit(recipient, directory)
    else:
        yield from _person(recipient, _language(worked_in, directory), directory)


def _others(flag: Flag, directory: WhoIsWho, *, day: Date) -> Iterator[Addressee]:
    """The unit, and the person if it is about one. Nobody's own address is known: persons read their inbox.

    In the place of a unit that has ended by the day whoever holds its work is told.
    """
    worked_in = flag.subject_id if flag.subject_kind == "COLLECTIVE" else directory.unit_of(flag.subject_id)
    unit_id = None if worked_in is None else directory.holder(worked_in, day)
    if unit_id is not None:
        yield from _unit(unit_id, directory)
    if flag.subject_kind == "INDIVIDUAL":
        yield from _person(flag.subject_id, "vi" if unit_id is None else _language(unit_id, directory), directory)


def _unit(unit_id: UnitId, directory: WhoIsWho) -> Iterator[Addressee]:
    language = _language(unit_id, directory)
    yield Addressee(unit_id, "inbox", language)
    if directory.unit(unit_id).contacts:
        yield Addressee(unit_id, "email", language)
    yield from _outside(unit_id, language, directory)


def _person(person_id: str, language: Language, directory: WhoIsWho) -> Iterator[Addressee]:
    yield Addressee(person_id, "inbox", language)
    yield from _outside(person_id, language, directory)


def _outside(recipient: str, language: Language, directory: WhoIsWho) -> Iterator[Addressee]:
    """By what the installation reaches somebody besides."""
    for channel in directory.outside(recipient):
        yield Addressee(recipient, channel, language)


def _language(unit_id: UnitId, directory: WhoIsWho) -> Language:
    contacts = directory.unit(unit_id).contacts
    return contacts[0].language if contacts else "vi"


def _notice(fact: Fact, position: int, story: AnyStory, *, to: Addressee) -> Notice:
    return Notice(
        delivery_id=delivery_id_of(fact.campaign, position, recipient=to.recipient, channel=to.channel),
        campaign=fact.campaign,
        cause=position,
        cause_id=fact.id,
        correlation_id=fact.correlationid,
        traceparent=fact.traceparent or "",
        recorded_at=fact.recordedat,
        recipient=to.recipient,
        channel=to.channel,
        language=to.language,
        story=story,
    )
