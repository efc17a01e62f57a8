"""The watchman: what services give up is stated once and told at once, without the log where that refuses it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from services.notify.domain.directory import NAMELESS
from services.notify.domain.notices import Notice
from services.notify.domain.trouble_stories import trouble_story_of
from services.notify.domain.troubles import TOPIC_OF
from services.notify.domain.wording import wording
from services.notify.handlers.watching import QUIET_SECONDS, Watchman
from services.notify.ports import AnswerLost, Undelivered
from shared.adapters.alarms import Alarms
from shared.adapters.clock import system_clock
from shared.adapters.memory import MemoryLog, Moment, no_faults
from shared.core.errors import Fate, LogUnavailable
from shared.core.events import TroubleEnded, TroubleFound
from shared.core.health import Parked, Report
from shared.core.values import Channel, Language
from tests.unit.notify.notifying import Mailbox, Notify, begun, notify, run, told

UNSIGNED = Report(
    "audit", (Parked("checkpoints", "", "The log holds 120 facts, but a checkpoint over 140 was signed."),)
)
STOPPED = Report("tracking", (Parked("read_model", "tracking", "A fact after position 3000 is of a kind"),))
WELL = Report("audit", ())
OUTSIDE: dict[str, list[Channel]] = {"auditor": ["telegram"], "admin": ["webhook"]}


class Watching(NamedTuple):
    watchman: Watchman
    outside: Mailbox
    clock: list[float]


def watching(service: Notify, folder: Path, outside: Mailbox, *, whole: Sequence[bool] = (True,)) -> Watching:
    """A watchman, as after each start: of what was before it knows what stands in the database."""
    clock = [1_000.0]
    watchman = Watchman(
        service.outbox,
        service.register,
        senders={"telegram": outside, "webhook": outside},
        alarms=Alarms.open(f"sqlite:///{folder / 'access.sqlite'}", system_clock),
        is_whole=lambda: whole[-1],
        seconds=lambda: clock[0],
    )
    return Watching(watchman, outside, clock)


def stated(log: MemoryLog) -> list[TroubleFound | TroubleEnded]:
    facts: list[Any] = [one.data for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    return [data for data in facts if isinstance(data, TroubleFound | TroubleEnded)]


async def refuse(moment: Moment) -> None:
    if moment is Moment.BEFORE_STORING:
        raise LogUnavailable


def test_a_trouble_is_stated_once_and_auditor_and_administrator_are_told(tmp_path: Path) -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await service.caught_up()
            watchman = watching(service, tmp_path, Mailbox()).watchman
            for report in (UNSIGNED, STOPPED, UNSIGNED):
                await watchman.on_report(report)
                await service.caught_up()

        found = stated(log)
        assert [(one.service, one.kind) for one in found] == [("audit", "checkpoints"), ("tracking", "read_model")]
        assert {(one.topic, one.recipient) for one in told(log)} == {
            ("log.not_verifying", "auditor"),
            ("log.not_verifying", "admin"),
            ("fact.parked", "auditor"),
            ("fact.parked", "admin"),
        }
        assert len(told(log)) == 4

    run(story())


def test_what_is_reported_no_more_is_over_and_told_anew_when_it_comes_again(tmp_path: Path) -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await service.caught_up()
            watchman, _, clock = watching(service, tmp_path, Mailbox())
            for report, later in ((UNSIGNED, 0.0), (WELL, 5.0), (WELL, QUIET_SECONDS), (WELL, 5.0), (UNSIGNED, 5.0)):
                clock[0] += later
                await watchman.on_report(report)
                await service.caught_up()

        assert [type(one).__name__ for one in stated(log)] == ["TroubleFound", "TroubleEnded", "TroubleFound"]
        assert stated(log)[0].trouble_id == stated(log)[1].trouble_id != stated(log)[2].trouble_id

    run(story())


def test_where_the_log_does_not_take_it_people_outside_are_told_once_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        log = await begun()
        outside = Mailbox(Undelivered("away", fate=Fate.LATER), AnswerLost("silent", fate=Fate.LATER))
        async with notify(log, outside=OUTSIDE) as service:
            await service.caught_up()
            log.faults = refuse
            watchman, _, clock = watching(service, tmp_path, outside)
            for later in (0.0, 5.0, QUIET_SECONDS, 5.0):
                clock[0] += later
                await watchman.on_report(UNSIGNED)
            again, _, _ = watching(service, tmp_path, outside)
            await again.on_report(UNSIGNED)  # after a restart
            alarms: list[Notice] = [notice for notice, _, _ in outside.taken]
            log.faults = no_faults
            await again.on_report(UNSIGNED)
            await service.caught_up()

        # The auditor's was not taken at first; whether the administrator's was, nobody knows: it is not tried again.
        assert [(one.recipient, one.channel) for one in alarms] == [("auditor", "telegram")]
        assert len(stated(log)) == 1
        assert {one.recipient for one in told(log)} == {"auditor", "admin"}

    run(story())

    assert caplog.messages.count("trouble_waits_for_the_log") == 2  # once by each process, however often it is reported


def test_before_the_log_is_read_nobody_is_told_but_for_a_log_that_cannot_be_read(tmp_path: Path) -> None:
    async def story() -> None:
        log = await begun()
        outside = Mailbox()
        async with notify(log, outside=OUTSIDE) as service:
            await service.caught_up()
            watchman, _, clock = watching(service, tmp_path, outside, whole=(False,))
            await watchman.on_report(UNSIGNED)
            early = len(outside.taken)
            clock[0] += QUIET_SECONDS
            await watchman.on_report(UNSIGNED)

        assert (early, len(outside.taken)) == (0, 2)
        assert stated(log) == []

    run(story())


def take_away_database(folder: Path) -> None:
    for path in folder.glob("access.sqlite*"):
        path.unlink()
    (folder / "access.sqlite").mkdir()


def test_where_nobody_knows_who_was_told_each_process_tells_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        log = await begun()
        outside = Mailbox()
        async with notify(log, outside=OUTSIDE) as service:
            await service.caught_up()
            log.faults = refuse
            watchman, _, clock = watching(service, tmp_path, outside)
            take_away_database(tmp_path)
            for later in (0.0, 5.0, QUIET_SECONDS, QUIET_SECONDS):
                clock[0] += later
                await watchman.on_report(UNSIGNED)

        assert [one.recipient for one, _, _ in outside.taken] == ["auditor", "admin"]

    run(story())

    assert caplog.messages.count("alarms_unknown") == 2


@pytest.mark.parametrize("kind", TOPIC_OF)
def test_each_trouble_is_told_in_both_languages(kind: Any) -> None:
    story = trouble_story_of(
        TroubleFound(
            trouble_id="t-1",
            topic=TOPIC_OF[kind],
            service="audit",
            kind=kind,
            why="It is short.",
            recipients=("admin",),
        )
    )

    assert story is not None
    assert story.campaign_name == NAMELESS
    said = {language: wording(story, language) for language in get_args(Language)}
    assert said["vi"].title != said["en"].title
    assert all("It is short." in one.body for one in said.values())


def test_a_trouble_of_a_kind_from_a_newer_release_tells_nobody() -> None:
    slow = {"trouble_id": "t", "topic": "disk.slow", "kind": "disk"}
    found = TroubleFound(**slow, service="audit", why="?", recipients=("admin",))

    assert trouble_story_of(found) is None
