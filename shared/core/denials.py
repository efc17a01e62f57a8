"""Why somebody may not state something, in words for people and machines. It knows no role and no table."""

from enum import Enum


class Denial(Enum):
    """Why somebody may not (always a 403): a code for machines and the sentence people read, in both languages."""

    OTHER_ROLE = (
        "role_may_not_state",
        (
            "Vai trò của mã truy cập này không được ghi loại sự kiện này nên chưa có gì được ghi. "
            "Hãy dùng mã truy cập của vai trò có thẩm quyền."
        ),
        (
            "The role of this token may not state this kind of fact, so nothing was recorded. "
            "Use the token of a role that may."
        ),
    )
    SERVICES_ONLY = (
        "only_services_state",
        (
            "Loại sự kiện này chỉ do hệ thống tự ghi nên chưa có gì được ghi. "
            "Hãy ghi những việc đã làm, hệ thống sẽ tự rút ra kết quả."
        ),
        (
            "Only the system itself states this kind of fact, so nothing was recorded. "
            "State what was done; the system draws the conclusion."
        ),
    )
    OTHER_UNIT = (
        "speaks_for_another_unit",
        (
            "Một đơn vị chỉ được ghi việc của chính mình (source là /units/<unit_id>) nên chưa có gì được ghi. "
            "Hãy dùng mã truy cập của đơn vị có việc đó."
        ),
        (
            "A unit speaks for itself alone (source is /units/<unit_id>), so nothing was recorded. "
            "Use the token of the unit whose work it is."
        ),
    )
    UNITS_SOURCE = (
        "source_belongs_to_a_unit",
        "Nguồn dưới /units/ chỉ dành cho chính đơn vị đó nên chưa có gì được ghi. Hãy chọn đường dẫn khác làm source.",
        "A source under /units/ belongs to that unit alone, so nothing was recorded. Choose another path as source.",
    )
    SERVICES_SOURCE = (
        "source_belongs_to_a_service",
        (
            "Nguồn này chỉ dành cho những gì hệ thống tự ghi nên chưa có gì được ghi. "
            "Hãy chọn đường dẫn khác làm source."
        ),
        (
            "This source is kept for what the system states by itself, so nothing was recorded. "
            "Choose another path as source."
        ),
    )
    NOT_ONESELF = (
        "not_oneself",
        (
            "Chỉ được khai xung đột lợi ích của chính mình nên chưa có gì được ghi. "
            "Hãy dùng mã truy cập gắn với người đó (thidua token create --person)."
        ),
        (
            "A conflict of interest is declared for oneself alone, so nothing was recorded. "
            "Use the token of that person (thidua token create --person)."
        ),
    )

    def __init__(self, code: str, vi: str, en: str) -> None:
        self.code, self.vi, self.en = code, vi, en
