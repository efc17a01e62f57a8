"""The forms of awards: a nomination's whole life told through them, and nothing lost or recorded twice on the way."""

from collections.abc import Callable
from hashlib import sha256
from html import unescape
from re import findall
from typing import Any, Final

import httpx
import pytest

from services.awards.web.forms import BY_NAME
from shared.adapters.browser import COOKIE
from shared.core.access import ROLES, STATED_BY
from shared.web.filling import ID, MAX_HASHED_BYTES, TIME
from tests.examples import TODAY, YESTERDAY
from tests.integration.awards.filling_in import ONE, Form, form_in, offered, opened, sent
from tests.integration.awards.story import AUTHORITY, MEMBERS, PAPERS, SECRETARY, SITTING, Story

BALLOT: Final[dict[str, Any]] = {"present": 4, "yes": 3, "no": 1, "blank": 0}
RECEIPT: Final[dict[str, Any]] = {"doc_no": "88/TTr-HCTC", "received_on": YESTERDAY}


def tell(story: Story, short: str, by: tuple[str, str] = SECRETARY, /, **entered: object) -> httpx.Response:
    """Fill in the form that the page offers by now."""
    return sent(story, opened(story, offered(story, *by)[short], *by), *by, **entered)


def recorded(answer: httpx.Response) -> int:
    """Where what was sent stands: the page that is gone on to takes account of it."""
    assert answer.status_code == 303, answer.text
    return int(httpx.URL(answer.headers["Location"]).params["after"])


def facts(story: Story, short: str) -> list[Any]:
    return [fact for _, fact, _ in story.awards.facts(story.campaign) if fact.data.short == short]


def test_a_nomination_is_told_from_its_opening_to_the_decision_by_forms_alone(story: Story) -> None:
    tell(story, "nomination.opened", nomination_id="N-1")
    for number, item in enumerate(PAPERS):
        recorded(tell(story, "dossier.item_added", item=item, name=f"Giấy {number}", sha256=f"{number}" * 64))
    recorded(tell(story, "nomination.submitted", **RECEIPT))
    recorded(tell(story, "council.convened", sitting_id=SITTING, held_on=TODAY, members="\n".join(MEMBERS)))
    recorded(tell(story, "ballot.tallied", sitting_id=SITTING, **BALLOT))
    signed: dict[str, Any] = {"doc_no": "12/BB-HĐTĐKT", "signed_on": TODAY, "signers": f"{MEMBERS[0]}\r\nP-7\r\n"}
    recorded(tell(story, "minutes.signed", **signed))
    signer: dict[str, Any] = {
        "signer__person_id": "P-1",
        "signer__title": "Chánh Văn phòng",
        "signer__capacity": "HEAD",
    }

    position = recorded(tell(story, "award.decided", AUTHORITY, decision_no="231/QĐ-VP", decided_on=TODAY, **signer))

    nomination = story.nomination(after=position)
    assert (nomination["state"], nomination["vote"], nomination["decision_no"]) == (
        "AWARDED",
        "CONFIRMED",
        "231/QĐ-VP",
    )
    assert nomination["history"][0]["actor"] == "secretary:P-7"


def test_a_form_that_is_sent_twice_states_one_thing(story: Story) -> None:
    link = offered(story, *SECRETARY)["nomination.opened"]
    form = opened(story, link, *SECRETARY)

    first, again = (sent(story, form, *SECRETARY, nomination_id="N-1") for _ in range(2))

    assert first.headers["Location"] == again.headers["Location"]
    assert len(facts(story, "nomination.opened")) == 1


def test_a_form_that_is_sent_again_with_something_else_changes_nothing(story: Story) -> None:
    form = opened(story, offered(story, *SECRETARY)["nomination.opened"], *SECRETARY)
    recorded(sent(story, form, *SECRETARY, nomination_id="N-1"))

    again = sent(story, form, *SECRETARY, nomination_id="N-2")

    assert again.status_code == 409
    assert [fact.data.nomination_id for fact in facts(story, "nomination.opened")] == ["N-1"]


def test_what_the_facts_forbid_is_said_and_nothing_typed_is_lost(story: Story) -> None:
    story.open()
    form = _submitting(story)

    refused = sent(story, form, *SECRETARY, to_level="AGENCY", **RECEIPT)
    story.add_papers()
    kept = form_in(refused)

    assert refused.status_code == 422
    assert "nothing was recorded" in refused.text
    assert kept.values == form.values | RECEIPT | {"to_level": "AGENCY"}
    recorded(sent(story, kept, *SECRETARY))


def test_a_field_says_itself_what_is_wrong_with_it(story: Story) -> None:
    story.open()
    link = offered(story, *SECRETARY)["dossier.item_added"]
    form = opened(story, link, *SECRETARY)

    empty = sent(story, form, *SECRETARY, item="MINUTES", name="", sha256="")
    wrong = sent(story, form, *SECRETARY, item="MINUTES", name="Biên bản", sha256="XYZ")

    assert empty.status_code == wrong.status_code == 400
    assert empty.text.count("fill this in") == 2
    assert 'id="sha256-fault">' in wrong.text
    assert 'id="name-fault">' not in wrong.text
    assert form_in(wrong).values["name"] == "Biên bản"
    assert facts(story, "dossier.item_added") == []


