"""A trail: everything that ever happened to one thing, in order, with what caused and what corrected it. Pure.

It is made from the facts that a search found, for one reader: what that reader may not see is left out before anything
is counted. Sealed words are never shown, only that they are there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from services.audit.domain.naming import Thing, own_thing
from shared.core.definition import Label
from shared.core.envelope import Fact
from shared.core.events import Flag, FundsDisbursed, FundsReversed, HouseholdApproved, Said
from shared.core.values import Outcome, SubjectKind, Verdict
from shared.rules.stated import Stated, is_heard, stated

SEALED: Final = "sealed"
_SEALED_MARK: Final = "v1."
_MAY_BE_SEALED: Final = frozenset({"sealed", "name", "said"})
_CORRECTING: Final = frozenset({"corrected", "withdrawn", "disputed", "reversed", "annulled", "amended"})
_SERVICE: Final = "service:"


class Cause(msgspec.Struct, frozen=True):
    """The fact that another follows from: its event id, and where it stands if it is in this log."""

    id: str
    position: int | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of a trail. `depth` says under how many causes in this same trail it stands."""

    position: int
    type: str
    subject: str
    campaign: str
    stated_by: str
    source: str
    door: str
    happened: str
    recorded: str
    cause: Cause | None
    corrected_by: list[int]
    depth: int
    proof: str
    data: Any


class Money(msgspec.Struct, frozen=True):
    """Every đồng of a household: what it may have, what was paid and taken back, and what remains."""

    support_vnd: int
    disbursed_vnd: int
    reversed_vnd: int
    paid_vnd: int
    remaining_vnd: int


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf of a flag's explanation with every position behind it; `complete` if they are as many as the flag says."""

    id: str
    label: Label | None
    basis: str
    when: str
    outcome: Outcome
    values: dict[str, bool | int | float | str | None]
    evidence: tuple[int, ...]
    evidence_count: int
    complete: bool


class Candidacy(msgspec.Struct, frozen=True, kw_only=True):
    """What was last said of a subject under a card, and why."""

    subject_kind: SubjectKind
    subject_id: str
    award: str
    card: str
    verdict: Verdict
    rule_set: str
    achievement_key: str
    position: int
    missing: tuple[Said, ...]
    clauses: list[Clause]


