"""The progress of houses reported on phones through ODK Central: what an edited step of a house becomes (ADR-0024)."""

from typing import Any

import msgspec
import pytest

from shared.core.events import HouseCompleted, HouseHandedOver, HouseStarted
from tests.evidence import jpeg
from tests.examples import APPROVED, CHECKED, STARTED, VERIFIED
from tests.integration.door.statements import event, household
from tests.integration.phone.central_server import PASSWORD, SESSION
from tests.integration.phone.conftest import CentralPhone

UNIT = "huyen-mai-chau"
NOTHING = ["0", "0", "0", "0", "0"]
FIRST = "HB-MC-0001"


def test_the_steps_of_a_house_are_facts_as_the_form_moves_on(houses: CentralPhone) -> None:
    approved(houses, FIRST)
    key = houses.central.add(step("started", "2025-03-01"))

    started = pull(houses)
    houses.central.edit(key, step("completed", "2025-03-07") | {"area_m2": 42.5})
    completed, again = pull(houses), pull(houses)

    assert [ran.rows[0][1:] for ran in (started, completed, again)] == [["1", "0", "0", "0", "0"]] * 2 + [NOTHING]
    done = [fact.data for fact in houses.facts() if fact.data.short.startswith("house.")]
    assert done == [HouseStarted(FIRST, "2025-03-01"), HouseCompleted(FIRST, "2025-03-07", 42.5)]
    assert {fact.source for fact in houses.facts()} == {f"/units/{UNIT}"}


def test_another_day_for_a_recorded_step_is_refused_and_stays_listed_until_a_clerk_settles_it(
    houses: CentralPhone,
) -> None:
    approved(houses, FIRST)
    key = houses.central.add(step("started", "2025-03-01"))
    pull(houses)

    houses.central.edit(key, step("started", "2025-03-02"))
    edited, again = pull(houses), pull(houses)
    ((who, _, status, type_, thing, why),) = houses.open()
    settled = pull(houses, "--settle", who)

    assert [ran.rows[0][1:] for ran in (edited, again)] == [["0", "0", "0", "1", "0"]] * 2
    assert (status, type_, thing) == ("rejected", "house.started", FIRST)
    assert why.startswith("edited_without_correction: house.started stands recorded with other content (started_on).")
    assert (settled.code, pull(houses).rows[0][1:], houses.open()) == (0, NOTHING, [])
    assert [fact.data for fact in houses.facts() if isinstance(fact.data, HouseStarted)] == [
        HouseStarted(FIRST, "2025-03-01")
    ]


def test_an_edit_that_says_what_stands_again_or_that_somebody_else_recorded_is_known(houses: CentralPhone) -> None:
    approved(houses, FIRST)
    posted = houses.tracking.post(event(STARTED, houses.campaign, source=f"/units/{UNIT}"), "unit", UNIT)
    key = houses.central.add(step("started", STARTED.started_on))

    first = pull(houses)
    houses.central.edit(key, step("started", "2025-03-02"))
    other = pull(houses)
    houses.central.edit(key, step("started", STARTED.started_on))
    back = pull(houses)

    assert posted.status_code == 201
    assert [ran.rows[0][1:] for ran in (first, other, back)] == [
        ["0", "1", "0", "0", "0"], ["0", "0", "0", "1", "0"], ["0", "1", "0", "0", "0"]
    ]  # fmt: skip


def test_a_step_taken_back_stands_and_is_listed(houses: CentralPhone) -> None:
    approved(houses, FIRST)
    pulled_on = houses.central.add(step("started", "2025-03-01"))
    pull(houses)
    houses.central.edit(pulled_on, step("completed", "2025-03-07"))
    pull(houses)

    houses.central.edit(pulled_on, step("started", "2025-03-01"))
    ran = pull(houses)

    assert (ran.code, ran.rows[0][1:]) == (1, ["0", "1", "0", "1", "0"])
    assert [row[2:5] for row in houses.open()] == [["stands", "house.completed", FIRST]]
    assert len([fact for fact in houses.facts() if isinstance(fact.data, HouseCompleted)]) == 1


def test_a_household_changed_in_an_edit_leaves_the_first_ones_fact_listed(houses: CentralPhone) -> None:
    approved(houses, FIRST, "HB-MC-0002")
    key = houses.central.add(step("started", "2025-03-01"))
    pull(houses)

    houses.central.edit(key, step("started", "2025-03-01", of="HB-MC-0002"))
    ran = pull(houses)

    assert ran.code == 1
    assert [row[2:5] for row in houses.open()] == [
        ["rejected", "house.started", "HB-MC-0002"],  # the same submission's event stands with the other household
        ["stands", "house.started", FIRST],
    ]


def test_what_comes_too_early_is_recorded_by_a_later_pull_without_anybodys_doing(houses: CentralPhone) -> None:
    approved(houses, FIRST)
    houses.central.add(step("handed_over", "2025-03-09"))
    houses.central.add(step("completed", "2025-03-07"))
    houses.central.add(step("started", "2025-03-01"))

    first = pull(houses)
    (waits,) = houses.open()
    houses.tracking.post(event(CHECKED, houses.campaign), "verifier", "")
    second = pull(houses)

    assert (first.code, first.rows[0][1:]) == (1, ["2", "0", "0", "1", "0"])
    assert waits[5].startswith("house_not_passed: ")
    assert (second.code, second.rows[0][1:], houses.open()) == (0, ["1", "0", "0", "0", "0"], [])
    assert [type(fact.data) for fact in houses.facts() if fact.data.short.startswith("house.")] == [
        HouseStarted, HouseCompleted, HouseHandedOver
    ]  # fmt: skip


