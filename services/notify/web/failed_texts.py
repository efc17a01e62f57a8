"""The words of the page of what failed, in Vietnamese and in English. It knows no table.

Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of the page in one language; braces are filled by the template."""

    title: str
    what: str
    nothing: str
    which: str
    waiting: str
    all: str
    fact: str
    reason: str
    attempts: str
    send_again: str
    came_back: str
    sends_again: str
    again: Mapping[str, str]
    channels: Mapping[str, str]
    newer: str
    older: str
    inbox: str


VI: Final = Words(
    title="Thông báo không gửi được",
    what="Người nhận vẫn thấy các thông báo này trong hộp thông báo. Sửa nguyên nhân rồi gửi lại.",
    nothing="Không có thông báo nào không gửi được.",
    which="Hiển thị",
    waiting="Chưa gửi lại",
    all="Tất cả",
    fact="Sự việc",
    reason="Lý do",
    attempts="Số lần gửi",
    send_again="Gửi lại",
    came_back="Thư bị trả lại: hãy sửa địa chỉ của nơi nhận trước khi gửi lại",
    sends_again="Gửi lại cho {recipient}: {title}",
    again={
        "due": "đang gửi lại",
        "sent": "đã gửi lại",
        "failed": "gửi lại vẫn không được",
        "bounced": "gửi lại vẫn bị trả",
    },
    channels={
        "email": "thư điện tử",
        "inbox": "hộp thông báo",
        "webhook": "webhook",
        "telegram": "Telegram",
        "apprise": "Apprise",
        "zalo": "Zalo",
        "webpush": "trình duyệt",
    },
    newer="Mới hơn",
    older="Cũ hơn",
    inbox="Hộp thông báo",
)
EN: Final = Words(
    title="Notices that failed",
    what="Their recipients still see them in the inbox. Mend what was wrong, then have them sent again.",
    nothing="No notice has failed.",
    which="Shown",
    waiting="Not sent again",
    all="All",
    fact="Fact",
    reason="Reason",
    attempts="Attempts",
    send_again="Send again",
    came_back="The letter came back: correct the recipient's address before it is sent again",
    sends_again="Send again to {recipient}: {title}",
    again={"due": "on its way again", "sent": "sent again", "failed": "failed again", "bounced": "came back again"},
    channels={
        "email": "e-mail",
        "inbox": "inbox",
        "webhook": "webhook",
        "telegram": "Telegram",
        "apprise": "Apprise",
        "zalo": "Zalo",
        "webpush": "browser",
    },
    newer="Newer",
    older="Older",
    inbox="Inbox",
)
WORDS: Final[Mapping[Language, Words]] = {"vi": VI, "en": EN}
