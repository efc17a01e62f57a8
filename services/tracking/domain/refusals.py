"""Every refusal of tracking on one page: its code, what happened and what to do. No text repeats what was stated."""

from typing import Final

from shared.core.decider import Refused

FORBIDDEN: Final = 403

# --- ids: the same three sentences for every thing that has one ---------------------------------------------------

_THINGS: Final = {
    "activity": ("hoạt động", "activity"),
    "household": ("hộ", "household"),
    "contribution": ("khoản đóng góp", "contribution"),
    "disbursement": ("lần giải ngân", "disbursement"),
    "inspection": ("cuộc kiểm tra", "inspection"),
    "finding": ("phát hiện kiểm tra", "finding"),
    "report": ("báo cáo", "report"),
    "obstacle": ("vướng mắc", "obstacle"),
    "review": ("hội nghị sơ kết, tổng kết", "review"),
    "feedback": ("phản ánh", "piece of feedback"),
    "quality": ("vấn đề dữ liệu", "matter of data quality"),
    "unit": ("đơn vị", "unit"),
    "person": ("người", "person"),
    "ruleset": ("bộ quy tắc", "rule set"),
    "discipline": ("quyết định kỷ luật", "disciplinary decision"),
}
ID_USED: Final = {
    thing: Refused(
        f"{thing}_id_used",
        f"Mã này đã được dùng cho một {vi} và không dùng lại, nên chưa ghi gì. Hãy gửi với mã mới.",
        f"This id already belongs to one {en} and is never reused, so nothing was recorded. Send it under a new id.",
    )
    for thing, (vi, en) in _THINGS.items()
}
UNKNOWN: Final = {
    thing: Refused(
        f"{thing}_unknown",
        f"Chưa có {vi} nào mang mã này, nên chưa ghi gì. Hãy kiểm tra mã, hoặc ghi {vi} đó trước.",
        f"There is no {en} with this id, so nothing was recorded. Check the id, or record the {en} first.",
    )
    for thing, (vi, en) in _THINGS.items()
}

# --- the campaign and its rule sets --------------------------------------------------------------------------------

CAMPAIGN_UNKNOWN: Final = Refused(
    "campaign_unknown",
    "Đợt thi đua này chưa được phát động, nên chưa ghi gì. Hãy kiểm tra mã đợt, hoặc phát động trước.",
    "This campaign has not been launched, so nothing was recorded. Check its id, or launch it first.",
)
CAMPAIGN_ALREADY_LAUNCHED: Final = Refused(
    "campaign_already_launched",
    "Đợt thi đua này đã được phát động và chỉ phát động một lần. Hãy gửi campaign.amended để thay đổi.",
    "This campaign was launched already, and is launched only once. Send campaign.amended to change it.",
)
CAMPAIGN_CLOSED: Final = Refused(
    "campaign_closed",
    "Đợt thi đua đã kết thúc và không nhận thêm sự kiện, nên chưa ghi gì. Hãy hỏi cơ quan thường trực.",
    "The campaign is closed and takes no further facts, so nothing was recorded. Ask its standing office.",
)
CAMPAIGN_DIFFERS: Final = Refused(
    "campaign_differs",
    "Mã đợt trong nội dung khác với thuộc tính campaign, nên chưa ghi gì. Hãy ghi cùng một mã ở cả hai nơi.",
    "The campaign in data is not the attribute's, so nothing was recorded. State the same id in both places.",
)
CAMPAIGN_DAYS: Final = Refused(
    "campaign_ends_before_it_starts",
    "Ngày kết thúc đứng trước ngày bắt đầu, nên chưa ghi gì. Hãy sửa starts_on hoặc ends_on.",
    "The campaign would end before it starts, so nothing was recorded. Correct starts_on or ends_on.",
)
TIME_ZONE_UNKNOWN: Final = Refused(
    "time_zone_unknown",
    "Múi giờ này không có trong cơ sở dữ liệu IANA, nên chưa ghi gì. Hãy ghi như Asia/Ho_Chi_Minh.",
    "This time zone is not in the IANA database, so nothing was recorded. Write it like Asia/Ho_Chi_Minh.",
)
DEFINITION_REPEATS_ID: Final = Refused(
    "definition_repeats_id",
    "Hai đơn vị hoặc hai điều khoản trong định nghĩa có cùng mã, nên chưa ghi gì. Hãy cho mỗi mục một mã riêng.",
    "Two units or two clauses of the definition share an id, so nothing was recorded. Give each its own.",
)
AMENDMENT_DROPS_ID: Final = Refused(
    "amendment_drops_id",
    "Bản sửa bỏ đơn vị hoặc điều khoản mà sự kiện cũ có thể nói đến, nên chưa ghi gì. Hãy giữ mọi mã đã có.",
    "The amendment drops units or clauses that facts may speak of; nothing was recorded. Keep every id there was.",
)
AMENDMENT_MOVES_TIME_ZONE: Final = Refused(
    "amendment_moves_time_zone",
    "Đổi múi giờ sẽ làm đổi ngày của các sự kiện đã ghi, nên chưa ghi gì. Hãy giữ múi giờ lúc phát động.",
    "Another time zone would move the days of recorded facts; nothing was recorded. Keep the one of the launch.",
)
RULE_SET_DAYS: Final = Refused(
    "ruleset_ends_before_it_begins",
    "Bộ quy tắc hết hiệu lực trước khi có hiệu lực, nên chưa ghi gì. Hãy sửa in_force.",
    "The rule set would end before it begins, so nothing was recorded. Correct in_force.",
)
RULE_SETS_OVERLAP: Final = Refused(
    "rulesets_overlap",
    "Trong những ngày này có bộ quy tắc khác đã định ngày hết, hoặc không bắt đầu sớm hơn, nên chưa ghi gì. Hãy chọn "
    "những ngày còn trống, hoặc ngày đầu sau ngày đầu của bộ chưa định ngày hết.",
    "On some of these days another rule set is in force that has a last day, or does not begin earlier, so nothing was "
    "recorded. Choose days that are free, or that begin after the one without a last day.",
)

