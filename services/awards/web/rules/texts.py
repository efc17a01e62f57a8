"""The words of the rule editor, in both languages. They know no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.problems import Problem
from shared.core.values import Language

NO_CAMPAIGN: Final = Problem(
    404,
    "no_campaign_to_edit",
    "Chưa có đợt thi đua nào như vậy, nên không có quy tắc để soạn. Hãy phát động đợt ở trang Đợt thi đua trước.",
    "There is no such campaign, so there are no rules to edit. Launch it on the page of campaigns first.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleWords:
    """Every sentence in one language; braces are filled in."""

    title: str
    lead: str
    others: str
    one_of: str
    one_of_open: str
    one_of_followed: str
    empty: str
    check: str
    what_if: str
    publish: str
    good: str
    recorded_at: str
    tried: str
    states: Mapping[str, str]
    read: str
    again: str
    summary: str
    no_change: str
    by_award: str
    award: str
    kinds: Mapping[str, str]
    changes: str
    change: str
    subject_kind: str
    name: str
    subject: str
    before: str
    after: str
    card: str
    missing: str
    not_flagged: str
    not_shown: str
    subject_kinds: Mapping[str, str]
    choose: str
    choose_lead: str


_VI: Final = RuleWords(
    title="Soạn quy tắc: {campaign}",
    lead="Nội dung một hoặc nhiều bộ quy tắc. Kiểm tra trước, thử trên sổ cái, rồi mới công bố. Muốn đổi quy tắc từ "
    "một ngày: mở bộ đang có hiệu lực, đặt mã mới (id) và ngày bắt đầu mới (from).",
    others="Các bộ quy tắc đã công bố (mở ra để soạn từ đó)",
    one_of="{id}: từ {start} đến hết {end}, {cards} thẻ",
    one_of_open="{id}: từ {start}, chưa định ngày hết, {cards} thẻ",
    one_of_followed="{id}: từ {start}, trừ những ngày của bộ bắt đầu sau, {cards} thẻ",
    empty="Soạn từ đầu",
    check="Kiểm tra",
    what_if="Thử trên sổ cái",
    publish="Công bố",
    good="Không có lỗi: {rule_sets} bộ quy tắc trong định nghĩa này.",
    recorded_at="Đã công bố, ở vị trí {position} của sổ cái.",
    tried="Thử quy tắc trên sổ cái: {campaign}",
    states={
        "waiting": "Đang chờ một lần thử khác xong.",
        "running": "Đang đọc lại sổ cái.",
        "done": "Đã thử xong. Không có gì được ghi.",
        "broken_off": "Sổ cái không trả lời nên chưa thử xong. Hãy thử lại.",
    },
    read="Đã đọc {read} trên {end} lần ghi.",
    again="Xem lại kết quả",
    summary="Đến vị trí {position}: hiện nêu {before}, theo quy tắc này {after}.",
    no_change="Không ai được thêm, mất hay đổi kết luận.",
    by_award="Theo hình thức khen thưởng",
    award="Hình thức khen thưởng",
    kinds={"appears": "Được thêm", "falls_away": "Bị mất", "changes": "Đổi kết luận"},
    changes="Từng trường hợp",
    change="Thay đổi",
    subject_kind="Đối tượng",
    name="Tên",
    subject="Mã",
    before="Hiện nay",
    after="Theo quy tắc này",
    card="Thẻ",
    missing="Còn thiếu",
    not_flagged="không nêu",
    not_shown="Vai trò này không xem từng trường hợp: ai được nêu là việc của thường trực, hội đồng và người kiểm tra.",
    subject_kinds={"COLLECTIVE": "Tập thể", "INDIVIDUAL": "Cá nhân", "HOUSEHOLD": "Hộ gia đình"},
    choose="Soạn quy tắc",
    choose_lead="Của đợt thi đua nào?",
)
_EN: Final = RuleWords(
    title="Edit rules: {campaign}",
    lead="The text of one rule set or several. Check it, try it on the log, and only then publish it. To change the "
    "rules from a day on, open the one in force and give it a new id and that day as its from.",
    others="Rule sets that are published (open one to begin from it)",
    one_of="{id}: from {start} to {end}, {cards} cards",
    one_of_open="{id}: from {start}, with no last day yet, {cards} cards",
    one_of_followed="{id}: from {start}, save for the days of one that begins later, {cards} cards",
    empty="Begin with nothing",
    check="Check",
    what_if="Try on the log",
    publish="Publish",
    good="No mistakes: {rule_sets} rule sets in this definition.",
    recorded_at="Published, at position {position} of the log.",
    tried="Rules tried on the log: {campaign}",
    states={
        "waiting": "Another trial runs first.",
        "running": "The log is being read again.",
        "done": "The trial is over. Nothing was recorded.",
        "broken_off": "The log did not answer, so the trial did not end. Try again.",
    },
    read="{read} of {end} commits are read.",
    again="See how it stands",
    summary="Up to position {position}: {before} are flagged now, {after} under these rules.",
    no_change="Nobody would appear, fall away or have another verdict.",
    by_award="By award",
    award="Award",
    kinds={"appears": "Would appear", "falls_away": "Would fall away", "changes": "Another verdict"},
    changes="Case by case",
    change="Change",
    subject_kind="Subject",
    name="Name",
    subject="Id",
    before="Now",
    after="Under these rules",
    card="Card",
    missing="Still missing",
    not_flagged="not flagged",
    not_shown="This role sees no single case: who is flagged is for the secretary, the council and the auditor.",
    subject_kinds={"COLLECTIVE": "Collective", "INDIVIDUAL": "Person", "HOUSEHOLD": "Household"},
    choose="Edit rules",
    choose_lead="Of which campaign?",
)
RULE_WORDS: Final[Mapping[Language, RuleWords]] = {"vi": _VI, "en": _EN}
