"""Why a statement does not fit its campaign or its own time. No text repeats what was stated."""

from typing import Final

from services.awards.domain.refusals.saying import refused

CAMPAIGN_UNKNOWN: Final = refused(
    "campaign_unknown",
    "Đợt thi đua này chưa được phát động",
    "Hãy kiểm tra mã đợt, hoặc phát động trước",
    "This campaign has not been launched",
    "Check its id, or launch it first",
)
CAMPAIGN_CLOSED: Final = refused(
    "campaign_closed",
    "Đợt thi đua đã kết thúc và không nhận thêm sự kiện",
    "Hãy hỏi cơ quan thường trực",
    "The campaign is closed and takes no further facts",
    "Ask its standing office",
)
DAY_IN_FUTURE: Final = refused(
    "day_in_future",
    "Ngày của việc đã làm đứng sau ngày trong time",
    "Hãy sửa ngày, hoặc gửi khi việc đã xong",
    "The day lies after the day of time, as if it had yet to come",
    "Correct it, or send this once it is done",
)
