"""`thidua campaign check`, `thidua rules` on files, and the facts a launch is made of."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from shared.core.definition import Definition
from shared.core.envelope import Statement
from shared.core.forms import read_statement
from shared.rules.definition import CampaignFile, read
from shared.rules.launching import Event, campaign_events, unit_events
from tests.unit.cli.commanding import Thidua
from tests.unit.rules.small_campaign import SMALL

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_sound_definition_has_no_mistakes(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("campaign", "check", written(tmp_path, SMALL))

    assert ran.code == 0
    assert ran.out.startswith("hoa-binh-450: no mistakes")


def test_a_definition_is_begun_out_of_a_few_answers_and_has_no_mistakes(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    said = ("--name", "Xóa nhà tạm", "--basis", "KH 12", "--content", "Nhà ở", "--unit", "Xã Hiền Lương")

    began = thidua("campaign", "new", path, *said, "--from", "2026-01-01", "--unit", "Xã Cao Sơn")
    again = thidua("campaign", "new", path, *said)

    assert (began.code, again.code) == (0, 1)
    assert "thidua campaign launch" in began.err
    assert "is there already" in again.err
    assert thidua("campaign", "check", path).out.startswith("xoa-nha-tam: no mistakes; clauses: 1, units: 2")


@pytest.mark.parametrize(
    ("said", "told"),
    [(("--name", "a"), "--basis is missing"), (("--from", "2026-01-01", "--to", "2026-01-01"), "--to must be after")],
)
def test_what_nobody_at_a_terminal_can_be_asked_for_is_named(
    thidua: Thidua, tmp_path: Path, said: tuple[str, ...], told: str
) -> None:
    ran = thidua("campaign", "new", tmp_path / "campaign.yaml", *said)

    assert ran.code == 1
    assert told in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("campaign", "check"), ("rules", "check"), ("rules", "test")])
def test_every_mistake_is_told_with_its_line_and_column(
    thidua: Thidua, tmp_path: Path, command: tuple[str, str]
) -> None:
    wrong = SMALL.replace("Asia/Ho_Chi_Minh", "Nowhere").replace("'inspection_conducted') >= 2", "'inspektion') >= 2")
    path = written(tmp_path, wrong)

    ran = thidua(*command, path)

    lines = wrong.splitlines()
    time_zone = next(number for number, line in enumerate(lines, 1) if "Nowhere" in line)
    inspected = next(number for number, line in enumerate(lines, 1) if "inspektion" in line)
    assert ran.code == 1
    assert ran.out.splitlines()[0].startswith(f"{path}:{time_zone}:12: ")
    assert ran.out.splitlines()[1].startswith(f"{path}:{inspected}:")
    assert len(ran.err.splitlines()) == 1


def test_mistakes_are_told_in_vietnamese_where_the_locale_is(
    thidua: Thidua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")

    ran = thidua("campaign", "check", written(tmp_path, "campaign: x\n"))

    assert "thiếu trường" in ran.out
    assert "hãy sửa" in ran.err


@pytest.mark.parametrize("content", [b"\xff\xfe", b""], ids=["not UTF-8", "empty"])
def test_a_file_that_is_no_definition_is_told_without_a_traceback(
    thidua: Thidua, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_bytes(content)

    ran = thidua("campaign", "check", path)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1


def test_a_file_that_is_not_there_is_told_in_one_line(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("campaign", "check", tmp_path / "none.yaml")

    assert ran.code == 1
    assert ran.err.strip() == f"{tmp_path / 'none.yaml'}: there is no such file."


def test_examples_that_come_out_as_expected_pass(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("rules", "test", written(tmp_path, SMALL))

    assert ran.code == 0
    assert [(row[0], row[3], row[4]) for row in ran.rows] == [
        ("nd98-2023/1", "CANDIDATE", "CANDIDATE"),
        ("nd98-2023/2", "NEEDS_REVIEW", "NEEDS_REVIEW"),
    ]


def test_an_example_that_comes_out_otherwise_shows_its_tree(thidua: Thidua, tmp_path: Path) -> None:
    path = written(tmp_path, SMALL.replace("expect: NEEDS_REVIEW", "expect: CANDIDATE"))

    ran = thidua("rules", "test", path)

    assert ran.code == 1
    assert "nd98-2023/2: CANDIDATE → NEEDS_REVIEW" in ran.out
    assert "✓ took-part" in ran.out


def test_the_same_definition_always_makes_the_same_facts() -> None:
    first, again = events_of(definition(SMALL)), events_of(definition(SMALL))

    assert first == again
    assert len({str(event["id"]) for event in first}) == len(first) == 5


def test_another_content_is_another_fact() -> None:
    renamed = definition(SMALL.replace("Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"))

    old, new = unit_events(definition(SMALL)), unit_events(renamed)

    assert old[0]["id"] != new[0]["id"]
    assert old[1] == new[1]


def test_every_fact_of_a_launch_is_well_formed() -> None:
    read_back = [read_statement(msgspec.json.encode(event), now=NOW) for event in events_of(definition(SMALL))]

    assert [one for one in read_back if not isinstance(one, Statement)] == []


def test_a_unit_never_comes_before_its_parent() -> None:
    parent, child = SMALL.index("  - {id: vpubnd"), SMALL.index("  - id: hctc")
    end = SMALL.index("targets:")
    turned = SMALL[:parent] + SMALL[child:end] + SMALL[parent:child] + SMALL[end:]

    events = unit_events(definition(turned))

    assert [str(event["id"]) for event in events] == [str(event["id"]) for event in unit_events(definition(SMALL))]


def test_a_launch_happens_on_the_first_day_in_the_campaigns_zone_but_never_in_the_future() -> None:
    times = {event["time"] for event in events_of(definition(SMALL))}
    early = unit_events(definition(SMALL), not_after=datetime(2024, 9, 1, tzinfo=UTC))

    assert times == {"2024-10-05T00:00:00+07:00"}
    assert {event["time"] for event in early} == {"2024-09-01T00:00:00+00:00"}


def definition(text: str) -> Definition:
    found = read(text)
    assert isinstance(found, CampaignFile), found
    return found.definition


def events_of(launched: Definition) -> list[Event]:
    return [*unit_events(launched), *campaign_events(launched)]


def written(folder: Path, text: str) -> Path:
    path = folder / "campaign.yaml"
    path.write_text(text, encoding="utf-8")
    return path
