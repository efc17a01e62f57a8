"""A period's reports over HTTP: by unit and consolidated, before and after corrections, and as papers."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import httpx
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from shared.core.envelope import encode_fact, position_of
from shared.core.values import Role
from shared.papers.register import Entry, Told, content_of
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import household, open_event
from tests.integration.door.test_quality import MAI_CHAU, recorded, report

FEBRUARY: Final = "2025-02"


def correction(campaign: str, figures: dict[str, int], *, period: str = FEBRUARY) -> dict[str, Any]:
    data = {"report_id": f"BC-{MAI_CHAU}-{period}", "figures": figures, "reason": "Đếm trùng"}
    return open_event("report.corrected", data, campaign, source=f"/units/{MAI_CHAU}")


@pytest.fixture(scope="module")
def told(tracking: RunningTracking) -> tuple[str, str]:
    """A campaign in which Mai Châu reported on February, late, and corrected it; and the position of that."""
    campaign = launched(tracking)
    recorded(tracking, household(campaign))
    recorded(tracking, report(campaign, {"started": 13}, period=FEBRUARY))
    position = recorded(tracking, correction(campaign, {"started": 12}))
    return campaign, position


def lines(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return {line["unit_id"]: line for line in answer.json()["units"]}


def test_a_period_tells_of_every_unit_and_of_all(tracking: RunningTracking, told: tuple[str, str]) -> None:
    campaign, position = told

    answer = tracking.read(f"/{campaign}/reports", "secretary", period=FEBRUARY, after=position)

    found = lines(answer)
    assert {unit_id: line["status"] for unit_id, line in found.items()} == {
        "vpubnd": "not_asked",
        "hctc": "missing",
        "thcb": "missing",
        MAI_CHAU: "late",
    }
    assert found["vpubnd"]["consolidated"] == {"figures": {}, "reports": 0, "missing": 2}
    [changed] = found[MAI_CHAU]["report"]["corrections"]
    assert (changed["before"], changed["after"]) == ({"started": 13}, {"started": 12})
    assert answer.json()["total"]["figures"] == {"started": 12}
    assert answer.json()["paper"]["position"] == int(position)


def test_a_period_is_told_as_it_stood_before_a_correction(tracking: RunningTracking, told: tuple[str, str]) -> None:
    campaign, position = told

    answer = tracking.read(f"/{campaign}/reports", period=FEBRUARY, as_of=str(int(position) - 1))

    assert lines(answer)[MAI_CHAU]["report"]["figures"] == {"started": 13}


def test_a_month_counts_in_hp01_from_its_own_day_on(tracking: RunningTracking, told: tuple[str, str]) -> None:
    campaign, position = told

    february, march = (
        tracking.read(f"/{campaign}/reports", period=period, after=position).json()["hp01"]["need"]
        for period in (FEBRUARY, "2025-03")
    )

    assert february == []
    assert [(need["identified"], need["added"]) for need in march] == [(1, 1)]


def test_without_a_period_the_newest_that_has_ended_is_told(tracking: RunningTracking, told: tuple[str, str]) -> None:
    assert tracking.read(f"/{told[0]}/reports").json()["period"] == FEBRUARY


@pytest.mark.parametrize("period", ["2024-09", "2026-01", "2025-Q1", "2025-13", "x"])
def test_a_period_that_the_campaign_has_not_is_not_found(
    tracking: RunningTracking, told: tuple[str, str], period: str
) -> None:
    assert tracking.read(f"/{told[0]}/reports", period=period).status_code == 404
    assert tracking.read(f"/{told[0]}/reports/{period}.docx").status_code == 404


def test_a_unit_reads_its_own_line_and_no_paper(tracking: RunningTracking, told: tuple[str, str]) -> None:
    answer = tracking.read(f"/{told[0]}/reports", "unit", MAI_CHAU, period=FEBRUARY)

    assert lines(answer).keys() == {MAI_CHAU}
    assert "total" not in answer.json()
    assert tracking.read(f"/{told[0]}/reports/{FEBRUARY}.xlsx", "unit", MAI_CHAU).status_code == 403


@pytest.mark.parametrize("role", ["publisher", "admin"])
def test_who_has_no_part_in_reports_reads_none(tracking: RunningTracking, told: tuple[str, str], role: Role) -> None:
    assert tracking.read(f"/{told[0]}/reports", role, period=FEBRUARY).status_code == 403


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_paper_of_a_position_is_the_same_whatever_came_since(
    tracking: RunningTracking, told: tuple[str, str], kind: str
) -> None:
    campaign, position = told
    path = f"/{campaign}/reports/{FEBRUARY}.{kind}"
    first = tracking.read(path, "secretary", after=position)

    later = recorded(tracking, household(campaign))

    again = tracking.read(path, "auditor", after=later)
    assert first.status_code == 200
    assert again.content == first.content
    assert again.headers["repr-digest"] == first.headers["repr-digest"]
    assert tracking.read(path, as_of=str(int(position) - 1)).content != first.content


def test_the_papers_say_what_was_told(tracking: RunningTracking, told: tuple[str, str]) -> None:
    path = f"/{told[0]}/reports/{FEBRUARY}"

    word = Document(BytesIO(tracking.read(f"{path}.docx", after=told[1]).content))
    sheet = CalamineWorkbook.from_filelike(BytesIO(tracking.read(f"{path}.xlsx").content)).get_sheet_by_index(0)

    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    in_sheet = [str(cell) for row in sheet.to_python() for cell in row]
    assert {"Huyện Mai Châu", "Chậm", "Chưa gửi", "Đếm trùng", "12"} <= {*cells}
    assert {"Huyện Mai Châu", "Chậm", "Chưa gửi", "Đếm trùng"} <= {*in_sheet}
    assert "Biểu số: HP-01" in in_sheet


def test_a_paper_is_found_by_its_hash_without_sign_in(tracking: RunningTracking, told: tuple[str, str]) -> None:
    campaign, position = told
    answer = tracking.read(f"/{campaign}/reports/{FEBRUARY}.docx", after=position)
    address = answer.headers["link"].partition(">")[0].lstrip("<")

    found = tracking.client.get(address.removeprefix("http://127.0.0.1:4500"))
    page = tracking.client.get(address.removeprefix("http://127.0.0.1:4500"), headers={"Accept": "text/html"})

    assert (found.json()["about"], found.json()["position"]) == ({"kind": "period", "id": FEBRUARY}, int(position))
    assert found.json()["newer"] is None
    assert "tháng 02/2025" in page.text
    begun = found.json()["sha256"][:16]
    assert tracking.client.get(f"/tracking/verify/{begun}").json() == found.json()
    assert tracking.client.get(f"/tracking/verify/{begun[:15]}").status_code == 404
    assert tracking.client.get(f"/tracking/verify/{'0' * 64}").status_code == 404


def test_whoever_holds_the_log_can_work_out_the_hash(tracking: RunningTracking, told: tuple[str, str]) -> None:
    campaign, position = told
    paper = tracking.read(f"/{campaign}/reports", period=FEBRUARY, after=position).json()["paper"]

    facts = {
        position_of(commit.number, place): fact
        for commit in tracking.commits(campaign)
        for place, fact in enumerate(commit.facts())
    }
    entry = Entry("bao-cao-ky", Told("period", FEBRUARY))
    content = content_of(entry, campaign, encode_fact(facts[paper["position"]]), position=paper["position"])

    assert paper["sha256"] == sha256(_canonical(content)).hexdigest()


def test_a_report_that_is_long_missing_makes_a_new_paper(new_tracking: NewTracking) -> None:
    running = new_tracking()
    campaign = launched(running)
    running.clock.move_to(datetime(2025, 4, 4, 3, 0, tzinfo=UTC))
    position = recorded(running, report(campaign, {"started": 1}))
    assert running.read(f"/{campaign}/reports", period="2025-03", after=position).json()["paper"] == {
        "position": int(position),
        "sha256": running.read(f"/{campaign}/reports", period="2025-03").json()["paper"]["sha256"],
    }

    running.clock.move_to(datetime(2025, 4, 20, 3, 0, tzinfo=UTC))

    after = recorded(running, household(campaign))
    silent = running.read(f"/{campaign}/quality", after=after, kind="SILENT").json()["quality"]
    assert {(one["unit_id"], one["about"]) for one in silent} == {("hctc", "2025-03"), ("thcb", "2025-03")}
    newest = running.read(f"/{campaign}/reports", period="2025-03").json()["paper"]["position"]
    assert newest in {one["position"] for one in silent}


def _canonical(content: dict[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
