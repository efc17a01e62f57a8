"""What the figures say of a commit, whatever the log makes of it."""

import asyncio
from contextlib import nullcontext

import pytest

from shared.adapters.memory import MemoryLog
from shared.adapters.metered_log import MeteredLog
from shared.adapters.telemetry import Telemetry
from shared.core.envelope import encode_fact
from shared.core.errors import FenceConflict, LogDamaged, LogUnavailable
from shared.core.values import CampaignId, Owner
from tests.examples import ACTIVITY, CAMPAIGN, fact
from tests.unit.adapters.prometheus import Family, read, value

LINE = encode_fact(fact(ACTIVITY))


class Log(MemoryLog):
    """A log in memory that may fail instead."""

    trouble: Exception | None = None

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        if self.trouble is not None:
            raise self.trouble
        return await super().commit(payload, campaign=campaign, owner=owner, expect=expect, commit_id=commit_id)


def _figures(log: Log, *troubles: Exception | None) -> dict[str, Family]:
    """Commit once for each trouble, None for a commit that goes well."""
    telemetry = Telemetry.silent("tracking")
    metered = MeteredLog(log, telemetry)

    async def commit() -> None:
        expect = await metered.last()
        payload, commit_id = b"\n".join([LINE] * 3), f"c-{expect}"
        await metered.commit(payload, campaign=CAMPAIGN, owner="tracking", expect=expect, commit_id=commit_id)

    for log.trouble in troubles:
        with pytest.raises(type(log.trouble)) if log.trouble else nullcontext():
            asyncio.run(commit())
    return read(telemetry.metrics())


def test_commits_their_facts_and_their_durations_are_counted() -> None:
    figures = _figures(Log(), None, None)

    assert value(figures, "thidua_commits_total", outcome="recorded") == 2
    assert value(figures, "thidua_facts_total") == 6
    assert figures["thidua_commit_seconds"].samples["_count"][0].value == 2


@pytest.mark.parametrize(
    ("trouble", "outcome", "in_doubt"),
    [(LogUnavailable(), "in_doubt", 1), (FenceConflict(), "overtaken", 0), (LogDamaged(), "damaged", 0)],
    ids=str,
)
def test_a_commit_that_is_not_recorded_is_told_by_why(trouble: Exception, outcome: str, in_doubt: int) -> None:
    figures = _figures(Log(), trouble)

    assert value(figures, "thidua_commits_total", outcome=outcome) == 1
    assert value(figures, "thidua_pens_in_doubt") == in_doubt
    assert "thidua_facts_total" not in figures


@pytest.mark.parametrize("settled_by", [None, FenceConflict()], ids=str)
def test_a_pen_is_in_doubt_until_the_log_answers(settled_by: Exception | None) -> None:
    assert value(_figures(Log(), LogUnavailable(), settled_by), "thidua_pens_in_doubt") == 0


def test_reading_and_following_are_the_logs_own() -> None:
    log = Log()
    _figures(log, None, None)
    metered = MeteredLog(log, Telemetry.silent("tracking"))

    async def seen() -> list[int]:
        read_numbers = [commit.number async for commits in metered.read(after=1) for commit in commits]
        async for commits in metered.follow(after=0):
            return read_numbers + [commit.number for commit in commits]
        return []

    assert asyncio.run(seen()) == [2, 1, 2]