# --- who speaks, of what, on which day ----------------------------------------------------------------------------

NOT_OWN_UNIT: Final = Refused(
    "not_own_unit",
    "Việc này thuộc đơn vị khác; một đơn vị chỉ ghi việc của mình. Hãy dùng mã truy cập của đơn vị có việc đó.",
    "This belongs to another unit, and a unit speaks for itself alone. Use the token of the unit whose it is.",
    status=FORBIDDEN,
)
NOT_TAKING_PART: Final = Refused(
    "unit_unknown",
    "Đơn vị này không tham gia đợt hoặc chưa có trong danh bạ, nên chưa ghi gì. Hãy kiểm tra mã đơn vị.",
    "This unit takes no part in the campaign or is not in the registry; nothing was recorded. Check its id.",
)
CLAUSE_UNKNOWN: Final = Refused(
    "clause_unknown",
    "Kế hoạch của đợt không có điều khoản mang mã này, nên chưa ghi gì. Hãy chọn một điều khoản có trong kế hoạch.",
    "The campaign's plan has no clause with this id, so nothing was recorded. Choose a clause of the plan.",
)
DAY_IN_FUTURE: Final = Refused(
    "day_in_future",
    "Ngày của việc đã làm đứng sau ngày trong time, nên chưa ghi gì. Hãy sửa ngày, hoặc gửi khi việc đã xong.",
    "The day lies after the day of time, as if it had yet to come. Correct it, or send this once it is done.",
)
DAYS_OUT_OF_ORDER: Final = Refused(
    "days_out_of_order",
    "Ngày này đứng trước ngày của bước trước đó của ngôi nhà, nên chưa ghi gì. Hãy sửa ngày.",
    "This day lies before the day of the house's previous step, so nothing was recorded. Correct the day.",
)

# --- activities ---------------------------------------------------------------------------------------------------

ACTIVITY_WITHDRAWN: Final = Refused(
    "activity_withdrawn",
    "Hoạt động này đã được rút và không tính nữa, nên chưa ghi gì. Nếu rút nhầm, hãy ghi lại với mã mới.",
    "This activity was withdrawn for good, so nothing was recorded. If by mistake, record it under a new id.",
)
ACTIVITY_ALREADY_VERIFIED: Final = Refused(
    "activity_already_verified",
    "Hoạt động này đã được xác nhận như hiện có, nên chưa ghi gì. Không cần làm gì thêm.",
    "This activity is verified as it stands, so nothing was recorded. There is nothing more to do.",
)
ACTIVITY_ALREADY_DISPUTED: Final = Refused(
    "activity_already_disputed",
    "Hoạt động này đang bị nghi vấn, nên chưa ghi gì. Hãy xác nhận khi đã rõ, hoặc để đơn vị rút.",
    "This activity is disputed already, so nothing was recorded. Verify it once it is clear, or have it withdrawn.",
)
CORRECTION_EMPTY: Final = Refused(
    "correction_empty",
    "Bản đính chính không sửa trường nào, nên chưa ghi gì. Hãy ghi ít nhất một trường trong changes.",
    "The correction changes no field, so nothing was recorded. State at least one field in changes.",
)

