"""The forms of the gazette centre: a line of its queue leads to each, fills it in, and is gone once it was sent."""

from hashlib import sha256
from html import unescape
from re import DOTALL, findall
from typing import Any, Final

import httpx
import pytest

from services.tracking.web.publication_forms import BY_NAME
from shared.core.access import ROLES
from tests.integration.awards.filling_in import Form, form_in
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.test_documents import posting
from tests.integration.door.test_quality import recorded, report

PERIOD: Final = "2025-02"
TODAY: Final = "2025-03-10"
WHERE: Final = "https://congbao.example.vn/bc-2025-02"
PUBLISHED, UNPUBLISHED = "document.published", "document.unpublished"
Line = tuple[str, str, str]  # what is to be stated, of which paper, where


class Centre:
    """The gazette centre at its queue: the report of a period waits, and a paper is past its time."""

    def __init__(self, tracking: RunningTracking) -> None:
        self.tracking, self.campaign = tracking, launched(tracking)
        recorded(tracking, report(self.campaign, {"started": 3}, period=PERIOD))
        over = posting(self.campaign, "89", published_on="2025-02-01", take_down_on="2025-03-05")
        self.newest = recorded(tracking, over, "publisher", "cb-cong-bao")

    def page(self, role: str = "publisher", **asked: str) -> httpx.Response:
        query = {"campaign": self.campaign, "after": self.newest} | asked
        return self.tracking.client.get("/publication", params=query, headers=self.headers(role))

    def headers(self, role: str = "publisher") -> dict[str, str]:
        return self.tracking.headers(role, "hctc" if role == "unit" else "cb-cong-bao")

    def offered(self, role: str = "publisher", **asked: str) -> dict[Line, str]:
        """The forms that the queue leads to."""
        page = self.page(role, **asked)
        assert page.status_code == 200, page.text
        links = [unescape(link) for link in findall(r'href="(/publication/forms/[^"]+)"', page.text)]
        named = [(link, httpx.URL(link)) for link in links]
        return {(url.path[19:], url.params["doc_no"], url.params["channel"]): link for link, url in named}

    def opened(self, link: str, role: str = "publisher") -> httpx.Response:
        return self.tracking.client.get(link, headers=self.headers(role), follow_redirects=True)

    def form(self, *line: str) -> Form:
        short, number, channel = line
        page = self.opened(self.offered()[short, number, channel])
        assert page.status_code == 200, page.text
        longer = findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page.text, DOTALL)
        form = form_in(page)
        return Form(form.address, form.values | {name: unescape(text) for name, text in longer})

    def sent(self, form: Form, said: dict[str, str], *files: tuple[str, bytes]) -> httpx.Response:
        chosen = [("sha256.new", one) for one in files] or None
        return self.tracking.client.post(form.address, data=form.values | said, files=chosen, headers=self.headers())

    def stated(self, form: Form, said: dict[str, str]) -> None:
        """Press the button, and once more; the queue that is come to says that it was recorded."""
        answers = [self.sent(form, said) for _ in range(2)]
        assert [one.status_code for one in answers] == [303, 303], answers[0].text
        [onward] = {one.headers["Location"] for one in answers}
        self.newest = httpx.URL(onward).params["after"]
        page = self.opened(onward)
        assert (httpx.URL(onward).path, page.status_code) == ("/publication", 200)
        assert f"Recorded in the log at position {self.newest}." in page.text
        assert "Its line has left the list." in page.text

    def facts(self, short: str) -> list[Any]:
        facts = [fact for commit in self.tracking.commits(self.campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.data.short == short]


@pytest.fixture
def centre(tracking: RunningTracking) -> Centre:
    return Centre(tracking)


def test_each_line_leads_the_publisher_alone_to_a_form_and_not_in_the_past(centre: Centre) -> None:
    number = f"BC-{PERIOD}"

    assert centre.offered().keys() == {
        (UNPUBLISHED, "89/QĐ-VPUBND", "PORTAL"),
        (PUBLISHED, number, "FEED"),
        (PUBLISHED, number, "PORTAL"),
    }
    for role in ("secretary", "auditor"):
        assert number in centre.page(role).text
        assert centre.offered(role) == {}
    assert centre.page("unit").status_code == 403
    assert centre.offered(as_of=centre.newest) == {}
    assert "Once done" in centre.page().text
    assert "Once done" not in centre.page(table="post", format="csv").text


def test_nobody_else_is_given_a_form(centre: Centre) -> None:
    links = centre.offered().values()

    given = {role: {centre.opened(link, role).status_code for link in links} for role in ROLES}
    assert given == {role: {403} for role in ROLES} | {"publisher": {200}}
    assert {link.partition("?")[0].rpartition("/")[2] for link in links} == BY_NAME.keys()


def test_a_report_is_posted_in_one_place_and_with_one_press_in_the_other(centre: Centre) -> None:
    number, file = f"BC-{PERIOD}", b"%PDF-1.7 posted"
    form = centre.form(PUBLISHED, number, "FEED")
    given = {"doc_no": number, "channel": "FEED", "published_on": TODAY, "title": "Báo cáo tổng hợp tháng 2 năm 2025"}
    assert form.values.items() >= given.items()
    assert len(form.values["sha256"]) == 64

    wrong = centre.sent(form, {"url": "cong bao", "title": "Báo cáo tháng 2", "take_down_on": ""}, ("bc.pdf", file))
    assert wrong.status_code == 400
    assert findall(r'id="([\w.]+)-fault"', wrong.text) == ["url"]
    typed = {"url": "cong bao", "title": "Báo cáo tháng 2", "sha256": sha256(file).hexdigest(), "document_id": number}
    assert form_in(wrong).values.items() >= typed.items()
    centre.stated(form_in(wrong), {"url": WHERE})
    assert (PUBLISHED, number, "FEED") not in centre.offered()
    centre.stated(centre.form(PUBLISHED, number, "PORTAL"), {})
    assert centre.offered().keys() == {(UNPUBLISHED, "89/QĐ-VPUBND", "PORTAL")}

    _, *facts = centre.facts(PUBLISHED)
    assert [one.data.channel for one in facts] == ["FEED", "PORTAL"]
    same = {(one.data.document_id, one.data.title, one.data.url, one.data.sha256) for one in facts}
    assert same == {(number, "Báo cáo tháng 2", WHERE, sha256(file).hexdigest())}
    assert {(one.source, one.actor) for one in facts} == {("/publication", "publisher:cb-cong-bao")}


def test_what_is_past_its_time_is_taken_down_with_one_press_and_its_line_and_form_are_gone(centre: Centre) -> None:
    line = (UNPUBLISHED, "89/QĐ-VPUBND", "PORTAL")
    link = centre.offered()[line]
    form = centre.form(*line)
    assert "89/QĐ-VPUBND was taken down" in centre.opened(link).text

    centre.stated(form, {"unpublished_on": "2025-03-07"})

    [fact] = centre.facts(UNPUBLISHED)
    assert (fact.data.document_id, fact.data.channel, fact.data.unpublished_on) == ("QD-89", "PORTAL", "2025-03-07")
    assert (fact.data.reason, fact.time) == ("Its time to be public is over", "2025-03-07T12:00:00+07:00")
    assert line not in centre.offered()
    assert centre.opened(link).url.path == "/publication"


def test_whoever_is_signed_out_meanwhile_gets_back_what_was_typed(centre: Centre) -> None:
    form = centre.form(PUBLISHED, f"BC-{PERIOD}", "FEED")

    page = centre.tracking.client.post(form.address, data=form.values | {"url": WHERE})

    assert page.status_code == 401
    assert form_in(page).values.items() >= (form.values | {"url": WHERE}).items()
    centre.stated(form_in(page), {})
