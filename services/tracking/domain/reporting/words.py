"""What the closed lists are called on papers, and a period in words. It knows no figure."""

from typing import Final

from services.tracking.domain.reporting.consolidated import Stand
from shared.core.naming import FIGURES
from shared.core.values import Period

TRACKS: Final = {
    "MERIT_PEOPLE": "Người có công",
    "NTP_POVERTY": "CTMTQG giảm nghèo bền vững",
    "NTP_ETHNIC": "CTMTQG dân tộc thiểu số",
    "CAMPAIGN": "Phong trào xóa nhà tạm",
}
WORKS: Final = {"NEW_BUILD": "Xây mới", "REPAIR": "Sửa chữa"}
CATEGORIES: Final = {
    "POOR": "Hộ nghèo",
    "NEAR_POOR": "Hộ cận nghèo",
    "DISASTER_AFFECTED": "Hộ bị thiên tai",
    "MERIT_PERSON": "Người có công",
}
DONORS: Final = {
    "INDIVIDUAL": "Cá nhân",
    "HOUSEHOLD": "Hộ gia đình",
    "ENTERPRISE": "Doanh nghiệp",
    "ORGANISATION": "Tổ chức",
    "STATE": "Nhà nước",
}
SOURCES: Final = TRACKS | {
    "BUDGET": "Ngân sách",
    "FUND_FOR_THE_POOR": "Quỹ Vì người nghèo",
    "SPONSOR": "Nhà tài trợ",
    "COMMUNITY": "Cộng đồng",
}
STANDS: Final = {
    Stand.ON_TIME: "Đúng hạn",
    Stand.LATE: "Chậm",
    # Whether it is overdue depends on the day the paper is read; that it was not there depends on its position alone.
    Stand.MISSING: "Chưa gửi",
    Stand.AWAITED: "Chưa gửi",
    Stand.NOT_ASKED: "Không phải gửi",
}
_QUARTERS: Final = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}


def in_words(period: Period) -> str:
    """A period as an office writes it: tháng 3 năm 2025, quý I năm 2025, năm 2025."""
    year, _, part = period.partition("-")
    if part in _QUARTERS:
        return f"quý {_QUARTERS[part]} năm {year}"
    return f"tháng {int(part)} năm {year}" if part else f"năm {year}"


def figure_named(name: str) -> str:
    """What a figure of a report is called: those of the system in words, all others as units named them."""
    return FIGURES[name].vi if name in FIGURES else name