# --- households and houses: too early, too late -------------------------------------------------------------------

PERSON_ALREADY_LISTED: Final = Refused(
    "person_already_listed",
    "Người này đã có trong danh sách của đợt; mỗi người được hỗ trợ một lần. Hãy đối chiếu các chương trình.",
    "This person is on the campaign's lists already; each is supported once. Compare the tracks and the units.",
)
PERSON_ALREADY_SUPPORTED: Final = Refused(
    "person_already_supported",
    "Hộ cũ của người này đã rời danh sách nhưng tiền chưa thu hồi. Hãy ghi funds.reversed trước khi lập lại.",
    "This person's earlier household left with money not yet taken back. State funds.reversed first, then list again.",
)
HOUSEHOLD_ENDED: Final = Refused(
    "household_ended",
    "Hộ này đã rút hoặc bị loại khỏi danh sách, nên chưa ghi gì. Nếu cần, hãy lập hộ mới từ đầu.",
    "This household withdrew or was rejected, so nothing was recorded. If need be, identify it anew.",
)
HOUSEHOLD_ALREADY_VERIFIED: Final = Refused(
    "household_already_verified",
    "Hộ này đã được thẩm tra là đủ điều kiện, nên chưa ghi gì. Nếu không đúng, hãy ghi household.rejected.",
    "This household was found eligible already; nothing was recorded. If it is not, state household.rejected.",
)
HOUSEHOLD_NOT_VERIFIED: Final = Refused(
    "household_not_verified",
    "Hộ này chưa được thẩm tra là đủ điều kiện, nên chưa phê duyệt được. Hãy ghi household.verified trước.",
    "This household was not found eligible yet, so it cannot be approved. State household.verified first.",
)
HOUSEHOLD_ALREADY_APPROVED: Final = Refused(
    "household_already_approved",
    "Hộ này đã được phê duyệt và giữ mức hỗ trợ khi đó, nên chưa ghi gì. Không cần làm gì thêm.",
    "This household is approved and keeps the support of that day; nothing was recorded. There is no more to do.",
)
HOUSEHOLD_NOT_APPROVED: Final = Refused(
    "household_not_approved",
    "Hộ này chưa được phê duyệt nên chưa khởi công, chưa chi tiền được. Hãy ghi household.approved trước.",
    "This household is not approved, so neither work nor money may begin. State household.approved first.",
)
HOUSE_ALREADY_STARTED: Final = Refused(
    "house_already_started",
    "Ngôi nhà này đã khởi công, nên chưa ghi gì. Hãy ghi bước tiếp theo: house.completed.",
    "Work on this house has begun already, so nothing was recorded. State the next step: house.completed.",
)
HOUSE_NOT_STARTED: Final = Refused(
    "house_not_started",
    "Ngôi nhà này chưa khởi công nên chưa thể hoàn thành. Hãy ghi phê duyệt và house.started trước.",
    "Work on this house has not begun, so it cannot be finished. State its approval and house.started first.",
)
HOUSE_ALREADY_COMPLETED: Final = Refused(
    "house_already_completed",
    "Ngôi nhà này đã hoàn thành, nên chưa ghi gì. Sau khi hoàn thành, hộ không hoàn thành lần nữa và không rút.",
    "This house is finished, so nothing was recorded. It is not finished twice, and its household leaves no more.",
)
HOUSE_NOT_COMPLETED: Final = Refused(
    "house_not_completed",
    "Ngôi nhà này chưa hoàn thành nên chưa kiểm tra chất lượng được. Hãy ghi house.completed trước.",
    "This house is not finished, so its quality cannot be checked. State house.completed first.",
)
HOUSE_ALREADY_PASSED: Final = Refused(
    "house_already_passed",
    "Ngôi nhà này đã đạt kiểm tra, nên chưa ghi gì. Hãy ghi bước tiếp theo: house.handed_over.",
    "This house has passed its check already, so nothing was recorded. State the next step: house.handed_over.",
)
HOUSE_NOT_PASSED: Final = Refused(
    "house_not_passed",
    "Ngôi nhà này chưa đạt kiểm tra nên chưa bàn giao được. Hãy kiểm tra lại: house.checked với passed true.",
    "This house has not passed a check, so it cannot be handed over. State house.checked with passed true first.",
)
HOUSE_ALREADY_HANDED_OVER: Final = Refused(
    "house_already_handed_over",
    "Ngôi nhà này đã bàn giao, nên chưa ghi gì. Không cần làm gì thêm.",
    "This house was handed over already, so nothing was recorded. There is nothing more to do.",
)

