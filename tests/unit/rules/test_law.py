"""The law's tables: what holds on which day, what a campaign overrides, working days, votes and money."""

from datetime import date, timedelta
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.values import Award, SubjectKind, Tier
from shared.rules.law.calendar import count_working, is_working, working_day_by
from shared.rules.law.checking import FORMS, law_faults
from shared.rules.law.entries import BEGINNING, Scalar
from shared.rules.law.law import CLOCKS, HOLIDAYS, Law, Overrides, share_of
from shared.rules.law.tables import AWARDS, ROUNDED_UP_TO_VND, TABLES

DAY = "2025-03-10"
KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)
UPPER: tuple[Tier, ...] = ("ADMINISTRATION", "LEADERSHIP")
THREE_PAPERS = ("SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES")


def test_the_agencys_commendation_asks_for_what_the_contract_says() -> None:
    law = Law({})

    assert law.papers("AGENCY_COMMENDATION", DAY) == THREE_PAPERS
    assert law.clearances("AGENCY_COMMENDATION", DAY) == ()
    assert law.comment_days("AGENCY_COMMENDATION", DAY) == 0
    assert str(law.quorum("AGENCY_COMMENDATION", DAY)) == "at least 2/3 of ALL_MEMBERS"
    assert str(law.votes_for("AGENCY_COMMENDATION", DAY)) == "more than 1/2 of ALL_MEMBERS"
    assert TABLES["votes_for"]["AGENCY_COMMENDATION"][0].sure == "CHOICE"


def test_every_entry_names_its_source_and_stands_in_the_order_of_its_days() -> None:
    for table in TABLES.values():
        for entries in table.values():
            assert all(entry.source for entry in entries)
            assert [entry.since for entry in entries] == sorted({entry.since for entry in entries})


def test_every_entry_has_the_form_in_which_it_may_be_overridden() -> None:
    for name, table in TABLES.items():
        is_good = FORMS[name][0]
        assert all(is_good(entry.value) for entries in table.values() for entry in entries), name


@pytest.mark.parametrize(
    ("award", "individual", "collective"),
    [
        ("LABOUR_ORDER_1", 21_060_000, 42_120_000),
        ("LABOUR_ORDER_2", 17_550_000, 35_100_000),
        ("LABOUR_ORDER_3", 10_530_000, 21_060_000),
        ("PM_MERIT", 8_190_000, 16_380_000),
        ("PROVINCE_MERIT", 3_510_000, 7_020_000),
        ("AGENCY_COMMENDATION", 710_000, 1_410_000),
    ],
)
def test_a_bonus_is_what_the_decrees_table_makes_it_rounded_up(award: Award, individual: int, collective: int) -> None:
    law = Law({})

    amounts = [bonus and bonus.amount_vnd for bonus in (law.bonus(award, kind, DAY) for kind in KINDS)]

    assert amounts[:2] == [collective, individual]


def test_a_households_bonus_is_half_as_much_again_as_a_persons_and_rounding_comes_last() -> None:
    bonus = Law({}).bonus("AGENCY_COMMENDATION", "HOUSEHOLD", DAY)

    assert bonus == (0.45, 2_340_000, 1_060_000)


@pytest.mark.parametrize(
    ("day", "salary"),
    [("2023-06-30", 1_490_000), ("2024-06-30", 1_800_000), ("2024-07-01", 2_340_000), ("2026-01-01", 2_340_000)],
)
def test_the_base_salary_is_that_of_the_day(day: str, salary: int) -> None:
    bonus = Law({}).bonus("PM_MERIT", "INDIVIDUAL", day)

    assert bonus is not None
    assert bonus.base_salary_vnd == salary


def test_of_a_day_without_a_known_base_salary_there_is_no_bonus() -> None:
    assert Law({}).bonus("PM_MERIT", "INDIVIDUAL", "2019-06-30") is None


def test_a_campaign_may_state_a_base_salary_from_a_day_on() -> None:
    law = Law({"base_salary_vnd": {"2026-07-01": 2_530_000}})

    before, since = (law.bonus("AGENCY_COMMENDATION", "INDIVIDUAL", day) for day in ("2026-06-30", "2026-07-01"))

    assert before == (0.3, 2_340_000, 710_000)
    assert since == (0.3, 2_530_000, 760_000)


