"""What a page of the log is asked for: its filters as they stand in the address, and what is wrong with them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.audit.domain.indexing import ACTORS, of_actor, of_campaign, of_kind, of_thing, of_unit
from services.audit.domain.naming import SUBJECTS, Thing, linking_fields
from shared.adapters.sought import SOUGHT
from shared.core.events import CATALOGUE
from shared.core.problems import Fault

FILTERS: Final = ("campaign", "thing", "unit", "kind", "actor", "from_on", "to_on")
PAGING: Final = ("older_than", "newer_than")
SHORTS: Final = tuple(cls.short for cls in CATALOGUE.values())
KINDS: Final = frozenset(
    {cls.thing for cls in CATALOGUE.values()}
    | set(SUBJECTS.values())
    | {name.removesuffix("_id") for name in linking_fields() if name.endswith("_id")}
    | {"decision"}
)
BAD_DAY: Final = ("phải là một ngày, ví dụ 2025-12-31", "must be a day, such as 2025-12-31")
BAD_POSITION: Final = (
    "phải là một vị trí, tức số nguyên không âm",
    "must be a position, a whole number of 0 or more",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of one request, as they were typed, and its place among the pages."""

    said: Mapping[str, str]
    faults: tuple[Fault, ...]
    sought: Mapping[str, str]

    @classmethod
    def of(cls, query: Mapping[str, str], *, typed: str = "") -> "Asked":
        """From the query of an address, and what somebody typed that it stands for without saying it."""
        said = {name: query.get(name, "").strip() for name in (*FILTERS, *PAGING)}
        said["thing"] = typed or said["thing"]
        days = [Fault(f"/{name}", *BAD_DAY) for name in ("from_on", "to_on") if said[name] and not day_in(said[name])]
        places = [Fault(f"/{name}", *BAD_POSITION) for name in PAGING if said[name] and not is_position(said[name])]
        return cls(said, (*days, *places), {SOUGHT: query[SOUGHT]} if typed else {})

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, as an address has them: what was typed stands in it sealed."""
        hidden = ("thing",) if self.sought else ()
        return {name: self.said[name] for name in FILTERS if self.said[name] and name not in hidden} | dict(self.sought)

    def position(self, name: str) -> int | None:
        """Where a page begins; None where nothing is said."""
        return int(self.said[name]) if self.said[name] else None

    def fault(self, name: str) -> Fault | None:
        """What is wrong with one filter."""
        return next((fault for fault in self.faults if fault.pointer == f"/{name}"), None)

    def headings(self, campaigns: Collection[str]) -> list[list[str]]:
        """Under which headings a fact is to stand: under one of each list. `campaigns`: all that there are."""
        said = self.said
        under = [said["campaign"]] if said["campaign"] else [*campaigns]
        wanted = []
        if said["actor"] and not said["kind"]:
            wanted.append([of_actor(said["actor"])])
        if said["unit"]:
            wanted.append([of_unit(said["unit"])])
        if said["thing"]:
            wanted.append([of_thing(thing) for thing in things_named(said["thing"])])
        if said["kind"]:
            actors = [said["actor"]] if said["actor"] else ACTORS
            wanted.append([of_kind(one, said["kind"], role) for one in under for role in actors])
        elif said["campaign"] or not wanted:
            wanted.append([of_campaign(one) for one in under])
        return wanted

    def hours(self, time_zone: str) -> tuple[str, str]:
        """The hour of UTC in which the first day begins, and that in which the day after the last does; "" for none."""
        first, last = day_in(self.said["from_on"]), day_in(self.said["to_on"])
        return (
            hour_of(first, time_zone) if first else "",
            hour_of(last + timedelta(days=1), time_zone) if last else "",
        )


def things_named(text: str) -> list[Thing]:
    """The things that somebody may mean: kind/id says which, an id alone any that has it."""
    kind, slash, name = text.partition("/")
    if slash and name and kind in KINDS:
        return [Thing(kind, name)]
    return [Thing(one, text) for one in sorted(KINDS)]


def day_in(text: str) -> date | None:
    """The day that is written 2025-12-31; None if it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2025-12-31") else None
    except ValueError:
        return None


def is_position(text: str) -> bool:
    """Whether a text is a position."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def hour_of(day: date, time_zone: str) -> str:
    """The hour of UTC in which a day begins."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC).isoformat()[: len("2025-12-31T10")]
