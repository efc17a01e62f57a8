"""Every route of tracking's application, asked by one unit about another, does nothing there and tells nothing own."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from services.tracking.web.unit_forms import BY_NAME
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import NAME, activity, household, open_event
from tests.integration.door.test_evidence import a_picture, put
from tests.integration.door.test_routes import UPLOADS, _routes_of

OWNER, OTHER = "huyen-mai-chau", "thcb"
NUMBER: Final = "017190007777"
# Not its figures, periodic reports among them: those are for everybody who is signed in.
TITLE: Final = "Việc riêng của Mai Châu"
NEVER_ENDS: Final = "/live"
PICTURE: Final = a_picture()
SHA256: Final = sha256(PICTURE).hexdigest()


@pytest.fixture
def owned(tracking: RunningTracking, campaign: str) -> dict[str, str]:
    """What one unit has, and how each part of an address names it."""
    own = {"unit_id": OWNER}
    activity_ = activity(campaign, title=TITLE, **own)
    obstacle = {"obstacle_id": f"VM-{campaign}", "text": "Thiếu đất ở"} | own
    said = [
        activity_,
        household(campaign, f"HB-{campaign}", number=NUMBER),
        open_event("obstacle.reported", obstacle, campaign),
    ]
    answers = [tracking.post(one, who=OWNER) for one in said]
    assert [one.status_code for one in answers] == [201] * len(said), [one.text for one in answers]
    kept = put(tracking, campaign, PICTURE, who=OWNER)
    position = str(kept.json()["position"])
    assert tracking.read(f"/{campaign}", after=position).status_code == 200
    return {
        "unit_id": OWNER,
        "campaign": campaign,
        "activity_id:path": str(activity_["data"]["activity_id"]),
        "household_id:path": f"HB-{campaign}",
        "sha256": SHA256,
        "period": "2025-01",
        "form": "atom",
    }


def asked_of(tracking: RunningTracking, owned: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each method of each route, by its path, with the address that is the owner's there."""
    for route in _routes_of(tracking):
        for short in sorted(BY_NAME) if "{short}" in route.path else ["x"]:
            named = owned | {"short": short}
            address = re.sub(r"\{(.*?)\}", lambda one: quote(named.get(one[1], "x"), safe=""), route.path)  # noqa: B023
            for method in sorted(route.methods or {"GET"}):
                yield method, route.path, address


def test_a_unit_walks_every_route_of_another_does_nothing_there_and_reads_nothing_of_its_own(
    tracking: RunningTracking, campaign: str, owned: dict[str, str]
) -> None:
    headers, before = tracking.headers("unit", OTHER), _facts(tracking, campaign)
    walked: list[tuple[str, str]] = []
    told: dict[tuple[str, str], str] = {}

    for method, path, address in asked_of(tracking, owned):
        if path == NEVER_ENDS or path in UPLOADS:
            continue  # the one never ends; through the others `test_evidence` walks
        answer = _asked(tracking, method, address, owned["campaign"], headers)
        walked.append((method, path))
        said = answer.text + str(answer.headers)
        found = [word for word in (TITLE, NAME, NUMBER) if word in said]
        if found or PICTURE in answer.content:
            told[method, path] = f"{answer.status_code}: {found}"
        if method not in ("GET", "HEAD") and "{unit_id}" in path:
            assert answer.status_code == 403, (method, address, answer.text)

    assert told == {}
    assert _facts(tracking, campaign) == before
    assert len(walked) > 60


def test_what_is_looked_for_there_is_what_the_unit_itself_reads(
    tracking: RunningTracking, campaign: str, owned: dict[str, str]
) -> None:
    headers = tracking.headers("unit", OWNER)
    below = f"/tracking/campaigns/{campaign}"
    things = (f"{below}/activities/{owned['activity_id:path']}", f"{below}/households/{owned['household_id:path']}")

    answers = [_asked(tracking, "GET", path, campaign, headers) for path in (*things, f"/tracking/evidence/{SHA256}")]

    assert (TITLE in answers[0].text, NAME in answers[1].text) == (True, True)
    assert answers[2].content == PICTURE


def _asked(
    tracking: RunningTracking, method: str, address: str, campaign: str, headers: dict[str, str]
) -> httpx.Response:
    bodies: dict[str, dict[str, Any]] = {
        "POST": {"data": {"type": "activity.recorded", "do": "try", "reason": "x"}},
        "PUT": {"json": {"type": "activity.recorded", "columns": {"Tên": "title"}}},
    }
    asked = {"campaign": campaign, "id": f"VM-{campaign}", "q": "Mai Châu"}
    body = bodies.get(method, {})
    # What is sought stands sealed in the address that a list leads on to.
    return tracking.client.request(method, address, params=asked, headers=headers, **body, follow_redirects=True)


def _facts(tracking: RunningTracking, campaign: str) -> list[str]:
    return [fact.id for commit in tracking.commits(campaign) for fact in commit.facts()]
