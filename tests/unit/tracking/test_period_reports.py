"""A period's reports: who sent, what they sum up to, HP-01 by its end, and the paper and the form that say so."""

from typing import Final, get_args

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.domain.reporting.consolidated import (
    Consolidated,
    Correction,
    Reported,
    Stand,
    Told,
    Unit,
    consolidate,
)
from services.tracking.domain.reporting.form import SUM, form, review_form, sections
from services.tracking.domain.reporting.hp01 import Book, Goods, Money, Obstacle, Step, hp01
from services.tracking.domain.reporting.paper import paper, review_paper
from services.tracking.domain.reporting.review import REVIEWS, Decision, Review, Reviewed
from services.tracking.domain.reporting.words import CATEGORIES, DONORS, SOURCES, TRACKS, WORKS, in_words
from services.tracking.tables.months import HouseMonth
from services.tracking.tables.months import Obstacle as ObstacleRow
from shared.core import events, values
from shared.core.events import Data
from shared.papers.content import Line, Table
from tests.examples import (
    APPROVED,
    CAMPAIGN,
    COMPLETED,
    HOUSEHOLD,
    LAUNCHED,
    OBSTACLE,
    REJECTED,
    STARTED,
    VERIFIED,
    WITHDREW,
)
from tests.unit.tracking.test_projections import folded

MARCH: Final = "2025-03"
UNITS: Final = (
    Unit("vpubnd", "Văn phòng UBND tỉnh Hòa Bình"),
    Unit("hctc", "Phòng Hành chính - Tổ chức", "vpubnd"),
    Unit("thcb", "Trung tâm Tin học", "vpubnd"),
    Unit("huyen-mai-chau", "Huyện Mai Châu"),
)
OWED: Final = dict.fromkeys(("hctc", "thcb", "huyen-mai-chau"), "2025-04-05")
CORRECTED: Final = Correction(9_000, "2025-04-08T02:00:00.000Z", "Đếm trùng", {"started": 13}, {"started": 12})
MAI_CHAU: Final = Told("BC-MC", "huyen-mai-chau", "2025-04-05", "2025-04-06", {"started": 12}, 7_000, (CORRECTED,))
HCTC: Final = Told("BC-HC", "hctc", "2025-04-05", "2025-04-05", {"activities": 3, "met": True}, 6_000)
BOOK: Final = Book(
    steps=(
        Step("huyen-mai-chau", "2025-02", "NTP_POVERTY", "NEW_BUILD", "POOR", "identified", 5),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "identified", 2),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "started", 4),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "withdrew", 1),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "started_and_left", 1),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "completed", 2),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "checked", 2),
        Step("huyen-mai-chau", MARCH, "NTP_POVERTY", "NEW_BUILD", "POOR", "quality_passed", 1),
        Step("huyen-mai-chau", "2025-04", "NTP_POVERTY", "NEW_BUILD", "POOR", "completed", 9),
    ),
    money=(Money("huyen-mai-chau", MARCH, "DISBURSED", "CAMPAIGN", 36_500_000),),
    goods=(Goods("huyen-mai-chau", MARCH, "", "ngày công", 12.5), Goods("hctc", MARCH, "ngói", "viên", 500.0)),
    obstacles=(Obstacle("hctc", "2025-02", "2025-04"), Obstacle("hctc", "2025-02", MARCH), Obstacle("hctc", MARCH, "")),
)


def march(*told: Told, today: str = "2025-04-10") -> Consolidated:
    return consolidate(MARCH, UNITS, told, owing=OWED, today=today)


def reported(*told: Told) -> Reported:
    return Reported(LAUNCHED, march(*told), BOOK)


def steps_of(*facts: Data) -> dict[str, int]:
    rows = folded(*facts)
    of = ("huyen-mai-chau", MARCH, HOUSEHOLD.track, HOUSEHOLD.work, HOUSEHOLD.category)
    names = ("identified", "approved", "started", "completed", "withdrew", "rejected", "started_and_left")
    found = {name: rows.find(HouseMonth, CAMPAIGN, *of, name) for name in names}
    return {name: row.count for name, row in found.items() if row}


def test_each_unit_stands_as_its_report_does() -> None:
    stands = {line.unit.unit_id: line.stand for line in march(MAI_CHAU, HCTC).lines}

    assert stands == {
        "vpubnd": Stand.NOT_ASKED,
        "hctc": Stand.ON_TIME,
        "thcb": Stand.MISSING,
        "huyen-mai-chau": Stand.LATE,
    }
    assert march(today="2025-04-05").count(Stand.AWAITED) == 3


