"""The columns of one event type's template: what each is called, takes, and looks like. It writes no file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from msgspec import NODEFAULT, inspect

from shared.core.events import CATALOGUE, PREFIX, VERSION
from shared.core.open_forms import OPEN_FORMS
from shared.core.values import Language
from shared.sheets.cells import bare, form_of
from shared.sheets.columns import ATTRIBUTES, maps_of, names_of, paths_of
from shared.sheets.value_words import FALSE, TRUE, WORDS

_TEXT, _DAY, _MOMENT, _NUMBER = "@", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "General"
_SAID: Final[dict[str, tuple[str, str]]] = {
    "needed": ("bắt buộc", "required"),
    "may be left out": ("có thể bỏ trống", "optional"),
    "one of": ("một trong", "one of"),
    "date": ("ngày/tháng/năm", "day/month/year"),
    "time": ("ngày/tháng/năm giờ:phút", "day/month/year hour:minute"),
    "period": ("02/2025, Q1/2025 hoặc 2025", "02/2025, Q1/2025 or 2025"),
    "slug": ("chữ thường không dấu, số, gạch nối", "lower-case letters, digits, hyphens"),
    "number": ("số", "a number"),
    "map": ("đổi phần sau dấu hai chấm; thêm cột nếu cần", "change what follows the colon; add columns as needed"),
    "list": ("thêm cột 2, 3 … nếu cần", "add columns 2, 3 … as needed"),
}
# What an example shows where its kind alone would not tell enough.
_EXAMPLES: Final[dict[str, str]] = {
    "activity_id": "HD-2025-001",
    "amount_vnd": "30000000",
    "base_salary_vnd": "2340000",
    "clause": "III.1.b4",
    "contacts.*.email": "hctc@example.vn",
    "contacts.*.language": "vi",
    "contribution_id": "DG-2025-001",
    "decision_no": "12/QĐ-UBND",
    "disbursement_id": "GN-2025-001",
    "household_id": "HB-2025-001",
    "list_no": "12/QĐ-UBND",
    "measure": "cuộc",
    "money_vnd": "60000000",
    "name": "Nguyễn Thị Lan",
    "name.vi": "Phòng Hành chính - Tổ chức",
    "person.address": "Xóm Bưa",
    "person.citizen_id": "017190000001",
    "person.name": "Bùi Thị Mai",
    "person_id": "cb-lan",
    "report_id": "BC-2025-02",
    "scope": "ALL",
    "support_vnd": "60000000",
    "target_unit_id": "huyen-mai-chau",
    "title": "Kiểm tra tiến độ tại xã",
    "to_unit_id": "thcb",
    "year": "2024",
}
_OF_FORM: Final = {
    "date": "14/05/2025",
    "period": "02/2025",
    "slug": "hctc",
    "sha256": "0" * 64,
    "printable": "01",
    "url": "https://congbao.example.vn/88-qd-vpubnd",
}
_OF_MAP: Final = {"figures": ("houses.started", "12"), "checks": ("commune_confirmed", "true")}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, a remark on what it takes, an example, the words to choose from, how cells are shown."""

    label: str
    note: str
    example: str
    words: tuple[str, ...] = ()
    shown: str = _TEXT


def columns_of(short: str, language: Language) -> list[Column]:
    """The columns of a type: the time, what must be there, then what may be left out."""
    kinds = kinds_of(short)
    paths = sorted(paths_of(short), key=lambda path: not kinds[path][1])  # a stable sort: else as in the catalogue
    column = [_column(short, path, kinds[path], language) for path in paths]
    return [_time(language), *column]


def kinds_of(short: str) -> dict[str, tuple[inspect.Type | None, bool]]:
    """Each field's type by its path, a list's as `persons.*.role`, and whether it must be there."""
    cls = CATALOGUE[f"{PREFIX}{short}{VERSION}"]
    return dict(_kinds(inspect.type_info(OPEN_FORMS.get(cls, cls)), "", needed=True))


def _time(language: Language) -> Column:
    place = _place(language)
    note = f"{_SAID['needed'][place]}; {_SAID['time'][place]}"
    return Column(ATTRIBUTES["time"][place], note, "14/05/2025 08:00", shown=_MOMENT)


def _column(short: str, path: str, told: tuple[inspect.Type | None, bool], language: Language) -> Column:
    kind, needed = told
    place = _place(language)
    names = names_of(path, short)
    label = names[place].format(1) if len(names) > place else path.replace("*", "0")
    words = tuple(str(word) for word in _words(kind, language))
    notes = [_SAID["needed" if needed else "may be left out"][place], *_takes(kind, words, place)]
    example = _example(path.removeprefix("changes."), kind, words) or label
    if path in dict(maps_of(short)):
        inner, example = _OF_MAP[path]
        label, notes = f"{label}: {inner}", [*notes, _SAID["map"][place]]
    elif "*" in path:
        notes.append(_SAID["list"][place])
    return Column(label, "; ".join(notes), example, words, _shown(kind))


def _takes(kind: inspect.Type | None, words: tuple[str, ...], place: int) -> Iterator[str]:
    if words:
        yield f"{_SAID['one of'][place]}: {' | '.join(words)}"
    elif (form := form_of(kind)) in _SAID:
        yield _SAID[form][place]
    elif isinstance(bare(kind), inspect.IntType | inspect.FloatType):
        yield _SAID["number"][place]


def _words(kind: inspect.Type | None, language: Language) -> tuple[object, ...]:
    """What there is to choose from, in the language of the template."""
    match bare(kind):
        case inspect.LiteralType(values):
            return tuple(WORDS.get(value, (value,))[0] if language == "vi" else value for value in map(str, values))
        case inspect.BoolType():
            return (TRUE, FALSE) if language == "vi" else ("true", "false")
        case _:
            return ()


def _example(path: str, kind: inspect.Type | None, words: tuple[str, ...]) -> str:
    if words:
        return words[0]
    if isinstance(bare(kind), inspect.VarTupleType):
        return '["hctc"]'
    if isinstance(bare(kind), inspect.IntType | inspect.FloatType):
        return _EXAMPLES.get(path, "1")
    return _EXAMPLES.get(path) or _EXAMPLES.get(path.rpartition(".")[2]) or _OF_FORM.get(form_of(kind), "")


def _shown(kind: inspect.Type | None) -> str:
    if form_of(kind) == "date":
        return _DAY
    return _NUMBER if isinstance(bare(kind), inspect.IntType | inspect.FloatType | inspect.UnionType) else _TEXT


def _kinds(
    kind: inspect.Type | None, prefix: str, *, needed: bool
) -> Iterator[tuple[str, tuple[inspect.Type | None, bool]]]:
    """Each field's type by its path, and whether it must be there."""
    match bare(kind):
        case inspect.StructType() as struct:
            for field in struct.fields:
                path = f"{prefix}.{field.encode_name}" if prefix else field.encode_name
                own = field.default is NODEFAULT and field.default_factory is NODEFAULT
                yield from _kinds(field.type, path, needed=needed and own)
        case inspect.VarTupleType() as items if isinstance(bare(items.item_type), inspect.StructType):
            yield from _kinds(items.item_type, f"{prefix}.*", needed=needed)
        case _:
            yield prefix, (kind, needed)


def _place(language: Language) -> int:
    return 0 if language == "vi" else 1
