"""The tables of the pages of households and activities: from rows and facts to cells in words. They ask nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from services.tracking.tables.rows import Activity, Household
from services.tracking.web.asking import Asked
from services.tracking.web.thing_texts import THING_WORDS
from shared.core.definition import Text
from shared.web.frame import Section
from shared.web.tables import Cell, Column, Table, words

GOOD, LATE, PLAIN = "good", "late", "plain"
_TONES = {
    "handed_over": GOOD,
    "quality_passed": GOOD,
    "completed": GOOD,
    "verified": GOOD,
    "started": "ask",
    "quality_failed": LATE,
    "disputed": LATE,
}


class ThingTables:
    """Tables in the words of one request; `names` are the units' of the day, `shown` under which unit one stands."""

    def __init__(self, asked: Asked, names: Mapping[str, Text], shown: Callable[[str], str]) -> None:
        self._frame, self._say, self._names, self._shown = asked.frame, asked.say, names, shown
        self.words = THING_WORDS[asked.say.language]
        self._kinds = asked.words.kinds
        self._position = asked.words.position
        self._recorded_at = asked.words.recorded_at

    def households(self, rows: Iterable[Household]) -> Table:
        """A list of households; no name stands in it."""
        said, named = self.words, self.words.fields
        return Table(
            "households",
            said.households,
            (
                Column(said.household),
                Column(named["unit_id"]),
                Column(named["track"]),
                Column(named["category"]),
                Column(named["work"]),
                Column(said.state),
                Column(named["started_on"]),
                Column(named["completed_on"]),
                Column(said.paid, figures=True),
            ),
            [self._household(row) for row in rows],
            said.none,
        )

    def _household(self, row: Household) -> tuple[Cell, ...]:
        return (
            words(row.household_id, link=self._frame.link(f"{Section.HOUSEHOLDS.value}/{quote(row.household_id)}")),
            self.unit(row.unit_id),
            words(self._value("track", row.track)),
            words(self._value("category", row.category)),
            words(self._value("work", row.work)),
            self.state(row.state),
            self._day(row.started_on),
            self._day(row.completed_on),
            Cell(row.disbursed_vnd, self._say.full_money(row.disbursed_vnd)),
        )

    def activities(self, rows: Iterable[Activity]) -> Table:
        """A list of activities."""
        said, named = self.words, self.words.fields
        return Table(
            "activities",
            said.activities,
            (
                Column(said.activity),
                Column(named["title"]),
                Column(named["unit_id"]),
                Column(named["kind"]),
                Column(named["clause"]),
                Column(named["quantity"], figures=True),
                Column(named["measure"]),
                Column(named["occurred_on"]),
                Column(said.state),
                Column(self._position, figures=True),
            ),
            [self._activity(row) for row in rows],
            said.none,
        )

    def _activity(self, row: Activity) -> tuple[Cell, ...]:
        return (
            words(row.activity_id, link=self._frame.link(f"{Section.ACTIVITIES.value}/{quote(row.activity_id)}")),
            words(row.title),
            self.unit(row.unit_id),
            words(self._kinds[row.kind]),
            words(row.clause),
            Cell(row.quantity, self._say.decimal(row.quantity)),
            words(row.measure),
            self._day(row.occurred_on),
            self.state(row.state),
            self._proof(row.position),
        )

    def timeline(self, history: Iterable[Mapping[str, Any]]) -> Table:
        """What happened to a thing, fact by fact, each with its place in the log."""
        said = self.words
        return Table(
            "timeline",
            said.timeline,
            (
                Column(said.fact),
                Column(said.happened),
                Column(said.what),
                Column(said.who),
                Column(self._recorded_at),
                Column(self._position, figures=True),
            ),
            [self._fact(one) for one in history],
            said.none,
        )

    def _fact(self, one: Mapping[str, Any]) -> tuple[Cell, ...]:
        data = {**one["data"], **one["data"].get("changes", {}), **(one["data"].get("three_hards") or {})}
        told = (f"{label}: {value}" for label, value in self.pairs(data))
        return (
            words(self.words.facts.get(one["type"], one["type"])),
            self._moment(one["time"]),
            words("; ".join(told)),
            words(self._say.who(one["actor"])),
            self._moment(one["recorded_at"]),
            self._proof(one["position"]),
        )

    def pairs(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What data says, field by field, as far as there are words for it: never a person's."""
        for name, label in self.words.fields.items():
            value = data.get(name)
            if value not in (None, ""):
                yield label, self._value(name, value)

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return self.words.met if value else self.words.not_met
        if name.endswith("_vnd"):
            return self._say.full_money(value)
        if name.endswith("_on"):
            return self._say.iso_day(value)
        if isinstance(value, int | float):
            return self._say.decimal(value)
        said: Mapping[str, Mapping[str, str]] = {
            "track": self.words.tracks,
            "source": self.words.sources,
            "category": self.words.categories,
            "work": {str(work): said for work, said in self._say.works.items()},
            "kind": self._kinds,
        }
        if name in ("unit_id", "recorded_by"):
            return self.named(value)
        return said.get(name, {}).get(value, str(value))

    def unit(self, unit_id: str) -> Cell:
        """A unit, leading to its page."""
        shown = self._shown(unit_id)
        return words(self.named(shown), link=self._frame.link(f"{Section.UNITS.value}/{shown}"))

    def named(self, unit_id: str) -> str:
        """What a unit is called."""
        return self._say.text(self._names[unit_id]) if unit_id in self._names else unit_id

    def state(self, state: str) -> Cell:
        """Where a thing stands."""
        return words(self.words.states[state], tone=_TONES.get(state, PLAIN))

    def _proof(self, position: int) -> Cell:
        return Cell(position, str(position), link=f"/audit/proofs/{position}")

    def _moment(self, moment: str) -> Cell:
        return Cell(moment, self._say.iso_moment(moment, self._frame.time_zone))

    def _day(self, day: str) -> Cell:
        return Cell(day, self._say.iso_day(day)) if day else words("–")