class Trail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole answer: `money` for a household, `candidacies` for a candidate."""

    kind: str
    id: str
    facts: list[Entry]
    candidacies: list[Candidacy] = []
    money: Money | None = None


class Located(msgspec.Struct, frozen=True):
    """A fact, where it stands, and the unit that its thing belongs to ("": none).

    `heard`: whether those are told it who may not know of a hold.
    """

    position: int
    fact: Fact
    unit_id: str
    heard: bool = True


Reader: TypeAlias = Callable[[Located], bool]


def everything(_one: Located) -> bool:
    """The reader who may see all."""
    return True


def located(found: Mapping[int, Fact]) -> list[Located]:
    """The facts of a search in order, each with its unit."""
    units: dict[Thing, str] = {}
    told: dict[tuple[str, SubjectKind, str, str], Stated] = {}
    facts = []
    for position in sorted(found):
        fact = found[position]
        own = own_thing(fact)
        unit_id = own.id if own.kind == "unit" else _unit_of(fact, units) or units.get(own, "")
        if unit_id:
            units[own] = unit_id
        facts.append(Located(position, fact, unit_id, _is_heard(fact, told)))
    return facts


def entries(facts: Sequence[Located], *, causes: Mapping[str, int], sees: Reader) -> list[Entry]:
    """The trail itself, for one reader. `causes`: where the facts stand from which others follow."""
    shown = [one for one in facts if sees(one)]
    where = {**causes, **{one.fact.id: one.position for one in facts}}
    unseen = {one.fact.id for one in facts} - {one.fact.id for one in shown}
    corrections = _corrections(shown)
    depths: dict[int, int] = {}
    trail = []
    for one in shown:
        cause = _cause(one.fact, where) if one.fact.causationid not in unseen else None
        position = cause.position if cause else None
        depths[one.position] = depths[position] + 1 if position in depths else 0
        trail.append(_entry(one, cause, corrections.get(one.position, []), depth=depths[one.position]))
    return trail


def money_of(facts: Sequence[Located]) -> Money:
    """The money of the one household that these facts are about."""
    support = disbursed = taken_back = 0
    payments: dict[str, int] = {}
    for one in facts:
        match one.fact.data:
            case HouseholdApproved() as data:
                support = data.support_vnd
            case FundsDisbursed() as data:
                payments[data.disbursement_id] = data.amount_vnd
                disbursed += data.amount_vnd
            case FundsReversed() as data:
                taken_back += payments.get(data.disbursement_id, 0)
            case _:
                pass
    paid = disbursed - taken_back
    return Money(support, disbursed, taken_back, paid, support - paid)


def without_seals(value: Any) -> Any:
    """Data as it may be shown: sealed words replaced by one word that says so."""
    match value:
        case dict():
            return {name: SEALED if _is_sealed(name, inner) else without_seals(inner) for name, inner in value.items()}
        case list() | tuple():
            return [without_seals(inner) for inner in value]
        case _:
            return value


def _is_sealed(name: str, value: Any) -> bool:
    return name in _MAY_BE_SEALED and isinstance(value, str) and value.startswith(_SEALED_MARK)


def _is_heard(fact: Fact, told: dict[tuple[str, SubjectKind, str, str], Stated]) -> bool:
    """Whether a fact is told to those who may not know of a hold; `told` keeps what they heard last of whom."""
    flag = fact.data
    if not isinstance(flag, Flag):
        return True
    whom = fact.campaign, flag.subject_kind, flag.subject_id, flag.card
    if not is_heard(flag, before=told.get(whom)):
        return False
    told[whom] = stated(flag)
    return True


def _unit_of(fact: Fact, units: Mapping[Thing, str]) -> str:
    """By what a fact itself says, or by the household or inspection that it names."""
    data = fact.data
    said: str = getattr(data, "unit_id", "") or getattr(data, "to_unit_id", "")
    if said:
        return said
    for kind, field in (("household", "household_id"), ("inspection", "inspection_id")):
        known = units.get(Thing(kind, getattr(data, field, "")))
        if known:
            return known
    return ""


def corrects(fact: Fact) -> bool:
    """Whether a fact changes or takes back what was said before of the same thing."""
    return fact.data.short.partition(".")[2] in _CORRECTING


def _corrections(facts: Sequence[Located]) -> dict[int, list[int]]:
    """By the position of what was first said of a thing, where it was corrected or taken back later."""
    first: dict[tuple[str, str], int] = {}
    corrected: dict[int, list[int]] = {}
    for one in facts:
        said = first.setdefault((one.fact.campaign, one.fact.subject), one.position)
        if corrects(one.fact) and said != one.position:
            corrected.setdefault(said, []).append(one.position)
    return corrected


def _cause(fact: Fact, where: Mapping[str, int]) -> Cause | None:
    cause_id = fact.causationid if isinstance(fact.causationid, str) else ""
    told = getattr(fact.data, "cause", "")  # a notice names the position of what it tells
    if isinstance(told, str) and told.isdigit():
        return Cause(cause_id, int(told))
    return Cause(cause_id, where.get(cause_id)) if cause_id else None


def _entry(one: Located, cause: Cause | None, corrected_by: list[int], *, depth: int) -> Entry:
    fact = one.fact
    return Entry(
        position=one.position,
        type=fact.data.short,
        subject=fact.subject,
        campaign=fact.campaign,
        stated_by=fact.actor,
        source=fact.source,
        door=fact.actor if fact.actor.startswith(_SERVICE) else f"/{fact.data.owner}/events",
        happened=fact.time,
        recorded=fact.recordedat,
        cause=cause,
        corrected_by=corrected_by,
        depth=depth,
        proof=f"/audit/proofs/{one.position}",
        data=without_seals(msgspec.to_builtins(fact.data)),
    )
