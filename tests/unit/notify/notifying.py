"""Notify over the log in memory, with real pens: facts go in as commits, notices come out. It knows no channel."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from msgspec.structs import asdict

from services.notify.domain.notices import EVERY_CHANNEL, INBOX_ONLY, Notice
from services.notify.domain.outbox import NotifyDecider, NotifyState, Outbox
from services.notify.handlers.choosing import Chooser
from services.notify.handlers.editing import Editor
from services.notify.handlers.gate import Gate
from services.notify.handlers.posting import Postman
from services.notify.handlers.recording import Register
from services.notify.handlers.telling import Teller
from services.notify.handlers.urging import Urger
from services.notify.ports import Undelivered, WakeUp
from shared.adapters.memory import MemoryLog
from shared.adapters.pens import Pens
from shared.adapters.telemetry import Telemetry
from shared.core.definition import Contact, Text
from shared.core.envelope import Fact, encode_fact
from shared.core.errors import LogUnavailable
from shared.core.events import (
    REGISTRY,
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Data,
    Explained,
    NotificationFailed,
    NotificationSent,
    Said,
    UnitEstablished,
)
from shared.core.journal import Journal
from shared.core.log import Commit
from shared.core.pen import Pen
from shared.core.values import Channel, Date, Owner, SubjectKind, Verdict
from tests.examples import CAMPAIGN, LAN, LAUNCHED, fact
from tests.waiting import PATIENCE_SECONDS

NOBODY_ELSE: Final[Mapping[str, Sequence[Channel]]] = {}
NOW: Final = "2025-03-10T02:00:06.000Z"
WHY: Final = Said("thêm 1 cuộc kiểm tra", "1 more inspection")
HCTC: Final = UnitEstablished(
    unit_id="hctc",
    kind="DIVISION",
    name=Text("Phòng Hành chính - Tổ chức"),
    contacts=(Contact("hctc@vpubnd.example.vn"), Contact("van-thu@vpubnd.example.vn")),
)
ENGLISH: Final = UnitEstablished(
    unit_id="partners",
    kind="ORGANISATION",
    name=Text("Tổ chức đối tác", "Partner organisation"),
    contacts=(Contact("office@partners.example.org", "en"),),
)
Delivered: TypeAlias = NotificationSent | NotificationFailed
Delivery: TypeAlias = Callable[[MemoryLog], AsyncIterator[Sequence[Commit]]]
T = TypeVar("T")


def run(story: Coroutine[Any, Any, T]) -> T:
    """Run a test that waits, with a deadline."""
    return asyncio.run(asyncio.wait_for(story, PATIENCE_SECONDS))


def flagged(
    subject_id: str = "hctc",
    *,
    kind: SubjectKind = "COLLECTIVE",
    verdict: Verdict = "CANDIDATE",
    card: str = "F-GK-COL",
) -> CandidateFlagged:
    return CandidateFlagged(
        subject_kind=kind,
        subject_id=subject_id,
        award="AGENCY_COMMENDATION",
        card=card,
        verdict=verdict,
        rule_set="nd98-2023",
        explanation=Explained(outcome="met", missing=() if verdict == "CANDIDATE" else (WHY,)),
        evidence=(1_007,),
        achievement_key=f"{CAMPAIGN}:{kind}:{subject_id}",
    )


def updated(subject_id: str = "hctc", **changes: Any) -> CandidateUpdated:
    return CandidateUpdated(**asdict(flagged(subject_id, **changes)))


def unflagged(subject_id: str = "hctc", *, verdict: Verdict = "NOT_YET", **changes: Any) -> CandidateUnflagged:
    return CandidateUnflagged(**asdict(flagged(subject_id, verdict=verdict, **changes)))


async def write(log: MemoryLog, *facts: Data | Fact, owner: Owner = "awards", campaign: str = CAMPAIGN) -> int:
    """One commit, and its number."""
    before = [commit.number for commit in log.commits if (commit.campaign, commit.owner) == (campaign, owner)]
    return await log.commit(
        b"\n".join(encode_fact(one if isinstance(one, Fact) else fact(one)) for one in facts),
        campaign=campaign,
        owner=owner,
        expect=max(before, default=0),
        commit_id=f"told-{len(log.commits)}",
    )


async def begun(*registry: Data) -> MemoryLog:
    """A log with units, a person and a campaign: its first two commits."""
    log = MemoryLog()
    await write(log, *(registry or (HCTC, ENGLISH, LAN)), owner="tracking", campaign=REGISTRY)
    await write(log, LAUNCHED, owner="tracking")
    return log


def deliveries(log: MemoryLog) -> list[Delivered]:
    """Every delivery that stands in the log, in order."""
    facts = [one.data for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    return [data for data in facts if isinstance(data, Delivered)]


class Told(NamedTuple):
    """As much of a delivery as a test compares."""

    cause: int
    topic: str
    recipient: str
    channel: Channel


def told(log: MemoryLog) -> list[Told]:
    return [Told(int(one.cause), one.topic, one.recipient, one.channel) for one in deliveries(log)]


class FixedStamps:
    """What a statement bears, without chance and without a clock."""

    now = NOW

    def mac(self, content: bytes) -> str:
        return sha256(content).hexdigest()[:32]

    def nonce(self) -> str:
        return "0" * 32

    def recorded_at(self) -> str:
        return self.now

    def clock(self) -> datetime:
        return datetime.fromisoformat(self.now)


class Mailbox:
    """A sender that keeps what it is given; `refusals` are met first, one by one."""

    def __init__(self, *refusals: Undelivered) -> None:
        self.refusals = list(refusals)
        self.taken: list[tuple[Notice, tuple[str, ...], str]] = []

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        await asyncio.sleep(0)  # others run while a mail server is talked to
        self.taken.append((notice, tuple(addresses), name))


class ShortQueue:
    """A queue in memory: the test hands its messages out; `refusals` are met first, one by one."""

    def __init__(self) -> None:
        self.refusals: list[LogUnavailable] = []
        self.messages: list[WakeUp] = []
        self.came = asyncio.Condition()

    async def put(self, message: WakeUp, *, once: str) -> None:
        assert once.startswith(message.delivery_id)
        if self.refusals:
            raise self.refusals.pop()
        async with self.came:
            self.messages.append(message)
            self.came.notify_all()

    async def holds(self, messages: int) -> None:
        """Wait until so many messages were put in."""
        async with self.came:
            await self.came.wait_for(lambda: len(self.messages) >= messages)


class Progress(NamedTuple):
    committed: int


class Notify:
    """The service as far as it tells people. `shown` is the position that its read model was last asked to reach."""

    def __init__(
        self, log: MemoryLog, mailbox: Mailbox | None, sweep_seconds: float, outside: Mapping[str, Sequence[Channel]]
    ) -> None:
        self.log, self.shown = log, 0
        self.stamps, self.queue, self.mailbox = FixedStamps(), ShortQueue(), mailbox or Mailbox()
        self.pens = Pens(
            self._make_pen, on_damage=lambda _campaign, _damage: None, telemetry=Telemetry.silent("notify")
        )
        self.outbox = Outbox(INBOX_ONLY if mailbox is None else EVERY_CHANNEL, outside)
        self.paused = asyncio.Event()
        self.may_send = True
        self.recorded: list[str] = []
        register = self.register = Register(self.pens, self.stamps)
        self.postman = Postman(
            self.outbox,
            register,
            sender=self.mailbox,
            queue=self.queue,
            stamps=self.stamps,
            draw=lambda: 0.5,
            on_recorded=self.recorded.append,
            may_send=lambda: self.may_send,
            pause=self._pause,
            sweep_seconds=sweep_seconds,
        )
        self.urger = Urger(self.outbox, register, clock=self.stamps.clock, newest=log.last, pause=self._pause)
        self.gate = Gate(
            self.outbox, register, clock=self.stamps.clock, on_opened=self.postman.on_decided, pause=self._pause
        )
        self.choose = Chooser(self.outbox, register).choose
        self.editor = Editor(self.outbox, register)
        self.teller = Teller(
            self.outbox,
            register,
            awards=self._weighed,
            shown=self._show,
            look=self.gate.look,
            on_decided=self.postman.on_decided,
            on_folded=self.urger.on_folded,
            pause=self._pause,
        )

    async def follow(self, batches: AsyncIterator[Sequence[Commit]]) -> None:
        async for commits in batches:
            await self.teller.on_commits(commits)

    async def caught_up(self) -> None:
        """Wait until every notice that follows from what the log holds now is decided."""
        assert await self.teller.caught_up(len(self.log.commits) * 1_000, within=PATIENCE_SECONDS)

    async def morning(self, day: Date) -> None:
        """Turn the clock to a morning, and wait until everybody was told, by every channel, what it called for."""
        self.stamps.now = f"{day}T00:30:00.000Z"  # half past seven in the country
        while self.urger.urged < day:
            self.urger.on_folded()
            await asyncio.sleep(0)
        await self.caught_up()
        await self.carried()

    async def at(self, moment: str) -> None:
        """Turn the clock to a moment (UTC), and wait until whatever opens by then was told by every channel."""
        self.stamps.now = moment
        await self.caught_up()
        await self.gate.look()
        await self.carried()

    async def carried(self) -> None:
        """Hand out what the queue holds until nothing is due by e-mail."""
        while any(self.outbox.due_by("email")):
            messages, self.queue.messages = self.queue.messages, []
            for message in messages:
                await self.postman.on_wake(message)
            await asyncio.sleep(0)

    async def _pause(self, _seconds: float) -> None:
        self.paused.set()
        await asyncio.sleep(0)

    async def _weighed(self, _position: int) -> Progress:
        newest = [commit.number for commit in self.log.commits if commit.owner == "awards"]
        return Progress(committed=max(newest, default=0) * 1_000)

    async def _show(self, position: int) -> bool:
        self.shown = position
        return True

    def _make_pen(self, campaign: str) -> Pen[NotifyState]:
        return Pen(
            self.log,
            NotifyState(Journal()),
            campaign=campaign,
            owner="notify",
            decider=NotifyDecider(),
            new_commit_id=lambda: f"notices-{next(_ids)}",
            pause=_at_once,
            patience=0.02,
        )


@asynccontextmanager
async def notify(
    log: MemoryLog,
    *,
    mailbox: Mailbox | None = None,
    deliver: Delivery | None = None,
    sweep_seconds: float = 60.0,
    outside: Mapping[str, Sequence[Channel]] = NOBODY_ELSE,
) -> AsyncIterator[Notify]:
    """The service for a while, with e-mail if it is given a mailbox; `deliver` says how commits reach it."""
    service = Notify(log, mailbox, sweep_seconds, outside)
    tasks = [
        asyncio.create_task(service.follow(deliver(log) if deliver else log.follow(after=0))),
        asyncio.create_task(service.teller.run(after=len(log.commits))),
        asyncio.create_task(service.postman.run()),
        asyncio.create_task(service.urger.run()),
        asyncio.create_task(service.gate.run()),
    ]
    try:
        yield service
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await service.pens.close()
    assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


_ids = count()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)
