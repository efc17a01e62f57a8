"""What is said to machines of the installation: every reference leads somewhere, and nothing is left out."""

from collections.abc import Iterator
from typing import Any

from shared.adapters.descriptions import asyncapi, door_paths, with_refusals
from shared.core.access import STATED_BY
from shared.core.events import CATALOGUE


def test_every_reference_leads_to_something() -> None:
    documents = [asyncapi(), door_paths("tracking"), door_paths("awards")]

    lost = [ref for document in documents for ref in references(document) if not found(document, ref)]

    assert list(references(asyncapi()))
    assert lost == []


def test_the_door_over_nats_takes_what_a_unit_may_state_and_nothing_else() -> None:
    of_units = {cls.short for cls in CATALOGUE.values() if "unit" in STATED_BY[cls.short]}

    taken = set(asyncapi()["channels"]["intake"]["messages"])

    assert taken == {f"stated.{short}" for short in of_units}


def test_every_fact_stands_in_the_channel_of_its_owner() -> None:
    channels = asyncapi()["channels"]

    told = {wire: owner for owner in ("tracking", "awards", "notify") for wire in channels[owner]["messages"]}

    assert told == {wire: cls.owner for wire, cls in CATALOGUE.items()}


def test_what_a_unit_sends_is_the_open_form_of_a_household_not_the_sealed_one() -> None:
    document = asyncapi()

    stated = document["components"]["messages"]["stated.household.identified"]["payload"]
    kept = document["components"]["messages"]["vn.thidua.household.identified.v1"]["payload"]

    assert stated != kept


def test_a_read_is_told_with_our_problems_and_without_the_frameworks_own() -> None:
    read = {"responses": {"200": {"description": "ok"}, "422": {"description": "Validation Error"}}}
    told = {"paths": {"/read": {"get": read}, "/healthz": {"get": {"responses": {"200": {}}}}}}

    whole = with_refusals(told)

    assert set(whole["paths"]["/read"]["get"]["responses"]) == {"200", "400", "401", "403", "404", "429", "503", "504"}
    assert set(whole["paths"]["/healthz"]["get"]["responses"]) == {"200"}
    assert all(found(whole, ref) for ref in references(whole))


def references(part: Any) -> Iterator[str]:
    """Every `$ref` in a document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def found(document: dict[str, Any], ref: str) -> bool:
    """Whether a `#/…` reference leads to something."""
    part: Any = document
    for step in ref.removeprefix("#/").split("/"):
        if not isinstance(part, dict) or step not in part:
            return False
        part = part[step]
    return True
