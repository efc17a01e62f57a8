"""People who marry and share a name: an id is one person for ever, and a name is no key."""

from typing import Any, Final

from tests.examples import TODAY
from tests.integration.awards.launching import card, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.test_hard_cases import candidates, recorded
from tests.integration.awards.test_hard_cases_of_units import Place
from tests.integration.awards.test_papers import paper, words
from tests.integration.door.statements import activity

FLAGGED_BY_ONE: Final = rules(card("activities_total() >= 1", subject="INDIVIDUAL"))


class People(Place):
    """A place with a person or two, where one activity makes a candidate."""

    def __init__(self, awards: RunningAwards) -> None:
        super().__init__(awards, "OFFICE", rules=FLAGGED_BY_ONE)
        [self.unit_id] = self.units

    def enter(self, person_id: str, name: str, **more: object) -> int:
        """Somebody works here, under a name."""
        data: dict[str, Any] = {"person_id": person_id, "name": name, "unit_id": self.unit_id, "title": "Chuyên viên"}
        data |= {"leader": False, "category": "CIVIL_SERVANT", "sex": "F", "from_on": "2024-08-01"}
        return self.state("person.assigned", data | more, "secretary")

    def does(self, person_id: str) -> int:
        """Somebody takes part in an activity."""
        did = activity(self.campaign, unit_id=self.unit_id, persons=[{"person_id": person_id}])
        return recorded(self.story, did, who=self.unit_id)


def test_who_marries_keeps_id_and_deeds_and_papers_bear_the_name_of_their_day(awards: RunningAwards) -> None:
    place = People(awards)
    person = f"cb-{place.unit_id}"
    place.enter(person, "Bùi Thị Mai")
    flagged = place.does(person)
    subject = {"subject_kind": "INDIVIDUAL", "subject_id": person, "award": "AGENCY_COMMENDATION"}
    key = {"achievement_key": f"{place.campaign}:INDIVIDUAL:{person}"}
    opened = place.story.tell("nomination.opened", {"nomination_id": "N-1"} | subject | key)

    place.enter(person, "Bùi Thị Mai Trần", from_on=TODAY)
    last = place.does(person)
    place.story.add_papers("N-1")
    submitted = place.story.submit("N-1")

    assert [one["subject_id"] for one in candidates(place.story, flagged)] == [person]
    assert [one["subject_id"] for one in candidates(place.story, last)] == [person]
    before = words(paper(place.story, "danh-sach", as_of=str(opened)))
    after = words(paper(place.story, "danh-sach", after=str(submitted)))
    assert "Bùi Thị Mai" in before
    assert "Bùi Thị Mai Trần" not in before
    assert "Bùi Thị Mai Trần" in after


def test_two_people_of_one_name_are_two_and_what_one_does_is_not_the_others(awards: RunningAwards) -> None:
    place = People(awards)
    one, other = f"cb-{place.unit_id}-1", f"cb-{place.unit_id}-2"
    for person in (one, other):
        place.enter(person, "Nguyễn Thị Lan")

    by_one = [found["subject_id"] for found in candidates(place.story, place.does(one))]
    by_both = [found["subject_id"] for found in candidates(place.story, place.does(other))]

    assert by_one == [one]
    assert by_both == [one, other]