def test_figures_are_summed_up_the_tree_and_a_yes_is_in_no_sum() -> None:
    office, hctc, *_ = march(HCTC, replace(HCTC, unit_id="thcb")).lines

    assert (office.sums, office.reports, office.missing) == ({"activities": 6}, 2, 0)
    assert (hctc.sums, hctc.depth, office.below) == ({"activities": 3}, 1, ("hctc", "thcb"))


@for_all(st.dictionaries(st.sampled_from(["hctc", "thcb", "huyen-mai-chau"]), st.integers(0, 10**6)))
def test_the_whole_is_the_sum_of_all_reports(told: dict[str, int]) -> None:
    reports = [replace(HCTC, unit_id=unit_id, figures={"n": value}) for unit_id, value in told.items()]

    assert march(*reports).sums == ({"n": sum(told.values())} if told else {})


def test_hp01_stands_as_it_was_told_by_the_end_of_the_period() -> None:
    table = hp01(BOOK, MARCH)

    [need] = table.need
    assert (need.identified, need.added, need.left) == (7, 2, 1)
    progress = table.progress
    assert (progress.not_started, progress.under_way, progress.finished) == (3, 1, 2)
    assert progress.not_started + progress.under_way + progress.finished == need.identified - need.left
    assert (table.quality.inspected, table.quality.passed, table.quality.defects_open) == (2, 1, 1)
    assert table.beneficiaries == {"POOR": 6}
    assert (table.labour_days, [one.item for one in table.in_kind]) == (12.5, ["ngói"])
    assert table.obstacles_open == 2
    assert hp01(BOOK, MARCH, ("hctc",)).need == ()


def test_a_quarter_adds_what_came_in_its_three_months() -> None:
    [need] = hp01(BOOK, "2025-Q1").need

    assert (need.identified, need.added) == (7, 7)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([WITHDREW], {"identified": 1, "withdrew": 1}),
        (
            [VERIFIED, APPROVED, STARTED, REJECTED],
            {"identified": 1, "approved": 1, "started": 1, "rejected": 1, "started_and_left": 1},
        ),
        (
            [VERIFIED, APPROVED, STARTED, COMPLETED],
            {"identified": 1, "approved": 1, "started": 1, "completed": 1},
        ),
    ],
)
def test_steps_are_counted_in_the_month_of_their_recording(facts: list[Data], expected: dict[str, int]) -> None:
    assert steps_of(HOUSEHOLD, *facts) == expected


def test_an_obstacle_is_open_until_it_is_resolved() -> None:
    resolved = events.ObstacleResolved(obstacle_id=OBSTACLE.obstacle_id, resolution="Đã thông đường")

    before = folded(OBSTACLE).find(ObstacleRow, CAMPAIGN, OBSTACLE.obstacle_id)
    after = folded(OBSTACLE, resolved).find(ObstacleRow, CAMPAIGN, OBSTACLE.obstacle_id)

    assert before is not None
    assert after is not None
    assert (before.month, before.resolved, after.resolved) == (MARCH, "", MARCH)


def test_the_form_holds_who_sent_what_hp01_and_every_correction() -> None:
    made = form(reported(MAI_CHAU, HCTC))

    titles = [section.title.partition(". ")[2] for section in made.sections]
    assert titles[0] == "Tình hình gửi báo cáo"
    assert [title for title in titles if title.startswith("HP-01")] == [
        "HP-01: Nhu cầu (hộ)",
        "HP-01: Tiến độ, chất lượng, đối tượng (hộ)",
        "HP-01: Kinh phí (đồng)",
        "HP-01: Hiện vật, ngày công",
        "HP-01: Theo đơn vị",
    ]
    assert made.sections[-1].rows == (("Huyện Mai Châu", "started", 13, 12, "Đếm trùng", "9000"),)
    assert all(len(row) == len(section.columns) <= 8 for section in made.sections for row in section.rows)


def test_many_figures_stand_in_tables_one_below_another() -> None:
    figures: dict[str, float | bool] = {f"f{number:02}": number for number in range(15)}

    told = [one for one in sections(reported(replace(HCTC, figures=figures))) if one.title.startswith("Số liệu")]

    assert [len(one.columns) for one in told] == [8, 8, 2]
    assert [row[-1] for row in told[-1].rows if row[0] == SUM] == [14]


