"""Why a decision, its handing over or its annulment is refused. No text repeats what was stated."""

from typing import Final

from services.awards.domain.refusals.saying import refused

DECISION_NO_USED: Final = refused(
    "decision_no_used",
    "Số quyết định này đã được dùng",
    "Hãy kiểm tra số quyết định",
    "This decision number was used already",
    "Check the number",
)
DECISION_UNKNOWN: Final = refused(
    "decision_unknown",
    "Chưa có quyết định khen thưởng nào mang số này",
    "Hãy kiểm tra số quyết định",
    "There is no award decision with this number",
    "Check the number",
)
DECISION_EMPTY: Final = refused(
    "decision_without_subjects",
    "Quyết định không nêu ai, hoặc nêu một đối tượng hay một đề nghị hai lần",
    "Hãy ghi các đối tượng, mỗi đối tượng một lần",
    "The decision names nobody, or a subject or nomination twice",
    "State its subjects, each once",
)
NOT_AS_NOMINATED: Final = refused(
    "not_as_nominated",
    "Đối tượng hoặc hình thức khen không đúng như đề nghị đã nêu",
    "Hãy đối chiếu với đề nghị",
    "The subject or the award is not that of the nomination",
    "Compare with the nomination",
)
FOUR_EYES: Final = refused(
    "four_eyes",
    "Người đã mở hoặc trình đề nghị không được quyết định đề nghị đó",
    "Hãy để người có thẩm quyền khác quyết định",
    "Who opened or submitted a nomination cannot decide it",
    "Let another authority decide",
)
NAMES_ENDED_UNIT: Final = refused(
    "decision_names_ended_unit",
    "Ngày quyết định, tập thể được đề nghị đã sáp nhập hoặc chia tách, nên quyết định không nêu tên tập thể đó được",
    "Hãy nêu đơn vị đang tiếp nhận công việc (xem by trong hồ sơ đề nghị), hoặc ghi ngày quyết định trước đó",
    "On the day of the decision the nominated collective had been merged or split, so a decision cannot name it",
    "Name the unit that holds its work (see by in the nomination), or a day of decision before that",
)
BEFORE_BALLOT: Final = refused(
    "decided_before_ballot",
    "Ngày quyết định đứng trước ngày hội đồng bỏ phiếu hoặc ký biên bản",
    "Hãy sửa decided_on",
    "The decision is dated before the council's ballot or the signing of its minutes",
    "Correct decided_on",
)
NO_BASE_SALARY: Final = refused(
    "base_salary_unknown",
    "Chưa biết mức lương cơ sở của ngày quyết định nên không tính được tiền thưởng",
    "Hãy sửa decided_on, hoặc bổ sung mức lương trong mục law của đợt",
    "The base salary of the decision's day is not known, and no bonus can be calculated",
    "Correct decided_on, or add the salary in the campaign's law section",
)
ALREADY_CONFERRED: Final = refused(
    "already_conferred",
    "Khen thưởng theo quyết định này đã được trao",
    "Không cần làm gì thêm",
    "The awards of this decision were handed over already",
    "There is nothing more to do",
)
ALL_ANNULLED: Final = refused(
    "all_annulled",
    "Mọi khen thưởng của quyết định này đã bị hủy",
    "Không còn gì để trao",
    "Every award of this decision is annulled",
    "There is nothing left to hand over",
)
NEVER_AWARDED: Final = refused(
    "never_awarded",
    "Quyết định này không khen thưởng đối tượng được nêu",
    "Hãy kiểm tra số quyết định và đối tượng",
    "This decision gave nothing to the subject that is named",
    "Check the decision's number and the subject",
)
ALREADY_ANNULLED: Final = refused(
    "already_annulled",
    "Khen thưởng của đối tượng này theo quyết định này đã bị hủy",
    "Không cần làm gì thêm",
    "This subject's award by this decision was annulled already",
    "There is nothing more to do",
)
DAYS_OUT_OF_ORDER: Final = refused(
    "days_out_of_order",
    "Ngày này đứng trước ngày quyết định",
    "Hãy sửa ngày",
    "This day lies before the day of the decision",
    "Correct the day",
)
