"""What differs between two texts, word by word. Pure; it knows no template and no page."""

import re
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

Kind = Literal["same", "gone", "new"]
MOST: Final = 250_000  # pairs of words; beyond, comparing takes longer than a page may
_WORDS: Final = re.compile(r"\S+[^\S\n]*|\n|[^\S\n]+").findall


class Stretch(NamedTuple):
    """Words that stand in both texts, in the first alone (`gone`) or in the second alone (`new`)."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> tuple[Stretch, ...]:
    """The second text with what went out of the first; nothing of two that are alike, and very long ones as wholes."""
    if before == after:
        return ()
    old, new = _WORDS(before), _WORDS(after)
    if len(old) * len(new) > MOST:
        return Stretch("gone", before), Stretch("new", after)
    found: list[Stretch] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Stretch("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Stretch("gone", "".join(old[a:b])))
        if d > c:
            found.append(Stretch("new", "".join(new[c:d])))
    return tuple(found)
