"""Every refusal says in two languages what happened and what to do, and every statement finds its rule."""

import re
from collections import Counter

import pytest

from services.tracking.domain import decider, refusals, registry, report_refusals, unit_refusals
from shared.core.decider import Refused
from shared.core.events import CATALOGUE, REGISTRY_THINGS

ALL = [
    *(
        value
        for value in (vars(refusals) | vars(unit_refusals) | vars(report_refusals)).values()
        if isinstance(value, Refused)
    ),
    *refusals.ID_USED.values(),
    *refusals.UNKNOWN.values(),
]


@pytest.mark.parametrize("refusal", ALL, ids=lambda refusal: refusal.code)
def test_a_refusal_says_what_happened_and_what_to_do_in_both_languages(refusal: Refused) -> None:
    in_vietnamese, in_english = (re.split(r"(?<=[.])\s+", text) for text in (refusal.vi, refusal.en))

    assert len(in_vietnamese) >= 2
    assert len(in_english) >= 2


@pytest.mark.parametrize("refusal", ALL, ids=lambda refusal: refusal.code)
def test_a_refusal_has_a_code_for_machines_and_a_status(refusal: Refused) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code)
    assert refusal.status in {403, 422}


def test_a_code_names_one_rule() -> None:
    names = Counter(refusal.code for refusal in ALL)

    twice = {code for code, count in names.items() if count > 1}

    assert twice == {"unit_unknown"}  # to the registry, or to the campaign


def test_every_statement_that_tracking_commits_is_decided_by_one_of_two_tables() -> None:
    ours = {data for data in CATALOGUE.values() if data.owner == "tracking"}

    of_registry = {data for data in ours if data.thing in REGISTRY_THINGS}

    assert {*registry.TABLE, *registry.CONCLUDED} == of_registry
    assert {*decider.TABLE, *decider.CONCLUDED} == ours - of_registry
