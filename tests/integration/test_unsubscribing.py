"""Leaving a kind of letter by the address in it: what the letter offers, what a look and a click do, and for whom."""

import re
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from msgspec.structs import replace

from services.notify.domain.directory import Name
from services.notify.domain.leaving import signed_over
from services.notify.domain.notices import DigestStory, Notice, ReminderStory, delivery_id_of
from services.notify.senders.leaving import WayOut
from shared.core.events import Data, ReminderEscalated
from tests.examples import CAMPAIGN
from tests.histories import commits_of
from tests.integration.mail_server import MailServerHere
from tests.integration.test_email import ADDRESS, NAME, STORY, notice, opened, text_of
from tests.integration.test_notify_choices import CHOICE, choose
from tests.integration.test_notify_reads import BEGINNING, sent
from tests.integration.test_notify_routes import ask, asking, mac_of
from tests.unit.notify.notifying import flagged

ONE_CLICK: Final = {"List-Unsubscribe": "One-Click"}
OVERDUE: Final = ReminderEscalated(
    reminder_id="r-1",
    topic="report.overdue",
    level="HEAD",
    unit_id="hctc",
    period="2025-03",
    due_on="2025-04-05",
    recipients=("hctc",),
    cause="1000",
)
LATE: Final = ReminderStory(
    topic="report.overdue",
    tier="UNIT",
    campaign_name=Name("450 ngày đêm", "450 days"),
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    unit_id="hctc",
    unit_name=Name(NAME),
    matter="2025-03",
    due_on="2025-04-05",
    figures=(),
)
DIGEST: Final = "d" * 32
LANGUAGES: Final = cycle(("en", "vi"))


def letter(cause: int) -> str:
    return delivery_id_of(CAMPAIGN, cause, recipient="hctc", channel="email")


def address(delivery_id: str) -> str:
    return f"/notify/unsubscribe/{delivery_id}/{mac_of(signed_over(delivery_id))}"


def by_email(cause: int, topic: str = "candidate.flagged", digest: str = "") -> Data:
    return replace(sent(cause, "hctc", topic=topic, channel="email"), digest=digest)


HISTORY: Final = commits_of(
    BEGINNING,
    [flagged()],
    [OVERDUE],
    [by_email(2_000)],
    [by_email(3_000, "report.overdue")],
)
GATHERED: Final = commits_of(
    BEGINNING, [flagged()], [OVERDUE], [by_email(2_000, digest=DIGEST), by_email(3_000, "report.overdue", DIGEST)]
)


