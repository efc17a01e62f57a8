"""The words of the forms of a unit, in Vietnamese and in English. They know no page and no table."""

from collections.abc import Mapping
from typing import Final

from services.tracking.web.form_wording import FormWords
from shared.core.values import Language

_VI: Final = FormWords(
    send="Ghi vào sổ cái",
    cancel="Không ghi, quay lại",
    not_recorded="Chưa có gì được ghi.",
    sign_in_again="Đăng nhập lại ở cửa sổ khác, rồi gửi lại biểu mẫu này: những gì đã nhập vẫn còn.",
    choose="(chọn)",
    once="Gửi lại biểu mẫu này nhiều lần cũng chỉ được ghi một lần.",
    upload="Gửi tệp",
    titles={
        "activity.recorded": "Báo cáo một hoạt động",
        "activity.corrected": "Đính chính hoạt động",
        "activity.withdrawn": "Rút lại hoạt động",
        "report.submitted": "Nộp báo cáo kỳ",
        "report.corrected": "Đính chính báo cáo kỳ",
        "obstacle.reported": "Báo khó khăn, vướng mắc",
    },
    labels={
        "activity_id": "Mã hoạt động",
        "obstacle_id": "Mã vướng mắc",
        "report_id": "Mã báo cáo",
        "unit_id": "Mã đơn vị",
        "period": "Kỳ",
        "clause": "Nội dung thi đua",
        "kind": "Loại hoạt động",
        "title": "Đã làm gì",
        "quantity": "Khối lượng",
        "measure": "Đơn vị tính",
        "occurred_on": "Ngày làm",
        "persons": "Người tham gia",
        "text": "Vướng mắc gì",
        "reason": "Lý do",
        "changes.quantity": "Khối lượng",
        "changes.title": "Đã làm gì",
        "changes.occurred_on": "Ngày làm",
        "activities": "Số hoạt động",
    },
    hints={
        "quantity": "Viết liền, không chấm hàng nghìn: 1234 hoặc 2,5.",
        "changes.quantity": "Viết liền, không chấm hàng nghìn: 1234 hoặc 2,5.",
        "measure": "Ví dụ: cuộc, văn bản, triệu đồng.",
        "persons": "Không bắt buộc; mỗi dòng một mã cán bộ.",
        "reason": "Lý do đứng bên cạnh số trước và số sau trong sổ cái.",
    },
)
_EN: Final = FormWords(
    send="Record in the log",
    cancel="Back without recording",
    not_recorded="Nothing has been recorded.",
    sign_in_again="Sign in again in another window, then send this form again: what you entered is kept.",
    choose="(choose)",
    once="However often this form is sent, it is recorded once.",
    upload="Send a file",
    titles={
        "activity.recorded": "Report an activity",
        "activity.corrected": "Correct an activity",
        "activity.withdrawn": "Withdraw an activity",
        "report.submitted": "Submit a periodic report",
        "report.corrected": "Correct a periodic report",
        "obstacle.reported": "Report an obstacle",
    },
    labels={
        "activity_id": "Id of the activity",
        "obstacle_id": "Id of the obstacle",
        "report_id": "Id of the report",
        "unit_id": "Id of the unit",
        "period": "Period",
        "clause": "Under which clause",
        "kind": "Kind of activity",
        "title": "What was done",
        "quantity": "Quantity",
        "measure": "Measured in",
        "occurred_on": "Day",
        "persons": "Who took part",
        "text": "What is in the way",
        "reason": "Reason",
        "changes.quantity": "Quantity",
        "changes.title": "What was done",
        "changes.occurred_on": "Day",
        "activities": "Activities",
    },
    hints={
        "quantity": "Without separators of thousands: 1234 or 2.5.",
        "changes.quantity": "Without separators of thousands: 1234 or 2.5.",
        "measure": "For example meetings, documents, million đồng.",
        "persons": "May be left empty; one id of a person a line.",
        "reason": "It stands beside the figures before and after in the log.",
    },
)
FORM_WORDS: Final[Mapping[Language, FormWords]] = {"vi": _VI, "en": _EN}
