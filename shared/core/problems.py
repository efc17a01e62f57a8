"""Why something was not taken: one problem, its bad fields, in both languages. Shapes of RFC 9457, without HTTP."""

from typing import Final, final

import msgspec

from shared.core.decider import Refused
from shared.core.values import Language

TITLES: Final[dict[int, tuple[str, str]]] = {
    400: ("Yêu cầu không hợp lệ", "Bad request"),
    401: ("Chưa đăng nhập", "Not signed in"),
    403: ("Không được phép", "Not allowed"),
    404: ("Không tìm thấy", "Not found"),
    405: ("Phương thức không dùng ở đây", "Method not allowed"),
    409: ("Trùng mã, khác nội dung", "Same id, other content"),
    410: ("Không còn nữa", "Gone"),
    413: ("Quá lớn", "Too large"),
    415: ("Kiểu nội dung không nhận", "Unsupported content type"),
    422: ("Trái với các sự việc đã ghi", "Against the facts so far"),
    429: ("Quá nhiều yêu cầu", "Too many requests"),
    500: ("Lỗi hệ thống", "Internal error"),
    502: ("Nơi được nhờ không nhận", "Bad gateway"),
    503: ("Tạm thời chưa ghi được", "Temporarily unavailable"),
    504: ("Chưa kịp cập nhật", "Not caught up in time"),
}


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one field; `pointer` is an RFC 6901 JSON pointer into the event."""

    pointer: str
    vi: str
    en: str


@final  # so `type(x) is Problem` says it all; isinstance takes five times as long for msgspec's structs
class Problem(msgspec.Struct, frozen=True):
    """A refusal: `status` as in HTTP, `code` names the rule, the texts say what happened and what to do."""

    status: int
    code: str
    vi: str
    en: str
    faults: tuple[Fault, ...] = ()


def problem_of(refused: Refused) -> Problem:
    """The problem that a domain's refusal is."""
    return Problem(refused.status, refused.code, refused.vi, refused.en)


NOT_JSON = Problem(
    400,
    "not_json",
    "Nội dung không phải JSON hợp lệ nên không có gì được ghi. Hãy kiểm tra dấu ngoặc, dấu phẩy và bảng mã UTF-8.",
    "The body is not valid JSON, so nothing was recorded. Check brackets, commas and the UTF-8 encoding.",
)
BAD_FIELDS = Problem(
    400,
    "bad_fields",
    "Sự kiện có trường sai hoặc thiếu nên không được ghi. Xem danh sách lỗi, sửa rồi gửi lại.",
    "The event has wrong or missing fields, so it was not recorded. See the list, correct it and send it again.",
)
CONTENT_DIFFERS = Problem(
    409,
    "content_differs",
    "Mã sự kiện này đã được dùng cho nội dung khác. Nội dung cũ giữ nguyên; hãy gửi nội dung mới với mã mới, "
    "hoặc gửi một sự kiện đính chính.",
    "This event id was used before with other content. The old content stands; send the new one under a new id, "
    "or send a correction.",
)
LOG_UNAVAILABLE = Problem(
    503,
    "log_unavailable",
    "Nhật ký chưa trả lời nên chưa chắc đã ghi. Hãy gửi lại đúng sự kiện này sau ít giây: nó chỉ được ghi một lần.",
    "The log did not answer, so it is not known whether this was recorded. Send exactly the same again in a few "
    "seconds: it is recorded once.",
)


def bad_fields(*faults: Fault) -> Problem:
    """A malformed event, with what is wrong field by field."""
    return Problem(BAD_FIELDS.status, BAD_FIELDS.code, BAD_FIELDS.vi, BAD_FIELDS.en, faults)


def problem_body(problem: Problem, language: Language) -> dict[str, object]:
    """A problem as RFC 9457 JSON."""
    english = language == "en"
    title = TITLES.get(problem.status, TITLES[400])[english]
    body: dict[str, object] = {
        "type": f"urn:thidua:problem:{problem.code}",
        "title": title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.en if english else problem.vi,
    }
    if problem.faults:
        body["errors"] = [
            {"pointer": fault.pointer, "message": fault.en if english else fault.vi} for fault in problem.faults
        ]
    return body
