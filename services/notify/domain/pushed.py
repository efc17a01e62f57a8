"""Which notices go to browsers besides the inbox: those since a browser of the recipient is there. Pure.

A browser that comes later is not sent the past, however often the log is read again.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from services.notify.domain.notices import Notice, Story, delivery_id_of
from shared.rules.stated import HELD


def and_pushed(notices: Iterable[Notice], since: Callable[[str], str]) -> Iterator[Notice]:
    """The same, and to browsers what lies in an inbox; of an open hold nothing goes outside.

    `since` says from when on a recipient's browsers are told, "" where there is none.
    """
    for notice in notices:
        yield notice
        if notice.channel != "inbox" or (isinstance(notice.story, Story) and notice.story.verdict == HELD):
            continue
        begun = since(notice.recipient)
        if begun and notice.recorded_at >= begun:
            yield _by_push(notice)


def _by_push(notice: Notice) -> Notice:
    delivery_id = delivery_id_of(notice.campaign, notice.cause, recipient=notice.recipient, channel="webpush")
    return replace(notice, delivery_id=delivery_id, channel="webpush")
