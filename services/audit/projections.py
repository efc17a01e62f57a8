"""From a fact to rows of the index: where it stands under what. Pure: the same in memory and in a database."""

from typing import Final

from services.audit.domain.indexing import headings_of, money_in
from services.audit.tables import TABLES, CampaignName, Heading, Hour, Listed, UnitName
from shared.core import events
from shared.core.envelope import Fact
from shared.core.projecting import Projection, Rows

_COUNTER: Final = ""
_HOUR: Final = len("2025-12-31T10")


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the index."""
    vnd, enlist = money_in(fact), rows.appender(Listed)
    for name in headings_of(fact):
        heading = rows.ensure(Heading, name)
        if not heading.facts:
            counter = rows.ensure(Heading, _COUNTER)
            counter.number += 1
            heading.number = counter.number
        heading.facts += 1
        heading.vnd += vnd
        enlist((heading.number, position, heading.facts, heading.vnd))
    hour = fact.recordedat[:_HOUR]
    if rows.find(Hour, hour) is None:
        rows.put(rows.new(Hour)(hour=hour, position=position))
    _name(rows, fact, position)


def _name(rows: Rows, fact: Fact, position: int) -> None:
    """What units and campaigns are called."""
    match fact.data:
        case events.UnitEstablished(unit_id=unit_id, name=name) | events.UnitRenamed(unit_id=unit_id, name=name):
            rows.put(rows.new(UnitName)(unit_id=unit_id, position=position, vi=name.vi, en=name.en))
        case events.CampaignLaunched() | events.CampaignAmended() as one:
            named = rows.ensure(CampaignName, one.campaign)
            named.vi, named.en, named.time_zone = one.name.vi, one.name.en, one.time_zone
        case _:
            pass


AUDIT: Final = Projection("audit", TABLES, fold, edition=3)
