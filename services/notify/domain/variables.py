"""What a template may name, topic by topic, and what each name stands for. It knows no story.

Nothing personal is among them: what a template cannot name, it cannot tell. Each is text, or a list (`LISTS`).
"""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.topics import TOPICS
from services.notify.domain.troubles import TROUBLES
from shared.core.events import Said

CALLED: Final[Mapping[str, Said]] = {
    "campaign": Said("tên đợt thi đua", "what the campaign is called"),
    "subject": Said("tên đơn vị, hoặc mã của người, hộ", "the unit's name, or the id of a person or household"),
    "award": Said("hình thức khen thưởng", "the award"),
    "verdict": Said("kết quả rà soát, bằng chữ", "the finding, in words"),
    "code": Said(
        "mã kết quả: CANDIDATE, NEEDS_REVIEW, NOT_YET, HELD, DUPLICATE", "the finding's code: CANDIDATE, NEEDS_REVIEW…"
    ),
    "card": Said("mã tiêu chuẩn", "the id of the standard"),
    "rule_set": Said("mã bộ quy tắc", "the id of the rule set"),
    "missing": Said("danh sách nội dung còn thiếu", "a list: what is still missing"),
    "unit": Said("tên đơn vị, có thể trống", "the unit's name; may be empty"),
    "matter": Said("kỳ hoặc mã của việc", "the period, or the id of the matter"),
    "due": Said("ngày tính hạn", "the day it is counted from"),
    "ask": Said("lời đề nghị theo cấp nhận", "what is asked of this tier"),
    "tier": Said(
        "cấp nhận: `UNIT`, `HEAD`, `ADMINISTRATION` hoặc `LEADERSHIP`",
        "the tier: `UNIT`, `HEAD`, `ADMINISTRATION` or `LEADERSHIP`",
    ),
    "figures": Said(
        "danh sách số liệu; mỗi số có .name, .found, .against", "a list of figures, each with .name, .found, .against"
    ),
    "metric": Said("tên chỉ tiêu", "what the goal is called"),
    "step": Said("bước xử lý hồ sơ", "the step of the dossier"),
    "nomination": Said("mã hồ sơ", "the id of the dossier"),
    "decision": Said("số quyết định", "the number of the decision"),
    "service": Said("tên dịch vụ gặp sự cố", "the service that is in trouble"),
    "what": Said("sự cố gì, bằng chữ", "what the trouble is, in words"),
    "about": Said("đợt thi đua hoặc bảng gặp sự cố, có thể trống", "which campaign or table; may be empty"),
    "why": Said("nguyên nhân như dịch vụ báo", "why, as the service says it"),
}
LISTS: Final[Mapping[str, frozenset[str]]] = {  # and what may be asked of an item of each
    "missing": frozenset(),
    "figures": frozenset({"name", "found", "against"}),
}
_OF_A_FLAG: Final = ("campaign", "subject", "award", "verdict", "code", "card", "rule_set", "missing")
_OF_A_REMINDER: Final = ("campaign", "unit", "matter", "due", "ask", "tier", "figures")
_OF_A_TROUBLE: Final = ("service", "what", "about", "why")
_BESIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "goal.at_risk": ("metric",),
    "award.decided": ("decision",),
    "award.annulled": ("decision",),
    "nomination.figure_fell": ("nomination",),
    "award.figure_fell": ("nomination", "decision"),
    "dossier.step_due": ("step",),
    "dossier.step_overdue": ("step",),
}


def _of(topic: str) -> tuple[str, ...]:
    if topic.startswith("candidate."):
        return _OF_A_FLAG
    if topic in TROUBLES:
        return _OF_A_TROUBLE
    return (*_OF_A_REMINDER, *_BESIDES.get(topic, ()))


VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {topic: _of(topic) for topic in TOPICS}
