"""The words of the page on which a unit sends a file, in Vietnamese and in English. They know no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadWords:
    """Every sentence of the page in one language."""

    title: str
    file: str
    file_hint: str
    type: str
    type_hint: str
    as_in_file: str
    look: str
    record: str
    back: str
    row: str
    what: str
    outcome: str
    why: str
    tried: str
    done: str
    outcomes: Mapping[str, str]
    nothing_recorded: str
    again: str
    other_file: str
    no_file: str
    no_rows: str
    too_many: str
    remarks: str
    left: str
    report: str
    columns: str
    columns_hint: str
    columns_kept: str
    column_unknown: str
    lacks: str
    lacks_hint: str
    lacking: str
    which_clause: str
    no_type: str
    titles: str
    onward: str
    column_passed_over: str
    types: Mapping[str, str]


_VI: Final = UploadWords(
    title="Gửi tệp số liệu",
    file="Tệp",
    file_hint="CSV, XLSX hoặc JSON lines, nhiều nhất 1.000 dòng và 1 MB; tệp lớn hơn dùng lệnh thidua send.",
    type="Loại việc",
    type_hint="Mỗi dòng của tệp là gì; chỉ cần chọn khi trong tệp không có cột “Loại sự kiện”.",
    as_in_file="(như trong tệp)",
    look="Xem thử, chưa ghi gì",
    record="Ghi vào sổ cái",
    back="Quay lại đơn vị",
    row="Dòng",
    what="Việc",
    outcome="Kết quả",
    why="Lý do",
    tried="Xem thử {name}: {recorded} dòng sẽ được ghi, {duplicate} dòng đã có, {rejected} dòng sẽ bị từ chối.",
    done="Đã gửi {name}: {recorded} dòng được ghi, {duplicate} dòng đã có, {rejected} dòng bị từ chối.",
    outcomes={"recorded": "Ghi", "duplicate": "Đã có", "rejected": "Từ chối"},
    nothing_recorded="Chưa có gì được ghi.",
    again="Chọn lại đúng tệp này rồi bấm “Ghi vào sổ cái”. Dòng bị từ chối không cản các dòng khác.",
    other_file="Đây không phải tệp vừa xem thử, nên chỉ được xem thử trước.",
    no_file="hãy chọn một tệp",
    no_rows="tệp không có dòng nào",
    too_many="tệp có hơn 1.000 dòng; hãy chia nhỏ hoặc dùng lệnh thidua send",
    remarks="Bỏ qua {number} dòng ghi chú bắt đầu bằng #.",
    left="Chỉ đọc trang tính đầu tiên; trong tệp còn: {names}.",
    report="Từng dòng",
    columns="Cột riêng của đơn vị",
    columns_hint="Tệp có cột mang tên riêng. Hãy cho biết mỗi cột là gì, chọn lại tệp rồi bấm xem thử: tên được ghi "
    "nhớ cho mọi tệp sau này của đơn vị.",
    columns_kept="Đã ghi nhớ tên cột của đơn vị.",
    column_unknown="(chưa cho biết)",
    lacks="Điều mà tệp không ghi",
    lacks_hint="Chọn hoặc điền một giá trị cho mọi dòng, chọn lại tệp rồi bấm xem thử.",
    lacking="(chọn)",
    which_clause="Nội dung thi đua, cho dòng nào không ghi đúng một nội dung của đợt",
    no_type="tệp không nói đây là loại việc gì: hãy chọn ở đây, chọn lại tệp rồi bấm xem thử",
    titles="Bỏ qua {number} dòng tiêu đề phía trên bảng.",
    onward="Về trang đơn vị: số liệu và gợi ý khen thưởng theo tệp vừa ghi",
    column_passed_over="(bỏ qua cột này)",
    types={
        "activity.recorded": "Hoạt động",
        "activity.corrected": "Đính chính hoạt động",
        "activity.withdrawn": "Rút lại hoạt động",
        "household.identified": "Hộ đưa vào danh sách",
        "household.withdrew": "Hộ xin rút",
        "house.started": "Khởi công nhà",
        "house.completed": "Hoàn thành nhà",
        "house.handed_over": "Bàn giao nhà",
        "contribution.received": "Tiếp nhận ủng hộ",
        "funds.disbursed": "Giải ngân",
        "funds.reversed": "Thu hồi giải ngân",
        "inspection.conducted": "Cuộc kiểm tra",
        "finding.raised": "Kiến nghị sau kiểm tra",
        "report.submitted": "Báo cáo kỳ",
        "report.corrected": "Đính chính báo cáo kỳ",
        "obstacle.reported": "Khó khăn, vướng mắc",
    },
)
_EN: Final = UploadWords(
    title="Send a file",
    file="File",
    file_hint="CSV, XLSX or JSON lines, at most 1,000 rows and 1 MB; for larger ones there is the command thidua send.",
    type="What it tells",
    type_hint="What each row of the file is; only needed where it has no column “Event type”.",
    as_in_file="(as the file says)",
    look="Try, without recording",
    record="Record in the log",
    back="Back to the unit",
    row="Row",
    what="What",
    outcome="Outcome",
    why="Why",
    tried="{name} was tried: {recorded} rows would be recorded, {duplicate} are there already, {rejected} rejected.",
    done="{name} was sent: {recorded} rows were recorded, {duplicate} are there already, {rejected} were rejected.",
    outcomes={"recorded": "Recorded", "duplicate": "There already", "rejected": "Rejected"},
    nothing_recorded="Nothing has been recorded.",
    again="Choose this very file again and record it. Rows that are rejected keep no other row back.",
    other_file="This is not the file that was tried, so it was only tried first.",
    no_file="choose a file",
    no_rows="there is no row in the file",
    too_many="there are more than 1,000 rows in the file; split it, or use the command thidua send",
    remarks="{number} rows that begin with # are remarks and were passed over.",
    left="Only the first sheet is read; there are more: {names}.",
    report="Row by row",
    columns="Columns of the unit's own",
    columns_hint="Columns of this file have names of your own. Say what each of them holds, choose the file again and "
    "try it: the names are remembered for every file the unit sends.",
    columns_kept="The unit's names of columns are remembered.",
    column_unknown="(not said)",
    lacks="What the file does not say",
    lacks_hint="Choose or fill in one value for all rows, choose the file again and try it.",
    lacking="(choose)",
    which_clause="Clause, for rows that name none of the campaign's",
    no_type="the file does not say what its rows tell: choose it here, choose the file again and try it",
    titles="{number} rows above the table only head it and were passed over.",
    onward="To the unit's page: figures, and suggestions that follow from the file",
    column_passed_over="(pass this column over)",
    types={
        "activity.recorded": "Activities",
        "activity.corrected": "Corrections of activities",
        "activity.withdrawn": "Withdrawals of activities",
        "household.identified": "Households listed",
        "household.withdrew": "Households that withdrew",
        "house.started": "Houses started",
        "house.completed": "Houses completed",
        "house.handed_over": "Houses handed over",
        "contribution.received": "Contributions",
        "funds.disbursed": "Money paid out",
        "funds.reversed": "Money taken back",
        "inspection.conducted": "Inspections",
        "finding.raised": "Findings",
        "report.submitted": "Periodic reports",
        "report.corrected": "Corrections of reports",
        "obstacle.reported": "Obstacles",
    },
)
UPLOAD_WORDS: Final[Mapping[Language, UploadWords]] = {"vi": _VI, "en": _EN}
