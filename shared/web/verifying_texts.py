"""The words of the page that says what a paper is, in both languages. They know no paper."""

from typing import Final

from shared.core.values import Language

TEXTS: Final[dict[Language, dict[str, str]]] = {
    "vi": {
        "heading": "Tra cứu văn bản",
        "genuine": "Hệ thống đã lập văn bản này.",
        "code": "Mã in ở chân trang, sau chữ “SHA-256”",
        "code_hint": "Mười sáu ký tự đầu là đủ; dán cả dòng cũng được. Có điện thoại thì quét mã QR.",
        "look": "Tra cứu",
        "newer": "Sau văn bản này đã có bản mới hơn, lập từ vị trí",
        "annulled": "Quyết định khen thưởng đã bị hủy đối với số trường hợp:",
        "campaign": "Đợt thi đua",
        "nomination": "Đề nghị khen thưởng",
        "sitting": "Phiên họp Hội đồng",
        "decision": "Quyết định số",
        "year": "Năm",
        "period": "Kỳ báo cáo",
        "award": "Hình thức khen thưởng",
        "decided_on": "Ngày quyết định",
        "subjects": "Số trường hợp được khen thưởng",
        "position": "Vị trí trong nhật ký",
        "recorded_at": "Ghi vào nhật ký lúc",
        "hash": "SHA-256 của nội dung",
        "compare": (
            "Trang này không nêu tên ai. Ai có quyền xem văn bản có thể tải lại cùng vị trí và so từng byte; chữ ký, "
            "con dấu trên giấy do cơ quan ban hành xác nhận."
        ),
    },
    "en": {
        "heading": "About a paper",
        "genuine": "This installation made this paper.",
        "code": "The code at the foot of the page, behind “SHA-256”",
        "code_hint": "Its first sixteen characters will do, as will the whole line. A phone reads the QR code.",
        "look": "Look it up",
        "newer": "There is a newer one in its place, of position",
        "annulled": "The award was annulled for so many of those it names:",
        "campaign": "Campaign",
        "nomination": "Nomination",
        "sitting": "Sitting of the council",
        "decision": "Decision",
        "year": "Year",
        "period": "Period",
        "award": "Award",
        "decided_on": "Decided on",
        "subjects": "Awarded",
        "position": "Position in the log",
        "recorded_at": "Recorded at",
        "hash": "SHA-256 of its content",
        "compare": (
            "This page names nobody. Whoever may read the paper can fetch it again at the same position and compare "
            "every byte; signature and seal on paper are the issuing office's to confirm."
        ),
    },
}
