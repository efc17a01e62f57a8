"""Activities reported on phones through KoboToolbox, pulled into a running installation: once, whole, and resumable."""

import os
import signal
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.nats.server import free_port
from deploy.phone.xlsform import PLANS, mapping_of_plan
from shared.core.events import ActivityCorrected, ActivityRecorded
from tests.evidence import jpeg
from tests.integration.phone.conftest import ACTIVITY, KoboPhone
from tests.integration.phone.forms_server import Asked, FormsServer
from tests.integration.phone.kobo_server import ASSET, TOKEN, UID
from tests.unit.phone.shipped_forms import shipped
from tests.waiting import wait_until

PHOTO = jpeg()


class Store(FormsServer):
    """A store of files somewhere else: it gives the file that was laid down at a path."""

    def __init__(self, **files: bytes) -> None:
        super().__init__()
        self.files = files

    def answer(self, asked: Asked) -> object:
        return self.files[asked.path.rpartition("/")[2]]


def test_what_is_pulled_twice_is_recorded_once_and_a_lost_memory_harms_nothing(phone: KoboPhone) -> None:
    for number in range(7):
        phone.kobo.add(ACTIVITY | {"title": f"Kiểm tra {number}", "how/quantity": "2.125"})

    first, again = phone.pull(), phone.pull()
    phone.mapping.with_name("hoat-dong.yaml.pulled").unlink()
    anew = phone.pull()

    counted = [ran.rows[0][1:] for ran in (first, again, anew)]
    assert (first.code, first.err) == (0, "")
    assert counted == [["7", "0", "0", "0", "0"], ["0", "0", "0", "0", "0"], ["0", "7", "0", "0", "0"]]
    recorded = [fact.data for fact in phone.facts()]
    assert [data.title for data in recorded if isinstance(data, ActivityRecorded)] == [
        f"Kiểm tra {number}" for number in range(7)
    ]
    assert {data.quantity for data in recorded if isinstance(data, ActivityRecorded)} == {2.125}


def test_an_attachment_is_evidence_by_its_hash_and_kept_where_asked(phone: KoboPhone, tmp_path: Path) -> None:
    phone.kobo.add(ACTIVITY | {"photo": "nha.jpg"}, photo=PHOTO)

    ran = phone.pull("--attachments", tmp_path / "kept")

    (fact,) = phone.facts()
    digest = sha256(PHOTO).hexdigest()
    assert ran.code == 0
    assert isinstance(fact.data, ActivityRecorded)
    assert [(one.name, one.sha256) for one in fact.data.evidence] == [("nha.jpg", digest)]
    assert (tmp_path / "kept" / digest[:2] / digest).read_bytes() == PHOTO
    there = phone.tracking.client.get(f"/tracking/evidence/{digest}", headers=phone.tracking.headers("unit", "hctc"))
    assert there.content == PHOTO


def test_a_submission_waits_for_its_attachment_and_is_recorded_when_it_has_come(phone: KoboPhone) -> None:
    id_ = phone.kobo.add(ACTIVITY | {"photo": "nha.jpg"})
    phone.kobo.add(ACTIVITY)

    waits = phone.pull()
    listed = phone.open()
    phone.kobo.attach(id_, "photo", PHOTO)
    come = phone.pull()

    assert (waits.code, waits.rows[0][1:]) == (1, ["1", "0", "0", "1", "0"])
    assert [row[:1] + row[2:4] for row in listed] == [[phone.kobo.instance(id_), "waiting", "activity.recorded"]]
    assert (come.code, come.rows[0][1:], phone.open()) == (0, ["1", "0", "0", "0", "0"], [])


def test_a_file_that_is_not_taken_lets_its_submission_wait_and_says_why(phone: KoboPhone) -> None:
    phone.kobo.add(ACTIVITY | {"photo": "nha.jpg"}, photo=b"no picture at all")

    waits = phone.pull()
    ((_, _, status, _, _, why),) = phone.open()
    without = phone.pull("--incomplete")

    assert (waits.code, status) == (1, "waiting")
    assert why.startswith("The attachment nha.jpg was not taken (")
    assert (without.code, without.rows[0][1:], phone.open()) == (0, ["1", "0", "0", "0", "0"], [])


def test_a_file_that_never_comes_can_be_left_out(phone: KoboPhone) -> None:
    phone.kobo.add(ACTIVITY | {"photo": "nha.jpg"})
    phone.pull()

    ran = phone.pull("--incomplete")

    (fact,) = phone.facts()
    assert ran.code == 0
    assert isinstance(fact.data, ActivityRecorded)
    assert fact.data.evidence == ()


