"""Fits plain values to the shapes of msgspec structs and names every place where they do not fit; knows no meaning.

msgspec itself stops at the first mistake. Here what does not fit is noted and replaced by an empty value of its kind,
so that the rest of the file is read, and checked, all the same.
"""

import re
from typing import TypeVar

import msgspec
from msgspec import inspect

from shared.core.forms import FORMS
from shared.rules.checking import closest
from shared.rules.yaml_text import Page, Plain, step

Number = bool | int | float

LARGEST = 10**18
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

S = TypeVar("S", bound=msgspec.Struct)

SCALARS: dict[type, type] = {
    str: inspect.StrType,
    bool: inspect.BoolType,
    int: inspect.IntType,
    float: inspect.FloatType,
}
NAMES: dict[type, tuple[str, str]] = {
    inspect.StrType: ("chữ", "a text"),
    inspect.IntType: ("số nguyên", "a whole number"),
    inspect.FloatType: ("số", "a number"),
    inspect.BoolType: ("true hoặc false", "true or false"),
    inspect.VarTupleType: ("danh sách (-)", "a list (-)"),
    inspect.DictType: ("các trường tên: giá trị", "fields name: value"),
    inspect.StructType: ("các trường tên: giá trị", "fields name: value"),
    inspect.LiteralType: ("chữ", "a text"),
}


def fitted(page: Page, shape: type[S], value: Plain, pointer: str) -> S:
    """A struct of the value at the pointer; what does not fit is noted on the page and left empty in the struct."""
    kind = inspect.type_info(shape)
    made = _Fitting(page).fit(kind, value, pointer)
    if not isinstance(made, shape):
        raise TypeError(f"{shape.__name__} is no struct")
    return made


class _Fitting:
    def __init__(self, page: Page) -> None:
        self._page = page

    def fit(self, kind: inspect.Type, value: Plain, pointer: str, extra: object = None) -> object:
        match kind, value:
            case inspect.Metadata(), _:
                return self.fit(kind.type, value, pointer, (kind.extra or {}).get("form"))
            case inspect.UnionType(), _:
                return self._one_of(kind, value, pointer)
            case inspect.StructType(), dict():
                return self._struct(kind, value, pointer)
            case inspect.DictType(), dict():
                return {name: self.fit(kind.value_type, item, step(pointer, name)) for name, item in value.items()}
            case inspect.VarTupleType(), list():
                return tuple(self.fit(kind.item_type, item, step(pointer, i)) for i, item in enumerate(value))
            case inspect.LiteralType(), str():
                self._literal(kind, value, pointer)
                return value
            case inspect.StrType(), str():
                self._text(kind, value, pointer, extra)
                return value
            case inspect.BoolType(), bool():
                return value
            case inspect.IntType(), int() if _is_number(value):
                return value
            case inspect.FloatType(), int() | float() if _is_number(value):
                return float(value)
            case _:
                self._not(kind, value, pointer)
                return _empty(kind)

    def _struct(self, kind: inspect.StructType, value: dict[str, Plain], pointer: str) -> object:
        names = [field.encode_name for field in kind.fields]
        for name in value.keys() - set(names):
            near_vi, near_en = closest(name, names)
            self._page.complain_of_name(
                step(pointer, name),
                f"không có trường {name!r} ở đây{near_vi}; các trường: {', '.join(names)}",
                f"there is no field {name!r} here{near_en}; the fields are: {', '.join(names)}",
            )
        filled = {}
        for field in kind.fields:
            if field.encode_name in value:
                inner = step(pointer, field.encode_name)
                filled[field.name] = self.fit(field.type, value[field.encode_name], inner)
            elif field.required:
                self._page.complain(
                    pointer,
                    f"thiếu trường {field.encode_name!r}; hãy thêm vào",
                    f"the field {field.encode_name!r} is missing; add it",
                )
                filled[field.name] = _empty(field.type)
        return kind.cls(**filled)

    def _one_of(self, kind: inspect.UnionType, value: Plain, pointer: str) -> object:
        if value is None and any(isinstance(one, inspect.NoneType) for one in kind.types):
            return None
        wanted = SCALARS.get(type(value), inspect.StructType)
        chosen = next((one for one in kind.types if type(one) is wanted), kind.types[0])
        return self.fit(chosen, value, pointer)

    def _literal(self, kind: inspect.LiteralType, value: str, pointer: str) -> None:
        if value not in kind.values:
            choices = [str(choice) for choice in kind.values]
            near_vi, near_en = closest(value, choices)
            self._page.complain(
                pointer,
                f"không có giá trị {value!r}{near_vi}; các giá trị: {', '.join(choices)}",
                f"there is no value {value!r}{near_en}; the values are: {', '.join(choices)}",
            )

    def _text(self, kind: inspect.StrType, value: str, pointer: str, form: object) -> None:
        fewest, most = kind.min_length or 0, kind.max_length
        if form in FORMS:
            check, vi, en = FORMS[str(form)]
            if value and not check(value):
                self._page.complain(pointer, f"{value[:100]!r}: {vi}", f"{value[:100]!r} {en}")
                return
        elif UNWRITABLE.search(value):
            self._page.complain(
                pointer,
                "có ký tự điều khiển không ghi được; hãy gõ lại đoạn này",
                "there is a control character that cannot be written; type this text again",
            )
        if len(value) < fewest or (most is not None and len(value) > most):
            self._page.complain(
                pointer,
                f"phải có từ {fewest} đến {most} ký tự, ở đây có {len(value)}",
                f"must be {fewest} to {most} characters long, not {len(value)}",
            )

    def _not(self, kind: inspect.Type, value: Plain, pointer: str) -> None:
        if pointer in self._page.complained_of:
            return
        vi, en = NAMES.get(type(kind), ("giá trị khác", "another value"))
        quoted = isinstance(kind, inspect.StrType | inspect.LiteralType) and isinstance(value, int | float)
        hint_vi, hint_en = ("; hãy đặt trong dấu nháy", "; put it in quotes") if quoted else ("", "")
        found_vi, found_en = _found(value)
        self._page.complain(
            pointer,
            f"ở đây cần {vi}, không phải {found_vi}{hint_vi}",
            f"{en} is needed here, not {found_en}{hint_en}",
        )


def _is_number(value: Number) -> bool:
    return not isinstance(value, bool) and abs(value) <= LARGEST  # which infinity and "not a number" are not


def _found(value: Plain) -> tuple[str, str]:
    match value:
        case None:
            return "chỗ trống", "nothing"
        case dict():
            return "các trường", "fields"
        case list():
            return "danh sách", "a list"
        case str():
            return f"chữ {value[:40]!r}", f"the text {value[:40]!r}"
        case _:
            return f"{value}"[:40], f"{value}"[:40]


def _empty(kind: inspect.Type) -> object:
    """An empty value of a kind, which no check complains of again."""
    match kind:
        case inspect.Metadata():
            return _empty(kind.type)
        case inspect.StructType():
            return kind.cls(**{field.name: _empty(field.type) for field in kind.fields if field.required})
        case inspect.VarTupleType():
            return ()
        case inspect.DictType():
            return {}
        case inspect.IntType() | inspect.FloatType():
            return 0
        case inspect.BoolType():
            return False
        case inspect.UnionType():
            return None
        case _:
            return ""