@given(award=st.sampled_from(AWARDS), kind=st.sampled_from(KINDS), salary=st.integers(1, 10**9))
def test_no_bonus_is_less_than_it_comes_to_nor_a_whole_step_more(award: Award, kind: SubjectKind, salary: int) -> None:
    bonus = Law({"base_salary_vnd": {BEGINNING: salary}}).bonus(award, kind, DAY)

    assert bonus is not None
    exact = Fraction(str(bonus.coefficient)) * salary
    assert bonus.amount_vnd % ROUNDED_UP_TO_VND == 0
    assert 0 <= bonus.amount_vnd - exact < ROUNDED_UP_TO_VND


def test_seven_of_nine_and_one_absent_in_writing_pass_four_fifths_and_not_nine_tenths() -> None:
    votes_for, members, present = 7 + 1, 9, 8

    assert share_of("at least 80/100 of ALL_MEMBERS").is_met_by(votes_for, members=members, present=present)
    assert not share_of("at least 90/100 of ALL_MEMBERS").is_met_by(votes_for, members=members, present=present)


def test_exactly_half_is_not_more_than_half_and_the_base_is_whom_the_rule_names() -> None:
    assert not share_of("more than 1/2 of ALL_MEMBERS").is_met_by(2, members=4, present=3)
    assert share_of("at least 1/2 of ALL_MEMBERS").is_met_by(2, members=4, present=3)
    assert share_of("more than 1/2 of PRESENT").is_met_by(2, members=4, present=3)


@pytest.mark.parametrize("text", ["1/2", "at least 1/0 of ALL_MEMBERS", "most of PRESENT", "at least 1/2 of ANY"])
def test_a_share_that_nobody_can_reckon_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        share_of(text)


def test_clocks_run_in_working_days_and_holidays_stop_them() -> None:
    law = Law({})

    # Friday 25 April 2025: Saturday 26 is worked instead of Friday 2 May; 30 April and 1 May are holidays.
    assert law.due_on("RETURN_UNFIT", "2025-04-25") == "2025-05-06"
    assert law.due_on("RETURN_UNFIT", "2025-03-10") == "2025-03-17"
    assert law.working_days("2025-03-08", "2025-03-09") == 0


def test_a_campaign_may_set_any_day_and_any_clock_right() -> None:
    law = Law({HOLIDAYS: {"2025-03-11": "HOLIDAY", "2025-03-15": "WORKING"}, "working_days": {"RETURN_UNFIT": 4}})

    assert law.due_on("RETURN_UNFIT", "2025-03-10") == "2025-03-15"


@given(since=st.dates(date(2024, 1, 1), date(2026, 12, 1)), clock=st.sampled_from(CLOCKS))
def test_a_clock_ends_on_a_working_day_with_exactly_its_days_before_it(since: date, clock: str) -> None:
    law = Law({})
    entry = TABLES["working_days"][clock][0].value

    due = date.fromisoformat(law.due_on(clock, since.isoformat()))  # type: ignore[arg-type]

    assert is_working(due, {})
    assert law.working_days((since + timedelta(days=1)).isoformat(), due.isoformat()) == entry


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("0 WORKING_DAYS AFTER", "2025-04-04"),
        ("0 DAYS AFTER", "2025-04-05"),
        ("2 WORKING_DAYS BEFORE", "2025-04-02"),
        ("2 DAYS BEFORE", "2025-04-03"),
        ("1 WORKING_DAYS AFTER", "2025-04-08"),
        ("3 WORKING_DAYS AFTER", "2025-04-10"),
        ("100 DAYS AFTER", "2025-07-14"),
        ("NEVER", None),
    ],
)
def test_who_is_urged_when_is_counted_from_a_day_in_working_days_or_all_days(when: str, day: str | None) -> None:
    law = Law({"urging": {"report.overdue HEAD": when}})

    # Counted from a Saturday; the Monday after it is a holiday.
    assert law.urged_on("report.overdue HEAD", "2025-04-05") == day


