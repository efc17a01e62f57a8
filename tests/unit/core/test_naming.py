"""Codes and what they are called: each of a closed list has words, and a text keeps all else as it is."""

from typing import get_args

import pytest

from shared.core.events import Said
from shared.core.naming import AWARDS, CALLED, COMMENDATIONS, RATINGS, in_words
from shared.core.values import Award, CommendationType, Language, Rating
from shared.web.texts import WORDINGS


def test_every_award_rating_and_type_of_commendation_has_words() -> None:
    assert set(AWARDS) == set(get_args(Award))
    assert set(RATINGS) == set(get_args(Rating))
    assert set(COMMENDATIONS) == set(get_args(CommendationType))
    assert all(one.vi and one.en and "_" not in f"{one.vi}{one.en}" for one in CALLED.values())


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        (
            "en",
            "was given, another award: AGENCY_COMMENDATION",
            "was given, another award: Certificate of Commendation",
        ),
        ("vi", "đã được tặng PROVINCE_MERIT (AD_HOC)", "đã được tặng Bằng khen của Chủ tịch UBND tỉnh (đột xuất)"),
        ("en", "a rating of NOT_COMPLETED or better", "a rating of not completed or better"),
        ("vi", "hộ HB_PM_MERIT_1, xã Mai Hạ", "hộ HB_PM_MERIT_1, xã Mai Hạ"),
    ],
)
def test_a_text_of_a_fact_is_read_with_words_for_its_codes(language: Language, text: str, meant: str) -> None:
    assert in_words(text, language) == meant
    assert WORDINGS[language].text(Said(text, text)) == meant


def test_who_is_told_and_who_stated_something_are_named_by_their_role() -> None:
    say = WORDINGS["vi"]

    found = (say.recipient("secretary"), say.recipient("hctc"), say.who("secretary:cb-lan"), say.who("unit:hctc"))

    assert found == ("thường trực thi đua", "hctc", "thường trực thi đua: cb-lan", "đơn vị: hctc")
