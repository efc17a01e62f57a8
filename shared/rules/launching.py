"""The facts that launch a campaign, made from its definition: the same definition always makes the same facts. Pure."""

from collections.abc import Iterator
from datetime import datetime, time
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from shared.core.definition import Campaign, CampaignUnit, Definition, RuleSet
from shared.core.events import (
    REGISTRY,
    REGISTRY_THINGS,
    CampaignLaunched,
    Data,
    RuleSetPublished,
    UnitEstablished,
)

Event = dict[str, object]

# Of the SHA-256 of a fact's data: enough that no two definitions ever share an id.
_DIGITS: Final = 32


def unit_events(definition: Definition, *, not_after: datetime | None = None) -> list[Event]:
    """A `unit.established` for each unit of the campaign, parents first, each under an id made from its content.

    They happen when the campaign starts; `not_after` keeps that out of the future.
    """
    return [
        _event(
            UnitEstablished,
            msgspec.to_builtins(
                UnitEstablished(
                    unit_id=unit.id, kind=unit.kind, name=unit.name, parent=unit.parent, contacts=unit.contacts
                )
            ),
            campaign=definition.campaign,
            not_after=not_after,
        )
        for unit in _parents_first(definition.campaign.units)
    ]


def campaign_events(definition: Definition, *, not_after: datetime | None = None) -> list[Event]:
    """The `campaign.launched` and its `ruleset.published`, to be recorded together; see `unit_events`."""
    parts: list[tuple[type[Data], Campaign | RuleSet]] = [
        (CampaignLaunched, definition.campaign),
        *((RuleSetPublished, one) for one in definition.rule_sets),
    ]
    return [
        _event(cls, msgspec.to_builtins(part), campaign=definition.campaign, not_after=not_after) for cls, part in parts
    ]


def _event(cls: type[Data], data: Event, *, campaign: Campaign, not_after: datetime | None) -> Event:
    starts = datetime.combine(datetime.fromisoformat(campaign.starts_on), time(), ZoneInfo(campaign.time_zone))
    happens = starts if not_after is None else min(starts, not_after)
    digest = sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()
    return {
        "specversion": "1.0",
        "id": f"{cls.short}/{digest[:_DIGITS]}",
        "source": f"/campaigns/{campaign.campaign}",
        "type": cls.wire,
        "time": happens.isoformat(timespec="seconds"),
        "campaign": REGISTRY if cls.thing in REGISTRY_THINGS else campaign.campaign,
        "data": data,
    }


def _parents_first(units: tuple[CampaignUnit, ...]) -> Iterator[CampaignUnit]:
    """The units in their own order, but none before its parent; a parent may also be in the registry already."""
    left = {unit.id: unit for unit in units}

    def with_parents(unit: CampaignUnit) -> Iterator[CampaignUnit]:
        del left[unit.id]
        if unit.parent in left:
            yield from with_parents(left[unit.parent])
        yield unit

    for unit in units:
        if unit.id in left:
            yield from with_parents(unit)
