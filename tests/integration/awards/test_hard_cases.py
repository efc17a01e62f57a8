"""The hard cases of the field (domain 8.5) that turn on a verdict, each through the real doors.

All eighteen bear their number (`pytest -k test_case_`): 5 stands in `test_hard_case_of_holds.py`; 7, 8, 9 and 15 in
`test_hard_cases_of_procedure.py`; 2, 3, 10, 14 and 16 in `test_hard_cases_of_units.py`; 12 in `door/test_erasure.py`;
17 in `test_two_officers.py`; 18 in `test_reads.py`.
"""

from typing import Any

import pytest

from shared.core.events import REGISTRY
from tests.integration.awards.launching import card, launched, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import SUBJECT, Story
from tests.integration.door.statements import activity, household, open_event


def candidates(story: Story, after: int, role: str = "secretary", who: str = "", **query: str) -> list[dict[str, Any]]:
    answer = story.awards.read(f"/{story.campaign}/candidates", role, who, after=str(after), **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["candidates"]
    return found


def recorded(story: Story, *events: dict[str, Any], role: str = "unit", who: str = "hctc") -> int:
    """The position of the last of some statements at tracking's door."""
    answer = story.awards.tracking.post_batch(list(events), role, who)
    results = answer.json()["results"]
    assert {one["status"] for one in results} == {"recorded"}, answer.text
    position: int = results[-1]["position"]
    return position


def test_case_1_an_activity_from_before_the_plan_was_signed_counts_though_it_was_recorded_later(
    awards: RunningAwards,
) -> None:
    story = launched(awards, rules(card("activities_total() >= 1 && campaign_day() == 16")))
    early = activity(story.campaign, occurred_on="2024-10-20") | {"time": "2024-10-20T09:00:00+07:00"}

    [found] = candidates(story, recorded(story, early))

    assert (found["subject_id"], found["verdict"]) == ("hctc", "CANDIDATE")
    assert found["explanation"]["values"] == {"activities_total()": 1, "campaign_day()": 16}


def test_case_4_the_same_achievement_proposed_for_a_second_award_is_a_duplicate(awards: RunningAwards) -> None:
    both = rules(*(card("activities_total() >= 1", award=one) for one in ("AGENCY_COMMENDATION", "PROVINCE_MERIT")))
    story = launched(awards, both)
    recorded(story, activity(story.campaign))
    key = {"achievement_key": f"{story.campaign}:COLLECTIVE:hctc"}

    opened = story.open()
    proposed = {one["award"]: one["verdict"] for one in candidates(story, opened)}
    refused = story.say("nomination.opened", {"nomination_id": "N-2", "award": "PROVINCE_MERIT"} | SUBJECT | key)
    withdrawn = story.tell("nomination.withdrawn", {"nomination_id": "N-1", "reason": "Đề nghị hình thức khác"})
    again = {one["award"]: one["verdict"] for one in candidates(story, withdrawn)}

    assert proposed == {"AGENCY_COMMENDATION": "CANDIDATE", "PROVINCE_MERIT": "DUPLICATE"}
    assert refused.status_code == 422, refused.text
    assert again == {"AGENCY_COMMENDATION": "CANDIDATE", "PROVINCE_MERIT": "CANDIDATE"}


def test_case_6_a_year_that_nobody_rated_in_a_chain_of_five_asks_for_review(awards: RunningAwards) -> None:
    story = launched(awards, rules(card("activities_total() >= 1 && rated_at_least('GOOD', 5)", subject="INDIVIDUAL")))
    person = {"subject_kind": "INDIVIDUAL", "subject_id": "cb-lan"}
    known = [
        open_event(
            "rating.recorded",
            person | {"year": year, "rating": "GOOD", "decision_no": f"QD-{year}"},
            REGISTRY,
        )
        for year in (2020, 2021, 2023, 2024)
    ]
    recorded(story, *known, role="secretary", who="P-7")
    done = activity(story.campaign, persons=[{"person_id": "cb-lan"}])

    [found] = candidates(story, recorded(story, done))

    assert (found["subject_id"], found["verdict"]) == ("cb-lan", "NEEDS_REVIEW")
    assert found["explanation"]["outcome"] == "unknown"
    assert any("2022" in said for said in found["explanation"]["missing"])


def test_case_13_after_the_rules_changed_a_verdict_of_june_is_still_junes(awards: RunningAwards) -> None:
    story = launched(
        awards,
        rules(card("activities_total() >= 1"), id_="until-june", to="2025-03-04"),
        rules(card("activities_total() >= 3"), id_="from-july", from_="2025-03-05"),
    )
    before = recorded(story, activity(story.campaign, occurred_on="2025-03-04") | {"time": "2025-03-04T09:00:00+07:00"})
    [then] = candidates(story, before)
    flagged = then["position"]

    after = recorded(story, activity(story.campaign, occurred_on="2025-03-05") | {"time": "2025-03-05T09:00:00+07:00"})
    [now] = candidates(story, after)
    [replayed] = candidates(story, after, as_of=str(flagged))

    assert (then["verdict"], then["rule_set"]) == ("CANDIDATE", "until-june")
    assert (now["verdict"], now["rule_set"]) == ("NOT_YET", "from-july")
    assert replayed == then


@pytest.mark.parametrize("track", ["NTP_POVERTY", "CAMPAIGN"])
def test_case_11_a_person_who_was_supported_is_not_listed_a_second_time(awards: RunningAwards, track: str) -> None:
    story = launched(awards)
    number = "017190009911" if track == "CAMPAIGN" else "017190009912"
    first = household(story.campaign, f"HB-1-{track}", number=number, track="NTP_POVERTY")
    second = household(story.campaign, f"HB-2-{track}", number=number, track=track, unit_id="hctc")
    recorded(story, first, who="huyen-mai-chau")

    answer = awards.tracking.post_batch([second], "unit", "hctc").json()["results"][0]

    assert answer["status"] == "rejected"
    assert answer["problem"]["status"] == 422
