"""What is refused because units end, go on in each other's place, and have codes: each code with its two texts."""

from typing import Final

from shared.core.decider import Refused

DATED_AFTER_END: Final = Refused(
    "dated_after_unit_ended",
    "Ngày của việc này đơn vị đã sáp nhập, chia tách hoặc giải thể, nên chưa ghi gì. Hãy ghi dưới mã của đơn vị đang "
    "tiếp nhận công việc, hoặc sửa ngày (time và ngày trong data) nếu việc xảy ra trước đó.",
    "On the day of this the unit had been merged, split or dissolved, so nothing was recorded. State it under the unit "
    "that holds its work, or correct the day (time, and the day in data) if it happened before.",
)
TAKES_OVER_LATER: Final = Refused(
    "unit_takes_over_later",
    "Sau ngày này đơn vị còn được ghi là tiếp nhận đơn vị khác, nên chưa ghi gì. Hãy sửa sự kiện tiếp nhận đó "
    "trước (ghi corrects), hoặc chọn ngày sau.",
    "After this day the unit is to go on in another's place, so nothing was recorded. Correct that fact first "
    "(name it in corrects), or choose a later day.",
)
CORRECTS_NOTHING: Final = Refused(
    "corrects_nothing",
    "Không có sự kiện sáp nhập, chia tách, giải thể hay đổi tên nào đang có hiệu lực mang id trong corrects, nên chưa "
    "ghi gì. Hãy kiểm tra id của sự kiện cần sửa.",
    "No merger, split, dissolution or renaming in force has the id in corrects, so nothing was recorded. Check the id "
    "of the event that is to be corrected.",
)
SPLIT_EMPTY: Final = Refused(
    "split_empty",
    "Việc chia tách phải nêu ít nhất hai đơn vị khác nhau, nên chưa ghi gì. Hãy ghi đủ các đơn vị kế thừa.",
    "A split names at least two different units, so nothing was recorded. Name every unit that goes on in its place.",
)
HOLDER_NO_SUCCESSOR: Final = Refused(
    "holder_no_successor",
    "Đơn vị nắm giữ công việc không nằm trong các đơn vị kế thừa, nên chưa ghi gì. Hãy chọn một trong các đơn vị đó.",
    "The unit that holds the work is not among the successors, so nothing was recorded. Choose one of these.",
)
CODE_USED: Final = Refused(
    "code_used",
    "Mã định danh này đã được cấp và không bao giờ cấp lại, nên chưa ghi gì. Hãy cấp mã khác.",
    "This code was issued before and is never issued again, so nothing was recorded. Issue another one.",
)
CODE_UNKNOWN: Final = Refused(
    "code_unknown",
    "Đơn vị này không có mã định danh như vậy, nên chưa ghi gì. Hãy kiểm tra mã và đơn vị.",
    "This unit has no such code, so nothing was recorded. Check the code and the unit.",
)
CODE_CLOSED: Final = Refused(
    "code_already_closed",
    "Mã định danh này đã đóng, nên chưa ghi gì. Không cần làm gì thêm.",
    "This code is closed already, so nothing was recorded. There is nothing more to do.",
)
