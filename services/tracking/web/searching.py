"""What a caller may see of tracking's things by some words: units, households, activities. It knows no HTTP.

Awards and audit answer for what they keep; the page leads there with the same words (ADR-0021).
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from services.tracking.tables import postings, queries
from services.tracking.tables.rows import Activity, Household
from services.tracking.web import listing, thing_pages
from services.tracking.web.asking import Asked, Drawn
from services.tracking.web.gathering import names_of
from services.tracking.web.listing import Listed, Sought
from services.tracking.web.search_words import SEARCH_WORDS
from services.tracking.web.thing_tables import ThingTables
from services.tracking.web.things import Things
from shared.adapters.sought import SOUGHT
from shared.core.access import Reach, Readable, reach
from shared.core.lineage import Lineage
from shared.core.plain_words import plain
from shared.web.frame import Section
from shared.web.tables import Column, Table, words

MOST: Final = 20  # of each kind; the list of its own shows all
MOST_POSTED: Final = 10_000
A_HASH: Final = re.compile(r"[0-9a-f]{64}")


class Found(NamedTuple):
    """What is found of a kind: the first of so many in all, where all are listed, whether that list goes on beyond."""

    table: Table
    total: int
    all: str = ""
    goes_on: bool = False
    looked_at: int = 0


def search(asked: Asked, things: Things) -> Drawn:
    """What is found, a table for each kind of which something is or may be farther on. Raises Refusal (503)."""
    wanted, sought = asked.wanted, {SOUGHT: asked.value(SOUGHT)}
    found = list(_found(asked, things, wanted)) if wanted else []
    values = {
        "wanted": wanted,
        "found": found,
        "unit": asked.value("unit"),
        "units": thing_pages.units_to_choose(asked) if _opens_all(asked) else [],
        "its": SEARCH_WORDS[asked.say.language],
        "candidates": asked.frame.link(Section.CANDIDATES.value, **sought) if asked.frame.reads("candidates") else "",
        "paper": asked.frame.link(f"/verify/{wanted}") if A_HASH.fullmatch(wanted) else "",
        "log": asked.frame.link(Section.AUDIT.value, **sought) if asked.frame.reads("facts") else "",
    }
    return Drawn("search.html", asked.frame, tuple(one.table for one in found), values)


def _found(asked: Asked, things: Things, wanted: str) -> Iterator[Found]:
    units = _units(asked, wanted)
    if units.rows:
        yield Found(units, len(units.rows), asked.frame.link(Section.UNITS.value, **{SOUGHT: asked.value(SOUGHT)}))
    documents = _documents(asked, wanted)
    if documents.rows:
        yield Found(documents, len(documents.rows))
    tables = ThingTables(asked, names_of(asked.campaign, _lineage(asked), asked.today), lambda unit_id: unit_id)
    people = _people(asked, things, wanted)
    if people.rows:
        yield Found(people, len(people.rows))
    if (sought := _sought(asked, "households", wanted)) is not None:
        households = listing.households(asked.view.session, sought, page=1)
        rows = listing.with_id(asked.view.session, Household, sought, households.rows)
        yield from _some(asked, tables.households(rows[:MOST]), households, Section.HOUSEHOLDS)
    if (sought := _sought(asked, "activities", wanted)) is not None:
        activities = listing.activities(asked.view.session, sought, page=1)
        found = listing.with_id(asked.view.session, Activity, sought, activities.rows)
        yield from _some(asked, tables.activities(found[:MOST]), activities, Section.ACTIVITIES)


def _documents(asked: Asked, wanted: str) -> Table:
    """Papers that anybody may read, by number, title or the hash of their file."""
    its, sought = SEARCH_WORDS[asked.say.language], plain(wanted).split()
    day = asked.today.isoformat()
    rows = []
    for one in postings.papers_on(asked.view.session, asked.campaign.campaign, day, most=MOST_POSTED):
        text = plain(f"{one.doc_no} {one.title} {one.sha256}")
        if all(word in text for word in sought):
            # Its hash is that of the file that was posted, which no register of papers knows.
            day_posted = asked.say.iso_day(one.published_on)
            rows.append((words(one.doc_no, link=one.url), words(one.title), words(day_posted)))
    columns = (Column(its.number), Column(its.paper), Column(its.posted_on))
    return Table("documents", its.documents, columns, rows[:MOST])


def _opens_all(asked: Asked) -> bool:
    """Whether the caller may open names of every unit, and so says in which it looks for them."""
    return all(reach(asked.caller, what) is Reach.ALL for what in ("households", "names"))


def _people(asked: Asked, things: Things, wanted: str) -> Table:
    """Households by a name that the caller may open."""
    its, unit_names = SEARCH_WORDS[asked.say.language], names_of(asked.campaign, _lineage(asked), asked.today)
    campaign, unit_id = asked.campaign.campaign, asked.value("unit")
    rows = []
    for one in things.named(asked.view, asked.caller, campaign, wanted, unit_id=unit_id):
        link = asked.frame.link(f"{Section.HOUSEHOLDS.value}/{quote(one.household_id)}")
        unit = asked.say.text(unit_names[one.unit_id]) if one.unit_id in unit_names else one.unit_id
        rows.append((words(one.household_id, link=link), words(one.name), words(unit)))
    columns = (Column(its.household), Column(its.person), Column(asked.words.unit))
    return Table("people", its.people, columns, rows)


def _some(asked: Asked, table: Table, listed: Listed[Any], section: Section) -> Iterator[Found]:
    if table.rows or listed.beyond:
        start = "" if listed.rows else listed.beyond
        where = asked.frame.link(section.value, **{SOUGHT: asked.value(SOUGHT), "from": start})
        yield Found(table, listed.total, where, goes_on=bool(listed.beyond), looked_at=listed.looked_at)


def _sought(asked: Asked, what: Readable, wanted: str) -> Sought | None:
    """The words within what the caller may read; None where that is nothing."""
    extent = reach(asked.caller, what)
    if extent is Reach.NOTHING:
        return None
    return Sought(asked.campaign.campaign, asked.caller.units if extent is Reach.OWN else None, {}, wanted)


def _units(asked: Asked, wanted: str) -> Table:
    """Units that bear these words in their name or id, or did before, or that an electronic identifier names."""
    its, lineage = SEARCH_WORDS[asked.say.language], _lineage(asked)
    day, sought = asked.today.isoformat(), plain(wanted).split()
    names = names_of(asked.campaign, lineage, asked.today)
    codes = queries.codes(asked.view.session)
    rows = []
    for unit_id, name in sorted(names.items(), key=lambda one: asked.say.text(one[1])):
        borne = " ".join(f"{one.name.vi} {one.name.en}" for one in lineage.names.get(unit_id, ()) if one.on <= day)
        text = plain(f"{unit_id} {name.vi} {name.en} {borne} {codes.get(unit_id, '')}")
        if all(word in text for word in sought):
            link = asked.frame.link(f"{Section.UNITS.value}/{quote(unit_id)}")
            rows.append((words(asked.say.text(name), link=link), words(unit_id), words(codes.get(unit_id, ""))))
    columns = (Column(asked.words.unit), Column(its.unit_id), Column(its.codes))
    return Table("units", asked.words.units, columns, rows)


def _lineage(asked: Asked) -> Lineage:
    return queries.lineage_of(asked.view.session)
