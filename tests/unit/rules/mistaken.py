"""The small campaign with one mistake in it; a caret (‸) shows where it must be found."""

from dataclasses import dataclass

from shared.rules.definition import Mistake, read
from tests.unit.rules.small_campaign import SMALL

CARET = "‸"
BEFORE_RULES = SMALL[: SMALL.index("rule_sets:")]


@dataclass(frozen=True)
class Mistaken:
    """A text with a caret, and what must be said of the place."""

    text: str
    says: str

    def place(self) -> tuple[int, int]:
        """Line and column of the caret."""
        before = self.text[: self.text.index(CARET)]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def found(self) -> tuple[Mistake, ...]:
        """What the reader says of the text without its caret."""
        return mistakes(self.text.replace(CARET, ""))


def mistakes(text: str) -> tuple[Mistake, ...]:
    """What the reader says of a text that is no definition."""
    found = read(text)
    assert isinstance(found, tuple)
    return found


def changed(old: str, new: str, says: str) -> Mistaken:
    """The small campaign with one place changed."""
    return Mistaken(replaced(SMALL, old, new), says)


def replaced(text: str, old: str, new: str) -> str:
    """A text with one place changed, which must be there once."""
    assert text.count(old) == 1, f"{old!r} must stand once in the text"
    return text.replace(old, new)
