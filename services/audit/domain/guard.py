"""What forbids a signature: a checkpoint that would disagree with one that was signed before. Knows no file, no socket.

Until a person decides, nothing more is signed: two checkpoints that disagree prove to everybody that somebody lies.
"""

from typing import Final

from services.audit.domain.checkpoints import Checkpoint
from shared.core.problems import Problem

_DECIDE_VI: Final = (
    " Không ký gì thêm cho đến khi có người quyết định: khôi phục đúng bản sao mới nhất, hoặc chạy "
    "`thidua audit accept-restored --basis …`."
)
_DECIDE_EN: Final = (
    " Nothing more is signed until a person decides: put the newest copy back, or run "
    "`thidua audit accept-restored --basis …`."
)
OUT_OF_ORDER: Final = "audit_out_of_order"
_WAITING: Final = frozenset({"log_too_short", "log_differs", "witness_ahead", "witness_differs", "key_unusable"})


def log_too_short(signed: Checkpoint, *, size: int) -> Problem:
    """The log ends before what was signed."""
    return _objection(
        "log_too_short",
        f"Nhật ký chỉ còn {size} sự kiện, nhưng mốc kiểm tra đã ký bao trùm {signed.size}: có lẽ một bản sao cũ đã "
        "được khôi phục.",
        f"The log holds {size} facts, but a checkpoint over {signed.size} was signed: an older copy of it seems to "
        "have been restored.",
    )


def log_differs(signed: Checkpoint) -> Problem:
    """The log is not the one that was signed."""
    return _objection(
        "log_differs",
        f"{signed.size} sự kiện đầu của nhật ký không phải là những sự kiện đã được ký.",
        f"The first {signed.size} facts of the log are not those that were signed.",
    )


def against_witness(signed: Checkpoint, *, remembered: int) -> Problem | None:
    """What the size that a witness cosigned last forbids: it may lag behind what was signed here, never be ahead."""
    if remembered <= signed.size:
        return None
    return _objection(
        "witness_ahead",
        f"Nhân chứng đã thấy mốc kiểm tra bao trùm {remembered} sự kiện, ở đây mốc mới nhất chỉ bao trùm "
        f"{signed.size}: có lẽ một bản sao cũ của máy đã được khôi phục.",
        f"The witness has seen a checkpoint over {remembered} facts, the newest here covers {signed.size}: an older "
        "copy of this machine seems to have been restored.",
    )


def witness_differs(signed: Checkpoint) -> Problem:
    """The witness remembers another tree."""
    return _objection(
        "witness_differs",
        f"Nhân chứng nhớ một cây khác, không khớp với mốc kiểm tra bao trùm {signed.size} sự kiện.",
        f"The witness remembers another tree, which the checkpoint over {signed.size} facts does not continue.",
    )


def _objection(code: str, vi: str, en: str) -> Problem:
    return Problem(503, code, vi + _DECIDE_VI, en + _DECIDE_EN)


def waits_for_a_person(problem: Problem) -> bool:
    """Whether it must be remembered over a restart, until a person has decided."""
    return problem.code in _WAITING


def told_again(refusal: str) -> Problem:
    """The objection that was written down earlier, as its code, a line end, and the reason; "" is none."""
    code, _, why = refusal.partition("\n")
    return Problem(503, code, why, why)


def speaks_of_witness(problem: Problem) -> bool:
    """Whether only the witness can say that it is right again."""
    return problem.code in ("witness_ahead", "witness_differs")


def key_unusable(vi: str, en: str) -> Problem:
    """There is no key to sign with, or it is not the one that signed before."""
    return Problem(503, "key_unusable", f"Không ký được mốc kiểm tra: {vi}", f"No checkpoint can be signed: {en}")


KEY_MISSING: Final = key_unusable(
    "không có tệp keys/signing.key. Hãy chép lại từ bản sao lưu; nếu đã mất hẳn, chạy "
    "`thidua audit accept-restored --basis …` để đi tiếp với tên và khóa mới.",
    "there is no keys/signing.key. Put it back from a backup; if it is lost for good, "
    "`thidua audit accept-restored --basis …` goes on under a new name and key.",
)
KEY_NOT_OURS: Final = key_unusable(
    "keys/signing.key không phải là khóa ghi ở dòng cuối của keys/public.txt. Hãy chép lại đúng khóa từ bản sao lưu.",
    "keys/signing.key is not the key on the last line of keys/public.txt. Put the right one back from a backup.",
)


def key_of_another_log(found: str, wanted: str) -> Problem:
    """The key has another name than what it is to sign."""
    return key_unusable(f"khóa là của {found}, không phải {wanted}.", f"the key is that of {found}, not of {wanted}.")


def checkpoint_unknown(name: str) -> Problem:
    """The newest checkpoint on disk bears no good signature of ours."""
    return key_unusable(
        f"tệp checkpoint không có chữ ký đúng của {name}. Hãy chép lại tệp này và thư mục keys từ cùng một bản sao "
        "lưu.",
        f"the file checkpoint bears no good signature of {name}. Put it and the folder keys back from one backup.",
    )


def witness_silent(url: str, why: str) -> Problem:
    """The witness was not heard since the start, so what it remembers is not known."""
    return Problem(
        503,
        "witness_silent",
        f"Chưa hỏi được nhân chứng {url} kể từ khi khởi động ({why}), nên chưa ký mốc kiểm tra mới nào; sẽ hỏi lại.",
        f"The witness {url} has not answered since the start ({why}), so no new checkpoint is signed yet; it is asked "
        "again.",
    )


def out_of_order(why: str) -> Problem:
    """Something else than the log and the witness is in the way."""
    return Problem(503, OUT_OF_ORDER, f"Chưa ký được mốc kiểm tra: {why}", f"No checkpoint can be signed: {why}")


def not_written(why: str) -> Problem:
    """Its files cannot be written or read."""
    return Problem(
        503,
        OUT_OF_ORDER,
        f"Chưa ký được mốc kiểm tra: {why}. Hãy giải phóng dung lượng đĩa hoặc sửa quyền của thư mục kiểm toán; hệ "
        "thống thử lại mỗi giây và tự đi tiếp.",
        f"No checkpoint can be signed: {why}. Make room on the disk of the audit folder, or set its owner right; it is "
        "tried again each second, and goes on by itself.",
    )
