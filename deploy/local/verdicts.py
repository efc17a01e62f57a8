"""Verdicts held against a log that is read, and a campaign tried under other rules. It knows no command and no file."""

from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime
from typing import Final, TypeAlias

from services.awards.domain.honesty import Claims, Honesty, Judged
from services.awards.domain.what_if import Compared, Defining, WhatIf
from shared.adapters.replaying import WHEN_ALONE, in_slices
from shared.adapters.timeline import Timeline
from shared.core.definition import Definition
from shared.core.events import REGISTRY
from shared.core.log import Commit, EventLog
from shared.core.projecting import END

Advance: TypeAlias = Callable[[int], None]

_NO_COMMIT: Final = 2**62


async def judged(log: EventLog, *, advance: Advance) -> Judged:
    """Every flag of the log weighed anew (`honesty`), up to its end as it is now. Raises LogUnavailable, LogDamaged."""
    claims, end = Claims(), 0
    async with aclosing(in_slices(log.read(), WHEN_ALONE)) as slices:
        async for commits in slices:
            for commit in commits:
                claims.take(commit)
            end = commits[-1].number
            advance(end)
    honesty = Honesty(claims)
    await _each(log, honesty.take, until=end, advance=advance)
    return honesty.judged()


async def campaigns_of(log: EventLog) -> list[str]:
    """The campaigns of the log, in the order in which they appear. Raises LogUnavailable, LogDamaged."""
    found: dict[str, None] = {}
    await _each(log, lambda commit: found.setdefault(commit.campaign), until=_NO_COMMIT, advance=_unseen)
    return [campaign for campaign in found if campaign != REGISTRY]


async def definition_of(log: EventLog, campaign: str, *, until: int | datetime | None) -> tuple[Definition | None, int]:
    """A campaign as it was defined at a position or moment (None: the end), and that position.

    Raises LogUnavailable, LogDamaged.
    """
    end = await Timeline(log).position_at(until) if isinstance(until, datetime) else END if until is None else until
    defining = Defining(campaign, end)
    await _each(log, defining.take, until=end // 1_000, advance=_unseen)
    return defining.definition, end


async def under_other_rules(log: EventLog, other: Definition, *, until: int, advance: Advance) -> Compared:
    """The campaign as it is, up to a position, against the same under another definition (`what_if`).

    Raises LogUnavailable, LogDamaged.
    """
    what_if = WhatIf(other, until)
    await _each(log, what_if.take, until=until // 1_000, advance=advance)
    return what_if.compared()


async def _each(log: EventLog, take: Callable[[Commit], object], *, until: int, advance: Advance) -> None:
    """Hand over the commits of a log one by one, up to a number."""
    async with aclosing(in_slices(log.read(), WHEN_ALONE)) as slices:
        async for commits in slices:
            for commit in commits:
                if commit.number > until:
                    return
                take(commit)
            advance(commits[-1].number)


def _unseen(_number: int) -> None:
    """Short readings show no progress."""
