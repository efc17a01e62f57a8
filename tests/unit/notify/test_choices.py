"""What recipients choose is kept to: weeks of a clock turned by hand, with nights, Tết, and a service that restarts."""

from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from services.notify.domain.choices import faults_of
from services.notify.domain.topics import TOPICS
from shared.adapters.memory import MemoryLog, Moment, no_faults
from shared.core import events
from shared.core.errors import LogUnavailable
from shared.core.events import REGISTRY, Choice, Data, Hours, Muted, NotificationPutOff, NotificationSent
from shared.core.values import Channel, Owner
from tests.examples import fact
from tests.unit.notify.drive import DRIVE
from tests.unit.notify.notifying import HCTC, Mailbox, Notify, begun, flagged, notify, run, unflagged, updated, write

HANOI: Final = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE_HOURS: Final = Choice(
    muted=(Muted("candidate.updated", "email"),),
    quiet=Hours("20:00", "06:30"),
    windows=(Hours("07:00", "18:00"),),
    rest="OFFICES_REST",
)
FELL: Final = events.ReminderEscalated(
    reminder_id="r-fell",
    topic="figure.fell",
    level="ADMINISTRATION",
    unit_id="huyen-mai-chau",
    report_id="BC-1",
    due_on="2026-02-13",
    recipients=("hctc",),
    cause="1000",
)
LATE: Final = replace(FELL, reminder_id="r-late", topic="report.overdue", report_id="", period="2026-01")


class Mailed(NamedTuple):
    """An e-mail: when it was recorded, by the clocks of Hanoi, and of what it told."""

    at: str
    topic: str


def utc(local: str) -> str:
    """A moment by the clocks of Hanoi as the log writes it."""
    moment = datetime.fromisoformat(local).replace(tzinfo=HANOI).astimezone(ZoneInfo("UTC"))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(HANOI).strftime("%Y-%m-%d %H:%M")


async def happens(service: Notify, at: str, *contents: Data) -> None:
    """Facts at a moment by the clocks of Hanoi, and all that follows from them at that moment."""
    moment = utc(at)
    for data in contents:
        owner: Owner = "notify" if isinstance(data, events.ReminderEscalated) else "awards"
        await write(service.log, fact(data, recorded_at=moment), owner=owner)
    await service.at(moment)


async def chosen(service: Notify, choice: Choice, recipient: str = "hctc") -> int:
    position = await service.choose(events.RecipientChose(recipient, choice, "unit:hctc"))
    await service.caught_up()
    return position


