"""The hard cases of the field (domain 8.5) on units and people that change, each through the real doors.

2: a unit ends with open nominations; 3: a person moves; 10: a figure that falls; 14: a name that was another's;
16: a merger that is decided before it takes effect.
"""

import itertools
from collections.abc import Mapping
from typing import Any, Final

from shared.core.events import REGISTRY, RuleSetPublished
from tests.examples import TODAY, TOMORROW
from tests.integration.awards.launching import card, launched, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import Story, ballot, decision
from tests.integration.awards.test_hard_cases import candidates, recorded
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, household, open_event

BASIS: Final = "Nghị quyết 202/2025/QH15"
EVE: Final = "2025-06-30T12:00:00+07:00"
FLAGGED_BY_ONE: Final = rules(card("activities_total() >= 1"))

_numbers = itertools.count(1)


class Place:
    """A campaign of a test's own, with units of its own in the registry that all tests share."""

    def __init__(self, awards: RunningAwards, *kinds: str, rules: RuleSetPublished = FLAGGED_BY_ONE) -> None:
        number = next(_numbers)
        self.tracking: RunningTracking = awards.tracking
        self.units = [f"{kind.lower()}-{number}-{place}" for place, kind in enumerate(kinds)]
        for unit_id, kind in zip(self.units, kinds, strict=True):
            self.state("unit.established", {"unit_id": unit_id, "kind": kind, "name": {"vi": unit_id}})
        self.story: Story = launched(awards, rules, units=self.units)
        self.campaign = self.story.campaign

    def state(self, short: str, data: Mapping[str, object], role: str = "admin") -> int:
        """Something is entered in the registry; its position."""
        answer = self.tracking.post(open_event(short, data, REGISTRY), role, "P-7" if role != "admin" else "")
        assert answer.status_code == 201, answer.text
        position: int = answer.json()["position"]
        return position

    def end(self, unit_id: str, on: str, *, heir: str = "") -> int:
        """A unit ends, with an heir or none."""
        if heir:
            data = {"predecessors": [unit_id], "successor": heir, "effective_on": on, "basis": BASIS}
            return self.state("unit.merged", data)
        return self.state("unit.dissolved", {"unit_id": unit_id, "effective_on": on, "basis": BASIS})

    def flag(self, unit_id: str) -> int:
        """A unit does what it takes to be flagged."""
        return recorded(self.story, activity(self.campaign, unit_id=unit_id), who=unit_id)

    def up_to_minutes(self, nomination_id: str, unit_id: str, sitting: str) -> None:
        """A unit is proposed, its dossier received, and the council has voted for it."""
        subject = {"subject_kind": "COLLECTIVE", "subject_id": unit_id}
        key = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{self.campaign}:COLLECTIVE:{unit_id}"}
        self.story.tell("nomination.opened", {"nomination_id": nomination_id} | subject | key)
        self.story.add_papers(nomination_id)
        self.story.submit(nomination_id)
        self.story.convene(sitting)
        self.story.tell("ballot.tallied", ballot(nomination_id, sitting_id=sitting))
        self.story.sign_minutes(sitting)

    def decide(self, number: str, nomination_id: str, unit_id: str, **more: object) -> Any:
        """The head decides on a unit's nomination."""
        named = {"subject_kind": "COLLECTIVE", "subject_id": unit_id, "nomination_id": nomination_id}
        return self.story.say("award.decided", decision(number, subjects=[named], **more), ("authority", "P-1"))


def test_case_2_an_office_ends_with_open_nominations_and_each_has_its_end(awards: RunningAwards) -> None:
    place = Place(awards, "DIVISION", "DIVISION", "DIVISION", "OFFICE")
    early, merged, dissolved, heir = place.units
    for number, unit_id in enumerate((early, merged, dissolved), start=1):
        place.flag(unit_id)
        place.up_to_minutes(f"N-{number}", unit_id, f"HD-{number}")
    before = place.decide("1/QĐ-VP", "N-1", early)
    place.end(early, TOMORROW, heir=heir)
    place.end(merged, TODAY, heir=heir)
    last = place.end(dissolved, TODAY)

    in_the_old_name = place.decide("2/QĐ-VP", "N-2", merged)
    in_the_heirs = place.decide("3/QĐ-VP", "N-2", heir)
    lapsed = place.decide("4/QĐ-VP", "N-3", dissolved)
    fates = {
        number: place.story.nomination(number, after=last).get("succession", {}).get("fate")
        for number in ("N-1", "N-2", "N-3")
    }

    assert [answer.status_code for answer in (before, in_the_old_name, in_the_heirs, lapsed)] == [201, 422, 201, 422]
    assert in_the_old_name.json()["code"] == "decision_names_ended_unit"
    assert lapsed.json()["code"] == "nomination_lapsed"
    assert fates == {"N-1": None, "N-2": "CARRIED", "N-3": "LAPSED"}
    shown = place.story.nomination("N-3")
    assert (shown["state"], shown["succession"]["on"], shown["next"]) == ("LAPSED", TODAY, ["nomination.withdrawn"])
    given = {one["decision_no"]: one["subjects"][0]["subject_id"] for one in place.story.decisions()}
    assert given == {"1/QĐ-VP": early, "3/QĐ-VP": heir}


