"""Why a hold is not placed or lifted. No text repeats what was stated."""

from typing import Final

from services.awards.domain.refusals.saying import refused

ALREADY_HELD: Final = refused(
    "already_held",
    "Đối tượng này đang được tạm dừng xét vì chính lý do đó",
    "Không cần làm gì thêm",
    "This subject is held on this very ground already",
    "There is nothing more to do",
)
NOT_HELD: Final = refused(
    "not_held",
    "Đối tượng này không bị tạm dừng xét",
    "Hãy kiểm tra mã đối tượng",
    "This subject is not held",
    "Check the subject's id",
)