def by_mail(log: MemoryLog) -> list[Mailed]:
    facts = [one for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    return [
        Mailed(local(one.recordedat), one.data.topic)
        for one in facts
        if isinstance(one.data, NotificationSent) and one.data.channel == "email"
    ]


def put_off(log: MemoryLog) -> list[tuple[str, str, str]]:
    found = [one.data for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    return [(one.topic, local(one.opens_at), one.why) for one in found if isinstance(one, NotificationPutOff)]


async def two_weeks(log: MemoryLog, mailbox: Mailbox, *, at_once: int) -> None:
    """From a Wednesday night over Tết to the Monday behind it, an hour a step, so many steps between restarts."""
    story: dict[str, tuple[Data, ...]] = {
        "2026-02-11 21:00": (flagged(),),
        "2026-02-12 10:00": (unflagged(),),
        "2026-02-12 23:00": (flagged(), FELL),
        "2026-02-13 18:00": (unflagged(), LATE),
        "2026-02-17 09:00": (flagged(),),
    }
    steps = [f"2026-02-{day:02} {hour:02}:00" for day in range(11, 25) for hour in range(0, 24, 1)]
    steps = steps[steps.index("2026-02-11 20:00") :]
    while steps:
        async with notify(log, mailbox=mailbox) as service:
            service.stamps.now = utc(steps[0])
            if not log_has_choice(log):
                await chosen(service, OFFICE_HOURS)
            lived = steps[:at_once]
            for step in lived:
                await happens(service, step, *story.get(step, ()))
            steps = steps[len(lived) :]


def log_has_choice(log: MemoryLog) -> bool:
    return any(commit.campaign == REGISTRY and commit.owner == "notify" for commit in log.commits)


EXPECTED: Final = [
    Mailed("2026-02-12 07:00", "candidate.flagged"),  # the night before was quiet
    Mailed("2026-02-12 10:00", "candidate.unflagged"),
    Mailed("2026-02-12 23:00", "figure.fell"),  # waits for nobody's hours
    Mailed("2026-02-13 07:00", "candidate.flagged"),
    Mailed("2026-02-23 07:00", "candidate.unflagged"),  # a weekend, Tết, and another weekend
    Mailed("2026-02-23 07:00", "report.overdue"),
    Mailed("2026-02-23 07:00", "candidate.flagged"),
]
PUT_OFF: Final = [
    ("candidate.flagged", "2026-02-12 07:00", "QUIET_HOURS"),
    ("candidate.flagged", "2026-02-13 07:00", "QUIET_HOURS"),
    ("candidate.unflagged", "2026-02-23 07:00", "SEND_WINDOW"),
    ("report.overdue", "2026-02-23 07:00", "SEND_WINDOW"),
    ("candidate.flagged", "2026-02-23 07:00", "DAY_OF_REST"),
]


@pytest.mark.parametrize("at_once", [1_000, 7], ids=["without a restart", "restarted every seven hours"])
def test_through_nights_and_tet_e_mails_come_in_the_hours_that_were_chosen_and_each_once(at_once: int) -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        await two_weeks(log, mailbox, at_once=at_once)

        assert sorted(by_mail(log)) == sorted(EXPECTED)
        assert sorted(put_off(log)) == sorted(PUT_OFF)
        assert len(mailbox.taken) == len(EXPECTED)

    run(story())


def test_the_inbox_has_everything_at_once_whatever_was_chosen() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log, mailbox=Mailbox()) as service:
            service.stamps.now = utc("2026-02-16 21:00")
            await chosen(service, OFFICE_HOURS)
            await happens(service, "2026-02-16 22:00", flagged(), LATE)

            facts = [one for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
        inbox = [
            one.data.topic
            for one in facts
            if isinstance(one.data, NotificationSent) and (one.data.recipient, one.data.channel) == ("hctc", "inbox")
        ]
        assert sorted(inbox) == ["candidate.flagged", "report.overdue"]

    run(story())


def test_what_is_muted_is_recorded_as_withheld_by_which_choice_and_never_sent() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        await write(log, fact(flagged(verdict="NEEDS_REVIEW"), recorded_at=utc("2026-02-12 08:00")))
        async with notify(log, mailbox=mailbox) as service:
            await service.at(utc("2026-02-12 09:00"))
            choice = await chosen(service, OFFICE_HOURS)
            await happens(service, "2026-02-12 10:00", updated())
            await chosen(service, Choice())  # what was withheld does not come later
            await happens(service, "2026-02-13 10:00", unflagged())

        found = [one.data for commit in log.commits for one in commit.facts()]
        [withheld] = [one for one in found if isinstance(one, events.NotificationWithheld)]
        assert (withheld.topic, withheld.channel, withheld.choice) == ("candidate.updated", "email", str(choice))
        assert [one.topic for one in by_mail(log)] == ["candidate.flagged", "candidate.unflagged"]

    run(story())


def test_a_new_choice_is_kept_to_by_what_waits_already() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log, mailbox=Mailbox()) as service:
            service.stamps.now = utc("2026-02-12 20:30")
            await chosen(service, OFFICE_HOURS)
            await happens(service, "2026-02-12 21:00", flagged())
            await chosen(service, replace(OFFICE_HOURS, windows=(Hours("09:00", "10:00"),)))
            await happens(service, "2026-02-12 21:30")
            await happens(service, "2026-02-13 08:00")
            early = by_mail(log)
            await chosen(service, Choice())
            await happens(service, "2026-02-13 08:10")

        assert early == []
        assert put_off(log) == [
            ("candidate.flagged", "2026-02-13 07:00", "QUIET_HOURS"),
            ("candidate.flagged", "2026-02-13 09:00", "QUIET_HOURS"),
        ]
        assert by_mail(log) == [Mailed("2026-02-13 08:10", "candidate.flagged")]

    run(story())


def test_a_holiday_that_a_campaign_adds_is_one_for_what_waits_already() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log, mailbox=Mailbox()) as service:
            service.stamps.now = utc("2026-02-10 20:30")
            await chosen(service, OFFICE_HOURS)
            await happens(service, "2026-02-10 21:00", flagged())
            values = {name: getattr(DRIVE, name) for name in DRIVE.__struct_fields__}
            closed = events.CampaignAmended(**values | {"law": {"holidays": {"2026-02-11": "HOLIDAY"}}})
            await write(log, closed, owner="tracking")
            for moment in ("2026-02-11 07:00", "2026-02-12 07:00"):
                await happens(service, moment)

        assert by_mail(log) == [Mailed("2026-02-12 07:00", "candidate.flagged")]

    run(story())


