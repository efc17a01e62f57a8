"""Dead letters over HTTP and as a page: who sees them, why they failed, and who has them sent again."""

from pathlib import Path

import pytest

from services.notify.domain.notices import EVERY_CHANNEL, INBOX_ONLY, delivery_id_of
from services.notify.domain.renewing import renewed_id_of
from shared.core.values import Channel
from tests.examples import CAMPAIGN
from tests.histories import commits_of
from tests.integration.test_notify_reads import BEGINNING, failed, sent
from tests.integration.test_notify_routes import ask, asking, buttons
from tests.unit.notify.notifying import flagged

HISTORY = commits_of(BEGINNING, [flagged()], [sent(2_000, "hctc"), failed(2_000, "hctc")])
DEAD = delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="email")
TOLD = delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="inbox")
PAGE = "/notify/pages/failed"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Language": "vi"}


@pytest.mark.parametrize("role", ["secretary", "admin"])
async def test_what_failed_is_listed_with_its_reason_and_sent_again_once(tmp_path: Path, role: str) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        [before] = (await ask(client, "/notify/deliveries?status=failed", role))["deliveries"]
        said = [await client.post(f"/notify/deliveries/{DEAD}/resend", headers=bearer(role)) for _ in range(2)]
        position = said[0].json()["position"]
        every = (await ask(client, f"/notify/deliveries?after={position}", role))["deliveries"]

    assert (before["delivery_id"], before["reason"]) == (DEAD, "Máy chủ thư từ chối (SMTP 550).")
    assert [one.status_code for one in said] == [200, 200]
    assert said[0].json() == said[1].json()
    by_id = {one["delivery_id"]: one for one in every}
    assert by_id[DEAD]["renewed_as"] == said[0].json()["delivery_id"] == renewed_id_of(DEAD)
    assert (by_id[renewed_id_of(DEAD)]["status"], by_id[renewed_id_of(DEAD)]["renews"]) == ("due", DEAD)


@pytest.mark.parametrize(
    ("token", "delivery_id", "channels", "status", "code"),
    [
        ("unit", DEAD, EVERY_CHANNEL, 403, "not_allowed"),
        ("auditor", DEAD, EVERY_CHANNEL, 403, "not_allowed"),
        ("council", DEAD, EVERY_CHANNEL, 403, "not_allowed"),
        ("nobody", DEAD, EVERY_CHANNEL, 401, "not_signed_in"),
        ("admin", "no-such-delivery", EVERY_CHANNEL, 404, "not_found"),
        ("admin", TOLD, EVERY_CHANNEL, 409, "not_failed"),
        ("admin", DEAD, INBOX_ONLY, 409, "channel_not_set_up"),
    ],
    ids=["a unit", "an auditor", "a council", "nobody", "unknown", "arrived", "no such channel"],
)
async def test_what_may_not_be_sent_again_is_refused_in_words(
    tmp_path: Path, *, token: str, delivery_id: str, channels: frozenset[Channel], status: int, code: str
) -> None:
    async with asking(tmp_path, history=HISTORY, channels=channels) as client:
        answer = await client.post(f"/notify/deliveries/{delivery_id}/resend", headers=bearer(token))
        page = await client.post(f"{PAGE}/{delivery_id}/resend", headers=bearer(token))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert page.status_code == status
    assert "text/html" in page.headers["content-type"]


async def test_a_list_of_no_such_state_is_refused(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        answer = await client.get("/notify/deliveries?status=lost", headers=bearer("admin"))

    assert answer.status_code == 400


async def test_the_page_says_why_and_its_button_sends_again(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        before = (await client.get(PAGE, headers=bearer("secretary"))).text
        [button] = buttons(before)
        answer = await client.post(button, headers=bearer("secretary"))
        after = (await client.get(answer.headers["location"], headers=bearer("secretary"))).text
        every = (await client.get(f"{PAGE}?all=1", headers=bearer("secretary"))).text
        inbox = (await client.get("/notify/pages/inbox", headers=bearer("secretary"))).text

    assert "Máy chủ thư từ chối (SMTP 550)." in before
    assert answer.status_code == 303
    assert (buttons(after), "Không có thông báo nào không gửi được" in after) == ([], True)
    assert (buttons(every), "đang gửi lại" in every) == ([], True)
    assert PAGE in inbox


async def test_who_may_not_have_it_sent_again_sees_no_button(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        pages = {role: await client.get(PAGE, headers=bearer(role)) for role in ("unit", "auditor", "council")}
        past = await client.get(f"{PAGE}?as_of=3001", headers=bearer("admin"))

    assert {role: page.status_code for role, page in pages.items()} == {"unit": 200, "auditor": 200, "council": 403}
    assert [buttons(page.text) for page in (*pages.values(), past)] == [[], [], [], []]
    assert "SMTP 550" in pages["unit"].text


async def test_a_unit_sees_no_other_units_letters(tmp_path: Path) -> None:
    history = commits_of(BEGINNING, [flagged("partners")], [failed(2_000, "partners")])
    async with asking(tmp_path, history=history) as client:
        page = await client.get(PAGE, headers=bearer("unit"))

    assert "SMTP 550" not in page.text
