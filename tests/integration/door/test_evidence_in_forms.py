"""Pictures and papers in a unit's own forms, by a browser without scripts; and what its page says is still needed."""

import re
from hashlib import sha256
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import Request

from shared.adapters.browser import filled
from tests.evidence import pdf
from tests.integration.awards.filling_in import Form
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, household, open_event
from tests.integration.door.test_evidence import MAI_CHAU, a_picture, facts, get
from tests.integration.door.test_unit_forms import DID, HCTC, Clerk

KEPT = re.compile(r'<input type="checkbox" name="evidence" value="([^"]+)" checked>')


def sent_with(
    clerk: Clerk, form: Form, said: dict[str, Any], *files: tuple[str, bytes], **headers: str
) -> httpx.Response:
    """What becomes of a form that is filled in and sent as a browser sends one with files."""
    signed = headers or clerk.tracking.headers("unit", clerk.unit_id)
    chosen = [("evidence.new", (name, content)) for name, content in files] or [("evidence.new", ("", b""))]
    return clerk.tracking.client.post(form.address, data=form.values | said, files=chosen, headers=signed)


def kept_on(page: httpx.Response) -> list[str]:
    """What goes along with a form that came back."""
    return [unescape(one) for one in KEPT.findall(page.text)]


@pytest.fixture
def clerk(tracking: RunningTracking, campaign: str) -> Clerk:
    return Clerk(tracking, campaign)


def test_what_was_uploaded_stays_while_another_field_is_put_right(clerk: Clerk) -> None:
    photo, paper = a_picture(200_000), pdf(b"/Told 1")
    form = clerk.form("activity.recorded")

    wrong = sent_with(clerk, form, DID | {"quantity": "1.234"}, ("ảnh 1.png", photo), (r"C:\hồ sơ\giấy.pdf", paper))

    assert wrong.status_code == 400
    assert 'enctype="multipart/form-data"' in wrong.text
    kept = kept_on(wrong)
    assert kept == [f"{sha256(photo).hexdigest()} ảnh 1.png", f"{sha256(paper).hexdigest()} giấy.pdf"]
    assert DID["title"] in wrong.text
    assert clerk.facts("activity.recorded") == []

    right = sent_with(clerk, form, DID | {"evidence": kept})

    assert right.status_code == 303, right.text
    [fact] = clerk.facts("activity.recorded")
    assert [(one.name, one.sha256) for one in fact.data.evidence] == [
        ("ảnh 1.png", sha256(photo).hexdigest()),
        ("giấy.pdf", sha256(paper).hexdigest()),
    ]
    assert len(facts(clerk.tracking, clerk.campaign)) == 2
    assert get(clerk.tracking, photo).content == photo


def test_what_is_no_picture_is_said_at_its_field_and_the_others_are_kept(clerk: Clerk) -> None:
    good, form = a_picture(5_000), clerk.form("activity.recorded")

    answer = sent_with(clerk, form, DID, ("tốt.png", good), ("giả.png", b"GIF89a"), ("chạy.exe", b"MZ"))

    assert answer.status_code == 400
    assert "giả.png: The file is not what its name says" in unescape(answer.text)
    assert kept_on(answer) == [f"{sha256(good).hexdigest()} tốt.png"]
    assert clerk.facts("activity.recorded") == []


def test_a_units_page_says_which_files_are_still_needed_and_takes_them(
    tracking: RunningTracking, campaign: str
) -> None:
    clerk = Clerk(tracking, campaign, MAI_CHAU)
    own, theirs = a_picture(5_001), a_picture(5_002)
    for content, did in ((own, "activity"), (theirs, "house")):
        named = [{"name": "ảnh.png", "sha256": sha256(content).hexdigest()}]
        if did == "activity":
            said = activity(campaign, unit_id=MAI_CHAU, evidence=named)
        else:
            listed = household(campaign, "HB-NAMED")
            checks = {"household_id": "HB-NAMED", "eligible": True, "checks": {}}
            approved = {"household_id": "HB-NAMED", "list_no": "DS-1", "support_vnd": 60_000_000}
            for told, role in (
                (listed, "unit"),
                (open_event("household.verified", checks, campaign), "verifier"),
                (open_event("household.approved", approved, campaign), "verifier"),
            ):
                assert tracking.post(told, role, MAI_CHAU if role == "unit" else "v").status_code == 201
            started = {"household_id": "HB-NAMED", "started_on": "2025-03-08", "evidence": named}
            said = open_event("house.started", started, campaign, source=f"/units/{MAI_CHAU}")
        answer = tracking.post(said, "unit", MAI_CHAU)
        assert answer.status_code == 201, answer.text
    before = clerk.unit_page(after=str(answer.json()["position"]))

    sent = sent_with(clerk, clerk.form("evidence.attached"), {}, ("a.png", own), ("b.png", theirs))

    assert sent.status_code == 303, sent.text
    after = tracking.client.get(sent.headers["Location"], headers=tracking.headers("unit", MAI_CHAU)).text
    for content in (own, theirs):
        assert f"{sha256(content).hexdigest()[:12]}…" in before
        assert f"{sha256(content).hexdigest()[:12]}…" not in after
    assert "Every file that was named as evidence has come." in after
    assert {(one.sha256, one.subject_id) for one in facts(tracking, campaign)} == {
        (sha256(own).hexdigest(), ""),
        (sha256(theirs).hexdigest(), "HB-NAMED"),
    }


def test_nobodys_files_are_kept_and_nothing_that_was_typed_is_lost(clerk: Clerk) -> None:
    form, photo = clerk.form("activity.recorded"), a_picture(5_003)

    answer = sent_with(clerk, form, DID, ("ảnh.png", photo), **{"Accept-Language": "en"})
    elsewhere = sent_with(
        clerk, form, DID, ("ảnh.png", photo), Cookie=f"thidua_session=s_{'x' * 43}", Origin="https://elsewhere.example"
    )

    assert (answer.status_code, elsewhere.status_code) == (401, 403)
    assert DID["title"] in answer.text
    assert DID["title"] not in elsewhere.text
    assert facts(clerk.tracking, clerk.campaign) == []
    assert clerk.opened("evidence.attached", of=MAI_CHAU).status_code == 403
    assert clerk.opened("evidence.attached", role="auditor").status_code == 403


@pytest.mark.parametrize(("size", "held"), [(90_000, True), (110_000, True), (90_000, False)])
async def test_files_that_are_too_large_or_not_held_are_read_past(size: int, *, held: bool) -> None:
    made = httpx.Request("POST", "http://t", data={"title": "Đã làm"}, files={"evidence.new": ("a.png", b"x" * size)})
    body = made.read()
    parts = [body[at : at + 4_096] for at in range(0, len(body), 4_096)]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    headers = [(b"content-type", made.headers["content-type"].encode())]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)

    came = await filled(request, at_most=1_000, files_at_most=100_000, hold=held)

    assert came.entered == {"title": ["Đã làm"]}
    assert [len(content) for _, content in came.files] == ([size] if held and size < 100_000 else [])
    assert (came.too_large, came.not_held) == (size > 100_000, not held)


def test_form_of_evidence_needs_a_file(clerk: Clerk) -> None:
    answer = sent_with(clerk, clerk.form("evidence.attached"), {})

    assert answer.status_code == 400
    assert "fill this in" in answer.text
    assert HCTC in answer.text