def test_a_number_that_is_none_is_refused_at_its_field(story: Story) -> None:
    story.open()
    story.convene()
    link = offered(story, *SECRETARY)["ballot.tallied"]

    answer = sent(story, opened(story, link, *SECRETARY), *SECRETARY, sitting_id=SITTING, **BALLOT | {"yes": "ba"})

    assert answer.status_code == 400
    assert 'id="yes-fault">' in answer.text


@pytest.mark.parametrize("short", BY_NAME)
def test_a_form_is_for_those_alone_who_may_state_what_it_states(story: Story, short: str) -> None:
    address = f"/awards/pages/forms/{short}"
    asked = {"campaign": story.campaign}

    told = {
        role: story.awards.client.get(
            address, params=asked, headers=_headers(story, role), follow_redirects=True
        ).status_code
        for role in ROLES
    }

    assert {role for role, status in told.items() if status == 200} == STATED_BY[short]
    assert set(told.values()) <= {200, 403}
    assert story.awards.client.get(address, params=asked).status_code == 401


def test_a_page_leads_each_role_to_what_it_may_state_next(story: Story) -> None:
    story.up_to_minutes()

    assert {"nomination.returned", "nomination.withdrawn"} <= offered(story, *SECRETARY).keys()
    assert offered(story, *AUTHORITY).keys() == {"award.decided", "award.declined"}
    assert offered(story, "auditor") == {}
    assert offered(story, "unit", "hctc") == {}


def test_a_council_member_declares_a_conflict_for_nobody_else(story: Story) -> None:
    story.open()
    story.convene()
    by = ("council", MEMBERS[1])

    way = offered(story, *by)["conflict.declared"]
    recorded(tell(story, "conflict.declared", by, sitting_id=SITTING))
    form = opened(story, way, *by)
    refused = sent(story, Form(form.address, form.values | {"person_id": MEMBERS[2]}), *by, sitting_id=SITTING)

    assert [fact.data.person_id for fact in facts(story, "conflict.declared")] == [MEMBERS[1]]
    assert refused.status_code == 403


def test_whoever_declared_a_conflict_is_told_so_and_led_to_the_form_no_more(story: Story) -> None:
    story.open()
    story.convene()
    by = ("council", MEMBERS[1])

    onward = tell(story, "conflict.declared", by, sitting_id=SITTING).headers["location"]
    page = story.awards.client.get(onward, headers=story.awards.tracking.headers(*by)).text

    assert "Recorded in the log: Conflict of interest declared." in page
    assert "so you do not vote" in page
    assert "conflict.declared" not in offered(story, *by)


def test_a_session_that_is_over_loses_nothing_that_was_typed(story: Story) -> None:
    form = opened(story, offered(story, *SECRETARY)["nomination.opened"], *SECRETARY)

    answer = story.awards.client.post(form.address, data=form.values | {"nomination_id": "N-77"})

    assert answer.status_code == 401
    assert form_in(answer).values == form.values | {"nomination_id": "N-77"}
    assert "Sign in again" in answer.text or "Đăng nhập lại" in answer.text


def test_no_other_site_has_a_browser_state_anything(story: Story) -> None:
    form = opened(story, offered(story, *SECRETARY)["nomination.opened"], *SECRETARY)
    send = _in_a_session(story, form)

    foreign = send("cross-site")
    own = send("same-origin")

    assert foreign.status_code == 403
    assert "N-1" not in foreign.text
    assert own.status_code == 303
    assert len(facts(story, "nomination.opened")) == 1


def test_a_form_that_is_too_long_or_is_none_is_refused(story: Story) -> None:
    address = f"/awards/pages/forms/nomination.opened?campaign={story.campaign}"

    long = story.awards.client.post(address, data={"nomination_id": "N" * 70_000}, headers=_headers(story, "secretary"))
    none = story.awards.client.get("/awards/pages/forms/candidate.flagged", headers=_headers(story, "secretary"))

    assert (long.status_code, none.status_code) == (413, 404)


def test_whoever_goes_back_to_a_form_that_was_sent_finds_the_same_one(story: Story) -> None:
    link = offered(story, *SECRETARY)["nomination.opened"]
    form = opened(story, link, *SECRETARY)
    told = [sent(story, form, *SECRETARY, nomination_id="N-1") for _ in range(2)]

    again = opened(story, form.address, *SECRETARY)
    sent_again = sent(story, again, *SECRETARY, nomination_id="N-1")
    other = sent(story, again, *SECRETARY, nomination_id="N-2")

    assert [again.values[name] for name in (ID, TIME)] == [form.values[name] for name in (ID, TIME)]
    assert {answer.headers["Location"] for answer in (*told, sent_again)} == {told[0].headers["Location"]}
    assert other.status_code == 409
    assert "Open a new form" in other.text
    assert opened(story, link, *SECRETARY).values[ID] != form.values[ID]


