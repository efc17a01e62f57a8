"""Every page and every form where scripts are forbidden: it is read, filled in and sent all the same."""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import token
from tests.every_page import PAGES

pytestmark = pytest.mark.slow

TYPED: Final = "Gõ tay 1.000"  # as no number may be written, so that most forms come back
MOST_FORMS: Final = 4
WRITTEN: Final = "main input[type=text], main input[type=search], main input:not([type]), main textarea"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_and_its_forms_are_sent_without_any_script(browser: Browser, demo: Demo, name: str) -> None:
    """Someone whose office forbids scripts.

    1. The page is there, with a heading.
    2. Every button belongs to a form, so that it does something.
    3. Each form is filled in and sent: it is answered, and what comes back to be put right is as it was typed.
    """
    visit = PAGES[name]
    bearers = demo.bearers
    if visit.role and visit.role not in bearers:
        bearers |= {visit.role: token(demo, visit.role)}
    headers = {"authorization": f"Bearer {bearers[visit.role]}"} if visit.role else {}
    context = browser.new_context(base_url=demo.url, java_script_enabled=False, extra_http_headers=headers)
    page = context.new_page()
    page.goto(visit.path)

    assert page.locator("h1").count() == 1
    assert page.locator("main button").count() == page.locator("main form button").count()
    for number in range(MOST_FORMS):  # beyond that they are alike: a notice each, a person each
        page.goto(visit.path)
        if page.locator("main form").count() > number:
            _send(page, page.locator("main form").nth(number))
    context.close()


def _send(page: Page, form: Locator) -> None:
    """Fill in and send one form: whatever is written in it comes back, or it was taken."""
    typed = _fill_in(form)
    answers: list[int] = []
    page.on("response", lambda one: answers.append(one.status) if one.request.is_navigation_request() else None)
    with page.expect_event("load"):
        form.locator("button").first.click()

    assert answers[-1] < 500
    assert page.locator("h1").count() == 1
    if answers[-1] == 400:
        came_back = [field.input_value() for field in page.locator(WRITTEN).all()]
        assert came_back.count(TYPED) >= typed


def _fill_in(form: Locator) -> int:
    """Something in every field; how many were written."""
    written = 0
    for field in form.locator("input, select, textarea").all():
        kind = field.get_attribute("type") or "text"
        if not field.is_visible():
            continue
        if re.fullmatch("checkbox|radio", kind):
            field.check()
        elif kind == "file":
            field.set_input_files({"name": "gửi.csv", "mimeType": "text/csv", "buffer": b"type;time\n"})
        elif kind == "date":
            field.fill("2025-03-01")
        elif kind == "number":
            field.fill("1")
        elif field.locator("option").count():
            field.select_option(index=field.locator("option").count() - 1)
        else:
            field.fill(TYPED)
            written += kind in ("text", "search")
    return written
