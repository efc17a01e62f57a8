"""The clock is turned through a whole campaign: exactly who was told what and when, whatever restarts meanwhile.

1. March 2025 begins. The district reports an obstacle on the tenth, which is removed on the twentieth.
2. March's report is due on Saturday 5 April. The division's comes in time, the district's on the eleventh, with a
   holiday in between.
3. On 14 April the division corrects a figure of its report downwards.
4. The district ends on 1 May. Its report on April comes on the fifteenth, said by the commune that holds its work.
5. A house that was approved on 3 March still stands where it stood in June.
6. The campaign is closed on 12 June.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from services.notify.domain.notices import EVERY_CHANNEL
from services.notify.domain.outbox import Outbox
from services.notify.projections import NOTIFY
from shared.adapters.memory import MemoryLog
from shared.adapters.rebuilding import rebuild
from shared.adapters.sqlite_files import SqliteFiles
from shared.core import events
from shared.core.events import REGISTRY, REGISTRY_THINGS, Data, NotificationSent
from shared.core.projecting import Rows, fold_commits
from shared.core.values import Date
from tests import examples as ex
from tests.unit.notify.drive import DRIVE, LAUNCHED_ON, MERGED, REGISTRY_FACTS, URGED, days, report
from tests.unit.notify.notifying import Mailbox, Notify, notify, run, write

LAST: Final = "2025-06-30"
HAPPENING: Final[dict[Date, tuple[Data, ...]]] = {
    LAUNCHED_ON: (*REGISTRY_FACTS, replace(DRIVE, targets=(), law={"urged": URGED})),
    "2025-03-03": (ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED),
    "2025-03-10": (ex.OBSTACLE,),
    "2025-03-20": (events.ObstacleResolved(obstacle_id="VM-MC-01", resolution="Đã thông đường"),),
    "2025-04-03": (report("hctc", "2025-03", activities=12),),
    "2025-04-11": (report("huyen-mai-chau", "2025-03"),),
    "2025-04-14": (events.ReportCorrected("BC-hctc-2025-03", {"activities": 11}, "Đếm trùng một hoạt động"),),
    "2025-04-15": (MERGED,),
    "2025-04-29": (report("hctc", "2025-04"),),
    "2025-05-15": (report("huyen-mai-chau", "2025-04"),),
    "2025-06-04": (report("hctc", "2025-05"), report("xa-mai-chau", "2025-05")),
    "2025-06-12": (ex.CLOSED,),
}
Told = tuple[Date, str, str, str]


def by_all(day: Date, topic: str, unit_id: str = "hctc") -> list[Told]:
    """A unit that has an address is told in its inbox and by e-mail."""
    return [(day, topic, unit_id, channel) for channel in ("email", "inbox")]


def in_inbox(day: Date, topic: str, *recipients: str) -> list[Told]:
    return [(day, topic, recipient, "inbox") for recipient in recipients]


EXPECTED: Final[list[Told]] = [
    *by_all("2025-03-17", "obstacle.unanswered"),
    *by_all("2025-04-02", "report.due_soon"),
    *in_inbox("2025-04-02", "report.due_soon", "huyen-mai-chau"),
    *in_inbox("2025-04-04", "report.due", "huyen-mai-chau"),
    *in_inbox("2025-04-08", "report.overdue", "huyen-mai-chau"),
    *in_inbox("2025-04-10", "report.overdue", "huyen-mai-chau"),
    *by_all("2025-04-15", "figure.fell"),
    *in_inbox("2025-04-15", "figure.fell", "vpubnd"),
    *by_all("2025-04-28", "report.due_soon"),
    *in_inbox("2025-04-28", "report.due_soon", "huyen-mai-chau"),
    *in_inbox("2025-05-05", "report.due", "xa-mai-chau"),
    *in_inbox("2025-05-06", "report.overdue", "xa-mai-chau"),
    *in_inbox("2025-05-08", "report.overdue", "xa-mai-chau"),
    *by_all("2025-05-12", "report.overdue"),
    *in_inbox("2025-05-14", "report.overdue", "vpubnd"),
    *by_all("2025-06-03", "report.due_soon"),
    *in_inbox("2025-06-03", "report.due_soon", "xa-mai-chau"),
    *in_inbox("2025-06-11", "house.stuck", "xa-mai-chau"),
    *(
        one  # each paper of a period, and each newer one, to the plan's recipients
        for day in ("2025-04-08", "2025-04-14", "2025-04-15", "2025-05-06", "2025-05-16", "2025-06-06")
        for one in in_inbox(day, "report.consolidated", "authority", "secretary")
    ),
]


async def happens(log: MemoryLog, day: Date) -> None:
    """What is recorded on a day, at nine o'clock in the morning."""
    for data in HAPPENING.get(day, ()):
        campaign = REGISTRY if data.thing in REGISTRY_THINGS else ex.CAMPAIGN
        recorded = ex.fact(data, recorded_at=f"{day}T02:00:00.000Z")
        await write(log, recorded, owner="tracking", campaign=campaign)


