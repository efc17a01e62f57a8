"""The pages of templates: what is wrong at its field, what is published, and what was in force before."""

import html
import re
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from services.notify.web.editing.drawn import MOST
from tests.integration.test_notify_routes import ask, asking

LIST: Final = "/notify/pages/templates"
PAGE: Final = f"{LIST}/candidate.flagged/vi/LETTER"
API: Final = "/notify/templates/candidate.flagged/vi/LETTER"
SHORT: Final = {"subject": "Xét: {{ subject }}", "body": "{{ verdict }}.\r\n{{ campaign }}", "reason": "gọn hơn"}

_VALUE: Final = re.compile(r'<input[^>]* name="(\w+)"(?: lang="vi")? value="([^"]*)"')
_BODY: Final = re.compile(r"<textarea[^>]*>\n(.*?)</textarea>", re.DOTALL)


async def opened(client: httpx.AsyncClient, path: str = PAGE, token: str = "admin") -> str:  # noqa: S107 - a name
    answer = await client.get(path, headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return answer.text


def filled_in(page: str) -> dict[str, Any]:
    """What a browser sends of the form as it stands."""
    [body] = _BODY.findall(page)
    return {name: html.unescape(value) for name, value in _VALUE.findall(page)} | {"body": html.unescape(body)}


async def send(client: httpx.AsyncClient, form: dict[str, Any], token: str = "admin") -> httpx.Response:  # noqa: S107 - a name
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return await client.post(PAGE, data=form, headers=headers)


async def test_words_are_tried_on_facts_published_seen_in_the_list_and_taken_back(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        before = await opened(client)
        tried = await send(client, filled_in(before) | SHORT | {"do": "check"})
        untouched = await ask(client, API, "admin")
        published = await send(client, filled_in(tried.text) | {"do": "publish"})
        after = await opened(client, published.headers["location"])
        listed = await opened(client, LIST + "?which=changed")
        again = await send(client, filled_in(after) | {"reason": "lần nữa", "do": "publish"})
        back = await send(client, filled_in(after) | {"reason": "như cũ", "do": "restore"})
        last = await opened(client, back.headers["location"])
        standing = await ask(client, API, "admin")

    assert (tried.status_code, untouched["changes"]) == (200, [])
    assert "Nothing is wrong. Nothing was recorded." in tried.text
    assert '<h3 id="told-1">Xét: Phòng Hành chính - Tổ chức</h3>' in tried.text
    assert filled_in(tried.text)["body"] == "{{ verdict }}.\n{{ campaign }}"
    assert published.status_code == 303
    assert "Published: from position" in after
    assert "administrator: admin" in after
    assert "Reason: gọn hơn" in after
    assert "A candidate appeared" in listed
    assert "administrator: admin" in listed
    assert "told=same" in again.headers["location"]
    assert "What ships is in force again" in last
    assert [one["reason"] for one in standing["changes"]] == ["gọn hơn", "như cũ"]
    assert standing["ships"] is True


@pytest.mark.parametrize(
    ("wrong", "do", "field", "said"),
    [
        ({"subject": "a\nBcc: b@example.vn"}, "publish", "subject", "header"),
        ({"body": "một\n{{ ''.__class__ }}\n{{ figures }}"}, "publish", "body", "line 2"),
        ({"body": "một\n{{ ''.__class__ }}\n{{ figures }}"}, "check", "body", "knows no `figures`"),
        ({"body": ""}, "check", "body", "1 to 4000"),
        ({"reason": " "}, "publish", "reason", "fill this in"),
        ({"reason": "x" * 8_001}, "publish", "reason", "length"),
        ({"reason": ""}, "restore", "reason", "fill this in"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    tmp_path: Path, wrong: dict[str, str], do: str, field: str, said: str
) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client)) | SHORT | wrong
        answer = await send(client, form | {"do": do})
        standing = await ask(client, API, "admin")

    assert answer.status_code == 400
    [about] = re.findall(rf'<span id="{field}-fault">(.*?)</span>\n', answer.text)
    assert said in html.unescape(about)
    assert f'id="{field}" name="{field}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert filled_in(answer.text) == form | {"body": form["body"].replace("\r\n", "\n")}
    assert standing["changes"] == []


async def test_words_that_somebody_else_published_meanwhile_are_not_written_over_unseen(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client)) | SHORT
        other = await send(client, form | {"subject": "Khác: {{ subject }}", "do": "publish"})
        await opened(client, other.headers["location"])
        refused = await send(client, form | {"do": "publish"})
        standing = await ask(client, API, "admin")
        taken = await send(client, filled_in(refused.text) | {"do": "publish"})
        after = await opened(client, taken.headers["location"])

    assert refused.status_code == 409
    assert "was changed meanwhile" in refused.text
    assert standing["subject"] == "Khác: {{ subject }}"
    assert filled_in(refused.text)["subject"] == SHORT["subject"]
    assert "<del>Khác: </del><ins>Xét: </ins>{{ subject }}" in after


async def test_an_older_version_is_put_into_the_fields_and_recorded_by_nobody(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client))
        published = await send(client, form | SHORT | {"do": "publish"})
        after = await opened(client, published.headers["location"])
        [way] = re.findall(r'href="([^"]*words=0[^"]*)"', after)
        begun = filled_in(await opened(client, html.unescape(way)))
        standing = await ask(client, API, "admin")

    assert (begun["subject"], begun["body"]) == (form["subject"], form["body"])
    assert begun["seen"] == str(standing["position"])
    assert standing["version"] != standing["shipped"]["version"]


