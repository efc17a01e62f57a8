"""The text of a page as people see it, without what is code on purpose, and the codes that stand in it all the same."""

import re
from html.parser import HTMLParser
from typing import Final, Literal, get_args, get_origin

from shared.core import values

# On papers and pages these are what an office writes: who signs in whose name.
_WORDS_OF_OFFICES: Final = frozenset(get_args(values.Capacity)) - {"HEAD"}
_CATALOGUE: Final = {
    code
    for shape in vars(values).values()
    if get_origin(shape) is Literal
    for code in get_args(shape)
    if (code.isupper() or "_" in code) and code not in _WORDS_OF_OFFICES
}
_OF_THE_CATALOGUE: Final = "|".join(map(re.escape, sorted(_CATALOGUE, key=len, reverse=True)))
# A name of a file is what somebody called it; of codes that look like words, those of the catalogue.
CODE: Final = re.compile(rf"(?:\b[A-Z]+_[A-Z0-9_]+\b|(?<![\w-])(?:{_OF_THE_CATALOGUE})(?![\w-]))(?!\.[a-z])")
# What stands in these is code because somebody wants to see code; a text area holds what is typed.
_CODE_ON_PURPOSE: Final = frozenset({"code", "pre", "kbd", "samp", "textarea"})
_UNSEEN: Final = frozenset({"script", "style", "template"})
_SAID: Final = frozenset({"aria-label", "title", "placeholder", "alt"})


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CODE_ON_PURPOSE | _UNSEEN:
            self._left_out.append(tag)
        if not self._left_out:
            self.words += [said for name, said in attrs if name in _SAID and said]

    def handle_endtag(self, tag: str) -> None:
        if self._left_out and self._left_out[-1] == tag:
            self._left_out.pop()

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self.words.append(data)


def codes_in(page: str) -> list[str]:
    """The codes in the words of a page, each once, with what stands around it."""
    seen = _Seen()
    seen.feed(page)
    found = {match[0]: words for words in seen.words for match in CODE.finditer(words)}
    return [f"{code}: {' '.join(words.split())[:120]}" for code, words in found.items()]
