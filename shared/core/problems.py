"""Why something was not taken: one problem, its bad fields, in both languages. Shapes of RFC 9457, without HTTP."""

from typing import final

import msgspec

from shared.core.decider import Refused


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
