"""A unit's own names of columns: asked for on the page for files, kept for the unit, and known to the command too."""

from pathlib import Path
from re import findall
from typing import Any

import httpx
import pytest

from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.waiting import wait_until

__all__ = ["thidua"]

HEADER = "Thời điểm;Mã hoạt động;Đơn vị;Điều khoản;Loại hoạt động;Việc đã làm;Số lượng;ĐVT;Ngày thực hiện;Người ghi"
ROW = "07/03/2025;HD-{};{};III.1.b4;Kiểm tra;Kiểm tra xã;1;cuộc;07/03/2025;Lan"
PERSONAL = "Bùi Thị Mai;017190001234;hctc;Xóm Lác;Thời điểm"


@pytest.fixture
def campaign(tracking: RunningTracking) -> str:
    campaign = launched(tracking)
    wait_until(lambda: tracking.read(f"/{campaign}").status_code == httpx.codes.OK)
    return campaign


def test_the_page_asks_once_and_remembers_for_the_unit_alone(tracking: RunningTracking, campaign: str) -> None:
    content = "\n".join((HEADER, ROW.format(1, "hctc"))).encode()

    first = send(tracking, campaign, "hctc", content)
    named = send(tracking, campaign, "hctc", content, **{"Việc đã làm": "title", "Người ghi": "-"})
    later = send(tracking, campaign, "hctc", content)
    others = send(tracking, campaign, "huyen-mai-chau", content.replace(b"hctc", b"huyen-mai-chau"))
    forgotten = send(tracking, campaign, "hctc", content, **{"Việc đã làm": "?", "Người ghi": "?"})

    assert asked(first) == {"Việc đã làm": "?", "Người ghi": "?"}
    assert [told(page) for page in (first, named, later, others, forgotten)] == [
        "Rejected", "Recorded", "Recorded", "Rejected", "Rejected"
    ]  # fmt: skip
    assert asked(named) == asked(later) == {"Việc đã làm": "title", "Người ghi": "-"}
    assert asked(others) == asked(forgotten) == {"Việc đã làm": "?", "Người ghi": "?"}
    assert "of columns are remembered." in named.text
    assert "of columns are remembered." not in later.text


def test_a_file_without_a_header_is_not_asked_about(tracking: RunningTracking, campaign: str) -> None:
    page = send(tracking, campaign, "hctc", f"{PERSONAL}\n{PERSONAL}".encode())

    assert asked(page) == {}
    assert not any(word in page.text for word in ("017190001234", "Xóm Lác"))


def test_the_command_keeps_and_knows_them(
    thidua: Thidua, tracking: RunningTracking, campaign: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join((HEADER, ROW.format(7, "thcb"))), encoding="utf-8")
    where = ("--url", tracking.url, "--token", tracking.token("unit", "thcb"), "--data", tmp_path / "none")
    way = ("--campaign", campaign, "--type", "activity.recorded", "--unit", "thcb", *where)
    columns = ("--column", "Việc đã làm=title", "--column", "người ghi=")

    strange = thidua("send", path, *way)
    tried = thidua("send", path, "--dry-run", *columns, *way)
    still = thidua("send", path, "--dry-run", *way)
    sent = thidua("send", path, *columns, *way)
    again = thidua("send", path, *way)
    wrong = thidua("send", path, "--column", "Việc đã làm=name", *way)

    assert [row[1] for row in (tried.rows[0], still.rows[0])] == ["recorded", "rejected"]
    assert [ran.rows[0][1:] for ran in (strange, sent, again)] == [["0", "0", "1"], ["1", "0", "0"], ["0", "1", "0"]]
    assert "write NAME=FIELD, with a field that activity.recorded has" in wrong.err


def test_they_are_the_units_own_affair(tracking: RunningTracking) -> None:
    path, said = "/tracking/units/hctc/columns", {"type": "activity.recorded", "columns": {"Tên việc": "title"}}

    kept = tracking.client.put(path, json=said, headers=tracking.headers("unit", "hctc"))
    refused = [
        tracking.client.put(path, json=said, headers=tracking.headers(role, who))
        for role, who in (("unit", "thcb"), ("verifier", ""), ("auditor", ""))
    ]
    bad = [
        tracking.client.put(path, content=content, headers=tracking.headers("unit", "hctc"))
        for content in (b"{half", b'{"type": "activity.recorded", "columns": {"a": "name"}}', b" " * 70_000)
    ]
    read = tracking.client.get(path, headers=tracking.headers("unit", "hctc"))

    assert {"type": "activity.recorded", "column": "Tên việc", "field": "title"} in kept.json()["columns"]
    assert [answer.status_code for answer in refused] == [403] * 3
    assert [answer.status_code for answer in bad] == [400, 400, 413]
    assert read.json() == kept.json()
    assert tracking.client.get(path, headers=tracking.headers("unit", "thcb")).status_code == 403


def send(tracking: RunningTracking, campaign: str, unit: str, content: bytes, /, **columns: str) -> httpx.Response:
    """A file tried on the page, with what was chosen of its columns."""
    data: dict[str, Any] = {"type": "activity.recorded", "do": "try"}
    data["column"] = [f"activity.recorded/{name}" for name in columns]
    data["field"] = list(columns.values())
    return tracking.client.post(
        f"/units/{unit}/upload",
        params={"campaign": campaign},
        data=data,
        files={"file": ("a.csv", content)},
        headers=tracking.headers("unit", unit),
    )


def asked(page: httpx.Response) -> dict[str, str]:
    """The columns the page asks about, and what is chosen of each."""
    marks = findall(r'name="column" value="activity.recorded/([^"]*)"', page.text)
    chosen = findall(r'<option value="([^"]*)" selected>', page.text.partition("<fieldset>")[2])
    return dict(zip(marks, chosen, strict=True))


def told(page: httpx.Response) -> str:
    """What would become of the only row."""
    return str(findall(r"(Recorded|Rejected)\s*</", page.text)[-1])
