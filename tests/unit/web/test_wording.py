"""How figures, days and moments are written, and that no word is missing in one language."""

from datetime import UTC, date, datetime
from string import Formatter
from typing import get_args

import pytest

from shared.core.values import Award, Role, Verdict, Work
from shared.web.frame import Section
from shared.web.texts import EN, VI

MID_MARCH = date(2025, 3, 14)


def test_figures_are_written_as_each_language_does() -> None:
    assert (VI.number(1_234_567), EN.number(1_234_567)) == ("1.234.567", "1,234,567")
    assert (VI.short_money(189_420_000_000), EN.short_money(2_500_000)) == ("189,4 tỷ đồng", "2.5 m đồng")
    assert [VI.millions(vnd) for vnd in (0, 500_000, 60_000_000, 189_420_000_000)] == ["0", "0,5", "60", "189.420"]
    assert (VI.full_money(60_000), EN.full_money(60_000)) == ("60.000 đồng", "60,000 đồng")
    assert (VI.day(MID_MARCH), EN.day(MID_MARCH)) == ("14/03/2025", "14 March 2025")


def test_a_period_is_written_as_people_say_it() -> None:
    periods = ("2025-11", "2025-Q4", "2025")

    assert [VI.period(one) for one in periods] == ["tháng 11/2025", "quý IV/2025", "năm 2025"]
    assert [EN.period(one) for one in periods] == ["November 2025", "Q4 2025", "2025"]


def test_whoever_spoke_without_a_person_is_told_by_role_and_access() -> None:
    assert VI.who("secretary:cb-1") == "thường trực thi đua: cb-1"
    assert VI.who("secretary:0a1b2c3d4e5f") == "thường trực thi đua: không nêu cán bộ nào (mã truy cập 0a1b2c3d4e5f)"


def test_a_moment_is_told_by_the_clocks_of_its_place() -> None:
    late = datetime(2025, 12, 31, 17, 5, tzinfo=UTC)

    assert VI.moment(late, "Asia/Ho_Chi_Minh") == "00:05, 01/01/2026"
    assert EN.iso_moment("2025-12-31T17:05:00.000Z", "Asia/Ho_Chi_Minh") == "00:05, 1 January 2026"


@pytest.mark.parametrize(("share", "text"), [(0.0, "0%"), (0.9999, "99,9%"), (1.0, "100%"), (0.5, "50%")])
def test_a_share_is_whole_only_when_nothing_is_missing(share: float, text: str) -> None:
    assert VI.percent(share) == text


def test_both_languages_fill_in_the_same_things() -> None:
    def gaps(text: object) -> set[str | None]:
        texts = text.values() if isinstance(text, dict) else [str(text)]
        return {name for one in texts for _, name, _, _ in Formatter().parse(str(one))}

    different = [name for name in VI.__dataclass_fields__ if gaps(getattr(VI, name)) != gaps(getattr(EN, name))]

    assert different == []


def test_everything_with_a_name_of_its_own_has_a_word() -> None:
    for say in (VI, EN):
        assert set(say.verdicts) == set(get_args(Verdict))
        assert set(say.awards) == set(get_args(Award))
        assert set(say.works) == set(get_args(Work))
        assert set(say.roles) == set(get_args(Role))
        assert set(say.sections) == set(Section)
