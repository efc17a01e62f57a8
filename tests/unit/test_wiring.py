"""Every event of the catalogue is wired: owned, stated by somebody, decided by its owner, and remembered as it was."""

import re
from pathlib import Path
from typing import Final

import msgspec
import pytest

from services.awards.domain import decider as awards_decider
from services.tracking.domain import decider, registry
from shared.core.access import READ_BY, ROLES, STATED_BY
from shared.core.events import CATALOGUE, OWNERS, PREFIX, REGISTRY_THINGS, VERSION, Data, thing_of
from shared.core.open_forms import OPEN_FORMS

TESTS: Final = Path(__file__).parents[1]
GOLDEN: Final = TESTS / "golden"
HARD_CASES: Final = 18
EVENTS: Final = {cls.short: cls for cls in CATALOGUE.values()}
# What each service decides, by the things its campaigns and the registry are made of.
DECIDED: Final[dict[str, frozenset[type[Data]]]] = {
    "tracking": frozenset({*decider.TABLE, *registry.TABLE}),
    "awards": frozenset(awards_decider.TABLE),
}
# Types that the contract names and no service takes yet, by the issue that brings them; until then they are refused.
NOT_YET: Final[dict[str, int]] = {}


@pytest.mark.parametrize("short", EVENTS)
def test_an_event_is_named_owned_and_stated_as_its_type_says(short: str) -> None:
    cls = EVENTS[short]

    assert (cls.wire, cls.thing) == (f"{PREFIX}{short}{VERSION}", thing_of(short))
    assert OWNERS[cls.thing] == cls.owner, f"{short}: name its owner in OWNED, once"
    assert short in STATED_BY, f"{short}: say in STATED_BY who may state it"
    assert cls.first_id in cls.__struct_fields__, f"{short}: its subject is the id in a field of its own"
    assert cls.__doc__, f"{short}: say in one sentence what the fact is"


@pytest.mark.parametrize("short", EVENTS)
def test_an_event_is_decided_by_its_owner_or_stated_by_services_alone(short: str) -> None:
    cls = EVENTS[short]

    decided = cls in DECIDED.get(cls.owner, ())

    assert decided is bool(STATED_BY[short]), (
        f"{short}: give it a row in the table of {cls.owner}'s decider, or nobody in STATED_BY"
    )


@pytest.mark.parametrize("short", EVENTS)
def test_an_event_has_a_golden_fact(short: str) -> None:
    assert (GOLDEN / f"{short}{VERSION}.json").is_file(), f"Add tests/golden/{short}{VERSION}.json and never change it"


def test_what_may_be_stated_and_is_not_in_the_catalogue_waits_for_its_issue() -> None:
    waiting = STATED_BY.keys() - EVENTS.keys()

    assert waiting == NOT_YET.keys()


def test_every_thing_that_may_be_stated_has_one_owner() -> None:
    things = {thing_of(short) for short in STATED_BY}

    assert things == OWNERS.keys()


def test_the_registry_decides_on_its_things_and_campaigns_on_all_others() -> None:
    ours = {cls for cls in EVENTS.values() if cls.owner == "tracking"}
    of_the_registry = {cls for cls in ours if cls.thing in REGISTRY_THINGS}

    assert registry.TABLE.keys() | registry.CONCLUDED.keys() == of_the_registry
    assert not decider.TABLE.keys() & of_the_registry
    assert DECIDED["tracking"] <= set(EVENTS.values())


def test_an_open_form_stands_for_an_event_and_differs_only_in_what_is_sealed() -> None:
    sealed = {"person", "name", "donor", "said"}

    for stored, opened in OPEN_FORMS.items():
        assert stored in CATALOGUE.values()
        fields = {field.name: field for field in msgspec.structs.fields(stored)}
        forms = {field.name: field for field in msgspec.structs.fields(opened)}
        assert list(fields) == list(forms)
        assert {name for name in fields if fields[name].type != forms[name].type} <= sealed


def test_roles_that_state_or_read_are_roles_of_the_contract() -> None:
    named = {role for roles in (*STATED_BY.values(), *READ_BY.values()) for role in roles}

    assert named == ROLES


def test_every_hard_case_of_the_field_has_its_acceptance_test() -> None:
    texts = [path.read_text() for path in TESTS.joinpath("integration").rglob("test_*.py")]

    numbers = {int(number) for text in texts for number in re.findall(r"def test_case_(\d+)_", text)}

    assert numbers == set(range(1, HARD_CASES + 1)), "name it test_case_NUMBER_… and take it through the real doors"
