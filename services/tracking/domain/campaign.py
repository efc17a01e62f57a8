"""The campaign itself: launched once, amended without taking anything away, closed for good; and its rule sets."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.tracking.domain.refusals import (
    AMENDMENT_DROPS_ID,
    AMENDMENT_MOVES_TIME_ZONE,
    CAMPAIGN_ALREADY_LAUNCHED,
    CAMPAIGN_DAYS,
    CAMPAIGN_DIFFERS,
    DEFINITION_REPEATS_ID,
    ID_USED,
    RULE_SET_DAYS,
    RULE_SETS_OVERLAP,
    TIME_ZONE_UNKNOWN,
)
from services.tracking.domain.state import NOT_LAUNCHED, CampaignState
from shared.core.decider import Command, Refused
from shared.core.definition import Campaign
from shared.core.events import CampaignAmended, CampaignClosed, CampaignLaunched, RuleSetPublished
from shared.core.in_force import collides


def launch(state: CampaignState, command: Command, data: CampaignLaunched) -> Refused | None:
    """A campaign is launched once, under its own id, by a definition that is sound in itself."""
    if state.terms is not NOT_LAUNCHED:
        return CAMPAIGN_ALREADY_LAUNCHED
    return _differs(command, data.campaign) or _unsound(data)


def launched(state: CampaignState, data: CampaignLaunched) -> None:
    """The definition is in force."""
    state.define(data)


def amend(state: CampaignState, command: Command, data: CampaignAmended) -> Refused | None:
    """An amendment may alter and add, but every unit and clause that a fact may speak of stays, and so do the days."""
    refusal = _differs(command, data.campaign) or _unsound(data)
    if refusal is not None:
        return refusal
    clauses, units = {clause.id for clause in data.clauses}, {unit.id for unit in data.units}
    if not (state.terms.clauses <= clauses and state.terms.units.keys() <= units):
        return AMENDMENT_DROPS_ID
    return AMENDMENT_MOVES_TIME_ZONE if data.time_zone != state.terms.time_zone else None


def amended(state: CampaignState, data: CampaignAmended) -> None:
    """The definition is in force from now on."""
    state.define(data)


def close(_state: CampaignState, command: Command, data: CampaignClosed) -> Refused | None:
    """A campaign that runs may be closed on any day."""
    return _differs(command, data.campaign)


def closed(state: CampaignState, _data: CampaignClosed) -> None:
    """The campaign takes no further facts."""
    state.close()


def publish(state: CampaignState, _command: Command, data: RuleSetPublished) -> Refused | None:
    """On each day one rule set is in force at most, or nobody could say by which a verdict was reached."""
    if data.id in state.rule_sets:
        return ID_USED["ruleset"]
    if data.in_force.to and data.in_force.to < data.in_force.from_:
        return RULE_SET_DAYS
    overlaps = any(collides(data.in_force, other) for other in state.rule_sets.values())
    return RULE_SETS_OVERLAP if overlaps else None


def published(state: CampaignState, data: RuleSetPublished) -> None:
    """The rule set is in force on its days, and takes over where one without a last day was."""
    state.journal.put(state.rule_sets, data.id, data.in_force)


def _differs(command: Command, campaign: str) -> Refused | None:
    return CAMPAIGN_DIFFERS if campaign != command.campaign else None


def _unsound(campaign: Campaign) -> Refused | None:
    units, clauses = [unit.id for unit in campaign.units], [clause.id for clause in campaign.clauses]
    if _repeats(units) or _repeats(clauses):
        return DEFINITION_REPEATS_ID
    if campaign.ends_on < campaign.starts_on:
        return CAMPAIGN_DAYS
    return None if _is_time_zone(campaign.time_zone) else TIME_ZONE_UNKNOWN


def _repeats(ids: Sequence[str]) -> bool:
    return len(set(ids)) < len(ids)


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # no such zone, no proper name, or the name of a folder
        return False
    return True
