"""Campaigns with rules and law of a test's own, on the services that all tests share."""

import itertools
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from shared.core.definition import CampaignUnit, Card, InForce, Label, Node, Text
from shared.core.events import RuleSetPublished
from shared.core.values import Award, SubjectKind
from tests.examples import LAUNCHED
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import Story
from tests.integration.door.statements import RULES_OF_ALL_DAYS, event, launch

_numbers = itertools.count(1)


Law: TypeAlias = Mapping[str, Mapping[str, object]]


def card(when: str, *, award: Award = "AGENCY_COMMENDATION", subject: SubjectKind = "COLLECTIVE") -> Card:
    """A card of one leaf."""
    leaf = Node(id="leaf", label=Label("Điều kiện", "The condition"), when=when)
    return Card(id=f"{award}-{subject}", award=award, subject=subject, require=leaf)


def rules(*cards: Card, id_: str = "rules", from_: str = "2024-01-01", to: str = "") -> RuleSetPublished:
    """A rule set of these cards."""
    return replace(RULES_OF_ALL_DAYS, id=id_, in_force=InForce(from_, to), cards=cards)


def launched(
    awards: RunningAwards, *rule_sets: RuleSetPublished, law: Law | None = None, units: Sequence[str] = ()
) -> Story:
    """A campaign under these rules, with these changes to the law's tables, and of these units alone if any."""
    campaign = f"own-rules-{next(_numbers)}"
    events = launch(campaign, *rule_sets)
    taking_part = tuple(CampaignUnit(unit_id, "OFFICE", Text(unit_id)) for unit_id in units) or LAUNCHED.units
    definition = event(replace(LAUNCHED, campaign=campaign, units=taking_part), campaign)
    events[0]["data"] = msgspec.convert(definition["data"], dict[str, object]) | {"law": law or {}}
    answer = awards.tracking.post_batch(events, "admin")
    assert {one["status"] for one in answer.json()["results"]} == {"recorded"}, answer.text
    return Story(awards, campaign)
