"""`thidua campaign launch` and `thidua send` through the real door."""

import csv
from pathlib import Path

import pytest

from deploy.nats.server import free_port
from tests.integration.door.conftest import NewTracking, new_tracking
from tests.integration.door.running_tracking import RunningTracking
from tests.unit.cli.commanding import Ran, Thidua
from tests.unit.cli.conftest import thidua
from tests.unit.cli.workbook import write_workbook
from tests.unit.rules.small_campaign import SMALL

__all__ = ["new_tracking", "thidua"]

HEADER = ["time", "household_id", "unit_id", "track", "category", "work", "person.name", "person.citizen_id"]
HEADER += ["person.address", "eligible", "checks.commune_confirmed", "type"]


@pytest.fixture
def tracking(new_tracking: NewTracking) -> RunningTracking:
    return new_tracking()


def test_a_campaign_is_launched_once_and_its_units_are_stated_if_they_are_not_there(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    first = launch(thidua, tracking, tmp_path)
    again = launch(thidua, tracking, tmp_path)

    assert first.code == again.code == 0
    assert [(row[0], row[2]) for row in first.rows] == [
        ("vpubnd", "known"),  # the examples' registry has it already
        ("hctc", "known"),
        ("hoa-binh-450", "recorded"),
        ("nd98-2023", "recorded"),
        ("nd152-2025", "recorded"),
    ]
    assert [row[2] for row in again.rows[2:]] == ["duplicate"] * 3
    assert [commit.number for commit in tracking.commits("hoa-binh-450")] == [int(first.rows[2][3]) // 1_000]


def test_another_definition_under_the_same_id_is_refused_with_the_reason(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    launch(thidua, tracking, tmp_path)

    ran = launch(thidua, tracking, tmp_path, SMALL.replace("ends_on: 2025-12-31", "ends_on: 2025-12-30"))

    assert ran.code == 1
    assert ran.err.startswith("hoa-binh-450: campaign_already_launched: ")


def test_a_launch_by_who_may_not_is_refused(thidua: Thidua, tracking: RunningTracking, tmp_path: Path) -> None:
    ran = launch(thidua, tracking, tmp_path, role="secretary")

    assert ran.code == 1
    assert "role_may_not_state" in ran.err


def test_a_file_is_recorded_once_in_whatever_form_it_comes(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    launch(thidua, tracking, tmp_path)
    rows = [household(f"HB-{number}", citizen_id=f"01719000{number:04}") for number in range(1_200)]
    table = written(tmp_path / "households.csv", rows)
    workbook = write_workbook(tmp_path / "households.xlsx", [HEADER, *rows[:5]])

    first = send(thidua, tracking, table)
    again = send(thidua, tracking, table, workbook)

    assert (first.code, first.rows) == (0, [[str(table), "1200", "0", "0"]])
    assert (again.code, again.rows) == (0, [[str(table), "0", "1200", "0"], [str(workbook), "0", "5", "0"]])
    assert sum(len(commit.facts()) for commit in tracking.commits("hoa-binh-450")) == 3 + 1_200


def test_rejected_rows_can_be_corrected_in_their_file_and_sent_from_there(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    launch(thidua, tracking, tmp_path)
    wrong = [cell if cell != "POOR" else "RICH" for cell in household("HB-2", citizen_id="017190000002")]
    table = written(tmp_path / "households.csv", [household("HB-1", citizen_id="017190000001"), wrong])

    ran = send(thidua, tracking, table)
    rejected = tmp_path / "households.csv.rejected.csv"
    (row,) = kept(table)
    rejected.write_text(rejected.read_text(encoding="utf-8-sig").replace("RICH", "POOR"), encoding="utf-8")
    corrected = send(thidua, tracking, rejected)

    assert (ran.code, ran.rows) == (1, [[str(table), "1", "0", "1"]])
    assert row["household_id"] == "HB-2"
    assert row["rejected_because"].startswith("bad_fields: ")
    assert "/data/category: " in row["rejected_because"]
    assert (corrected.code, corrected.rows) == (0, [[str(rejected), "1", "0", "0"]])


def test_each_row_is_refused_alone_and_with_the_rule_that_forbids_it(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    launch(thidua, tracking, tmp_path)
    early = ["2025-03-09", "HB-9", "", "", "", "", "", "", "", "true", "TRUE", "household.verified"]
    table = written(tmp_path / "rows.csv", [early, early])

    ran = send(thidua, tracking, table, role="verifier")

    reasons = [row["rejected_because"].partition(":")[0] for row in kept(table)]
    assert ran.rows == [[str(table), "0", "0", "2"]]
    assert reasons == ["household_unknown"] * 2


def test_rows_that_name_no_unit_are_its_whose_token_it_is_or_who_is_named(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    launch(thidua, tracking, tmp_path)
    path = tmp_path / "started.csv"
    path.write_text("time,household_id,started_on\n2025-03-09,HB-1,2025-03-09\n")

    nobody = send(thidua, tracking, path, "--type", "house.started")
    reasons = [kept(path)[0]["rejected_because"]]
    send(thidua, tracking, path, "--type", "house.started", "--unit", "hctc")
    reasons.append(kept(path)[0]["rejected_because"])
    send(thidua, tracking, path, "--type", "house.started", "--data", tracking.vault.parent)
    reasons.append(kept(path)[0]["rejected_because"])

    assert nobody.rows == [[str(path), "0", "0", "1"]]
    assert reasons[0].startswith("speaks_for_another_unit: ")
    assert reasons[0].endswith("--unit.")
    assert [reason.partition(":")[0] for reason in reasons[1:]] == ["household_unknown"] * 2


def test_json_lines_are_events_as_they_stand_and_a_broken_one_harms_no_other(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    launch(thidua, tracking, tmp_path)
    table = written(tmp_path / "a.csv", [household("HB-1", citizen_id="017190000001")])
    line = thidua("send", "--dry-run", "--campaign", "hoa-binh-450", table).out
    path = tmp_path / "a.jsonl"
    path.write_text(f"{{broken\n\n{line}", encoding="utf-8")

    ran = send(thidua, tracking, path)

    assert ran.rows == [[str(path), "1", "0", "1"]]
    assert kept(path)[0]["event"] == "{broken"


def test_where_there_is_no_campaign_or_several_it_must_be_named(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    table = written(tmp_path / "a.csv", [household("HB-1", citizen_id="017190000001")])

    none = send(thidua, tracking, table)
    launch(thidua, tracking, tmp_path)
    launch(thidua, tracking, tmp_path, SMALL.replace("hoa-binh-450", "mai-chau"))
    several = send(thidua, tracking, table)
    named = send(thidua, tracking, table, "--campaign", "mai-chau")

    assert none.code == several.code == 1
    assert "campaign launch" in none.err
    assert "hoa-binh-450, mai-chau" in several.err
    assert named.rows == [[str(table), "1", "0", "0"]]


@pytest.mark.parametrize(
    "url", [f"http://127.0.0.1:{free_port()}", "nonsense", "http://[half"], ids=["nobody", "nonsense", "half"]
)
def test_where_nothing_answers_it_is_told_in_one_line(thidua: Thidua, tmp_path: Path, url: str) -> None:
    table = written(tmp_path / "a.csv", [household("HB-1", citizen_id="017190000001")])

    ran = thidua("send", table, "--campaign", "c", "--url", url, "--token", "t", "--data", tmp_path)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "--url" in ran.err


def launch(thidua: Thidua, tracking: RunningTracking, folder: Path, text: str = SMALL, *, role: str = "admin") -> Ran:
    path = folder / "campaign.yaml"
    path.write_text(text, encoding="utf-8")
    tracking.caught_up()
    return thidua("campaign", "launch", path, "--url", tracking.url, "--token", tracking.token(role))


def send(thidua: Thidua, tracking: RunningTracking, *arguments: object, role: str = "unit") -> Ran:
    token = tracking.token(role, "hctc" if role == "unit" else "")
    tracking.caught_up()
    return thidua("--data", "no-such-folder", "send", *arguments, "--url", tracking.url, "--token", token)


def household(household_id: str, *, citizen_id: str) -> list[str]:
    person = ["Bùi Thị Mai", citizen_id, "Xóm Bưa"]
    return [
        "2025-03-09", household_id, "hctc", "CAMPAIGN", "POOR", "NEW_BUILD", *person, "", "", "household.identified"
    ]  # fmt: skip


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def kept(path: Path) -> list[dict[str, str]]:
    """The rows that were rejected, with their reasons."""
    lines = path.with_name(f"{path.name}.rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    return list(csv.DictReader(lines))
