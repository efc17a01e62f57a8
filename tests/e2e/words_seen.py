"""The text of a page as people see it, without what is code on purpose, and the codes that stand in it all the same."""

import re
from html.parser import HTMLParser
from typing import Final

CODE: Final = re.compile(r"\b[A-Z]+_[A-Z0-9_]+\b(?!\.[a-z])")  # a name of a file is what somebody called it
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
