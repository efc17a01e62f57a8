"""The year's urging as pages: who was urged of what, the notices behind each figure, and the trail of each notice."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from services.notify.domain.notices import delivery_id_of
from services.notify.domain.stages import STAGES, furthest, stage_of
from shared.core.events import NotificationRead, NotificationSent, ReminderEscalated
from tests.examples import CAMPAIGN
from tests.histories import commits_of
from tests.integration.test_notices_that_failed import bearer
from tests.integration.test_notify_reads import BEGINNING, REMINDER, failed, sent
from tests.integration.test_notify_routes import asking

YEAR = "/notify/pages/urging"
NOTICES = f"{YEAR}/notices"
TRAIL = "/notify/pages/deliveries"
LATE = ReminderEscalated(
    reminder_id="r-2",
    topic="report.overdue",
    level="LEADERSHIP",
    unit_id="hctc",
    period="2025-02",
    due_on="2025-03-05",
    recipients=("authority",),
    cause="1004",
)
SOON = replace(LATE, reminder_id="r-0", topic="report.due_soon", level="UNIT", recipients=("hctc",))
GOAL = replace(LATE, reminder_id="r-3", topic="goal.at_risk", unit_id="", period="", metric="houses.completed")


def told(cause: int, recipient: str, topic: str) -> NotificationSent:
    return replace(sent(cause, recipient, topic=topic), template="ab12cd34ef56", attempts=2)


def read(cause: int, recipient: str) -> NotificationRead:
    delivery_id = delivery_id_of(CAMPAIGN, cause, recipient=recipient, channel="inbox")
    return NotificationRead(
        delivery_id=delivery_id, topic="report.overdue", recipient=recipient, channel="inbox", reader="unit:hctc"
    )


HISTORY = commits_of(
    BEGINNING,
    [SOON, LATE, GOAL, REMINDER],
    [told(2_000, "hctc", "report.due_soon"), told(2_001, "authority", "report.overdue"), read(2_000, "hctc")],
    [replace(failed(2_003, "hctc"), topic="house.stuck"), told(2_003, "hctc", "house.stuck")],
)
SOON_ID = delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="inbox")
SOON_LETTER = delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="email")
LATE_ID = delivery_id_of(CAMPAIGN, 2_001, recipient="authority", channel="inbox")


async def table(client: httpx.AsyncClient, address: str, role: str = "secretary") -> list[list[str]]:
    answer = await client.get(address, headers=bearer(role))
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def links(page: str, to: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page) if link.startswith(to)]


def test_a_matter_stands_before_the_highest_tier_it_came_to() -> None:
    assert stage_of("report.due_soon", "UNIT") == "SOON"
    assert stage_of("report.due", "UNIT") == "DUE"
    assert [stage_of("report.overdue", tier) for tier in ("UNIT", "LEADERSHIP")] == ["UNIT", "LEADERSHIP"]
    assert furthest(["DUE", "HEAD", "SOON"]) == "HEAD"
    assert furthest(STAGES) == "LEADERSHIP"


async def test_the_year_says_by_period_and_by_unit_how_far_urging_came(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        times = await table(client, f"{YEAR}?about=report&table=by-time&format=csv")
        units = await table(client, f"{YEAR}?table=by-unit&format=csv")
        page = (await client.get(f"{YEAR}?about=report", headers=bearer("secretary"))).text
        [cell] = [link for link in links(page, NOTICES) if "time=2025-02" in link and "unit=hctc" in link]
        behind = (await client.get(cell, headers=bearer("secretary"))).text

    assert times[0][0] == "Kỳ"
    # sent, soon, due, unit, head, administration, leadership; sent, read, lost
    assert times[1:] == [["2025-02", "0", "1", "0", "0", "0", "0", "1", "2", "1", "0"]]
    assert {row[0]: row[1] for row in units[1:]} == {
        "Cả đợt thi đua": "lãnh đạo · 1",
        "Phòng Hành chính - Tổ chức": "lãnh đạo · 3",
    }
    assert len(links(behind, TRAIL)) == 3  # the unit's letter still waits


async def test_notices_are_sought_by_matter_unit_stage_and_month(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        every = await table(client, f"{NOTICES}?format=csv")
        of_unit = await table(client, f"{NOTICES}?unit=hctc&about=house&format=csv")
        of_none = await table(client, f"{NOTICES}?unit=-&format=csv")
        led = await table(client, f"{NOTICES}?stage=LEADERSHIP&about=report&time=2025-02&format=csv")
        paged = (await client.get(f"{NOTICES}?before=2001", headers=bearer("secretary"))).text
        refused = await client.get(f"{NOTICES}?before=x", headers=bearer("secretary"))

    assert [row[2] for row in of_none[1:]] == ["Cả đợt thi đua"]
    assert {row[1] for row in of_unit[1:]} == {"Nhà chậm tiến độ: HB-MC-0001"}
    assert [(row[5], row[8]) for row in led[1:]] == [("người có thẩm quyền", "2")]
    assert len(every) == 1 + 8  # a unit has an address, and gets a letter besides
    assert {*links(paged, TRAIL)} == {f"{TRAIL}/{one}" for one in (SOON_ID, SOON_LETTER)}
    assert refused.status_code == 400


async def test_a_trail_shows_cause_words_attempts_and_receipt(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        page = (await client.get(f"{TRAIL}/{SOON_ID}", headers=bearer("auditor"))).text
        late = (await client.get(f"{TRAIL}/{LATE_ID}?lang=en", headers=bearer("secretary"))).text
        house = delivery_id_of(CAMPAIGN, 2_003, recipient="hctc", channel="email")
        gone = (await client.get(f"{TRAIL}/{house}", headers=bearer("secretary"))).text

    assert links(page, "/audit/pages/log/") == [
        "/audit/pages/log/1004",
        "/audit/pages/log/2000",
        "/audit/pages/log/3000",
    ]
    assert "sau 2 lần gửi" in page
    assert "ab12cd34ef56" in page
    assert "người đọc: unit:hctc" in page
    assert "No receipt yet" in late
    assert links(late, "/audit/pages/log/") == []
    assert "Máy chủ thư từ chối (SMTP 550)." in gone
    assert "cb-lan" in gone  # who else was told of it
    assert f"{TRAIL}/{delivery_id_of(CAMPAIGN, 2_003, recipient='authority', channel='inbox')}" in links(gone, TRAIL)


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("unit", f"{TRAIL}/{SOON_ID}", 200),
        ("unit", f"{TRAIL}/{LATE_ID}", 404),
        ("auditor", f"{TRAIL}/none", 404),
        ("council", YEAR, 403),
        ("nobody", YEAR, 401),
        ("admin", f"{YEAR}?format=pdf", 400),
        ("admin", f"{YEAR}?format=csv&table=none", 400),
    ],
)
async def test_who_may_not_see_it_or_asks_for_what_is_not_there_is_told(
    tmp_path: Path, *, role: str, address: str, status: int
) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        answer = await client.get(address, headers=bearer(role))

    assert answer.status_code == status


async def test_a_unit_sees_what_it_was_told_itself_and_the_past_stays_as_it_was(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        own = await table(client, f"{YEAR}?table=by-unit&format=csv", "unit")
        notices = await table(client, f"{NOTICES}?format=csv", "unit")
        past = await table(client, f"{YEAR}?about=report&table=by-time&format=csv&as_of=2001")
        inbox = (await client.get("/notify/pages/inbox", headers=bearer("unit"))).text

    assert own[1:] == [["Phòng Hành chính - Tổ chức", "thủ trưởng · 2"]]
    assert {row[5] for row in notices[1:]} == {"Phòng Hành chính - Tổ chức"}
    assert past[1:] == [["2025-02", "0", "1", "0", "0", "0", "0", "1", "0", "0", "0"]]
    assert f"{TRAIL}/{SOON_ID}" in links(inbox, TRAIL)
    assert YEAR in inbox
