"""What stands on the five papers, from facts alone; names stay sealed places."""

import pytest
from msgspec.structs import replace

from services.awards.domain.papers import deciding, proposing, reporting
from services.awards.domain.papers.minutes import minutes
from services.awards.domain.papers.wording import signed_by
from shared.core.events import ClearanceReceived, NominationOpened, PersonTransferred, Signer
from shared.core.values import Capacity
from shared.papers.content import Name, Paper
from shared.papers.words import UNKNOWN_PLACE
from shared.rules.law.law import Law
from tests.unit.awards.papers_told import (
    ALL,
    DECIDED,
    DECISION,
    PROPOSED,
    REGISTRY,
    RENAMED,
    SAT,
    SUBMITTED,
    known_from,
    read,
)


def heads(paper: Paper) -> tuple[str, str, str, str]:
    head = paper.letterhead
    return head.superior, head.issuer, head.number, head.place_and_day


def test_a_submission_letter_names_who_asks_whom_for_what() -> None:
    known = known_from([*REGISTRY, *PROPOSED, SUBMITTED])

    letter = proposing.submission_letter(known, "N-1")

    assert heads(letter) == (
        "Văn phòng UBND tỉnh Hòa Bình",
        "Phòng Hành chính - Tổ chức",
        "08/TTr-HCTC",
        "Hòa Bình, ngày      tháng      năm 2025",
    )
    text = read(letter)
    assert text.startswith("Kính gửi: Thủ trưởng Văn phòng UBND tỉnh Hòa Bình.\nCăn cứ Luật 06/2022/QH15;\n")
    assert "Căn cứ Kế hoạch 225/KH-UBND, 15/11/2024.\n" in text
    assert "tặng Giấy khen cho 01 tập thể" in text
    assert text.endswith("xem xét, quyết định./.")


def test_until_the_letter_is_received_its_number_is_room_to_write_it() -> None:
    known = known_from([*REGISTRY, *PROPOSED])

    letter = proposing.submission_letter(known, "N-2")

    assert letter.letterhead.number == "        /TTr"
    assert "- <cb-lan>, Trưởng phòng, Phòng Hành chính - Tổ chức." in read(letter)


def test_a_place_that_no_name_tells_is_left_to_be_written() -> None:
    known = known_from([fact for fact in (*REGISTRY, *PROPOSED) if fact != RENAMED])

    letter = proposing.submission_letter(known, "N-1")

    assert letter.letterhead.place_and_day.startswith(UNKNOWN_PLACE)


def test_a_list_shows_the_achievement_prior_awards_and_what_other_bodies_said() -> None:
    cleared = ClearanceReceived("N-1", "thanh-tra", "NO_OBJECTION", "17/CV")
    known = known_from([*REGISTRY, *PROPOSED, cleared])

    text = read(proposing.roll_of_proposal(known, "N-1"))

    row = text.splitlines()[-1]
    assert row == (
        "1 | Phòng Hành chính - Tổ chức | Văn phòng UBND tỉnh Hòa Bình | Giấy khen | Kiểm tra, đôn đốc địa phương: "
        "số cuộc kiểm tra: 2 | "
        "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh (QĐ 09/QĐ-UBND, 02/05/2023) | "
        "thanh-tra: không có ý kiến khác (17/CV)"
    )


def test_a_report_shows_what_was_met_with_its_evidence_and_nothing_unknown() -> None:
    known = known_from([*REGISTRY, *PROPOSED])

    text = read(reporting.achievement_report(known, "N-1"))

    assert (
        "1 | Kiểm tra, đôn đốc địa phương (KH III.1.b4) | số cuộc kiểm tra: 2 | 12001, 13002 và 29 sự kiện khác" in text
    )
    assert "Xếp loại" not in text
    assert "Phòng Hành chính - Tổ chức, trực thuộc Văn phòng UBND tỉnh Hòa Bình." in text


def test_a_report_of_which_nothing_is_recorded_says_so() -> None:
    report = reporting.achievement_report(known_from([*REGISTRY, *PROPOSED]), "N-2")

    assert "hệ thống chưa ghi kết quả nào" in read(report)
    assert report.signatures[1].name == (Name("cb-lan"),)


def test_minutes_count_those_present_and_those_who_wrote_apart_and_name_no_voter() -> None:
    known = known_from([*REGISTRY, *PROPOSED, *SAT])

    paper = minutes(known, "HĐ-1")

    text = read(paper)
    assert "1. Ông <P-1>, Chánh Văn phòng, Văn phòng UBND tỉnh Hòa Bình - Chủ trì." in text
    assert "2. Ông (bà) <P-2> - Thành viên." in text
    assert "<P-3> khai có xung đột lợi ích và không bỏ phiếu đối với <cb-lan>." in text
    assert "1 | Phòng Hành chính - Tổ chức (Giấy khen) | 1 | 2 | 1 | 1 | 0 | 1 / 0 | 2/3 | Thông qua" in text
    assert "2 | <cb-lan> (Giấy khen) | 1 | 2 | 1 | 1 | 0 | 0 / 0 | 1/3 | Không thông qua" in text
    assert "trên 1/2 tổng số thành viên Hội đồng" in text
    assert text.split("IV. KẾT LUẬN")[1].count("Giấy khen") == 1
    assert [one.name for one in paper.signatures] == [(Name("P-7"),), (Name("P-1"),)]


