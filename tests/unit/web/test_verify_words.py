"""The words of the page that says what a paper is."""

from shared.web.verifying_texts import TEXTS


def test_no_word_is_missing_in_one_language() -> None:
    assert TEXTS["vi"].keys() == TEXTS["en"].keys()
    assert all(text.strip() for words in TEXTS.values() for text in words.values())
