"""Words without capitals and accents: of Vietnamese by the short way, of everything else by the long one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.plain_words import plain


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Xóa nhà TẠM, nhà dột nát", "xoa nha tam, nha dot nat"),
        ("Đà Bắc", "da bac"),
        ("Œuvre №1 Ελλάς", "œuvre №1 ελλασ"),
        ("a\u034fb", "a\u034fb"),
        ("", ""),
    ],
    ids=["sentence", "letter", "other scripts", "no accent", "nothing"],
)
def test_words_lose_capitals_and_accents_and_nothing_else(words: str, expected: str) -> None:
    assert plain(words) == expected


@given(st.text(st.characters(max_codepoint=0x1EFF)))
def test_the_short_way_gives_what_the_long_one_does(words: str) -> None:
    letters = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))

    assert plain(words) == "".join(letter for letter in letters if not unicodedata.combining(letter))


@given(st.text())
def test_however_a_word_is_composed_it_is_found(words: str) -> None:
    assert plain(unicodedata.normalize("NFC", words)) == plain(unicodedata.normalize("NFD", words))