async def test_many_versions_come_page_by_page(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        page = await opened(client)
        for number in range(MOST + 1):
            form = filled_in(page) | SHORT | {"subject": f"Lần {number}", "do": "publish"}
            page = await opened(client, (await send(client, form)).headers["location"])
        [way] = re.findall(r'href="([^"]*before=[^"]*)"', page)
        older = await opened(client, html.unescape(way))
        bad = await client.get(PAGE + "?before=x", headers={"Authorization": "Bearer admin"})

    assert page.count("Reason: gọn hơn") == MOST
    assert older.count("Reason: gọn hơn") == 1
    assert "What ships" in older
    assert bad.status_code == 400


async def test_who_may_see_templates_and_who_may_change_them(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client)) | SHORT | {"do": "publish"}
        auditor = await opened(client, token="auditor")
        closed = [
            (await client.get(path, headers={"Authorization": f"Bearer {token}"})).status_code
            for path in (LIST, PAGE)
            for token in ("unit", "secretary", "nobody")
        ]
        refused = [(await send(client, form, token)).status_code for token in ("unit", "secretary", "auditor")]
        lost = await send(client, form, "nobody")
        unknown = await client.get(f"{LIST}/weather.bad/vi/LETTER", headers={"Authorization": "Bearer admin"})
        inboxes = [await opened(client, "/notify/pages/inbox", token) for token in ("auditor", "unit")]
        standing = await ask(client, API, "admin")

    assert ("<form" in auditor, "/audit/pages/log/2000" in auditor) == (False, True)
    assert closed == [403, 403, 401] * 2
    assert refused == [403] * 3
    assert lost.status_code == 401
    assert "Sign in again" in lost.text
    assert filled_in(lost.text)["subject"] == SHORT["subject"]
    assert unknown.status_code == 404
    assert [f'href="{LIST}"' in one for one in inboxes] == [True, False]
    assert standing["changes"] == []


async def test_of_the_past_a_template_is_shown_as_it_was_and_not_changed(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        published = await send(client, filled_in(await opened(client)) | SHORT | {"do": "publish"})
        await opened(client, published.headers["location"])
        past = await opened(client, PAGE + "?as_of=5000")
        listed = await opened(client, LIST + "?which=changed&as_of=5000")

    assert ("<form" in past, "Reason: gọn hơn" in past) == (False, False)
    assert "No template was changed" in listed
