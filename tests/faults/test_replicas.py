"""Replicas of tracking under load, and of audit: frozen, woken and killed, and nothing is lost, or stands twice."""

import asyncio
import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from deploy.local.installation import Installation, InUse
from services.audit.domain.checkpoints import open_checkpoint
from services.audit.domain.notes import VerifierKey
from services.audit.domain.tlog_proof import parse_proof
from shared.adapters.audit_files import read_printed
from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import Fact, position_of
from shared.core.requests import BATCH
from tests.faults.apart import SECONDS, Apart, apart
from tests.faults.campaign import UNITS, activity, launch, posting
from tests.faults.installation import Event
from tests.integration.http_receiver import Answer, Receiver
from tests.waiting import SLOWER, a_moment, wait_until

WRITERS = ("a", "b")
READER = "reader"
BATCH_SIZE = 20
HOLDS = re.compile(r"^thidua_leases(\{.*\})? 1(\.0)?$", re.MULTILINE)
TOLD = re.compile(r"thidua_portal_told_total\{.*outcome=\"taken\"")
TAKEN = ("recorded", "duplicate")  # the latter where the answer of before was lost
PORTAL = "url: {url}\ntoken_file: portal.token\nhosts_allowed: [127.0.0.1]\n"
TAKEN_OVER_SECONDS = 8.0  # stated in docs/how-to/grow.md


@pytest.fixture(scope="module")
def portal() -> Iterator[Receiver]:
    """A portal that takes whatever it is sent, and keeps it under one id."""
    found = Receiver()
    found.answers = [Answer(201, {}, b'{"url": "https://portal.example.vn/vb", "id": 7}')]
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, portal: Receiver) -> Iterator[Apart]:
    """Three processes on one folder, and a campaign; the tests stop and wake them."""
    folder = tmp_path_factory.mktemp("replicas")
    (folder / "portal.token").write_text("let-me-in-to-the-portal\n")
    (folder / "portal.yaml").write_text(PORTAL.format(url=portal.url("/api")))
    with apart(folder, THIDUA_PORTAL=str(folder / "portal.yaml")) as found:
        assert found.ran("provision").returncode == 0
        for name in WRITERS:
            found.start("tracking", "--replica", name, called=name)
        found.start("tracking", "--replica", READER, "--reads", called=READER)
        found.await_ready()
        found.ports["tracking"] = found.ports[READER]
        for events in launch():
            assert {one["status"] for one in found.tell(events, "admin")} == {"recorded"}
        yield found


def test_a_paper_is_pushed_to_the_portal_by_one_replica_and_by_whoever_follows_it(
    running: Apart, portal: Receiver
) -> None:
    bearer = running.token("publisher", UNITS[0])
    pushed = {number: pushed_once(running, bearer, number) for number in (1, 2)}

    os.kill(running.running[pushed[2]].pid, signal.SIGSTOP)
    pushed[3] = pushed_once(running, bearer, 3, frozen=pushed[2])
    os.kill(running.running[pushed[2]].pid, signal.SIGCONT)
    pushed[4] = pushed_once(running, bearer, 4)

    assert pushed[3] != pushed[2]
    told = Counter(json.loads(one.body)["data"]["document_id"] for one in portal.sent)
    assert told == {f"QD-{number}": 1 for number in pushed}


def pushed_once(running: Apart, bearer: str, number: int, *, frozen: str = "") -> str:
    """Post a paper in the feeds, and wait until the log says that it stands on the portal; which replica pushed it."""
    names = [name for name in WRITERS if name != frozen]
    before = {name: taken(running, name) for name in names}
    deadline = time.monotonic() + SECONDS
    while (told := running.tell([posting(number)], "publisher", bearer=bearer)[0])["status"] not in TAKEN:
        assert told["problem"]["status"] == 503, told
        assert time.monotonic() < deadline, told
    found: list[str] = []

    def look() -> bool:
        found[:] = [name for name in names if taken(running, name) > before[name]]
        return bool(found)

    wait_until(look, seconds=SECONDS)
    return found[0]


def taken(running: Apart, name: str) -> int:
    """How many papers the portal took from a replica, by its own figures."""
    lines = [line for line in running.answered(name, "/metrics").splitlines() if TOLD.match(line)]
    return int(float(lines[0].split()[-1])) if lines else 0


