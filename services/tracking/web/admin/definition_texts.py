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
    next: str
    let_in: str
    overview: str
    begin: str
    begin_hint: str
    draft: str
    drafted: str
    answers_faulty: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]


_VI: Final = DefinitionWords(
    campaigns="Đợt thi đua",
    lead="Phát động đợt mới bằng định nghĩa của nó (đợt, đơn vị, mục tiêu, quy tắc): trả lời vài câu để hệ thống soạn, "
    "hoặc dán định nghĩa có sẵn. Mở một đợt đã phát động để sửa đổi.",
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
    publish_lead="Mỗi ngày chỉ có một bộ quy tắc có hiệu lực, và bộ đã công bố không đổi nữa. Bộ chưa định ngày hết có "
    "hiệu lực đến khi một bộ bắt đầu sau nó: muốn đổi quy tắc từ một ngày, hãy công bố bộ mới với mã mới, "
    "from là ngày ấy.",
    publish="Công bố",
    try_first="Thử trên sổ cái",
    to_rules="Về trang soạn quy tắc",
    next="Việc tiếp theo",
    let_in="Tạo tài khoản cho một đơn vị, để đơn vị gửi báo cáo",
    overview="Trang tổng quan của đợt: số liệu, gợi ý khen thưởng",
    begin="Soạn định nghĩa từ vài câu trả lời",
    begin_hint="Soạn xong, định nghĩa hiện trong khung bên dưới để xem lại; bấm “Phát động” thì mới được ghi.",
    draft="Soạn định nghĩa",
    drafted="Đã soạn: hãy xem lại trong khung bên dưới rồi bấm “Phát động”. Chưa có gì được ghi.",
    answers_faulty="Chưa soạn được: hãy xem các câu trả lời được đánh dấu.",
    labels={
        "name": "Tên đợt thi đua",
        "basis": "Văn bản phát động",
        "starts_on": "Từ ngày",
        "ends_on": "Đến hết ngày",
        "contents": "Nội dung thi đua",
        "units": "Đơn vị tham gia",
        "at_least": "Gợi ý khen đơn vị có ít nhất bao nhiêu hoạt động",
    },
    hints={
        "basis": "Số và ngày, ví dụ Kế hoạch 12/KH-UBND ngày 05/01/2026.",
        "contents": "Mỗi dòng một nội dung, ví dụ Xóa nhà tạm, nhà dột nát.",
        "units": "Mỗi dòng một tên, ví dụ Xã Hiền Lương. Mã của đơn vị được đặt theo tên.",
        "at_least": "Điều kiện này và các điều kiện khác sửa được trong khung trước khi phát động.",
    },
)
_EN: Final = DefinitionWords(
    campaigns="Campaigns",
    lead="Launch a campaign by its definition (campaign, units, targets, rules): answer a few questions to have it "
    "written, or paste one you have. Open a campaign that is launched to amend it.",
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
    publish_lead="On each day one rule set is in force, and what is published stays as it is. One without a last day "
    "is in force until a later one begins: to change the rules from a day on, publish a new one with an id of its own "
    "and that day as its from.",
    publish="Publish",
    try_first="Try on the log",
    to_rules="To the editor of rules",
    next="What comes next",
    let_in="Make an account for a unit, so that it can report",
    overview="The campaign's overview: figures and suggestions",
    begin="Have a definition written from a few answers",
    begin_hint="It is shown in the box below to be looked over; nothing is recorded until you launch it.",
    draft="Write the definition",
    drafted="It is written: look it over in the box below, then launch it. Nothing is recorded yet.",
    answers_faulty="It could not be written: see the answers that are marked.",
    labels={
        "name": "Name of the campaign",
        "basis": "Document that launches it",
        "starts_on": "First day",
        "ends_on": "Last day",
        "contents": "What units compete in",
        "units": "Units that take part",
        "at_least": "Suggest units that have at least so many activities",
    },
    hints={
        "basis": "Number and day, such as Plan 12/KH-UBND of 05/01/2026.",
        "contents": "One a line, such as Replacing temporary houses.",
        "units": "A name a line, such as Xã Hiền Lương; ids are made of the names.",
        "at_least": "This and other conditions can be changed in the box before the launch.",
    },
)
DEFINITION_WORDS: Final[Mapping[Language, DefinitionWords]] = {"vi": _VI, "en": _EN}
