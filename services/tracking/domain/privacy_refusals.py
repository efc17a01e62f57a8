"""Every refusal that has to do with an erasure: why it may not be, and what it makes impossible. None names anybody."""

from typing import Final

from shared.core.decider import Refused
from shared.core.values import Date

SUBJECT_ERASED: Final = Refused(
    "subject_erased",
    "Dữ liệu cá nhân của đối tượng này đã được xóa nên không ghi thêm được. Nếu cần, hãy lập đối tượng mới với mã mới.",
    "The personal data of this subject was erased, so nothing is recorded. If need be, enter a new one by a new id.",
)
ALREADY_ERASED: Final = Refused(
    "already_erased",
    "Dữ liệu cá nhân của đối tượng này đã được xóa từ trước. Không cần làm gì thêm.",
    "The personal data of this subject is erased already. There is nothing more to do.",
)
NOTHING_TO_ERASE: Final = Refused(
    "personal_data_unknown",
    "Nhật ký không có dữ liệu cá nhân nào của đối tượng này, nên không có gì để xóa. Hãy kiểm tra loại, mã và đợt.",
    "The log holds no personal data of such a subject, so there is nothing to erase. Check its kind, id and campaign.",
)
BASIS_TOO_SHORT: Final = Refused(
    "erasure_basis_too_short",
    "Căn cứ xóa phải nêu văn bản hoặc đơn đề nghị (ít nhất 10 ký tự), nên chưa xóa gì. Hãy ghi rõ căn cứ.",
    "The basis has to name a document or request (10 characters at least); nothing was erased. State it in full.",
)
BASIS_NAMES_SOMEBODY: Final = Refused(
    "erasure_basis_names_somebody",
    "Căn cứ chứa tên, địa chỉ hoặc số định danh và sẽ ở lại mãi, nên chưa xóa gì. Hãy chỉ nêu số văn bản.",
    "The basis holds a name, address or citizen number and stays for ever; nothing was erased. Name documents only.",
)
CASE_OPEN: Final = Refused(
    "retention_case_open",
    "Đối tượng này còn trong một việc chưa kết thúc (đề nghị khen thưởng hoặc xác minh), nên chưa xóa gì. "
    "Hãy chờ kết luận.",
    "Something about this subject is not concluded yet (a nomination, or an inquiry), so nothing was erased. "
    "Wait for its end.",
)


def money_paid(last_day: Date) -> Refused:
    """Public money went to this household and did not come back; until a day it stays traceable to whom."""
    return Refused(
        "retention_money_paid",
        f"Hộ này đã nhận tiền hỗ trợ; dữ liệu phải giữ đến hết {last_day}, nên chưa xóa gì. Hãy xóa sau ngày đó.",
        f"This household was paid support, kept traceable until {last_day}; nothing was erased. Erase it later.",
    )


def award_files(last_day: Date) -> Refused:
    """The subject was given an award, whose files are kept until a day."""
    return Refused(
        "retention_award_files",
        f"Đối tượng đã được khen thưởng; hồ sơ phải lưu trữ đến hết {last_day}, nên chưa xóa gì. Hãy xóa sau ngày đó.",
        f"This subject was given an award, whose files are kept until {last_day}; nothing was erased. Erase it later.",
    )
