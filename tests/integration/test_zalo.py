"""Notices by an Official Account, to a real HTTP server that speaks Zalo's published API."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from services.notify.domain.notices import Story
from services.notify.ports import AnswerLost, Away, Undelivered
from services.notify.senders.outward import Outward
from services.notify.senders.zalo import (
    MOST_LETTERS,
    MOST_OF_A_FIELD,
    NO_PERSON,
    Account,
    Follower,
    Phone,
    Template,
    ZaloSender,
)
from shared.adapters.clock import system_clock
from shared.core.errors import Fate
from shared.core.events import Said
from tests.integration.http_receiver import HANG_UP, Answer, Receiver
from tests.integration.test_email import NAME, STORY, notice

TOKEN: Final = "V9xOkMZkU6oGq-ZvJ7bA"
USER: Final = "2512523625412515"
NUMBER: Final = "84987654321"
NOTICE: Final = replace(notice(), channel="zalo")
TAKEN: Final = Answer(200, {"content-type": "application/json"}, b'{"data":{"message_id":"4a0d"},"error":0}')
TEMPLATE: Final = Template("7895417", {"don_vi": "name", "noi_dung": "title", "ma": "id"})


@pytest.fixture
def zalo() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.answers = [TAKEN]
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def token(tmp_path: Path) -> Path:
    (tmp_path / "zalo.token").write_text(f"{TOKEN}\n")
    return tmp_path / "zalo.token"


def account(zalo: Receiver, token: Path, template: Template | None = TEMPLATE) -> Account:
    url = zalo.url().rstrip("/")
    return Account(token, {"hctc": Follower(USER), "partners": Phone(NUMBER)}, template, url, url)


def send(account: Account, *, recipient: str = "hctc", story: Story = STORY) -> Undelivered | None:
    """Send a notice; why it was not taken, if it was not."""

    async def attempt() -> Undelivered | None:
        sender = ZaloSender(account, Outward(["127.0.0.1"]), now=system_clock)
        try:
            await sender.send(replace(NOTICE, recipient=recipient, story=story), (), name=NAME)
        except Undelivered as undelivered:
            return undelivered
        finally:
            await sender.end()
        return None

    return asyncio.run(attempt())


def refusal(code: int, status: int = 200) -> Answer:
    body = f'{{"error":{code},"message":"not {USER}"}}'
    return Answer(status, {"content-type": "application/json"}, body.encode())


def test_a_follower_is_sent_the_notice_as_a_message_of_the_account(zalo: Receiver, token: Path) -> None:
    assert send(account(zalo, token)) is None

    (sent,) = zalo.sent
    said = json.loads(sent.body)
    assert (sent.path, sent.headers["access_token"]) == ("/v3.0/oa/message/cs", TOKEN)
    assert said["recipient"] == {"user_id": USER}
    assert said["message"]["text"].startswith("Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành")
    assert said["message"]["text"].endswith(f"Mã thông báo: {NOTICE.delivery_id}")


def test_what_is_too_long_is_cut(zalo: Receiver, token: Path) -> None:
    story = replace(STORY, missing=tuple(Said(f"thiếu {number} " + "x" * 90, "") for number in range(100)))

    assert send(account(zalo, token), story=story) is None

    text = json.loads(zalo.sent[0].body)["message"]["text"]
    assert len(text) <= MOST_LETTERS + 2
    assert text.endswith(f"Mã thông báo: {NOTICE.delivery_id}")


def test_a_phone_is_sent_the_template_that_zalo_approved(zalo: Receiver, token: Path) -> None:
    assert send(account(zalo, token), recipient="partners") is None

    (sent,) = zalo.sent
    said = json.loads(sent.body)
    assert (sent.path, sent.headers["access_token"]) == ("/message/template", TOKEN)
    assert (said["phone"], said["template_id"], said["tracking_id"]) == (NUMBER, "7895417", NOTICE.delivery_id)
    assert said["template_data"] == {
        "don_vi": NAME,
        "noi_dung": f"Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: {NAME}"[:MOST_OF_A_FIELD],
        "ma": NOTICE.delivery_id,
    }


def test_a_token_that_was_renewed_is_used_without_a_restart(zalo: Receiver, token: Path) -> None:
    send(account(zalo, token))
    token.write_text("another-token")

    send(account(zalo, token))

    assert [one.headers["access_token"] for one in zalo.sent] == [TOKEN, "another-token"]


@pytest.mark.parametrize("content", [None, "", "two words", "khóa"], ids=["no file", "empty", "words", "letters"])
def test_without_a_token_nothing_is_tried_and_nothing_is_given_up(
    zalo: Receiver, token: Path, content: str | None
) -> None:
    token.unlink() if content is None else token.write_text(content)

    refused = send(account(zalo, token))

    assert isinstance(refused, Away)
    assert (refused.fate, zalo.sent) == (Fate.LATER, [])


@pytest.mark.parametrize(
    ("answer", "fate", "code"),
    [
        (refusal(-213), Fate.NEVER, "-213"),
        (refusal(-230), Fate.NEVER, "-230"),
        (refusal(-118), Fate.NEVER, "-118"),
        (refusal(-216), Fate.LATER, "-216"),
        (refusal(-124), Fate.LATER, "-124"),
        (refusal(-32), Fate.LATER, "-32"),
        (refusal(0, 502), Fate.LATER, "502"),
        (Answer(502, {}, b"<html>bad gateway</html>"), Fate.LATER, "502"),
        (Answer(200, {}, b"<html>sign in to the wireless network</html>"), Fate.LATER, "200"),
        (Answer(200, {}, b"{}"), Fate.LATER, "200"),
    ],
    ids=[
        "follows no more",
        "silent",
        "no account",
        "token",
        "zns token",
        "rate",
        "gateway",
        "proxy",
        "page",
        "no code",
    ],
)
def test_a_refusal_tells_its_code_and_no_secret(
    zalo: Receiver, token: Path, *, answer: Answer, fate: Fate, code: str
) -> None:
    zalo.answers = [answer]

    refused = send(account(zalo, token))

    assert refused is not None
    assert (refused.fate, code in refused.reason) == (fate, True)
    assert TOKEN not in refused.reason
    assert USER not in refused.reason


def test_a_lost_answer_is_known_as_one(zalo: Receiver, token: Path) -> None:
    zalo.answers = [Answer(HANG_UP)]

    assert isinstance(send(account(zalo, token)), AnswerLost)


@pytest.mark.parametrize(("recipient", "template"), [("secretary", TEMPLATE), ("partners", None)])
def test_whoever_has_no_address_any_more_is_given_up(
    zalo: Receiver, token: Path, recipient: str, template: Template | None
) -> None:
    refused = send(account(zalo, token, template), recipient=recipient)

    assert refused is not None
    assert (refused.fate, refused.reason, zalo.sent) == (Fate.NEVER, NO_PERSON, [])


def test_nothing_goes_to_an_address_of_the_own_network(zalo: Receiver, token: Path) -> None:
    inside = account(zalo, token)

    async def attempt() -> None:
        sender = ZaloSender(inside, Outward(), now=system_clock)
        try:
            await sender.send(NOTICE, (), name=NAME)
        finally:
            await sender.end()

    with pytest.raises(Undelivered, match="own network"):
        asyncio.run(attempt())
    assert zalo.sent == []


def test_an_account_tells_nobody_its_addresses(zalo: Receiver, token: Path) -> None:
    shown = repr(account(zalo, token))

    assert USER not in shown
    assert NUMBER not in shown
