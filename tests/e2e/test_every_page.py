"""Every page in a real browser: nothing that axe-core finds wrong, and light enough for a poor line.

Each page is opened in Vietnamese and in English, by day and by night, on the demo that has told its whole story.
"""

import os
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final, Literal

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize, expect, sync_playwright

from shared.core.values import Language
from tests.e2e.running_demo import Demo
from tests.e2e.test_overview import CHROMIUM, FLAGS, SECONDS
from tests.e2e.words_seen import codes_in
from tests.every_page import BESIDES, PAGES, Visit

pytestmark = pytest.mark.slow

MOST_BYTES: Final = 300_000  # of a first load, with style, fonts and script
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
MOST_ABOVE: Final = 110  # points of a phone's screen above the page itself
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
AXE: Final = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Every rule but the experimental ones; once the ground is dark instead of light, only what speaks of colours.
EVERYTHING: Final[dict[str, Any]] = {"resultTypes": ["violations"]}
COLOURS: Final[dict[str, Any]] = EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block"]}
VISITS: Final = PAGES | BESIDES
# Lists with all their rows, which a browser would look at for long: who reads only their words does not.
FULL: Final = (
    Visit("/awards/pages/candidates", "secretary"),
    Visit("/notify/pages/inbox?most=300", "secretary"),
    Visit("/households", "verifier"),
    Visit("/audit/pages/log?type=candidate.flagged", "auditor"),
    Visit("/audit/pages/log?type=reminder.escalated", "auditor"),
    Visit("/units/vpubnd/forms/review.held", "secretary"),
)
# What one comes to with the Tab key, in the order in which it stands on the page.
STOPS: Final = "a[href], button, input, select, textarea, summary, [tabindex='0']"
WITHIN_REACH: Final = f"""[...document.querySelectorAll("{STOPS}")]
  .filter(one => one.type !== "hidden" && one.checkVisibility())"""
WHERE: Final = "(one => [window.within.indexOf(one), getComputedStyle(one).outlineStyle])(document.activeElement)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert "CI" not in os.environ, "CI has no Chromium: install Debian's package chromium."
        pytest.skip("no Chromium here: install Debian's package chromium to run the browser's tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def opened(
    browser: Browser, demo: Demo, role: str, *, viewport: ViewportSize = DESK, java_script_enabled: bool = True
) -> BrowserContext:
    """A browser of its own, in which a role is signed in by its token."""
    bearer = {"authorization": f"Bearer {demo.bearers[role]}"} if role else {}
    context = browser.new_context(
        base_url=demo.url, viewport=viewport, extra_http_headers=bearer, java_script_enabled=java_script_enabled
    )
    context.set_default_timeout(SECONDS * 1_000)
    return context


