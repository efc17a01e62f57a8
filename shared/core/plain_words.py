"""Words as people search for them: without capitals and accents. It knows no thing that has a name."""

import unicodedata


def plain(words: str) -> str:
    """Words without capitals and accents, so that `lac thuy` finds `Lạc Thủy`."""
    letters = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
