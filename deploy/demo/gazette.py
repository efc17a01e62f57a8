"""What the gazette centre posts (plan VI.3): the plan, a list for the public, each month's report; some comes down.

It is a little behind with the portal, and one paper is past its time: so its queue shows what there is to do.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.values import Date, Outlet

SITE: Final = "https://congbao.hoabinh.example.vn/"
PLAN_SIGNED: Final = date(2024, 11, 29)
LISTED: Final = date(2025, 1, 14)
TWICE: Final[tuple[Outlet, ...]] = ("FEED", "PORTAL")
CORRECTED_DAYS: Final = 14  # after which few reports are still late or corrected
PORTAL_UP_TO: Final = "2025-09"  # of later months the portal has none yet


class Paper(NamedTuple):
    """A paper and how long it may be public."""

    document_id: str
    doc_no: str
    title: str
    take_down_on: Date = ""


PLAN: Final = Paper("KH-450", "KH-450/KH-VPUBND", "Kế hoạch thực hiện Đợt thi đua cao điểm 450 ngày đêm")
LIST: Final = Paper("DS-01-2025", "01/TB-VPUBND", "Thông báo danh sách xã đề nghị hỗ trợ, đợt 1 năm 2025", "2025-02-14")
FORGOTTEN: Final = Paper("DS-02-2025", "02/TB-VPUBND", "Thông báo danh sách xã đề nghị hỗ trợ, đợt 2", "2025-12-15")


def gazette_facts(stage: Stage, *, due_days: int) -> list[Draft]:
    """Every posting of the campaign, and every one that came down."""
    drafts = [*_posted(stage, PLAN, TWICE, PLAN_SIGNED)]
    drafts += _posted(stage, LIST, (*TWICE, "BOARD"), LISTED)
    for channel in (*TWICE, "BOARD"):
        drafts.append(_taken_down(stage, LIST, channel, date.fromisoformat(LIST.take_down_on)))
    drafts += _posted(stage, FORGOTTEN, ("BOARD",), date(2025, 11, 17))
    first = date(stage.starts_on.year, stage.starts_on.month, 1)
    while (following := (first + timedelta(days=32)).replace(day=1)) <= stage.ends_on:
        month, posted_on = f"{first:%Y-%m}", following + timedelta(days=due_days + CORRECTED_DAYS)
        report = Paper(f"BC-{month}", f"BC-{month}", f"Báo cáo kết quả Đợt thi đua tháng {first:%m/%Y}")
        drafts += _posted(stage, report, TWICE if month <= PORTAL_UP_TO else ("FEED",), posted_on)
        first = following
    return drafts


def _posted(stage: Stage, paper: Paper, channels: tuple[Outlet, ...], day: date) -> Iterator[Draft]:
    on = stage.days[stage.place(day)]
    for channel in channels:
        data: Data = {
            "document_id": paper.document_id,
            "doc_no": paper.doc_no,
            "title": paper.title,
            "channel": channel,
            "url": f"{SITE}{paper.document_id.lower()}",
            "sha256": sha256(paper.title.encode()).hexdigest(),
            "published_on": on.isoformat(),
        }
        if paper.take_down_on:
            data["take_down_on"] = paper.take_down_on
        yield stage.publisher.says("document.published", f"{paper.document_id}.{channel}", data, happened=on, heard=on)


def _taken_down(stage: Stage, paper: Paper, channel: Outlet, day: date) -> Draft:
    on = stage.days[stage.place(day)]
    data: Data = {
        "document_id": paper.document_id,
        "channel": channel,
        "unpublished_on": on.isoformat(),
        "reason": "Hết thời hạn công khai",
    }
    return stage.publisher.says(
        "document.unpublished", f"{paper.document_id}.{channel}.go", data, happened=on, heard=on
    )
