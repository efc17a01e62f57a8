"""A notice as plain text, for channels that know no letter. Nothing in it is read as markup by anybody."""

from typing import Final, NamedTuple

from services.notify.domain.notices import Notice
from services.notify.domain.wording import wording_of

_DETAILS: Final = {
    "vi": "Xem hộp thông báo của hệ thống Thi Đua. Mã thông báo: {id}",
    "en": "See the inbox of Thi Đua. Notice: {id}",
}
_OPENS: Final = {"vi": "Mở", "en": "Open"}


class PlainText(NamedTuple):
    """A title, and what stands below it."""

    title: str
    body: str


def text_of(notice: Notice, *, most: int) -> PlainText:
    """What a notice says, in at most so many letters with its title; what has no room is in the inbox."""
    words = wording_of(notice)
    led = f"\n\n{_OPENS[notice.language]}: {words.opens}" if words.opens else ""
    end = led + "\n\n" + _DETAILS[notice.language].format(id=notice.delivery_id)
    room = most - len(words.title) - len(end) - 2
    body = words.body if len(words.body) <= room else words.body[: room - 1] + "…"
    return PlainText(words.title, body + end)