def test_case_3_who_moves_after_seven_months_needs_the_old_units_remarks(awards: RunningAwards) -> None:
    place = Place(awards, "OFFICE", "ORGANISATION")
    old, new = place.units
    story = launched(awards, rules(card("activities_total() >= 1", subject="INDIVIDUAL")), units=place.units)
    person = f"cb-{old}"
    post = {"unit_id": old, "title": "Chuyên viên", "leader": False, "category": "CIVIL_SERVANT"}
    place.state(
        "person.assigned", {"person_id": person, "name": "Bùi Văn Nam", "from_on": "2024-08-01"} | post, "secretary"
    )
    did = activity(story.campaign, unit_id=old, persons=[{"person_id": person}])
    flagged = recorded(story, did, who=old)
    move = {"person_id": person, "to_unit_id": new, "effective_on": "2025-03-05"}
    place.state("person.transferred", move, "secretary")
    subject = {"subject_kind": "INDIVIDUAL", "subject_id": person, "award": "AGENCY_COMMENDATION"}
    key = {"achievement_key": f"{story.campaign}:INDIVIDUAL:{person}"}
    opened = story.tell("nomination.opened", {"nomination_id": "N-1"} | subject | key)
    story.add_papers("N-1")
    receipt = {"nomination_id": "N-1", "to_level": "AGENCY", "doc_no": "88/TTr", "received_on": TODAY}

    without = story.say("nomination.submitted", receipt)
    lacking = story.nomination("N-1", after=opened)["missing"]
    place.state("person.transferred", move | {"remarks": "Hoàn thành tốt nhiệm vụ"}, "secretary")
    brought = story.say("nomination.submitted", receipt)

    assert [one["subject_id"] for one in candidates(story, flagged, subject=person)] == [person]
    assert (without.status_code, without.json()["code"]) == (422, "dossier_incomplete")
    assert f"remarks:{old}" in without.json()["detail"]
    assert f"remarks:{old}" in lacking
    assert brought.status_code == 201, brought.text


def test_case_10_a_figure_that_falls_is_taken_only_as_a_correction_with_a_reason(awards: RunningAwards) -> None:
    place = Place(awards, "COMMUNE")
    [unit_id] = place.units
    first = {"report_id": "BC-1", "unit_id": unit_id, "period": "2025-01", "figures": {"completed": 12}}
    falls = {"report_id": "BC-2", "unit_id": unit_id, "period": "2025-02", "figures": {"completed": 11}}
    recorded(place.story, open_event("report.submitted", first, place.campaign), who=unit_id)

    fallen = place.tracking.post(open_event("report.submitted", falls, place.campaign), "unit", unit_id)
    corrected = recorded(
        place.story,
        open_event(
            "report.corrected",
            {"report_id": "BC-1", "figures": {"completed": 11}, "reason": "Đếm trùng một nhà"},
            place.campaign,
            source=f"/units/{unit_id}",
        ),
        open_event("report.submitted", falls, place.campaign),
        who=unit_id,
    )
    shown = place.tracking.read(f"/{place.campaign}/units/{unit_id}", after=str(corrected)).json()["reports"]

    assert (fallen.status_code, fallen.json()["code"]) == (422, "figure_falls")
    assert [(one["period"], one["figures"], one["corrected"]) for one in shown] == [
        ("2025-01", {"completed": 11}, 1),
        ("2025-02", {"completed": 11}, 0),
    ]
    assert shown[0]["corrections"][0]["before"] == {"completed": 12}
    assert shown[0]["corrections"][0]["reason"] == "Đếm trùng một nhà"


