"""What changed from one verdict to the next: each figure that a condition asked for, before and after. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.awards.web.clauses import Counted
from shared.core.definition import Label
from shared.core.events import Explained
from shared.rules.expression import compiled
from shared.rules.weighing import leaves
from shared.rules.wording import described


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a condition, as it was and as it is."""

    label: Label
    before: Counted
    after: Counted


def changes(before: Explained | None, after: Explained) -> tuple[Change, ...]:
    """The figures that both verdicts asked for in the same words and that differ; none at the first verdict."""
    return () if before is None else tuple(_changes(before, after))


def _changes(before: Explained, after: Explained) -> Iterator[Change]:
    was = {(leaf.id, leaf.when): leaf.values or {} for leaf in leaves(before)}
    for leaf in leaves(after):
        old, now = was.get((leaf.id, leaf.when)), leaf.values or {}
        if old is None or old == now or not leaf.when:
            continue
        for asked in compiled(leaf.when).asked:
            values = old.get(asked.text), now.get(asked.text)
            if values[0] != values[1]:
                said = described(asked.tree)
                yield Change(leaf.label or Label(), *(Counted(said, value) for value in values))
