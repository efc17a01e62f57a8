"""What is posted for the public: each paper once in each place, and taken down from there once."""

from services.tracking.domain.checks import in_future
from services.tracking.domain.publication_refusals import (
    ALREADY_POSTED,
    ALREADY_TAKEN_DOWN,
    DOWN_BEFORE_UP,
    NOT_POSTED,
)
from services.tracking.domain.state import CampaignState, Status
from shared.core import events
from shared.core.decider import Command, Refused

KIND = "posting"


def publish(state: CampaignState, command: Command, data: events.DocumentPublished) -> Refused | None:
    """A paper is posted once in each place, and comes down no sooner than it went up."""
    until = data.take_down_on
    return (
        (ALREADY_POSTED if state.has(KIND, _posting(data)) else None)
        or (DOWN_BEFORE_UP if until and until <= data.published_on else None)
        or in_future(state, command, data.published_on)
    )


def published(state: CampaignState, data: events.DocumentPublished) -> None:
    """It stands there."""
    state.keep(KIND, _posting(data), unit=0)


def unpublish(state: CampaignState, command: Command, data: events.DocumentUnpublished) -> Refused | None:
    """What was posted somewhere is taken down from there, once."""
    if not state.has(KIND, _posting(data)):
        return NOT_POSTED
    gone = state.thing(KIND, _posting(data)).status is Status.SETTLED
    return (ALREADY_TAKEN_DOWN if gone else None) or in_future(state, command, data.unpublished_on)


def unpublished(state: CampaignState, data: events.DocumentUnpublished) -> None:
    """It stands there no more."""
    state.move(KIND, _posting(data), Status.SETTLED)


def _posting(data: events.DocumentPublished | events.DocumentUnpublished) -> str:
    return f"{data.channel} {data.document_id}"
