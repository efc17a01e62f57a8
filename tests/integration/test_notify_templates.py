"""Templates over HTTP: who may change them, what is refused, and what is told afterwards."""

from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.integration.test_notify_routes import ask, asking

PATH: Final = "/notify/templates/candidate.flagged/vi/LETTER"
SHORT: Final[dict[str, Any]] = {"subject": "Xét: {{ subject }}", "body": "{{ verdict }}.\r\n{{ campaign }}"}
REASON: Final = {"reason": "gọn hơn"}


async def post(client: httpx.AsyncClient, path: str, body: object, token: str = "admin") -> httpx.Response:  # noqa: S107 - a name
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return await client.post(path, json=body, headers=headers)


async def test_a_template_is_tried_on_facts_changed_shown_and_restored(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        before = await ask(client, PATH, "admin")
        tried = await post(client, PATH + "/preview", SHORT)
        changed = await post(client, PATH, SHORT | REASON)
        again = await post(client, PATH, SHORT | REASON)
        after = await ask(client, f"{PATH}?after={changed.json()['position']}", "admin")
        old = await ask(client, "/notify/inbox", "unit")
        restored = await post(client, PATH + "/restore", REASON)
        listed = await ask(client, f"/notify/templates?after={restored.json()['position']}", "admin")
        last = await ask(client, PATH, "admin")

    assert [one["position"] for one in tried.json()["previews"]] == [2_000]
    assert tried.json()["previews"][0]["title"] == "Xét: Phòng Hành chính - Tổ chức"
    assert (changed.status_code, again.json()) == (200, changed.json())
    assert (before["ships"], after["ships"], after["subject"]) == (True, False, SHORT["subject"])
    assert after["body"] == "{{ verdict }}.\n{{ campaign }}"
    assert [(one["changed_by"], one["reason"]) for one in after["changes"]] == [("admin:admin", "gọn hơn")]
    assert old["notices"][0]["title"].startswith("Đủ điều kiện")  # as it was told
    assert {one["version"] for one in listed["templates"] if one["template_id"] == before["template_id"]} == {
        before["version"]
    }
    assert [one["version"] for one in last["changes"]] == [after["version"], before["version"]]


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"subject": "a\r\nBcc: b@example.vn", "body": "c", **REASON}, "/subject", "header"),
        ({"subject": "a", "body": "b\n{{ ''.__class__ }}", **REASON}, "/body", "line 2"),
        ({"subject": "a", "body": "{{ figures }}", **REASON}, "/body", "knows no `figures`"),
        ({"subject": "a", "body": "x" * 4_001, **REASON}, "/body", "4000"),
        ({"subject": "a", "body": "b"}, "/reason", ""),
        ({"subject": "a", "body": "b", "version": "x", **REASON}, "/version", ""),
    ],
)
async def test_what_is_not_sound_is_refused_and_not_recorded(
    tmp_path: Path, body: object, pointer: str, said: str
) -> None:
    async with asking(tmp_path) as client:
        answer = await post(client, PATH, body)
        standing = await ask(client, PATH, "admin")

    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert said in answer.json()["errors"][0]["message"]
    assert standing["changes"] == []


async def test_only_an_administrator_sees_and_changes_templates_and_no_hold_is_previewed(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        refused = [
            (await post(client, path, SHORT | REASON, token)).status_code
            for path in (PATH, PATH + "/restore", PATH + "/preview")
            for token in ("unit", "secretary", "auditor", "nobody")
        ]
        unknown = [
            (await post(client, f"/notify/templates/{path}", SHORT | REASON)).status_code
            for path in ("weather.bad/vi/LETTER", "report.due/fr/LETTER", "report.due/vi/POEM")
        ]
        held = await post(client, PATH.replace("flagged", "unflagged") + "/preview", SHORT)

    assert refused == [403, 403, 403, 401] * 3
    assert unknown == [404] * 3
    assert [one["position"] for one in held.json()["previews"]] == [0]  # made up: the one in the log tells of a hold