@pytest.mark.parametrize("edge", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_has_never_comes(edge: str) -> None:
    law = Law({"urging": {"goal.at_risk LEADERSHIP": "999 WORKING_DAYS AFTER"}})

    days = [law.urged_on(entry, edge) for entry in ("goal.at_risk ADMINISTRATION", "goal.at_risk LEADERSHIP")]

    assert None in days


def test_the_upper_tiers_are_roles_until_a_campaign_names_its_units() -> None:
    named = Law({"urged": {"ADMINISTRATION": "hctc"}})

    assert [Law({}).urged(tier, DAY) for tier in UPPER] == ["secretary", "authority"]
    assert [named.urged(tier, DAY) for tier in UPPER] == ["hctc", "authority"]


@given(day=st.dates(date(2024, 1, 1), date(2026, 12, 1)), count=st.integers(-30, 30))
def test_so_many_working_days_on_or_back_there_are_so_many_between(day: date, count: int) -> None:
    found = working_day_by(day, count, {})

    between = (day + timedelta(days=1), found) if count > 0 else (found, day)
    assert is_working(found, {})
    assert count_working(*between, {}) == (count if count > 0 else 1 - count)


@pytest.mark.parametrize(
    ("overrides", "pointer"),
    [
        ({"paper": {}}, "/paper"),
        ({"papers": {"MEDAL": "MINUTES"}}, "/papers/MEDAL"),
        ({"papers": {"PM_MERIT": "MINUTES PHOTO"}}, "/papers/PM_MERIT"),
        ({"urging": {"report.late UNIT": "NEVER"}}, "/urging/report.late UNIT"),
        ({"urging": {"report.due UNIT": "in 3 days"}}, "/urging/report.due UNIT"),
        ({"urging": {"report.due UNIT": 3}}, "/urging/report.due UNIT"),
        ({"urged": {"ADMINISTRATION": "Phòng HC-TC"}}, "/urged/ADMINISTRATION"),
        ({"urged": {"LEADERSHIP": "admin"}}, "/urged/LEADERSHIP"),
        ({"recipients": {"REPORT": "authority admin"}}, "/recipients/REPORT"),
        ({"recipients": {"REVIEW": " "}}, "/recipients/REVIEW"),
        ({"quorum": {"PM_MERIT": "2/3"}}, "/quorum/PM_MERIT"),
        ({"votes_for": {"PM_MERIT": 2}}, "/votes_for/PM_MERIT"),
        ({"rounds": {"PM_MERIT": 0}}, "/rounds/PM_MERIT"),
        ({"rounds": {"PM_MERIT": True}}, "/rounds/PM_MERIT"),
        ({"coefficients": {"PM_MERIT": 0}}, "/coefficients/PM_MERIT"),
        ({"factors": {"HOUSEHOLD": "1.5"}}, "/factors/HOUSEHOLD"),
        ({"base_salary_vnd": {"monthly": 2_340_000}}, "/base_salary_vnd/monthly"),
        ({"base_salary_vnd": {"2025-02-30": 2_340_000}}, "/base_salary_vnd/2025-02-30"),
        ({"holidays": {"2025-03-10": "CLOSED"}}, "/holidays/2025-03-10"),
        ({"own_unit": {"PM_MERIT": "NO"}}, "/own_unit/PM_MERIT"),
        ({"working_days": {"RETURN_UNFIT": 0}}, "/working_days/RETURN_UNFIT"),
        ({"clearances": {"PM_MERIT": "a\nb"}}, "/clearances/PM_MERIT"),
        ({"public_comment_days": {"PM_MERIT": -1}}, "/public_comment_days/PM_MERIT"),
    ],
)
def test_an_override_that_means_nothing_is_named_where_it_stands(overrides: Overrides, pointer: str) -> None:
    faults = list(law_faults(overrides))

    assert [fault.pointer for fault in faults] == [pointer]
    assert all(fault.vi and fault.en for fault in faults)


def test_every_built_in_value_is_a_good_override_of_itself() -> None:
    overrides: dict[str, dict[str, Scalar]] = {
        name: {key: entries[-1].value for key, entries in table.items()}
        for name, table in TABLES.items()
        if name != "base_salary_vnd"
    }

    faults = list(law_faults(overrides | {"base_salary_vnd": {"2024-07-01": 2_340_000}}))

    assert faults == []
    assert Law(overrides).papers("PM_MERIT", DAY) == Law({}).papers("PM_MERIT", DAY)