def test_an_edit_becomes_a_correction_though_its_time_of_submission_stays(phone: KoboPhone) -> None:
    id_ = phone.kobo.add(ACTIVITY | {"photo": "nha.jpg"}, photo=PHOTO)
    for _ in range(60):  # the first lies an hour before what a pull asks for by its time
        phone.kobo.tick()
    phone.kobo.add(ACTIVITY)
    phone.pull()

    phone.kobo.edit(id_, ACTIVITY | {"photo": "nha.jpg", "how/quantity": "2", "occurred_on": "2025-03-02"})
    edited, again = phone.pull(), phone.pull()
    phone.kobo.edit(id_, ACTIVITY | {"photo": "nha.jpg"})
    back = phone.pull()

    corrections = [fact.data for fact in phone.facts() if isinstance(fact.data, ActivityCorrected)]
    assert [ran.rows[0][1:] for ran in (edited, again, back)] == [
        ["0", "0", "1", "0", "0"], ["0", "0", "0", "0", "0"], ["0", "0", "1", "0", "0"]
    ]  # fmt: skip
    assert [(one.changes.quantity, one.changes.occurred_on, one.changes.evidence) for one in corrections] == [
        (2, "2025-03-02", None),
        (1, "2025-03-01", None),
    ]
    assert {one.reason for one in corrections} == {"Sửa trên biểu mẫu điện thoại"}


def test_a_deleted_submission_is_told_once_and_stays_recorded(phone: KoboPhone) -> None:
    gone, stays = phone.kobo.add(ACTIVITY), phone.kobo.add(ACTIVITY)
    phone.pull()
    instance = phone.kobo.instance(gone)
    del phone.kobo.submissions[gone]

    told, again = phone.pull(), phone.pull()

    assert (told.code, told.rows[0][1:], again.rows[0][1:]) == (0, ["0", "0", "0", "0", "1"], ["0"] * 5)
    assert f"submission {instance} was deleted" in told.err
    assert f"(activity.recorded {instance})" in told.err
    assert "was deleted" not in again.err
    assert [fact.data.activity_id for fact in phone.facts()] == [instance, phone.kobo.instance(stays)]  # type: ignore[attr-defined]


def test_what_is_wrong_with_one_submission_holds_up_no_other_and_is_tried_again(phone: KoboPhone) -> None:
    wrong = phone.kobo.add(ACTIVITY | {"kind": "dancing"})
    phone.kobo.add(ACTIVITY)

    first = phone.pull()
    ((who, _, status, type_, _, why),) = phone.open()
    phone.kobo.edit(wrong, ACTIVITY)
    mended = phone.pull()

    assert (first.code, first.rows[0][1:]) == (1, ["1", "0", "0", "1", "0"])
    assert (who, status, type_) == (phone.kobo.instance(wrong), "rejected", "activity.recorded")
    assert why.startswith("bad_fields: ")
    assert (mended.code, mended.rows[0][1:], phone.open()) == (0, ["1", "0", "0", "0", "0"], [])


def test_what_a_clerk_calls_settled_is_open_no_more(phone: KoboPhone) -> None:
    wrong = phone.kobo.add(ACTIVITY | {"kind": "dancing"})
    phone.pull()

    settled = phone.pull("--settle", phone.kobo.instance(wrong))
    again = phone.pull()

    assert (settled.code, again.code, again.rows[0][1:], phone.open()) == (0, 0, ["0"] * 5, [])


def test_a_unit_pulls_its_own_out_of_a_form_that_others_fill_too(phone: KoboPhone) -> None:
    phone.kobo.add(ACTIVITY | {"unit_id": "thcb"})
    phone.kobo.add(ACTIVITY)

    refused = phone.pull("--dry-run")
    phone.mapping.write_text(phone.mapping.read_text("utf-8") + "only: {unit_id: hctc}\n", encoding="utf-8")
    ran, again = phone.pull(), phone.pull()

    assert [row[2] for row in refused.rows] == ["rejected", "recorded", "rejected"]
    assert (ran.code, ran.rows[0][1:], again.rows[0][1:]) == (0, ["1", "0", "0", "0", "0"], ["0"] * 5)


def test_a_dry_run_records_and_remembers_nothing(phone: KoboPhone) -> None:
    id_ = phone.kobo.add(ACTIVITY)

    tried = phone.pull("--dry-run")
    before = phone.facts()
    done = phone.pull()

    instance = phone.kobo.instance(id_)
    assert tried.rows == [[instance, "2025-03-09T01:01:00Z", "recorded", "activity.recorded", instance, "-"]]
    assert (before, done.rows[0][1:]) == ([], ["1", "0", "0", "0", "0"])