def test_minutes_leave_room_for_hour_place_and_who_was_away_or_wrote() -> None:
    wrote = read(minutes(known_from([*REGISTRY, *PROPOSED, *SAT]), "HĐ-1"))
    nobody = read(minutes(known_from([*REGISTRY, *PROPOSED, SAT[0]]), "HĐ-1"))

    assert "Hôm nay, hồi …… giờ ……, ngày 10 tháng 3 năm 2025, tại …………, Hội đồng" in wrote
    assert "Vắng mặt (họ tên, lý do): ……" in wrote
    assert "Ý kiến bằng văn bản (kèm theo) của: ……" in wrote
    assert "Ý kiến bằng văn bản" not in nobody


def test_minutes_before_any_vote_are_a_form_to_fill_in() -> None:
    paper = minutes(known_from([*REGISTRY, *PROPOSED, SAT[0]]), "HĐ-1")

    assert paper.letterhead.number == "        /BB"
    assert "Chưa ghi kết quả bỏ phiếu." in read(paper)


def test_a_decision_rests_on_law_minutes_and_letter_and_gives_award_and_money() -> None:
    paper = deciding.decision(known_from(ALL), DECISION)

    text = read(paper)
    assert heads(paper)[1:] == ("Văn phòng UBND tỉnh Hòa Bình", "05/QĐ-VP", "Hòa Bình, ngày 10 tháng 3 năm 2025")
    assert "Căn cứ Biên bản số 12/BB-HĐTĐKT ngày 10 tháng 3 năm 2025 của Hội đồng Thi đua - Khen thưởng;" in text
    assert "Theo đề nghị tại Tờ trình số 08/TTr-HCTC.\n" in text
    assert "Điều 1. Tặng Giấy khen cho 01 tập thể, 01 cá nhân" in text
    assert "2.120.000 đồng (Bằng chữ: Hai triệu một trăm hai mươi nghìn đồng)" in text
    assert "0,6 lần mức lương cơ sở 2.340.000 đồng, làm tròn lên hàng chục nghìn là 1.410.000 đồng." in text
    assert text.endswith("./.")


def test_before_the_bonus_is_calculated_a_decision_names_no_amount() -> None:
    known = known_from([*REGISTRY, *PROPOSED, SUBMITTED, *SAT, DECIDED])

    text = read(deciding.decision(known, DECISION))

    assert "Điều 2. Tiền thưởng kèm theo thực hiện theo quy định của pháp luật." in text


def test_many_subjects_stand_in_the_list_and_not_in_the_decision() -> None:
    known = known_from(ALL)
    known.given[DECISION].decided = replace(DECIDED, subjects=DECIDED.subjects * 2)

    text = read(deciding.decision(known, DECISION))

    assert "(có danh sách kèm theo)" in text
    assert len(read(deciding.roll(known, DECISION)).splitlines()) == 1 + 4


@pytest.mark.parametrize(
    ("capacity", "title", "lines"),
    [
        ("HEAD", "Chủ tịch", ("CHỦ TỊCH",)),
        ("TM", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN TỈNH", "CHỦ TỊCH")),
        ("KT", "Phó Chủ tịch", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TL", "Chánh Văn phòng", ("TL. CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "CHÁNH VĂN PHÒNG")),
        ("TUQ", "Trưởng ban", ("TUQ. CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "TRƯỞNG BAN")),
        ("Q", "Chủ tịch", ("Q. CHỦ TỊCH",)),
    ],
)
def test_a_signature_says_in_whose_stead_it_stands(capacity: Capacity, title: str, lines: tuple[str, ...]) -> None:
    block = signed_by(Signer("P-1", title, capacity), issuer="Ủy ban nhân dân tỉnh", level="PROVINCE")

    assert block.capacity == lines


def test_a_household_is_proposed_by_the_campaigns_first_body_and_stands_under_its_id() -> None:
    proposed = NominationOpened("N-3", "HOUSEHOLD", "HO-1", "AGENCY_COMMENDATION", "key-3")
    known = known_from([*REGISTRY, *PROPOSED, proposed])

    letter = proposing.submission_letter(known, "N-3")

    assert letter.letterhead.issuer == "Văn phòng UBND tỉnh Hòa Bình"
    assert "- Hộ gia đình (mã HO-1)." in read(letter)


def test_an_award_of_the_province_is_decided_under_its_own_head() -> None:
    known = known_from(ALL)
    known.given[DECISION].decided = replace(DECIDED, award="PROVINCE_MERIT")

    paper = deciding.decision(known, DECISION)

    assert heads(paper)[:2] == ("", "Ủy ban nhân dân tỉnh")


def test_a_person_stands_where_he_or_she_worked_on_the_day_of_the_paper() -> None:
    moved = PersonTransferred("cb-lan", "thcb", "2025-03-10")
    known = known_from([*REGISTRY, moved, *PROPOSED, SUBMITTED, *SAT, DECIDED])

    before, after = proposing.submission_letter(known, "N-2"), deciding.decision(known, DECISION)

    assert "<cb-lan>, Trưởng phòng, Phòng Hành chính - Tổ chức." in read(before)
    assert "<cb-lan>, Trung tâm Tin học - Công báo." in read(after)


def test_a_paper_lists_whom_it_is_about_and_whom_the_plan_names_for_its_kind_on_its_day() -> None:
    named = {"recipients": {"DECISION": "authority hctc", "MINUTES": "vpubnd"}}
    known = known_from([*REGISTRY, *PROPOSED, SUBMITTED, *SAT, DECIDED])
    known.law = Law(named)

    decided, sat = deciding.decision(known, DECISION), minutes(known, "HĐ-1")

    assert decided.recipients == (
        "Như Điều 3;",
        "Lãnh đạo cơ quan (để báo cáo);",
        "Phòng Hành chính - Tổ chức;",
        "Lưu: VT.",
    )
    assert sat.recipients == ("Thành viên Hội đồng;", "Văn phòng UBND tỉnh Hòa Bình;", "Lưu: VT.")
