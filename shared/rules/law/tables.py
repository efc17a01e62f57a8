"""What the law asks of a dossier, a ballot and a bonus, and when who is urged, by day. Data only; `law` reads it.

A value stands as a campaign's `law:` section would write it, with who says so, how sure that is, and since when.
"""

from typing import Final, TypeAlias, get_args

from shared.core.values import Award
from shared.rules.law.entries import Entry

Table: TypeAlias = dict[str, tuple[Entry, ...]]

AWARDS: Final[tuple[Award, ...]] = get_args(Award)
LABOUR_ORDERS: Final = ("LABOUR_ORDER_1", "LABOUR_ORDER_2", "LABOUR_ORDER_3")
BODIES: Final = "cong-an noi-vu moi-truong thue-bhxh thanh-tra y-te"
THREE_PAPERS: Final = "SUBMISSION_LETTER ACHIEVEMENT_REPORT MINUTES"
DECREE_152: Final = "2025-07-01"

PAPERS: Final[Table] = {
    **{
        award: (
            Entry(THREE_PAPERS, "Nghị định 98/2023/NĐ-CP, theo hồ sơ Bằng khen của Thủ tướng", "INFERRED"),
            Entry(THREE_PAPERS, "Nghị định 152/2025/NĐ-CP, theo Điều 42", "INFERRED", DECREE_152),
        )
        for award in LABOUR_ORDERS
    },
    "PM_MERIT": (
        Entry(THREE_PAPERS, "Nghị định 98/2023/NĐ-CP (Quyết định 311/QĐ-BNV năm 2025)", "SEEN"),
        Entry(THREE_PAPERS, "Nghị định 152/2025/NĐ-CP Điều 42", "SEEN", DECREE_152),
    ),
    "PROVINCE_MERIT": (Entry(THREE_PAPERS, "Thủ tục cấp tỉnh, khen thưởng chuyên đề (Tiền Giang)", "SEEN"),),
    "AGENCY_COMMENDATION": (Entry(THREE_PAPERS, "Luật 06/2022/QH15 Điều 75; lựa chọn của hệ thống", "CHOICE"),),
}

CLEARANCES: Final[Table] = {
    **{award: (Entry(BODIES, "Theo 86/2025/QĐ-UBND Bắc Ninh Điều 10", "INFERRED"),) for award in LABOUR_ORDERS},
    "PM_MERIT": (Entry(BODIES, "86/2025/QĐ-UBND Bắc Ninh Điều 10 (quy chế của tỉnh khác)", "SEEN"),),
    "PROVINCE_MERIT": (Entry("", "Chưa thấy quy chế của tỉnh Hòa Bình", "CHOICE"),),
    "AGENCY_COMMENDATION": (Entry("", "Luật không yêu cầu", "INFERRED"),),
}

# Working days. Under Decree 152 those for the Labour Order were not found; ten are asked for the title of Hero.
PUBLIC_COMMENT_DAYS: Final[Table] = {
    **{award: (Entry(10, "Nghị định 98/2023/NĐ-CP; theo danh hiệu Anh hùng", "MEMORY"),) for award in LABOUR_ORDERS},
    "PM_MERIT": (Entry(0, "Luật không yêu cầu", "INFERRED"),),
    "PROVINCE_MERIT": (Entry(0, "Luật không yêu cầu", "INFERRED"),),
    "AGENCY_COMMENDATION": (Entry(0, "Luật không yêu cầu", "INFERRED"),),
}

# The law asks for a share of votes for titles only; for these awards it asks for minutes (Decree 98 Art. 30(7)).
_NO_SHARE: Final = "Luật chỉ yêu cầu biên bản họp xét; lựa chọn của hệ thống"
QUORUM: Final[Table] = {award: (Entry("at least 2/3 of ALL_MEMBERS", _NO_SHARE, "CHOICE"),) for award in AWARDS}
VOTES_FOR: Final[Table] = {award: (Entry("more than 1/2 of ALL_MEMBERS", _NO_SHARE, "CHOICE"),) for award in AWARDS}
ROUNDS: Final[Table] = {
    award: (Entry(2, "Theo Thông tư 01/2024/TT-TANDTC: bỏ phiếu tối đa hai lần", "CHOICE"),) for award in AWARDS
}
# Whether a member may vote on the unit in which the registry says he or she works.
OWN_UNIT: Final[Table] = {award: (Entry("MAY_VOTE", "Luật không cấm", "CHOICE"),) for award in AWARDS}

