"""What a pen keeps of one campaign: just enough to decide, packed, because it holds every fact. It knows no names."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple, TypeAlias

import msgspec

from services.tracking.domain.registry import RegistryView
from shared.core.definition import Campaign, InForce
from shared.core.index import Index, hash64
from shared.core.journal import Journal
from shared.core.values import Date, NaturalKind, Period, UnitId

Figures: TypeAlias = Mapping[str, float | bool]

# A thing in the index is one integer: the number of the unit it belongs to, and in its lowest bits where it stands.
STATUS_BITS: Final = 3
STATUS_MASK: Final = (1 << STATUS_BITS) - 1
FIRST_HEIR: Final = 1 << 20  # beyond the number of any unit that a definition names
_TAKEN_BACK: Final = 1  # the lowest bit beside a disbursement's amount


class Status(IntEnum):
    """Where an activity, a finding or an obstacle stands. All things begin as told."""

    AS_TOLD = 0
    VERIFIED = 1
    DISPUTED = 2
    WITHDRAWN = 3
    SETTLED = 4


class Step(IntEnum):
    """How far a household has come; from WITHDREW on it has left the campaign."""

    NOT_LISTED = 0
    IDENTIFIED = 1
    INELIGIBLE = 2
    VERIFIED = 3
    APPROVED = 4
    STARTED = 5
    COMPLETED = 6
    FAILED = 7
    PASSED = 8
    HANDED_OVER = 9
    WITHDREW = 10
    REJECTED = 11


class Household(msgspec.Struct, frozen=True, gc=False):
    """A household: its unit's number, how far it has come, what it may have and has had, and its house's last day.

    `paid_on` is the latest day of a payment.
    """

    unit: int
    step: Step
    support_vnd: int = 0
    paid_vnd: int = 0
    built_on: Date = ""
    paid_on: Date = ""


NOBODY: Final = Household(unit=-1, step=Step.NOT_LISTED)


class Thing(NamedTuple):
    """A thing as it stands: the number of the unit it belongs to, and its status."""

    unit: int
    status: Status


class Reported(NamedTuple):
    """What a unit reports of a period, as corrected."""

    unit_id: UnitId
    period: Period
    figures: Figures


class Payment(NamedTuple):
    """A disbursement: the number of its household's unit, and whether it was taken back."""

    unit: int
    taken_back: bool


class Terms(msgspec.Struct, frozen=True):
    """What facts are held against in the definition in force. A unit keeps its number whatever is amended."""

    units: dict[UnitId, int]
    clauses: frozenset[str]
    time_zone: str
    reporting: str
    closed: bool = False


NOT_LAUNCHED: Final = Terms(units={}, clauses=frozenset(), time_zone="UTC", reporting="")


