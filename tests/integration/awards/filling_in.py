"""A clerk at the pages: opens a form where a page leads to it, fills it in, and sends it. It knows no rule."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

import httpx

from tests.integration.awards.story import Story

ONE: Final = "/awards/pages/candidates/COLLECTIVE/hctc"
_LINK: Final = re.compile(r'<a href="(/awards/pages/forms/[^"]+)"')
_INPUT: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_SHOWN: Final = re.compile(r'<input id="[^"]+" name="([^"]+)" type="\w+" value="([^"]*)"')

_CHOSEN: Final = re.compile(r'<select id="([^"]+)"(?:(?!</select>).)*?<option value="([^"]*)" selected>', re.DOTALL)


@dataclass(frozen=True)
class Form:
    """A form as it was handed out: where it is sent, and what stands in it."""

    address: str
    values: dict[str, str] = field(default_factory=dict)


def offered(story: Story, role: str, who: str = "") -> dict[str, str]:
    """The forms that the candidate's page leads to once it takes account of everything, by what they state."""
    asked = {"campaign": story.campaign, "after": str(story.awards.newest())}
    page = story.awards.client.get(ONE, params=asked, headers=story.awards.tracking.headers(role, who))
    assert page.status_code == 200, page.text
    links = [unescape(link) for link in _LINK.findall(page.text)]
    return {link.removeprefix("/awards/pages/forms/").partition("?")[0]: link for link in links}


def opened(story: Story, link: str, role: str, who: str = "") -> Form:
    """A form that was handed out."""
    page = story.awards.client.get(link, headers=story.awards.tracking.headers(role, who), follow_redirects=True)
    assert page.status_code == 200, page.text
    return form_in(page)


def form_in(page: httpx.Response) -> Form:
    """The form on a page."""
    sent_to = re.search(r'<form class="form" method="post" action="([^"]+)"', page.text)
    assert sent_to, page.text
    parts = (found for part in (_INPUT, _SHOWN, _CHOSEN) for found in part.findall(page.text))
    values = {name: unescape(value) for name, value in parts}
    return Form(unescape(sent_to[1]), values)


def sent(story: Story, form: Form, role: str, who: str = "", /, **entered: object) -> httpx.Response:
    """A form that was filled in and sent; `__` in a name stands for a dot."""
    said = form.values | {name.replace("__", "."): value for name, value in entered.items()}
    return story.awards.client.post(form.address, data=said, headers=story.awards.tracking.headers(role, who))