def test_many_pages_come_in_order_however_many_share_one_moment(
    houses: CentralPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.phone.central.PAGE", 2)
    ids = [f"HB-MC-{number:04}" for number in range(1, 8)]
    approved(houses, *ids)
    keys = [houses.central.add(step("started", "2025-03-01", of=one)) for one in ids]
    same = houses.central.submissions[keys[2]]["__system"]["submissionDate"]
    for key in keys[2:6]:
        houses.central.submissions[key]["__system"]["submissionDate"] = same

    ran, again = pull(houses), pull(houses)

    assert (ran.rows[0][1:], again.rows[0][1:]) == (["7", "0", "0", "0", "0"], NOTHING)
    assert {fact.data.household_id for fact in houses.facts() if isinstance(fact.data, HouseStarted)} == set(ids)


def test_a_review_changes_nothing_and_a_deletion_is_told_once(houses: CentralPhone) -> None:
    approved(houses, FIRST)
    key = houses.central.add(step("started", "2025-03-01"))
    pull(houses)

    houses.central.review(key, "approved")
    reviewed = pull(houses)
    houses.central.delete(key)
    told, again = pull(houses), pull(houses)

    assert [ran.rows[0][1:] for ran in (reviewed, told, again)] == [NOTHING, ["0", "0", "0", "0", "1"], NOTHING]
    assert f"(house.started {FIRST})" in told.err
    assert len([fact for fact in houses.facts() if isinstance(fact.data, HouseStarted)]) == 1


def test_pictures_are_asked_for_only_where_they_are_evidence(houses: CentralPhone) -> None:
    text = houses.mapping.read_text("utf-8").partition("events:")[0]
    fields = {
        "activity_id": "_instance",
        "unit_id": "unit_id",
        "title": "house/household_id",
        "occurred_on": "started_on",
    }
    values = {"clause": "III.1.b4", "kind": "other", "measure": "ảnh", "quantity": 1, "unit_id": UNIT}
    del fields["unit_id"]
    events = [{"type": "activity.recorded", "fields": fields, "values": values, "evidence": ["photo"]}]
    houses.mapping.write_text(f"{text}events: {msgspec.json.encode(events).decode()}\n", encoding="utf-8")
    answers = step("started", "2025-03-01")
    houses.central.add(answers | {"photo": "nhà mới.jpg"}, **{"nhà mới_jpg": jpeg()})
    late = houses.central.add(answers | {"photo": "b.jpg"}, b_jpg=None)

    first = pull(houses)
    houses.central.attachments[late]["b.jpg"] = jpeg(size=(50, 40))
    second = pull(houses)

    names = [[one.name for one in fact.data.evidence] for fact in houses.facts()]  # type: ignore[attr-defined]
    assert (first.rows[0][1:], second.rows[0][1:]) == (["1", "0", "0", "1", "0"], ["1", "0", "0", "0", "0"])
    assert names == [["nhà mới.jpg"], ["b.jpg"]]


def test_a_wrong_password_an_unknown_form_and_an_encrypted_one_are_told_without_secrets(
    houses: CentralPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = houses.central.add(step("started", "2025-03-01"))
    houses.central.submissions[key]["__system"]["status"] = "notDecrypted"
    encrypted = pull(houses)
    monkeypatch.setenv("THIDUA_ODK_PASSWORD", f"{PASSWORD}!")
    wrong = pull(houses)
    monkeypatch.delenv("THIDUA_ODK_PASSWORD")
    none = pull(houses)
    monkeypatch.setenv("THIDUA_ODK_PASSWORD", PASSWORD)
    text = houses.mapping.read_text("utf-8")
    houses.mapping.with_name("hoat-dong.yaml.pulled").unlink()
    houses.mapping.write_text(text.replace("tien-do-nha", "tien-do"), encoding="utf-8")
    unknown = pull(houses)

    assert "are encrypted (managed encryption)" in encrypted.err
    assert "does not let us in (401), so nothing was pulled: the e-mail address or the password is wrong" in wrong.err
    assert "set THIDUA_ODK_EMAIL" in none.err
    assert "check `form` (and `project`) in the mapping" in unknown.err
    assert not any(word in ran.err for ran in (encrypted, wrong, none, unknown) for word in (PASSWORD, SESSION))


def pull(houses: CentralPhone, *options: object) -> Any:
    return houses.pull(*options, unit=UNIT)


def step(name: str, day: str, *, of: str = FIRST) -> dict[str, Any]:
    """A filled form that says of a household that its house took a step on a day."""
    days = {f"{one}_on": day if one == name else None for one in ("started", "completed", "handed_over")}
    return {"house": {"household_id": of}, "step": name, **days, "area_m2": None, "photo": None}


def approved(houses: CentralPhone, *household_ids: str) -> None:
    """Households of the unit, ready to build."""
    tracking, campaign = houses.tracking, houses.campaign
    for one in household_ids:
        said = [msgspec.structs.replace(fact, household_id=one) for fact in (VERIFIED, APPROVED)]
        tracking.post(household(campaign, one), "unit", UNIT)
        answer = tracking.post_batch([event(fact, campaign) for fact in said], "verifier", "")
        assert {each["status"] for each in answer.json()["results"]} == {"recorded"}, answer.text
