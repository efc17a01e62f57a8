"""What a campaign is made of (contract §4): clauses, units, targets, rule sets. Shapes only, no reading of files."""

import msgspec

from shared.core.values import (
    Award,
    CampaignId,
    Date,
    Id,
    Language,
    LaunchLevel,
    ReportingPeriod,
    SubjectKind,
    UnitId,
    UnitKind,
    Words,
)


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A frozen value; an absent optional field is its empty default and is left out when written."""


class Text(Shape, frozen=True):
    """A text in Vietnamese, and in English where there is one."""

    vi: Words
    en: Words = ""


class Label(Shape, frozen=True):
    """The short name of a rule's leaf; one of the two languages at least."""

    vi: str = ""
    en: str = ""


class Contact(Shape, frozen=True):
    """Where a unit is told things: a role address, never a person's own."""

    email: Id
    language: Language = "vi"


class Clause(Shape, frozen=True):
    """One numbered clause of the plan, with its own words."""

    id: Id
    subject: SubjectKind
    kind: Id
    text: Text


class CampaignUnit(Shape, frozen=True):
    """A unit that takes part."""

    id: UnitId
    kind: UnitKind
    name: Text
    parent: UnitId = ""
    contacts: tuple[Contact, ...] = ()


class Target(Shape, frozen=True):
    """A figure to be reached by a day."""

    metric: Id
    value: float
    due: Date


class Reporting(Shape, frozen=True):
    """How often units report and how many days they have after the period's end."""

    period: ReportingPeriod
    due_days: int


class Node(Shape, frozen=True):
    """A clause tree: exactly one of `all`, `any`, `at_least`+`of`, or a leaf (`id`, `label`, `when`)."""

    all: tuple["Node", ...] = ()
    any: tuple["Node", ...] = ()
    at_least: int = 0
    of: tuple["Node", ...] = ()
    id: str = ""
    basis: str = ""
    label: Label = Label()
    when: str = ""


class Caps(Shape, frozen=True):
    """How many awards of a card the campaign may give; over the cap is ranked and marked, never dropped.

    `per_body`: of these, how many on the proposal of one body, which is the unit that stands above all others of the
    candidate's (0: as many as it likes).
    """

    per_campaign: int
    per_body: int = 0


class Card(Shape, kw_only=True, frozen=True):
    """One rule card: which award it proposes, to what kind of subject, and what it requires."""

    id: Id
    award: Award
    subject: SubjectKind
    caps: Caps | None = None
    require: Node


class InForce(Shape, frozen=True):
    """First and last day of a rule set; an empty `to` is open."""

    from_: Date = msgspec.field(name="from")
    to: Date = ""


class Campaign(Shape, kw_only=True, frozen=True):
    """A campaign's definition without its rule sets."""

    campaign: CampaignId
    name: Text
    launch_level: LaunchLevel
    legal_basis: tuple[str, ...]
    starts_on: Date
    ends_on: Date
    time_zone: Id
    clauses: tuple[Clause, ...]
    units: tuple[CampaignUnit, ...]
    targets: tuple[Target, ...] = ()
    reporting: Reporting | None = None
    law: dict[str, dict[str, str | int | float | bool]] = msgspec.field(default_factory=dict)


class RuleSet(Shape, frozen=True):
    """The cards in force from one day to another, with their legal basis."""

    id: Id
    in_force: InForce
    legal_basis: tuple[str, ...]
    cards: tuple[Card, ...]


class Definition(Shape, frozen=True):
    """A whole campaign file: the campaign and its rule sets."""

    campaign: Campaign
    rule_sets: tuple[RuleSet, ...]
