"""A period's report as a form: HP-01 and the units' figures in sections of columns and rows. It knows no page."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from services.tracking.domain.reporting.consolidated import Line, Reported, Told
from services.tracking.domain.reporting.hp01 import Hp01, hp01
from services.tracking.domain.reporting.review import REVIEWS, Decision, Reviewed
from services.tracking.domain.reporting.words import (
    CATEGORIES,
    DONORS,
    SOURCES,
    STANDS,
    TRACKS,
    WORKS,
    figure_named,
    in_words,
)
from shared.papers.form import Cell, Form, Section
from shared.papers.words import figure, short_day

FIGURES_ABREAST: Final = 7
MILLION: Final = 1_000_000
SUM: Final = "Tổng cộng"
BASIS: Final = "Mẫu tổng hợp của cơ quan"
TITLE: Final = "TỔNG HỢP BÁO CÁO KỲ VÀ BIỂU HP-01"
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_NOTES: Final = (
    "Số liệu mục theo đơn vị do các đơn vị báo cáo, đã đính chính; dòng của đơn vị có đơn vị trực thuộc là số cộng.",
    "Biểu HP-01 tính từ các sự việc đã ghi đến hết kỳ, theo ngày ghi; hộ rút hoặc bị loại không tính vào tiến độ.",
    "Kế hoạch là mức hỗ trợ đã duyệt theo chương trình; huy động theo đối tượng ủng hộ; giải ngân theo nguồn chi.",
)


def form(reported: Reported) -> Form:
    """The whole form of a period."""
    period = reported.consolidated.period
    words = in_words(period)
    return Form(
        name=f"bao-cao-{period}",
        number="HP-01",
        basis=BASIS,
        title=TITLE,
        of=f"{words[0].upper()}{words[1:]}",
        campaign=reported.campaign.name.vi,
        sections=tuple(_numbered(sections(reported))),
        notes=_NOTES,
    )


def sections(reported: Reported) -> Iterator[Section]:
    """Who sent, what they told, HP-01 of all and by unit, and what was corrected."""
    whole, period = reported.consolidated, reported.consolidated.period
    table = hp01(reported.book, period)
    yield _sent(whole.lines)
    names = whole.names()
    for begin in range(0, len(names), FIGURES_ABREAST):
        yield _told(whole.lines, whole.sums, names[begin : begin + FIGURES_ABREAST])
    yield _need(table)
    yield _progress(table)
    yield _money(table)
    yield _goods(table)
    yield _by_unit(reported)
    yield _corrected(whole.lines)


def _numbered(all_: Iterable[Section]) -> Iterator[Section]:
    for place, one in enumerate(all_):
        number = _ROMAN[place] if place < len(_ROMAN) else str(place + 1)
        yield one._replace(title=f"{number}. {one.title}")


def _sent(lines: Iterable[Line]) -> Section:
    columns = ("Đơn vị", "Hạn gửi", "Ngày gửi", "Tình trạng", "Số lần đính chính", "Đã gửi (cả cấp dưới)")
    rows = tuple(
        (
            _name(line),
            short_day(line.due_on) if line.due_on else "",
            short_day(line.told.submitted_on) if line.told else "",
            STANDS[line.stand],
            len(line.told.corrections) if line.told else "",
            line.reports,
        )
        for line in lines
    )
    return Section("Tình hình gửi báo cáo", columns, rows)


def _told(lines: Iterable[Line], sums: Mapping[str, float], names: tuple[str, ...]) -> Section:
    rows = [(_name(line), *(_cell(line.sums.get(name)) for name in names)) for line in lines if line.reports]
    rows.append((SUM, *(_cell(sums[name]) for name in names)))
    return Section("Số liệu do các đơn vị báo cáo", ("Đơn vị", *map(figure_named, names)), tuple(rows))


def _need(table: Hp01) -> Section:
    columns = ("Chương trình", "Loại", "Đã rà soát", "Đã phê duyệt", "Rút, bị loại", "Bổ sung trong kỳ")
    rows: list[tuple[Cell, ...]] = [
        (TRACKS[one.track], WORKS[one.work], one.identified, one.approved, one.left, one.added) for one in table.need
    ]
    if rows:
        of_all = zip(*((one.identified, one.approved, one.left, one.added) for one in table.need), strict=True)
        rows.append((SUM, "", *map(sum, of_all)))
    return Section("HP-01: Nhu cầu (hộ)", columns, tuple(rows))


def _progress(table: Hp01) -> Section:
    progress, quality = table.progress, table.quality
    rows: list[tuple[Cell, ...]] = [
        ("Chưa khởi công", progress.not_started),
        ("Đang thực hiện", progress.under_way),
        ("Hoàn thành", progress.finished),
        ("Trong đó: đã bàn giao", progress.handed_over),
        ("Đã kiểm tra chất lượng", quality.inspected),
        ("Đạt 3 cứng", quality.passed),
        ("Còn tồn tại phải khắc phục", quality.defects_open),
        *((f"Đối tượng: {CATEGORIES[name]}", count) for name, count in table.beneficiaries.items()),
        ("Vướng mắc chưa giải quyết (vụ việc)", table.obstacles_open),
    ]
    return Section("HP-01: Tiến độ, chất lượng, đối tượng (hộ)", ("Chỉ tiêu", "Số lượng"), tuple(rows))


def _money(table: Hp01) -> Section:
    flows = (("Kế hoạch", table.planned_vnd, TRACKS), ("Huy động", table.mobilised_vnd, DONORS))
    parts = (*flows, ("Giải ngân", table.disbursed_vnd, SOURCES))
    rows: list[tuple[Cell, ...]] = []
    for flow, amounts, names in parts:
        rows += [(flow, names[source], amount) for source, amount in amounts.items()]
        rows += [(flow, "Cộng", sum(amounts.values()))] if amounts else []
    return Section("HP-01: Kinh phí (đồng)", ("Dòng tiền", "Nguồn", "Số tiền"), tuple(rows))


def _goods(table: Hp01) -> Section:
    rows: list[tuple[Cell, ...]] = [(one.item, one.measure, _cell(one.quantity)) for one in table.in_kind]
    rows += [("Công lao động", "ngày công", _cell(table.labour_days))] if table.labour_days else []
    return Section("HP-01: Hiện vật, ngày công", ("Loại", "Đơn vị tính", "Số lượng"), tuple(rows))


def _by_unit(reported: Reported) -> Section:
    standing = ("Đã rà soát", "Rút, bị loại", "Chưa khởi công", "Đang làm", "Hoàn thành", "Bàn giao")
    columns = ("Đơn vị", *standing, "Giải ngân (triệu đồng)")
    told = reported.book.units()
    rows: list[tuple[Cell, ...]] = []
    for line in reported.consolidated.lines:
        if line.unit.unit_id in told:
            own = hp01(reported.book, reported.consolidated.period, (line.unit.unit_id,))
            at = own.progress
            listed, left = sum(one.identified for one in own.need), sum(one.left for one in own.need)
            paid = _cell(sum(own.disbursed_vnd.values()) / MILLION)
            rows.append((_name(line), listed, left, at.not_started, at.under_way, at.finished, at.handed_over, paid))
    return Section("HP-01: Theo đơn vị", columns, tuple(rows))


def _corrected(lines: Iterable[Line]) -> Section:
    columns = ("Đơn vị", "Chỉ tiêu", "Trước", "Sau", "Lý do", "Vị trí trong nhật ký")
    rows = [
        (line.unit.name, name, before, after, reason, str(position))
        for line in lines
        if line.told
        for name, before, after, reason, position in _changes(line.told)
    ]
    return Section("Đính chính số liệu của kỳ", columns, tuple(rows))


def _changes(told: Told) -> Iterator[tuple[str, Cell, Cell, str, int]]:
    for one in told.corrections:
        for name, after in sorted(one.after.items()):
            before = one.before.get(name)
            if before != after:
                yield figure_named(name), _cell(before), _cell(after), one.reason, one.position


def _name(line: Line) -> str:
    """A unit by its name, with a dash for every step below the top."""
    return f"{'– ' * line.depth}{line.unit.name}"


def _cell(value: float | bool | None) -> Cell:  # noqa: FBT001 - a figure may be either
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case _:
            return int(value) if value == int(value) else figure(value)


def review_form(reviewed: Reviewed) -> Form:
    """The pack of a review as a form: what was reported and counted, who was awarded, what was learnt."""
    period = reviewed.reported.consolidated.period
    own = (_decided(reviewed.decided), _learnt(reviewed.review.lessons))
    return Form(
        name=f"{REVIEWS[reviewed.review.kind].file}-{period}",
        number="HP-01",
        basis=BASIS,
        title=REVIEWS[reviewed.review.kind].title,
        of=f"Số liệu đến hết {in_words(period)}",
        campaign=reviewed.reported.campaign.name.vi,
        sections=tuple(_numbered((*sections(reviewed.reported), *own))),
        notes=_NOTES,
    )


def _decided(decisions: Iterable[Decision]) -> Section:
    columns = ("Quyết định", "Ngày ký", "Tập thể, cá nhân, hộ được khen", "Đã hủy")
    rows: list[tuple[Cell, ...]] = [
        (one.doc_no, short_day(one.signed_on), one.subjects, one.annulled) for one in decisions
    ]
    if rows:
        rows.append((SUM, "", sum(one.subjects for one in decisions), sum(one.annulled for one in decisions)))
    return Section("Kết quả khen thưởng", columns, tuple(rows))


def _learnt(lessons: Iterable[str]) -> Section:
    return Section("Bài học kinh nghiệm", ("Nội dung",), tuple((one,) for one in lessons))
