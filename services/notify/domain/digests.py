"""Several notices to one recipient through one channel as one message. Pure.

The message follows from what it brings: after a crash the same notices make the very same message again.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from operator import attrgetter
from typing import Final

from msgspec.structs import replace

from services.notify.domain.notices import DigestStory, Notice
from shared.core.values import Language

MOST_TOGETHER: Final = 100  # nobody reads more in one message, and one commit records so many


def digests_of(notices: Sequence[Notice], *, gathered_at: str, language: Language) -> Iterator[Notice]:
    """The messages that bring some notices, the oldest first."""
    in_order = sorted(notices, key=attrgetter("cause", "delivery_id"))
    for begin in range(0, len(in_order), MOST_TOGETHER):
        yield _digest(in_order[begin : begin + MOST_TOGETHER], gathered_at, language)


def _digest(notices: Sequence[Notice], gathered_at: str, language: Language) -> Notice:
    members = tuple(replace(one, language=language) for one in notices)
    marks = " ".join((gathered_at, *(one.delivery_id for one in members)))
    return replace(
        members[0],
        delivery_id=sha256(f"digest {marks}".encode()).hexdigest()[:32],
        recorded_at=gathered_at,
        story=DigestStory(
            subject_kind=members[0].story.subject_kind,
            subject_id=members[0].story.subject_id,
            stories=tuple(one.story for one in members if not isinstance(one.story, DigestStory)),
        ),
        gathered=members,
    )
