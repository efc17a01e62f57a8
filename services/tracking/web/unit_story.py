"""What a unit's page says of units that end and go on in each other's place, on the day asked about, in sentences.

An official who opens the page of a commune before, on and after the day of a merger reads one story: what is decided,
what has come about, and under which unit the figures stand that are not shown here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from services.tracking.web.overview import Rollup
from services.tracking.web.record_wording import RecordWords
from shared.core.definition import Text
from shared.web.wording import Wording


class Link(NamedTuple):
    """Words that lead somewhere."""

    text: str
    to: str


class Sentence(NamedTuple):
    """What is said, the units it speaks of, and where to look further."""

    text: str
    units: tuple[Link, ...] = ()
    further: Link | None = None


class UnitStory:
    """The sentences on one unit, as the read of it answers; `link` is the page of a unit, in a view if one is named."""

    def __init__(
        self, words: RecordWords, say: Wording, names: Mapping[str, Text], link: Callable[..., str], rollup: Rollup
    ) -> None:
        self._words, self._say, self._names, self._link, self._rollup = words, say, names, link, rollup

    def of(self, unit: Mapping[str, Any]) -> Iterator[Sentence]:
        """What has come about first, then what is still to come."""
        if "ended" in unit:
            yield self._ended(unit["unit_id"], unit["ended"])
        elif unit["holds"]:
            yield self._holds(unit["unit_id"], unit["holds"])
        if "ends" in unit:
            yield self._ending(self._words.ends, self._words.ends_holder, unit["ends"])
        yield from self._takes_over(unit.get("takes_over", ()))

    def _ended(self, unit_id: str, ending: Mapping[str, Any]) -> Sentence:
        told = self._ending(self._words.ended, self._words.ended_holder, ending)
        if self._rollup is Rollup.RECORDED:
            return told
        return told._replace(further=Link(self._words.its_own_figures, self._link(unit_id, view="")))

    def _ending(self, text: str, holder: str, ending: Mapping[str, Any]) -> Sentence:
        said = text.format(day=self._say.iso_day(ending["on"]), basis=ending["basis"])
        if not ending["held_by"]:
            return Sentence(f"{said} {self._words.nobody_goes_on}")
        return Sentence(f"{said} {holder}", (self._unit(ending["held_by"]),))

    def _holds(self, unit_id: str, parts: list[Mapping[str, Any]]) -> Sentence:
        """Of a line of units, each since it ended; the last day is that on which the newest came."""
        units = tuple(self._unit(part["unit_id"]) for part in parts)
        days = sorted({part["ended"]["on"] for part in parts})
        basis = "; ".join(dict.fromkeys(part["ended"]["basis"] for part in parts))
        since = ", ".join(self._say.iso_day(day) for day in days)
        if self._rollup is Rollup.RECORDED:
            all_of_it = Link(self._words.with_theirs, self._link(unit_id, view=Rollup.SUCCESSOR.value))
            return Sentence(self._words.holds_apart.format(day=since, basis=basis), units, all_of_it)
        return Sentence(self._words.holds_together.format(day=since, basis=basis), units)

    def _takes_over(self, parts: list[Mapping[str, Any]]) -> Iterator[Sentence]:
        """One sentence for each day and paper; who goes on for a part only holds none of the work."""
        groups: dict[tuple[str, str, bool], list[Link]] = {}
        for part in parts:
            groups.setdefault((part["on"], part["basis"], part["holds"]), []).append(self._unit(part["unit_id"]))
        for (on, basis, holds), units in sorted(groups.items(), key=lambda one: (one[0][0], not one[0][2])):
            text = self._words.takes_over if holds else self._words.takes_part_over
            yield Sentence(text.format(day=self._say.iso_day(on), basis=basis), tuple(units))

    def _unit(self, unit_id: str) -> Link:
        name = self._names.get(unit_id)
        return Link(self._say.text(name) if name else unit_id, self._link(unit_id))
