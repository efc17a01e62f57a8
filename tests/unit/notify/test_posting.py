"""The postman: an e-mail is sent once, tried three times, given up with a reason, and found again by the sweep."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from services.notify.handlers.posting import BACK_OFF_SECONDS, LANE, TOO_OLD
from services.notify.ports import Undelivered, WakeUp
from shared.adapters.memory import MemoryLog, Moment
from shared.core.errors import Fate, LogDamaged, LogUnavailable
from shared.core.events import NotificationFailed, NotificationSent
from shared.core.log import Commit
from shared.core.values import Channel
from tests.examples import CAMPAIGN
from tests.unit.notify.notifying import (
    HCTC,
    Delivered,
    Mailbox,
    begun,
    deliveries,
    flagged,
    notify,
    run,
    unflagged,
    write,
)

LATER = Undelivered("Máy chủ thư bận", fate=Fate.LATER)
NEVER = Undelivered("Máy chủ thư từ chối", fate=Fate.NEVER)


async def one_is_due() -> MemoryLog:
    log = await begun()
    await write(log, flagged())
    return log


def mails(log: MemoryLog, channel: Channel = "email") -> list[Delivered]:
    return [one for one in deliveries(log) if one.channel == channel]


def test_an_e_mail_goes_to_all_addresses_of_the_unit_and_is_recorded_as_sent() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            again = await service.postman.on_wake(service.queue.messages[0])

        ((notice, addresses, name),) = mailbox.taken
        assert again is None
        assert addresses == ("hctc@vpubnd.example.vn", "van-thu@vpubnd.example.vn")
        assert name == "Phòng Hành chính - Tổ chức"
        (sent,) = mails(log)
        assert isinstance(sent, NotificationSent)
        assert (sent.delivery_id, sent.recipient, sent.attempts) == (notice.delivery_id, "hctc", 1)

    run(story())


def test_no_fact_of_a_delivery_holds_an_address() -> None:
    async def story() -> None:
        log = await one_is_due()
        async with notify(log, mailbox=Mailbox(NEVER)) as service:
            await service.queue.holds(1)
            await service.postman.on_wake(service.queue.messages[0])

        written = b"".join(commit.payload for commit in log.commits if commit.owner == "notify")
        assert mails(log)
        assert b"@" not in written.replace(b"candidate", b"")

    run(story())


def test_a_message_that_is_handed_out_again_sends_nothing_again() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            message = service.queue.messages[0]
            await asyncio.gather(service.postman.on_wake(message), service.postman.on_wake(message))
            await service.postman.on_wake(message)

        assert len(mailbox.taken) == len(mails(log)) == 1

    run(story())


def test_what_was_sent_before_a_restart_is_not_sent_after_it() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            message = service.queue.messages[0]
            await service.postman.on_wake(message)

        async with notify(log, mailbox=mailbox) as again:
            await again.postman.on_wake(message)  # before or after it has read the log to its end
            await again.caught_up()

        assert len(mailbox.taken) == 1
        assert again.queue.messages == []

    run(story())


def test_nothing_is_sent_before_the_log_is_read_to_its_end() -> None:
    async def story() -> None:
        log, mailbox, go_on = await one_is_due(), Mailbox(), asyncio.Event()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            message = service.queue.messages[0]
            await service.postman.on_wake(message)

        async def haltingly(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
            yield log.commits[:3]  # the flag is known, and not yet that it was told
            await go_on.wait()
            async for commits in log.follow(after=3):
                yield commits

        async with notify(log, mailbox=mailbox, deliver=haltingly) as again:
            woken = asyncio.create_task(again.postman.on_wake(message))
            for _ in range(50):
                await asyncio.sleep(0)
            early = len(mailbox.taken), len(again.queue.messages)
            go_on.set()
            await woken
            await again.caught_up()

        assert early == (1, 0)
        assert len(mailbox.taken) == 1

    run(story())


def test_a_flag_that_is_delivered_again_after_its_e_mail_went_out_sends_none() -> None:
    async def story() -> None:
        log, mailbox, again, taken = await one_is_due(), Mailbox(), asyncio.Event(), asyncio.Event()
        await write(log, unflagged())

        async def twice(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
            yield list(log.commits)
            await again.wait()
            yield log.commits[:3]
            taken.set()
            await asyncio.Event().wait()

        async with notify(log, mailbox=mailbox, deliver=twice) as service:
            await service.queue.holds(2)
            for message in service.queue.messages:
                await service.postman.on_wake(message)
            again.set()
            await taken.wait()
            for message in service.queue.messages:
                await service.postman.on_wake(message)

        assert len(mailbox.taken) == 2

    run(story())


def test_what_was_due_before_a_restart_is_announced_after_it_though_the_queue_lost_it() -> None:
    async def story() -> None:
        log = await one_is_due()
        async with notify(log, mailbox=Mailbox()) as service:
            await service.queue.holds(1)

        async with notify(log, mailbox=Mailbox()) as again:
            await again.queue.holds(1)

        assert again.queue.messages == service.queue.messages

    run(story())


def test_the_sweep_announces_again_what_is_still_due() -> None:
    async def story() -> None:
        log = await one_is_due()
        async with notify(log, mailbox=Mailbox(), sweep_seconds=0.01) as service:
            await service.queue.holds(3)

        assert len(set(service.queue.messages)) == 1

    run(story())


def test_a_busy_mail_server_is_tried_three_times_with_growing_waits_and_then_given_up() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox(LATER, LATER, LATER)
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            waits = [await service.postman.on_wake(service.queue.messages[0]) for _ in range(4)]

        first, second = BACK_OFF_SECONDS
        assert waits == [first * 1.25, second * 1.25, None, None]
        (failed,) = mails(log)
        assert isinstance(failed, NotificationFailed)
        assert (failed.attempts, failed.reason) == (3, LATER.reason)

    run(story())


def test_a_mail_server_that_takes_it_at_the_second_attempt_had_it_once() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox(LATER)
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            for _ in range(3):
                await service.postman.on_wake(service.queue.messages[0])

        (sent,) = mails(log)
        assert isinstance(sent, NotificationSent)
        assert (len(mailbox.taken), sent.attempts) == (1, 2)

    run(story())


def test_a_refusal_for_good_is_recorded_at_once() -> None:
    async def story() -> None:
        log = await one_is_due()
        async with notify(log, mailbox=Mailbox(NEVER)) as service:
            await service.queue.holds(1)
            again = await service.postman.on_wake(service.queue.messages[0])

        (failed,) = mails(log)
        assert again is None
        assert isinstance(failed, NotificationFailed)
        assert (failed.attempts, failed.reason) == (1, NEVER.reason)

    run(story())


def test_what_was_sent_while_the_log_is_down_is_recorded_later_and_not_sent_again() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            message = service.queue.messages[0]
            log.take_down()
            recording = asyncio.create_task(service.postman.on_wake(message))
            await service.paused.wait()
            await service.postman.on_wake(message)
            log.bring_up()
            await recording

        assert len(mailbox.taken) == len(mails(log)) == 1

    run(story())


def test_what_was_sent_and_cannot_be_recorded_is_not_sent_again_by_this_process() -> None:
    async def damaged(moment: Moment) -> None:
        if moment is Moment.BEFORE_STORING:
            raise LogDamaged

    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            message = service.queue.messages[0]
            log.faults = damaged
            with pytest.raises(LogDamaged):
                await service.postman.on_wake(message)
            await service.postman.on_wake(message)

        assert len(mailbox.taken) == 1

    run(story())


def test_a_queue_that_takes_nothing_is_asked_again() -> None:
    async def story() -> None:
        log = await one_is_due()
        async with notify(log, mailbox=Mailbox()) as service:
            service.queue.refusals = [LogUnavailable()]
            await service.queue.holds(1)

        assert len(service.queue.messages) == 1
        assert service.queue.refusals == []

    run(story())


def test_the_past_is_not_sent_when_e_mail_is_set_up_late() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            service.stamps.now = "2025-04-10T02:00:06.000Z"
            await service.queue.holds(1)
            await service.postman.on_wake(service.queue.messages[0])

        (failed,) = mails(log)
        assert isinstance(failed, NotificationFailed)
        assert (mailbox.taken, failed.reason) == ([], TOO_OLD)

    run(story())


def test_a_message_about_nothing_that_is_due_is_done() -> None:
    async def story() -> None:
        log, mailbox = await begun(HCTC), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            again = await service.postman.on_wake(WakeUp(CAMPAIGN, "no-such-delivery"))

        assert (again, mailbox.taken) == (None, [])

    run(story())


async def many_are_due() -> MemoryLog:
    """Some more than a channel has room for."""
    log = await begun()
    await write(log, *((flagged(), unflagged())[number % 2] for number in range(LANE + 8)))
    return log


def test_no_more_is_announced_than_a_channel_has_room_for_and_the_next_when_one_is_done() -> None:
    async def story() -> None:
        log = await many_are_due()
        async with notify(log, mailbox=Mailbox()) as service:
            await service.queue.holds(LANE)
            await service.caught_up()
            at_first = len(service.queue.messages)
            for number in range(LANE + 8):
                await service.queue.holds(number + 1)
                await service.postman.on_wake(service.queue.messages[number])

        assert at_first == LANE
        assert len(service.mailbox.taken) == len(set(service.queue.messages)) == LANE + 8

    run(story())


def test_who_waits_for_another_attempt_takes_nobodys_room() -> None:
    async def story() -> None:
        log = await many_are_due()
        async with notify(log, mailbox=Mailbox(*[LATER] * LANE)) as service:
            await service.queue.holds(LANE)
            waits = [await service.postman.on_wake(message) for message in service.queue.messages[:LANE]]
            await service.queue.holds(LANE + 8)

        assert None not in waits
        assert len(set(service.queue.messages)) == LANE + 8

    run(story())


def test_the_sweep_comes_however_much_happens_meanwhile() -> None:
    async def story() -> None:
        log = await one_is_due()
        async with notify(log, mailbox=Mailbox(), sweep_seconds=0.05) as service:
            while len(service.queue.messages) < 3:
                service.postman.on_decided()
                await asyncio.sleep(0)

        assert len(set(service.queue.messages)) == 1

    run(story())
