"""Inspections with findings, obstacles with their removal, and reviews; some are settled late, a few never."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Final, NamedTuple

from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.definition import CampaignUnit
from shared.core.values import Period, ReviewKind, Severity

INSPECTORS: Final = ("mau-xay-dung", "mau-noi-chinh", "mau-kinh-te", "mau-nong-nghiep")
INSPECTIONS_OF_A_DISTRICT: Final = 12
INSPECTIONS_END: Final = date(2025, 10, 31)
# This division's findings stay open to the end: its card shows what is missing.
NEVER_CLOSES: Final = "mau-van-xa"
FINDINGS: Final[tuple[tuple[Severity, str], ...]] = (
    ("LOW", "Hồ sơ thanh toán chưa xếp theo từng hộ"),
    ("LOW", "Biển công khai mức hỗ trợ chưa đặt tại nhà văn hóa xóm"),
    ("MEDIUM", "Chậm giải ngân so với tiến độ xây dựng"),
    ("MEDIUM", "Nhà chưa đủ giằng mái theo thiết kế"),
    ("HIGH", "Thiếu biên bản xác nhận đất không tranh chấp"),
)
OBSTACLES: Final = (
    ("Thiếu vật liệu do đường vào xóm sạt lở", "Huy động xe nhỏ và dân quân vận chuyển vật liệu"),
    ("Hộ chưa có giấy tờ về đất ở", "Xã xác nhận đất ở ổn định, không tranh chấp"),
    ("Thiếu thợ xây trong mùa vụ", "Tổ đổi công của thôn và đoàn thanh niên hỗ trợ"),
    ("Vốn đối ứng của hộ chưa đủ", "Quỹ Vì người nghèo bổ sung, ngân hàng chính sách cho vay"),
)
OBSTACLES_OF_A_DISTRICT: Final = 7


class Review(NamedTuple):
    """A review of the campaign, and what was learnt."""

    review_id: str
    kind: ReviewKind
    on: date
    period: Period
    minutes_no: str
    lessons: tuple[str, ...]


REVIEWS: Final = (
    Review(
        "SK-2025-05",
        "PRELIMINARY",
        date(2025, 5, 21),
        "2025-04",
        "27/BB-VPUBND",
        (
            "Giao chỉ tiêu hoàn thành theo từng tháng cho từng huyện thì tiến độ đều hơn.",
            "Kiểm tra nền, khung, mái trước khi giải ngân đợt cuối giảm hẳn nhà phải sửa lại.",
        ),
    ),
    Review(
        "TK-2025",
        "FINAL",
        date(2025, 12, 30),
        "2025-11",
        "88/BB-VPUBND",
        ("Số liệu sai được đính chính công khai, có lý do, nên các cấp tin vào con số chung.",),
    ),
)


def oversight_facts(rng: Random, stage: Stage) -> list[Draft]:
    """Every inspection, finding and obstacle of the campaign."""
    drafts: list[Draft] = []
    for district in stage.districts:
        for number in range(1, INSPECTIONS_OF_A_DISTRICT + 1):
            inspector = rng.choice(INSPECTORS)
            inspection_id = f"KT-{district.id}-{number:02d}"
            place = rng.randint(25, stage.place(INSPECTIONS_END))
            drafts += _inspection(rng, stage, inspection_id, inspector=inspector, target=district.id, place=place)
        for number in range(1, OBSTACLES_OF_A_DISTRICT + 1):
            drafts += _obstacle(rng, stage, district, f"VM-{district.id}-{number:02d}")
    for unit in stage.office:
        if unit.kind != "OFFICE" and unit.id != "hctc":  # the plan has hctc monitor and urge all the others
            place = rng.randint(60, 140)
            drafts += _inspection(rng, stage, f"KT-{unit.id}-01", inspector="hctc", target=unit.id, place=place)
    return [*drafts, *map(partial(_review, stage), REVIEWS)]


def _review(stage: Stage, one: Review) -> Draft:
    day = stage.days[stage.place(one.on)]
    review: Data = {
        "review_id": one.review_id,
        "kind": one.kind,
        "held_on": day.isoformat(),
        "period": one.period,
        "minutes_no": one.minutes_no,
        "lessons": list(one.lessons),
    }
    return stage.secretary.says("review.held", one.review_id, review, happened=day, heard=day)


def _inspection(
    rng: Random, stage: Stage, inspection_id: str, *, inspector: str, target: str, place: int
) -> Iterator[Draft]:
    voice, day = stage.unit(inspector), stage.days[place]
    conducted = stage.shortly_before(rng, place, not_before=stage.starts_on)
    inspection: Data = {
        "inspection_id": inspection_id,
        "unit_id": inspector,
        "target_unit_id": target,
        "conducted_on": conducted.isoformat(),
    }
    yield voice.says("inspection.conducted", inspection_id, inspection, happened=conducted, heard=day)
    how_many = 1 if target == NEVER_CLOSES else rng.choice((0, 1, 1, 2))
    for number in range(1, how_many + 1):
        finding_id = f"{inspection_id}-{number}"
        severity, text = rng.choice(FINDINGS)
        finding: Data = {
            "finding_id": finding_id,
            "inspection_id": inspection_id,
            "severity": severity,
            "due_on": (day + timedelta(days=rng.choice((15, 20, 30)))).isoformat(),
            "text": text,
        }
        yield voice.says("finding.raised", finding_id, finding, happened=day, heard=day)
        # Due after 15 to 30 days: about one in six of these is closed late.
        closed = place + rng.randint(3, 24)
        if target != NEVER_CLOSES and closed <= stage.last:
            outcome: Data = {"finding_id": finding_id, "outcome": "Đã khắc phục, có biên bản xác nhận"}
            when = stage.days[closed]
            yield stage.verifier.says("finding.closed", f"{finding_id}.dong", outcome, happened=when, heard=when)


def _obstacle(rng: Random, stage: Stage, district: CampaignUnit, obstacle_id: str) -> Iterator[Draft]:
    trouble, way_out = rng.choice(OBSTACLES)
    place = rng.randint(15, 170)
    happened = stage.shortly_before(rng, place, not_before=stage.starts_on)
    report: Data = {"obstacle_id": obstacle_id, "unit_id": district.id, "text": trouble}
    yield stage.unit(district.id).says(
        "obstacle.reported", obstacle_id, report, happened=happened, heard=stage.days[place]
    )
    if rng.random() < 0.9:
        solved = stage.days[place + rng.randint(2, 30)]
        resolution: Data = {"obstacle_id": obstacle_id, "resolution": way_out}
        solved_id = f"{obstacle_id}.xong"
        yield stage.secretary.says("obstacle.resolved", solved_id, resolution, happened=solved, heard=solved)