# Times the base salary, for an individual.
COEFFICIENTS: Final[Table] = {
    award: (
        Entry(times, "Nghị định 98/2023/NĐ-CP", "SEEN"),
        Entry(times, f"Nghị định 152/2025/NĐ-CP {articles}", "SEEN", DECREE_152),
    )
    for award, times, articles in (
        ("LABOUR_ORDER_1", 9.0, "Điều 51"),
        ("LABOUR_ORDER_2", 7.5, "Điều 51"),
        ("LABOUR_ORDER_3", 4.5, "Điều 51"),
        ("PM_MERIT", 3.5, "Điều 54"),
        ("PROVINCE_MERIT", 1.5, "Điều 54"),
        ("AGENCY_COMMENDATION", 0.3, "Điều 54"),
    )
}
# Times the individual's coefficient; rounding comes last (0.6 x 2,340,000 = 1,404,000 gives 1,410,000, not 1,420,000).
FACTORS: Final[Table] = {
    "INDIVIDUAL": (Entry(1, "Nghị định 152/2025/NĐ-CP Điều 49", "SEEN"),),
    "COLLECTIVE": (Entry(2, "Nghị định 152/2025/NĐ-CP Điều 49, 54", "SEEN"),),
    "HOUSEHOLD": (Entry(1.5, "Nghị định 152/2025/NĐ-CP Điều 54", "SEEN"),),
}
# Who comes first where more are fit than may be given: before all others, among those who did as much, or never.
PRIORITIES: Final[Table] = {
    "direct_workers": (Entry("FIRST", "Luật 06/2022/QH15 Điều 5(2)(d)", "SEEN"),),
    "women": (
        Entry("FIRST_AMONG_EQUALS", "Nghị định 98/2023/NĐ-CP", "MEMORY"),
        Entry("FIRST_AMONG_EQUALS", "Nghị định 152/2025/NĐ-CP Điều 4(6)", "SEEN", DECREE_152),
    ),
}
# From which share of women on a collective comes first as a woman does.
WOMEN_SHARE: Final[Table] = {
    "COLLECTIVE": (
        Entry("at least 70/100 of ALL_MEMBERS", "Nghị định 98/2023/NĐ-CP", "MEMORY"),
        Entry("at least 70/100 of ALL_MEMBERS", "Nghị định 152/2025/NĐ-CP Điều 4(6)", "SEEN", DECREE_152),
    )
}
ROUNDED_UP_TO_VND: Final = 10_000  # Decree 152 Art. 49, seen

# The rise discussed for 2026 was not confirmed when this was written: a campaign's `law:` section can state it.
BASE_SALARY_VND: Final[Table] = {
    "monthly": (
        Entry(1_490_000, "Nghị định 38/2019/NĐ-CP", "MEMORY", "2019-07-01"),
        Entry(1_800_000, "Nghị định 24/2023/NĐ-CP", "MEMORY", "2023-07-01"),
        Entry(2_340_000, "Nghị định 73/2024/NĐ-CP", "SEEN", "2024-07-01"),
    )
}

# Working days for a step, and what they are counted from.
_DECISION_311: Final = "Quyết định 311/QĐ-BNV năm 2025"
_NO_DAYS_SET: Final = "Luật không quy định số ngày; lựa chọn của hệ thống"
CLOCKS: Final[Table] = {
    "PREPARE": (Entry(20, f"{_NO_DAYS_SET}: từ khi mở đề nghị", "CHOICE"),),
    "ANSWER": (Entry(10, f"{_NO_DAYS_SET}: từ khi hỏi ý kiến", "CHOICE"),),
    "RETURN_UNFIT": (Entry(5, f"{_DECISION_311}: từ khi nhận đủ hồ sơ", "SEEN"),),
    "APPRAISE": (Entry(20, f"{_DECISION_311}: từ khi nhận đủ hồ sơ", "SEEN"),),
    "APPRAISE_CONSULTED": (Entry(10, f"{_DECISION_311}: từ khi nhận đủ ý kiến", "SEEN"),),
    "RESUBMIT": (Entry(10, f"{_NO_DAYS_SET}: từ khi bị trả lại", "CHOICE"),),
    "SIGN_MINUTES": (Entry(5, f"{_NO_DAYS_SET}: từ ngày họp", "CHOICE"),),
    "HAND_OUT": (Entry(10, f"{_DECISION_311}: từ khi nhận quyết định", "SEEN"),),
    "INFORM": (Entry(10, f"{_DECISION_311}: từ khi có ý kiến không khen thưởng", "SEEN"),),
    "RECOVER": (Entry(12, "Thủ tục hủy quyết định (Huế): 7 ngày và 5 ngày làm việc", "SEEN"),),
}

# Working days in which the office answers what the public wrote, from the day it was recorded.
FEEDBACK_DAYS: Final[Table] = {
    "ANSWER": (Entry(15, "Kế hoạch mục I.2.b không nêu số ngày; lựa chọn của hệ thống", "CHOICE"),),
}

