"""Leaving a kind of letter by one click: what an address for it is signed over, and what may be left at all. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from services.notify.domain.choices import is_muted
from services.notify.domain.notices import DigestStory, Notice
from services.notify.domain.topics import TOPICS, may_mute
from shared.core.events import Choice
from shared.core.values import Channel

BY: Final[Channel] = "email"
# What a mail provider posts (RFC 8058), and our own page with it: nothing else leaves anything.
ONE_CLICK: Final = ("List-Unsubscribe", "One-Click")


class Kinds(NamedTuple):
    """Of the topics that a letter told of: those that still come and may be left, that were left, that must come."""

    open: tuple[str, ...]
    left: tuple[str, ...]
    must: tuple[str, ...]


def signed_over(delivery_id: str) -> bytes:
    """What the address in a letter is signed over; no fact's content begins so."""
    return f"unsubscribe/1 {delivery_id}".encode()


def kinds_of(topics: Iterable[str], choice: Choice) -> Kinds:
    """What may be left of what a letter told, by the choice that stands."""
    told = tuple(dict.fromkeys(topics))
    free = tuple(topic for topic in told if may_mute(topic, BY))
    left = tuple(topic for topic in free if is_muted(choice, topic, BY))
    must = tuple(topic for topic in told if topic not in free)
    return Kinds(tuple(topic for topic in free if topic not in left), left, must)


def topics_in(notice: Notice) -> Sequence[str]:
    """Of what a letter tells."""
    story = notice.story
    return [one.topic for one in story.stories] if isinstance(story, DigestStory) else [story.topic]


def must_come(notice: Notice) -> bool:
    """Whether nothing that a letter tells of may be left."""
    return not any(may_mute(topic, BY) for topic in topics_in(notice))


def why(topics: Iterable[str], language: str) -> list[str]:
    """Why some topics cannot be left, each reason once."""
    said: Mapping[str, None] = dict.fromkeys(
        topic.must.vi if language == "vi" else topic.must.en
        for topic in map(TOPICS.get, topics)
        if topic and topic.must
    )
    return list(said)
