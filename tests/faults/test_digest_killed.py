"""Kill -9 of notify while notices wait for their recipient's hours, and when they go out together. See ADR-0026.

As in test_notify_killed.py all servers are real; the clock is a simulation's, which every process reads.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace

from shared.core.events import REGISTRY, Choice, Digest, Hours, NotificationPutOff, RecipientChose
from shared.core.values import Channel
from tests.faults.dying_notify import AT_ITS_HOUR, BEFORE_HOURS
from tests.faults.notify_killed import Around, around_notify, named
from tests.unit.notify.notifying import HCTC, flagged, unflagged
from tests.waiting import a_moment

MORNING = datetime(2026, 2, 5, 1, tzinfo=UTC)  # eight in the morning in Hanoi, when digests go out
TO_THE_NIGHT, TO_THE_DIGEST = timedelta(hours=13), timedelta(hours=11)
CHOICE = Choice(quiet=Hours("20:00", "06:30"), digest=Digest("DAY", "08:00"))
KHTC = replace(HCTC, unit_id="khtc")
KHTC_BY_MAIL: tuple[str, Channel] = ("khtc", "email")
WINDOW = {"the digest is sent", "before the digest is recorded"}  # the one window of ADR-0011


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """Two units, of which one wants what gathered once a day; each test has a card and a night of its own."""
    with around_notify(tmp_path_factory.mktemp("around"), since=MORNING) as servers:
        servers.begin(HCTC, KHTC)
        servers.write(RecipientChose("hctc", CHOICE, "unit:hctc"), owner="notify", campaign=REGISTRY)
        yield servers


@pytest.mark.slow
@pytest.mark.parametrize("point", [*BEFORE_HOURS, *AT_ITS_HOUR])
def test_a_kill_while_notices_wait_misses_none_and_doubles_only_in_the_window(point: str, around: Around) -> None:
    assert around.clock is not None
    around.clock.set(around.clock() + TO_THE_NIGHT)
    cause = around.write(flagged(card=point), unflagged(card=point), owner="awards")
    expected = named(cause, ("hctc", "email")) | named(cause + 1, ("hctc", "email"))

    around.start_notify(point)
    if point in BEFORE_HOURS:
        died = around.died()
        around.start_notify()
    waiting = around.settled(expected, NotificationPutOff)
    around.clock.set(around.clock() + TO_THE_DIGEST)
    if point in AT_ITS_HOUR:
        died = around.died()
        around.start_notify()
    told = around.told(expected)
    around.await_followed(cause)
    counted = around.perhaps_twice()
    around.stop_notify()

    [digest] = {one.digest for one in told}
    assert died
    assert waiting == Counter(expected)
    assert Counter(one.delivery_id for one in told) == Counter(expected)
    assert around.mailed({digest}).total() == (2 if point in WINDOW else 1)
    assert around.mailed(expected).total() == 0
    assert counted == (1 if point in WINDOW else 0)


@pytest.mark.slow
def test_of_two_replicas_one_tells_and_whoever_is_frozen_or_killed_is_followed(around: Around) -> None:
    assert around.clock is not None
    around.clock.set(around.clock() + TO_THE_NIGHT)
    for name in ("a", "b"):
        around.start_replica(name)
    frozen = around.holder()
    digested = around.write(flagged(card="replicas, digest"), owner="awards")
    around.settled(named(digested, ("hctc", "email")), NotificationPutOff)
    around.clock.set(around.clock() + TO_THE_DIGEST)
    [digest] = {one.digest for one in around.told(named(digested, ("hctc", "email")))}

    around.signal(frozen, signal.SIGSTOP)
    while_frozen = around.write(flagged("khtc", card="replicas, frozen"), owner="awards")
    told_while_frozen = around.settled(named(while_frozen, KHTC_BY_MAIL))
    around.signal(frozen, signal.SIGCONT)
    stepped_down = around.ended(frozen)
    around.start_replica(frozen)
    answered = asyncio.run(read_at_a_follower(around, frozen, while_frozen))
    killed = around.holder()
    around.signal(killed, signal.SIGKILL)
    ended = around.ended(killed)
    after_kill = around.write(flagged("khtc", card="replicas, killed"), owner="awards")
    told_after_kill = around.settled(named(after_kill, KHTC_BY_MAIL))
    counted = around.figure("thidua_notices_perhaps_twice_total", around.holder())

    assert answered == ["shown", "recorded"]
    assert (stepped_down, ended, killed != frozen) == (-signal.SIGTERM, -signal.SIGKILL, True)
    assert told_while_frozen == Counter(named(while_frozen, KHTC_BY_MAIL))
    assert told_after_kill == Counter(named(after_kill, KHTC_BY_MAIL))
    mailed = {digest} | named(while_frozen, KHTC_BY_MAIL) | named(after_kill, KHTC_BY_MAIL)
    assert around.mailed(mailed) == Counter(mailed), "nothing was in hand when they ended, so nothing came twice"
    assert counted == 0


async def read_at_a_follower(around: Around, replica: str, cause: int) -> list[str]:
    """What a replica that tells nobody shows of a notice, and what becomes of its being read there."""
    [delivery_id], over = named(cause, ("khtc", "inbox")), asyncio.Event()
    telling = asyncio.create_task(around.told_awards_weighed(cause, over))
    try:
        async with httpx.AsyncClient(base_url=around.address(replica), headers=around.bearer("unit", "khtc")) as client:
            while (shown := await asked(client, "GET", f"/notify/inbox?after={cause}")) is None:
                await a_moment()
            while (read := await asked(client, "POST", f"/notify/inbox/{delivery_id}/read")) is None:
                await a_moment()
    finally:
        over.set()
        await telling
    return ["shown" if delivery_id in shown.text else shown.text, "recorded" if read.json()["position"] else read.text]


async def asked(client: httpx.AsyncClient, method: str, path: str) -> httpx.Response | None:
    """The answer, once there is one; None where it is to be asked again."""
    try:
        answer = await client.request(method, path, timeout=120)
    except httpx.TransportError:
        return None
    return None if answer.status_code in (503, 504) else answer
