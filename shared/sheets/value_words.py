"""The words people write in a table for the catalogue's closed lists, as `Hộ nghèo` for `POOR`; it knows no field."""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

# The first word is the one that templates offer.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    # what a unit did
    "policy_draft_submitted": ("Trình dự thảo văn bản", "Tham mưu văn bản"),
    "policy_issued": ("Ban hành văn bản",),
    "procedure_simplified": ("Đơn giản hóa thủ tục", "Cắt giảm thủ tục hành chính"),
    "openness_item_published": ("Công khai thông tin",),
    "resources_integrated": ("Lồng ghép nguồn lực", "Huy động nguồn lực"),
    "inspection_conducted": ("Kiểm tra, giám sát", "Kiểm tra"),
    "outreach_delivered": ("Tuyên truyền, vận động", "Tuyên truyền"),
    "staff_contribution": ("Cán bộ đóng góp", "Đóng góp"),
    "livelihood_support": ("Hỗ trợ sinh kế",),
    "role_model_identified": ("Phát hiện điển hình", "Điển hình tiên tiến"),
    "initiative": ("Sáng kiến",),
    "other": ("Khác",),
    # reviews
    "PRELIMINARY": ("Sơ kết",),
    "FINAL": ("Tổng kết",),
    # households and houses
    "MERIT_PEOPLE": ("Người có công, thân nhân liệt sĩ",),
    "NTP_POVERTY": ("Chương trình MTQG giảm nghèo bền vững", "CTMTQG giảm nghèo"),
    "NTP_ETHNIC": ("Chương trình MTQG dân tộc thiểu số", "CTMTQG dân tộc thiểu số và miền núi"),
    "CAMPAIGN": ("Phong trào thi đua", "Phong trào"),
    "POOR": ("Hộ nghèo", "Nghèo"),
    "NEAR_POOR": ("Hộ cận nghèo", "Cận nghèo"),
    "DISASTER_AFFECTED": ("Bị thiên tai", "Thiên tai"),
    "MERIT_PERSON": ("Người có công",),
    "NEW_BUILD": ("Xây mới", "Xây dựng mới"),
    "REPAIR": ("Sửa chữa",),
    # who gives, and from which source
    "INDIVIDUAL": ("Cá nhân",),
    "HOUSEHOLD": ("Hộ gia đình",),
    "COLLECTIVE": ("Tập thể",),
    "ENTERPRISE": ("Doanh nghiệp",),
    "ORGANISATION": ("Tổ chức",),
    "STATE": ("Nhà nước",),
    "BUDGET": ("Ngân sách",),
    "FUND_FOR_THE_POOR": ("Quỹ vì người nghèo",),
    "SPONSOR": ("Nhà tài trợ",),
    "COMMUNITY": ("Cộng đồng",),
    # units, persons, ratings
    "OFFICE": ("Văn phòng",),
    "DIVISION": ("Phòng",),
    "AFFILIATED_UNIT": ("Đơn vị trực thuộc",),
    "PROVINCE": ("Tỉnh", "Cấp tỉnh"),
    "DISTRICT": ("Huyện",),
    "COMMUNE": ("Xã",),
    "OFFICIAL": ("Cán bộ",),
    "CIVIL_SERVANT": ("Công chức",),
    "PUBLIC_EMPLOYEE": ("Viên chức",),
    "WORKER": ("Người lao động",),
    "F": ("Nữ",),
    "M": ("Nam",),
    "EXCELLENT": ("Hoàn thành xuất sắc nhiệm vụ", "Xuất sắc"),
    "GOOD": ("Hoàn thành tốt nhiệm vụ", "Tốt"),
    "COMPLETED": ("Hoàn thành nhiệm vụ", "Hoàn thành"),
    "NOT_COMPLETED": ("Không hoàn thành nhiệm vụ", "Không hoàn thành"),
    "LOW": ("Thấp",),
    "MEDIUM": ("Trung bình",),
    "HIGH": ("Cao",),
}
TRUE, FALSE = "Có", "Không"
_TRUTHS: Final = {
    True: ("true", TRUE, "Đạt", "Đúng", "Đủ", "yes"),
    False: ("false", FALSE, "Không đạt", "Chưa đạt", "Sai", "no"),
}


@lru_cache(4_096)
def folded(text: str) -> str:
    """A text as it is compared: without accents, case, signs and doubled blanks, in either Unicode form."""
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")).lower()
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


_TRUTH_OF: Final = {folded(word): truth for truth, words in _TRUTHS.items() for word in words}


def value_named(text: str, values: Sequence[object]) -> str:
    """The one of these values that a text names; the text itself if it names none."""
    return _named(tuple(str(value) for value in values)).get(folded(text), text)


def truth_named(text: str) -> bool | None:
    """Whether a text says yes or no."""
    return _TRUTH_OF.get(folded(text))


@cache
def _named(values: tuple[str, ...]) -> dict[str, str]:
    return {folded(word): value for value in values for word in (value, *WORDS.get(value, ()))}
