"""Somebody in a role who sits down before the demo in a browser, with an account or a token, and what happened before.

A picture is taken of each screen that is worth one; it is written into docs/pictures only where THIDUA_PICTURES is set.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, expect

from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from tests.e2e.running_demo import Demo
from tests.waiting import wait_until

CAMPAIGN: Final = "hoa-binh-450"
RECORD: Final = "Ghi vào sổ cái"
DESK: Final[ViewportSize] = {"width": 1280, "height": 860}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
PICTURES: Final = Path(__file__).parents[2] / "docs" / "pictures"
SECONDS: Final = 120
# A browser tells of every form that comes back, and gives advice on names of fields.
NO_COMPLAINTS: Final = ("Failed to load resource", "[DOM] Input elements should have autocomplete")


class Traveller:
    """One person's browser; `page` is what stands on the screen."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.demo = demo

    def sign_in(self, name: str, password: str) -> None:
        """With an account, as everybody does."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Tên tài khoản").fill(name)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()

    def sign_in_first(self, name: str, first: str, own: str) -> None:
        """With the password that an administrator handed over, and then with one's own."""
        self.sign_in(name, first)
        self.page.get_by_label("Mật khẩu được cấp").fill(first)
        self.page.get_by_label("Mật khẩu mới", exact=True).fill(own)
        self.page.get_by_label("Nhập lại mật khẩu mới").fill(own)
        self.page.get_by_role("button", name="Dùng mật khẩu này và đăng nhập").click()

    def sign_in_by_token(self, bearer: str) -> None:
        """With a token that somebody was handed."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Mã truy cập").fill(bearer)
        self.page.get_by_role("button", name="Đăng nhập bằng mã").click()

    def goes_to(self, section: str) -> None:
        """By the navigation."""
        self._opens_menu()
        self.page.get_by_role("navigation").get_by_role("link", name=section, exact=True).click()

    def changes_language(self, language: str) -> None:
        """By the link above every page."""
        self._opens_menu()
        self.page.get_by_role("link", name=language, exact=True).click()

    def _opens_menu(self) -> None:
        """On a phone it lies behind a button."""
        menu = self.page.get_by_role("button", name="Danh mục")
        if menu.is_visible():
            menu.click()

    def follows_tab(self, tab: str) -> None:
        """One of the pages that stand side by side on top of this one."""
        self.page.locator(".tabs").get_by_role("link", name=tab, exact=True).click()

    def follows(self, link: str) -> None:
        """A link of the page itself."""
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()

    def fills_in(self, **fields: str) -> None:
        """Fields of a form by their names, choices among them."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name.replace("__", ".")}"]')
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def records(self) -> None:
        """Send the form that is open; it is taken."""
        self.page.get_by_role("button", name=RECORD).click()
        expect(self.page.get_by_role("button", name=RECORD)).to_have_count(0)

    def reads(self, *texts: str) -> None:
        """All of this stands on the page."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def picture(self, name: str) -> None:
        """Of the screen as it is, for the documents."""
        if os.environ.get("THIDUA_PICTURES"):
            self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


@contextmanager
def travelling(browser: Browser, demo: Demo, **how: Any) -> Iterator[Traveller]:
    """A browser of its own; whatever it complains of fails the test."""
    context = browser.new_context(**{"viewport": DESK, "locale": "vi-VN", "base_url": demo.url} | how)
    context.set_default_timeout(SECONDS * 1_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Traveller(page, demo)
    context.close()
    others = [one for one in complaints if not any(said in one for said in NO_COMPLAINTS)]
    assert others == [], others


def token(demo: Demo, role: str, *, person_id: str = "") -> str:
    """A token that is known everywhere by now."""
    access = Access.open(f"sqlite:///{demo.data / 'access.sqlite'}", system_clock)
    bearer = access.create_token(role, person_id=person_id)[1]
    access.close()
    for path in ("/units", "/awards/pages/candidates", "/notify/pages/inbox", "/audit/pages/checkpoint"):
        wait_until(partial(_is_known, demo.url + path, bearer))
    return bearer


def _is_known(url: str, bearer: str) -> bool:
    answer = httpx.get(url, headers={"authorization": f"Bearer {bearer}"}, timeout=120)
    return answer.status_code != httpx.codes.UNAUTHORIZED


def stated(demo: Demo, *said: tuple[str, dict[str, Any]], service: str = "awards") -> None:
    """What the secretary stated before, and awards or tracking has taken."""
    events: Sequence[dict[str, Any]] = [
        {
            "specversion": "1.0",
            "id": f"before-{short}-{'-'.join(str(value) for value in list(data.values())[:2])}",
            "source": "/secretary",
            "type": f"vn.thidua.{short}.v1",
            "time": "2025-12-22T15:00:00+07:00",
            "campaign": CAMPAIGN,
            "data": data,
        }
        for short, data in said
    ]
    answer = httpx.post(
        f"{demo.url}/{service}/events",
        json=events,
        headers={
            "authorization": f"Bearer {demo.bearers['secretary']}",
            "content-type": "application/cloudevents-batch+json",
        },
        timeout=120,
    )
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert {one["status"] for one in results} <= {"recorded", "duplicate"}, answer.text


def proposed(demo: Demo, nomination_id: str, unit_id: str, *, sitting_id: str, members: Sequence[str]) -> None:
    """A division was proposed for a commendation by its agency, and a council is convened for it."""
    papers = ("SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES")
    subject = {"subject_kind": "COLLECTIVE", "subject_id": unit_id, "award": "AGENCY_COMMENDATION"}
    key = f"{CAMPAIGN}:COLLECTIVE:{unit_id}"
    about = {"nomination_id": nomination_id}
    stated(
        demo,
        ("nomination.opened", about | subject | {"achievement_key": key}),
        *(("dossier.item_added", about | {"item": one, "name": f"{one}.docx", "sha256": "0" * 64}) for one in papers),
        ("nomination.submitted", about | {"to_level": "AGENCY", "doc_no": "90/TTr", "received_on": "2025-12-20"}),
        (
            "council.convened",
            {
                "sitting_id": sitting_id,
                "held_on": "2025-12-22",
                "members": [{"person_id": one, "chair": place == 0} for place, one in enumerate(members)],
            },
        ),
    )
