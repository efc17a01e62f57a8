"""Why something the public wrote is not taken or not answered: what happened and what to do. No text repeats a word."""

from typing import Final

from shared.core.decider import Refused

FEEDBACK_ANSWERED: Final = Refused(
    "feedback_already_answered",
    "Phản ánh này đã được trả lời, và câu trả lời đã công bố không đổi nữa, nên chưa ghi gì. Không cần làm gì thêm.",
    "This was answered already, and an answer that was given stays as it is; nothing was recorded. There is nothing "
    "more to do.",
)
FEEDBACK_ERASED: Final = Refused(
    "feedback_erased",
    "Nội dung phản ánh này đã được xóa theo yêu cầu, nên không còn gì để trả lời. Không cần làm gì thêm.",
    "What was written here was erased on request, so there is nothing left to answer. There is nothing more to do.",
)
ANSWER_NAMES_SOMEBODY: Final = Refused(
    "answer_names_somebody",
    "Câu trả lời chứa tên, địa chỉ liên hệ hoặc số định danh của người phản ánh và sẽ ở lại mãi, nên chưa ghi gì. Hãy "
    "bỏ phần đó.",
    "The answer holds the name, the contact or a citizen number of who wrote and stays for ever, so nothing was "
    "recorded. Take that out.",
)
