"""A feed: the log's commits as one JetStream pull consumer delivers them, in order and in batches.

It asks for as much as it can hold and loses nothing; what a missing number means is for the log to say. Never an
ordered or a push consumer of nats-py: those drop messages without a word (design 5).
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from nats.aio.msg import Msg

from shared.adapters.jetstream_connection import NO_RESPONDERS, NatsConnection
from shared.core.errors import LogUnavailable
from shared.core.log import Commit
from shared.core.subjects import LOG_NAME, parse_log_subject

COMMIT_ID: Final = "Nats-Msg-Id"

_BATCH: Final = 1_000
_BATCH_BYTES: Final = 8_000_000
_SECOND: Final = 1_000_000_000
_EXPIRES: Final = 30 * _SECOND
_HEARTBEAT: Final = 5 * _SECOND
_SILENCE_SECONDS: Final = 12.0  # two heartbeats and a little
# Whoever follows a busy log takes more at a time: each taking costs a turn, a transaction, a wake of everybody who
# waits (measured: a fifth of what awards spends on a fact at 4,000 single events a second). Busy is how fast they come,
# not how many came together: whoever has only fallen behind a little must not be held up further.
_BUSY_BYTES: Final = 8_000
_BUSY_BYTES_PER_S: Final = 1_500_000
_GATHER_SECONDS: Final = 0.02
_SETTLING: Final = 20  # times that a server of a cluster may not have heard yet of a consumer another has just made
_SETTLING_SECONDS: Final = 0.1
_ABANDONED: Final = 30 * _SECOND  # after this the server forgets a consumer that nobody asks any more

_ASK: Final = msgspec.json.encode(
    {"batch": _BATCH, "max_bytes": _BATCH_BYTES, "expires": _EXPIRES, "idle_heartbeat": _HEARTBEAT}
)
_ENDED: Final = ("Request Timeout", "Batch Completed", "Message Size Exceeds MaxBytes")
_HEARTBEAT_STATUS: Final = "100"
_whose: Final = functools.lru_cache(maxsize=4_096)(parse_log_subject)


class Feed:
    """One consumer; `open` it, then `take` as often as wanted, then `close` it.

    Who is in no hurry waits `gather_seconds` after what comes first, and takes what came meanwhile with it.
    """

    def __init__(self, connection: NatsConnection, *, gather_seconds: float = 0.0) -> None:
        self._connection = connection
        self._gather_seconds = gather_seconds
        self._drops = connection.drops
        self._inbox = connection.new_inbox()
        self._next = ""
        self._stop: Callable[[], Awaitable[None]] | None = None
        self._arrived: list[Msg] = []
        self._pause = 0.0
        self._taken_at = 0.0
        self._requests = 0
        self._asked = 0  # commits the server still may send for the last request
        self._wake: asyncio.Future[None] | None = None
        self._lost = ""
        self._settling = _SETTLING
        self._unknown = False

    async def open(self, *, start: int, only: str | None = None) -> int:
        """Begin at number `start`, with one subject `only` or all; how many commits stand there. LogUnavailable."""
        name = self._inbox.rpartition(".")[2]
        config: dict[str, object] = {
            "name": name,
            "deliver_policy": "by_start_sequence",
            "opt_start_seq": start,
            "ack_policy": "none",
            "mem_storage": True,
            "num_replicas": 1,
            "inactive_threshold": _ABANDONED,
        }
        verb = f"CONSUMER.CREATE.{LOG_NAME}.{name}"
        if only is not None:
            config["filter_subject"] = only
            verb = f"{verb}.{only}"
        answer = await self._connection.api(verb, {"stream_name": LOG_NAME, "config": config, "action": "create"})
        if "error" in answer:
            raise LogUnavailable(f"The log cannot be read now: {answer['error'].get('description')}.")
        self._next = f"$JS.API.CONSUMER.MSG.NEXT.{LOG_NAME}.{name}"
        self._stop = await self._connection.listen(f"{self._inbox}.*", self._on_message)
        pending: int = answer["num_pending"]
        return pending

    async def take(self) -> tuple[list[Commit], int]:
        """All commits that have arrived, at least one, and how many stand behind the last. Raises LogUnavailable."""
        while not self._arrived:
            if self._lost or self._connection.drops != self._drops:
                raise LogUnavailable(f"The log stopped answering: {self._lost or 'the connection dropped'}.")
            if self._unknown:
                self._unknown = False
                await asyncio.sleep(_SETTLING_SECONDS)
            await self._ask()
            self._wake = self._connection.promise()
            try:
                async with asyncio.timeout(_SILENCE_SECONDS):
                    await self._wake
            except TimeoutError:
                raise LogUnavailable("The log stopped answering: not even a heartbeat came.") from None
        if self._pause:
            await asyncio.sleep(self._pause)
        messages, self._arrived = self._arrived, []
        behind = messages[-1].metadata.num_pending
        is_fast = self._came_fast(sum(len(message.data) for message in messages))
        self._pause = 0.0 if behind else max(self._gather_seconds, _GATHER_SECONDS if is_fast else 0.0)
        if not self._lost:
            await self._ask()  # the next are on their way while these are folded
        return [_commit(message) for message in messages], behind

    async def close(self) -> None:
        """Take nothing more; the server forgets the consumer by itself."""
        if self._stop is not None:
            await self._stop()

    def _came_fast(self, taken: int) -> bool:
        """Whether so many bytes since the last taking are those of a busy log."""
        now = asyncio.get_running_loop().time()
        seconds, self._taken_at = now - self._taken_at, now
        return taken >= max(_BUSY_BYTES, seconds * _BUSY_BYTES_PER_S)

    async def _ask(self) -> None:
        if self._asked <= 0:
            self._asked = _BATCH
            self._requests += 1
            await self._connection.send(self._next, _ASK, reply=f"{self._inbox}.{self._requests}")

    async def _on_message(self, message: Msg) -> None:
        if message.reply:
            self._settling = 0
            self._arrived.append(message)
            self._asked -= 1
        else:
            self._on_status(message)
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def _on_status(self, message: Msg) -> None:
        headers = message.headers or {}
        status, words = headers.get("Status"), headers.get("Description", "").strip()
        if words in _ENDED:
            if message.subject == f"{self._inbox}.{self._requests}":  # else the end of one that was counted out
                self._asked = 0
        elif status == NO_RESPONDERS and self._settling:
            self._settling -= 1
            self._asked = 0
            self._unknown = True
        elif status != _HEARTBEAT_STATUS:
            self._lost = f"{status} {words}"


def _commit(message: Msg) -> Commit:
    campaign, owner = _whose(message.subject)
    return Commit(
        number=message.metadata.sequence.stream,
        campaign=campaign,
        owner=owner,
        id=(message.headers or {}).get(COMMIT_ID, ""),
        payload=message.data,
    )
