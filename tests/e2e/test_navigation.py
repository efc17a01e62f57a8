"""Where links lead each role: to every page that it may open, and to none that is closed to it."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final
from urllib.parse import urldefrag

import httpx
import pytest

from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.core.access import ROLES
from tests.e2e.running_demo import Demo
from tests.every_page import NOBODY, PAGES
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

LINK: Final = re.compile(r'<a\b[^>]*\shref="(/[^"]*)"')
OF_EACH: Final = 2  # addresses of one page that are followed, beside the one that is listed; their links are alike
LISTED: Final = {visit.path.partition("?")[0] for visit in PAGES.values()}
# Pages that no link leads to, by where one comes from.
FROM_ELSEWHERE: Final = {
    "/verify": "the field on the page of the checkpoint",
    "/verify/{sha256}": "the code on a paper",
    "/notify/unsubscribe/{delivery_id}/{signature}": "a letter",
    "/units/{unit_id}/forms/{short}": "the page of one's own unit, which is one of many",
    "/registry/forms/{short}": "the page of a unit, which is one of many",
    "/units/{unit_id}/upload": "the page of one's own unit, which is one of many",
    "/feedback/list/{feedback_id}": "the list of what the public wrote, which is empty on the demo",
    "/awards/pages/what-if/{trial_id}": "the button that tries rules, which begins one",
    "/awards/pages/forms/{short}": "the steps of a candidate, which differ by how far it is",
}
ROUTES: Final = {
    path: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path).replace(":path", ""))) for path in PAGES
}


def page_of(address: str) -> str:
    """The route that answers an address, "" if that is none of a page."""
    path = address.partition("?")[0]
    return next((route for route, pattern in ROUTES.items() if pattern.fullmatch(path)), "")


@pytest.fixture(scope="module")
def bearers(demo: Demo) -> Mapping[str, str]:
    """A token of every role, those that the demo printed among them."""
    access = Access.open(f"sqlite:///{demo.data / 'access.sqlite'}", system_clock)
    others = {role: access.create_token(role)[1] for role in ROLES - demo.bearers.keys()}
    access.close()
    return demo.bearers | others


@pytest.fixture
def visitor(demo: Demo, bearers: Mapping[str, str], role: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {bearers[role]}"} if role else {}
    with httpx.Client(base_url=demo.url, headers=headers, timeout=120) as client:
        # A token that was just made is known within a moment.
        wait_until(lambda: not role or client.get("/units").status_code != httpx.codes.UNAUTHORIZED)
        yield client


def followed(visitor: httpx.Client) -> Iterator[tuple[str, str, int]]:
    """Every page that links lead to from the overview on: where it was linked, its address and how it answered."""
    ahead = deque([("", "/")])
    seen: dict[str, set[str]] = {}
    while ahead:
        source, address = ahead.popleft()
        known = seen.setdefault(page_of(address), set())
        path = address.partition("?")[0]
        listed = path in LISTED and path not in {one.partition("?")[0] for one in known}
        if not page_of(address) or address in known or (len(known) >= OF_EACH and not listed):
            continue
        known.add(address)
        answer = visitor.get(address, follow_redirects=True)
        yield source, address, answer.status_code
        ahead.extend((address, urldefrag(unescape(link)).url) for link in LINK.findall(answer.text))


@pytest.mark.parametrize("role", [NOBODY, *sorted(ROLES)])
def test_a_role_is_led_to_all_that_is_open_to_it_and_to_nothing_that_is_closed(
    visitor: httpx.Client, role: str
) -> None:
    led = list(followed(visitor))
    there = {page_of(address) for _, address, _ in led}
    others = PAGES.keys() - there - FROM_ELSEWHERE.keys()
    closed = {name for name in others if visitor.get(PAGES[name].path).status_code in (401, 403)}

    assert [one for one in led if one[2] != 200] == []
    assert others == closed
