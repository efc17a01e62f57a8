"""Notices by a bot, to a real HTTP server that speaks Telegram's published API."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from services.notify.domain.notices import Story
from services.notify.ports import AnswerLost, Undelivered
from services.notify.senders.outward import Outward
from services.notify.senders.telegram import MOST_LETTERS, NO_CHAT, Bot, TelegramSender
from shared.adapters.clock import system_clock
from shared.core.errors import Fate
from shared.core.events import Said
from tests.integration.http_receiver import HANG_UP, Answer, Receiver
from tests.integration.test_email import NAME, STORY, notice

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp"
CHAT = "-1001234567890"
NOTICE = replace(notice(), channel="telegram")
TAKEN = Answer(200, {"content-type": "application/json"}, b'{"ok":true,"result":{"message_id":7}}')


@pytest.fixture
def telegram() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.answers = [TAKEN]
    receiver.start()
    yield receiver
    receiver.stop()


def send(telegram: Receiver, *, recipient: str = "hctc", story: Story = STORY) -> Undelivered | None:
    """Send a notice; why it was not taken, if it was not."""

    async def attempt() -> Undelivered | None:
        bot = Bot(TOKEN, {"hctc": CHAT}, telegram.url().rstrip("/"))
        sender = TelegramSender(bot, Outward(["127.0.0.1"]), now=system_clock)
        try:
            await sender.send(replace(NOTICE, recipient=recipient, story=story), (), name=NAME)
        except Undelivered as undelivered:
            return undelivered
        finally:
            await sender.end()
        return None

    return asyncio.run(attempt())


def refusal(code: int, parameters: str = "{}") -> Answer:
    body = f'{{"ok":false,"error_code":{code},"description":"not {CHAT}","parameters":{parameters}}}'
    return Answer(code, {"content-type": "application/json"}, body.encode())


def test_the_chat_of_the_recipient_is_told_in_plain_text(telegram: Receiver) -> None:
    assert send(telegram) is None

    (sent,) = telegram.sent
    said = json.loads(sent.body)
    assert sent.path == f"/bot{TOKEN}/sendMessage"
    assert said["chat_id"] == CHAT
    assert "parse_mode" not in said
    assert said["text"].startswith("Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính")
    assert "Chưa có xếp loại năm 2024 <2025>" in said["text"]
    assert said["text"].endswith(f"Mã thông báo: {NOTICE.delivery_id}")


def test_what_is_too_long_is_cut_and_still_says_which_notice_it_is(telegram: Receiver) -> None:
    story = replace(STORY, missing=tuple(Said(f"thiếu {number} " + "x" * 90, "") for number in range(100)))

    assert send(telegram, story=story) is None

    text = json.loads(telegram.sent[0].body)["text"]
    assert len(text) <= MOST_LETTERS
    assert text.endswith(f"Mã thông báo: {NOTICE.delivery_id}")


def test_it_waits_as_long_as_it_is_told_to(telegram: Receiver) -> None:
    telegram.answers = [refusal(429, '{"retry_after": 34}')]

    refused = send(telegram)

    assert refused is not None
    assert (refused.fate, refused.after) == (Fate.LATER, 34.0)


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (refusal(400), Fate.NEVER),
        (refusal(403), Fate.NEVER),
        (refusal(401), Fate.LATER),
        (refusal(404), Fate.LATER),
        (refusal(500), Fate.LATER),
        (Answer(502, {}, b"<html>bad gateway</html>"), Fate.LATER),
        (Answer(200, {}, b"<html>sign in to the wireless network</html>"), Fate.LATER),
    ],
    ids=["no such chat", "shut out", "no such token", "no such bot", "trouble", "a proxy", "another page"],
)
def test_a_refusal_tells_its_code_and_no_secret(telegram: Receiver, answer: Answer, fate: Fate) -> None:
    telegram.answers = [answer]

    refused = send(telegram)

    assert refused is not None
    assert refused.fate is fate
    assert str(answer.status) in refused.reason
    assert TOKEN not in refused.reason
    assert CHAT not in refused.reason


def test_a_lost_answer_is_known_as_one(telegram: Receiver) -> None:
    telegram.answers = [Answer(HANG_UP)]

    assert isinstance(send(telegram), AnswerLost)


def test_whoever_has_no_chat_any_more_is_given_up(telegram: Receiver) -> None:
    refused = send(telegram, recipient="partners")

    assert refused is not None
    assert (refused.fate, refused.reason) == (Fate.NEVER, NO_CHAT)
    assert telegram.sent == []


def test_a_bot_tells_nobody_its_token() -> None:
    assert TOKEN not in repr(Bot(TOKEN, {"hctc": CHAT}))
