"""Amounts, days and numbers in the words of an office."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.papers.words import (
    amount,
    amount_in_words,
    figure,
    full_day,
    in_lines,
    number_in_words,
    numbered,
    short_day,
)

ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
UNITS = {word: value for value, word in enumerate(ONES)} | {"mốt": 1, "lăm": 5, "mười": 10}
POWERS = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def read_number(words: str) -> int:
    """What a Vietnamese reader understands, word by word."""
    billions = below = group = digit = 0
    for word in words.split():
        if word == "tỷ":
            billions, below, group, digit = (billions + below + group + digit) * 10**9, 0, 0, 0
        elif word in POWERS:
            below, group, digit = below + (group + digit) * POWERS[word], 0, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group, digit = group + 10, 0
        elif word != "linh":
            digit = UNITS[word]
    return billions + below + group + digit


@pytest.mark.parametrize(
    ("vnd", "words"),
    [
        (1_200_000, "Một triệu hai trăm nghìn đồng"),
        (1_410_000, "Một triệu bốn trăm mười nghìn đồng"),
        (710_000, "Bảy trăm mười nghìn đồng"),
        (42_120_000, "Bốn mươi hai triệu một trăm hai mươi nghìn đồng"),
        (21_060_000, "Hai mươi mốt triệu không trăm sáu mươi nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (15_115_025, "Mười lăm triệu một trăm mười lăm nghìn không trăm hai mươi lăm đồng"),
        (2_000_000_000_000, "Hai nghìn tỷ đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (10_000, "Mười nghìn đồng"),
        (0, "Không đồng"),
    ],
)
def test_an_amount_reads_as_an_accountant_writes_it(vnd: int, words: str) -> None:
    assert amount_in_words(vnd) == words


@given(st.integers(0, 10**15))
def test_the_words_of_a_number_say_that_number_and_no_other(number: int) -> None:
    assert read_number(number_in_words(number)) == number


def test_less_than_nothing_has_no_words() -> None:
    with pytest.raises(ValueError, match="-1"):
        number_in_words(-1)


def test_figures_have_dots_between_thousands_and_a_comma_before_decimals() -> None:
    assert (amount(1_410_000), figure(0.6), figure(31), figure(2.0), figure(1_234.5)) == (
        "1.410.000 đồng",
        "0,6",
        "31",
        "2",
        "1.234,5",
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-07-01", "ngày 01 tháng 7 năm 2025"),
        ("2025-02-09", "ngày 09 tháng 02 năm 2025"),
        ("2024-11-15", "ngày 15 tháng 11 năm 2024"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero(day: str, words: str) -> None:
    assert full_day(day) == words
    assert short_day("2025-07-01") == "01/07/2025"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("VĂN PHÒNG UBND TỈNH HÒA BÌNH", ["VĂN PHÒNG UBND", "TỈNH HÒA BÌNH"]),
        ("PHÒNG HÀNH CHÍNH - TỔ CHỨC", ["PHÒNG HÀNH CHÍNH -", "TỔ CHỨC"]),
        ("SỞ NỘI VỤ", ["SỞ NỘI VỤ"]),
        ("", []),
    ],
)
def test_the_name_of_an_office_breaks_where_a_clerk_would_break_it(name: str, lines: list[str]) -> None:
    assert in_lines(name, fits=24) == lines


def test_a_number_below_ten_gets_its_zero_and_others_stay_as_they_are() -> None:
    assert [numbered(one) for one in ("5/BC-VPUBND", "88/TTr-HCTC", "QĐ-1")] == ["05/BC-VPUBND", "88/TTr-HCTC", "QĐ-1"]
