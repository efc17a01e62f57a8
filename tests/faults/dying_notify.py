"""Notify as a process of its own that kills itself (kill -9) where its pipeline is told to. It changes nothing else."""

import os
import signal
from collections.abc import Callable
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, Final, NamedTuple

import uvloop

from services.notify.app import serve
from services.notify.domain.outbox import Outbox
from services.notify.handlers.posting import Postman
from services.notify.handlers.recording import Register
from services.notify.handlers.telling import Teller
from services.notify.senders.by_channel import ByChannel
from services.notify.settings import Settings
from shared.adapters.bus import WorkQueue
from shared.adapters.jetstream import JetStreamLog
from shared.core.leases import Replica


class Point(NamedTuple):
    """Before or after which step of the pipeline to die."""

    of: type[Any]
    step: str
    after: bool = False


POINTS: Final = {
    "facts are read": Point(Teller, "on_commits"),
    "facts are folded": Point(Teller, "on_commits", after=True),
    "before the inbox is recorded": Point(Register, "told_in_inbox"),
    "the inbox is recorded": Point(Register, "told_in_inbox", after=True),
    "notices are decided": Point(Postman, "on_decided", after=True),
    "before the queue is told": Point(WorkQueue, "put"),
    "the queue is told": Point(WorkQueue, "put", after=True),
    "woken": Point(Postman, "on_wake"),
    "before it is sent": Point(ByChannel, "send"),
    "it is sent": Point(ByChannel, "send", after=True),
    "before it is recorded": Point(Register, "sent"),
    "its record is on disk": Point(JetStreamLog, "commit", after=True),
    "it is recorded": Point(Register, "sent", after=True),
    "before the queue is answered": Point(Postman, "on_wake", after=True),
}
# The same where a notice waits for its recipient's hours: first before it waits, then when what gathered goes out.
BEFORE_HOURS: Final = {
    "before it is put off": Point(Register, "put_off"),
    "it is put off": Point(Register, "put_off", after=True),
}
AT_ITS_HOUR: Final = {
    "what gathered is found": Point(Outbox, "gather", after=True),
    "the digest is sent": Point(ByChannel, "send", after=True),
    "before the digest is recorded": Point(Register, "sent"),
    "the digest is recorded": Point(Register, "sent", after=True),
}


def settings(
    folder: Path,
    *,
    port: int,
    nats_url: str,
    seed: str,
    smtp_url: str,
    channels: Path,
    clock: Path | None,
    replica: str,
) -> Settings:
    """An installation's notify in a folder, by the machine's clock or by one that is simulated."""
    return Settings(
        address=f"127.0.0.1:{port}",
        nats_url=nats_url,
        nats_seed=seed,
        read_models=folder / "read-models",
        access_url=f"sqlite:///{folder / 'access.sqlite'}",
        vault=folder / "vault" / "vault.sqlite",
        smtp_url=smtp_url,
        channels=channels,
        simulated_clock=clock,
        replica=Replica(replica) if replica else None,
    )


def die() -> None:
    """As kill -9 from outside, and at just this point."""
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(point: Point) -> None:
    """Make one step of the pipeline the last."""
    step: Callable[..., Any] = getattr(point.of, point.step)

    async def die_around(*arguments: Any, **named: Any) -> Any:
        if not point.after and _goes_outside(point, arguments):
            die()
        answer = await step(*arguments, **named)
        if _goes_outside(point, arguments):
            die()
        return answer

    def die_after(*arguments: Any) -> None:
        step(*arguments)
        die()

    setattr(point.of, point.step, die_around if iscoroutinefunction(step) else die_after)


def _goes_outside(point: Point, arguments: tuple[Any, ...]) -> bool:
    """Inboxes are recorded through the same door to the log, and at a start it may hold nothing that calls for one."""
    if point.step == "commit":
        return b'"channel":"inbox"' not in arguments[1]
    if point.step == "on_commits":
        return any(b"candidate.flagged" in commit.payload for commit in arguments[1])
    return True


def run(point: str, at: Settings) -> None:
    """Run notify until a signal ends it, or it comes to a point of its pipeline ("" for none)."""
    if point:
        deadly((POINTS | BEFORE_HOURS | AT_ITS_HOUR)[point])
    uvloop.run(serve(at))
