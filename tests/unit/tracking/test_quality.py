"""The rules of data quality: what each finds, what it leaves alone, and what follows from the values alone."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.domain.periods import Due, all_due, owing, periods_of
from services.tracking.domain.quality.rules import RULES, findings
from services.tracking.domain.quality.seen import Correction, Figures, House, Report, Seen, Twin
from services.tracking.domain.quality.sums import sums_wrong
from services.tracking.domain.quality.thresholds import THRESHOLDS, threshold
from services.tracking.domain.refusals import UNKNOWN
from services.tracking.domain.report_refusals import QUALITY_ALREADY_RESOLVED, UNCHANGED
from shared.core import events
from shared.core.definition import Reporting
from shared.core.events import Said
from shared.core.lineage import Lineage
from tests.examples import ESTABLISHED, LAUNCHED
from tests.unit.tracking.telling import ACCEPTED, given

MAI_CHAU: Final = "huyen-mai-chau"
FLAGGED: Final = events.QualityFlagged(
    quality_id="figure-fell/huyen-mai-chau/1",
    kind="FELL",
    rule="figure-fell",
    unit_id=MAI_CHAU,
    about="2025-02",
    reason=Said("Giảm.", "It fell."),
    remedy=Said("Đối chiếu.", "Compare."),
    evidence=(7_000,),
)
RESOLVED: Final = events.QualityResolved(quality_id=FLAGGED.quality_id, outcome="EXPLAINED", note="Đếm trùng")
NOTHING: Final = Seen(today="2025-03-20", launched_on="2024-10-05")


def report(figures: Figures, *, period: str = "2025-02", came: str = "2025-03-04", position: int = 5_000) -> Report:
    return Report(MAI_CHAU, period, "2025-03-05", came, figures, position)


def found(seen: Seen) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(one.rule, one.about, one.evidence) for one in findings(seen)]


def test_a_sound_campaign_has_nothing_to_look_into() -> None:
    figures = {"total": 2417, "finished": 2149, "started": 184, "not_started": 84, "on_time": True}
    house = House("HB-1", MAI_CHAU, "2025-03-08", 42.0, 30, 9_000)

    assert found(replace(NOTHING, reports=(report(figures),), houses=(house,))) == []


def test_the_84_houses_that_nobody_could_explain_are_found() -> None:
    reported = report({"houses.total": 2417, "houses.finished": 2149, "houses.started": 184})

    [one] = findings(replace(NOTHING, reports=(reported,)))

    assert (one.kind, one.about, one.evidence) == ("TOTAL", "2025-02", (5_000,))
    assert "lệch 84" in one.reason.vi
    assert "differ by 84" in one.reason.en


@pytest.mark.parametrize(
    "figures",
    [
        {"total": 777, "finished": 613, "started": 61, "withdrew": 103},  # the repairs of 14 May 2025
        {"total": 10_760, "new_build": 7_475, "repair": 3_285},  # Phú Thọ after the merger
        {"total": 10_760, "merit_people": 1_477, "ntp_poverty": 5_762, "ntp_ethnic": 2_372, "campaign": 1_149},
        {"total": 5, "finished": 3},  # a part is not told: nothing to compare
        {"total": True, "finished": 1, "started": 1},
    ],
)
def test_the_provinces_own_totals_add_up(figures: Figures) -> None:
    assert list(sums_wrong(figures)) == []


@for_all(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-5, 5))
def test_a_total_is_wrong_by_whatever_its_parts_do_not_make(started: int, finished: int, slip: int) -> None:
    figures = {"total": started + finished + slip, "started": started, "finished": finished}

    wrong = list(sums_wrong(figures))

    assert bool(wrong) is bool(slip)


def test_a_figure_that_fell_is_found_with_both_facts() -> None:
    fallen = Correction(6_000, before={"merit_people": 1500, "open": True}, after={"merit_people": 508, "open": False})
    risen = Correction(7_000, before=fallen.after, after={"merit_people": 509, "open": False})
    reported = replace(report({"merit_people": 509}), corrections=(fallen, risen))

    [one] = findings(replace(NOTHING, reports=(reported,)))

    assert (one.kind, one.evidence) == ("FELL", (5_000, 6_000))
    assert "giảm từ 1500 xuống 508" in one.reason.vi


def test_a_late_report_and_a_missing_one_are_two_things() -> None:
    late = report({}, came="2025-03-06")
    missing = Due("hctc", "2025-02", "2025-03-05")

    seen = replace(NOTHING, reports=(late,), missing=(missing,))

    assert found(seen) == [("report-late", "2025-02", (5_000,)), ("report-missing", "2025-02", ())]
    assert found(replace(seen, today="2025-03-14")) == [("report-late", "2025-02", (5_000,))]
    assert found(replace(seen, launched_on="2025-03-06")) == []


def test_a_silent_unit_is_shown_by_the_last_it_did_report() -> None:
    before = report({}, period="2025-01", position=3_000)

    seen = replace(NOTHING, reports=(before,), missing=(Due(MAI_CHAU, "2025-02", "2025-03-05"),))

    assert found(seen) == [("report-missing", "2025-02", (3_000,))]


@pytest.mark.parametrize(("was", "now", "expected"), [(20, 160, True), (20, 159, False), (19, 1_900, False)])
def test_a_digit_too_many_is_found_where_the_figure_was_not_small(was: int, now: int, *, expected: bool) -> None:
    first = report({"completed": was}, period="2025-01", position=3_000)

    seen = replace(NOTHING, reports=(first, report({"completed": now})))

    assert found(seen) == ([("figure-leapt", "2025-02", (3_000, 5_000))] if expected else [])


@pytest.mark.parametrize(
    ("area", "days", "expected"), [(0.0, -1, 0), (24.0, 7, 0), (23.9, 30, 1), (150.5, 30, 1), (42.0, 6, 1), (8.0, 0, 2)]
)
def test_a_new_house_that_is_unlikely_is_found(area: float, days: int, expected: int) -> None:
    house = House("HB-1", MAI_CHAU, "2025-03-08", area, days, 9_000)

    assert found(replace(NOTHING, houses=(house,))) == [("house-unlikely", "HB-1", (9_000,))] * expected


def test_the_same_under_two_units_is_told_of_both() -> None:
    twin = Twin("gift", "DG-2", "hctc", 8_000, MAI_CHAU, 4_000)

    [one] = findings(replace(NOTHING, twins=(twin,)))

    assert (one.kind, one.unit_id, one.evidence) == ("DUPLICATE", "hctc", (4_000, 8_000))
    assert MAI_CHAU in one.reason.vi
    assert one.unit_id in one.reason.en


def test_an_id_follows_from_what_is_wrong_alone() -> None:
    wrong = {"total": 10, "started": 4, "finished": 4}
    seen = replace(NOTHING, reports=(report(wrong),))

    def ids(of: Seen) -> list[str]:
        return [one.quality_id for one in findings(of)]

    assert ids(seen) == ids(replace(seen, today="2025-06-01"))
    assert ids(seen) != ids(replace(seen, reports=(report({**wrong, "finished": 5}),)))


def test_every_rule_says_in_both_languages_what_to_do() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.remedy.vi and rule.remedy.en for rule in RULES)
    assert {rule.kind for rule in RULES} == {"DUPLICATE", "OUTLIER", "LATE", "SILENT", "FELL", "TOTAL", "MISSING"}


@pytest.mark.parametrize("day", ["2020-01-01", "2024-01-01", "2025-03-08"])
def test_a_threshold_holds_on_every_day(day: str) -> None:
    assert {one.name: threshold(one.name, day) for one in THRESHOLDS} == {one.name: one.value for one in THRESHOLDS}


@pytest.mark.parametrize(
    ("kind", "until", "expected"),
    [
        ("MONTHLY", "2025-01-01", ["2024-10", "2024-11", "2024-12", "2025-01"]),
        ("QUARTERLY", "2025-03-31", ["2024-Q4", "2025-Q1"]),
        ("YEARLY", "2027-01-01", ["2024", "2025"]),
        ("MONTHLY", "2024-09-30", []),
    ],
)
def test_periods_begin_with_the_campaign_and_end_with_it(kind: str, until: str, expected: list[str]) -> None:
    campaign = replace(LAUNCHED, reporting=Reporting(kind, 5))  # type: ignore[arg-type]  # as the file says it

    assert list(periods_of(campaign, until=until)) == expected


def test_whoever_holds_the_work_on_a_periods_first_day_owes_its_report() -> None:
    lineage = Lineage()
    for unit in ESTABLISHED:
        lineage = lineage.after(unit, "e")
    lineage = lineage.after(events.UnitMerged(("hctc",), "thcb", "2025-03-15", "NQ 202"), "m")
    lineage = lineage.after(events.UnitDissolved(MAI_CHAU, "2025-04-01", "NQ 202"), "d")

    assert owing(LAUNCHED, lineage, "2025-03") == ("hctc", "thcb", MAI_CHAU)
    assert owing(LAUNCHED, lineage, "2025-04") == ("thcb",)
    assert Due("thcb", "2025-04", "2025-05-05") in list(all_due(LAUNCHED, lineage, until=date(2025, 5, 1).isoformat()))


def test_what_is_flagged_is_flagged_once_and_resolved_once() -> None:
    story = given(FLAGGED)

    story.when(FLAGGED).then(UNCHANGED)
    story.when(RESOLVED).then(ACCEPTED)
    story.when(RESOLVED).then(QUALITY_ALREADY_RESOLVED)
    story.when(FLAGGED).then(UNCHANGED)


def test_what_was_never_flagged_is_not_resolved() -> None:
    given().when(RESOLVED).then(UNKNOWN["quality"])
