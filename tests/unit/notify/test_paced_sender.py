"""A limit on what one recipient is sent by a channel in a while: what is over it waits, and nobody else does."""

import pytest
from msgspec.structs import replace

from services.notify.ports import TooSoon
from services.notify.senders.paced import LIMITS, Limit, PacedSender
from services.notify.senders.telegram import Bot
from tests.integration.test_email import notice
from tests.unit.notify.notifying import Mailbox, run

NOTICE = replace(notice(), channel="telegram")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_is_over_the_limit_waits_until_the_oldest_is_long_enough_ago() -> None:
    clock, mailbox = Clock(), Mailbox()
    sender = PacedSender(mailbox, {"telegram": Limit(2, 60.0)}, now=clock)

    async def story() -> float:
        await sender.send(NOTICE, (), name="")
        clock.now += 10
        await sender.send(NOTICE, (), name="")
        with pytest.raises(TooSoon) as soon:
            await sender.send(NOTICE, (), name="")
        clock.now += soon.value.seconds
        await sender.send(NOTICE, (), name="")
        return soon.value.seconds

    assert run(story()) == 50.0
    assert len(mailbox.taken) == 3


def test_one_recipients_limit_is_not_anothers_nor_another_channels() -> None:
    mailbox = Mailbox()
    sender = PacedSender(mailbox, {"telegram": Limit(1, 60.0)}, now=Clock())
    others = (NOTICE, replace(NOTICE, recipient="partners"), *[replace(NOTICE, channel="email")] * 3)

    async def story() -> None:
        for one in others:
            await sender.send(one, (), name="")

    run(story())
    assert len(mailbox.taken) == len(others)


def test_what_telegram_asks_for_is_kept_without_being_told() -> None:
    assert LIMITS["telegram"] == (20, 60.0)
    assert Bot("t", {}).base_url == "https://api.telegram.org"
