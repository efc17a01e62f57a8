"""The names of columns, in Vietnamese and in English, and the field each stands for. A table, and how it is asked.

Accents, case and signs do not matter, nor which Unicode form the file is in; the catalogue's own field names are always
understood. A name that stands for nothing is kept as it is: the door then says that there is no such field.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import inspect

from shared.core.access import STATED_BY
from shared.core.events import CATALOGUE, PREFIX, VERSION
from shared.core.open_forms import OPEN_FORMS
from shared.sheets.cells import bare
from shared.sheets.value_words import folded

Names = tuple[str, ...]

# Not a field: the number of the row, as it leads nearly every Vietnamese table.
ROW_NUMBER: Final = ("STT", "TT", "Số thứ tự", "No.")
LEFT_OUT: Final = ""
# First the Vietnamese name, then the English one (templates use these two), then other ways to say it.
ATTRIBUTES: Final[dict[str, Names]] = {
    "type": ("Loại sự kiện", "Event type"),
    "time": ("Thời điểm", "Time", "Thời gian"),
    "campaign": ("Đợt thi đua", "Campaign", "Mã đợt thi đua"),
    "id": ("Mã sự kiện", "Event id"),
}
FIELDS: Final[dict[str, Names]] = {
    "achievement_key": ("Mã thành tích", "Achievement key"),
    "activity_id": ("Mã hoạt động", "Activity id"),
    "amount_vnd": ("Số tiền (đồng)", "Amount (VND)", "Số tiền"),
    "annulled_on": ("Ngày hủy", "Annulled on"),
    "annulment_no": ("Số quyết định hủy", "Annulment no."),
    "answer": ("Câu trả lời", "Answer"),
    "area_m2": ("Diện tích (m2)", "Area (m2)", "Diện tích", "Diện tích (m²)"),
    "award": ("Hình thức khen thưởng", "Award", "Danh hiệu"),
    "basis": ("Căn cứ", "Basis"),
    "blank": ("Phiếu trắng", "Blank"),
    "body": ("Cơ quan được hỏi", "Body"),
    "by": ("Người quyết định", "By"),
    "category": ("Đối tượng", "Category", "Diện hộ"),
    "checks": ("Kiểm tra", "Checks"),
    "citizen_id": ("Số định danh", "Citizen id", "CCCD", "Số CCCD"),
    "clause": ("Điều khoản", "Clause", "Mục", "Tiêu chí", "Tiêu chí thi đua", "Nội dung thi đua"),
    "code": ("Mã số đơn vị", "Code"),
    "commendation_type": ("Loại khen thưởng", "Commendation type"),
    "completed_on": ("Ngày hoàn thành", "Completed on"),
    "conclusion": ("Kết luận", "Conclusion"),
    "conducted_on": ("Ngày kiểm tra", "Conducted on"),
    "conferred_on": ("Ngày trao", "Conferred on"),
    "contacts.*.email": ("Thư điện tử {}", "Email {}"),
    "contacts.*.language": ("Ngôn ngữ thư {}", "Email {} language"),
    "contribution_id": ("Mã đóng góp", "Contribution id"),
    "decided_on": ("Ngày quyết định", "Decided on"),
    "decision_no": ("Số quyết định", "Decision no."),
    "disbursed_on": ("Ngày giải ngân", "Disbursed on", "Ngày chi"),
    "disbursement_id": ("Mã giải ngân", "Disbursement id"),
    "doc_no": ("Số văn bản", "Document no."),
    "donor.id": ("Mã người ủng hộ", "Donor id"),
    "donor.kind": ("Loại người ủng hộ", "Donor kind"),
    "donor.name": ("Tên người ủng hộ", "Donor name", "Người ủng hộ"),
    "due_on": ("Hạn xử lý", "Due on", "Thời hạn"),
    "effective_on": ("Ngày hiệu lực", "Effective on"),
    "eligible": ("Đủ điều kiện", "Eligible"),
    "ended_on": ("Ngày kết thúc", "Ended on"),
    "evidence.*.name": ("Tên minh chứng {}", "Evidence {} name"),
    "evidence.*.sha256": ("SHA-256 minh chứng {}", "Evidence {} SHA-256"),
    "evidence.*.uri": ("Địa chỉ minh chứng {}", "Evidence {} URI"),
    "figures": ("Số liệu", "Figures"),
    "feedback_id": ("Mã biên nhận phản ánh", "Feedback receipt"),
    "finding_id": ("Mã kiến nghị", "Finding id", "Mã tồn tại"),
    "form": ("Hình thức", "Form"),
    "from_on": ("Từ ngày", "From"),
    "ground": ("Lý do", "Ground", "Căn cứ"),
    "handed_over_on": ("Ngày bàn giao", "Handed over on"),
    "held_on": ("Ngày họp", "Held on"),
    "household_id": ("Mã hộ", "Household id"),
    "in_kind.*.item": ("Hiện vật {}", "In-kind item {}"),
    "in_kind.*.measure": ("Đơn vị tính hiện vật {}", "In-kind measure {}"),
    "in_kind.*.quantity": ("Số lượng hiện vật {}", "In-kind quantity {}"),
    "inspection_id": ("Mã cuộc kiểm tra", "Inspection id"),
    "item": ("Loại giấy tờ", "Item"),
    "kind": ("Loại", "Kind", "Loại hoạt động", "Loại đơn vị"),
    "labour_days": ("Ngày công", "Labour days", "Số ngày công"),
    "leader": ("Lãnh đạo", "Leader", "Là lãnh đạo"),
    "list_no": ("Số danh sách", "List no."),
    "measure": ("Đơn vị tính", "Measure", "ĐVT"),
    "members.*.chair": ("Chủ tịch {}", "Member {} chairs"),
    "members.*.person_id": ("Mã thành viên {}", "Member {} id"),
    "missing": ("Còn thiếu", "Missing"),
    "money_vnd": ("Tiền mặt (đồng)", "Money (VND)", "Tiền mặt"),
    "name": ("Họ và tên", "Name", "Họ tên"),
    "name.en": ("Tên tiếng Anh", "Name (en)"),
    "name.vi": ("Tên đơn vị", "Name (vi)"),
    "no": ("Không đồng ý", "No votes"),
    "nomination_id": ("Mã đề nghị", "Nomination id"),
    "note": ("Ghi chú", "Note"),
    "notes": ("Ghi chú", "Notes"),
    "obstacle_id": ("Mã vướng mắc", "Obstacle id"),
    "review_id": ("Mã hội nghị", "Review id"),
    "minutes_no": ("Số biên bản", "Minutes number"),
    "lessons": ("Bài học kinh nghiệm", "Lessons"),
    "occurred_on": ("Ngày thực hiện", "Occurred on", "Ngày diễn ra", "Ngày", "Ngày làm", "Thời gian thực hiện"),
    "outcome": ("Kết quả xử lý", "Outcome", "Kết quả"),
    "parent": ("Đơn vị cấp trên", "Parent unit"),
    "passed": ("Đạt chất lượng", "Passed"),
    "period": ("Kỳ báo cáo", "Period", "Kỳ"),
    "published_on": ("Ngày đăng", "Published on"),
    "take_down_on": ("Ngày phải gỡ", "Take down on", "Hạn công khai"),
    "portal_id": ("Mã trên cổng", "Id on the portal"),
    "unpublished_on": ("Ngày gỡ", "Unpublished on"),
    "document_id": ("Mã văn bản", "Document id"),
    "channel": ("Nơi đăng", "Channel", "Kênh"),
    "url": ("Địa chỉ", "Url", "Đường dẫn"),
    "person.address": ("Địa chỉ", "Address"),
    "person.citizen_id": ("Số định danh", "Citizen id", "CCCD", "Số CCCD"),
    "person.name": ("Chủ hộ", "Householder", "Họ và tên", "Họ tên chủ hộ", "Tên chủ hộ"),
    "person_id": ("Mã cán bộ", "Person id", "Mã người"),
    "persons.*.person_id": ("Mã người tham gia {}", "Participant {} id"),
    "persons.*.role": ("Vai trò người tham gia {}", "Participant {} role"),
    "predecessors": ("Các đơn vị cũ", "Predecessors"),
    "present": ("Có mặt", "Present"),
    "quality_id": ("Mã vấn đề dữ liệu", "Quality id"),
    "quantity": ("Số lượng", "Quantity"),
    "rating": ("Xếp loại", "Rating"),
    "reason": ("Lý do", "Reason"),
    "received_on": ("Ngày nhận", "Received on"),
    "remarks": ("Ghi chú", "Remarks"),
    "report_id": ("Mã báo cáo", "Report id"),
    "resolution": ("Cách tháo gỡ", "Resolution", "Kết quả xử lý"),
    "result": ("Kết quả", "Result"),
    "round": ("Vòng", "Round"),
    "scope": ("Phạm vi", "Scope"),
    "severity": ("Mức độ", "Severity"),
    "sex": ("Giới tính", "Sex"),
    "sha256": ("SHA-256", "File SHA-256"),
    "signed_on": ("Ngày ký", "Signed on"),
    "signer.capacity": ("Tư cách ký", "Signing capacity"),
    "signer.person_id": ("Mã người ký", "Signer id"),
    "signer.title": ("Chức vụ người ký", "Signer title"),
    "signers": ("Những người ký", "Signers"),
    "sitting_id": ("Mã phiên họp", "Sitting id"),
    "source": ("Nguồn vốn", "Source of funds", "Nguồn"),
    "started_on": ("Ngày khởi công", "Started on"),
    "subject_id": ("Mã đối tượng", "Subject id"),
    "subject_kind": ("Loại đối tượng", "Subject kind"),
    "subjects.*.nomination_id": ("Mã đề nghị {}", "Nomination {} id"),
    "subjects.*.subject_id": ("Mã đối tượng {}", "Subject {} id"),
    "subjects.*.subject_kind": ("Loại đối tượng {}", "Subject {} kind"),
    "successor": ("Mã đơn vị mới", "Successor", "Đơn vị mới"),
    "successors": ("Các đơn vị kế thừa", "Successors"),
    "holder": ("Đơn vị tiếp nhận công việc", "Holder"),
    "corrects": ("Sửa cho sự kiện", "Corrects"),
    "support_vnd": ("Mức hỗ trợ (đồng)", "Support (VND)", "Mức hỗ trợ"),
    "target_unit_id": ("Đơn vị được kiểm tra", "Inspected unit id", "Mã đơn vị được kiểm tra"),
    "text": ("Nội dung", "Text"),
    "three_hards.floor": ("Nền cứng", "Hard floor"),
    "three_hards.frame": ("Khung, tường cứng", "Hard frame", "Khung cứng"),
    "three_hards.roof": ("Mái cứng", "Hard roof"),
    "title": ("Tên hoạt động", "Title", "Nội dung", "Nội dung công việc", "Tên công việc", "Chức vụ"),
    "to_level": ("Cấp tiếp nhận", "Level"),
    "to_on": ("Đến ngày", "To"),
    "to_unit_id": ("Mã đơn vị mới", "New unit id"),
    "track": ("Chương trình", "Track", "Nhóm hỗ trợ"),
    "unit_id": ("Mã đơn vị", "Unit id", "Đơn vị"),
    "work": ("Loại công trình", "Work", "Hình thức làm nhà"),
    "written_no": ("Không đồng ý bằng văn bản", "Written no"),
    "written_yes": ("Đồng ý bằng văn bản", "Written yes"),
    "year": ("Năm", "Year"),
    "yes": ("Đồng ý", "Yes votes"),
}
# Where a field's usual name says too little, or says another thing.
OF_TYPE: Final[dict[str, dict[str, Names]]] = {
    "activity.recorded": {"kind": ("Loại hoạt động", "Kind", "Loại", "Hình thức")},
    "obstacle.reported": {"text": ("Khó khăn, vướng mắc", "Obstacle", "Nội dung")},
    "document.published": {"title": ("Trích yếu", "Title", "Tên văn bản")},
    "person.assigned": {"title": ("Chức vụ", "Title"), "category": ("Đối tượng cán bộ", "Category", "Đối tượng")},
    "unit.established": {"kind": ("Loại đơn vị", "Kind", "Loại"), "name.vi": ("Tên đơn vị", "Name (vi)", "Name")},
}
# What is launched from a definition and is no table's row.
DEFINITIONS: Final = frozenset({"campaign", "ruleset"})
_MOST_OF_A_LIST: Final = 9
_OFFERED: Final = 3
LONGEST_NAME: Final = 200  # letters of a column's name


def attribute_of(name: str) -> str:
    """What of an event's envelope a column holds: `type`, `time`, `campaign` or `id`; else "" ."""
    return _ATTRIBUTE_OF.get(folded(name), "")


