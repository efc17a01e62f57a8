"""A fact told in a sentence: who stated it and what it says, with units by their names. It opens nothing sealed.

A sentence names persons and households by their ids alone, so that it can be read by whoever may read the fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from services.audit.domain.indexing import SERVICE
from shared.core.access import unit_of
from shared.core.definition import Text
from shared.core.envelope import Fact
from shared.core.events import ContributionReceived, Data, ReminderEscalated, Said
from shared.web.frame import TIME_ZONE
from shared.web.wording import Wording


class Told(NamedTuple):
    """What a kind of fact is called, and the sentence that tells one; braces are fields of the fact."""

    label: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TellingWords:
    """The parts of sentences that no single kind of fact has to itself, in one language."""

    told: Mapping[str, Told]
    values: Mapping[object, str]
    system: str
    person: str
    household: str
    feedback: str
    labour: str
    things: str
    joined: str
    role_told: Mapping[str, str]


class Teller:
    """Tells facts in one language; `units` is what units are called at the moment of the page."""

    def __init__(self, words: TellingWords, say: Wording, units: Mapping[str, Text]) -> None:
        self._words = words
        self._say = say
        self._units = units
        # These are called as on every other page.
        self._of_pages: Mapping[str, Mapping[Any, str]] = {
            "award": say.awards,
            "form": say.awards,
            "verdict": say.verdicts,
            "work": say.works,
        }

    def sentence(self, fact: Fact) -> str:
        """What a fact says."""
        data = fact.data
        said = {name: self._said(name, getattr(data, name)) for name in data.__struct_fields__}
        said |= self._besides(data) | {"who": self.who(fact)}
        return self._words.told[data.short].sentence.format_map(said)

    def label(self, short: str) -> str:
        """What a kind of fact is called."""
        return self._words.told[short].label

    def who(self, fact: Fact) -> str:
        """Who stated a fact: a unit by its name, anybody else by the role."""
        unit_id = unit_of(fact.source)
        return self.unit(unit_id) if unit_id else self.role(fact.actor.partition(":")[0])

    def role(self, role: str) -> str:
        """A role as the subject of a sentence."""
        return self._words.system if role == SERVICE else self._words.role_told.get(role, role)

    def unit(self, unit_id: str) -> str:
        """What a unit is called, or its id where nobody has established it."""
        name = self._units.get(unit_id)
        return self._say.text(name) if name else unit_id

    def _besides(self, data: Data) -> dict[str, str]:
        """What a sentence asks for that is no single field."""
        besides = {}
        if hasattr(data, "subject_kind"):
            besides["subject"] = self._subject(data.subject_kind, data.subject_id)  # type: ignore[attr-defined]
        match data:
            case ContributionReceived():
                besides["gifts"] = self._gifts(data)
            case ReminderEscalated():
                besides["matter"] = data.matter
            case _:
                pass
        return besides

    def _subject(self, kind: str, subject_id: str) -> str:
        match kind:
            case "COLLECTIVE":
                return self.unit(subject_id)
            case "HOUSEHOLD":
                return self._words.household.format(id=subject_id)
            case "FEEDBACK":
                return self._words.feedback.format(id=subject_id)
            case _:
                return self._words.person.format(id=subject_id)

    def _gifts(self, data: ContributionReceived) -> str:
        given = []
        if data.money_vnd:
            given.append(self._say.full_money(data.money_vnd))
        if data.labour_days:
            given.append(self._words.labour.format(number=f"{data.labour_days:g}"))
        given += [f"{one.quantity:g} {one.measure} {one.item}" for one in data.in_kind]
        return self._words.joined.join(given) or self._words.things

    def _said(self, name: str, value: Any) -> str:
        match value:
            case bool():
                return self._words.values.get((name, value), str(value))
            case int() | float():
                return self._number(name, value)
            case str():
                return self._text(name, value)
            case Text() | Said():
                return self._say.text(value)
            case tuple() if all(isinstance(one, str) for one in value):
                return self._words.joined.join(self._words.role_told.get(one) or self.unit(one) for one in value)
            case tuple() | dict():
                return str(len(value))
            case msgspec.Struct():
                return ""
            case _:
                return ""

    def _number(self, name: str, value: float) -> str:
        if name.endswith("_vnd"):
            return self._say.full_money(int(value))
        return str(value) if name == "year" else f"{value:g}" if value % 1 else self._say.number(value)

    def _text(self, name: str, value: str) -> str:
        if name.endswith("_at"):
            return self._say.iso_moment(value, TIME_ZONE)
        if name.endswith("_on"):
            return self._say.iso_day(value) if value else ""
        if name.endswith("unit_id") or name in ("successor", "holder"):
            return self.unit(value)
        if name == "recipient":
            return self._words.role_told.get(value) or self.unit(value)
        if name == "period":
            return self._say.period(value)
        if name in self._of_pages:
            return self._of_pages[name].get(value, value)
        if name == "role":
            return self.role(value)
        return self._words.values.get(value, value.rstrip("."))
