"""A story as the tables keep it, the words of a notice that tells it, and where that leads. Pure."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from services.notify.domain.heard import Topic
from services.notify.domain.leading import Lead, lead_of
from services.notify.domain.notices import TOPICS, AnyStory, Story
from services.notify.domain.shelf import Shelf
from services.notify.domain.templates import Slot
from services.notify.domain.wording import Wording, wording
from shared.core.values import Language

_story: Final[msgspec.json.Decoder[AnyStory]] = msgspec.json.Decoder(AnyStory)
_topics: Final[Mapping[str, Topic]] = {topic: topic for topic in TOPICS.values()}


def story_in(story: bytes, topic: str) -> AnyStory:
    """What is told under a topic: others may have been told of a flag as of something else than its own."""
    kept = _story.decode(story)
    return replace(kept, topic=_topics[topic]) if isinstance(kept, Story) else kept


def lead_in(story: bytes, topic: str, campaign: str, *, recipient: str) -> Lead | None:
    """Where a notice under a topic leads, if anywhere."""
    return lead_of(story_in(story, topic), campaign, recipient=recipient)


def words_of(story: bytes, topic: str, language: Language, *, shelf: Shelf, at: int) -> Wording:
    """What a notice under a topic says, by the template that was in force at a position."""
    told = story_in(story, topic)
    return wording(told, language, shelf.in_force(Slot(told.topic, language, "LETTER"), at=at).template)
