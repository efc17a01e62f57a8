"""Why something is not posted, or not taken down: what happened and what to do. No text repeats what was stated."""

from typing import Final

from shared.core.decider import Refused

ALREADY_POSTED: Final = Refused(
    "document_already_published",
    "Văn bản mang mã này đã được đăng ở kênh đó và mỗi mã chỉ đăng một lần, nên chưa ghi gì. Bản mới thì dùng mã mới.",
    "A document of this id was posted in that channel, and each id is posted once; nothing was recorded. A new version "
    "takes a new id.",
)
DOWN_BEFORE_UP: Final = Refused(
    "document_taken_down_before_published",
    "Ngày gỡ không đứng sau ngày đăng, nên chưa ghi gì. Hãy sửa take_down_on, hoặc bỏ trống nếu không phải gỡ.",
    "The day on which it is to be taken down is not after the day it was posted, so nothing was recorded. Correct "
    "take_down_on, or leave it out if it stays.",
)
NOT_POSTED: Final = Refused(
    "document_unknown",
    "Chưa có văn bản nào mang mã này được đăng ở kênh đó, nên chưa ghi gì. Hãy kiểm tra mã và kênh.",
    "No document of this id was posted in that channel, so nothing was recorded. Check the id and the channel.",
)
ALREADY_TAKEN_DOWN: Final = Refused(
    "document_already_unpublished",
    "Văn bản này đã được gỡ khỏi kênh đó, nên chưa ghi gì. Không cần làm gì thêm.",
    "This document was taken down from that channel already, so nothing was recorded. There is nothing more to do.",
)
