"""What the pages of households and activities are drawn from: lists, and one of each. They know no HTTP."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args
from urllib.parse import urlencode

from services.tracking.domain.evidence.kinds import PICTURES
from services.tracking.tables import queries
from services.tracking.web import listing
from services.tracking.web.asking import Asked, Drawn
from services.tracking.web.gathering import names_of
from services.tracking.web.listing import ACTIVITY_STATES, STATES, Listed, Sought
from services.tracking.web.overview import Rollup
from services.tracking.web.thing_forms import offered_of_household, turns
from services.tracking.web.thing_tables import ThingTables
from services.tracking.web.things import Things
from services.tracking.web.unit_forms import Offer, Offers
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, Refusal
from shared.core.access import Reach, may_read, reach
from shared.core.lineage import Lineage
from shared.core.values import ActivityKind, Track, Work

FILES: Final = "/tracking/evidence"
MOST_PAGES: Final = 10_000
HARDS: Final = ("floor", "frame", "roof")


class File(NamedTuple):
    """A file behind a fact: what it is called, whether it came, where it is given out, and where it is shown."""

    shown: str
    arrived: bool
    link: str
    picture: str


def households(asked: Asked) -> Drawn:
    """Households that the caller may see, as far as the filters take them. Raises Refusal (403)."""
    having = {name: asked.value(name) for name in ("state", "track", "work")}
    found = listing.households(asked.view.session, _sought(asked, "households", having), page=_page(asked))
    tables = _tables(asked)
    kinds = {"state": STATES, "track": get_args(Track), "work": get_args(Work)}
    named = {"state": tables.words.states, "track": tables.words.tracks, "work": asked.say.works}
    led = [] if asked.frame.as_of else turns(asked.frame, asked.caller, asked.form_words)
    return _list(asked, tables.households(found.rows), found, kinds=kinds, named=named, led=led)


def activities(asked: Asked) -> Drawn:
    """Activities that the caller may see, as far as the filters take them. Raises Refusal (403)."""
    having = {name: asked.value(name) for name in ("state", "kind", "clause")}
    found = listing.activities(asked.view.session, _sought(asked, "activities", having), page=_page(asked))
    tables = _tables(asked)
    clauses = [clause.id for clause in asked.campaign.clauses]
    kinds = {"state": ACTIVITY_STATES, "kind": get_args(ActivityKind), "clause": clauses}
    named = {"state": tables.words.states, "kind": asked.words.kinds, "clause": {one: one for one in clauses}}
    return _list(asked, tables.activities(found.rows), found, kinds=kinds, named=named)


def one_household(asked: Asked, things: Things, household_id: str) -> Drawn:
    """A household and its house. Raises Refusal (403, 404, 503)."""
    found = things.household(asked.view, asked.caller, asked.campaign.campaign, household_id, view=asked.as_viewed)
    if found is None:
        raise Refusal(NOT_FOUND)
    hards = found.get("three_hards") or {}
    files = list(files_of(asked, found, "names"))
    offers = Offers(asked.frame, asked.caller, closed=queries.is_closed(asked.view.session, asked.campaign.campaign))
    whose = str(found.get("recorded_by", found["unit_id"]))
    forms = offered_of_household(offers, whose, found, asked.form_words)
    shown = [(name, hards.get(name)) for name in HARDS]
    return _thing(asked, found, household_id, hards=shown, forms=forms, files=files)


def one_activity(asked: Asked, things: Things, activity_id: str) -> Drawn:
    """An activity with its corrections. Raises Refusal (403, 404)."""
    found = things.activity(asked.view, asked.caller, asked.campaign.campaign, activity_id, view=asked.as_viewed)
    if found is None:
        raise Refusal(NOT_FOUND)
    closed = queries.is_closed(asked.view.session, asked.campaign.campaign)
    offers = Offers(asked.frame, asked.caller, closed=closed or found["state"] == "withdrawn")
    # Under the successor it stands as the successor's; it is corrected as the unit's that reported it.
    whose = str(found.get("recorded_by", found["unit_id"]))
    forms = offers.of_activity(whose, activity_id, asked.form_words)
    files = list(files_of(asked, found, "evidence"))
    return _thing(asked, found, activity_id, hards=[], forms=forms, files=files)


def files_of(asked: Asked, found: dict[str, Any], what: Literal["names", "evidence"]) -> Iterator[File]:
    """The evidence of a thing, with links for those who may read `what` of its unit."""
    given = may_read(asked.caller, what, unit_id=str(found.get("recorded_by", found["unit_id"])))
    query = urlencode({"campaign": asked.campaign.campaign})
    for one in found["evidence"]:
        at = f"{FILES}/{one['sha256']}"
        opens = given and one["arrived"]
        yield File(
            shown=str(one.get("name") or f"{one['sha256'][:12]}…"),
            arrived=one["arrived"],
            link=f"{at}?{query}" if opens else str(one.get("uri", "")),
            picture=f"{at}/picture?{query}" if opens and one["media_type"] in PICTURES else "",
        )


def _thing(
    asked: Asked,
    found: dict[str, Any],
    thing_id: str,
    *,
    hards: list[tuple[str, bool | None]],
    files: Sequence[File],
    forms: Sequence[Offer] = (),
) -> Drawn:
    tables = _tables(asked)
    values = {
        "thing": found,
        "thing_id": thing_id,
        "state": tables.state(found["state"]),
        "unit": tables.unit(str(found["unit_id"])),
        "pairs": list(tables.pairs({name: value for name, value in found.items() if name != "unit_id"})),
        "hards": hards,
        "forms": forms,
        "files": files,
        "recorded_at": asked.value("after"),
        "rollup": asked.rollup.value,
        "things": tables.words,
    }
    return Drawn("thing.html", asked.frame, (tables.timeline(found["history"]),), values)


def _list(
    asked: Asked, table: Any, found: Listed[Any], *, kinds: Any, named: Any, led: Sequence[tuple[str, Offer]] = ()
) -> Drawn:
    values = {
        "turns": led,
        "state": asked.value("state"),
        "found": found,
        "filters": [(name, kinds[name], named[name], asked.value(name)) for name in kinds],
        "units": units_to_choose(asked),
        "rollup": asked.rollup.value,
        "things": _tables(asked).words,
        "unit": asked.value("unit"),
        "q": asked.wanted,
        "start": asked.value("from"),
    }
    return Drawn("things.html", asked.frame, (table,), values)


def _sought(asked: Asked, what: Literal["households", "activities"], having: dict[str, str]) -> Sought:
    """What the address asks for, within what the caller may read. Raises Refusal (403)."""
    unit = asked.value("unit")
    units: Collection[str] | None = asked.caller.units if reach(asked.caller, what) is Reach.OWN else None
    if unit and not may_read(asked.caller, what, unit_id=unit):
        raise Refusal(NOT_ALLOWED)
    if unit:
        units = (unit, *_below(asked, unit))
    return Sought(asked.campaign.campaign, units, having, asked.wanted, asked.value("from"))


def _below(asked: Asked, unit_id: str) -> tuple[str, ...]:
    """Whose things stand under a unit beside its own, in the view that is asked for."""
    if asked.rollup is Rollup.RECORDED:
        return ()
    return _lineage(asked).come_down_to(unit_id, asked.today.isoformat())


def _page(asked: Asked) -> int | None:
    """Which page of a list; all of it for a file."""
    if asked.value("format"):
        return None
    text = asked.value("page")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _tables(asked: Asked) -> ThingTables:
    lineage, day = _lineage(asked), asked.today.isoformat()
    recorded = asked.rollup is Rollup.RECORDED
    names = names_of(asked.campaign, lineage, asked.today)
    return ThingTables(asked, names, lambda unit_id: unit_id if recorded else lineage.holder(unit_id, day))


def units_to_choose(asked: Asked) -> list[tuple[str, str]]:
    """The units that take part, by name, to choose from: of a unit, those whose things are its own."""
    lineage = _lineage(asked)
    names = names_of(asked.campaign, lineage, asked.today)
    part = queries.taking_part(asked.view.session, asked.campaign, lineage, asked.today.isoformat())
    own = asked.caller.units
    named = ((one, asked.say.text(names[one])) for one in part if one in names and (not own or one in own))
    return sorted(named, key=lambda one: one[1])


def _lineage(asked: Asked) -> Lineage:
    return queries.lineage_of(asked.view.session)
