"""The words of the pages on which campaigns are launched and amended, in both languages. They know no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.problems import Problem
from shared.core.values import Language

NOTHING_CHANGED: Final = Problem(
    400,
    "amendment_changes_nothing",
    "Nội dung này giống hệt định nghĩa đang có hiệu lực, nên chưa ghi gì. Hãy sửa rồi gửi lại.",
    "This is what is in force already, so nothing was recorded. Change it and send it again.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionWords:
    """Every sentence in one language; braces are filled in."""

    campaigns: str
    lead: str
    others: str
    one_of: str
    closed: str
    amend_title: str
    amend_lead: str
    check: str
    launch: str
    amend: str
    good_new: str
    good: str
    recorded_at: str
    launched: str
    rules: str
    publish_title: str
    publish_lead: str
    publish: str
    try_first: str
    to_rules: str


_VI: Final = DefinitionWords(
    campaigns="Đợt thi đua",
    lead="Phát động đợt mới bằng cả định nghĩa (đợt, đơn vị, mục tiêu, bộ quy tắc), hoặc mở một đợt để sửa đổi.",
    others="Các đợt đã phát động (mở ra để sửa đổi)",
    one_of="{name} ({campaign}), {start} – {end}{closed}",
    closed=", đã đóng",
    amend_title="Sửa đổi đợt: {campaign}",
    amend_lead="Định nghĩa đang có hiệu lực, không kèm quy tắc. Có thể thêm và đổi, nhưng không bỏ mục hay đơn vị nào.",
    check="Kiểm tra",
    launch="Phát động",
    amend="Ghi sửa đổi",
    good_new="{campaign}: không có lỗi; {clauses} mục, {units} đơn vị, {rule_sets} bộ quy tắc.",
    good="{campaign}: không có lỗi; {clauses} mục, {units} đơn vị.",
    recorded_at="Đã ghi vào sổ cái ở vị trí {position}.",
    launched="Đã phát động {campaign}.",
    rules="Quy tắc của đợt",
    publish_title="Công bố quy tắc: {campaign}",
    publish_lead="Mỗi ngày chỉ có một bộ quy tắc có hiệu lực, và bộ đã công bố không đổi nữa.",
    publish="Công bố",
    try_first="Thử trên sổ cái",
    to_rules="Về trang soạn quy tắc",
)
_EN: Final = DefinitionWords(
    campaigns="Campaigns",
    lead="Launch a campaign by its whole definition (campaign, units, targets, rule sets), or open one to amend it.",
    others="Campaigns that are launched (open one to amend it)",
    one_of="{name} ({campaign}), {start} – {end}{closed}",
    closed=", closed",
    amend_title="Amend the campaign: {campaign}",
    amend_lead="The definition in force, without rules. You may add and change, but drop no clause and no unit.",
    check="Check",
    launch="Launch",
    amend="Record the amendment",
    good_new="{campaign}: no mistakes; clauses: {clauses}, units: {units}, rule sets: {rule_sets}.",
    good="{campaign}: no mistakes; clauses: {clauses}, units: {units}.",
    recorded_at="Recorded in the log at position {position}.",
    launched="{campaign} is launched.",
    rules="Its rules",
    publish_title="Publish rules: {campaign}",
    publish_lead="On each day one rule set is in force, and what is published stays as it is.",
    publish="Publish",
    try_first="Try on the log",
    to_rules="To the editor of rules",
)
DEFINITION_WORDS: Final[Mapping[Language, DefinitionWords]] = {"vi": _VI, "en": _EN}
