"""Every error of the core, one tree on one page. Each has exactly one fate.

The docstring is what a user reads in English, and `vi` the same in Vietnamese. What an error adds is for who mends it.
"""

from enum import Enum


class Fate(Enum):
    """What becomes of the work that met the error: tried again, or parked with an alarm."""

    LATER = "later"
    NEVER = "never"


class ThiDuaError(Exception):
    """Something went wrong."""

    vi: str = "Có lỗi xảy ra."
    fate = Fate.NEVER

    def __str__(self) -> str:
        detail = super().__str__()
        lead = (type(self).__doc__ or "").strip()
        return f"{lead} {detail}".strip()


class LogUnavailable(ThiDuaError):
    """The log did not answer, so nothing is known to be recorded. Send the same again; it is recorded once."""

    vi = "Nhật ký không trả lời nên chưa biết đã ghi hay chưa. Hãy gửi lại đúng nội dung đó; nó chỉ được ghi một lần."
    fate = Fate.LATER


class FenceConflict(ThiDuaError):
    """Another writer committed first. Read what it wrote, then decide again."""

    vi = "Một nơi ghi khác đã ghi trước. Hãy đọc phần đã ghi rồi quyết định lại."
    fate = Fate.LATER


class CommitTooLarge(ThiDuaError):
    """A commit may hold 1,000 facts and 900,000 bytes. Split it."""

    vi = "Một lần ghi chứa nhiều nhất 1.000 sự kiện và 900.000 byte. Hãy chia nhỏ."


class LogDamaged(ThiDuaError):
    """The log lost something that was recorded. Nothing is continued on it: restore it, then start again."""

    vi = "Nhật ký đã mất phần từng được ghi. Không ghi tiếp lên đó: hãy khôi phục nhật ký rồi khởi động lại."


class ProvisionDrift(ThiDuaError):
    """The server's log is set up otherwise than this release expects. Nothing was changed: repair it by hand."""

    vi = "Nhật ký trên máy chủ được thiết lập khác với bản phát hành này. Chưa thay đổi gì: hãy sửa bằng tay."