# When who is reminded: so many days before or after the day from which a matter is counted, as `urging.md` says.
PLAN: Final = "Kế hoạch của Văn phòng UBND tỉnh (11/2024) mục VI.2"
URGING: Final[Table] = {
    entry: (Entry(when, f"{PLAN}: theo dõi, đôn đốc; số ngày là lựa chọn của hệ thống", "CHOICE"),)
    for entry, when in (
        ("report.due_soon UNIT", "2 WORKING_DAYS BEFORE"),
        ("report.due UNIT", "0 WORKING_DAYS AFTER"),
        ("report.overdue UNIT", "1 WORKING_DAYS AFTER"),
        ("report.overdue HEAD", "3 WORKING_DAYS AFTER"),
        ("report.overdue ADMINISTRATION", "5 WORKING_DAYS AFTER"),
        ("report.overdue LEADERSHIP", "7 WORKING_DAYS AFTER"),
        ("report.consolidated LEADERSHIP", "1 WORKING_DAYS AFTER"),
        ("review.held LEADERSHIP", "0 DAYS AFTER"),
        ("council.convened LEADERSHIP", "60 DAYS BEFORE"),
        ("minutes.signed LEADERSHIP", "0 DAYS AFTER"),
        ("award.decided LEADERSHIP", "0 DAYS AFTER"),
        ("award.annulled LEADERSHIP", "0 DAYS AFTER"),
        ("obstacle.unanswered ADMINISTRATION", "5 WORKING_DAYS AFTER"),
        ("obstacle.unanswered LEADERSHIP", "15 WORKING_DAYS AFTER"),
        ("feedback.received ADMINISTRATION", "0 DAYS AFTER"),
        ("feedback.overdue ADMINISTRATION", "16 WORKING_DAYS AFTER"),
        ("feedback.overdue LEADERSHIP", "20 WORKING_DAYS AFTER"),
        ("house.stuck UNIT", "100 DAYS AFTER"),
        ("house.stuck HEAD", "115 DAYS AFTER"),
        ("house.stuck ADMINISTRATION", "130 DAYS AFTER"),
        ("house.stuck LEADERSHIP", "NEVER"),
        ("figure.fell ADMINISTRATION", "0 DAYS AFTER"),
        ("nomination.figure_fell UNIT", "0 DAYS AFTER"),
        ("award.figure_fell LEADERSHIP", "0 DAYS AFTER"),
        ("dossier.step_due UNIT", "2 WORKING_DAYS BEFORE"),
        ("dossier.step_overdue UNIT", "1 WORKING_DAYS AFTER"),
        ("dossier.step_overdue ADMINISTRATION", "3 WORKING_DAYS AFTER"),
        ("dossier.step_overdue LEADERSHIP", "5 WORKING_DAYS AFTER"),
        ("goal.at_risk ADMINISTRATION", "180 DAYS BEFORE"),
        ("goal.at_risk LEADERSHIP", "60 DAYS BEFORE"),
    )
}
# Who they are that the two upper tiers mean: a unit's id, or a role, which reads of it in its inbox.
URGED: Final[Table] = {
    "ADMINISTRATION": (Entry("secretary", f"{PLAN}: Phòng HC-TC; mỗi nơi đặt mã đơn vị của mình", "CHOICE"),),
    "LEADERSHIP": (Entry("authority", "Nơi nhận của kế hoạch: Chánh, Phó Chánh Văn phòng", "CHOICE"),),
}
# Who has the consolidated report of a period, the pack of a review, the minutes of a sitting, a decision on awards: ids
# of units, and roles. They stand on the paper ("Nơi nhận"), and are told that it is there.
RECIPIENTS: Final[Table] = {
    paper: (Entry("authority secretary", "Nơi nhận của kế hoạch; mỗi nơi đặt nơi nhận của mình", "CHOICE"),)
    for paper in ("REPORT", "REVIEW", "MINUTES", "DECISION")
}

TABLES: Final[dict[str, Table]] = {
    "papers": PAPERS,
    "clearances": CLEARANCES,
    "public_comment_days": PUBLIC_COMMENT_DAYS,
    "quorum": QUORUM,
    "votes_for": VOTES_FOR,
    "rounds": ROUNDS,
    "own_unit": OWN_UNIT,
    "coefficients": COEFFICIENTS,
    "factors": FACTORS,
    "priorities": PRIORITIES,
    "women_share": WOMEN_SHARE,
    "base_salary_vnd": BASE_SALARY_VND,
    "working_days": CLOCKS,
    "feedback_days": FEEDBACK_DAYS,
    "urging": URGING,
    "urged": URGED,
    "recipients": RECIPIENTS,
}