async def spring(log: MemoryLog, mailbox: Mailbox, *, stops: Sequence[Date] = ()) -> None:
    """Every day of the drive, and the service started anew before some of them."""
    calendar = days(LAUNCHED_ON, LAST)
    ends = [*stops, ""]
    await happens(log, calendar[0])
    while ends:
        end = ends.pop(0)
        async with notify(log, mailbox=mailbox) as service:
            while calendar and calendar[0] != end:
                await _lives(service, log, calendar.pop(0))


async def _lives(service: Notify, log: MemoryLog, day: Date) -> None:
    await service.morning(day)
    if day != LAUNCHED_ON:
        await happens(log, day)


def told(log: MemoryLog) -> list[Told]:
    """Who was told what, on which day, by which channel, in the order of the days."""
    facts = [one for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    return sorted(
        (one.recordedat[:10], one.data.topic, one.data.recipient, one.data.channel)
        for one in facts
        if isinstance(one.data, NotificationSent)
    )


@pytest.fixture(scope="module")
def a_spring() -> tuple[MemoryLog, Mailbox]:
    log, mailbox = MemoryLog(), Mailbox()
    run(spring(log, mailbox))
    return log, mailbox


def test_everybody_is_told_what_the_policy_says_on_the_day_it_says_and_nobody_anything_else(
    a_spring: tuple[MemoryLog, Mailbox],
) -> None:
    log, mailbox = a_spring

    assert told(log) == sorted(EXPECTED)
    assert len(mailbox.taken) == sum(channel == "email" for _, _, _, channel in EXPECTED)


def test_what_a_reminder_led_to_names_it_as_its_cause(a_spring: tuple[MemoryLog, Mailbox]) -> None:
    log, _ = a_spring
    facts = {one.id: one for commit in log.commits for one in commit.facts()}

    notices = [one for one in facts.values() if isinstance(one.data, NotificationSent)]
    reminders = [facts[str(one.causationid)] for one in notices]

    assert {one.data.short for one in reminders} == {"reminder.escalated"}
    assert {facts[str(one.causationid)].data.short for one in reminders} == {
        "campaign.launched",
        "obstacle.reported",
        "report.submitted",
        "report.corrected",
        "household.approved",
    }


@pytest.mark.parametrize(
    "stops",
    [("2025-04-08",), ("2025-04-09", "2025-04-10", "2025-05-12"), ("2025-03-17", "2025-06-11")],
    ids=" ".join,
)
def test_whatever_restarts_the_same_people_are_told_the_same_on_the_same_days(stops: tuple[Date, ...]) -> None:
    log, mailbox = MemoryLog(), Mailbox()

    run(spring(log, mailbox, stops=stops))

    assert told(log) == sorted(EXPECTED)
    assert len(mailbox.taken) == sum(channel == "email" for _, _, _, channel in EXPECTED)


def test_two_replicas_urge_everybody_once() -> None:
    async def story() -> MemoryLog:
        log = MemoryLog()
        await happens(log, LAUNCHED_ON)
        async with notify(log) as one, notify(log) as other:
            for day in days(LAUNCHED_ON, "2025-04-16"):
                await asyncio.gather(one.morning(day), other.morning(day))
                if day != LAUNCHED_ON:
                    await happens(log, day)
        return log

    log = run(story())

    assert told(log) == sorted(one for one in EXPECTED if one[0] <= "2025-04-16" and one[3] == "inbox")


def test_a_rebuild_and_a_replay_send_nothing(a_spring: tuple[MemoryLog, Mailbox], tmp_path: Path) -> None:
    log, mailbox = a_spring
    commits, taken = len(log.commits), len(mailbox.taken)

    rebuilt = run(rebuild(NOTIFY, SqliteFiles(tmp_path, "notify"), log))
    replayed = fold_commits(NOTIFY, Rows(NOTIFY.tables), log.commits)
    outbox = Outbox(EVERY_CHANNEL)
    for commit in log.commits:
        outbox.fold(commit)

    assert rebuilt == replayed > commits * 1_000 - 1_000
    assert (dict(outbox.due), list(outbox.called_for(LAST))) == ({}, [])
    assert (len(log.commits), len(mailbox.taken)) == (commits, taken)


def test_a_service_that_comes_back_after_the_campaign_tells_nobody_again(a_spring: tuple[MemoryLog, Mailbox]) -> None:
    log, mailbox = a_spring
    commits, taken = len(log.commits), len(mailbox.taken)

    async def story() -> None:
        async with notify(log, mailbox=mailbox) as service:
            await service.morning(LAST)

    run(story())

    assert (len(log.commits), len(mailbox.taken)) == (commits, taken)
