"""`thidua export dhis2` from a running installation to a DHIS2 in a process of its own."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import msgspec
import pytest

from tests.integration.door.conftest import launched
from tests.integration.door.dhis2_server import NAME, PASSWORD, TOKEN, Running, serving
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, household, open_event
from tests.integration.door.test_quality import MAI_CHAU, recorded, report
from tests.unit.cli.commanding import Ran, Thidua
from tests.unit.cli.conftest import thidua

__all__ = ["thidua"]

MAPPING: Final = f"""\
dataSet: pBOMPrpg1QX
orgUnits: {{{MAI_CHAU}: DiszpKrYNg8, hctc: FNnj3jKGS7i}}
dataValues:
  - {{figure: houses.identified, dataElement: f7n9E0hX8qk, categoryOptionCombo: HllvX50cXC0}}
  - {{figure: houses.identified, dataElement: Ix2HsbDMLea, measure: within}}
  - {{figure: report.started, dataElement: eY5ehpbEsB7}}
"""
TRIED: Final = "would be taken"


@pytest.fixture(scope="module")
def campaign(tracking: RunningTracking) -> str:
    """A campaign with two households of Mai Châu, recorded in March, which reported on February."""
    campaign = launched(tracking)
    for _ in range(2):
        recorded(tracking, household(campaign))
    recorded(tracking, report(campaign, {"started": 13}, period="2025-02"))
    position = recorded(tracking, activity(campaign), who="hctc")
    assert tracking.read(f"/{campaign}", after=position).status_code == 200
    return campaign


@pytest.fixture(scope="module")
def dhis2() -> Iterator[Running]:
    with serving() as running:
        yield running


class Exporter:
    """The command, on one campaign."""

    def __init__(self, thidua: Thidua, tracking: RunningTracking, campaign: str, folder: Path) -> None:
        self._thidua = thidua
        self._tracking = tracking
        self.campaign = campaign
        self.mapping = folder / "dhis2.yaml"
        self.mapping.write_text(MAPPING, encoding="utf-8")

    def __call__(self, *arguments: object, to: str = "", period: str = "2025-03") -> Ran:
        where = ("--url", self._tracking.url, "--token", self._tracking.token("verifier"))
        there = ("--to", to) if to else ()
        asked = ("--campaign", self.campaign, "--period", period, *there, *arguments)
        return self._thidua("export", "dhis2", self.mapping, *asked, *where)

    def change(self, old: str, new: str) -> None:
        self.mapping.write_text(self.mapping.read_text("utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def export(
    thidua: Thidua, tracking: RunningTracking, campaign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Exporter:
    monkeypatch.setenv("THIDUA_DHIS2_TOKEN", TOKEN)
    return Exporter(thidua, tracking, campaign, tmp_path)


def test_without_a_dhis2_the_payload_is_printed(export: Exporter) -> None:
    ran = export()

    assert ran.code == 0, ran.err
    assert msgspec.json.decode(ran.out) == {
        "dataSet": "pBOMPrpg1QX",
        "dataValues": [
            {**_at("f7n9E0hX8qk", "DiszpKrYNg8"), "categoryOptionCombo": "HllvX50cXC0", "value": "2"},
            {**_at("Ix2HsbDMLea", "DiszpKrYNg8"), "value": "2"},
            {**_at("f7n9E0hX8qk", "FNnj3jKGS7i"), "categoryOptionCombo": "HllvX50cXC0", "value": "0"},
            {**_at("Ix2HsbDMLea", "FNnj3jKGS7i"), "value": "0"},
        ],
    }


def _at(element: str, org_unit: str) -> dict[str, Any]:
    return {"dataElement": element, "orgUnit": org_unit, "period": "202503"}


def test_it_is_tried_first_and_changes_nothing_there(export: Exporter, dhis2: Running) -> None:
    before = dhis2.held

    ran = export(to=dhis2.url)

    assert ran.code == 0, ran.err
    assert [row[7] for row in ran.rows] == [TRIED] * 4 + ["no figure"] * 2
    assert ran.rows[0][:7] == [
        MAI_CHAU,
        "houses.identified",
        "DiszpKrYNg8",
        "f7n9E0hX8qk",
        "HllvX50cXC0",
        "202503",
        "2",
    ]
    assert "nothing was sent" in ran.err
    assert dhis2.held == before
    assert dhis2.asked[-1] == {"dryRun": "true", "importStrategy": "CREATE_AND_UPDATE", "async": "false"}


def test_sending_again_doubles_nothing(export: Exporter) -> None:
    export.change("report.started", "houses.started")  # units report by the month here
    with serving() as dhis2:
        first, held = export("--send", to=dhis2.url, period="2025-Q1"), dhis2.held
        again = export("--send", to=dhis2.url, period="2025-Q1")

        assert (first.code, again.code) == (0, 0), first.err
        assert "6 imported, 0 updated" in first.err
        assert "0 imported, 6 updated" in again.err
        assert dhis2.held == held
        assert held["f7n9E0hX8qk", "2025Q1", "DiszpKrYNg8", "HllvX50cXC0"] == "2"
        assert [one["dryRun"] for one in dhis2.asked] == ["true", "false"] * 2


def test_what_came_later_than_the_period_is_not_in_it(export: Exporter) -> None:
    ran = export(period="2025-02")

    values = msgspec.json.decode(ran.out)["dataValues"]
    assert [one["value"] for one in values] == ["13"]  # the campaign was launched in March; its report is on February


@pytest.mark.parametrize("version", ["now", "before"])
def test_conflicts_are_shown_row_by_row_and_nothing_is_sent(export: Exporter, version: str) -> None:
    export.change("FNnj3jKGS7i", "FNnj3jKGS7X")
    export.change("Ix2HsbDMLea", "Ix2HsbDMLeX")
    with serving(*(["--as-before"] if version == "before" else [])) as dhis2:
        ran = export("--send", to=dhis2.url)

        assert ran.code == 1
        assert [row[7] for row in ran.rows[:4]] == [TRIED, "refused", "refused", "refused"]
        assert "Data element not found or not accessible: `Ix2HsbDMLeX`" in ran.rows[1][8]
        assert "Organisation unit not found or not accessible: `FNnj3jKGS7X`" in ran.rows[2][8]
        assert all(part in ran.rows[3][8] for part in ("Data element", "Organisation unit"))
        assert "nothing was sent" in ran.err
        assert dhis2.held == {}
        if version == "now":
            assert ran.rows[1][8].startswith("E7610 ")


def test_what_is_taken_may_be_sent_without_what_is_refused(export: Exporter) -> None:
    export.change("Ix2HsbDMLea", "Ix2HsbDMLeX")
    with serving() as dhis2:
        ran = export("--send", "--partly", to=dhis2.url)

        assert ran.code == 1
        assert [row[7] for row in ran.rows[:4]] == ["sent", "refused", "sent", "refused"]
        assert len(dhis2.held) == 2


def test_objects_may_be_named_by_their_codes(export: Exporter) -> None:
    export.change("dataSet: pBOMPrpg1QX", "schemes: {dataElement: code, orgUnit: code}")
    for uid, code in (("f7n9E0hX8qk", "HOUSES_DONE"), ("Ix2HsbDMLea", "HOUSES_STARTED"), ("DiszpKrYNg8", "MAI_CHAU")):
        export.change(uid, code)
    export.change("FNnj3jKGS7i", "HCTC")
    with serving() as dhis2:
        ran = export("--send", to=dhis2.url)

        assert ran.code == 0, ran.err + ran.out
        assert ("HOUSES_DONE", "202503", "MAI_CHAU", "HllvX50cXC0") in dhis2.held
        assert dhis2.asked[0]["orgUnitIdScheme"] == "code"


def test_name_and_password_in_the_address_do_too_and_are_not_shown(
    export: Exporter, dhis2: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THIDUA_DHIS2_TOKEN")
    good, bad = (dhis2.url.replace("://", f"://{NAME}:{word}@") for word in (PASSWORD, "other"))

    let_in, turned_away = export(to=good), export(to=bad)

    assert (let_in.code, turned_away.code) == (0, 1)
    assert "does not let us in (401)" in turned_away.err
    assert "other" not in turned_away.err


@pytest.mark.parametrize("to", ["http://127.0.0.1:9", "ftp://there", "URL/elsewhere"])
def test_where_no_dhis2_answers_it_is_told_in_one_line(export: Exporter, dhis2: Running, to: str) -> None:
    ran = export("--send", to=to.replace("URL", dhis2.url))

    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1


def test_where_there_is_no_figure_nothing_is_sent(export: Exporter, dhis2: Running) -> None:
    export.change("hctc: FNnj3jKGS7i", "thcb: FNnj3jKGS7i")

    ran = export("--send", to=dhis2.url, period="2024-11")

    assert ran.code == 1
    assert "no figure" in ran.err


def test_the_page_prints_a_mapping_that_is_good(export: Exporter) -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "export-to-dhis2.md").read_text("utf-8")
    export.mapping.write_text(dedent(page.partition("```yaml\n")[2].partition("   ```")[0]), encoding="utf-8")

    ran = export(period="2025-03")

    assert ran.code == 0, ran.out + ran.err


def test_a_clerk_who_may_not_read_reports_is_told_so(
    thidua: Thidua, tracking: RunningTracking, campaign: str, export: Exporter
) -> None:
    asked = (
        "--campaign",
        campaign,
        "--period",
        "2025-02",
        "--url",
        tracking.url,
        "--token",
        tracking.token("publisher"),
    )

    ran = thidua("export", "dhis2", export.mapping, *asked)

    assert (ran.code, "not_allowed" in ran.err) == (1, True)


def test_a_report_is_read_as_it_was_corrected(export: Exporter, tracking: RunningTracking) -> None:
    campaign = export.campaign = launched(tracking)
    recorded(tracking, report(campaign, {"started": 13}, period="2025-02"))
    data = {"report_id": f"BC-{MAI_CHAU}-2025-02", "figures": {"started": 12}, "reason": "Đếm trùng"}
    position = recorded(tracking, open_event("report.corrected", data, campaign, source=f"/units/{MAI_CHAU}"))
    assert tracking.read(f"/{campaign}", after=position).status_code == 200

    ran = export(period="2025-02")

    assert [one["value"] for one in msgspec.json.decode(ran.out)["dataValues"]] == ["12"]


def test_of_a_period_on_which_nobody_reports_it_is_told_so(export: Exporter) -> None:
    ran = export(period="2025-Q1")

    assert (ran.code, "has no reports on 2025-Q1" in ran.err) == (1, True)