def test_the_paper_names_who_is_late_and_who_is_missing() -> None:
    made = paper(reported(MAI_CHAU, HCTC))

    texts = ["".join(map(str, part.text)) for part in made.body if isinstance(part, Line)]
    assert made.letterhead.issuer == "Văn phòng UBND tỉnh Hòa Bình"
    assert made.letterhead.place_and_day.startswith("Hòa Bình, ngày")
    assert "tháng 3 năm 2025" in made.abstract
    assert any("01 đơn vị gửi chậm; 01 đơn vị chưa gửi: Trung tâm Tin học." in text for text in texts)
    assert texts[-1].endswith("./.")
    assert sum(isinstance(part, Table) for part in made.body) >= 6


def test_what_is_missing_is_told_alike_whenever_the_paper_is_read() -> None:
    early = Reported(LAUNCHED, march(HCTC, today="2025-04-05"), BOOK)

    assert paper(early) == paper(reported(HCTC))


def test_a_period_without_reports_still_makes_a_paper() -> None:
    empty = Reported(LAUNCHED, consolidate(MARCH, (), (), owing={}, today="2025-04-10"), Book())

    assert "Không phát sinh." in {"".join(map(str, part.text)) for part in paper(empty).body if isinstance(part, Line)}


@pytest.mark.parametrize(
    ("period", "said"), [("2025-03", "tháng 3 năm 2025"), ("2025-Q2", "quý II năm 2025"), ("2025", "năm 2025")]
)
def test_a_period_is_named_as_an_office_names_it(period: str, said: str) -> None:
    assert in_words(period) == said


def test_every_closed_list_has_its_words() -> None:
    lists = {
        values.Track: TRACKS,
        values.Work: WORKS,
        values.HouseholdCategory: CATEGORIES,
        values.DonorKind: DONORS,
        values.FundSource: SOURCES,
    }

    assert all(set(one.__args__) == set(words) for one, words in lists.items())  # type: ignore[attr-defined]


DECIDED: Final = (Decision("118/QĐ-UBND", "2025-03-20", 5, 1), Decision("231/QĐ-VP", "2025-04-02", 3, 0))


def reviewed(kind: str = "FINAL", *, decided: tuple[Decision, ...] = DECIDED) -> Reviewed:
    lessons = ("Giao chỉ tiêu theo tháng.",)
    return Reviewed(Review("TK-1", kind, "2025-04-10", MARCH, "", lessons), reported(MAI_CHAU, HCTC), decided)


def test_the_pack_of_a_review_adds_awards_and_lessons_to_the_figures_of_its_period() -> None:
    *figures, awards, lessons = review_form(reviewed()).sections

    assert [one.rows for one in figures] == [one.rows for one in form(reported(MAI_CHAU, HCTC)).sections]
    assert awards.rows == (("118/QĐ-UBND", "20/03/2025", 5, 1), ("231/QĐ-VP", "02/04/2025", 3, 0), (SUM, "", 8, 1))
    assert lessons.rows == (("Giao chỉ tiêu theo tháng.",),)
    assert review_form(reviewed(decided=())).sections[-2].rows == ()


@pytest.mark.parametrize("kind", get_args(values.ReviewKind))
def test_each_kind_of_review_has_a_paper_of_its_name(kind: str) -> None:
    made = review_paper(reviewed(kind))

    assert made.abstract.lower().startswith(REVIEWS[kind].name)
    said = ["".join(map(str, part.text)) for part in made.body if isinstance(part, Line)]
    assert said[-1] == f"Trên đây là báo cáo {REVIEWS[kind].name}./."


def test_a_report_and_a_pack_list_whom_the_plan_names_for_each() -> None:
    named = {"recipients": {"REPORT": "authority huyen-mai-chau", "REVIEW": "secretary"}}
    told, of_review = reported(MAI_CHAU, HCTC), reviewed("FINAL")
    law = replace(told.campaign, law=named)

    report = paper(told._replace(campaign=law))
    pack = review_paper(of_review._replace(reported=of_review.reported._replace(campaign=law)))

    outside = ("UBND tỉnh (để báo cáo);", "Sở Nội vụ (Ban Thi đua - Khen thưởng);")
    assert report.recipients == (*outside, "Lãnh đạo cơ quan (để báo cáo);", "Huyện Mai Châu;", "Lưu: VT.")
    assert pack.recipients == (*outside, "Thường trực Thi đua - Khen thưởng;", "Lưu: VT.")
