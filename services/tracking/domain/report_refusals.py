"""What is refused because of what a report says or was found to say, in both languages. No text repeats a figure."""

from typing import Final

from shared.core.decider import Refused

FIGURE_FALLS: Final = Refused(
    "figure_falls",
    "Một số liệu thấp hơn số đã báo cáo ở kỳ trước, nên chưa ghi gì. Nếu kỳ trước sai, hãy gửi bản đính chính "
    "(report.corrected) kèm lý do cho kỳ đó trước; nếu không, hãy sửa số liệu của kỳ này.",
    "A figure is lower than what was reported for an earlier period, so nothing was recorded. If the earlier one is "
    "wrong, send a correction of it first (report.corrected), with a reason; else correct the figure of this period.",
)
QUALITY_ALREADY_RESOLVED: Final = Refused(
    "quality_already_resolved",
    "Vấn đề này đã được xử lý, nên chưa ghi gì. Nếu số liệu lại sai, hệ thống sẽ nêu vấn đề mới.",
    "This was resolved already, so nothing was recorded. There is nothing to do; what goes wrong anew is flagged anew.",
)
UNCHANGED: Final = Refused(
    "unchanged",
    "Vấn đề này đã được nêu, nên không ghi lại. Không cần làm gì thêm.",
    "This was flagged already and is not recorded again. There is nothing to do.",
)