async def chosen(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    # What a click records is shown a moment later: the choice of the secretary, made behind it, is waited for. It is
    # another each time, for one that stands already is not recorded again.
    made = await choose(client, {"choice": {"language": next(LANGUAGES)}}, "secretary")
    return list((await ask(client, f"/notify/choices?after={made.json()['position']}", "unit"))["choices"])


# --- what a letter offers


@pytest.fixture
def server() -> Any:
    here = MailServerHere()
    yield here
    here.stop()


async def got(server: MailServerHere, told: Notice, url: str = "https://thidua.example.vn") -> Any:
    sender = opened(server_of(server), way_out=WayOut(url, mac_of))
    await sender.send(told, [ADDRESS], name=NAME)
    return server.mailbox.message()


def server_of(server: MailServerHere) -> Any:
    from services.notify.senders.email import MailServer

    return MailServer.from_url(server.url())


async def test_a_letter_bears_the_headers_of_one_click_and_the_same_address_in_both_texts(
    server: MailServerHere,
) -> None:
    told = notice()
    message = await got(server, told)

    whole = f"https://thidua.example.vn{address(told.delivery_id)}"
    assert message["List-Unsubscribe"] == f"<{whole}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Ngừng nhận loại thư này: {whole}\n" in text_of(message, "plain")
    assert f'<a href="{whole}">' in text_of(message, "html")
    assert "hctc" not in whole


async def test_where_nobody_can_click_over_https_no_one_click_is_promised(server: MailServerHere) -> None:
    message = await got(server, notice("en"), "http://127.0.0.1:4500/")

    expected = f"<http://127.0.0.1:4500{address(notice().delivery_id)}?lang=en>"
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (expected, None)


async def test_a_letter_that_must_come_says_so_and_offers_no_way_out(server: MailServerHere) -> None:
    message = await got(server, replace(notice(), story=LATE))

    text = text_of(message, "plain")
    assert message["List-Unsubscribe"] is None
    assert "không thể ngừng gửi bằng thư. Việc đã quá hạn hoặc đình trệ" in text
    assert "/notify/unsubscribe/" not in text + text_of(message, "html")


async def test_a_digest_may_be_left_for_what_of_it_need_not_come(server: MailServerHere) -> None:
    both = DigestStory(subject_kind="COLLECTIVE", subject_id="hctc", stories=(LATE, STORY))
    message = await got(server, replace(notice(), story=both))

    assert address(notice().delivery_id) in message["List-Unsubscribe"]


# --- what is behind the address


async def test_to_look_changes_nothing_and_a_click_without_sign_in_leaves_that_kind_alone(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        made = await choose(client, {"choice": CHOICE})
        await ask(client, f"/notify/choices?after={made.json()['position']}", "unit")
        looked = await client.get(address(letter(2_000)), params={"lang": "en"})
        [before] = await chosen(client)
        clicked = await client.post(address(letter(2_000)), data=ONE_CLICK)
        again = await client.post(address(letter(2_000)), files={"List-Unsubscribe": (None, "One-Click")})
        [after] = await chosen(client)

    assert (looked.status_code, before["choice"]) == (200, CHOICE)
    assert "A candidate appeared" in looked.text
    assert re.findall(r"<button>([^<]+)<", looked.text) == ["Send no more of these"]
    assert (clicked.status_code, again.status_code) == (200, 200)
    flagged_too = {"topic": "candidate.flagged", "channel": "email"}
    assert after["choice"] == CHOICE | {"muted": [flagged_too, *CHOICE["muted"]]}
    assert after["chosen_by"] == f"letter:{letter(2_000)}"
    assert after["position"] < made.json()["position"] + 3_000  # once, and the two choices of the secretary


async def test_what_must_come_cannot_be_left_and_the_page_says_why(tmp_path: Path) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        looked = await client.get(address(letter(3_000)), params={"lang": "en"})
        clicked = await client.post(address(letter(3_000)), data=ONE_CLICK)
        standing = await chosen(client)

    assert "whoever is to act cannot mute it" in looked.text
    assert "<form" not in looked.text
    assert (clicked.status_code, standing) == (409, [])


async def test_of_a_digest_all_is_left_that_may_be(tmp_path: Path) -> None:
    async with asking(tmp_path, history=GATHERED) as client:
        clicked = await client.post(address(DIGEST), data=ONE_CLICK, headers={"Accept-Language": "en"})
        [standing] = await chosen(client)

    assert standing["choice"]["muted"] == [{"topic": "candidate.flagged", "channel": "email"}]
    assert "A report is overdue" in clicked.text


@pytest.mark.parametrize(
    ("where", "said", "status"),
    [
        (f"/notify/unsubscribe/{letter(2_000)}/{mac_of(signed_over(letter(3_000)))}", ONE_CLICK, 404),
        (f"/notify/unsubscribe/{letter(2_000)}/{'é' * 8}", ONE_CLICK, 404),
        (address("0" * 32), ONE_CLICK, 404),
        (address(delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="inbox")), ONE_CLICK, 404),
        (address(letter(2_000)), {}, 400),
        (address(letter(2_000)), {"List-Unsubscribe": "x" * 9_000}, 413),
    ],
    ids=["another letter's", "no signature", "no letter", "no e-mail", "no one-click", "too long"],
)
async def test_whoever_has_no_letter_leaves_nothing(
    tmp_path: Path, where: str, said: dict[str, str], status: int
) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        clicked = await client.post(where, data=said)
        standing = await chosen(client)

    assert (clicked.status_code, standing) == (status, [])
    assert "text/html" in clicked.headers["content-type"]