def field_of(name: str, short: str) -> str:
    """The field of this type that a column holds, dotted; LEFT_OUT for a row's number; the name itself if unknown."""
    known = _fields_of(short)
    if found := known.get(name):  # a ballot has a field `no`, which is not its row's `No.`
        return found
    key = folded(name)
    if key in _ROW_NUMBERS:
        return LEFT_OUT
    if found := known.get(key):
        return found
    # The names inside a map are the unit's own: `Số liệu: houses.started`.
    for path, names in maps_of(short):
        for label in (path, *names):
            inner = _after(label, name)
            if inner:
                return f"{path}.{inner}"
    return name


def is_known(name: str, short: str) -> bool:
    """Whether a column's name is understood without a unit's own words."""
    if attribute_of(name):
        return True
    found = field_of(name, short)
    return found in (LEFT_OUT, *_fields_of(short).values()) or _in_a_map(found, short)


def may_hold(field: str, short: str) -> bool:
    """Whether a column of a type may be said to hold this: one of its fields, or LEFT_OUT."""
    if field in (LEFT_OUT, "time", "id", "campaign", *_fields_of(short).values()):
        return any(paths_of(short))
    return len(field) <= LONGEST_NAME and _in_a_map(field, short)


def choices_of(short: str) -> Iterator[tuple[str, Names]]:
    """What a column of a type may be said to hold, with its names; of a list its first three places."""
    for attribute in ("time", "id", "campaign"):
        yield attribute, ATTRIBUTES[attribute]
    for path in paths_of(short):
        if path in dict(maps_of(short)):
            continue  # a column of such is called `figures: …`, so that it names the figure
        for place in range(_OFFERED) if "*" in path else (0,):
            yield path.replace("*", str(place)), tuple(name.format(place + 1) for name in names_of(path, short))


