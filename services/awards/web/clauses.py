"""A clause tree as people read it: groups and conditions, what was counted in words, the evidence beside each. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from shared.core.definition import Label
from shared.core.events import Explained, Said
from shared.core.values import Outcome
from shared.rules.expression import compiled
from shared.rules.wording import REPORTS_ON_TIME, described

Value: TypeAlias = bool | int | float | str | None
Group: TypeAlias = Literal["all", "any", "some"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a condition asked, in words, and the answer; `is_share` says that a number is one from 0 to 1."""

    said: Said
    value: Value

    @property
    def is_share(self) -> bool:
        """Whether it is to be told in per cent."""
        return self.said == REPORTS_ON_TIME and self.value is not None


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf. `evidence` are the newest positions, the newest first; `earlier` is how many facts there are besides."""

    outcome: Outcome
    label: Label
    basis: str
    counted: tuple[Counted, ...]
    evidence: tuple[int, ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """A group: how many of its parts are needed, and these."""

    outcome: Outcome
    group: Group
    needed: int
    parts: "tuple[Condition | Conditions, ...]"


def in_words(explained: Explained) -> Condition | Conditions:
    """The tree of a flag."""
    parts = explained.all or explained.any or explained.of
    if parts:
        group: Group = "all" if explained.all else "any" if explained.any else "some"
        return Conditions(explained.outcome, group, explained.at_least, tuple(in_words(part) for part in parts))
    evidence = explained.evidence or ()
    return Condition(
        outcome=explained.outcome,
        label=explained.label or Label(),
        basis=explained.basis or "",
        counted=tuple(_counted(explained)),
        evidence=tuple(reversed(evidence)),
        earlier=max((explained.evidence_count or 0) - len(evidence), 0),
    )


def _counted(leaf: Explained) -> Iterator[Counted]:
    values = leaf.values or {}
    for asked in compiled(leaf.when).asked if leaf.when else ():
        yield Counted(described(asked.tree), values.get(asked.text))