def test_of_two_replicas_of_audit_one_signs_and_whoever_is_frozen_or_killed_is_followed(running: Apart) -> None:
    bearer = running.token("admin")  # now, so that what the log says of it is signed before anybody is frozen
    names = [f"audit-{name}" for name in WRITERS]
    for name, called in zip(WRITERS, names, strict=True):
        running.start("audit", "--replica", name, called=called)
    running.await_ready()
    frozen = signer(running, names)
    [other] = {*names} - {frozen}
    sizes = [covered(running, name, recorded(running, bearer, 1)) for name in names]

    # Who is frozen in the moment of a signature keeps the lock of the folder: it has signed all that there is.
    wait_until(lambda: covered(running, frozen, 0) == len(asyncio.run(log_of(running))), seconds=SECONDS)
    os.kill(running.running[frozen].pid, signal.SIGSTOP)
    sizes.append(covered(running, other, recorded(running, bearer, 2)))
    os.kill(running.running[frozen].pid, signal.SIGCONT)
    stepped_down = running.running[frozen].wait(SECONDS)
    running.start("audit", "--replica", frozen.removeprefix("audit-"), called=frozen)
    running.await_ready()
    followed = signer(running, names)
    read = covered(running, frozen, recorded(running, bearer, 3))
    running.running[other].kill()
    running.running.pop(other).wait()
    sizes += [read, covered(running, frozen, position := recorded(running, bearer, 4))]
    proof = running.answered(frozen, f"/audit/proofs/{position}")
    key = VerifierKey.parse(running.answered(frozen, "/audit/keys").split("\n")[0])
    running.stop(frozen)
    del running.running[frozen]

    signed = read_printed(running.data / "audit" / "checkpoints.txt")
    assert (followed, stepped_down) == (other, 0)
    assert parse_proof(proof.encode()).checkpoint in signed
    assert sorted({*sizes}) == sizes[1:], "each fact is covered, by whoever signs"
    opened = [open_checkpoint(note, log_key=key).checkpoint.size for note in signed]
    assert sorted({*opened}) == opened, "no size is signed twice"


def test_whoever_holds_the_pen_is_frozen_woken_and_killed_and_each_event_stands_once(running: Apart) -> None:
    told = asyncio.run(Story(running).told())

    facts = asyncio.run(log_of(running))
    positions = {f"{fact.source}|{fact.id}": position for position, fact in facts}
    activities = Counter(fact.subject for _, fact in facts if fact.subject.startswith("activity/"))
    assert told.acknowledged
    assert all(positions[key] == position for key, position in told.acknowledged.items())
    assert set(activities) == {f"activity/{one}" for one in told.sent}
    assert set(activities.values()) == {1}
    for unit in UNITS:
        mine = [fact.id for _, fact in facts if fact.source == f"/units/{unit}" and fact.subject.startswith("activity")]
        assert mine == told.in_order[unit], "what one caller reported in order stands in that order"
    assert max(told.silences) < SLOWER * TAKEN_OVER_SECONDS, told.silences
    assert told.woken_says == ("duplicate", "rejected")


def test_a_name_is_one_process_and_nobody_runs_alone_beside_replicas(running: Apart) -> None:
    installation = Installation(running.data)

    with (
        pytest.raises(InUse, match="thidua serve tracking --replica reader"),
        installation.held_for("tracking", READER),
    ):
        pass
    with pytest.raises(InUse, match="thidua serve tracking`"), installation.held_for("tracking"):
        pass


def recorded(running: Apart, bearer: str, number: int) -> int:
    """Where one more unit's establishing stands."""
    first, *_ = launch()[0]
    event = {**first, "id": f"more-{number}", "data": {**first["data"], "unit_id": f"more-{number}"}}
    [told] = running.tell([event], "admin", bearer=bearer)
    position: int = told["position"]
    return position


def signer(running: Apart, names: Sequence[str]) -> str:
    """The replica of audit that signs, once one does."""
    found: list[str] = []

    def look() -> bool:
        texts = {name: running.answered(name, "/metrics") for name in names}
        found[:] = [name for name, text in texts.items() if HOLDS.search(text)]
        return bool(found)

    wait_until(look, seconds=SECONDS)
    return found[0]


def covered(running: Apart, name: str, position: int) -> int:
    """How many facts the checkpoint covers that a replica serves once it covers a position."""
    deadline = time.monotonic() + SECONDS
    while True:
        note = running.answered(name, f"/audit/checkpoint?after={position}")
        if not note.startswith("{"):
            return int(note.split("\n")[1])
        assert time.monotonic() < deadline, note


