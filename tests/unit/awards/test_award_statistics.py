"""The yearly forms 0602 and 0603: what counts, and how a closed year is corrected."""

from msgspec.structs import replace

from services.awards.domain.papers.statistics import form
from shared.core.events import AwardAnnulled, Data
from shared.papers.form import Cell, Form
from tests.unit.awards.papers_told import ALL, DECIDED, DECISION, REGISTRY, known_from


def annulled(on: str) -> AwardAnnulled:
    return AwardAnnulled(DECISION, "COLLECTIVE", "hctc", "FALSE_DECLARATION", "7/QĐ-VP", on)


def as_award(award: str) -> list[Data]:
    return [replace(one, award=award) if one is DECIDED else one for one in ALL]


def rows(told: Form, title: str) -> list[tuple[Cell, ...]]:
    [section] = [one for one in told.sections if one.title.endswith(title)]
    return list(section.rows)


def by_award(told: Form) -> dict[Cell, tuple[Cell, ...]]:
    return {row[0]: row[1:] for row in told.sections[0].rows}


def test_awards_of_the_province_count_by_subject_and_by_who_leads() -> None:
    told = form(known_from(as_award("PROVINCE_MERIT")), "0603", "2025")

    assert by_award(told)["Tổng số"] == (2, 1, 0, 1, 1, 0, 0)
    assert by_award(told)["Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"] == (2, 1, 0, 1, 1, 0, 0)


def test_an_agencys_own_awards_stand_beside_the_sum_and_not_in_it() -> None:
    told = form(known_from(ALL), "0603", "2025")

    assert by_award(told)["Tổng số"][0] == 0
    assert by_award(told)["Giấy khen"][0] == 2
    assert any("Giấy khen" in note for note in told.notes)


def test_state_awards_count_by_who_proposed_them_too() -> None:
    told = form(known_from(as_award("PM_MERIT")), "0602", "2025")

    assert by_award(told)["Tổng số"][0] == 2
    assert rows(told, "Theo đơn vị trình") == [("Văn phòng UBND tỉnh Hòa Bình", 2, 1, 0, 1, 1, 0, 0)]


def test_another_year_counts_none_of_it() -> None:
    told = form(known_from(as_award("PM_MERIT")), "0602", "2024")

    assert by_award(told)["Tổng số"][0] == 0
    assert rows(told, "Theo đơn vị trình") == []


def test_an_award_annulled_in_its_own_year_does_not_count() -> None:
    told = form(known_from([*ALL, annulled("2025-11-02")]), "0603", "2025")

    assert by_award(told)["Giấy khen"][0] == 1
    assert rows(told, "hủy quyết định khen thưởng") == []


def test_an_award_annulled_later_is_a_correction_of_the_later_year_and_the_closed_year_stays() -> None:
    known = known_from([*ALL, annulled("2026-02-03")])

    closed, later = form(known, "0603", "2025"), form(known, "0603", "2026")

    assert by_award(closed)["Giấy khen"][0] == 2
    assert rows(closed, "hủy quyết định khen thưởng") == []
    assert rows(later, "hủy quyết định khen thưởng") == [
        ("05/QĐ-VP", "10/03/2025", "Giấy khen", "tập thể", "07/QĐ-VP", "03/02/2026", -1)
    ]


def test_whose_post_nobody_told_counts_as_unknown() -> None:
    known = known_from([fact for fact in as_award("PROVINCE_MERIT") if fact not in REGISTRY])

    told = form(known, "0603", "2025")

    assert by_award(told)["Tổng số"] == (2, 1, 0, 1, 0, 0, 1)
