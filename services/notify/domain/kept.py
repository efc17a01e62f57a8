"""A story as the tables keep it, and the words of a notice that tells it. Pure."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from services.notify.domain.notices import TOPICS, AnyStory, Story, Topic
from services.notify.domain.wording import Wording, wording
from shared.core.values import Language

_story: Final[msgspec.json.Decoder[AnyStory]] = msgspec.json.Decoder(AnyStory)
_topics: Final[Mapping[str, Topic]] = {topic: topic for topic in TOPICS.values()}


def words_of(story: bytes, topic: str, language: Language) -> Wording:
    """What a notice under a topic says: others may have been told of a flag as of something else than its own."""
    kept = _story.decode(story)
    return wording(replace(kept, topic=_topics[topic]) if isinstance(kept, Story) else kept, language)
