"""What is wrong with a request at the door for files, before any rule is asked."""

from typing import Any, Final

from shared.adapters.http import PROBLEM_JSON
from shared.core.problems import Problem

_MAY_BE: Final = {
    200: "It is here already.",
    201: "It is to be sent, or all of it came and is recorded.",
    400: "A field, or the offset, is not as it should be.",
    401: "Not signed in.",
    403: "Of another unit, or a role that brings no files.",
    404: "No such upload, household or person.",
    409: "It goes on at another offset, or is another file than was said.",
    410: "Whoever it belongs to was erased.",
    413: "Too large.",
    415: "Not the content type that is asked for, or no kind of file that is kept.",
    422: "The file is not what it was said to be, or something in it could act.",
    429: "Too many at once; Retry-After says when to come again.",
    503: "Not possible just now; send the same again.",
}


def outcomes(*good: int) -> dict[int | str, dict[str, Any]]:
    """What a description says may be answered: these, and every problem."""
    problem = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": text, **({"content": problem} if status >= 400 else {})}
        for status, text in _MAY_BE.items()
        if status >= 400 or status in good
    }


ASKED_TOO_LARGE: Final = Problem(
    413,
    "request_too_large",
    "Phần khai về tệp dài quá mức nên chưa được xem xét. Hãy chỉ gửi các trường trong hướng dẫn.",
    "What was said about the file is too long, so it was not looked at. Send only the fields of the guide.",
)
NOT_JSON_TYPE: Final = Problem(
    415,
    "content_type",
    "Khai về tệp bằng application/json; nội dung tệp gửi sau bằng PATCH. Chưa nhận gì.",
    "Say what comes as application/json; the file itself follows by PATCH. Nothing was taken.",
)
NOT_PART_TYPE: Final = Problem(
    415,
    "content_type",
    "Phần của tệp phải gửi với Content-Type application/offset+octet-stream (hoặc application/partial-upload). Chưa "
    "nhận gì.",
    "A part of a file comes as application/offset+octet-stream (or application/partial-upload). Nothing was taken.",
)
NO_OFFSET: Final = Problem(
    400,
    "upload_offset_missing",
    "Thiếu tiêu đề Upload-Offset (số byte đã gửi trước phần này) nên chưa nhận phần này. Hãy hỏi bằng HEAD rồi "
    "gửi lại.",
    "There is no header Upload-Offset (how many bytes came before this part), so it was not taken. Ask by HEAD, then "
    "send it again.",
)
FILE_TOO_LARGE: Final = Problem(
    413,
    "evidence_too_large",
    "Tệp lớn hơn mức hệ thống nhận (xem THIDUA_EVIDENCE_MAX_BYTES) nên chưa nhận gì. Hãy giảm kích thước hoặc tách "
    "tệp.",
    "The file is larger than is taken here (see THIDUA_EVIDENCE_MAX_BYTES), so nothing was taken. Make it smaller or "
    "split it.",
)
NOT_FOR_OTHERS: Final = Problem(
    403,
    "role_may_not_attach",
    "Vai trò của mã truy cập này không gửi tệp minh chứng nên chưa nhận gì. Hãy dùng mã của đơn vị hoặc người thẩm "
    "định.",
    "The role of this token brings no files, so nothing was taken. Use the token of a unit or a verifier.",
)
UPLOAD_UNKNOWN: Final = Problem(
    404,
    "upload_unknown",
    "Không có tệp nào đang gửi dở ở địa chỉ này: đã xong, đã hủy hoặc quá 7 ngày. Hãy khai lại (POST "
    "/tracking/evidence); nếu tệp đã tới, câu trả lời sẽ nói.",
    "No file is on its way at this address: it is done, was cancelled, or is older than 7 days. Say again what comes "
    "(POST /tracking/evidence); if the file is here, the answer says so.",
)
EVIDENCE_UNKNOWN: Final = Problem(
    404,
    "evidence_unknown",
    "Chưa có tệp nào mang SHA-256 này được gửi tới. Hãy kiểm tra mã, hoặc nhắc đơn vị gửi tệp.",
    "No file of this SHA-256 came. Check it, or ask the unit to send the file.",
)
OFFSET_DIFFERS: Final = Problem(
    409,
    "upload_offset_differs",
    "Phần này không nối tiếp vào chỗ đã nhận nên chưa được nhận. Hãy gửi tiếp từ vị trí ở tiêu đề Upload-Offset.",
    "This part does not begin where the last one ended, so it was not taken. Go on from where Upload-Offset says.",
)
