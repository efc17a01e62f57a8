"""Reading a statement as it comes in: JSON to Statement, or a Problem that names every bad field. Pure.

msgspec checks shapes; the forms checked here (dates that exist, ids that can be printed, slugs) would cost too much if
they were part of the types, which every line of the log passes again whenever it is read back.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from functools import lru_cache
from types import UnionType
from typing import Annotated, Final, TypeAlias, TypeVar, Union, get_args, get_origin
from zoneinfo import available_timezones

import msgspec

from shared.core.access import is_source
from shared.core.definition import Shape
from shared.core.envelope import Statement, decode_statement
from shared.core.events import CATALOGUE, REGISTRY, REGISTRY_THINGS
from shared.core.open_forms import OPEN_FORMS
from shared.core.problems import NOT_JSON, Fault, Problem, bad_fields

AHEAD: Final = timedelta(minutes=5)
# What comes of bytes that are no JSON, or are nested deeper than anybody writes.
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_BACKSLASH: Final = ord("\\")  # one byte is found at once; b"\\u" costs as much as all else that is done to a body
_ZERO: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000").search  # the one character that a database's text cannot hold
_SLUG: Final = lru_cache(maxsize=1_024)(re.compile(r"[a-z0-9][a-z0-9-]{0,62}").fullmatch)  # units are few
_SHA256: Final = re.compile(r"[0-9a-f]{64}").fullmatch
_URL: Final = re.compile(r"https?://[!-~]+").fullmatch
_PERIOD: Final = re.compile(r"[1-9]\d{3}(-(0[1-9]|1[0-2])|-Q[1-4])?", re.ASCII).fullmatch
_TIME_OF_DAY: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII).fullmatch
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII).fullmatch


@lru_cache(maxsize=1_024)  # a campaign has some hundred days
def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return text[4] == "-" == text[7]


@lru_cache(maxsize=1_024)
def _is_time_zone(text: str) -> bool:
    return text in available_timezones()


T = TypeVar("T", bound=Shape)
Check: TypeAlias = Callable[[str], object]
FORMS: Final[dict[str, tuple[Check, str, str]]] = {
    "slug": (_SLUG, "chỉ gồm a-z, 0-9 và dấu gạch nối, tối đa 63 ký tự", "must be a-z, 0-9 and hyphens, at most 63"),
    "printable": (str.isprintable, "chỉ gồm ký tự in được", "must be printable characters"),
    "date": (_is_date, "phải là ngày có thật, dạng NĂM-THÁNG-NGÀY", "must be a real date, YYYY-MM-DD"),
    "sha256": (_SHA256, "phải là 64 chữ số thập lục phân viết thường", "must be 64 lower-case hexadecimal digits"),
    "url": (_URL, "phải là địa chỉ web đầy đủ, bắt đầu bằng https://", "must be a whole web address, as https://…"),
    "period": (_PERIOD, "phải có dạng 2025-03, 2025-Q1 hoặc 2025", "must look like 2025-03, 2025-Q1 or 2025"),
    "time_of_day": (_TIME_OF_DAY, "phải là giờ trong ngày, dạng 07:30", "must be a time of day, as 07:30"),
    "time_zone": (_is_time_zone, "phải là múi giờ, dạng Asia/Ho_Chi_Minh", "must be a time zone, as Asia/Ho_Chi_Minh"),
}


def normal_form(body: bytes) -> bytes:
    """The body with all its text in Unicode NFC, so that the same name is the same bytes. Raises UnicodeDecodeError."""
    escaped = _BACKSLASH in body and b"\\u" in body
    if body.isascii() and not escaped:
        return body
    text = body.decode()
    if not escaped:
        return body if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text).encode()
    return msgspec.json.encode(_normal(msgspec.json.decode(body)))  # escapes can hide a combining mark


def read_statement(body: bytes | msgspec.Raw, *, now: datetime) -> Statement | Problem:
    """One structured CloudEvent, already in normal form, as a Statement, or the Problem with it."""
    try:
        statement = decode_statement(body)
    except msgspec.ValidationError as error:
        return bad_fields(_fault_of(str(error)))
    except UNREADABLE:
        return NOT_JSON
    faults = _attribute_faults(statement, now)
    raw = bytes(body)
    if _BACKSLASH in raw and _ZERO(raw):
        faults += (Fault("", "không được chứa ký tự U+0000", "must not hold the character U+0000"),)
    if within := _form_faults(statement.data, _CHECKS[type(statement.data)]):
        faults += _under("/data", within)
    return bad_fields(*faults) if faults else statement


def read_shape(body: bytes, form: type[T]) -> T | Problem:
    """What a service is told at a door of its own, as a shape, or the Problem with it."""
    try:
        told = msgspec.json.decode(normal_form(body), type=form)
    except msgspec.ValidationError as error:
        return bad_fields(_fault_of(str(error)))
    except UNREADABLE:
        return NOT_JSON
    faults = _form_faults(told, _checks_of(form, _known))
    return bad_fields(*faults) if faults else told


def parse_time(text: str) -> datetime | None:
    """An RFC 3339 time with its offset, or None; so is one that falls outside the calendar in some time zone."""
    if not _RFC3339(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if MINYEAR < moment.year < MAXYEAR else None


# No generators from here on: every field of every event passes through, and nearly always there is no fault.


def _attribute_faults(statement: Statement, now: datetime) -> list[Fault]:
    faults: list[Fault] = []
    if statement.specversion != "1.0":
        faults.append(Fault("/specversion", "phải là 1.0", "must be 1.0"))
    if statement.datacontenttype != "application/json":
        faults.append(Fault("/datacontenttype", "phải là application/json", "must be application/json"))
    if not (statement.id.isprintable() and statement.source.isprintable()):
        faults.append(Fault("/id", "id và source chỉ gồm ký tự in được", "id and source must be printable characters"))
    if not is_source(statement.source):
        faults.append(Fault("/source", "phải là một đường dẫn bắt đầu bằng /", "must be a path that begins with /"))
    if not _SLUG(statement.campaign):
        faults.append(Fault("/campaign", *FORMS["slug"][1:]))
    elif (statement.campaign == REGISTRY) is not (type(statement.data).thing in REGISTRY_THINGS):
        faults.append(
            Fault(
                "/campaign",
                "loại sự kiện này thuộc về registry, hoặc ngược lại không thuộc về registry",
                "is registry for unit, person, rating, prior_award and discipline events, and for no others",
            )
        )
    time = parse_time(statement.time)
    if time is None:
        faults.append(
            Fault("/time", "phải là thời điểm RFC 3339 có múi giờ", "must be an RFC 3339 time with its offset")
        )
    elif time.astimezone(UTC) > now + AHEAD:  # comparing across time zones takes twice as long
        faults.append(Fault("/time", "ở tương lai hơn 5 phút", "lies more than 5 minutes in the future"))
    return faults


def _form_faults(value: Shape, checks: "_Checks") -> list[Fault]:
    """What is wrong within one struct; pointers begin at it."""
    faults: list[Fault] = []
    for name, check, fault in checks.texts:
        text = getattr(value, name)
        if text and not check(text):
            faults.append(fault)
    for name, check, fault in checks.lists:
        if not all(map(check, getattr(value, name))):
            faults.append(fault)
    for name, at, inner in checks.parts:
        part = getattr(value, name)
        if not part:
            continue  # absent
        if type(part) is not tuple:
            faults += _under(at, _form_faults(part, inner))
            continue
        for index, item in enumerate(part):
            if within := _form_faults(item, inner):
                faults += _under(f"{at}/{index}", within)
    return faults


def _under(at: str, faults: list[Fault]) -> list[Fault]:
    return [Fault(at + fault.pointer, fault.vi, fault.en) for fault in faults]


# The checks of each type, found once from its annotations.


class _Checks:
    """What to check in one struct: its texts, its lists of texts, and the structs within it, with where they stand."""

    __slots__ = ("lists", "parts", "texts")

    def __init__(self) -> None:
        self.texts: list[tuple[str, Check, Fault]] = []
        self.lists: list[tuple[str, Check, Fault]] = []
        self.parts: list[tuple[str, str, _Checks]] = []


def _checks_of(cls: type[Shape], known: dict[type, _Checks]) -> _Checks:
    if cls in known:
        return known[cls]
    checks = known[cls] = _Checks()
    for field in msgspec.structs.fields(cls):
        at = f"/{field.encode_name}"
        for leaf in _leaves(field.type):
            if form := _form_of(leaf):
                check, vi, en = FORMS[form]
                kind = checks.lists if get_origin(field.type) is tuple else checks.texts
                kind.append((field.name, check, Fault(at, vi, en)))
            elif isinstance(leaf, type) and issubclass(leaf, Shape):
                checks.parts.append((field.name, at, _checks_of(leaf, known)))
    return checks


def _leaves(annotation: object) -> Iterator[object]:
    """An annotation without its unions and tuples."""
    if get_origin(annotation) in (tuple, Union, UnionType):
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield annotation


def _form_of(annotation: object) -> str | None:
    for meta in get_args(annotation)[1:] if get_origin(annotation) is Annotated else ():
        if form := (getattr(meta, "extra", None) or {}).get("form"):
            return str(form)
    return None


_known: dict[type, _Checks] = {}
_CHECKS: Final = {
    form: _checks_of(form, _known) for cls in CATALOGUE.values() for form in {cls, OPEN_FORMS.get(cls, cls)}
}


# What msgspec says, in words a clerk can use.

_SAYINGS: Final[tuple[tuple[re.Pattern[str], str, str, str], ...]] = tuple(
    (re.compile(pattern), pointer, vi, en)
    for pattern, pointer, vi, en in (
        (r"missing required field `(.+?)`", "/{0}", "thiếu trường này", "is missing"),
        (
            r"unknown field `(.+?)`",
            "/{0}",
            "không có trường này trong danh mục; hãy bỏ đi",
            "is unknown here: leave it out",
        ),
        (
            r"Invalid value .* - at `\$\.type`",
            "",
            "loại sự kiện không có trong danh mục",
            "is no event type of the catalogue",
        ),
        (r"Invalid enum value", "", "giá trị không có trong danh sách cho phép", "is not one of the allowed values"),
        (r"Expected `\w+` (>=?|<=?) (\S+)", "", "phải {0} {1}", "must be {0} {1}"),
        (r"Expected `str` of length (>=?|<=?) (\d+)", "", "độ dài phải {0} {1} ký tự", "must have a length {0} {1}"),
        (r"Expected `(.+?)`, got `(.+?)`", "", "phải là {0}, không phải {1}", "must be {0}, not {1}"),
        (r"out of range|too big|exceeds", "", "số quá lớn", "is too large a number"),
    )
)


# What msgspec calls a kind of value, in words for whoever fills in a form.
_KINDS: Final = {
    "str": ("chữ", "text"),
    "int": ("số nguyên", "a whole number"),
    "float": ("số", "a number"),
    "bool": ("true hoặc false", "true or false"),
    "object": ("một đối tượng", "an object"),
    "array": ("một danh sách", "a list"),
    "null": ("trống (null)", "null"),
}


def _fault_of(message: str) -> Fault:
    """What msgspec says, as a pointer and words; values of the event are never repeated."""
    path = re.search(r" - at `\$(.*?)`$", message)
    steps = re.findall(r"\.(\w+)|\[(\d*|\.\.\.)\]", path.group(1)) if path else []
    # "[...]" is a value of a map, whose key msgspec does not tell: the map itself is named.
    pointer = "".join(f"/{name or index}" for name, index in steps if index != "...")
    for pattern, tail, vi, en in _SAYINGS:
        if found := pattern.search(message):
            said = found.groups()
            names = [name.replace("~", "~0").replace("/", "~1") for name in said]
            words = [[_in_words(one, language) for one in said] for language in (0, 1)]
            return Fault(pointer + tail.format(*names), vi.format(*words[0]), en.format(*words[1]))
    return Fault(pointer, "giá trị không hợp lệ", "is not valid")


def _in_words(said: str, language: int) -> str:
    return " | ".join(_KINDS[name][language] if name in _KINDS else name for name in said.split(" | "))


def _normal(value: object) -> object:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [_normal(item) for item in value]
        case dict():
            return {_normal(key): _normal(item) for key, item in value.items()}
        case _:
            return value
