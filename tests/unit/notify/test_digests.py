"""Digests: what gathered comes as one message at the chosen hour, and each delivery is still recorded for itself."""

import asyncio
from itertools import pairwise
from typing import Final

import pytest

from services.notify.domain.digests import MOST_TOGETHER
from services.notify.domain.renewing import GivenUp
from services.notify.domain.wording import wording
from services.notify.handlers.posting import TOO_OLD
from services.notify.ports import Undelivered
from shared.adapters.memory import MemoryLog
from shared.core.errors import Fate
from shared.core.events import Choice, Data, Digest, Hours, NotificationFailed, NotificationSent
from tests.examples import CAMPAIGN
from tests.unit.notify.notifying import Delivered, Mailbox, Notify, begun, deliveries, flagged, notify, run, unflagged
from tests.unit.notify.test_choices import FELL, LATE, chosen, happens, local, log_has_choice, put_off, utc

DAILY: Final = Choice(digest=Digest("DAY", "08:00"), language="en")
ON_MONDAYS: Final = Choice(digest=Digest("WEEK", "08:00", 1), rest="OFFICES_REST", quiet=Hours("20:00", "06:30"))


def mailed(log: MemoryLog) -> list[Delivered]:
    return [one for one in deliveries(log) if one.channel == "email"]


async def before_tet(log: MemoryLog, mailbox: Mailbox, *, at_once: int) -> None:
    """From a Thursday over the weekend, Tết and another weekend, half a day a step, so many steps between restarts."""
    story: dict[str, tuple[Data, ...]] = {
        "2026-02-05 09:00": (flagged(), LATE),
        "2026-02-07 21:00": (unflagged(),),
        "2026-02-09 21:00": (flagged(), FELL),
        "2026-02-17 09:00": (unflagged(),),
        "2026-02-23 09:00": (flagged(),),
    }
    steps = [f"2026-02-{day:02} {hour:02}:00" for day in range(5, 28) for hour in (8, 9, 20, 21)]
    while steps:
        async with notify(log, mailbox=mailbox) as service:
            service.stamps.now = utc(steps[0])
            if not log_has_choice(log):
                await chosen(service, ON_MONDAYS)
            for step in steps[:at_once]:
                await happens(service, step, *story.get(step, ()))
            steps = steps[at_once:]


@pytest.mark.parametrize("at_once", [1_000, 3], ids=["without a restart", "restarted again and again"])
def test_what_gathered_in_a_week_comes_on_the_first_working_morning_as_one_message(at_once: int) -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        await before_tet(log, mailbox, at_once=at_once)

        told = [
            (local(notice.recorded_at), [one.story.topic for one in notice.gathered or (notice,)])
            for notice, *_ in mailbox.taken
        ]
        assert told == [
            ("2026-02-09 08:00", ["candidate.flagged", "report.overdue", "candidate.unflagged"]),
            ("2026-02-09 21:00", ["figure.fell"]),  # waits for nobody's digest
            ("2026-02-16 08:00", ["candidate.flagged"]),  # gathered for Tết's Monday, sent when offices work again
            ("2026-02-23 08:00", ["candidate.unflagged"]),
        ]
        sent = [(one.topic, one.digest) for one in mailed(log)]
        assert {digest for _, digest in sent} == {
            "",
            *(notice.delivery_id for notice, *_ in mailbox.taken if notice.gathered),
        }
        assert len(sent) == 6
        assert [why for _, _, why in put_off(log)] == ["DIGEST"] * 6

    run(story())


def test_each_delivery_of_a_digest_is_recorded_for_itself_and_names_the_digest() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", flagged(), unflagged())
            await happens(service, "2026-02-13 08:00")

        [(digest, addresses, _)] = mailbox.taken
        found = mailed(log)
        assert len(addresses) == 2
        assert [one.delivery_id for one in found] == [one.delivery_id for one in digest.gathered]
        assert {(one.recipient, one.attempts) for one in found} == {("hctc", 1)}
        assert {one.digest for one in found} == {digest.delivery_id}
        assert {one.language for one in found if isinstance(one, NotificationSent)} == {"en"}
        assert service.recorded == [digest.delivery_id]

    run(story())