class CampaignState:
    """One campaign as its own facts have left it, beside the registry as far as it is known."""

    def __init__(self, journal: Journal, registry: RegistryView) -> None:
        self.journal = journal
        self.registry = registry
        self.terms = NOT_LAUNCHED
        self.rule_sets: dict[str, InForce] = {}
        self._heirs: dict[UnitId, int] = {}
        self.reports: dict[str, Reported] = {}
        self._reports_of: dict[UnitId, dict[Period, str]] = {}
        self._households: dict[int, Household] = {}  # by the hash of their id
        self._things = Index()
        self._payments = Index(columns=2)

    @property
    def registry_at(self) -> int:
        """How far the registry was known."""
        return self.registry.at

    # --- the definition in force

    def define(self, campaign: Campaign) -> None:
        """Let a definition be in force from now on; new units are numbered after those that were there."""
        units = dict(self.terms.units)
        for unit in campaign.units:
            units.setdefault(unit.id, len(units))
        clauses = frozenset(clause.id for clause in campaign.clauses)
        reporting = campaign.reporting.period if campaign.reporting else ""
        self._set_terms(Terms(units, clauses, campaign.time_zone, reporting))

    def close(self) -> None:
        """Take no further facts."""
        self._set_terms(msgspec.structs.replace(self.terms, closed=True))

    def _set_terms(self, terms: Terms) -> None:
        old = self.terms

        def restore() -> None:
            self.terms = old

        self.journal.on_undo(restore)
        self.terms = terms

    # --- units: those of the definition, and those that go on in the place of one of these

    def number(self, unit_id: UnitId) -> int | None:
        """The number of a unit that has a thing in this campaign, or may have one by its definition."""
        return self._heirs.get(unit_id, self.terms.units.get(unit_id))

    def enter(self, unit_id: UnitId) -> int:
        """The number of a unit that has a thing from now on; an heir that the definition does not name gets one."""
        number = self.number(unit_id)
        if number is None:
            number = FIRST_HEIR + len(self._heirs)
            self.journal.put(self._heirs, unit_id, number)
        return number

    # --- things: activities, contributions, inspections, findings, reports, obstacles

    def has(self, kind: str, *ids: str) -> bool:
        """Whether there is such a thing."""
        return self._things.get(hash64(kind, *ids)) is not None

    def thing(self, kind: str, thing_id: str) -> Thing:
        """A thing as it stands. Raises KeyError if there is none."""
        packed = _there(self._things, hash64(kind, thing_id))
        return Thing(packed >> STATUS_BITS, Status(packed & STATUS_MASK))

    def keep(self, kind: str, *ids: str, unit: int) -> None:
        """Enter a new thing, as told."""
        key = hash64(kind, *ids)
        self._things.put(key, unit << STATUS_BITS)
        self.journal.on_undo(self._things.discard, key)  # cheaper than put_index, which looks for an old value

    def move(self, kind: str, thing_id: str, status: Status) -> None:
        """Let a thing stand otherwise from now on. Raises KeyError if there is none."""
        key = hash64(kind, thing_id)
        packed = _there(self._things, key)
        self.journal.put_index(self._things, key, packed & ~STATUS_MASK | status)

    def report(self, report_id: str, reported: Reported) -> None:
        """Let a report say this from now on."""
        self.journal.put(self.reports, report_id, reported)
        of_unit = self._reports_of.setdefault(reported.unit_id, {})
        self.journal.put(of_unit, reported.period, report_id)

    def reported_before(self, unit_id: UnitId, period: Period) -> Figures:
        """What a unit reports of the newest period before one; nothing if there is none."""
        of_unit = self._reports_of.get(unit_id, {})
        newest = max((one for one in of_unit if one < period), default="")
        return self.reports[of_unit[newest]].figures if newest else {}

    # --- households, the person of each, and the money

    def household(self, household_id: str) -> Household:
        """A household; NOBODY, which is not listed, if there is none."""
        return self._households.get(hash64("household", household_id), NOBODY)

    def list_household(self, household_id: str, *, unit: int) -> None:
        """Enter a household."""
        self.journal.put(self._households, hash64("household", household_id), Household(unit, Step.IDENTIFIED))

    def move_household(self, household_id: str, step: Step, **changes: int | Date) -> None:
        """Let a household come to a step, and other fields change with it. Raises KeyError if there is none."""
        self._change_household(hash64("household", household_id), step=step, **changes)

    def household_of(self, person_ref: str) -> Household:
        """The household under which a person was last listed, or NOBODY."""
        key = self._things.get(hash64("person", person_ref))
        return NOBODY if key is None else self._households[key]

    def list_person(self, person_ref: str, household_id: str) -> None:
        """Remember under which household a person is listed."""
        self.journal.put_index(self._things, hash64("person", person_ref), hash64("household", household_id))

    def is_erased(self, kind: NaturalKind, subject_id: str) -> bool:
        """Whether the personal data of a subject is erased, as far as this campaign's own facts say."""
        return self.has("erased", kind, subject_id)

    def erase(self, kind: NaturalKind, subject_id: str) -> None:
        """Remember that the personal data of a subject is erased."""
        self.keep("erased", kind, subject_id, unit=0)

    def payment(self, disbursement_id: str) -> Payment | None:
        """A disbursement, or None."""
        key = hash64("disbursement", disbursement_id)
        household, packed = self._payments.get(key), self._payments.get(key, 1)
        if household is None or packed is None:
            return None
        return Payment(self._households[household].unit, bool(packed & _TAKEN_BACK))

    def pay(self, disbursement_id: str, household_id: str, amount_vnd: int, *, on: Date) -> None:
        """Enter a disbursement and add it to what its household has had."""
        household, key = hash64("household", household_id), hash64("disbursement", disbursement_id)
        self.journal.put_index(self._payments, key, household, amount_vnd << 1)
        had = self._households[household]
        self._change_household(household, paid_vnd=had.paid_vnd + amount_vnd, paid_on=max(had.paid_on, on))

    def take_back(self, disbursement_id: str) -> None:
        """Mark a disbursement as taken back, and its household as not having had it. KeyError if there is none."""
        key = hash64("disbursement", disbursement_id)
        household, packed = _there(self._payments, key), _there(self._payments, key, 1)
        self.journal.put_index(self._payments, key, household, packed | _TAKEN_BACK)
        self._change_household(household, paid_vnd=self._households[household].paid_vnd - (packed >> 1))

    def _change_household(self, key: int, **changes: int | Date) -> None:
        self.journal.put(self._households, key, msgspec.structs.replace(self._households[key], **changes))


def _there(index: Index, key: int, column: int = 0) -> int:
    value = index.get(key, column)
    if value is None:
        raise KeyError(key)  # a fact speaks of what no fact made: no decision ever let that pass
    return value