def test_after_a_form_one_is_back_at_the_candidate(story: Story) -> None:
    answer = tell(story, "nomination.opened", nomination_id="N-1")

    back = story.awards.client.get(answer.headers["Location"], headers=_headers(story, "secretary"))

    assert httpx.URL(answer.headers["Location"]).path == ONE
    assert "N-1" in back.text


def _submitting(story: Story) -> Form:
    """The form of a submission, which the page does not lead to while something is missing."""
    address = f"/awards/pages/forms/nomination.submitted?campaign={story.campaign}&nomination_id=N-1"
    return opened(story, address, *SECRETARY)


def _headers(story: Story, role: str) -> dict[str, str]:
    return story.awards.tracking.headers(role, {"unit": "hctc", "council": MEMBERS[1]}.get(role, ""))


def _in_a_session(story: Story, form: Form) -> Callable[[str], httpx.Response]:
    """A browser that is signed in, and sends the form from a page of ours or of another site."""
    tracking = story.awards.tracking
    token = tracking.token(*SECRETARY)
    answer = tracking.client.post("/sign-in", data={"token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    cookie = answer.cookies[COOKIE]
    tracking.client.cookies.clear()

    def send(site: str) -> httpx.Response:
        headers = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": site}
        return story.awards.client.post(form.address, data=form.values | {"nomination_id": "N-1"}, headers=headers)

    return send


def test_a_hold_is_placed_and_lifted_by_forms_and_only_who_may_is_led_to_them(story: Story) -> None:
    before = offered(story, *SECRETARY).keys()

    recorded(tell(story, "hold.placed", ground="COMPLAINT"))
    held = offered(story, *SECRETARY).keys()
    again = tell(story, "hold.placed", ground="COMPLAINT")
    recorded(tell(story, "hold.lifted", conclusion="NO_WRONGDOING"))

    assert "hold.lifted" in held - before
    assert not {"hold.placed", "hold.lifted"} & offered(story, "council", "P-9").keys()
    assert (again.status_code, "nothing was recorded" in again.text) == (422, True)
    assert [fact.data.subject_id for fact in facts(story, "hold.placed")] == ["hctc"]
    assert [fact.data.conclusion for fact in facts(story, "hold.lifted")] == ["NO_WRONGDOING"]
    assert "hold.lifted" not in offered(story, *SECRETARY)


def test_a_subject_of_whom_nothing_was_flagged_is_held_from_the_lists(story: Story) -> None:
    asked = {"campaign": story.campaign}
    lists = [
        story.awards.client.get(
            "/awards/pages/candidates", params=asked, headers=story.awards.tracking.headers(*by)
        ).text
        for by in (SECRETARY, AUTHORITY)
    ]
    link = unescape(findall(r'href="(/awards/pages/forms/hold\.placed[^"]*)"', lists[0])[0])

    answer = sent(
        story,
        opened(story, link, *SECRETARY),
        *SECRETARY,
        subject_kind="INDIVIDUAL",
        subject_id="cb-lan",
        ground="INSPECTION",
    )

    recorded(answer)
    assert [fact.data.subject_id for fact in facts(story, "hold.placed")] == ["cb-lan"]
    assert "hold.placed" not in lists[1]


def test_of_a_paper_that_is_chosen_the_hash_is_reckoned_and_nothing_is_kept(story: Story) -> None:
    tell(story, "nomination.opened", nomination_id="N-1")
    form = opened(story, offered(story, *SECRETARY)["dossier.item_added"], *SECRETARY)
    paper = b"PK\x03\x04 bi\xc3\xaan b\xe1\xba\xa3n"

    def chosen(by: dict[str, str], content: bytes = paper, **said: str) -> httpx.Response:
        file = {"sha256.new": (r"C:\hồ sơ\Biên bản.docx", content)}
        return story.awards.client.post(form.address, data=form.values | said, files=file, headers=by)

    signed = story.awards.tracking.headers(*SECRETARY)
    wrong = chosen(signed, item="")
    nobody = chosen({"Accept-Language": "en"}, item="MINUTES", name="Biên bản")
    large = chosen(signed, b"x" * (MAX_HASHED_BYTES + 1), item="MINUTES", name="Biên bản")

    assert 'enctype="multipart/form-data"' in wrong.text
    assert [one.status_code for one in (wrong, nobody, large)] == [400, 401, 400]
    assert form_in(wrong).values.items() >= {"sha256": sha256(paper).hexdigest(), "name": "Biên bản.docx"}.items()
    assert (form_in(nobody).values["sha256"], form_in(nobody).values["name"]) == ("", "Biên bản")
    assert "too large to reckon its hash here" in large.text
    assert facts(story, "dossier.item_added") == []

    recorded(chosen(signed, item="MINUTES"))

    [added] = facts(story, "dossier.item_added")
    assert (added.data.sha256, added.data.name) == (sha256(paper).hexdigest(), "Biên bản.docx")
