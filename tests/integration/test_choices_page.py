"""The page of choices: what stands in its form, what is recorded when it is sent, and what is said when it is not."""

import html
import re
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from shared.core.values import Channel
from tests.integration.test_notify_choices import CHOICE, choose
from tests.integration.test_notify_routes import ask, asking

PAGE: Final = "/notify/pages/choices"
EMAIL_ALONE: Final = frozenset[Channel]({"inbox", "email"})
UNIT: Final = {"Authorization": "Bearer unit", "Accept-Language": "en"}
FILLED: Final = {
    "language": "en",
    "quiet.begins": "20:00",
    "quiet.ends": "06:30",
    "windows.0.begins": "07:00",
    "windows.0.ends": "18:00",
    "rest": "OFFICES_REST",
    "every": "WEEK",
    "at": "08:00",
    "weekday": "5",
    "time_zone": "Asia/Ho_Chi_Minh",
}

_FIELD: Final = re.compile(r"<(?:input|option|button)\b[^>]*>")
_SELECT: Final = re.compile(r'<select id="\w+" name="(\w+)"[^>]*>(.*?)</select>', re.DOTALL)
_MARK: Final = re.compile(r'([\w-]+)(?:="([^"]*)")?')


async def opened(client: httpx.AsyncClient, token: str = "unit", query: str = "") -> str:  # noqa: S107 - a name
    answer = await client.get(f"{PAGE}{query}", headers=UNIT | {"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return answer.text


def filled_in(page: str) -> dict[str, Any]:
    """What a browser sends of the form as it stands."""
    sent: dict[str, Any] = {"told": []}
    for name, options in _SELECT.findall(page):
        chosen = [one for one in _FIELD.findall(options) if " selected" in one]
        sent[name] = _marks((chosen or _FIELD.findall(options))[0]).get("value", "")
    for tag in _FIELD.findall(_SELECT.sub("", page)):
        marks = _marks(tag)
        name, kind = marks.get("name", ""), marks.get("type", "text")
        if not name or tag.startswith("<button") or (kind in ("checkbox", "radio") and "checked" not in marks):
            continue
        value = html.unescape(marks.get("value", ""))
        sent[name] = [*sent["told"], value] if name == "told" else value
    return sent


def _marks(tag: str) -> dict[str, str]:
    return dict(_MARK.findall(tag)[1:])


async def send(client: httpx.AsyncClient, form: dict[str, Any], **headers: str) -> httpx.Response:
    return await client.post(PAGE, data=form, headers=UNIT | headers)


async def test_what_is_entered_stands_as_the_choice_and_comes_back_in_the_form(tmp_path: Path) -> None:
    async with asking(tmp_path, channels=EMAIL_ALONE) as client:
        form = filled_in(await opened(client)) | FILLED
        form["told"].remove("candidate.updated email")
        answer = await send(client, form)
        after = (await client.get(answer.headers["location"], headers=UNIT)).text
        position = re.findall(r"after=(\d+)", answer.headers["location"])[0]
        standing = await ask(client, f"/notify/choices?after={position}", "unit")
        again = await send(client, filled_in(after))
        still = await ask(client, "/notify/choices", "unit")

    assert answer.status_code == 303
    assert [(one["choice"], one["chosen_by"]) for one in standing["choices"]] == [(CHOICE, "unit:hctc")]
    assert "Your choice is recorded" in after
    kept = filled_in(after)
    assert {name: kept[name] for name in FILLED} == FILLED
    assert "candidate.updated email" not in kept["told"]
    assert (again.status_code, still) == (303, standing)


async def test_everything_is_taken_back_by_one_button(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        made = await choose(client, {"choice": CHOICE})
        page = await opened(client, query=f"?after={made.json()['position']}")
        answer = await send(client, filled_in(page) | {"do": "take_back"})
        after = (await client.get(answer.headers["location"], headers=UNIT)).text
        [standing] = (await ask(client, "/notify/choices", "unit"))["choices"]

    assert standing["choice"] == {}
    assert filled_in(after)["every"] == ""


async def test_what_cannot_be_switched_off_says_why_and_has_no_box(tmp_path: Path) -> None:
    async with asking(tmp_path, channels=EMAIL_ALONE) as client:
        page = await opened(client)

    assert "report.due email" in filled_in(page)["told"]
    assert "report.overdue email" not in page
    assert "the plan (VI.2) has it followed up" in page


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"quiet.begins": "00:00", "quiet.ends": "00:00"}, "quiet.begins", "leaves no minute of the day"),
        ({"quiet.ends": ""}, "quiet.ends", ""),
        ({"windows.1.begins": "7:00am", "windows.1.ends": "18:00"}, "windows.1.begins", ""),
        ({"time_zone": "Asia/Nowhere"}, "time_zone", ""),
        ({"at": ""}, "at", ""),
        ({"every": "YEAR"}, "every", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    tmp_path: Path, wrong: dict[str, str], field: str, said: str
) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client)) | FILLED | wrong
        answer = await send(client, form)
        standing = await ask(client, "/notify/choices", "unit")

    assert answer.status_code == 400
    assert f'id="{field}-fault"' in answer.text
    assert said in answer.text
    again = filled_in(answer.text)
    # A browser hands back nothing else of a choice between three words.
    assert {name: again.get(name) for name in form if name != "every"} == {
        name: value for name, value in form.items() if name != "every"
    }
    assert standing["choices"] == []


