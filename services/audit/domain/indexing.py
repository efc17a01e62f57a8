"""Under which headings of the index a fact stands. It knows no table, and nothing of what a heading's number is."""

from collections.abc import Iterable
from typing import Final

from services.audit.domain.naming import Thing, own_thing, things_in
from shared.core.access import ROLES, unit_of
from shared.core.envelope import Fact
from shared.core.events import ContributionReceived, Flag, FundsDisbursed

SERVICE: Final = "service"  # the role under which the log names what the system states itself
ACTORS: Final = (*sorted(ROLES), SERVICE)
_DELIVERY: Final = "delivery"


def headings_of(fact: Fact) -> list[str]:
    """Every heading of a fact, each once; in the same order in every process, for they are numbered as they come."""
    role = fact.actor.partition(":")[0]
    headings = [of_campaign(fact.campaign), of_kind(fact.campaign, fact.data.short, role), of_actor(role)]
    if unit_id := unit_of(fact.source):
        headings.append(of_unit(unit_id))
    return headings + sorted(map(of_thing, _things(fact)))


def of_campaign(campaign: str) -> str:
    """The heading of a campaign's facts, or the registry's."""
    return f"campaign:{campaign}"


def of_kind(campaign: str, short: str, role: str) -> str:
    """The heading of one kind of fact in a campaign, e.g. `house.started`, as people of one role stated it."""
    return f"kind:{campaign}:{short}:{role}"


def of_kinds(campaign: str, short: str) -> list[str]:
    """The headings of one kind of fact in a campaign, whoever stated it."""
    return [of_kind(campaign, short, role) for role in ACTORS]


def of_actor(role: str) -> str:
    """The heading of what people of one role stated."""
    return f"actor:{role}"


def of_unit(unit_id: str) -> str:
    """The heading of what a unit stated."""
    return f"unit:{unit_id}"


def of_thing(thing: Thing) -> str:
    """The heading of what speaks of a thing."""
    return f"thing:{thing.kind}/{thing.id}"


def money_in(fact: Fact) -> int:
    """The đồng that a fact says were given or paid."""
    match fact.data:
        case ContributionReceived(money_vnd=vnd) | FundsDisbursed(amount_vnd=vnd):
            return vnd
        case _:
            return 0


def _things(fact: Fact) -> Iterable[Thing]:
    """A flag's explanation names nothing beside its subject, and takes long to look through.

    Of a delivery there is one fact only, and nobody asks for it by its id.
    """
    if isinstance(fact.data, Flag):
        return (own_thing(fact),)
    return [thing for thing in things_in(fact) if thing.kind != _DELIVERY]
