"""The words of the pages of the year's urging and of one notice's trail, in both languages. They know no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notify.domain.stages import Stage
from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class UrgingWords:
    """Every sentence of these pages in one language; braces are filled by the template."""

    title: str
    lead: str
    by_month: str
    by_period: str
    by_unit: str
    legend: str
    nothing: str
    month: str
    period: str
    unit: str
    unit_itself: str
    stages: Mapping[Stage, str]
    shorts: Mapping[Stage, str]
    notices: str
    read: str
    lost: str
    filters: str
    kind: str
    campaign: str
    stage: str
    any: str
    show: str
    show_all: str
    kinds: Mapping[str, str]
    beyond: str
    notices_title: str
    told_at: str
    matter: str
    due_on: str
    to: str
    channel: str
    outcome: str
    attempts: str
    read_at: str
    not_read: str
    outcomes: Mapping[str, str]
    older: str
    newer: str
    year: str
    trail: str
    trail_title: str
    words_told: str
    steps: str
    rests_on: str
    reminded: str
    flagged: str
    put_off: str
    became: Mapping[str, str]
    template: str
    digest: str
    renews: str
    renewed_as: str
    receipt: str
    no_receipt: str
    others: str
    nobody_else: str
    fact: str


_VI: Final = UrgingWords(
    title="Theo dõi, đôn đốc",
    lead="Ai được nhắc, việc gì được báo tiếp lên cấp nào, và thông báo đã đến, đã được đọc hay chưa.",
    by_month="Theo tháng",
    by_period="Theo kỳ báo cáo",
    by_unit="Theo đơn vị",
    legend="Mỗi ô ghi cấp cao nhất đã được báo về việc của đơn vị, và số lần nhắc; mở ô để xem từng thông báo.",
    nothing="Chưa có lần nhắc nào như vậy.",
    month="Tháng",
    period="Kỳ",
    unit="Đơn vị",
    unit_itself="Cả đợt thi đua",
    stages={
        "SENT": "Gửi văn bản",
        "SOON": "Sắp đến hạn",
        "DUE": "Đến hạn",
        "UNIT": "Đơn vị",
        "HEAD": "Thủ trưởng",
        "ADMINISTRATION": "Nơi đôn đốc",
        "LEADERSHIP": "Lãnh đạo",
    },
    shorts={
        "SENT": "đã gửi",
        "SOON": "sắp hạn",
        "DUE": "đến hạn",
        "UNIT": "đơn vị",
        "HEAD": "thủ trưởng",
        "ADMINISTRATION": "đôn đốc",
        "LEADERSHIP": "lãnh đạo",
    },
    notices="Thông báo đã gửi",
    read="Đã đọc",
    lost="Không đến",
    filters="Lọc",
    kind="Việc",
    campaign="Đợt thi đua",
    stage="Đã báo đến",
    any="Tất cả",
    show="Xem",
    show_all="Bỏ lọc",
    kinds={
        "report": "Báo cáo kỳ",
        "review": "Sơ kết, tổng kết",
        "council": "Phiên họp Hội đồng",
        "minutes": "Biên bản họp xét",
        "obstacle": "Khó khăn, vướng mắc",
        "feedback": "Ý kiến của người dân",
        "house": "Nhà chậm tiến độ",
        "goal": "Chỉ tiêu",
        "figure": "Số liệu giảm",
        "nomination": "Hồ sơ đã trình",
        "award": "Khen thưởng đã quyết định",
        "dossier": "Bước xử lý hồ sơ",
    },
    beyond="Còn {number} đơn vị nữa: hãy lọc, hoặc tải bảng.",
    notices_title="Các thông báo đôn đốc",
    told_at="Lúc",
    matter="Việc",
    due_on="Tính từ ngày",
    to="Người nhận",
    channel="Cách gửi",
    outcome="Kết quả",
    attempts="Số lần gửi",
    read_at="Đọc lúc",
    not_read="–",
    outcomes={
        "due": "đang chờ gửi",
        "put_off": "chờ đến giờ nhận",
        "withheld": "người nhận chọn không nhận",
        "sent": "đã gửi",
        "failed": "không gửi được",
        "bounced": "bị trả lại",
    },
    older="Cũ hơn",
    newer="Mới hơn",
    year="Đôn đốc cả năm",
    trail="Dấu vết",
    trail_title="Dấu vết của thông báo",
    words_told="Nội dung",
    steps="Các bước",
    rests_on="Căn cứ:",
    reminded="Nhắc việc ({stage}), tính từ ngày {day}",
    flagged="Kết quả rà soát khen thưởng thay đổi",
    put_off="Chờ đến {moment}, theo lựa chọn của người nhận",
    became={
        "due": "Đang chờ gửi",
        "put_off": "Đang chờ giờ nhận",
        "withheld": "Không gửi: người nhận chọn không nhận việc này bằng cách này",
        "sent": "Đã giao, sau {attempts} lần gửi",
        "failed": "Không giao được sau {attempts} lần gửi: {reason}",
        "bounced": "Đã giao nhưng bị trả lại: {reason}",
    },
    template="Bản mẫu lời: {version}",
    digest="Đi cùng các thông báo khác trong thư {digest}",
    renews="Gửi lại thay cho",
    renewed_as="Đã gửi lại thành",
    receipt="Đã đọc, người đọc: {reader}",
    no_receipt="Chưa có xác nhận đã đọc",
    others="Cùng việc này còn báo cho",
    nobody_else="Không báo cho ai khác.",
    fact="sự việc {position}",
)
_EN: Final = UrgingWords(
    title="Urging",
    lead="Who was reminded, what came before whom next, and whether the notices arrived and were read.",
    by_month="By month",
    by_period="By period",
    by_unit="By unit",
    legend="A cell names the highest tier that was told of the unit's matters, and how often; open it for the notices.",
    nothing="There was no such reminder yet.",
    month="Month",
    period="Period",
    unit="Unit",
    unit_itself="The whole campaign",
    stages={
        "SENT": "Paper sent",
        "SOON": "Due soon",
        "DUE": "Due",
        "UNIT": "The unit",
        "HEAD": "Its head",
        "ADMINISTRATION": "Administration",
        "LEADERSHIP": "Leadership",
    },
    shorts={
        "SENT": "sent",
        "SOON": "soon",
        "DUE": "due",
        "UNIT": "unit",
        "HEAD": "head",
        "ADMINISTRATION": "admin.",
        "LEADERSHIP": "leaders",
    },
    notices="Notices sent",
    read="Read",
    lost="Did not arrive",
    filters="Filter",
    kind="Matter",
    campaign="Campaign",
    stage="Came before",
    any="All",
    show="Show",
    show_all="Show all",
    kinds={
        "report": "Report on a period",
        "review": "Review",
        "council": "Sitting of the council",
        "minutes": "Minutes of a sitting",
        "obstacle": "Obstacle",
        "feedback": "Letter from the public",
        "house": "House at a standstill",
        "goal": "Goal",
        "figure": "Figure that fell",
        "nomination": "Submitted dossier",
        "award": "Award that was decided",
        "dossier": "Step of a dossier",
    },
    beyond="{number} more units: filter, or download the table.",
    notices_title="Notices of reminders",
    told_at="At",
    matter="Matter",
    due_on="Counted from",
    to="To",
    channel="By",
    outcome="Outcome",
    attempts="Attempts",
    read_at="Read at",
    not_read="–",
    outcomes={
        "due": "waits to be sent",
        "put_off": "waits for its hours",
        "withheld": "the recipient chose not to be told",
        "sent": "sent",
        "failed": "failed",
        "bounced": "came back",
    },
    older="Older",
    newer="Newer",
    year="The year's urging",
    trail="Trail",
    trail_title="Trail of a notice",
    words_told="What it says",
    steps="Steps",
    rests_on="Rests on",
    reminded="Reminder ({stage}), counted from {day}",
    flagged="A finding on a candidate changed",
    put_off="Waits until {moment}, as its recipient chose",
    became={
        "due": "Waits to be sent",
        "put_off": "Waits for its hours",
        "withheld": "Not sent: its recipient chose not to be told of this that way",
        "sent": "Handed over, attempts: {attempts}",
        "failed": "Given up, attempts: {attempts}: {reason}",
        "bounced": "Handed over, and came back: {reason}",
    },
    template="Version of its words: {version}",
    digest="Came with others in message {digest}",
    renews="Sent again in the place of",
    renewed_as="Sent again as",
    receipt="Read by {reader}",
    no_receipt="No receipt yet",
    others="Who else was told of it",
    nobody_else="Nobody else was told.",
    fact="fact {position}",
)
URGING_WORDS: Final[Mapping[Language, UrgingWords]] = {"vi": _VI, "en": _EN}
