"""The words of notify's pages, in Vietnamese and in English. It knows no page and no table.

Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from typing import Final

from services.notify.web.wording import Words
from shared.core.values import Language

VI: Final = Words(
    title="Hộp thông báo",
    for_whom="Thông báo gửi {recipients}.",
    nothing="Chưa có thông báo nào.",
    nothing_unread="Không còn thông báo nào chưa đọc.",
    unread="{number} chưa đọc",
    all="Tất cả",
    only_unread="Chưa đọc",
    new="Mới",
    mark_read="Đánh dấu đã đọc",
    was_read="Đã đọc lúc {moment}",
    because_of="Căn cứ: sự việc {position}",
    newer="Mới hơn",
    older="Cũ hơn",
    which="Hiển thị",
    failed="Thông báo không gửi được",
    templates="Mẫu thông báo",
    urging="Đôn đốc cả năm",
    trail="Dấu vết",
    choices="Chọn cách nhận thông báo",
    open_paper="Mở văn bản (DOCX)",
    open_page="Mở trang có nội dung này",
)
EN: Final = Words(
    title="Inbox",
    for_whom="Notices to {recipients}.",
    nothing="There is no notice yet.",
    nothing_unread="No notice is unread.",
    unread="{number} unread",
    all="All",
    only_unread="Unread",
    new="New",
    mark_read="Mark as read",
    was_read="Read at {moment}",
    because_of="Rests on fact {position}",
    newer="Newer",
    older="Older",
    which="Shown",
    failed="Notices that failed",
    templates="Templates of notices",
    urging="The year's urging",
    trail="Trail",
    choices="Choose how you are told",
    open_paper="Open the paper (DOCX)",
    open_page="Open the page of this",
)
WORDS: Final[Mapping[Language, Words]] = {"vi": VI, "en": EN}
