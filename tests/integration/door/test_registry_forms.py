"""The forms of the standing body: people, ratings, discipline, obstacles; each told once, for the secretary alone."""

from typing import Any

import httpx
import pytest

from services.tracking.web.registry_forms import BY_NAME, TITLES, labels_of, options_of
from shared.core.access import ROLES
from shared.core.events import REGISTRY
from shared.core.values import Language
from tests.integration.awards.filling_in import Form, form_in
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import open_event
from tests.integration.door.test_reads import tell
from tests.waiting import wait_until

NAME = "Quách Thị Lượng"
PERSON = {
    "person_id": "cb-luong",
    "name": NAME,
    "title": "Chuyên viên",
    "leader": "false",
    "category": "CIVIL_SERVANT",
    "sex": "F",
    "from_on": "2025-01-01",
}


class Secretary:
    """The standing body at its forms."""

    def __init__(self, tracking: RunningTracking) -> None:
        self.tracking = tracking

    def opened(self, short: str, role: str = "secretary", **asked: str) -> httpx.Response:
        who = self.tracking.headers(role, "hctc" if role == "unit" else "P-7")
        path = f"/registry/forms/{short}"
        return self.tracking.client.get(path, params=asked, headers=who, follow_redirects=True)

    def sent(self, form: Form, said: dict[str, str]) -> httpx.Response:
        headers = self.tracking.headers("secretary", "P-7")
        return self.tracking.client.post(form.address, data=form.values | said, headers=headers)


@pytest.fixture
def secretary(tracking: RunningTracking) -> Secretary:
    return Secretary(tracking)


def test_a_person_is_assigned_once_from_the_page_of_a_unit_and_the_name_is_sealed(secretary: Secretary) -> None:
    tracking = secretary.tracking
    campaign = launched(tracking)
    wait_until(lambda: tracking.read(f"/{campaign}").status_code == 200)
    unit = tracking.client.get("/units/hctc", params={"campaign": campaign}, headers=tracking.headers("secretary"))
    assert "/registry/forms/person.assigned?" in unit.text
    form = form_in(secretary.opened("person.assigned", campaign=campaign, id="hctc"))

    answers = [secretary.sent(form, PERSON) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303], answers[0].text
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert answers[0].headers["Location"].startswith("/units/hctc?")
    facts: list[Any] = [fact for commit in tracking.commits(REGISTRY) for fact in commit.facts()]
    [fact] = [one for one in facts if one.data.short == "person.assigned" and one.data.person_id == "cb-luong"]
    assert (fact.data.unit_id, fact.data.leader, fact.actor) == ("hctc", False, "secretary:P-7")
    assert NAME not in fact.data.name


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(secretary: Secretary) -> None:
    form = form_in(secretary.opened("rating.recorded"))

    answer = secretary.sent(form, {"subject_kind": "COLLECTIVE", "subject_id": "hctc", "year": "hai nghìn"})

    assert answer.status_code == 400
    assert form_in(answer).values["year"] == "hai nghìn"
    assert 'id="rating-fault"' in answer.text


def test_an_obstacle_is_resolved_in_its_campaign(secretary: Secretary) -> None:
    tracking = secretary.tracking
    campaign = launched(tracking)
    told = {"obstacle_id": "VM-1", "unit_id": "hctc", "text": "Đường sạt lở"}
    tell(tracking, (open_event("obstacle.reported", told, campaign, source="/units/hctc"), "unit", "hctc"))
    form = form_in(secretary.opened("obstacle.resolved", campaign=campaign, id="hctc"))

    answer = secretary.sent(form, {"obstacle_id": "VM-1", "resolution": "Đã thông đường"})

    assert answer.status_code == 303, answer.text
    facts: list[Any] = [fact for commit in tracking.commits(campaign) for fact in commit.facts()]
    assert [one.data.obstacle_id for one in facts if one.data.short == "obstacle.resolved"] == ["VM-1"]


@pytest.mark.parametrize("role", sorted(ROLES - {"secretary"}))
def test_nobody_else_is_given_them(secretary: Secretary, role: str) -> None:
    assert {secretary.opened(short, role).status_code for short in BY_NAME} == {403}
    assert secretary.opened("unit.established", role).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_field_and_choice_has_words(language: Language) -> None:
    assert TITLES.keys() == BY_NAME.keys()
    for short in BY_NAME:
        assert all(labels_of(short, language).values())
        assert all(called != value for value, called in options_of(short, language).items())
