"""The golden facts: one line of the log for every version of every event, kept for ever and read with today's code.

They are add-only. A golden that no longer decodes means that facts of some installation can no longer be read.
"""

import re
from pathlib import Path

import pytest

from shared.core.envelope import decode_fact, encode_fact
from shared.core.events import CATALOGUE, VERSION, ContributionReceived, HouseholdIdentified, PersonAssigned

GOLDEN = Path(__file__).parents[2] / "golden"
LINES = {path.name.removesuffix(".json"): path.read_bytes() for path in sorted(GOLDEN.glob("*.json"))}
HEXADECIMAL = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})\b")


def test_every_event_of_the_catalogue_has_a_golden_fact() -> None:
    wanted = {f"{cls.short}{VERSION}" for cls in CATALOGUE.values()}

    missing = wanted - LINES.keys()

    assert not missing, f"Add tests/golden/<type>.json, one stored fact on one line: {sorted(missing)}"


@pytest.mark.parametrize("name", LINES)
def test_a_golden_fact_reads_as_what_it_is_and_writes_as_it_was(name: str) -> None:
    line = LINES[name].removesuffix(b"\n")

    fact = decode_fact(line)

    data = fact.data
    assert f"{type(data).short}{VERSION}" == name
    assert fact.subject == f"{type(data).thing}/{getattr(data, type(data).first_id)}"
    assert encode_fact(fact) == line
    assert b"\n" not in line


@pytest.mark.parametrize("name", LINES)
def test_no_golden_fact_holds_a_citizen_number(name: str) -> None:
    text = HEXADECIMAL.sub(b"", LINES[name])

    assert not re.search(rb"\d{12}", text)


def test_personal_data_stands_in_golden_facts_only_sealed() -> None:
    household = decode_fact(LINES["household.identified.v1"]).data
    person = decode_fact(LINES["person.assigned.v1"]).data
    contribution = decode_fact(LINES["contribution.received.v1"]).data

    assert isinstance(household, HouseholdIdentified)
    assert isinstance(person, PersonAssigned)
    assert isinstance(contribution, ContributionReceived)
    assert household.person is not None
    assert household.person.sealed.startswith("v1.")
    assert person.name.startswith("v1.")
    assert (contribution.donor.name, contribution.donor.sealed[:3]) == ("", "v1.")
