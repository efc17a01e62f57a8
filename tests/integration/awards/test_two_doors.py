"""One (source, id) comes to both doors of a campaign, one after the other and at once: it names one fact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx
import pytest

from services.awards.app import EVENTS
from shared.core.envelope import Fact
from shared.core.requests import STRUCTURED
from tests.examples import TODAY
from tests.integration.awards.story import MEMBERS, SECRETARY, Story
from tests.integration.door.statements import Event, activity, open_event

SOURCE: Final = "/office"
RACES: Final = 24
VERIFIER: Final = ("verifier", "cb-lan")


def verified(story: Story, name: str) -> Event:
    """What tracking takes under a name: an activity of its own is verified."""
    done = activity(story.campaign)
    story.awards.tracking.post(done)
    data = {"activity_id": done["data"]["activity_id"]}
    return open_event("activity.verified", data, story.campaign, id=name, source=SOURCE)


def convened(story: Story, name: str) -> Event:
    """What awards takes under a name: a sitting of its own is convened."""
    members = [{"person_id": one, "chair": one == MEMBERS[0]} for one in MEMBERS]
    data = {"sitting_id": f"HD-{name}", "members": members, "held_on": TODAY}
    return open_event("council.convened", data, story.campaign, id=name, source=SOURCE)


def until_answered(post: Callable[..., httpx.Response], said: Event, *by: str) -> httpx.Response:
    """The answer; whoever is told to come again does."""
    while (answer := post(said, *by)).status_code == 503:
        pass
    return answer


def test_what_was_recorded_at_tracking_is_other_content_at_awards(story: Story) -> None:
    there = story.awards.tracking.post(verified(story, "n-1"), *VERIFIER)

    here = story.awards.post(convened(story, "n-1"), *SECRETARY)
    [in_batch] = story.awards.post_batch([convened(story, "n-1")], *SECRETARY).json()["results"]

    assert there.status_code == 201, there.text
    assert (here.status_code, here.json()["code"]) == (409, "content_differs")
    assert (in_batch["status"], in_batch["problem"]["status"]) == ("rejected", 409)


def test_what_was_recorded_at_awards_is_other_content_at_tracking(story: Story) -> None:
    said = convened(story, "n-1")
    here = story.awards.post(said, *SECRETARY)

    there = story.awards.tracking.post(verified(story, "n-1"), *VERIFIER)
    again = story.awards.post(said, *SECRETARY)

    assert here.status_code == 201, here.text
    assert (there.status_code, there.json()["code"]) == (409, "content_differs")
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_what_awards_refused_leaves_its_name_to_tracking(story: Story) -> None:
    unfit = {"nomination_id": "N-9", "reason": "x"}
    refused = story.say("nomination.withdrawn", unfit, id="n-1", source=SOURCE)

    there = story.awards.tracking.post(verified(story, "n-1"), *VERIFIER)

    assert refused.status_code == 422, refused.text
    assert there.status_code == 201, there.text


def test_of_two_who_come_at_once_to_both_doors_one_is_recorded_and_the_other_told_so(story: Story) -> None:
    names = [f"race-{n}" for n in range(RACES)]
    at_tracking = [verified(story, name) for name in names]
    at_awards = [convened(story, name) for name in names]

    with ThreadPoolExecutor(8) as callers:
        pairs = [
            (
                callers.submit(until_answered, story.awards.tracking.post, one, *VERIFIER),
                callers.submit(until_answered, story.awards.post, other, *SECRETARY),
            )
            for one, other in zip(at_tracking, at_awards, strict=True)
        ]
    told = [sorted(answer.result().status_code for answer in pair) for pair in pairs]

    assert told == [[201, 409]] * RACES
    stand = [fact.id for fact in recorded(story) if fact.source == SOURCE]
    assert sorted(stand) == sorted(names)


def recorded(story: Story) -> list[Fact]:
    """Every fact of the campaign, of both services."""
    at_tracking = [fact for commit in story.awards.tracking.commits(story.campaign) for fact in commit.facts()]
    return [*at_tracking, *(fact for _, fact, _ in story.awards.facts(story.campaign))]


@pytest.mark.parametrize("service", ["tracking", "awards", "notify", "audit"])
def test_under_the_source_of_a_service_nobody_else_speaks_at_any_door(story: Story, service: str) -> None:
    source = f"/services/{service}"

    here = story.awards.post(convened(story, "n-1") | {"source": source}, *SECRETARY)
    there = story.awards.tracking.post(verified(story, "n-1") | {"source": source}, *VERIFIER)

    told = [(answer.status_code, answer.json()["code"]) for answer in (here, there)]
    assert told == [(403, "source_belongs_to_a_service")] * 2


def test_a_dry_run_at_awards_knows_what_tracking_has(story: Story) -> None:
    awards = story.awards
    awards.tracking.post(verified(story, "n-1"), *VERIFIER)
    headers = awards.tracking.headers(*SECRETARY, content_type=STRUCTURED)

    answer = awards.client.post(f"{EVENTS}?dry_run=true", json=convened(story, "n-1"), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "content_differs")
