"""What the pages of units are drawn from: all side by side, and one. They know no HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from services.tracking.tables import queries
from services.tracking.tables.evidence import missing
from services.tracking.web import registry_forms, thing_forms, unit_forms
from services.tracking.web.asking import Asked, Drawn
from services.tracking.web.gathering import names_of
from services.tracking.web.office_papers import office_papers
from services.tracking.web.overview import Rollup
from services.tracking.web.things import Things
from services.tracking.web.unit_open import doubts, standings, waiting
from services.tracking.web.unit_story import UnitStory
from services.tracking.web.unit_tables import UnitTables
from services.tracking.web.units import Reporting, Sort, Standing, Wanted, reporting_by_unit, unit_rows
from shared.adapters.http import NOT_FOUND, Refusal
from shared.core import events
from shared.core.access import Readable, may_read
from shared.web.frame import Section
from shared.web.tables import Table

MOST_FILES: Final = 50
OPENED: Final[tuple[Readable, ...]] = ("activities", "households", "candidates")


def units(asked: Asked) -> Drawn:
    """All units side by side, as far as the filters in the address take them."""
    rows = unit_rows(asked.view.session, asked.campaign, _reporting(asked), today=asked.today, rollup=asked.rollup)
    wanted = Wanted(asked.wanted, asked.value("sort"), asked.value("standing"))
    taken = [row for row in rows if wanted.takes(row)]
    tables = UnitTables(asked.words, asked.say, asked.frame)
    table = tables.units(taken)
    own = asked.caller.unit_id
    values = {
        "own": tables.link(own) if queries.lineage_of(asked.view.session).name(own, asked.today.isoformat()) else "",
        "shown": len(taken),
        "total": len(rows),
        "wanted": wanted,
        "sorts": [one.value for one in Sort],
        "standings": [one.value for one in Standing],
        "rollup": asked.rollup.value,
    }
    return Drawn("units.html", asked.frame, (table, *office_papers(asked)), values)


def one_unit(asked: Asked, things: Things, unit_id: str) -> Drawn:
    """One unit. Raises Refusal (404)."""
    unit = things.unit(asked.view, asked.campaign.campaign, unit_id, view=asked.as_viewed)
    if unit is None:
        raise Refusal(NOT_FOUND)
    told = _reporting(asked)
    rows = unit_rows(asked.view.session, asked.campaign, told, today=asked.today, rollup=asked.rollup)
    reporting = told.get(unit_id, Reporting())
    forms = unit_forms.Offers(asked.frame, asked.caller, closed=_is_closed(asked))
    tables = UnitTables(asked.words, asked.say, asked.frame, forms)
    names = names_of(asked.campaign, queries.lineage_of(asked.view.session), asked.today)
    values: dict[str, object] = {
        "unit": unit,
        "story": list(UnitStory(asked.words, asked.say, names, tables.link, asked.rollup).of(unit)),
        "row": next((row for row in rows if row.line.unit_id == unit_id), None),
        "reporting": reporting,
        "rollup": asked.rollup.value,
        "candidates": Section.CANDIDATES,
        "opens": [what for what in OPENED if may_read(asked.caller, what, unit_id=unit_id)],
        "forms": [
            *_forms(asked, forms, unit_id),
            *registry_forms.Led(asked.frame, asked.caller, closed=_is_closed(asked)).offers(unit_id),
        ],
        "recorded_at": asked.value("after"),
    }
    shown = (
        tables.reports(unit["reports"], reporting),
        tables.by_kind(unit["activities"]),
        tables.corrections(unit["reports"]),
        tables.brought(unit["holds"]),
        *_open(asked, tables, unit),
    )
    return Drawn("unit.html", asked.frame, shown, values)


def _forms(asked: Asked, offers: unit_forms.Offers, unit_id: str) -> list[unit_forms.Offer]:
    """What may be told here, what is told most often first; the unit's own files go last."""
    words = asked.form_words
    own = offers.of_unit(unit_id, words)
    told = thing_forms.offered_at_unit(offers, asked.view.session, asked.campaign, unit_id, words, today=asked.today)
    return [*own[:1], *told, *own[1:]]


def _open(asked: Asked, tables: UnitTables, unit: Mapping[str, Any]) -> Iterator[Table]:
    """What waits at the unit, and at those whose work it holds where these are shown: as much as the caller may see."""
    session, campaign, unit_id = asked.view.session, asked.campaign.campaign, str(unit["unit_id"])
    whose = [unit_id]
    if asked.rollup is Rollup.SUCCESSOR:
        whose += [part["unit_id"] for part in unit["holds"]]
    if may_read(asked.caller, "candidates", unit_id=unit_id):
        yield tables.standings(standings(session, campaign, whose), lambda one, card: _candidate(asked, one, card))
    if may_read(asked.caller, "handover", unit_id=unit_id):
        obstacles = registry_forms.Led(asked.frame, asked.caller, closed=_is_closed(asked))
        yield tables.waiting(
            waiting(session, campaign, whose),
            lambda one: obstacles.link(events.ObstacleResolved.short, unit_id, obstacle_id=one),
        )
    if may_read(asked.caller, "evidence", unit_id=unit_id):
        until = asked.today.isoformat()
        yield tables.files(missing(session, campaign, until=until, units=whose, at_most=MOST_FILES))
    if may_read(asked.caller, "quality", unit_id=unit_id):
        yield tables.doubts(doubts(session, campaign, whose))


def _candidate(asked: Asked, unit_id: str, card: str) -> str:
    """The page of awards on a unit under a card."""
    return asked.frame.link(f"{Section.CANDIDATES.value}/COLLECTIVE/{quote(unit_id, safe='')}", view="", card=card)


def _reporting(asked: Asked) -> Mapping[str, Reporting]:
    return reporting_by_unit(asked.view.session, asked.campaign, today=asked.today, rollup=asked.rollup)


def _is_closed(asked: Asked) -> bool:
    return queries.is_closed(asked.view.session, asked.campaign.campaign)
