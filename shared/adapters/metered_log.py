"""The log as a service's pens use it: every commit is traced, counted and timed. It changes nothing on the way."""

import time
from collections.abc import AsyncIterator, Sequence
from typing import Final

import msgspec

from shared.adapters.telemetry import Telemetry
from shared.core.envelope import position_of
from shared.core.errors import FenceConflict, LogDamaged, LogUnavailable
from shared.core.log import Commit, EventLog
from shared.core.values import CampaignId, Owner


class MeteredLog:
    """An EventLog around another. A commit without an answer is in doubt until the log says what became of it."""

    def __init__(self, log: EventLog, telemetry: Telemetry) -> None:
        self._log = log
        self._telemetry = telemetry
        self._in_doubt: set[tuple[CampaignId, Owner]] = set()
        telemetry.gauge("thidua_pens_in_doubt", lambda: len(self._in_doubt))

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        """As EventLog.commit.

        Its span belongs to the trace of the commit's first fact; the others share it by their positions.
        """
        facts, begun = payload.count(b"\n") + 1, time.perf_counter()
        with self._telemetry.span("commit", _trace_of(payload), campaign=campaign, facts=facts) as span:
            try:
                number = await self._log.commit(
                    payload, campaign=campaign, owner=owner, expect=expect, commit_id=commit_id
                )
            except LogUnavailable:
                self._in_doubt.add((campaign, owner))
                self._telemetry.count("thidua_commits_total", outcome="in_doubt")
                raise
            except FenceConflict:
                self._in_doubt.discard((campaign, owner))
                self._telemetry.count("thidua_commits_total", outcome="overtaken")
                raise
            except LogDamaged:
                self._telemetry.count("thidua_commits_total", outcome="damaged")
                raise
            span.note(position=position_of(number, 0))
        self._in_doubt.discard((campaign, owner))
        self._telemetry.figures.observe("thidua_commit_seconds", time.perf_counter() - begun)
        self._telemetry.count("thidua_commits_total", outcome="recorded")
        self._telemetry.count("thidua_facts_total", facts)
        return number

    def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncIterator[Sequence[Commit]]:
        """As EventLog.read."""
        return self._log.read(after=after, campaign=campaign, owner=owner)

    def follow(self, *, after: int) -> AsyncIterator[Sequence[Commit]]:
        """As EventLog.follow."""
        return self._log.follow(after=after)

    async def last(self) -> int:
        """As EventLog.last."""
        return await self._log.last()


class _Traced(msgspec.Struct, gc=False):
    """All that is read of a fact."""

    traceparent: str = ""


_decode: Final = msgspec.json.Decoder(_Traced).decode


def _trace_of(payload: bytes) -> str:
    first = payload.find(b"\n")  # a partition would copy the rest of the commit as well
    return _decode(payload[:first] if first > 0 else payload).traceparent
