"""Every route of tracking's application says who may read it, and asks for just that."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pytest
from starlette.routing import BaseRoute, Route

from shared.core.access import ROLES, Caller, Reach, Readable, reach
from tests.integration.door.running_tracking import RunningTracking

ANYBODY: Final = None
# What is looked for there is posted, and led on to an address that does not tell it; nothing is taken in.
LISTS: Final = {"/search", "/units", "/households", "/activities"}
# What each path shows, in the words of `shared.core.access`; None is for everybody, without sign-in.
SHOWS: Final[dict[str, Readable | None]] = {
    "/": ANYBODY,  # the overview, and what it is drawn with
    "/live": ANYBODY,
    "/static/{edition}/{name}": ANYBODY,
    "/search": "figures",
    "/units": "figures",
    "/units/{unit_id}": "figures",
    "/households": "households",
    "/households/{household_id:path}": "households",
    "/activities": "activities",
    "/activities/{activity_id:path}": "activities",
    "/publication": "publication",
    "/feedback": ANYBODY,  # whoever writes is not signed in; `test_feedback` walks through it
    "/feedback/receipts": ANYBODY,
    "/feedback/list": "feedback",
    "/feedback/list/{feedback_id}": "feedback",
    "/admin": "administration",
    "/admin/tokens": "administration",
    "/admin/accounts": "administration",
    "/admin/units": "administration",
    "/admin/units/{unit_id}": "administration",
    "/admin/campaigns": "administration",
    "/admin/campaigns/{campaign}": "administration",
    "/admin/forms/{name}": "administration",
    "/tracking/pages/health": "health",
    "/sign-in": ANYBODY,
    "/sign-in/begin": ANYBODY,
    "/sign-in/provider": ANYBODY,
    "/sign-in/back": ANYBODY,
    "/sign-in/password": ANYBODY,  # asks who it is by itself: `test_sign_in` goes through it
    "/sign-in/sessions": ANYBODY,  # ends nobody's but the caller's own
    "/sign-in/first": ANYBODY,  # takes a first password itself, in the same way
    "/sign-out": ANYBODY,
    "/healthz": ANYBODY,
    "/readyz": ANYBODY,
    "/metrics": ANYBODY,
    "/openapi.json": ANYBODY,
    "/asyncapi.json": ANYBODY,
    "/tracking/units": "figures",
    "/tracking/campaigns": "figures",
    "/tracking/campaigns/{campaign}": "figures",
    "/tracking/campaigns/{campaign}/units/{unit_id}": "figures",
    "/tracking/campaigns/{campaign}/units/{unit_id}/handover": "handover",
    "/tracking/campaigns/{campaign}/quality": "quality",
    "/tracking/campaigns/{campaign}/documents": ANYBODY,
    "/tracking/campaigns/{campaign}/publication": "publication",
    "/tracking/evidence/{sha256}": "evidence",
    "/tracking/evidence/{sha256}/picture": "evidence",
    "/feeds/{campaign}.{form}": ANYBODY,
    "/tracking/campaigns/{campaign}/reports": "reports",
    "/tracking/campaigns/{campaign}/reports/{period}.docx": "consolidated",
    "/tracking/campaigns/{campaign}/reports/{period}.xlsx": "consolidated",
    "/tracking/campaigns/{campaign}/reviews": "consolidated",
    "/tracking/campaigns/{campaign}/reviews/{review_id}.docx": "consolidated",
    "/tracking/campaigns/{campaign}/reviews/{review_id}.xlsx": "consolidated",
    "/tracking/verify/{sha256}": ANYBODY,
    "/tracking/campaigns/{campaign}/activities/{activity_id:path}": "activities",
    "/tracking/campaigns/{campaign}/households/{household_id:path}": "households",
}
# What may be stated on them is asked of the table by which the door goes; `test_unit_forms` walks through it.
FORMS: Final = frozenset(
    {
        "/units/{unit_id}/forms/{short}",
        "/units/{unit_id}/upload",
        "/registry/forms/{short}",  # `test_registry_forms`
        "/publication/forms/{short}",  # `test_publication_forms`
        "/tracking/units/{unit_id}/columns",
    }
)
# Open to whoever can sign, as `test_hooks` walks through it.
SIGNED: Final = frozenset({"/tracking/hooks/{name}"})
# What the pages of the administration and of feedback take in, walked by `test_admin_pages` and their neighbours.
TAKES: Final = frozenset(
    {
        "/admin/forms/{name}",
        "/admin/campaigns",
        "/admin/campaigns/{campaign}",
        "/admin/rule-sets",
        "/feedback",
        "/feedback/list/{feedback_id}",
    }
)
# Where files come in; who may bring them is another table, and `test_evidence` walks through it.
UPLOADS: Final = frozenset({"/tracking/evidence", "/tracking/evidence/uploads/{upload_id}"})
GUARDED: Final = {path: what for path, what in SHOWS.items() if what is not None}


def _routes(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Every single route; FastAPI keeps a router that was included as one entry with routes of its own."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _routes(included.routes)
        else:
            assert isinstance(route, Route), f"{route!r} is no plain route: say here how to look into it"
            yield route


def _routes_of(tracking: RunningTracking) -> list[Route]:
    assert tracking.application is not None
    return list(_routes(tracking.application._api.routes))


def _asked(path: str) -> str:
    return re.sub(r"\{.*?\}", "x", path)


def test_every_route_stands_in_the_table(tracking: RunningTracking) -> None:
    paths = {route.path for route in _routes_of(tracking)}

    assert paths <= SHOWS.keys() | FORMS | SIGNED | TAKES | UPLOADS, "Say in SHOWS who may read the new path."
    assert paths >= GUARDED.keys()


def test_no_route_but_the_door_the_sign_in_and_forms_takes_anything_in(tracking: RunningTracking) -> None:
    takes = {route.path for route in _routes_of(tracking) if not route.methods or route.methods - {"GET", "HEAD"}}

    signing = {"/sign-in", "/sign-in/first", "/sign-in/password", "/sign-in/sessions", "/sign-out"}
    assert takes == signing | LISTS | FORMS | SIGNED | TAKES | UPLOADS


@pytest.mark.parametrize("path", sorted(FORMS))
def test_a_form_is_handed_out_to_nobody_who_is_not_signed_in(tracking: RunningTracking, path: str) -> None:
    assert tracking.client.get(_asked(path)).status_code == 401


@pytest.mark.parametrize("path", [path for path in SHOWS if path not in GUARDED and "{" not in path])
def test_what_is_for_everybody_asks_for_no_sign_in(tracking: RunningTracking, path: str) -> None:
    # One of them never ends by itself, so only the head of each answer is looked at.
    with tracking.client.stream("GET", path) as answer:
        # The form for signing in leads to an address of its own when it is begun.
        assert answer.status_code in ((303,) if path == "/sign-in/begin" else (200, 404, 405))


@pytest.mark.parametrize(("path", "what"), GUARDED.items())
def test_a_route_is_for_those_alone_who_may_read_what_it_shows(
    tracking: RunningTracking, path: str, what: Readable
) -> None:
    asked = _asked(path)

    allowed = {role for role in ROLES if reach(Caller(role, "hctc", "", ""), what) is not Reach.NOTHING}
    told = {
        role: tracking.client.get(asked, headers=tracking.headers(role, "hctc" if role == "unit" else "")).status_code
        for role in ROLES
    }

    assert tracking.client.get(asked).status_code == 401
    assert {role for role, status in told.items() if status != 403} == allowed
    assert set(told.values()) <= {200, 303, 403, 404}  # 303: of several campaigns one is chosen first
