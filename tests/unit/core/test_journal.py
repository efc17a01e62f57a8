"""The journal: every change since a mark is taken back, newest first, and what is settled stays."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from shared.core.index import Index
from shared.core.journal import Journal

KEYS = st.integers(1, 6)
VALUES = st.integers(0, 3)


@dataclass
class Kept:
    """A state of each kind that the journal knows."""

    journal: Journal = field(default_factory=Journal)
    table: dict[int, int] = field(default_factory=dict)
    index: Index = field(default_factory=lambda: Index(columns=2))
    count: int = 0

    def change(self, key: int, value: int) -> None:
        """Change all of it through the journal."""
        self.journal.put(self.table, key, value)
        self.journal.put_index(self.index, key, value, value + 1)
        self.journal.on_undo(setattr, self, "count", self.count)
        self.count += value

    def content(self) -> tuple[object, ...]:
        """All it holds."""
        return dict(self.table), [self.index.row(key) for key in range(1, 7)], len(self.index), self.count


CHANGES = st.lists(st.tuples(KEYS, VALUES), max_size=12)


@given(st.lists(CHANGES, min_size=1, max_size=6), st.data())
def test_undo_to_a_mark_restores_what_stood_there(groups: list[list[tuple[int, int]]], data: st.DataObject) -> None:
    kept = Kept()
    stood = [(kept.journal.mark(), kept.content())]
    for group in groups:
        for key, value in group:
            kept.change(key, value)
        stood.append((kept.journal.mark(), kept.content()))

    mark, content = stood[data.draw(st.integers(0, len(groups)))]
    kept.journal.undo(mark)

    assert kept.content() == content
    assert kept.journal.mark() == mark


@given(CHANGES, CHANGES)
def test_what_is_settled_is_not_undone(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> None:
    kept = Kept()
    for key, value in before:
        kept.change(key, value)
    settled = kept.content()

    kept.journal.settle()
    for key, value in after:
        kept.change(key, value)
    kept.journal.undo()

    assert kept.content() == settled
