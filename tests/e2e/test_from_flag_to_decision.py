"""The way from a flag to a decision as its page prints it, beside a demo: each command run, and what came of it."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from docx import Document
from docx.oxml.ns import qn

from shared.core.values import SubjectKind
from shared.papers.content import PaperKind
from shared.rules.law.law import Law
from tests.e2e.running_demo import COMMAND_SECONDS, THIDUA, Demo

pytestmark = pytest.mark.slow

PAGE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "from-flag-to-decision.md"
BUILT_IN: Final = Path(__file__).parents[2] / "deploy" / "demo" / "hoa-binh-450.yaml"
DOSSIERS: Final = ("DN-01", "DN-02", "DN-03")
PAPERS: Final = ("SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES")
DECIDED_ON: Final = "2025-12-24"
AWARDED: Final[tuple[tuple[SubjectKind, str], ...]] = (
    ("COLLECTIVE", "hctc"),
    ("INDIVIDUAL", "cb-hctc-02"),
    ("COLLECTIVE", "thcb"),
)


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's folder, with the papers of its dossiers, after the whole page was run in it."""
    folder = tmp_path_factory.mktemp("office")
    for dossier in DOSSIERS:
        (folder / "ho-so" / dossier).mkdir(parents=True)
        for item in PAPERS:
            (folder / "ho-so" / dossier / f"{item}.docx").write_text(f"{item} {dossier}")
    commands = re.findall(r"```sh\n(.*?)\n```", PAGE.read_text(), re.DOTALL)
    (folder / "said.txt").write_text(run("\n".join(commands), folder, demo))
    return folder


def test_two_are_awarded_by_the_law_of_the_day_and_one_is_annulled(demo: Demo, office: Path) -> None:
    due = {subject: Law({}).bonus("AGENCY_COMMENDATION", subject[0], DECIDED_ON) for subject in AWARDED}
    bonuses = [bonus.amount_vnd for bonus in due.values() if bonus]

    decided, [after] = decisions(office / "tien-thuong.json"), decisions(office / "sau-khi-huy.json")

    assert bonuses == [1_410_000, 710_000, 1_410_000]
    assert [given(one) for one in decided[0]["subjects"]] == [
        (*subject, bonus, "AWARDED") for subject, bonus in zip(AWARDED, bonuses, strict=True)
    ]
    assert [given(one)[3] for one in after["subjects"]] == ["CONFERRED", "CONFERRED", "ANNULLED"]
    assert after["subjects"][2]["to_recover_vnd"] == 1_410_000
    states = {one: demo.read(f"/awards/campaigns/hoa-binh-450/nominations/{one}", "secretary") for one in DOSSIERS}
    assert [one["state"] for one in states.values()] == ["CONFERRED", "CONFERRED", "ANNULLED"]
    assert {(one["vote"], *one["missing"]) for one in states.values()} == {("CONFIRMED",)}


def test_a_clerk_reads_why_a_division_was_flagged(office: Path) -> None:
    said = (office / "said.txt").read_text()

    assert "hctc AGENCY_COMMENDATION F-GK-COL: CANDIDATE" in said
    assert "inspected" in said
    assert "rejected" not in " ".join(str(path) for path in office.iterdir())


def test_the_five_papers_of_the_first_bear_its_name_and_who_signed(office: Path) -> None:
    of_dossiers = set(PaperKind) - {PaperKind.PERIODIC, PaperKind.REVIEW}
    papers = {kind.value: words(office / f"{kind.value}.docx") for kind in of_dossiers}

    assert all("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said for said in papers.values())
    assert all("Phòng Hành chính - Tổ chức" in said for said in papers.values())
    assert "Nguyễn Mẫu Toàn" in papers["quyet-dinh"]
    assert "1. Ông Nguyễn Mẫu Toàn, Chánh Văn phòng, Văn phòng UBND tỉnh Hòa Bình - Chủ trì." in papers["bien-ban"]
    assert not [kind for kind, said in papers.items() if "(mã " in said]


def test_what_was_sent_once_is_recorded_once(demo: Demo, office: Path) -> None:
    before = demo.read("/awards/campaigns/hoa-binh-450/decisions", "secretary")
    secretary = demo.bearers["secretary"]

    again = run(f"thidua send de-nghi.csv ho-so.csv trinh.csv hop.jsonl --token {secretary}", office, demo)

    assert re.findall(r"\.(?:csv|jsonl)\t(\d+)\t(\d+)\t(\d+)", again) == [
        ("0", "3", "0"),
        ("0", "9", "0"),
        ("0", "3", "0"),
        ("0", "1", "0"),
    ]
    assert demo.read("/awards/campaigns/hoa-binh-450/decisions", "secretary") == before


def test_the_verdict_of_the_day_of_the_status_meeting_is_explained_by_the_rules_of_that_day(demo: Demo) -> None:
    explain = f"thidua rules explain hctc AGENCY_COMMENDATION --token {demo.bearers['secretary']}"

    now = run(explain, demo.data, demo)
    then = run(f"{explain} --as-of 2025-05-14T17:00:00+07:00", demo.data, demo)

    assert "(nd152-2025, " in now.splitlines()[0]
    assert "(nd98-2023, " in then.splitlines()[0]
    assert "took-part" in then


def test_the_built_in_rules_have_no_mistake_and_their_examples_come_out(demo: Demo) -> None:
    checked = run(f"thidua rules check {BUILT_IN}", demo.data, demo)
    tried = run(f"thidua rules test {BUILT_IN}", demo.data, demo)

    assert "rule sets: 2" in checked
    assert re.search(r"All \d+ examples came out as expected", tried)
    assert len(tried.splitlines()) > 70


def run(commands: str, folder: Path, demo: Demo) -> str:
    """What commands print on both streams, in one shell that stops at the first that fails."""
    path = f"{Path(THIDUA).parent}:{os.environ['PATH']}"
    where = {"THIDUA_URL": demo.url, "THIDUA_DATA": str(demo.data), "PATH": path, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=os.environ | where,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=COMMAND_SECONDS,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def words(paper: Path) -> str:
    """Everything that stands on a paper, its tables too."""
    return "\n".join("".join(paragraph.itertext()) for paragraph in Document(str(paper)).element.body.iter(qn("w:p")))


def decisions(answer: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.read_text())["decisions"]
    return found


def given(subject: Mapping[str, Any]) -> tuple[str, str, int, str]:
    return subject["subject_kind"], subject["subject_id"], subject["bonus_vnd"], subject["status"]
