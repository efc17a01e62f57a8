"""Of which things a fact speaks: as if every field of it were looked at by its name, for every kind of fact."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
import pytest

from services.audit.domain.naming import SUBJECTS, Thing, own_thing, things_in
from shared.core.envelope import Fact, decode_fact
from shared.core.events import CampaignAmended, CampaignLaunched, RuleSetPublished

GOLDEN: Final = sorted((Path(__file__).parents[2] / "golden").glob("*.json"))
ALSO: Final = {
    "predecessors": "unit",
    "successor": "unit",
    "parent": "unit",
    "signers": "person",
    "decision_no": "decision",
    "campaign": "campaign",
    "renews": "delivery",
}


def kind_of(name: str, holder: Mapping[object, object]) -> str:
    if name in ("id", "subject_id"):
        return SUBJECTS.get(holder.get("kind" if name == "id" else "subject_kind"), "")
    if name == "unit_id" or name.endswith("_unit_id"):
        return "unit"
    return ALSO.get(name, "") or (name.removesuffix("_id") if name.endswith("_id") else "")


def named_in(value: object) -> Iterator[Thing]:
    """The plain way: the whole fact as JSON, every field by its name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if kind := kind_of(name, value):
                ids = inner if isinstance(inner, list | tuple) else (inner,)
                yield from (Thing(kind, one) for one in ids if isinstance(one, str) and one)
            yield from named_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from named_in(inner)


@pytest.mark.parametrize("fact", [pytest.param(decode_fact(path.read_bytes()), id=path.stem) for path in GOLDEN])
def test_every_thing_that_a_field_names_is_found(fact: Fact) -> None:
    if isinstance(fact.data, CampaignLaunched | CampaignAmended | RuleSetPublished):
        named = {Thing("campaign", fact.campaign)}
    else:
        named = set(named_in(msgspec.to_builtins(fact.data)))

    found = things_in(fact)

    assert found == named | {own_thing(fact)}
