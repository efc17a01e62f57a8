"""A form at a server, its mapping beside it, a campaign of its own, and `thidua pull` between them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.core.envelope import Fact
from tests.integration.door.conftest import campaign, tracking
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.phone.central_server import EMAIL, FORM, PASSWORD, PROJECT, CentralServer
from tests.integration.phone.kobo_server import TOKEN, UID, KoboServer
from tests.unit.cli.commanding import Ran, Thidua
from tests.unit.cli.conftest import thidua

__all__ = ["campaign", "thidua", "tracking"]

ACTIVITY = {
    "unit_id": "hctc",
    "clause": "III.1.b4",
    "kind": "inspection_conducted",
    "title": "Kiểm tra tiến độ",
    "how/quantity": "1",
    "how/measure": "cuộc",
    "occurred_on": "2025-03-01",
    "photo": "",
}
MAPPING = """\
server: {{kind: kobo, url: "{url}", form: {form}}}
campaign: {campaign}
events:
  - type: activity.recorded
    time: occurred_on
    fields:
      activity_id: _instance
      unit_id: unit_id
      clause: clause
      kind: kind
      title: title
      quantity: quantity
      measure: how/measure
      occurred_on: occurred_on
    evidence: [photo]
"""
STEPS = ("started_on", "completed_on", "handed_over_on")
HOUSES = """\
server: {{kind: odk, url: "{url}", project: {project}, form: {form}}}
campaign: {campaign}
unit: huyen-mai-chau
events:
  - type: house.started
    when: {{step: started}}
    time: started_on
    fields: {{household_id: household_id, started_on: started_on}}
  - type: house.completed
    when: {{step: completed}}
    time: completed_on
    fields: {{household_id: household_id, completed_on: completed_on, area_m2: area_m2}}
  - type: house.handed_over
    when: {{step: handed_over}}
    time: handed_over_on
    fields: {{household_id: household_id, handed_over_on: handed_over_on}}
optional: [photo]
"""


@dataclass
class Phone:
    """A mapping, and the installation that its form is pulled into."""

    tracking: RunningTracking
    campaign: str
    mapping: Path
    thidua: Thidua

    def pull(self, *options: object, unit: str = "hctc") -> Ran:
        """One pull with the token of a unit."""
        self.tracking.caught_up()
        where = ("--url", self.tracking.url, "--token", self.tracking.token("unit", unit), "--data", "no-such-folder")
        return self.thidua("pull", self.mapping, *where, *options)

    def facts(self) -> list[Fact]:
        """What units stated in the campaign."""
        facts = [fact for commit in self.tracking.commits(self.campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.source.startswith("/units/") and fact.data.thing != "evidence"]

    def open(self) -> list[list[str]]:
        """What is open: the cells of `MAPPING.open.csv`, without the header."""
        file = self.mapping.with_name(f"{self.mapping.name}.open.csv")
        return list(csv.reader(file.read_text("utf-8-sig").splitlines()))[1:] if file.exists() else []


@dataclass
class KoboPhone(Phone):
    """One whose form is at KoboToolbox."""

    kobo: KoboServer


@dataclass
class CentralPhone(Phone):
    """One whose form is at ODK Central."""

    central: CentralServer


@pytest.fixture
def kobo() -> Iterator[KoboServer]:
    with KoboServer(*ACTIVITY, most=3).running() as server:
        yield server


@pytest.fixture
def mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a mapping is written, on a machine that knows the token."""
    monkeypatch.setenv("THIDUA_KOBO_TOKEN", TOKEN)
    monkeypatch.setenv("THIDUA_ODK_EMAIL", EMAIL)
    monkeypatch.setenv("THIDUA_ODK_PASSWORD", PASSWORD)
    return tmp_path / "hoat-dong.yaml"


@pytest.fixture
def phone(kobo: KoboServer, tracking: RunningTracking, campaign: str, *, thidua: Thidua, mapping: Path) -> KoboPhone:
    mapping.write_text(MAPPING.format(url=kobo.url, form=UID, campaign=campaign), encoding="utf-8")
    return KoboPhone(tracking, campaign, mapping, thidua, kobo)


@pytest.fixture
def central() -> Iterator[CentralServer]:
    with CentralServer("house/household_id", "step", *STEPS, "area_m2", "photo").running() as server:
        yield server


@pytest.fixture
def houses(
    central: CentralServer, tracking: RunningTracking, campaign: str, *, thidua: Thidua, mapping: Path
) -> CentralPhone:
    mapping.write_text(HOUSES.format(url=central.url, project=PROJECT, form=FORM, campaign=campaign), encoding="utf-8")
    return CentralPhone(tracking, campaign, mapping, thidua, central)
