"""The words of the frame around every page, in Vietnamese and in English. It knows no page and no table.

Official words are the glossary's. Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from typing import Final

from shared.core.values import Language
from shared.web.frame import Section
from shared.web.wording import Wording

VI: Final = Wording(
    language="vi",
    product="Thi Đua",
    skip="Đến nội dung chính",
    sections={
        Section.OVERVIEW: "Tổng quan",
        Section.UNITS: "Đơn vị",
        Section.HOUSEHOLDS: "Hộ gia đình",
        Section.ACTIVITIES: "Hoạt động",
        Section.PUBLICATION: "Công khai",
        Section.CANDIDATES: "Gợi ý khen thưởng",
        Section.INBOX: "Thông báo",
        Section.AUDIT: "Kiểm chứng",
        Section.SEARCH: "Tìm kiếm",
        Section.ADMIN: "Quản trị",
        Section.SIGN_IN: "Đăng nhập",
    },
    navigation="Các trang",
    signed_in_as="Đã đăng nhập: {role}",
    roles={
        "unit": "đơn vị",
        "verifier": "người xác minh",
        "secretary": "thường trực thi đua",
        "council": "thành viên hội đồng",
        "authority": "người có thẩm quyền",
        "publisher": "người công bố",
        "auditor": "người kiểm tra",
        "admin": "quản trị viên",
    },
    other_language="English",
    as_of_banner="Đang xem số liệu như hệ thống đã ghi nhận đến thời điểm {as_of}.",
    as_of_position="vị trí trong sổ cái {position}",
    as_of_now="Về hiện tại",
    new_form="Là việc khác? Mở một biểu mẫu mới trong cửa sổ khác; những gì đã nhập ở đây vẫn còn.",
    simulated_banner="Bản trình diễn: đồng hồ và số liệu là mô phỏng, hôm nay là {today}.",
    position="Vị trí trong sổ cái",
    live_on="Trực tiếp",
    live_off="Đang nối lại…",
    source_note="Mọi con số được tính từ các sự việc đã ghi đến vị trí này.",
    problem_title="Không mở được trang này",
    problem_home="Về trang tổng quan",
    download="Tải bảng này:",
    verdicts={
        "CANDIDATE": "Đủ điều kiện bình xét",
        "NEEDS_REVIEW": "Cần xem xét",
        "NOT_YET": "Chưa đạt",
        "HELD": "Tạm dừng",
        "DUPLICATE": "Trùng thành tích",
    },
    awards={
        "LABOUR_ORDER_1": "Huân chương Lao động hạng Nhất",
        "LABOUR_ORDER_2": "Huân chương Lao động hạng Nhì",
        "LABOUR_ORDER_3": "Huân chương Lao động hạng Ba",
        "PM_MERIT": "Bằng khen của Thủ tướng Chính phủ",
        "PROVINCE_MERIT": "Bằng khen của Chủ tịch UBND tỉnh",
        "AGENCY_COMMENDATION": "Giấy khen",
    },
    works={"NEW_BUILD": "Xây mới", "REPAIR": "Sửa chữa"},
    money={"billion": "{} tỷ đồng", "million": "{} triệu đồng", "dong": "{} đồng"},
)

EN: Final = Wording(
    language="en",
    product="Thi Đua",
    skip="Skip to the main part",
    sections={
        Section.OVERVIEW: "Overview",
        Section.UNITS: "Units",
        Section.HOUSEHOLDS: "Households",
        Section.ACTIVITIES: "Activities",
        Section.PUBLICATION: "Publication",
        Section.CANDIDATES: "Candidates",
        Section.INBOX: "Inbox",
        Section.AUDIT: "Audit",
        Section.SEARCH: "Search",
        Section.ADMIN: "Administration",
        Section.SIGN_IN: "Sign in",
    },
    navigation="Pages",
    signed_in_as="Signed in: {role}",
    roles={
        "unit": "unit",
        "verifier": "verifier",
        "secretary": "secretary",
        "council": "council member",
        "authority": "deciding authority",
        "publisher": "publisher",
        "auditor": "auditor",
        "admin": "administrator",
    },
    other_language="Tiếng Việt",
    as_of_banner="You see the figures as they were on record at {as_of}.",
    as_of_position="position in the log {position}",
    as_of_now="Back to now",
    new_form="Is it something else? Open a new form in another window; what you entered here stays.",
    simulated_banner="Demonstration: the clock and the figures are simulated; today is {today}.",
    position="Position in the log",
    live_on="Live",
    live_off="Reconnecting…",
    source_note="Every figure is drawn from the facts recorded up to this position.",
    problem_title="This page cannot be shown",
    problem_home="To the overview",
    download="Download this table:",
    verdicts={
        "CANDIDATE": "Fit to be voted on",
        "NEEDS_REVIEW": "Needs review",
        "NOT_YET": "Not yet",
        "HELD": "On hold",
        "DUPLICATE": "Same achievement",
    },
    awards={
        "LABOUR_ORDER_1": "Labour Order, First Class",
        "LABOUR_ORDER_2": "Labour Order, Second Class",
        "LABOUR_ORDER_3": "Labour Order, Third Class",
        "PM_MERIT": "Prime Minister's Certificate of Merit",
        "PROVINCE_MERIT": "Provincial Chairman's Certificate of Merit",
        "AGENCY_COMMENDATION": "Certificate of Commendation",
    },
    works={"NEW_BUILD": "New build", "REPAIR": "Repair"},
    money={"billion": "{} bn đồng", "million": "{} m đồng", "dong": "{} đồng"},
)
WORDINGS: Final[Mapping[Language, Wording]] = {"vi": VI, "en": EN}
