"""From a flag in the real log to a real mailbox, through the queue: once, whatever is started again or put in again."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.nats.server import NatsServer
from services.notify.domain.notices import EVERY_CHANNEL, INBOX_ONLY
from services.notify.domain.outbox import NotifyDecider, NotifyState, Outbox
from services.notify.handlers.gate import Gate
from services.notify.handlers.posting import LANE, Postman
from services.notify.handlers.recording import Register
from services.notify.handlers.telling import Teller
from services.notify.ports import WakeUp
from services.notify.senders.by_channel import ByChannel
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import EmailSender, MailServer
from services.notify.senders.outward import Outward
from services.notify.senders.webhook import Endpoint, WebhookSender
from shared.adapters.bus import WorkQueue
from shared.adapters.clock import system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.pens import Pens
from shared.adapters.telemetry import Telemetry
from shared.core.envelope import encode_fact
from shared.core.events import REGISTRY, Data, NotificationFailed, NotificationSent
from shared.core.journal import Journal
from shared.core.pen import Pen
from shared.core.subjects import NOTIFY_QUEUE
from shared.core.values import Channel, Owner
from tests.examples import CAMPAIGN, LAUNCHED, fact
from tests.integration.conftest import NewNats
from tests.integration.http_receiver import Receiver
from tests.integration.mail_server import MailServerHere
from tests.integration.test_email import NO_WAY_OUT
from tests.unit.notify.notifying import HCTC, Delivered, FixedStamps, Progress, flagged

NO_WEBHOOKS: Mapping[str, Endpoint] = {}


@pytest.fixture
def mail_server() -> Iterator[MailServerHere]:
    server = MailServerHere()
    yield server
    server.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    server.start()
    yield server
    server.stop()


class Notify:
    """The whole of notify but its web application, on real parts."""

    def __init__(
        self,
        log: JetStreamLog,
        mail_server: MailServerHere,
        channels: frozenset[Channel],
        webhooks: Mapping[str, Endpoint],
    ) -> None:
        self.log = log
        self.pens = Pens(self._make_pen, on_damage=lambda _c, _d: None, telemetry=Telemetry.silent("notify"))
        self.queue = WorkQueue(log.connection, NOTIFY_QUEUE, kind=WakeUp, at_once=2 * LANE, delay_seconds=0.05)
        stamps, outbox = FixedStamps(), Outbox(channels, dict.fromkeys(webhooks, ("webhook",)))
        register = Register(self.pens, stamps)
        self.sender = ByChannel(
            {
                "email": EmailSender(
                    MailServer.from_url(mail_server.url()),
                    captured=CapturedMail(Path("never-made")),
                    way_out=NO_WAY_OUT,
                ),
                "webhook": WebhookSender(webhooks, Outward(["127.0.0.1"]), now=system_clock),
            }
        )
        self.postman = Postman(
            outbox,
            register,
            sender=self.sender,
            queue=self.queue,
            stamps=stamps,
            draw=lambda: 0.0,
            on_recorded=lambda _delivery_id: None,
            may_send=lambda: True,
        )
        self.teller = Teller(
            outbox,
            register,
            awards=self._weighed,
            shown=self._shown,
            look=Gate(outbox, register, clock=stamps.clock, on_opened=self.postman.on_decided).look,
            on_decided=self.postman.on_decided,
            on_folded=lambda: None,
        )

    async def follow(self) -> None:
        async for commits in self.log.follow(after=0):
            await self.teller.on_commits(commits)

    async def tell(self) -> None:
        await self.teller.run(after=await self.log.last())

    async def decided(self) -> None:
        assert await self.teller.caught_up(await self.log.last() * 1_000)

    async def _weighed(self, position: int) -> Progress:
        return Progress(position)

    async def _shown(self, _position: int) -> bool:
        return True

    def _make_pen(self, campaign: str) -> Pen[NotifyState]:
        state, decider = NotifyState(Journal()), NotifyDecider()
        return Pen(
            self.log, state, campaign=campaign, owner="notify", decider=decider, new_commit_id=lambda: uuid.uuid4().hex
        )


@asynccontextmanager
async def notify(
    server: NatsServer,
    mail_server: MailServerHere,
    *,
    channels: frozenset[Channel] = EVERY_CHANNEL,
    webhooks: Mapping[str, Endpoint] = NO_WEBHOOKS,
) -> AsyncIterator[Notify]:
    seed = server.seeds["notify"]
    log = await JetStreamLog.connect(server.url, user="notify", seed=seed)
    service = Notify(log, mail_server, channels, webhooks)
    wakes = service.queue.run(service.postman.on_wake, url=server.url, user="notify", seed=seed)
    tasks = [asyncio.create_task(part) for part in (service.follow(), service.tell(), service.postman.run(), wakes)]
    try:
        yield service
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await service.sender.end()
        await service.pens.close()
        await log.close()
    assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


async def write(server: NatsServer, data: Data, *, owner: Owner, campaign: str = CAMPAIGN) -> None:
    log = await JetStreamLog.connect(server.url, user=owner, seed=server.seeds[owner])
    written = [commit.number async for batch in log.read(campaign=campaign, owner=owner) for commit in batch]
    line = encode_fact(fact(data))
    await log.commit(line, campaign=campaign, owner=owner, expect=max(written, default=0), commit_id=uuid.uuid4().hex)
    await log.close()


async def begun(new_nats: NewNats) -> NatsServer:
    server = await new_nats()
    await write(server, HCTC, owner="tracking", campaign=REGISTRY)
    await write(server, LAUNCHED, owner="tracking")
    return server


async def deliveries(server: NatsServer, *, at_least: int) -> list[Delivered]:
    """Every delivery in the log, once there are so many."""
    log = await JetStreamLog.connect(server.url, user="audit", seed=server.seeds["audit"])
    found: list[Delivered] = []
    async for commits in log.follow(after=0):
        facts = [one.data for commit in commits if commit.owner == "notify" for one in commit.facts()]
        found += [data for data in facts if isinstance(data, Delivered)]
        if len(found) >= at_least:
            break
    await log.close()
    return found


async def test_a_flag_arrives_in_the_inboxes_and_in_the_mailbox(new_nats: NewNats, mail_server: MailServerHere) -> None:
    server = await begun(new_nats)
    async with notify(server, mail_server):
        await write(server, flagged(), owner="awards")
        made = await deliveries(server, at_least=3)

    assert sorted((one.recipient, one.channel) for one in made) == [
        ("hctc", "email"),
        ("hctc", "inbox"),
        ("secretary", "inbox"),
    ]
    assert mail_server.mailbox.message()["Subject"].startswith("Đủ điều kiện bình xét Giấy khen")


async def test_neither_a_restart_nor_a_message_put_in_again_sends_it_again(
    new_nats: NewNats, mail_server: MailServerHere
) -> None:
    server = await begun(new_nats)
    await write(server, flagged(), owner="awards")
    async with notify(server, mail_server):
        (mail,) = [one for one in await deliveries(server, at_least=3) if one.channel == "email"]

    async with notify(server, mail_server) as again:
        await again.queue.put(WakeUp(CAMPAIGN, mail.delivery_id), once="put in again")
        await write(server, flagged("vpubnd"), owner="awards")
        await write(server, flagged(card="F-BKT-COL"), owner="awards")
        made = await deliveries(server, at_least=8)

    assert len({one.delivery_id for one in made}) == len(made) == 8
    assert len(mail_server.mailbox.envelopes) == 2


async def test_what_was_due_when_it_ended_is_sent_when_it_starts_again(
    new_nats: NewNats, mail_server: MailServerHere
) -> None:
    server = await begun(new_nats)
    await write(server, flagged(), owner="awards")
    async with notify(server, mail_server, channels=INBOX_ONLY) as without_mail:
        await without_mail.decided()
    assert mail_server.mailbox.envelopes == []

    async with notify(server, mail_server):
        made = await deliveries(server, at_least=3)

    assert [one.channel for one in made].count("email") == 1
    assert len(mail_server.mailbox.envelopes) == 1


async def test_what_the_mail_server_refuses_for_good_is_recorded_as_failed(
    new_nats: NewNats, mail_server: MailServerHere
) -> None:
    server = await begun(new_nats)
    mail_server.mailbox.to_message = ["550 5.7.1 not wanted here"]
    async with notify(server, mail_server):
        await write(server, flagged(), owner="awards")
        made = await deliveries(server, at_least=3)

    (failed,) = [one for one in made if isinstance(one, NotificationFailed)]
    assert (failed.recipient, failed.attempts) == ("hctc", 1)
    assert "SMTP 550" in failed.reason
    assert sum(isinstance(one, NotificationSent) for one in made) == 2


async def test_a_channel_that_does_not_answer_delays_no_other(
    new_nats: NewNats, mail_server: MailServerHere, receiver: Receiver
) -> None:
    server = await begun(new_nats)
    receiver.silent = True
    webhooks = {"hctc": Endpoint(receiver.url(), (b"k" * 32,))}
    cards = [f"card-{number}" for number in range(LANE + 8)]
    async with notify(server, mail_server, webhooks=webhooks):
        for card in cards:
            await write(server, flagged(card=card), owner="awards")
        made = await deliveries(server, at_least=3 * len(cards))  # both inboxes and the e-mail of each
        asked = len(receiver.sent)
        receiver.let_go.set()
        every = await deliveries(server, at_least=4 * len(cards))

    assert Counter(one.channel for one in made) == {"inbox": 2 * len(cards), "email": len(cards)}
    assert 0 < asked <= LANE
    assert Counter(one.channel for one in every)["webhook"] == len(cards)
    assert all(isinstance(one, NotificationSent) for one in every)