def test_a_digest_tells_all_that_it_brings() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", flagged(), unflagged(), LATE)
            await happens(service, "2026-02-13 08:00")

        [(digest, _, _)] = mailbox.taken
        words = wording(digest.story, "en")
        parts = [wording(one.story, "en") for one in digest.gathered]
        assert words.title == f"3 notices in one: {parts[0].title}"
        assert list(words.parts) == parts
        assert set(words.sentences) >= {sentence for part in parts for sentence in part.sentences}

    run(story())


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_digest_that_is_refused_is_tried_again_and_given_up_as_one(at_once: int) -> None:
    later = Undelivered("Máy chủ thư bận", fate=Fate.LATER)

    async def story() -> None:
        log, mailbox = await begun(), Mailbox(*[later] * (at_once + 1))
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", flagged(), unflagged())
            service.stamps.now = utc("2026-02-13 08:00")
            await service.gate.look()
            await service.queue.holds(1)
            waits = [await service.postman.on_wake(service.queue.messages[0]) for _ in range(3)]
            await service.caught_up()

            found = mailed(log)
            for one in found if at_once > 1 else ():  # each may be asked for again
                about = (one.subject_kind, one.subject_id)
                failed = GivenUp(one.delivery_id, CAMPAIGN, one.topic, int(one.cause), *about, "hctc", "email")
                await service.register.renewed(failed, asked_by="admin:t-1")
            await service.at(service.stamps.now)

        assert [len(notice.gathered) for notice, *_ in mailbox.taken] == ([2] if at_once == 1 else [0, 0])
        assert (waits[0] is None, waits[2]) == (False, None)
        assert {type(one) for one in found} == {NotificationSent if at_once == 1 else NotificationFailed}
        assert len({one.digest for one in found} - {""}) == 1
        assert [one.attempts for one in found] == [3, 3]

    run(story())


def test_a_digest_that_was_sent_and_not_recorded_is_the_very_same_when_it_is_sent_again() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", flagged(), unflagged())
            service.stamps.now = utc("2026-02-13 08:00")
            await service.gate.look()
            await service.queue.holds(1)
            log.take_down()
            with pytest.raises(TimeoutError):
                await _briefly(service)
        log.bring_up()
        async with notify(log, mailbox=mailbox) as again:
            await again.at(utc("2026-02-13 10:00"))

        assert [notice for notice, *_ in mailbox.taken] == [mailbox.taken[0][0]] * 2
        assert len(mailed(log)) == 2

    run(story())


async def _briefly(service: Notify) -> None:
    """The process dies while it waits for the log."""
    async with asyncio.timeout(0.2):
        await service.postman.on_wake(service.queue.messages[0])


def test_many_come_in_messages_that_can_be_read() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        flags = [(flagged(), unflagged())[number % 2] for number in range(MOST_TOGETHER + 5)]
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", *flags)
            await happens(service, "2026-02-13 08:00")

        told = [one.cause for notice, *_ in mailbox.taken for one in notice.gathered]
        assert [len(notice.gathered) for notice, *_ in mailbox.taken] == [MOST_TOGETHER, 5]
        assert all(one < other for one, other in pairwise(told))
        assert len(mailed(log)) == len(flags)

    run(story())


def test_who_chooses_digests_no_more_is_told_at_once_of_what_gathered() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", flagged(), unflagged())
            await chosen(service, Choice())
            await happens(service, "2026-02-12 10:00")

        assert [notice.gathered for notice, *_ in mailbox.taken] == [(), ()]

    run(story())


def test_a_digest_that_nobody_could_send_for_a_month_is_given_up() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, DAILY)
            await happens(service, "2026-02-12 09:00", flagged())
        async with notify(log, mailbox=mailbox) as late:
            await late.at(utc("2026-03-20 09:00"))

        [failed] = mailed(log)
        assert isinstance(failed, NotificationFailed)
        assert (failed.reason, mailbox.taken) == (TOO_OLD, [])

    run(story())