# --- money --------------------------------------------------------------------------------------------------------

ABOVE_SUPPORT: Final = Refused(
    "above_support",
    "Tổng tiền chi sẽ vượt mức hỗ trợ được duyệt, nên chưa ghi gì. Hãy giảm số tiền, hoặc hoàn một khoản chi sai.",
    "In sum this would exceed the approved support; nothing was recorded. Pay less, or reverse a wrong payment.",
)
ALREADY_REVERSED: Final = Refused(
    "disbursement_already_reversed",
    "Lần giải ngân này đã được hoàn, nên chưa ghi gì. Không cần làm gì thêm.",
    "This disbursement was reversed already, so nothing was recorded. There is nothing more to do.",
)
CONTRIBUTION_EMPTY: Final = Refused(
    "contribution_empty",
    "Khoản đóng góp không có tiền, ngày công hay hiện vật, nên chưa ghi gì. Hãy ghi ít nhất một thứ.",
    "The contribution gives neither money, labour nor goods, so nothing was recorded. State at least one.",
)

# --- inspections, reports, obstacles ------------------------------------------------------------------------------

FINDING_ALREADY_CLOSED: Final = Refused(
    "finding_already_closed",
    "Phát hiện này đã được khép lại, nên chưa ghi gì. Nếu còn tồn tại, hãy ghi một phát hiện mới.",
    "This finding is closed already, so nothing was recorded. If it persists, raise a new one.",
)
REPORT_EXISTS: Final = Refused(
    "report_exists",
    "Đơn vị đã báo cáo kỳ này; mỗi kỳ một báo cáo. Để sửa số liệu, hãy gửi bản đính chính (report.corrected).",
    "The unit has reported on this period, and does so once. To change figures, send a correction (report.corrected).",
)
PERIOD_OF_OTHER_KIND: Final = Refused(
    "period_of_other_kind",
    "Kỳ báo cáo không đúng chế độ của đợt (tháng 2025-03, quý 2025-Q1, năm 2025). Hãy ghi kỳ theo chế độ đó.",
    "The period does not fit how the campaign reports (2025-03, 2025-Q1 or 2025). State one that does.",
)
OBSTACLE_ALREADY_RESOLVED: Final = Refused(
    "obstacle_already_resolved",
    "Vướng mắc này đã được gỡ, nên chưa ghi gì. Nếu gặp lại, hãy ghi một vướng mắc mới.",
    "This obstacle is resolved already, so nothing was recorded. If it is met again, report a new one.",
)

# --- the registry -------------------------------------------------------------------------------------------------

UNIT_CIRCLE: Final = Refused(
    "unit_circle",
    "Đơn vị không thể là cấp trên hoặc đơn vị kế thừa của chính nó, nên chưa ghi gì. Hãy chọn đơn vị khác.",
    "A unit cannot be its own parent or successor, so nothing was recorded. Name another unit.",
)
UNIT_ENDED: Final = Refused(
    "unit_ended",
    "Đơn vị này đã sáp nhập hoặc giải thể, nên chưa ghi gì. Hãy chọn đơn vị đang tiếp nhận công việc của nó.",
    "This unit was merged or dissolved already, so nothing was recorded. Name the unit that holds its work.",
)
MERGER_EMPTY: Final = Refused(
    "merger_empty",
    "Việc sáp nhập không nêu đơn vị nào được nhập vào, nên chưa ghi gì. Hãy ghi ít nhất một đơn vị.",
    "The merger names no unit that becomes part of the other; nothing was recorded. Name at least one.",
)
PERSON_ALREADY_THERE: Final = Refused(
    "person_already_there",
    "Người này đã thuộc đơn vị nêu trong sự kiện, nên chưa ghi gì. Hãy kiểm tra to_unit_id.",
    "This person belongs to that unit already, so nothing was recorded. Check to_unit_id.",
)
DISCIPLINE_ALREADY_ENDED: Final = Refused(
    "discipline_already_ended",
    "Kỷ luật theo quyết định này đã chấm dứt, nên chưa ghi gì. Không cần làm gì thêm.",
    "The discipline under this decision has ended already, so nothing was recorded. There is nothing more to do.",
)
