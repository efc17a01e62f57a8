"""The page for files of a unit: tried first, row by row, recorded once, and nothing of what is in it repeated."""

import logging
from collections.abc import Mapping
from io import BytesIO
from re import findall, sub
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest

from services.tracking.web.upload_texts import UPLOAD_WORDS
from services.tracking.web.uploading import MOST_ROWS, MOST_UNPACKED, TYPES
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import household
from tests.waiting import wait_until

MAI_CHAU: Final = "huyen-mai-chau"
HEADER: Final = "time;activity_id;unit_id;clause;kind;title;quantity;measure;occurred_on"
NUMBER, REFUSED = "017190004321", "017190008888"


def row(activity_id: str, *, unit_id: str = "hctc", quantity: str = "2,5", day: str = "07/03/2025") -> str:
    return f"{day} 09:00;{activity_id};{unit_id};III.1.b4;inspection_conducted;Kiểm tra;{quantity};cuộc;{day}"


def table(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def swollen(*, says: int = 0, parts: int = 0) -> bytes:
    """An archive in the place of a workbook that unpacks to more than is read, whatever size it says it has."""
    content, zeros = BytesIO(), b"\0" * (0 if parts else MOST_UNPACKED + 1)
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for number in range(parts or 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", zeros)
    written = content.getvalue()
    return written.replace(len(zeros).to_bytes(4, "little"), says.to_bytes(4, "little")) if says else written


class Sender:
    """A clerk at the page for files of one unit and campaign."""

    def __init__(self, tracking: RunningTracking, unit_id: str = "hctc") -> None:
        self.tracking, self.unit_id = tracking, unit_id
        self.campaign = launched(tracking)
        wait_until(lambda: tracking.read(f"/{self.campaign}").status_code == httpx.codes.OK)

    def sends(
        self,
        content: bytes,
        name: str = "a.csv",
        *,
        do: str = "try",
        after: httpx.Response | None = None,
        given: Mapping[str, str] | None = None,
        **entered: str,
    ) -> httpx.Response:
        """A file as it is sent from the page, or from the one that was answered before."""
        tried = findall(r'name="tried" value="(\w*)"', after.text)[0] if after is not None else ""
        return self.tracking.client.post(
            f"/units/{self.unit_id}/upload",
            params={"campaign": self.campaign},
            data={"type": "activity.recorded", "do": do, "tried": tried} | dict(given or {}) | entered,
            files={"file": (name, content)},
            headers=self.tracking.headers("unit", self.unit_id),
        )

    def facts(self) -> list[Any]:
        facts = [fact for commit in self.tracking.commits(self.campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.actor == f"unit:{self.unit_id}"]


@pytest.fixture
def sender(tracking: RunningTracking) -> Sender:
    return Sender(tracking)


def told(page: httpx.Response) -> list[tuple[str, ...]]:
    """The rows of the report: number, what, outcome, and why or where."""
    [body] = findall(r"<tbody>(.*?)</tbody>", sub(r"\s+", " ", page.text)) or [""]
    rows = findall(r"<tr>(.*?)</tr>", body)
    return [
        tuple(sub("<[^>]*>", "", cell).strip() for cell in findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one)) for one in rows
    ]


def test_a_file_is_tried_row_by_row_and_nothing_is_recorded(sender: Sender) -> None:
    content = table(row("A-1"), row("A-2", quantity="0"), row("A-3", unit_id="thcb"), row("A-1", quantity="3"))

    page = sender.sends(content)

    assert page.status_code == 200
    assert [one[:3] for one in told(page)] == [
        ("2", "activity.recorded A-1", "Recorded"),
        ("3", "activity.recorded A-2", "Rejected"),
        ("4", "activity.recorded A-3", "Rejected"),
        ("5", "activity.recorded A-1", "Rejected"),  # the same thing, told otherwise
    ]
    assert told(page)[1][3].startswith("Quantity (quantity): ")
    assert "A unit speaks for itself alone" in told(page)[2][3]
    assert "a.csv was tried: 1 rows would be recorded, 0 are there already, 3 rejected." in page.text
    assert "Nothing has been recorded." in page.text
    assert sender.facts() == []


def test_the_file_that_was_tried_is_recorded_once_however_often_it_is_sent(sender: Sender) -> None:
    content = table(row("A-1"), row("A-2", quantity="0"))
    tried = sender.sends(content)

    recorded = sender.sends(content, do="record", after=tried)
    again = sender.sends(content, do="record", after=tried)

    [fact] = sender.facts()
    assert (fact.source, fact.data.activity_id, fact.data.quantity) == ("/units/hctc", "A-1", 2.5)
    assert "a.csv was sent: 1 rows were recorded, 0 are there already, 1 were rejected." in recorded.text
    assert told(recorded)[0][2] == "Recorded"
    assert told(again)[0][2:] == ("There already", told(recorded)[0][3])


def test_another_file_than_the_one_that_was_tried_is_only_tried(sender: Sender) -> None:
    tried = sender.sends(table(row("A-1")))

    other = sender.sends(table(row("A-1"), row("A-2")), do="record", after=tried)
    never_tried = sender.sends(table(row("A-1")), do="record")

    assert "This is not the file that was tried" in other.text
    assert "Nothing has been recorded." in never_tried.text
    assert sender.facts() == []
    sender.sends(table(row("A-1"), row("A-2")), do="record", after=other)
    assert len(sender.facts()) == 2


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        pytest.param(b"", "", "choose a file", id="none chosen"),
        pytest.param(b"x", "a.pdf", "unknown kind of file", id="no table"),
        pytest.param(b"\xff\xfe\xfd", "a.xlsx", "cannot be read as a workbook", id="no workbook"),
        pytest.param(swollen(), "a.xlsx", "unpacks to more than is read here", id="a bomb"),
        pytest.param(swollen(says=10), "a.xlsx", "unpacks to more than is read here", id="a bomb that says it is none"),
        pytest.param(swollen(parts=2_000), "a.ods", "unpacks to more than is read here", id="too many parts"),
        pytest.param("Hà Nội".encode("utf-16-be"), "a.csv", "is not UTF-8", id="other letters"),
        pytest.param(HEADER.encode(), "a.csv", "there is no row", id="no rows"),
        pytest.param(table(*["x"] * (MOST_ROWS + 1)), "a.csv", "more than 1,000 rows", id="too many"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_at_its_field(
    sender: Sender, content: bytes, name: str, said: str
) -> None:
    page = sender.sends(content, name)

    assert page.status_code == 400
    [fault] = findall(r'id="file-fault">([^<]*)<', page.text)
    assert said in fault
    assert '<option value="activity.recorded" selected>' in page.text


def test_a_body_that_is_too_large_or_no_form_is_refused_on_the_page(sender: Sender) -> None:
    headers = sender.tracking.headers("unit", "hctc")
    path, asked = "/units/hctc/upload", {"campaign": sender.campaign}

    large = sender.sends(b"x" * 1_200_000)
    no_form = sender.tracking.client.post(path, params=asked, content=b"{}", headers=headers)

    assert (large.status_code, no_form.status_code) == (413, 400)
    assert all("Nothing has been recorded." in page.text for page in (large, no_form))


def test_a_row_that_is_no_event_says_so_and_keeps_no_other_back(sender: Sender) -> None:
    lines = b'{"type": "vn.thidua.activity.withdrawn.v1"\n[1]\n"\xc4\x90"\n'

    page = sender.sends(lines, "a.jsonl")

    assert [one[0::2] for one in told(page)] == [("1", "Rejected"), ("2", "Rejected"), ("3", "Rejected")]
    assert all(one[3] for one in told(page))


def test_nothing_of_a_file_stands_on_a_page_in_a_line_of_the_log_or_in_clear_on_the_disk(
    tracking: RunningTracking, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sender = Sender(tracking, MAI_CHAU)
    person = household(sender.campaign, "H-1", number=NUMBER)["data"]["person"]
    header = "type;time;household_id;unit_id;track;category;work;person.name;person.citizen_id;person.address"
    cells = ("household.identified", "07/03/2025 09:00", "H-1", MAI_CHAU, "CAMPAIGN", "POOR", "NEW_BUILD")
    good = (*cells, person["name"], NUMBER, person["address"])
    bad = (*cells[:2], "H-2", *cells[3:5], "no category", cells[6], person["name"], REFUSED, person["address"])
    content = "\n".join((header, ";".join(good), ";".join(bad))).encode()

    tried = sender.sends(content)
    recorded = sender.sends(content, do="record", after=tried)

    assert [one[1:3] for one in told(recorded)] == [
        *(("household.identified H-1", "Recorded"), ("household.identified H-2", "Rejected"))
    ], recorded.text
    said = tried.text + recorded.text + caplog.text + str([vars(record) for record in caplog.records])
    files = [
        one for folder in (tracking.vault.parent, tracking.nats.data) for one in folder.rglob("*") if one.is_file()
    ]
    for secret in (NUMBER, REFUSED, person["name"]):
        assert secret not in said
        assert [one for one in files if secret.encode() in one.read_bytes()] == []
    assert {page.headers["Cache-Control"] for page in (tried, recorded)} == {"no-store"}


def test_only_the_unit_itself_sends_its_files(sender: Sender) -> None:
    path, asked = "/units/hctc/upload", {"campaign": sender.campaign}
    client, headers = sender.tracking.client, sender.tracking.headers

    assert client.get(path, params=asked, headers=headers("unit", "hctc")).status_code == 200
    assert client.get(path, params=asked, headers=headers("unit", "thcb")).status_code == 403
    assert client.get(path, params=asked, headers=headers("verifier")).status_code == 403
    assert client.post(path, params=asked, headers=headers("secretary")).status_code == 403
    assert client.post(path, params=asked).status_code == 401


def test_every_type_that_a_unit_states_has_a_name_in_both_languages() -> None:
    assert {frozenset(words.types) for words in UPLOAD_WORDS.values()} == {frozenset(TYPES)}


def test_a_table_that_says_nowhere_what_its_rows_are_is_asked_for_that_at_its_field(sender: Sender) -> None:
    answer = sender.sends(table(row("A-1")), type="")

    assert answer.status_code == 400
    assert findall(r'class="fault" id="([^"]+)"', answer.text) == ["type-fault"]
    assert sender.facts() == []


def test_what_a_table_does_not_say_is_asked_for_once_for_all_rows_and_a_communes_own_table_is_recorded(
    sender: Sender,
) -> None:
    content = "UBND XÃ\nNội dung công việc;Mục;Hình thức;Ngày;Số lượng\nHọp xóm;Việc khác;Khác;07/03/2025;1".encode()
    said = {"given.clause": "III.1.b4", "given.measure": "cuộc"}

    first, again = sender.sends(content), sender.sends(content, given=said)
    recorded = sender.sends(content, do="record", after=again, given=said)
    others = sender.sends(content, do="record", after=again, given=said | {"given.measure": "lần"})
    next_month = sender.sends(content, given=said)

    assert [one[2] for one in told(first)] == ["Rejected"]
    assert set(findall(r'name="(given\.[^"]+)"', first.text)) == set(said)
    assert [one[2] for page in (again, recorded, next_month) for one in told(page)] == [
        *("Recorded", "Recorded", "There already")
    ]
    assert UPLOAD_WORDS["en"].titles.format(number=1) in recorded.text
    assert UPLOAD_WORDS["en"].other_file in others.text
    [fact] = sender.facts()
    assert (fact.data.clause, fact.data.measure, fact.data.title) == ("III.1.b4", "cuộc", "Họp xóm")
    assert 'value="III.1.b4" selected' in next_month.text