def violations(page: Page, how: dict[str, Any]) -> list[str]:
    """What axe-core finds wrong, each with the first element that is."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE)
    found = page.evaluate("how => axe.run(document, how)", how)["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("name", VISITS)
def test_a_page_has_nothing_that_axe_finds_wrong_and_is_light(browser: Browser, demo: Demo, name: str) -> None:
    """Somebody with poor eyes, and somebody at the end of a poor line.

    1. The first visit, with nothing kept from before, loads at most 300 kB.
    2. In both languages nothing is wrong, neither on light ground nor on dark.
    """
    visit = VISITS[name]
    context = opened(browser, demo, visit.role)
    page = context.new_page()
    loaded: list[Response] = []
    page.on("response", lambda one: loaded.append(one) if _is_loaded(one) else None)

    page.emulate_media(color_scheme="light")
    _come(page, visit, "vi")
    assert sum(len(one.body()) for one in loaded) <= MOST_BYTES
    assert {one.request.resource_type for one in loaded} >= {"document", "stylesheet", "font"}
    assert violations(page, EVERYTHING) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []
    _come(page, visit, "en")
    assert violations(page, EVERYTHING) == []
    page.emulate_media(color_scheme="light")
    assert violations(page, COLOURS) == []
    context.close()


def _is_loaded(response: Response) -> bool:
    """Whether it brings anything: neither the live signal, which never ends, nor a redirect does."""
    return response.request.resource_type != "eventsource" and not httpx.codes.is_redirect(response.status)


def _come(page: Page, visit: Visit, language: Language) -> None:
    mark = "&" if "?" in visit.path else "?"
    answer = page.goto(f"{visit.path}{mark}lang={language}", wait_until="load")
    assert answer is not None
    assert answer.status == visit.status
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_says_a_code_where_people_look_for_words(demo: Demo, language: Language) -> None:
    """Somebody who knows none of the catalogue's codes; what is code on purpose stands as code."""
    found: dict[str, list[str]] = {}
    full = {one.path: one for one in FULL}
    with httpx.Client(base_url=demo.url, timeout=SECONDS, headers={"accept": "text/html"}) as client:
        for name, visit in (VISITS | full).items():
            bearer = {"authorization": f"Bearer {demo.bearers[visit.role]}"} if visit.role else {}
            asked = client.get(visit.path, headers={**bearer, "accept-language": language}, follow_redirects=True)
            assert asked.status_code == visit.status
            found[name] = codes_in(asked.text)

    assert {name: codes for name, codes in found.items() if codes} == {}


@pytest.mark.parametrize("role", ["", "secretary"])
def test_on_a_phone_the_menu_is_one_button_that_needs_neither_script_nor_finger(
    browser: Browser, demo: Demo, role: str
) -> None:
    """Somebody with a phone and a keyboard, on the demo.

    1. Above the page stands one row and the campaign's name; the menu opens by a key, and its first link is next.
    2. Open, it has nothing that axe finds wrong, by day and by night; Escape closes it.
    3. Without scripts it opens too, and leads on.
    """
    context = opened(browser, demo, role, viewport=PHONE)
    page = context.new_page()
    page.goto("/units?lang=en" if role else "/feedback?lang=en")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    menu = page.get_by_role("button", name="Menu")

    assert page.locator("header.site").evaluate("one => one.offsetHeight") <= MOST_ABOVE
    assert links.count() == 0  # those that nobody sees have no role
    menu.focus()
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page, EVERYTHING) == []
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(menu).to_be_focused()
    context.close()

    unscripted = opened(browser, demo, role, viewport=PHONE, java_script_enabled=False)
    page = unscripted.new_page()
    page.goto("/?lang=en")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation").get_by_role("link", name="Audit").click()
    assert "/audit/pages/checkpoint" in page.url
    unscripted.close()


@pytest.mark.parametrize("name", ["/", "/units/{unit_id}", "/awards/pages/forms/{short}", "/audit/pages/log"])
def test_the_keyboard_reaches_everything_in_the_order_in_which_it_is_read(
    browser: Browser, demo: Demo, name: str
) -> None:
    """Somebody who uses no mouse.

    1. The first key leads past the navigation.
    2. Tab by Tab comes to every link, button and field, in the order in which they stand, and shows where it is.
    """
    visit = VISITS[name]
    context = opened(browser, demo, visit.role)
    page = context.new_page()
    page.goto(visit.path)

    within_reach = page.evaluate(f"(window.within = {WITHIN_REACH}).length")
    reached = list(_tabs(page, within_reach))
    page.locator(".skip").focus()
    page.keyboard.press("Enter")

    assert reached == list(range(within_reach))
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def _tabs(page: Page, within_reach: int) -> Iterator[int]:
    """Which of the elements the Tab key comes to, one after the other; a field of a day has several stops inside."""
    last = -1
    while last != within_reach - 1:
        page.keyboard.press("Tab")
        number, outline = page.evaluate(WHERE)
        if number != last:
            yield number
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        assert number >= last, "leads back before everything was reached"
        last = number
