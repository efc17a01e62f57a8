"""The words of the pages of households and activities, in Vietnamese and in English. They know no page and no table.

Official words are the glossary's. Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class ThingWords:
    """Every word of these pages in one language. `fields` names the data of facts, `facts` the facts themselves."""

    households: str
    household: str
    activities: str
    activity: str
    none: str
    turns: str
    total: str
    search: str
    state: str
    paid: str
    person: str
    sealed: str
    erased: str
    evidence: str
    picture_of: str
    kept: str
    kept_elsewhere: str
    not_here: str
    timeline: str
    fact: str
    happened: str
    what: str
    who: str
    three_hards: str
    met: str
    not_met: str
    unchecked: str
    page_of: str
    earlier: str
    later: str
    states: Mapping[str, str]
    tracks: Mapping[str, str]
    sources: Mapping[str, str]
    categories: Mapping[str, str]
    fields: Mapping[str, str]
    facts: Mapping[str, str]


_VI: Final = ThingWords(
    households="Hộ gia đình",
    household="Mã hộ",
    activities="Hoạt động",
    activity="Mã hoạt động",
    none="Không có gì khớp với điều kiện lọc.",
    turns="Đến lượt",
    total="{number} mục",
    search="Tìm theo mã hoặc tên việc",
    state="Trạng thái",
    paid="Đã hỗ trợ",
    person="Người đứng tên",
    sealed="Đã niêm phong, không mở cho vai trò này",
    erased="Dữ liệu cá nhân đã được xóa",
    evidence="Minh chứng",
    picture_of="Ảnh minh chứng {number} của {thing}",
    kept="Đã nhận tệp",
    kept_elsewhere="Lưu ở nơi khác",
    not_here="Chưa nhận tệp",
    timeline="Diễn biến",
    fact="Sự việc",
    happened="Xảy ra lúc",
    what="Nội dung",
    who="Người ghi",
    three_hards="Ba cứng",
    met="Đạt",
    not_met="Không đạt",
    unchecked="Chưa kiểm tra",
    page_of="Trang {page} trên {pages}",
    earlier="Trang trước",
    later="Trang sau",
    states={
        "identified": "Đã rà soát",
        "verified": "Đã xác minh",
        "ineligible": "Không đủ điều kiện",
        "approved": "Đã phê duyệt",
        "started": "Đã khởi công",
        "completed": "Đã hoàn thành",
        "quality_passed": "Đạt chất lượng",
        "quality_failed": "Chưa đạt chất lượng",
        "handed_over": "Đã bàn giao",
        "withdrew": "Xin rút",
        "rejected": "Bị loại",
        "recorded": "Đã ghi nhận",
        "disputed": "Đang tranh chấp",
        "withdrawn": "Đã rút",
    },
    tracks={
        "MERIT_PEOPLE": "Người có công",
        "NTP_POVERTY": "CTMTQG giảm nghèo bền vững",
        "NTP_ETHNIC": "CTMTQG vùng dân tộc thiểu số",
        "CAMPAIGN": "Phong trào xóa nhà tạm",
    },
    sources={
        "MERIT_PEOPLE": "Hỗ trợ người có công",
        "NTP_POVERTY": "CTMTQG giảm nghèo bền vững",
        "NTP_ETHNIC": "CTMTQG vùng dân tộc thiểu số",
        "CAMPAIGN": "Phong trào xóa nhà tạm",
        "BUDGET": "Ngân sách địa phương",
        "FUND_FOR_THE_POOR": "Quỹ Vì người nghèo",
        "SPONSOR": "Nhà tài trợ",
        "COMMUNITY": "Cộng đồng",
    },
    categories={
        "POOR": "Hộ nghèo",
        "NEAR_POOR": "Hộ cận nghèo",
        "DISASTER_AFFECTED": "Bị thiên tai",
        "MERIT_PERSON": "Người có công",
    },
    fields={
        "unit_id": "Đơn vị",
        "recorded_by": "Đơn vị đã ghi",
        "track": "Chương trình",
        "category": "Đối tượng",
        "work": "Hình thức",
        "list_no": "Danh sách số",
        "support_vnd": "Mức hỗ trợ",
        "amount_vnd": "Số tiền",
        "source": "Nguồn",
        "disbursement_id": "Mã chi",
        "disbursed_on": "Ngày chi",
        "started_on": "Ngày khởi công",
        "completed_on": "Ngày hoàn thành",
        "handed_over_on": "Ngày bàn giao",
        "area_m2": "Diện tích (m²)",
        "floor": "Nền cứng",
        "frame": "Khung, tường cứng",
        "roof": "Mái cứng",
        "passed": "Đạt chất lượng",
        "eligible": "Đủ điều kiện",
        "notes": "Ghi chú",
        "note": "Ghi chú",
        "reason": "Lý do",
        "basis": "Căn cứ",
        "kind": "Loại",
        "clause": "Điều khoản",
        "title": "Tên việc",
        "quantity": "Khối lượng",
        "measure": "Đơn vị tính",
        "occurred_on": "Ngày làm",
    },
    facts={
        "household.identified": "Đưa vào danh sách",
        "household.verified": "Xác minh",
        "household.approved": "Phê duyệt hỗ trợ",
        "household.withdrew": "Hộ xin rút",
        "household.rejected": "Loại khỏi danh sách",
        "house.started": "Khởi công",
        "house.completed": "Hoàn thành",
        "house.checked": "Kiểm tra chất lượng",
        "house.handed_over": "Bàn giao",
        "funds.disbursed": "Chi hỗ trợ",
        "funds.reversed": "Thu hồi khoản chi",
        "personal_data.erased": "Xóa dữ liệu cá nhân",
        "evidence.attached": "Nhận minh chứng",
        "activity.recorded": "Ghi nhận",
        "activity.corrected": "Đính chính",
        "activity.withdrawn": "Rút",
        "activity.verified": "Xác minh",
        "activity.disputed": "Tranh chấp",
    },
)
_EN: Final = ThingWords(
    households="Households",
    household="Household",
    activities="Activities",
    activity="Activity",
    none="Nothing fits these filters.",
    turns="Next to do",
    total="{number} in all",
    search="Find by id or title",
    state="State",
    paid="Paid so far",
    person="Person",
    sealed="Sealed, and not opened for this role",
    erased="The personal data was erased",
    evidence="Evidence",
    picture_of="Picture {number} of {thing}",
    kept="The file is here",
    kept_elsewhere="Kept elsewhere",
    not_here="The file has not come",
    timeline="What happened",
    fact="Fact",
    happened="Happened at",
    what="Content",
    who="Recorded by",
    three_hards="Three hards",
    met="Met",
    not_met="Not met",
    unchecked="Not checked yet",
    page_of="Page {page} of {pages}",
    earlier="Previous page",
    later="Next page",
    states={
        "identified": "Identified",
        "verified": "Verified",
        "ineligible": "Not eligible",
        "approved": "Approved",
        "started": "Started",
        "completed": "Completed",
        "quality_passed": "Quality passed",
        "quality_failed": "Quality not met",
        "handed_over": "Handed over",
        "withdrew": "Withdrew",
        "rejected": "Rejected",
        "recorded": "Recorded",
        "disputed": "Disputed",
        "withdrawn": "Withdrawn",
    },
    tracks={
        "MERIT_PEOPLE": "People of merit",
        "NTP_POVERTY": "National programme, poverty",
        "NTP_ETHNIC": "National programme, ethnic minorities",
        "CAMPAIGN": "The campaign",
    },
    sources={
        "MERIT_PEOPLE": "Support for people of merit",
        "NTP_POVERTY": "National programme, poverty",
        "NTP_ETHNIC": "National programme, ethnic minorities",
        "CAMPAIGN": "The campaign",
        "BUDGET": "Local budget",
        "FUND_FOR_THE_POOR": "Fund for the Poor",
        "SPONSOR": "Sponsor",
        "COMMUNITY": "Community",
    },
    categories={
        "POOR": "Poor",
        "NEAR_POOR": "Near-poor",
        "DISASTER_AFFECTED": "Struck by disaster",
        "MERIT_PERSON": "Person of merit",
    },
    fields={
        "unit_id": "Unit",
        "recorded_by": "Recorded by unit",
        "track": "Programme",
        "category": "Category",
        "work": "Work",
        "list_no": "List",
        "support_vnd": "Support",
        "amount_vnd": "Amount",
        "source": "Source",
        "disbursement_id": "Payment",
        "disbursed_on": "Paid on",
        "started_on": "Started on",
        "completed_on": "Completed on",
        "handed_over_on": "Handed over on",
        "area_m2": "Area (m²)",
        "floor": "Hard floor",
        "frame": "Hard frame",
        "roof": "Hard roof",
        "passed": "Quality passed",
        "eligible": "Eligible",
        "notes": "Notes",
        "note": "Note",
        "reason": "Reason",
        "basis": "Basis",
        "kind": "Kind",
        "clause": "Clause",
        "title": "Title",
        "quantity": "Quantity",
        "measure": "Measure",
        "occurred_on": "Done on",
    },
    facts={
        "household.identified": "Put on the list",
        "household.verified": "Verified",
        "household.approved": "Support approved",
        "household.withdrew": "Withdrew",
        "household.rejected": "Taken off the list",
        "house.started": "Work started",
        "house.completed": "Completed",
        "house.checked": "Quality checked",
        "house.handed_over": "Handed over",
        "funds.disbursed": "Support paid",
        "funds.reversed": "Payment taken back",
        "personal_data.erased": "Personal data erased",
        "evidence.attached": "Evidence came",
        "activity.recorded": "Recorded",
        "activity.corrected": "Corrected",
        "activity.withdrawn": "Withdrawn",
        "activity.verified": "Verified",
        "activity.disputed": "Disputed",
    },
)
THING_WORDS: Final[Mapping[Language, ThingWords]] = {"vi": _VI, "en": _EN}
