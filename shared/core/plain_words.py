"""Words as people search for them: without capitals and accents. It knows no thing that has a name."""

import re
import unicodedata
from typing import Final

# Whatever is neither of Latin-1 nor one of its accents, of which only U+034F is none.
_OTHER: Final = re.compile("[^\x00-\xff\u0300-\u034e\u0350-\u036f]").search


def plain(words: str) -> str:
    """Words without capitals and accents, so that `lac thuy` finds `Lạc Thủy`."""
    if words.isascii():  # as ids are
        return words.casefold()
    letters = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    if not _OTHER(letters):  # as all Vietnamese; each activity that is folded comes here, and this takes a third
        return letters.encode("latin-1", "ignore").decode("latin-1")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
