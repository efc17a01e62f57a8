"""Many recipients told of one matter by e-mail: how long until the last of their deliveries stands in the log.

The reminders are put into the log as notify would state them; from there on everything is as it always is: the notices,
the queue, a mail server of another process, the record of each delivery.
"""

import time
import uuid
from collections.abc import Sequence
from typing import Final

import uvloop

from benchmarks.apart import beside
from benchmarks.campaign import CAMPAIGN, REGULARS
from benchmarks.client import HOST
from benchmarks.installation import Running, installation
from benchmarks.server import log_server
from benchmarks.statements import told
from deploy.nats.server import NatsServer, free_port
from shared.adapters.clock import system_clock
from shared.adapters.intake import rfc3339
from shared.adapters.jetstream import JetStreamLog
from shared.core.decider import fact_of
from shared.core.definition import Contact, Text
from shared.core.envelope import decode_some, encode_fact
from shared.core.events import Data, NotificationFailed, NotificationSent, ReminderEscalated, UnitEstablished

FEWER: Final = 500  # units stated at once
NAMED_AT_ONCE: Final = 2_500  # recipients in one fact, which has room for some 4,000


def measure(recipients: int) -> dict[str, float]:
    """`notify_10000_s` and `notify_grows_mb`. Raises PieceFailed, DidNotStart."""
    port = free_port()
    with log_server() as server, beside("benchmarks.mailbox", str(port), port=port):
        environment = {
            "THIDUA_NATS_URL": server.url,
            "THIDUA_NATS_KEYS": str(server.data / "keys"),
            "THIDUA_SMTP_URL": f"smtp://{HOST}:{port}?from=thidua@example.vn",
        }
        with installation(environment=environment) as running:
            running.launch(people=REGULARS)
            units = [f"to-dan-pho-{number:05d}" for number in range(recipients)]
            for first in range(0, recipients, FEWER):
                running.establish([_unit(unit_id) for unit_id in units[first : first + FEWER]])
            return uvloop.run(_tell(server, running, units))


async def _tell(server: NatsServer, running: Running, units: Sequence[str]) -> dict[str, float]:
    log = await JetStreamLog.connect(server.url, user="notify", seed=server.seeds["notify"])
    now = rfc3339(system_clock())  # what is older than a month is not sent any more
    before, begun, taken = running.pss_mb(), time.perf_counter(), 0
    await log.commit(
        b"\n".join(encode_fact(fact_of(told(one), recorded_at=now, registry_at=0)) for one in _reminders(units)),
        campaign=CAMPAIGN,
        owner="notify",
        expect=0,
        commit_id=uuid.uuid4().hex,
    )
    wires = frozenset({NotificationSent.wire, NotificationFailed.wire})
    most = before
    async for commits in log.follow(after=0):
        for commit in commits:
            for fact in decode_some(commit.payload, wires):
                if fact is not None and isinstance(fact.data, NotificationFailed):
                    raise TypeError(f"Not sent: {fact.data.reason}")
                taken += fact is not None and isinstance(fact.data, NotificationSent) and fact.data.channel == "email"
        if taken >= len(units):
            break
    seconds = time.perf_counter() - begun
    most = max(most, running.pss_mb())
    await log.close()
    return {"notify_10000_s": seconds, "notify_grows_mb": most - before}


def _unit(unit_id: str) -> UnitEstablished:
    return UnitEstablished(unit_id, "ORGANISATION", Text("Tổ dân phố"), contacts=(Contact(f"{unit_id}@example.vn"),))


def _reminders(units: Sequence[str]) -> list[Data]:
    return [
        ReminderEscalated(
            reminder_id=f"nhac-{first}",
            topic="goal.at_risk",
            level="LEADERSHIP",
            metric="houses.completed",
            due_on="2025-12-31",
            recipients=tuple(units[first : first + NAMED_AT_ONCE]),
            cause="1000",
        )
        for first in range(0, len(units), NAMED_AT_ONCE)
    ]
