"""The log on NATS JetStream: one message a commit, fenced and fsynced. Knows no fact. See ADR-0002 and ADR-0008."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final

import msgspec

from shared.adapters.doubt import Doubt
from shared.adapters.jetstream_connection import PATIENCE_SECONDS, NatsConnection
from shared.adapters.jetstream_feed import COMMIT_ID, Feed
from shared.core.envelope import MAX_COMMIT_BYTES, MAX_COMMIT_FACTS
from shared.core.errors import CommitTooLarge, FenceConflict, LogDamaged, LogUnavailable
from shared.core.log import Commit
from shared.core.subjects import LOG_NAME, log_subject
from shared.core.values import CampaignId, Owner

RETRY_SECONDS: Final = 0.1
_FENCE_REFUSED: Final = 10071
_LAST_IN_REFUSAL: Final = re.compile(r"wrong last sequence: (\d+)")

_logger = logging.getLogger(__name__)


class _ApiError(msgspec.Struct, frozen=True):
    err_code: int = 0
    description: str = ""


class _Ack(msgspec.Struct, frozen=True):
    seq: int = 0
    duplicate: bool = False
    error: _ApiError | None = None


_ack_decoder: Final = msgspec.json.Decoder(_Ack)


class JetStreamLog:
    """EventLog on one connection; make one with `JetStreamLog.connect`.

    It remembers the greatest number this process has seen: a log that ends before it is damaged, whoever notices.
    """

    def __init__(self, connection: NatsConnection, *, gather_seconds: float = 0.0) -> None:
        self._connection = connection
        self._gather_seconds = gather_seconds
        self._seen = 0
        self._stands: dict[str, int] = {}  # the last commit of a subject, as a refusal of the fence named it
        self._doubt = Doubt()
        self._checked_drops = connection.drops

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        user: str,
        seed: str | None = None,
        patience: float = PATIENCE_SECONDS,
        gather_seconds: float = 0.0,
    ) -> "JetStreamLog":
        """Connect as `user` with its nkey seed; raises LogUnavailable after `patience` seconds without a server.

        Who follows it in no hurry says how long what has come may wait for what comes next.
        """
        connection = await NatsConnection.open(url, user=user, seed=seed, patience=patience)
        return cls(connection, gather_seconds=gather_seconds)

    @property
    def connection(self) -> NatsConnection:
        """The connection itself, for what is no fact."""
        return self._connection

    @property
    def newest(self) -> int:
        """The greatest commit number this process has seen (0: none)."""
        return self._seen

    async def close(self) -> None:
        """Close the connection for good."""
        await self._connection.close()

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        """As EventLog.commit; raises LogDamaged too, if the answer shows that recorded commits are gone."""
        if len(payload) > MAX_COMMIT_BYTES or payload.count(b"\n") >= MAX_COMMIT_FACTS:
            raise CommitTooLarge
        await self._check_after_drop()
        seen = max(self._seen, expect)
        subject = log_subject(campaign, owner)
        headers = {
            COMMIT_ID: commit_id,
            "Nats-Expected-Last-Subject-Sequence": str(expect),
            "Nats-Expected-Stream": LOG_NAME,
        }
        answer = await self._connection.request(subject, payload, headers=headers)
        ack = _ack_decoder.decode(answer)
        if ack.error is not None:
            raise await self._refusal(ack.error, subject, expect)
        if ack.duplicate:
            return await self._found(ack.seq, subject, commit_id, expect)
        if ack.seq <= seen:
            raise LogDamaged(f"Number {ack.seq} was handed out again, commit {seen} had been seen.")
        self._seen = max(self._seen, ack.seq)
        return ack.seq

    async def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncGenerator[Sequence[Commit], None]:
        """As EventLog.read."""
        end = await self.last()
        if end < after:
            raise self._gone(str(after), f"It ends at commit {end}, commit {after} had been seen.")
        if end == after:
            return
        if campaign is None or owner is None:
            batches = self._whole(after=after, end=end)
        else:
            batches = self._of_one(log_subject(campaign, owner), after=after, end=end)
        async with aclosing(batches):
            async for commits in batches:
                yield commits

    async def follow(self, *, after: int) -> AsyncGenerator[Sequence[Commit], None]:
        """As EventLog.follow."""
        newest: Commit | None = None
        while True:
            batches = self._from(newest.number if newest else after, newest)
            try:
                await self.last()  # a hole behind what was followed would show nowhere else
                async with aclosing(batches):
                    async for commits in batches:
                        newest = commits[-1]
                        yield commits
            except LogUnavailable as error:
                if self._connection.closed:
                    raise
                _logger.info("follow_again", extra={"after": newest.number if newest else after, "cause": str(error)})
                await asyncio.sleep(RETRY_SECONDS)

    async def last(self) -> int:
        """As EventLog.last."""
        seen = self._seen
        answer = await self._connection.api(f"STREAM.INFO.{LOG_NAME}")
        if "error" in answer:
            raise LogUnavailable(f"{answer['error'].get('description')}; a new installation needs `thidua provision`.")
        state = answer["state"]
        last: int = state["last_seq"]
        self._doubt.among_several = bool(answer.get("cluster", {}).get("replicas"))
        if last < seen:
            raise self._gone(LOG_NAME, f"It ends at commit {last}, commit {seen} had been seen.")
        if state["messages"] != last:
            raise LogDamaged(f"It holds {state['messages']} of {last} commits.")
        self._seen = max(self._seen, last)
        return last

    async def _found(self, number: int, subject: str, commit_id: str, expect: int) -> int:
        """A commit that was sent again and is said to stand there. Raises LogDamaged where it does not.

        A cluster looks at the id before the fence, so a commit whose first answer was lost comes back as a duplicate.
        One server looks at the fence first: there it cannot be what the fence let through.
        """
        if number > expect:
            async with aclosing(self._from(number - 1, None)) as batches:
                async for commits in batches:
                    one = commits[0]
                    if one.id == commit_id and log_subject(one.campaign, one.owner) == subject:
                        self._seen = max(self._seen, number)
                        return number
                    break
        raise self._gone(subject, f"Commit id {commit_id} stands at number {number} already, but not behind {expect}.")

    async def _refusal(self, error: _ApiError, subject: str, expect: int) -> Exception:
        if error.err_code != _FENCE_REFUSED:
            return LogUnavailable(f"The server refused: {error.description} ({error.err_code}).")
        said = _LAST_IN_REFUSAL.search(error.description)
        stands = int(said[1]) if said else 0
        if said and stands < expect:
            return self._gone(
                subject, f"Its last commit of this campaign and owner is {stands}, {expect} had been seen."
            )
        if stands > (end := await self.last()):
            # Seen after an fsync that failed: what it could not keep is in its index. Started again it knows better.
            return LogUnavailable(f"The server says that commit {stands} stands there, and ends at {end}.")
        self._stands[subject] = stands
        return FenceConflict()

    def _gone(self, of: str, what: str) -> LogDamaged | LogUnavailable:
        """What it means that something is said to be gone: damage, or a server of several that was cut off."""
        return LogDamaged(what) if self._doubt.lasts(of) else LogUnavailable(what)

    # --- reading -------------------------------------------------------------------------------------------------

    async def _whole(self, *, after: int, end: int) -> AsyncGenerator[list[Commit], None]:
        async for commits in self._from(after, None):
            yield commits
            if commits[-1].number >= end:
                return

    async def _of_one(self, subject: str, *, after: int, end: int) -> AsyncGenerator[list[Commit], None]:
        feed = Feed(self._connection)
        try:
            behind = await feed.open(start=after + 1, only=subject)
            number = after
            while behind and number < end:
                commits, behind = await feed.take()
                number = commits[-1].number
                yield commits
            if number < self._stands.get(subject, 0):
                await self.last()
                # Its leader said so, and has it: it is one of its servers that lags behind.
                raise LogUnavailable(f"A server of the log knows {subject} up to commit {number} only.")
        finally:
            await feed.close()

    async def _from(self, after: int, newest: Commit | None) -> AsyncGenerator[list[Commit], None]:
        """Everything above `after` for as long as the connection holds, each number once and none missing.

        Commit `after` itself is fetched first: it must still be there, and be `newest`, where that is known. A server
        that lost the end of its log hands the lost numbers out again, and nothing else would show it.
        """
        seen = max(self._seen, after)
        expected = max(after, 1)
        feed = Feed(self._connection, gather_seconds=self._gather_seconds)
        try:
            reach = expected - 1 + await feed.open(start=expected)
            if reach < seen:
                if await self.last() < seen:
                    raise self._gone(str(after), f"It ends at commit {reach}, commit {seen} had been seen.")
                # The leader of a cluster has them all: it is one of its servers that lags behind.
                raise LogUnavailable(f"A server of the log ends at commit {reach}, commit {seen} had been seen.")
            while True:
                commits, _ = await feed.take()
                for commit in commits:
                    if commit.number != expected:
                        raise LogDamaged(f"Commit {expected} is missing, {commit.number} came instead.")
                    expected += 1
                self._seen = max(self._seen, expected - 1)
                if commits[0].number == after:
                    anchor = commits.pop(0)
                    if newest is not None and newest.id != anchor.id:
                        raise LogDamaged(f"Commit {after} is another than before.")
                if commits:
                    yield commits
        finally:
            await feed.close()

    async def _check_after_drop(self) -> None:
        """After a reconnect nothing is committed before the log is known to reach as far as it was seen to."""
        drops = self._connection.drops
        if drops != self._checked_drops:
            await self.last()
            self._checked_drops = drops
