"""What a notice of a service's trouble tells, in no language yet. Pure."""

import msgspec

from services.notify.domain.directory import NAMELESS, Name
from services.notify.domain.troubles import TROUBLES, TroubleTopic
from shared.core.events import TroubleFound
from shared.core.values import SubjectKind


class TroubleStory(msgspec.Struct, frozen=True, kw_only=True, tag="trouble"):
    """What a notice of a service's trouble tells, in no language yet; `why` as the service says it."""

    topic: TroubleTopic
    campaign_name: Name = NAMELESS
    subject_kind: SubjectKind = "COLLECTIVE"
    subject_id: str  # the service
    service: str
    kind: str
    about: str
    why: str


def trouble_story_of(data: TroubleFound) -> TroubleStory | None:
    """What a notice of a trouble tells; None for one of a kind that is not known here."""
    topic = TROUBLES.get(data.topic)
    if topic is None:
        return None
    return TroubleStory(
        topic=topic, subject_id=data.service, service=data.service, kind=data.kind, about=data.about, why=data.why
    )
