"""One row of a file as a CloudEvent: its values by the catalogue, its source, and an id that follows from the row."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.envelope import Statement
from shared.core.forms import normal_form, read_statement
from shared.sheets.cells import Cell
from shared.sheets.numbers import Notation, number_of, plain
from shared.sheets.statements import CannotState, Speech
from tests.examples import CAMPAIGN

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACTIVITY: dict[str, Cell] = {
    "type": "activity.recorded",
    "time": "2025-05-14T08:00:00+07:00",
    "activity_id": "HD-1",
    "unit_id": "hctc",
    "clause": "III.1.b4",
    "kind": "inspection_conducted",
    "title": "Kiểm tra",
    "quantity": "2.5",
    "measure": "cuộc",
    "occurred_on": "2025-05-14",
}


def test_a_row_becomes_the_whole_event() -> None:
    event = stated(ACTIVITY)

    assert event.pop("id").startswith("activity.recorded/")
    assert event == {
        "specversion": "1.0",
        "source": "/units/hctc",
        "type": "vn.thidua.activity.recorded.v1",
        "time": "2025-05-14T08:00:00+07:00",
        "campaign": CAMPAIGN,
        "data": {
            "activity_id": "HD-1",
            "unit_id": "hctc",
            "clause": "III.1.b4",
            "kind": "inspection_conducted",
            "title": "Kiểm tra",
            "quantity": 2.5,
            "measure": "cuộc",
            "occurred_on": "2025-05-14",
        },
    }


def test_the_long_name_of_a_type_is_the_same_type() -> None:
    assert stated({**ACTIVITY, "type": "vn.thidua.activity.recorded.v1"}) == stated(ACTIVITY)


def test_a_type_for_the_whole_file_stands_in_where_a_row_names_none() -> None:
    untyped = {name: cell for name, cell in ACTIVITY.items() if name != "type"}

    assert stated(untyped, type_="activity.recorded") == stated(ACTIVITY)
    with pytest.raises(CannotState, match="--type"):
        stated(untyped)


def test_nested_fields_are_dotted_and_lists_are_counted() -> None:
    row = {**ACTIVITY, "persons.0.person_id": "a", "persons.1.person_id": "b", "persons.1.role": "phó"}

    data = stated(row)["data"]

    assert data["persons"] == [{"person_id": "a"}, {"person_id": "b", "role": "phó"}]


def test_a_cell_may_hold_json_where_the_field_has_parts() -> None:
    data = stated({**ACTIVITY, "persons": '[{"person_id": "a"}]', "title": "[nháp] kiểm tra"})["data"]

    assert data["persons"] == [{"person_id": "a"}]
    assert data["title"] == "[nháp] kiểm tra"


def test_figures_are_numbers_or_truths_and_their_names_may_have_dots() -> None:
    row: dict[str, Cell] = {
        "type": "report.submitted",
        "time": "2025-03-05",
        "report_id": "R",
        "unit_id": "hctc",
        "period": "2025-02",
        "figures.houses.started": "12",
        "figures.ratio": "0.5",
        "figures.complete": "TRUE",
    }

    event = stated(row)

    assert event["data"]["figures"] == {"houses.started": 12, "ratio": 0.5, "complete": True}
    assert isinstance(read_statement(msgspec.json.encode(event), now=NOW), Statement)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("60000000", 60_000_000), (60_000_000.0, 60_000_000), ("60000000.0", 60_000_000), ("sáu", "sáu"), ("1.25", 1.25)],
)
def test_a_number_is_read_and_what_is_none_is_handed_on(cell: Cell, value: object) -> None:
    row: dict[str, Cell] = {"type": "household.approved", "household_id": "H", "list_no": "1", "support_vnd": cell}

    assert stated(row)["data"]["support_vnd"] == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.500", 1_500),
        ("50.000.000", 50_000_000),
        ("1.234,5", 1_234.5),
        ("1,5", 1.5),
        ("2.5", 2.5),
        ("0.125", 0.125),
        ("1 234 567", 1_234_567),
        ("1\u00a0234", 1_234),
        (1.5, 1.5),
        (1.234, 1.234),
    ],
)
def test_a_number_in_text_is_read_the_vietnamese_way(cell: Cell, value: object) -> None:
    assert stated({**ACTIVITY, "quantity": cell})["data"]["quantity"] == value


@pytest.mark.parametrize(
    ("cell", "value"), [("1,500", 1_500), ("1,234,567.5", 1_234_567.5), ("1.234", 1.234), ("2,5", 2.5)]
)
def test_a_file_may_be_said_to_write_numbers_the_english_way(cell: Cell, value: object) -> None:
    assert stated({**ACTIVITY, "quantity": cell}, notation="en")["data"]["quantity"] == value


@pytest.mark.parametrize(("cell", "notation"), [("1,234,567", "vi"), ("1,500.5", "vi"), ("1.234.567", "en")])
def test_a_number_that_the_rule_does_not_know_is_not_guessed_at(cell: Cell, notation: Notation) -> None:
    with pytest.raises(CannotState, match=r"quantity.*--numbers"):
        stated({**ACTIVITY, "quantity": cell}, notation=notation)


@given(st.floats(min_value=0.001, max_value=1e9).map(lambda number: round(number, 3)), st.sampled_from(["vi", "en"]))
def test_a_number_as_it_is_kept_in_text_is_read_as_the_same(number: float, notation: Notation) -> None:
    assert number_of(plain(number), notation) == number


@pytest.mark.parametrize(
    "cell", ["31/12/2025", "31-12-2025", "31.12.2025", 46_022, 46_022.0, "46022", date(2025, 12, 31), "2025-12-31"]
)
def test_a_day_is_written_day_first_or_as_workbooks_count_it(cell: Cell) -> None:
    assert stated({**ACTIVITY, "occurred_on": cell})["data"]["occurred_on"] == "2025-12-31"


@pytest.mark.parametrize("cell", ["31/02/2025", "13/25/2025", "1/2/25", "hôm qua", 17])
def test_what_is_no_day_is_handed_on(cell: Cell) -> None:
    assert stated({**ACTIVITY, "occurred_on": cell})["data"]["occurred_on"] == str(cell)


def test_the_day_comes_before_the_month() -> None:
    assert stated({**ACTIVITY, "occurred_on": "01/02/2025"})["data"]["occurred_on"] == "2025-02-01"


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2025-02", "2025-02"),
        ("02/2025", "2025-02"),
        ("Tháng 2/2025", "2025-02"),
        ("Quý I/2025", "2025-Q1"),
        ("Q4/2025", "2025-Q4"),
        (2025.0, "2025"),
        ("Năm 2025", "2025"),
        (date(2025, 2, 1), "2025-02"),
        (date(2025, 2, 2), "2025-02-02"),
    ],
)
def test_a_period_is_read_as_people_write_it(cell: Cell, period: str) -> None:
    assert stated({"type": "report.submitted", "period": cell})["data"]["period"] == period


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("category", "Hộ cận nghèo", "NEAR_POOR"),
        ("category", "can ngheo", "NEAR_POOR"),
        ("work", "Xây mới", "NEW_BUILD"),
        ("work", "REPAIR", "REPAIR"),
        ("work", "Phá", "Phá"),
        ("person.name", "Người có công", "Người có công"),
    ],
)
def test_what_the_catalogue_lists_is_read_by_its_vietnamese_words(name: str, cell: str, value: str) -> None:
    data = stated({"type": "household.identified", name: cell})["data"]

    assert (data["person"]["name"] if name == "person.name" else data[name]) == value


def test_yes_and_no_may_be_said_in_vietnamese() -> None:
    row: dict[str, Cell] = {"type": "household.verified", "eligible": "Có", "checks.a": "không", "checks.b": "3"}

    data = stated(row)["data"]

    assert (data["eligible"], data["checks"]) == (True, {"a": False, "b": 3})


def test_a_table_in_vietnamese_is_the_same_event() -> None:
    names = ["Loại sự kiện", "Thời điểm", "Mã hoạt động", "Đơn vị", "Điều khoản", "Loại hoạt động", "Tên hoạt động"]
    names += ["Số lượng", "Đơn vị tính", "Ngày thực hiện"]
    said = {**ACTIVITY, "kind": "Kiểm tra, giám sát", "occurred_on": "14/05/2025", "quantity": "2,5"}

    row: dict[str, Cell] = {"STT": "1", **dict(zip(names, said.values(), strict=True))}

    assert stated(row) == stated(ACTIVITY)


def test_an_id_that_looks_like_a_number_stays_text() -> None:
    assert stated({**ACTIVITY, "activity_id": 17.0})["data"]["activity_id"] == "17"
    assert stated({**ACTIVITY, "activity_id": "0017"})["data"]["activity_id"] == "0017"


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("2025-05-14T08:00:00Z", "2025-05-14T08:00:00Z"),
        ("2025-05-14 08:00", "2025-05-14T08:00:00+07:00"),
        ("2025-05-14", "2025-05-14T00:00:00+07:00"),
        (date(2025, 5, 14), "2025-05-14T00:00:00+07:00"),
        (datetime(2025, 5, 14, 7, 59, 59, 999_999), "2025-05-14T08:00:00+07:00"),  # noqa: DTZ001 - from a workbook
        ("14/05/2025", "2025-05-14T00:00:00+07:00"),
        ("14/05/2025 8:00", "2025-05-14T08:00:00+07:00"),
        ("14/5/2025 08:00:30", "2025-05-14T08:00:30+07:00"),
        (45_791.75, "2025-05-14T18:00:00+07:00"),
        ("32/05/2025", "32/05/2025"),
    ],
)
def test_a_time_without_an_offset_is_vietnams(cell: Cell, time: str) -> None:
    assert stated({**ACTIVITY, "time": cell})["time"] == time


@pytest.mark.parametrize(
    ("row", "source"),
    [
        ({"type": "activity.recorded", "unit_id": "thcb"}, "/units/thcb"),
        ({"type": "house.started", "household_id": "H"}, "/units/hctc"),
        ({"type": "household.verified", "household_id": "H"}, "/verifier"),
        ({"type": "person.assigned", "person_id": "P", "unit_id": "thcb"}, "/secretary"),
        ({"type": "candidate.flagged", "subject_id": "S"}, "/files"),
    ],
)
def test_the_source_is_the_unit_for_what_units_state_and_the_role_for_the_rest(
    row: dict[str, Cell], source: str
) -> None:
    assert stated(row, unit_id="hctc")["source"] == source


def test_what_belongs_to_the_registry_goes_there() -> None:
    row: dict[str, Cell] = {"type": "person.assigned", "person_id": "P", "unit_id": "thcb"}

    assert stated(row)["campaign"] == "registry"
    assert stated({**ACTIVITY, "campaign": "other"})["campaign"] == "other"


def test_an_id_of_its_own_stands() -> None:
    assert stated({**ACTIVITY, "id": "my-1"})["id"] == "my-1"


def test_rows_of_other_things_and_other_moments_have_other_ids() -> None:
    rows = [
        ACTIVITY,
        {**ACTIVITY, "activity_id": "HD-2"},
        {**ACTIVITY, "time": "2025-05-14T09:00:00+07:00"},
        {**ACTIVITY, "type": "activity.verified"},
    ]

    assert len({stated(row)["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("type_", "column", "values"),
    [
        ("dossier.item_added", "item", ("MINUTES", "OTHER")),
        ("dossier.item_added", "sha256", ("0" * 64, "1" * 64)),
        ("clearance.requested", "body", ("y-te", "cong-an")),
        ("ballot.tallied", "round", ("1", "2")),
    ],
)
def test_what_is_told_of_one_dossier_at_one_moment_has_an_id_for_each_thing(
    type_: str, column: str, values: tuple[str, str]
) -> None:
    row = {"type": type_, "time": "2025-12-16T09:00:00+07:00", "nomination_id": "DN-01"}

    one, other = (stated({**row, column: value})["id"] for value in values)

    assert one != other


def test_a_changed_row_keeps_its_id_so_that_the_door_asks_for_a_correction() -> None:
    assert stated({**ACTIVITY, "quantity": "3"})["id"] == stated(ACTIVITY)["id"]


@given(st.permutations(sorted(ACTIVITY)), st.sampled_from(["NFC", "NFD"]))
def test_the_same_row_is_the_same_event_however_its_columns_lie_and_its_text_is_composed(
    order: list[str], form: Any
) -> None:
    row: dict[str, Cell] = {name: unicodedata.normalize(form, f" {ACTIVITY[name]} ") for name in order}

    assert stated(row) == stated(ACTIVITY)


def test_columns_that_contradict_each_other_are_no_event() -> None:
    with pytest.raises(CannotState, match=r"person\.name"):
        stated({"type": "household.identified", "person": "Mai", "person.name": "Mai"})


def test_empty_cells_and_the_reason_of_an_earlier_rejection_say_nothing() -> None:
    assert stated({**ACTIVITY, "evidence.0.name": " ", "rejected_because": "bad_fields"}) == stated(ACTIVITY)


def test_a_json_line_is_sent_as_it_stands() -> None:
    line = b'{"type":"vn.thidua.activity.recorded.v1", "campaign":"x", "data":{}}'

    assert speech().from_line(line).body == line


def test_a_json_line_without_a_campaign_gets_the_one_that_was_named() -> None:
    event = speech().from_line(b'{"type":"vn.thidua.activity.recorded.v1","data":{}}')

    assert msgspec.json.decode(event.body)["campaign"] == CAMPAIGN


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"nonsense", b'"\xff"'])
def test_a_line_that_is_no_event_is_told(line: bytes) -> None:
    with pytest.raises(CannotState):
        speech().from_line(line)


def speech(type_: str = "", unit_id: str = "", notation: Notation = "vi") -> Speech:
    return Speech(type_, lambda: CAMPAIGN, unit_id, notation)


def stated(row: dict[str, Cell], *, type_: str = "", unit_id: str = "", notation: Notation = "vi") -> dict[str, Any]:
    body = speech(type_, unit_id, notation).from_row(row).body
    event: dict[str, Any] = msgspec.json.decode(normal_form(body))
    return event
