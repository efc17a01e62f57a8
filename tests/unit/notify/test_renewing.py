"""What was given up goes out once more when somebody asks for it, as a delivery of its own, and once."""

import pytest
from msgspec.structs import replace

from services.notify.domain.letters import Letters
from services.notify.domain.notices import EVERY_CHANNEL
from services.notify.domain.outbox import Outbox
from services.notify.domain.renewing import GivenUp, renewed_id_of
from services.notify.handlers.renewing import Renewer
from services.notify.ports import NotKept, Undelivered
from shared.adapters.memory import MemoryLog
from shared.core.errors import Fate
from shared.core.events import NotificationFailed, NotificationRenewed, NotificationSent
from tests.examples import CAMPAIGN
from tests.integration.test_email import notice as letter_of
from tests.unit.notify.notifying import Mailbox, Notify, begun, deliveries, flagged, notify, run, write

NEVER = Undelivered("Máy chủ thư từ chối", fate=Fate.NEVER)


def of_email(log: MemoryLog) -> list[NotificationSent | NotificationFailed]:
    return [one for one in deliveries(log) if one.channel == "email"]


def given_up(log: MemoryLog) -> GivenUp:
    """The one e-mail that failed, as the tables know it."""
    (one,) = [one for one in of_email(log) if isinstance(one, NotificationFailed)]
    about = (one.subject_kind, one.subject_id)
    return GivenUp(one.delivery_id, CAMPAIGN, one.topic, int(one.cause), *about, one.recipient, one.channel)


async def one_failed() -> MemoryLog:
    log = await begun()
    await write(log, flagged())
    async with notify(log, mailbox=Mailbox(NEVER)) as service:
        await service.queue.holds(1)
        await service.postman.on_wake(service.queue.messages[0])
        await service.caught_up()
    return log


async def ask(service: Notify, log: MemoryLog) -> str:
    """Have what failed sent again, and wait until the outbox knows of it."""
    renewed, _ = await service.register.renewed(given_up(log), asked_by="admin:t-1")
    await service.caught_up()
    return renewed


def test_what_failed_goes_out_again_under_an_id_of_its_own_and_both_stand_in_the_log() -> None:
    async def story() -> None:
        log, mailbox = await one_failed(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.caught_up()
            service.stamps.now = "2025-06-10T02:00:06.000Z"  # long after what it tells of, and yet it is wanted
            renewed = await ask(service, log)
            await service.queue.holds(1)
            await service.postman.on_wake(service.queue.messages[0])

        ((notice, addresses, _),) = mailbox.taken
        failed, sent = of_email(log)
        assert isinstance(sent, NotificationSent)
        assert notice.delivery_id == sent.delivery_id == renewed == renewed_id_of(failed.delivery_id)
        assert (sent.cause, sent.recipient, sent.attempts) == (failed.cause, failed.recipient, 1)
        assert addresses == ("hctc@vpubnd.example.vn", "van-thu@vpubnd.example.vn")

    run(story())


def test_asked_for_twice_it_goes_out_once_also_after_a_restart() -> None:
    async def story() -> None:
        log, mailbox = await one_failed(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.caught_up()
            await ask(service, log)
            await ask(service, log)
        async with notify(log, mailbox=mailbox) as again:
            await again.queue.holds(1)
            await again.postman.on_wake(again.queue.messages[0])
            await ask(again, log)

        facts = [one.data for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
        assert [type(one) for one in facts if isinstance(one, NotificationRenewed)] == [NotificationRenewed]
        assert len(mailbox.taken) == 1
        assert again.outbox.due == {}

    run(story())


def test_what_fails_again_can_be_asked_for_again() -> None:
    async def story() -> None:
        log, mailbox = await one_failed(), Mailbox(NEVER)
        first = given_up(log)
        async with notify(log, mailbox=mailbox) as service:
            await service.caught_up()
            await ask(service, log)
            await service.queue.holds(1)
            await service.postman.on_wake(service.queue.messages[0])
            second = first._replace(delivery_id=renewed_id_of(first.delivery_id))
            third, _ = await service.register.renewed(second, asked_by="secretary:t-2")
            await service.queue.holds(2)
            await service.postman.on_wake(service.queue.messages[1])

        assert [one.delivery_id for one in of_email(log)] == [first.delivery_id, second.delivery_id, third]
        assert len(mailbox.taken) == 1

    run(story())


def test_it_is_still_known_when_its_record_comes_after_it_was_settled() -> None:
    async def story() -> None:
        log, outbox = await one_failed(), Outbox(EVERY_CHANNEL)
        before = next(commit.number for commit in log.commits if b"notification.failed" in commit.payload)
        for commit in log.commits[: before - 1]:
            outbox.fold(commit)

        outbox.settle([given_up(log).delivery_id])
        async with notify(log) as service:
            await service.register.renewed(given_up(log), asked_by="admin:t-1")
        for commit in log.commits[before - 1 :]:
            outbox.fold(commit)

        assert renewed_id_of(given_up(log).delivery_id) in outbox.due

    run(story())


async def one_came_back(*, on: str) -> MemoryLog:
    """A log in which an e-mail was handed over in March 2025 and came back later."""
    log = await begun()
    await write(log, flagged())
    async with notify(log, mailbox=Mailbox()) as service:
        await service.queue.holds(1)
        await service.postman.on_wake(service.queue.messages[0])
        await service.caught_up()
        service.stamps.now = f"{on}T02:00:06.000Z"
        await service.register.bounced(of_letter(log), status="5.1.1")
        await service.caught_up()
    return log


def of_letter(log: MemoryLog) -> GivenUp:
    (one,) = of_email(log)[:1]
    about = (one.subject_kind, one.subject_id)
    return GivenUp(one.delivery_id, CAMPAIGN, one.topic, int(one.cause), *about, one.recipient, one.channel)


def test_a_letter_that_came_back_goes_out_again_also_after_a_restart() -> None:
    async def story() -> None:
        log, mailbox = await one_came_back(on="2025-03-14"), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.caught_up()
            again = Renewer(service.outbox, service.register)
            renewed, _ = await again.renew(of_letter(log), asked_by="admin:t-1")
            await service.caught_up()
            assert (await again.renew(of_letter(log), asked_by="admin:t-1"))[0] == renewed
            await service.queue.holds(1)
            await service.postman.on_wake(service.queue.messages[0])

        assert [notice.delivery_id for notice, _, _ in mailbox.taken] == [renewed]
        assert [one.delivery_id for one in of_email(log)] == [of_letter(log).delivery_id, renewed]

    run(story())


def test_letters_are_kept_for_a_month_after_the_newest_and_no_longer() -> None:
    kept, letters = [replace(letter_of(), delivery_id=str(day)) for day in range(4)], Letters()

    for letter, day in zip(kept, ("2025-03-10", "2025-03-11", "2025-03-11", "2025-04-10"), strict=True):
        letters.keep(letter, day=day)

    assert [letters.take(one.delivery_id) is one for one in kept] == [False, True, True, True]


def test_what_nobody_keeps_is_not_asked_for() -> None:
    async def story() -> None:
        log = await one_failed()
        async with notify(log) as service:
            await service.caught_up()
            other = given_up(log)._replace(delivery_id="e" * 32)
            with pytest.raises(NotKept):
                await Renewer(service.outbox, service.register).renew(other, asked_by="admin:t-1")

        facts = [one.data for commit in log.commits for one in commit.facts()]
        assert not [one for one in facts if isinstance(one, NotificationRenewed)]

    run(story())