def test_case_14_a_commune_that_bears_an_old_districts_name_and_the_district_are_both_found(
    awards: RunningAwards,
) -> None:
    place = Place(awards, "DISTRICT", "COMMUNE")
    district, commune = place.units
    name = f"Lạc Thủy {district}"
    place.state(
        "unit.renamed", {"unit_id": district, "name": {"vi": name}, "effective_on": "2020-01-01", "basis": BASIS}
    )
    place.end(district, TODAY)
    last = place.state(
        "unit.renamed", {"unit_id": commune, "name": {"vi": name}, "effective_on": TODAY, "basis": BASIS}
    )

    found = place.tracking.client.get(
        "/tracking/units",
        params={"q": f"LAC THUY {district}", "after": str(last)},
        headers=place.tracking.headers("unit", commune),
    )

    assert found.status_code == 200, found.text
    assert {one["unit_id"]: bool(one.get("ended")) for one in found.json()["units"]} == {district: True, commune: False}


def test_case_16_a_merger_decided_before_its_day_shows_the_old_units_until_then(awards: RunningAwards) -> None:
    place = Place(awards, "COMMUNE", "COMMUNE")
    old, new = place.units
    listed = household(place.campaign, f"HB-{old}", unit_id=old)
    recorded(place.story, listed, who=old)
    decided = place.end(old, "2025-07-01", heir=new)

    def on(day: str, unit_id: str) -> int:
        answer = place.tracking.read(
            f"/{place.campaign}/units/{unit_id}",
            view="successor",
            as_of=f"{day}T12:00:00+07:00",
            after=str(decided),
        )
        count: int = answer.json()["houses"]["identified"]
        return count

    seen = {(day, unit_id): on(day, unit_id) for day in ("2025-06-25", "2025-07-01") for unit_id in (old, new)}
    recorded_view = place.tracking.read(f"/{place.campaign}/units/{old}", as_of="2025-07-01T12:00:00+07:00").json()
    eve = {one: place.tracking.read(f"/{place.campaign}/units/{one}", as_of=EVE).json() for one in (old, new)}

    assert seen == {("2025-06-25", old): 1, ("2025-06-25", new): 0, ("2025-07-01", old): 0, ("2025-07-01", new): 1}
    assert recorded_view["houses"]["identified"] == 1
    assert recorded_view["ended"]["held_by"] == new
    assert "ends" not in recorded_view
    assert (eve[old]["ends"]["on"], eve[old]["ends"]["held_by"]) == ("2025-07-01", new)
    assert [(one["unit_id"], one["holds"]) for one in eve[new]["takes_over"]] == [(old, True)]


def test_an_heir_sees_the_nominations_candidacies_and_people_that_came_over_and_on_which_fact(
    awards: RunningAwards,
) -> None:
    place = Place(awards, "DIVISION", "OFFICE", "OFFICE")
    old, heir, other = place.units
    post = {"unit_id": old, "title": "Chuyên viên", "leader": False, "category": "CIVIL_SERVANT"}
    assigned = {"person_id": f"cb-{old}", "name": "Bùi Văn Nam", "from_on": "2024-08-01"}
    place.state("person.assigned", assigned | post, "secretary")
    place.flag(old)
    place.up_to_minutes("N-1", old, "HD-1")
    ended = place.end(old, TODAY, heir=heir)

    path = f"/{place.campaign}/units/{heir}/handover"
    [came] = awards.read(path, "unit", heir, after=str(ended)).json()["handovers"]
    [audited] = awards.read(path, "auditor").json()["handovers"]
    by_another = awards.read(path, "unit", other)

    assert (came["from"], came["to"]) == (old, heir)
    assert [(one["position"], one["basis"]) for one in came["rests_on"]] == [(ended, BASIS)]
    assert [(one["kind"], one["id"], one["state"], one["fate"]) for one in came["things"]] == [
        ("nomination", "N-1", None, "CARRIED"),
        ("candidacy", "AGENCY_COMMENDATION-COLLECTIVE", "CANDIDATE", "CARRIED"),
        ("person", f"cb-{old}", "since 2024-08-01", "WAITS"),
    ]
    assert [one["state"] for one in audited["things"] if one["kind"] == "nomination"] == ["SUBMITTED"]
    assert by_another.status_code == 403