def test_hours_wait_for_a_log_that_is_down_and_nothing_is_sent_meanwhile() -> None:
    async def refuse(moment: Moment) -> None:
        if moment is Moment.BEFORE_STORING:
            raise LogUnavailable

    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            service.stamps.now = utc("2026-02-12 20:30")
            await chosen(service, OFFICE_HOURS)
            await write(log, fact(flagged(), recorded_at=utc("2026-02-12 21:00")))
            log.faults = refuse
            await service.paused.wait()
            meanwhile = list(mailbox.taken)
            log.faults = no_faults
            await happens(service, "2026-02-12 22:00")

        assert meanwhile == mailbox.taken == []
        assert put_off(log) == [("candidate.flagged", "2026-02-13 07:00", "QUIET_HOURS")]

    run(story())


def test_people_are_told_in_the_language_they_chose() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            await chosen(service, Choice(language="en"))
            await happens(service, "2026-02-12 10:00", flagged())

        [(notice, _, _)] = mailbox.taken
        assert notice.language == "en"

    run(story())


def test_a_units_choice_and_addresses_outlive_its_staff() -> None:
    async def story() -> None:
        log, mailbox = await begun(), Mailbox()
        moved = events.PersonTransferred("cb-lan", "partners", "2026-02-11")
        async with notify(log, mailbox=mailbox) as service:
            service.stamps.now = utc("2026-02-12 08:00")
            await chosen(service, OFFICE_HOURS)
            await write(log, fact(moved), owner="tracking", campaign=REGISTRY)
            await happens(service, "2026-02-12 21:00", flagged())
            await happens(service, "2026-02-13 07:00")

        [(_, addresses, _)] = mailbox.taken
        assert addresses == tuple(contact.email for contact in HCTC.contacts)
        assert by_mail(log) == [Mailed("2026-02-13 07:00", "candidate.flagged")]

    run(story())


def test_the_same_choice_is_recorded_once_and_the_last_word_counts() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log, mailbox=Mailbox()) as service:
            answers = [
                await service.choose(events.RecipientChose("hctc", choice, "unit:hctc"))
                for choice in (OFFICE_HOURS, OFFICE_HOURS, Choice(), OFFICE_HOURS)
            ]
            await service.caught_up()
            standing = service.outbox.choices.of("hctc")

        assert answers[0] == answers[1] < answers[2] < answers[3]
        assert standing == (OFFICE_HOURS, answers[3])

    run(story())


@pytest.mark.parametrize("topic", TOPICS)
def test_what_has_to_be_heard_cannot_be_muted_by_e_mail_and_nothing_in_the_inbox(topic: str) -> None:
    channels: tuple[Channel, ...] = ("inbox", "email")

    refused = [bool(list(faults_of(Choice(muted=(Muted(topic, channel),))))) for channel in channels]

    assert refused == [True, TOPICS[topic].must is not None]


@pytest.mark.parametrize(
    "choice", [Choice(muted=(Muted("weather.bad", "email"),)), Choice(quiet=Hours("08:00", "08:00"))]
)
def test_a_choice_that_cannot_be_kept_is_refused(choice: Choice) -> None:
    assert len(list(faults_of(choice))) == 1
