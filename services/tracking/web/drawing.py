"""Draws tracking's pages from values: what each template is given. It knows no HTTP and no table."""

from typing import Final

from services.tracking.web.charts import NARROW, WIDE, areas, burn_up, month_ends, reached_by
from services.tracking.web.feeds import FEED_NAMES, FORMS
from services.tracking.web.over_time import BANDS
from services.tracking.web.overview import DRAWN, FIT, STANDING, WORKS, Overview, Progress
from services.tracking.web.thing_texts import THING_WORDS
from services.tracking.web.tile_map import tile_map
from shared.core.access import Caller, Reach, Readable, reach
from shared.core.definition import Campaign
from shared.core.values import Role
from shared.web.frame import Frame
from shared.web.site import Site

_LISTS: Final[tuple[Readable, ...]] = ("activities", "households")


def overview(site: Site, seen: Overview, frame: Frame, *, others: int) -> str:
    """One campaign; `others` is how many more there are to choose from."""
    days = (seen.first, seen.last)
    until = min(max(seen.today, seen.first), seen.last)
    rows = [(day, [reached_by(seen.lines[step], day) for step in DRAWN]) for day in month_ends(seen.first, until)]
    return site.drawn(
        "overview.html",
        frame,
        seen=seen,
        others=others,
        charts={
            name: burn_up(seen.lines, seen.goal, days=days, today=seen.today, frame=shape)
            for name, shape in (("wide", WIDE), ("narrow", NARROW))
        },
        over_time=[
            (one, areas(one, days=days, due=seen.goal.due, today=seen.today))
            for one in (*seen.over_time.tracks, *seen.over_time.works)
        ],
        bands=BANDS,
        map=tile_map(seen.districts),
        things=THING_WORDS[frame.language],
        rows=rows,
        steps=DRAWN,
        works=WORKS,
        kinds=[name for name in STANDING if name != "rejected" or seen.all_houses.rejected],
        shares=_shares,
        fit=FIT,
        opens=_opens(frame.role),
        all_facts=_reach(frame.role, "facts") is Reach.ALL,
        feeds=FEED_NAMES.items(),
        feed_types={form: FORMS[form].media_type.partition(";")[0] for form in FEED_NAMES},
    )


def _opens(role: Role | None) -> set[Readable]:
    """Of what somebody in a role may open the facts, all or its own."""
    return {what for what in _LISTS if _reach(role, what) is not Reach.NOTHING}


def _reach(role: Role | None, what: Readable) -> Reach:
    return reach(None if role is None else Caller(role, "", "", ""), what)


def chooser(site: Site, campaigns: list[Campaign], frame: Frame) -> str:
    """Several campaigns, none of them chosen."""
    return site.drawn("chooser.html", frame, campaigns=campaigns)


def empty(site: Site, frame: Frame) -> str:
    """No campaign yet, and what to do about it."""
    return site.drawn("empty.html", frame)


def _shares(progress: Progress, kinds: list[str]) -> list[tuple[str, float]]:
    """The parts of a bar: how much of all households stands where."""
    return [(kind, getattr(progress, kind) / (progress.identified or 1)) for kind in kinds]
