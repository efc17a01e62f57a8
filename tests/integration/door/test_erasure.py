"""Erasure at the door: the key is gone when the answer comes, nothing else changes, and a restored vault is swept."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.erasures import Erasures
from shared.adapters.vault import Subject, Vault, VaultBusy
from shared.core.events import REGISTRY
from tests.examples import APPROVED, CONTRIBUTION, DISBURSEMENT, VERIFIED
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import ADDRESS, NAME, REGISTRY_EXAMPLES, Event, event, household, open_event
from tests.vaults import key_of
from tests.waiting import wait_until

MAI_CHAU, BASIS = "huyen-mai-chau", "Đơn đề nghị số 07/ĐN, Luật 91/2025/QH15"


def erasure(campaign: str, who: str, kind: str = "HOUSEHOLD", **changes: str) -> Event:
    data = {"subject_kind": kind, "subject_id": who, "scope": "ALL", "basis": BASIS}
    return open_event("personal_data.erased", data | changes, campaign)


def listed(tracking: RunningTracking, campaign: str, *, number: str) -> tuple[Event, Subject]:
    """A household with a person, on the list, and what was said of it."""
    said = household(campaign, number=number)
    assert tracking.post(said, who=MAI_CHAU).status_code == 201
    return said, Subject("household", said["data"]["household_id"], campaign)


def erase(tracking: RunningTracking, said: Event) -> int:
    answer = tracking.post(said, "admin")
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


def seen(tracking: RunningTracking, subject: Subject, role: str = "verifier", **query: str) -> dict[str, Any]:
    answer = tracking.read(f"/{subject.campaign}/households/{subject.subject_id}", role, **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers_kept(tracking: RunningTracking) -> int:
    db = sqlite3.connect(tracking.vault)
    count: int = db.execute("SELECT count(*) FROM person").fetchone()[0]
    db.close()
    return count


def on_disk(tracking: RunningTracking) -> bytes:
    folder: Path = tracking.vault.parent
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_when_the_answer_comes_the_key_is_in_no_file_and_the_number_neither(
    tracking: RunningTracking, campaign: str
) -> None:
    said, subject = listed(tracking, campaign, number="017190100001")
    key, numbers = key_of(tracking.vault, subject), numbers_kept(tracking)
    assert key in on_disk(tracking)

    erase(tracking, erasure(campaign, subject.subject_id))

    assert key not in on_disk(tracking)
    assert numbers_kept(tracking) == numbers - 1
    again = tracking.post(said, who=MAI_CHAU)
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert numbers_kept(tracking) == numbers - 1


@pytest.mark.parametrize("role", ["verifier", "auditor"])
def test_case_12_reads_say_erased_also_of_moments_before_it_and_the_ledger_stays(
    tracking: RunningTracking, campaign: str, role: str
) -> None:
    _, subject = listed(tracking, campaign, number="017190100002")
    before = seen(tracking, subject, role)

    position = erase(tracking, erasure(campaign, subject.subject_id))

    now = seen(tracking, subject, role, after=str(position))
    then = seen(tracking, subject, role, after=str(position), as_of=str(before["position"]))
    assert [now["person"], then["person"]] == [{"erased": True}] * 2
    assert [one["history"][0]["data"]["person"] for one in (now, then)] == [{"erased": True}] * 2
    assert [entry["type"] for entry in now["history"]] == ["household.identified", "personal_data.erased"]
    assert {**then, "person": 0, "history": 0} == {**before, "person": 0, "history": 0}


def test_a_repeat_is_told_by_source_and_id_alone_and_new_personal_data_is_refused(
    tracking: RunningTracking, campaign: str
) -> None:
    said, subject = listed(tracking, campaign, number="017190100003")
    erase(tracking, erasure(campaign, subject.subject_id))

    batch = tracking.post_batch([said, {**said, "id": "another"}], who=MAI_CHAU).json()["results"]

    assert [one["status"] for one in batch] == ["duplicate", "rejected"]
    assert (batch[1]["problem"]["status"], batch[1]["problem"]["code"]) == (422, "subject_erased")
    assert NAME not in str(batch)


def test_the_same_number_may_come_again_as_somebody_nobody_knows(tracking: RunningTracking, campaign: str) -> None:
    _, subject = listed(tracking, campaign, number="017190100004")
    erase(tracking, erasure(campaign, subject.subject_id))

    new = tracking.post(household(campaign, number="017190100004"), who=MAI_CHAU)
    third = tracking.post(household(campaign, number="017190100004"), who=MAI_CHAU)

    assert (new.status_code, third.json()["code"]) == (201, "person_already_listed")


def test_a_number_stays_as_long_as_another_household_is_listed_with_it(
    tracking: RunningTracking, campaign: str
) -> None:
    elsewhere, number = launched(tracking), "017190100005"
    (_, first), (_, second) = (listed(tracking, one, number=number) for one in (campaign, elsewhere))
    numbers = numbers_kept(tracking)

    erase(tracking, erasure(campaign, first.subject_id))
    kept = numbers_kept(tracking)
    erase(tracking, erasure(elsewhere, second.subject_id))

    assert (kept, numbers_kept(tracking)) == (numbers, numbers - 1)


def test_a_person_of_the_registry_and_a_private_donor_are_erased_too(tracking: RunningTracking, campaign: str) -> None:
    person = open_event("person.assigned", REGISTRY_EXAMPLES["person.assigned"] | {"person_id": "cb-erased"}, "")
    tracking.post(person, "secretary")
    given = event(CONTRIBUTION, campaign)
    given["data"] |= {"donor": {"kind": "INDIVIDUAL", "id": "donor-erased", "name": "Người Tặng Ẩn"}}
    tracking.post(given, who=MAI_CHAU)
    subjects = [Subject("person", who, REGISTRY) for who in ("cb-erased", "donor-erased")]
    keys = [key_of(tracking.vault, subject) for subject in subjects]

    for subject in subjects:
        erase(tracking, erasure(campaign, subject.subject_id, "INDIVIDUAL"))

    assert not [key for key in keys if key in on_disk(tracking)]
    repeats = [tracking.post(person, "secretary"), tracking.post(given, who=MAI_CHAU)]
    assert [answer.json()["status"] for answer in repeats] == ["duplicate"] * 2
    anew = tracking.post({**person, "id": "anew"}, "secretary")
    assert anew.json()["code"] == "subject_erased"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"subject_id": "nobody"}, 422, "personal_data_unknown"),
        ({"subject_kind": "INDIVIDUAL"}, 422, "personal_data_unknown"),
        ({"subject_kind": "COLLECTIVE"}, 400, "bad_fields"),
        ({"scope": "NAME"}, 400, "bad_fields"),
        ({"basis": ""}, 400, "bad_fields"),
        ({"basis": "Đơn"}, 422, "erasure_basis_too_short"),
        ({"basis": f"Đơn của {NAME.upper()}"}, 422, "erasure_basis_names_somebody"),
        ({"basis": "Don cua bui  thi mai, so 7"}, 422, "erasure_basis_names_somebody"),
        ({"basis": f"Đơn gửi từ {ADDRESS}"}, 422, "erasure_basis_names_somebody"),
        ({"basis": "Đơn của bà Bu\u0300i Thị Mai"}, 422, "erasure_basis_names_somebody"),
        ({"basis": "Đơn của số 017190100006"}, 422, "erasure_basis_names_somebody"),
    ],
)
def test_what_may_not_be_erased_is_refused_with_its_reason_and_repeats_nothing(
    tracking: RunningTracking, campaign: str, changes: dict[str, str], status: int, code: str
) -> None:
    _, subject = listed(tracking, campaign, number="017190100006")

    answer = tracking.post(erasure(campaign, subject.subject_id, **changes), "admin")

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert not [word for word in (NAME, ADDRESS, "017190100006") if word in answer.text]
    assert seen(tracking, subject)["person"]["name"] == NAME
    erase(tracking, erasure(campaign, subject.subject_id))  # the number is free for the next


@pytest.mark.parametrize("role", ["secretary", "verifier", "auditor"])
def test_only_an_admin_erases(tracking: RunningTracking, campaign: str, role: str) -> None:
    answer = tracking.post(erasure(campaign, "any"), role)

    assert answer.status_code == 403


def test_a_household_that_was_paid_is_kept_and_the_answer_says_until_when(
    tracking: RunningTracking, campaign: str
) -> None:
    _, subject = listed(tracking, campaign, number="017190100007")
    for data, role in ((VERIFIED, "verifier"), (APPROVED, "verifier"), (DISBURSEMENT, "unit")):
        said = event(data, campaign, source=f"/units/{MAI_CHAU}" if role == "unit" else "/tests")
        said["data"] |= {"household_id": subject.subject_id}
        assert tracking.post(said, role, MAI_CHAU if role == "unit" else "").status_code == 201

    answer = tracking.post(erasure(campaign, subject.subject_id), "admin")

    assert (answer.status_code, answer.json()["code"]) == (422, "retention_money_paid")
    assert "2035-12-31" in answer.json()["detail"]


def test_the_same_erasure_sent_again_is_a_duplicate_and_another_is_refused(
    tracking: RunningTracking, campaign: str
) -> None:
    _, subject = listed(tracking, campaign, number="017190100008")
    said = erasure(campaign, subject.subject_id)
    position = erase(tracking, said)

    again, other = tracking.post(said, "admin"), tracking.post({**said, "id": "other"}, "admin")

    assert (again.json()["status"], again.json()["position"]) == ("duplicate", position)
    assert other.json()["code"] == "already_erased"


# --- crashes, and copies put back ---------------------------------------------------------------------------------


@pytest.fixture
def own(new_tracking: NewTracking) -> RunningTracking:
    """A tracking that a test may stop and start."""
    return new_tracking()


def test_a_restored_vault_is_swept_before_anything_of_it_is_read(own: RunningTracking) -> None:
    campaign = launched(own)
    said, subject = listed(own, campaign, number="017190200001")
    own.stop()
    copy = own.vault.with_name("copy.sqlite")
    shutil.copy(own.vault, copy)
    key = key_of(copy, subject)
    own.start()
    erase(own, erasure(campaign, subject.subject_id))
    own.stop()
    for path in own.vault.parent.glob("vault.sqlite*"):
        path.unlink()
    copy.rename(own.vault)
    assert key in on_disk(own)

    own.start()

    assert key not in on_disk(own)
    assert seen(own, subject)["person"] == {"erased": True}
    assert numbers_kept(own) == 0
    assert own.post(said, who=MAI_CHAU).json()["status"] == "duplicate"


@pytest.mark.parametrize("died", ["before the vault was asked", "between destroying and tidying"])
def test_a_tracking_that_dies_after_the_fact_and_before_the_end_goes_on_at_its_next_start(
    own: RunningTracking, monkeypatch: pytest.MonkeyPatch, died: str
) -> None:
    campaign = launched(own)
    _, subject = listed(own, campaign, number="017190200002")
    key = key_of(own.vault, subject)
    with monkeypatch.context() as patched:
        patched.setattr(Vault, "sweep" if died.startswith("before") else "_leave_no_copy", _dies)
        answer = own.post(erasure(campaign, subject.subject_id), "admin")
        assert answer.status_code == 503
        person = seen(own, subject)["person"]
        own.stop()
    assert person == {"erased": True}  # as soon as the fact is there, whatever is left of the key

    own.start()

    assert key not in on_disk(own)
    assert numbers_kept(own) == 0


def test_the_door_answers_again_what_it_could_not_answer_before(
    own: RunningTracking, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = launched(own)
    _, subject = listed(own, campaign, number="017190200003")
    said = erasure(campaign, subject.subject_id)
    with monkeypatch.context() as patched:
        patched.setattr(Vault, "sweep", _dies)
        assert own.post(said, "admin").status_code == 503

    again = own.post(said, "admin")

    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert own.application is not None
    wait_until(lambda: Vault.open(own.vault).is_erased(subject))


def test_nothing_is_opened_or_sealed_as_long_as_the_vault_is_not_swept(
    own: RunningTracking, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = launched(own)
    _, subject = listed(own, campaign, number="017190200004")
    own.stop()
    monkeypatch.setattr(Erasures, "run", _never)

    own.serve()

    wait_until(lambda: own.client.get("/readyz").json()["parts"]["read_model"])
    read = own.read(f"/{campaign}/households/{subject.subject_id}", "verifier")
    posted = own.post(household(campaign, number="017190200005"), who=MAI_CHAU)
    assert (read.status_code, posted.status_code) == (503, 503)
    assert own.client.get("/readyz").json()["parts"]["vault"] is False


def _dies(*_: object, **__: Sequence[object]) -> int:
    raise VaultBusy


async def _never(_: Erasures) -> None:
    """A sweep that does not come to its end."""
