"""Which templates stand in the log, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, cast

from sqlmodel import Session, col, select

from services.notify.domain.kept import story_in
from services.notify.domain.notices import AnyStory
from services.notify.domain.sample_stories import samples_of
from services.notify.domain.shelf import Shelf, Standing, shipped, slot_in
from services.notify.domain.templates import Slot, Template
from services.notify.domain.topics import TOPICS
from services.notify.domain.wording import wording
from services.notify.tables.rows import Cause, Delivery, Worded
from shared.core.values import Language, Medium
from shared.rules.stated import HELD

LATEST: Final = 3  # facts of the log that a preview is made of


class Preview(NamedTuple):
    """A notice as it would read; `position` is the fact it tells of, 0 for one that is made up."""

    position: int
    title: str
    sentences: tuple[str, ...]


def changes(session: Session, slot: Slot | None = None) -> Sequence[Worded]:
    """All that ever was in force, of a slot or of all, the oldest first."""
    query = select(Worded).order_by(col(Worded.position))
    if slot is not None:
        query = query.where(Worded.topic == slot.topic, Worded.language == slot.language, Worded.medium == slot.medium)
    return session.exec(query).all()


def last_changes(session: Session) -> dict[Slot, Worded]:
    """The last change of each template that ever was changed."""
    found: dict[Slot, Worded] = {}
    for one in changes(session):
        slot = slot_in(one.topic, one.language, one.medium)
        if slot is not None:
            found[slot] = one
    return found


def latest(session: Session, topic: str, *, most: int) -> list[tuple[int, AnyStory]]:
    """What was told last under a topic, and where it stands; nothing of a hold, which is not for who looks here."""
    told = select(Delivery.cause).where(Delivery.topic == topic).distinct()
    found = session.exec(
        select(Cause)
        .where(col(Cause.position).in_(told), Cause.verdict != HELD)
        .order_by(col(Cause.position).desc())
        .limit(most)
    )
    return [(one.position, story_in(one.story, topic)) for one in found]


def shelf(session: Session) -> Shelf:
    """Which template is in force where."""
    found = Shelf()
    for one in changes(session):
        if one.topic in TOPICS:
            slot = Slot(one.topic, cast("Language", one.language), cast("Medium", one.medium))
            found.put(slot, Standing(Template(one.subject, one.body) if one.body else shipped(slot), one.position))
    return found


def stories(session: Session, slot: Slot) -> list[tuple[int, AnyStory]]:
    """The latest facts of a topic, none of a hold; where there is none, one that is made up."""
    return latest(session, slot.topic, most=LATEST) or [(0, next(samples_of(slot.topic)).story)]


def previews(session: Session, slot: Slot, written: Template) -> Iterator[Preview]:
    """The same in some words."""
    for position, story in stories(session, slot):
        words = wording(story, slot.language, written)
        yield Preview(position, words.title, words.sentences)
