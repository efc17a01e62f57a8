"""Of which things a fact speaks, by the names of its fields: what ends in `_id` names one. It knows no type of fact.

A type that is added to the catalogue tomorrow is found by this too.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import msgspec

from shared.core.envelope import Fact
from shared.core.events import CATALOGUE, CampaignAmended, CampaignLaunched, RuleSetPublished

Json: TypeAlias = object


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


def own_thing(fact: Fact) -> Thing:
    """The thing whose fact it is: a household for `house.started`, a disbursement for `funds.disbursed`."""
    data = fact.data
    kind = _kind(data.first_id, getattr(data, "subject_kind", None))
    return Thing(kind or data.thing, getattr(data, data.first_id))


def things_in(fact: Fact) -> set[Thing]:
    """Every thing that a fact speaks of, its own among them."""
    own = own_thing(fact)
    if isinstance(fact.data, _DEFINITIONS):
        return {own, Thing("campaign", fact.campaign)}
    return {own, *_named(msgspec.to_builtins(fact.data))}


def linking_fields() -> list[str]:
    """The fields of the catalogue that name a thing by themselves, not as a part of a list."""
    names = {field.name for cls in CATALOGUE.values() for field in msgspec.structs.fields(cls)}
    firsts = {cls.first_id for cls in CATALOGUE.values()}
    return sorted(name for name in names if name in firsts or name.endswith("_id"))


def _named(value: Json) -> Iterator[Thing]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _in_field(str(name), inner, value)
        case list() | tuple():
            for inner in value:
                yield from _named(inner)
        case _:
            pass


def _in_field(name: str, value: Json, holder: Mapping[object, Json]) -> Iterator[Thing]:
    # A donor is named by `kind` and `id`.
    kind = SUBJECTS.get(holder.get("kind"), "") if name == "id" else _kind(name, holder.get("subject_kind"))
    if kind:
        ids = value if isinstance(value, list | tuple) else (value,)
        yield from (Thing(kind, one) for one in ids if isinstance(one, str) and one)
    if isinstance(value, dict | list | tuple):
        yield from _named(value)


def _kind(name: str, subject_kind: object) -> str:
    return SUBJECTS.get(subject_kind, "") if name == "subject_id" else _kind_by_name(name)


@lru_cache(maxsize=1_024)  # figures are called as units like
def _kind_by_name(name: str) -> str:
    if name == _UNIT or name.endswith(f"_{_UNIT}"):
        return "unit"
    return _ALSO.get(name, "") or (name.removesuffix("_id") if name.endswith("_id") else "")