class Story:
    """Eight callers at two addresses, and what is done to the processes meanwhile."""

    def __init__(self, running: Apart) -> None:
        self._running = running
        self._tokens = {unit: running.token("unit", unit) for unit in UNITS}
        self._over = False
        self._answered_at = time.monotonic()
        self.acknowledged: dict[str, int] = {}
        self.sent: list[str] = []
        self.in_order: dict[str, list[str]] = {unit: [] for unit in UNITS}
        self.silences: list[float] = []
        self.woken_says: tuple[str, ...] = ()

    async def told(self) -> "Story":
        """From the first event to the last answer."""
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            callers = [self._caller(client, unit, place) for place, unit in enumerate(UNITS)]
            await asyncio.gather(self._happens(client), *callers)
        return self

    async def _happens(self, client: httpx.AsyncClient) -> None:
        await self._more(200)
        frozen = await self._holder(client)
        self._signal(frozen, signal.SIGSTOP)
        await self._more(200 + len(UNITS) * BATCH_SIZE)  # a batch of each caller may have been answered just before
        self._signal(frozen, signal.SIGCONT)
        self.woken_says = await self._asked_again(client, frozen)
        # On a busy machine it may hold the pen again by now: whoever does is killed.
        self._signal(await self._holder(client), signal.SIGKILL)
        await self._more(200)
        self._over = True

    async def _more(self, events: int) -> None:
        """Let so many more be acknowledged; how long nobody was answered is noted."""
        enough, longest = len(self.acknowledged) + events, 0.0
        self._answered_at = time.monotonic()
        while len(self.acknowledged) < enough:
            longest = max(longest, time.monotonic() - self._answered_at)
            assert longest < SECONDS, "nobody followed"
            await a_moment()
        self.silences.append(longest)

    async def _asked_again(self, client: httpx.AsyncClient, name: str) -> tuple[str, ...]:
        """What one that was frozen says of an event of before, and of another under its id."""
        before = activity(UNITS[0], 0)
        other = activity(UNITS[0], 0)
        other["data"]["title"] = "Another"
        while True:
            results = await self._post(client, name, UNITS[0], [before, other])
            if results is not None:
                return tuple(one["status"] for one in results)
            await a_moment()

    async def _holder(self, client: httpx.AsyncClient) -> str:
        """Who holds the campaign's pen: it has written the most since a moment ago."""

        async def written(name: str) -> int:
            text = (await client.get(self._running.url(name, "/metrics"))).text
            lines = [line for line in text.splitlines() if line.startswith("thidua_facts_total")]
            return int(float(lines[0].split()[-1])) if lines else 0

        before = [await written(name) for name in WRITERS]
        await self._more(100)
        after = [await written(name) for name in WRITERS]
        return max(WRITERS, key=lambda name: after[WRITERS.index(name)] - before[WRITERS.index(name)])

    def _signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self._running.running[name].pid, number)

    async def _caller(self, client: httpx.AsyncClient, unit: str, place: int) -> None:
        """Sends batch after batch, each until it is answered, now here and now there."""
        number, names = 0, (*WRITERS, READER)
        while not self._over:
            batch = [activity(unit, number + offset) for offset in range(BATCH_SIZE)]
            number += BATCH_SIZE
            self.sent += [one["data"]["activity_id"] for one in batch]
            self.in_order[unit] += [one["id"] for one in batch]
            while (results := await self._post(client, names[place % len(names)], unit, batch)) is None:
                place += 1
                await a_moment()
            place += 1
            for event, result in zip(batch, results, strict=True):
                assert result["status"] in ("recorded", "duplicate"), result
                self.acknowledged[f"{event['source']}|{event['id']}"] = result["position"]
            self._answered_at = time.monotonic()

    async def _post(self, client: httpx.AsyncClient, name: str, unit: str, batch: list[Event]) -> list[Event] | None:
        """The answers, or None where it is to be sent again."""
        headers = {"authorization": f"Bearer {self._tokens[unit]}", "content-type": BATCH}
        try:
            answer = await client.post(
                self._running.url(name, "/tracking/events"),
                headers=headers,
                content=msgspec.json.encode(batch),
                timeout=3,
            )
        except httpx.TransportError:
            return None
        assert answer.status_code in (200, 503), answer.text
        results: list[Event] = answer.json().get("results", [])
        again = answer.status_code == 503 or any(one.get("problem", {}).get("status") == 503 for one in results)
        return None if again else results


@asynccontextmanager
async def log_at(running: Apart) -> AsyncIterator[JetStreamLog]:
    """The log, to be read."""
    seed = (Path(running.environment["THIDUA_NATS_KEYS"]) / "nats-audit.seed").read_text().strip()
    log = await JetStreamLog.connect(running.environment["THIDUA_NATS_URL"], user="audit", seed=seed)
    try:
        yield log
    finally:
        await log.close()


async def log_of(running: Apart) -> list[tuple[int, Fact]]:
    """Every fact, with its position."""
    async with log_at(running) as log:
        return [
            (position_of(commit.number, place), fact)
            async for commits in log.read()
            for commit in commits
            for place, fact in enumerate(commit.facts())
        ]
