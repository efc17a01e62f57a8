"""Of which things a fact speaks, by the names of its fields: what ends in `_id` names one. It knows no type of fact.

A type that is added to the catalogue tomorrow is found by this too.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Final, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from shared.core.envelope import Fact
from shared.core.events import CATALOGUE, CampaignAmended, CampaignLaunched, RuleSetPublished


class Thing(NamedTuple):
    """One thing that facts speak of, e.g. the household HB-1."""

    kind: str
    id: str


SUBJECTS: Final[Mapping[object, str]] = {
    "COLLECTIVE": "unit",
    "INDIVIDUAL": "person",
    "HOUSEHOLD": "household",
    "FEEDBACK": "feedback",
}
# Fields that name a thing and do not end in `_id`.
_ALSO: Final[Mapping[str, str]] = {
    "predecessors": "unit",
    "successor": "unit",
    "parent": "unit",
    "signers": "person",
    "decision_no": "decision",
    "campaign": "campaign",
    "renews": "delivery",
}
# They name every unit of a campaign, and are about none of them.
_DEFINITIONS: Final = (CampaignLaunched, CampaignAmended, RuleSetPublished)
_UNIT: Final = "unit_id"
# Of which kind these are, another field of theirs tells: a donor is named by `kind` and `id`.
_SUBJECT: Final = "subject_id"
_TOLD: Final[Mapping[str, str]] = {_SUBJECT: "subject_kind", "id": "kind"}
_PLAIN: Final = frozenset({str, int, float, bool, type(None), msgspec.UnsetType})


def own_thing(fact: Fact) -> Thing:
    """The thing whose fact it is: a household for `house.started`, a disbursement for `funds.disbursed`."""
    data = fact.data
    is_told = data.first_id == _SUBJECT
    kind = SUBJECTS.get(getattr(data, _TOLD[_SUBJECT]), "") if is_told else _kind_by_name(data.first_id)
    return Thing(kind or data.thing, getattr(data, data.first_id))


def things_in(fact: Fact) -> set[Thing]:
    """Every thing that a fact speaks of, its own among them."""
    if isinstance(fact.data, _DEFINITIONS):
        return {own_thing(fact), Thing("campaign", fact.campaign)}
    found: set[Thing] = set()
    _gather(fact.data, found)
    if not _kind_by_name(fact.data.first_id) or fact.data.first_id == _SUBJECT:
        found.add(own_thing(fact))  # else its first field names it
    return found


def linking_fields() -> list[str]:
    """The fields of the catalogue that name a thing by themselves, not as a part of a list."""
    names = {field.name for cls in CATALOGUE.values() for field in msgspec.structs.fields(cls)}
    firsts = {cls.first_id for cls in CATALOGUE.values()}
    return sorted(name for name in names if name in firsts or name.endswith("_id"))


class _Plan(NamedTuple):
    """What to look at in one class: fields that name a thing, with its kind or the field that tells it, and the rest.

    `inner` are the fields that may hold structs, or lists and maps of more.
    """

    named: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    inner: tuple[str, ...]


@cache  # one for each class of the catalogue
def _plan_of(cls: type[msgspec.Struct]) -> _Plan:
    fields = msgspec.structs.fields(cls)
    names = {field.name for field in fields}
    return _Plan(
        named=tuple((name, kind) for name in names - _TOLD.keys() if (kind := _kind_by_name(name))),
        told=tuple((name, by) for name, by in _TOLD.items() if {name, by} <= names),
        inner=tuple(field.name for field in fields if not _is_plain(field.type)),
    )


def _is_plain(annotation: object) -> bool:
    """Whether a field so annotated holds a single value."""
    if get_origin(annotation) is Annotated:
        return _is_plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return all(map(_is_plain, get_args(annotation)))
    return annotation in _PLAIN or get_origin(annotation) is Literal


# No generators: every field of every fact passes through.


def _gather(data: msgspec.Struct, found: set[Thing]) -> None:
    """Add what a struct names."""
    named, told, inner = _plan_of(type(data))
    for name, kind in named:
        _add(kind, getattr(data, name), found)
    for name, by in told:
        _add(SUBJECTS.get(getattr(data, by), ""), getattr(data, name), found)
    for name in inner:
        _look_into(getattr(data, name), found)


def _look_into(value: object, found: set[Thing]) -> None:
    if isinstance(value, msgspec.Struct):
        _gather(value, found)
    elif isinstance(value, tuple | list):
        for one in value:
            _look_into(one, found)
    elif isinstance(value, dict):
        for name, one in value.items():
            by = _TOLD.get(name)
            _add(SUBJECTS.get(value.get(by), "") if by else _kind_by_name(name), one, found)
            _look_into(one, found)


def _add(kind: str, ids: object, found: set[Thing]) -> None:
    if not kind:
        return
    for one in ids if isinstance(ids, tuple | list) else (ids,):
        if isinstance(one, str) and one:
            found.add(Thing(kind, one))


@lru_cache(maxsize=1_024)  # figures are called as units like
def _kind_by_name(name: str) -> str:
    if name == _UNIT or name.endswith(f"_{_UNIT}"):
        return "unit"
    return _ALSO.get(name, "") or (name.removesuffix("_id") if name.endswith("_id") else "")
