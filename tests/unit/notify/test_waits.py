"""The postman's waits: nobody is asked again before it is time, however often what is due is looked through."""

from collections import Counter
from collections.abc import Sequence

from services.notify.domain.notices import Notice
from services.notify.handlers.posting import LOOK_AGAIN_SECONDS, PATIENT_SECONDS
from services.notify.ports import TooSoon, Undelivered
from shared.core.errors import Fate
from shared.core.events import NotificationFailed, NotificationSent
from tests.unit.notify.notifying import Mailbox, begun, flagged, notify, run, unflagged, write
from tests.unit.notify.test_posting import LATER, mails, one_is_due


def test_who_waits_for_another_attempt_is_not_announced_anew_by_the_sweep() -> None:
    async def story() -> None:
        log = await begun()
        await write(log, flagged(), unflagged())
        async with notify(log, mailbox=Mailbox(LATER), sweep_seconds=0.01) as service:
            await service.queue.holds(2)
            waiting = service.queue.messages[0]
            await service.postman.on_wake(waiting)
            before = Counter(service.queue.messages)[waiting]
            await service.queue.holds(len(service.queue.messages) + 5)  # of the other, again and again

        assert Counter(service.queue.messages)[waiting] == before

    run(story())


def test_whoever_asks_to_be_left_alone_for_longer_is() -> None:
    async def story() -> None:
        log = await one_is_due()
        later = Undelivered("bận", fate=Fate.LATER, after=600.0)
        async with notify(log, mailbox=Mailbox(later)) as service:
            await service.queue.holds(1)
            wait = await service.postman.on_wake(service.queue.messages[0])

        assert wait == 600.0 * 1.25

    run(story())


def test_who_has_had_enough_for_now_waits_and_no_attempt_is_counted() -> None:
    class Enough(Mailbox):
        soon = 3

        async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
            if self.soon:
                self.soon -= 1
                raise TooSoon(7.0)
            await super().send(notice, addresses, name=name)

    async def story() -> None:
        log, mailbox = await one_is_due(), Enough()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            waits = [await service.postman.on_wake(service.queue.messages[0]) for _ in range(4)]

        (sent,) = mails(log)
        assert isinstance(sent, NotificationSent)
        assert (waits, sent.attempts) == ([7.0, 7.0, 7.0, None], 1)

    run(story())


def test_a_program_is_waited_for_longer_than_a_mail_server() -> None:
    async def story() -> None:
        log = await begun()
        await write(log, flagged())
        async with notify(log, mailbox=Mailbox(*[LATER] * 6), outside={"hctc": ("webhook",)}) as service:
            await service.queue.holds(2)
            [hook] = list(service.outbox.due_by("webhook"))
            [message] = [one for one in service.queue.messages if one.delivery_id == hook.delivery_id]
            waits = [await service.postman.on_wake(message) for _ in range(6)]

        (failed,) = mails(log, "webhook")
        assert waits == [*(seconds * 1.25 for seconds in PATIENT_SECONDS), None]
        assert isinstance(failed, NotificationFailed)
        assert failed.attempts == 6

    run(story())


def test_who_may_have_been_followed_while_it_stood_still_sends_nothing_and_is_asked_again() -> None:
    async def story() -> None:
        log, mailbox = await one_is_due(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await service.queue.holds(1)
            service.may_send = False
            wait = await service.postman.on_wake(service.queue.messages[0])
            sent_meanwhile = len(mailbox.taken)
            service.may_send = True
            done = await service.postman.on_wake(service.queue.messages[0])

        assert (wait, sent_meanwhile, done, len(mailbox.taken)) == (LOOK_AGAIN_SECONDS, 0, None, 1)

    run(story())