def paths_of(short: str) -> Iterator[str]:
    """The fields of a type that people state, dotted, a list's as `persons.*.role`, a map's as the map."""
    cls = CATALOGUE.get(f"{PREFIX}{short}{VERSION}")
    if cls is not None and STATED_BY.get(short) and cls.thing not in DEFINITIONS:
        yield from _paths(inspect.type_info(OPEN_FORMS.get(cls, cls)), "")


def names_of(path: str, short: str) -> Names:
    """What a field's column may be called: Vietnamese first, English second; a change as what it changes."""
    path = path.removeprefix("changes.")
    return OF_TYPE.get(short, {}).get(path) or FIELDS.get(path, ())


@cache
def maps_of(short: str) -> tuple[tuple[str, Names], ...]:
    """The fields whose parts have names of the unit's own, and what they are called."""
    return tuple((path, names_of(path, short)) for path in paths_of(short) if path in ("figures", "checks"))


@cache
def _fields_of(short: str) -> dict[str, str]:
    """From a folded name, and from the field's own, to the field. A name said of two fields is the first one's."""
    found: dict[str, str] = {}
    for path in paths_of(short):
        for place in range(1, _MOST_OF_A_LIST + 1) if "*" in path else (0,):
            exact = path.replace("*", str(place - 1))
            found[exact] = exact
            for name in names_of(path, short):
                found.setdefault(folded(name.format(place)), exact)
    return found


def _paths(kind: inspect.Type | None, prefix: str) -> Iterator[str]:
    match bare(kind):
        case inspect.StructType() as struct:
            for field in struct.fields:
                yield from _paths(field.type, f"{prefix}.{field.encode_name}" if prefix else field.encode_name)
        case inspect.VarTupleType() as items:
            if isinstance(bare(items.item_type), inspect.StructType):
                yield from _paths(items.item_type, f"{prefix}.*")
            else:
                yield prefix
        case _:
            yield prefix


def _in_a_map(field: str, short: str) -> bool:
    return any(field.startswith(f"{path}.") and field != f"{path}." for path, _ in maps_of(short))


def _after(label: str, name: str) -> str:
    """What follows a map's own name in a column's, after a colon or a point."""
    first, mark, rest = name.partition(":")
    if not mark:
        first, mark, rest = name.partition(".")
    return rest.strip() if mark and folded(first) == folded(label) else ""


_ATTRIBUTE_OF: Final = {folded(name): field for field, names in ATTRIBUTES.items() for name in (field, *names)}
_ROW_NUMBERS: Final = frozenset(folded(name) for name in ROW_NUMBER)