def test_a_pull_that_is_killed_goes_on_where_it_was(phone: KoboPhone) -> None:
    for number in range(9):
        phone.kobo.add(ACTIVITY | {"title": f"Kiểm tra {number}"})
    reached, released = threading.Event(), threading.Event()
    pages = []

    def hold(path: str) -> None:
        pages.append(path)
        if pages.count(f"{ASSET}data/") == 4 and not released.is_set():  # the count, then the third page
            reached.set()
            released.wait(60)

    phone.kobo.hold = hold
    options = ("--url", phone.tracking.url, "--token", phone.tracking.token("unit", "hctc"))
    command = [sys.executable, "-c", "from deploy.cli import main; main()", "pull", str(phone.mapping), *options]
    pulling = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(Path.cwd())})
    wait_until(reached.is_set)
    pulling.send_signal(signal.SIGKILL)
    pulling.wait()
    before = len(phone.facts())
    released.set()

    resumed = phone.pull()

    assert before == 6
    assert (resumed.code, resumed.rows[0][1:]) == (0, ["3", "0", "0", "0", "0"])
    assert len(phone.facts()) == 9


def test_a_file_kept_elsewhere_is_fetched_without_the_secret(phone: KoboPhone) -> None:
    id_ = phone.kobo.add(ACTIVITY | {"photo": "nha.jpg"}, photo=PHOTO)
    with Store(**{"nha.jpg": PHOTO}).running() as store:
        phone.kobo.submissions[id_]["_attachments"][0]["download_url"] = f"{store.url}/signed/nha.jpg"

        ran = phone.pull()

    assert ran.code == 0
    assert [(asked.path, asked.authorization) for asked in store.asked] == [("/signed/nha.jpg", "")]


def test_a_server_that_is_busy_for_a_moment_is_asked_again(phone: KoboPhone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.phone.talk.PAUSES_SECONDS", (0.0, 0.0))
    phone.kobo.add(ACTIVITY)
    phone.kobo.busy = 2
    through = phone.pull()
    phone.kobo.busy = 3

    stopped = phone.pull()

    assert (through.code, through.rows[0][1:]) == (0, ["1", "0", "0", "0", "0"])
    assert stopped.code == 1
    assert "answers 503, so it stops here; what was pulled stands." in stopped.err


def test_the_form_that_is_shipped_is_filled_on_a_phone_and_pulled_with_its_mapping(phone: KoboPhone) -> None:
    phone.kobo.survey = [dict(row) for row in shipped("activities").survey]
    text = mapping_of_plan(PLANS["activities"])
    for was, is_ in (
        ("https://kf.kobotoolbox.org", phone.kobo.url), ("MA-BIEU-MAU", UID), ("hoa-binh-450", phone.campaign)
    ):  # fmt: skip
        text = text.replace(was, is_)
    phone.mapping.write_text(text, encoding="utf-8")
    answers = ACTIVITY | {"quantity": "1", "measure": "cuộc", "persons_0_person_id": "cb-lan", "photo_2": "nha.jpg"}
    phone.kobo.add(answers, photo_2=PHOTO)

    ran = phone.pull()

    (fact,) = phone.facts()
    assert (ran.code, ran.err) == (0, "")
    assert isinstance(fact.data, ActivityRecorded)
    assert [one.person_id for one in fact.data.persons] == ["cb-lan"]
    assert [one.name for one in fact.data.evidence] == ["nha.jpg"]


def test_a_wrong_token_a_server_away_and_a_lost_question_are_told_in_words_without_the_secret(
    phone: KoboPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.kobo.add(ACTIVITY)
    text = phone.mapping.read_text("utf-8")
    phone.kobo.survey = [row for row in phone.kobo.survey if row.get("name") != "clause"]
    lost = phone.pull()
    monkeypatch.setenv("THIDUA_KOBO_TOKEN", f"{TOKEN}x")
    wrong = phone.pull()
    monkeypatch.delenv("THIDUA_KOBO_TOKEN")
    none = phone.pull()
    monkeypatch.setenv("THIDUA_KOBO_TOKEN", TOKEN)
    phone.mapping.write_text(text.replace(phone.kobo.url, f"http://127.0.0.1:{free_port()}"), encoding="utf-8")
    away = phone.pull()

    assert "does not let us in (401), so nothing was pulled: the API token is wrong" in wrong.err
    assert "set THIDUA_KOBO_TOKEN or THIDUA_KOBO_TOKEN_FILE" in none.err
    assert "Nothing answers at http://127.0.0.1" in away.err
    assert f"{phone.mapping}:9:15: the form does not (any more) have the question 'clause'; correct" in lost.out
    assert {ran.code for ran in (wrong, none, away, lost)} == {1}
    assert not any(TOKEN in ran.out + ran.err for ran in (wrong, none, away, lost))
    assert phone.facts() == []
