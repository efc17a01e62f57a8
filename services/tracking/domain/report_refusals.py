"""What is refused because of what a report says, in both languages. No text repeats a figure."""

from typing import Final

from shared.core.decider import Refused

FIGURE_FALLS: Final = Refused(
    "figure_falls",
    "Một số liệu thấp hơn số đã báo cáo ở kỳ trước, nên chưa ghi gì. Nếu kỳ trước sai, hãy gửi report.corrected kèm lý "
    "do cho kỳ đó trước; nếu không, hãy sửa số liệu của kỳ này.",
    "A figure is lower than what was reported for an earlier period, so nothing was recorded. If the earlier one is "
    "wrong, correct it first with report.corrected and a reason; else correct the figure of this period.",
)
