"""The fields of a form from the type of what it states, so that none writes the catalogue out again. It knows no word.

Personal data stands in them as people write it down: the door seals it.
"""

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Annotated, Final, Literal, get_args, get_origin

import msgspec

from shared.core.definition import Shape
from shared.core.events import Data, Evidence
from shared.core.open_forms import OPEN_FORMS
from shared.web.filling import TRUTHS, Field, Kind

LONG: Final = frozenset({"reason", "text", "note", "notes", "outcome"})  # of these, people write more than a line
PLACES: Final = 2  # of a list of goods: so many can be entered at once
MONEY: Final = "_vnd"


def fields_of(data: type[Data], given: Mapping[str, Field]) -> tuple[Field, ...]:
    """A field for each part of what is stated, in the catalogue's order; `given` ones are filled in as they say."""
    return tuple(given.get(one.name, one) for one in _within(OPEN_FORMS.get(data, data), "", needed=True))


def _within(shape: type[Shape], prefix: str, *, needed: bool) -> Iterator[Field]:
    for part in msgspec.structs.fields(shape):
        yield from _of(part.type, f"{prefix}{part.encode_name}", needed=needed and part.required)


def _of(annotation: object, name: str, *, needed: bool) -> Iterator[Field]:
    kind = _bare(annotation)
    if isinstance(kind, type) and issubclass(kind, Shape):
        yield from _within(kind, f"{name}.", needed=needed)
    elif get_origin(kind) is tuple:
        yield from _list(get_args(kind)[0], name, needed=needed)
    elif get_origin(kind) is dict:
        yield Field(name, Kind.TOLD, needed=False)  # nothing told is a map too
    elif get_origin(kind) is Literal:
        yield Field(name, Kind.CHOICE, get_args(kind), needed=needed)
    elif kind is bool:
        yield Field(name, Kind.TRUTH, tuple(TRUTHS), needed=needed)
    elif kind is float:
        yield Field(name, Kind.NUMBER, needed=needed)
    elif kind is int:
        yield Field(name, Kind.MONEY if name.endswith(MONEY) else Kind.WHOLE, needed=needed)
    else:
        yield Field(name, _written(annotation, name), needed=needed)


def _list(item: object, name: str, *, needed: bool) -> Iterator[Field]:
    kind = _bare(item)
    if kind is Evidence:
        yield Field(name, Kind.FILES, needed=False)
    elif isinstance(kind, type) and issubclass(kind, Shape):
        for place in range(PLACES):
            yield from _within(kind, f"{name}.{place}.", needed=False)
    else:
        yield Field(name, Kind.LINES, needed=needed)


def _bare(annotation: object) -> object:
    """A type without what is noted of it, and without "or nothing"."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    kinds = [one for one in get_args(annotation) if one is not NoneType]
    return _bare(kinds[0]) if len(kinds) == 1 and NoneType in get_args(annotation) else annotation


def _written(annotation: object, name: str) -> Kind:
    noted = [meta.extra or {} for meta in get_args(annotation)[1:] if isinstance(meta, msgspec.Meta)]
    if {"form": "date"} in noted:
        return Kind.DAY
    return Kind.WORDS if name in LONG else Kind.TEXT