async def test_a_choice_that_was_made_meanwhile_is_not_written_over_unseen(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client)) | FILLED
        made = await choose(client, {"choice": {"language": "vi"}})
        await ask(client, f"/notify/choices?after={made.json()['position']}", "unit")
        refused = await send(client, form)
        [standing] = (await ask(client, "/notify/choices", "unit"))["choices"]
        taken = await send(client, filled_in(refused.text))

    assert refused.status_code == 409
    assert "Another choice was recorded meanwhile" in refused.text
    assert standing["choice"] == {"language": "vi"}
    assert filled_in(refused.text)["quiet.begins"] == "20:00"
    assert taken.status_code == 303


async def test_of_a_channel_that_is_not_here_what_was_chosen_goes_on(tmp_path: Path) -> None:
    muted = [{"topic": "report.due", "channel": "telegram"}]
    async with asking(tmp_path, channels=EMAIL_ALONE) as client:
        made = await choose(client, {"choice": {"muted": muted}})
        page = await opened(client, query=f"?after={made.json()['position']}")
        answer = await send(client, filled_in(page) | {"language": "en"})
        await client.get(answer.headers["location"], headers=UNIT)
        [standing] = (await ask(client, "/notify/choices", "unit"))["choices"]

    assert "telegram" not in page
    assert standing["choice"] == {"language": "en", "muted": muted}


async def test_nobody_chooses_for_another_and_who_is_told_nothing_has_no_form(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client))
        refused = await send(client, form | {"recipient": "partners"})
        page = await client.get(f"{PAGE}?recipient=partners", headers=UNIT)
        secretary, council = await opened(client, "secretary"), await opened(client, "council")

    assert (refused.status_code, page.status_code) == (403, 403)
    assert ("<form" in secretary, "<form" in council) == (True, False)


async def test_who_is_not_signed_in_any_more_keeps_what_was_typed(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        form = filled_in(await opened(client)) | FILLED
        answer = await send(client, form, Authorization="Bearer nobody")
        closed = await client.get(PAGE)
        elsewhere = await client.post(
            PAGE, data=form, headers={"Cookie": "thidua_session=s_" + "x" * 43, "Sec-Fetch-Site": "cross-site"}
        )

    assert (answer.status_code, closed.status_code, elsewhere.status_code) == (401, 401, 403)
    assert filled_in(answer.text)["quiet.begins"] == "20:00"
    assert "Sign in again" in answer.text


async def test_of_the_past_nothing_is_chosen(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        page = await opened(client, query="?as_of=5000")

    assert "<button" not in page.partition("<main")[2]


async def test_the_inbox_and_the_navigation_lead_there(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        answer = await client.get("/notify/pages/inbox", headers=UNIT)

    assert answer.text.count(f'href="{PAGE}"') == 2
