"""One unit, household or activity as a caller may see it: what the JSON reads and the pages both answer with.

Who may see what is decided here alone, so that a page can show nobody more than the API does.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from services.tracking.api import reads
from services.tracking.api.named import Named, named, units_to_look_in
from services.tracking.api.units import rolled_up
from services.tracking.tables import queries
from shared.adapters.http import NOT_ALLOWED, Refusal
from shared.adapters.reading import View
from shared.core.access import Caller, may_read

Rollup: TypeAlias = Literal["recorded", "successor"]
Thing: TypeAlias = dict[str, Any]
UTC_ZONE: Final = ZoneInfo("UTC")


class Names(Protocol):
    """What is sealed of a household. Both raise Refusal (503) while the vault does not answer."""

    def is_erased(self, campaign: str, household_id: str) -> bool:
        """Whether nobody can open it any more."""
        ...

    def open(self, campaign: str, household_id: str, sealed: str) -> str | None:
        """The name, or None once it is erased."""
        ...


class Things:
    """The things of campaigns, each at the moment of a view; None means that there is no such thing."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def unit(self, seen: View, campaign: str, unit_id: str, *, view: Rollup) -> Thing | None:
        """A unit's own figures; for whoever may read figures."""
        return reads.unit_answer(seen.session, campaign, unit_id, today=today(seen, campaign), view=view)

    def activity(self, seen: View, caller: Caller, campaign: str, activity_id: str, *, view: Rollup) -> Thing | None:
        """An activity with its state and history. Raises Refusal (403)."""
        answer = reads.activity_answer(seen.session, campaign, activity_id)
        return _as_viewed(_if_own(answer, caller, "activities"), seen, campaign, view=view)

    def household(self, seen: View, caller: Caller, campaign: str, household_id: str, *, view: Rollup) -> Thing | None:
        """A household with its state and history; its name for those who may open it. Raises Refusal (403, 503)."""
        names = self._names
        erased = names.is_erased(campaign, household_id)

        def sealed(person: reads.Answer) -> reads.Answer:
            return reads.ERASED if erased else person

        def opened(person: reads.Answer) -> reads.Answer:
            name = None if erased else names.open(campaign, household_id, str(person["sealed"]))
            return reads.ERASED if name is None else {"person_ref": person["person_ref"], "name": name}

        answer = reads.household_answer(seen.session, campaign, household_id, person=sealed)
        if _if_own(answer, caller, "households") is None or answer is None:
            return None
        if may_read(caller, "names", unit_id=str(answer["unit_id"])):
            answer = reads.household_answer(seen.session, campaign, household_id, person=opened)
        return _as_viewed(answer, seen, campaign, view=view)

    def named(self, seen: View, caller: Caller, campaign: str, words: str, *, unit_id: str) -> Sequence[Named]:
        """The households that a caller finds by a name it may open, of one unit or of its own. Raises Refusal (503)."""

        def opened(household_id: str, sealed: str) -> str | None:
            return self._names.open(campaign, household_id, sealed)

        units = units_to_look_in(caller, unit_id)
        return named(seen.session, campaign, words, units=units, opened=opened) if units and words.strip() else ()


def today(view: View, campaign: str) -> date:
    """The day of the moment asked about, in the campaign's time zone."""
    defined = queries.campaign_of(view.session, campaign)
    zone = ZoneInfo(defined.time_zone) if defined else UTC_ZONE
    return view.moment.astimezone(zone).date()


def _if_own(answer: Thing | None, caller: Caller, what: Literal["activities", "households"]) -> Thing | None:
    """The answer, if the caller may read such a thing of this unit. Raises Refusal (403)."""
    if answer is not None and not may_read(caller, what, unit_id=str(answer["unit_id"])):
        raise Refusal(NOT_ALLOWED)
    return answer


def _as_viewed(answer: Thing | None, seen: View, campaign: str, *, view: Rollup) -> Thing | None:
    """A thing under the unit that recorded it, or the one that holds the work on the day asked about."""
    if answer is None or view == "recorded":
        return answer
    return rolled_up(answer, queries.lineage_of(seen.session), today(seen, campaign).isoformat())
