"""The simulated province of Hòa Bình: its 450 days as one ordered run of sayings. It knows no clock and no door.

The districts and the office existed until 30 June 2025; from 1 July on the units that hold their work speak, as
`reorganisation` tells the registry.
"""

from collections.abc import Iterator
from random import Random

from deploy.demo.contributions import contribution_facts
from deploy.demo.divisions import activity_facts
from deploy.demo.gazette import gazette_facts
from deploy.demo.households import household_facts, households_of
from deploy.demo.mistakes import refused_attempts, resent
from deploy.demo.money import payment_facts
from deploy.demo.oversight import oversight_facts
from deploy.demo.reorganisation import reorganisation_facts
from deploy.demo.reports import report_facts
from deploy.demo.roster import people_of, registry_facts
from deploy.demo.saying import Saying, spoken
from deploy.demo.stage import stage_of
from deploy.demo.successors import moves, told_by_successors
from shared.core.definition import Definition

DUE_DAYS_WHERE_NONE_ARE_SET = 5


def simulate(seed: int, definition: Definition) -> Iterator[Saying]:
    """Everything the province says, in order of the time it is recorded; the same for the same seed and definition.

    The campaign must have been launched before the first saying, on the morning of its first day. Districts must be
    those of the built-in campaign (KeyError otherwise), for the real totals are shared out among them.
    """
    stage = stage_of(definition)
    people = people_of(_luck(seed, "people"), (*stage.office, *stage.districts))
    registry = registry_facts(_luck(seed, "registry"), stage, people)
    households = households_of(_luck(seed, "households"), stage)
    telling, paying = _luck(seed, "telling"), _luck(seed, "paying")
    houses = [draft for home in households for draft in household_facts(telling, stage, home)]
    money = [draft for home in households for draft in payment_facts(paying, stage, home)]
    gifts = contribution_facts(_luck(seed, "gifts"), stage)
    activities = activity_facts(_luck(seed, "activities"), stage, people)
    oversight = oversight_facts(_luck(seed, "oversight"), stage)
    reporting = definition.campaign.reporting
    due_days = reporting.due_days if reporting else DUE_DAYS_WHERE_NONE_ARE_SET
    reports = report_facts(_luck(seed, "reports"), stage, [*houses, *gifts, *activities], due_days=due_days)
    told = [*registry, *houses, *money, *gifts, *activities, *oversight, *reports]
    refused = refused_attempts(_luck(seed, "mistakes"), stage, households, activities)
    again = resent(_luck(seed, "resent"), stage, told)
    posted = gazette_facts(stage, due_days=due_days)
    said = told_by_successors([*told, *refused, *again, *posted])
    changed = [*reorganisation_facts(stage.campaign), *moves(stage, people)]
    return spoken([*changed, *said], stage.speakers)


def _luck(seed: int, part: str) -> Random:
    """A part's own luck, so that a change in one part leaves the others as they were."""
    return Random(f"{seed} {part}")  # noqa: S311 - a simulation, no secret
