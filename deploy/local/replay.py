"""State from the log alone: every read model folded anew, shown at a moment, and held against what serves.

It is the one place that folds all services' projections beside one another; none of them runs for it.
"""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, aclosing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlmodel import Session

from deploy.local.installation import Installation
from services.audit.projections import AUDIT
from services.awards.api.reads import candidates_answer
from services.awards.projections import AWARDS
from services.awards.tables.candidates import Wanted
from services.notify.projections import NOTIFY
from services.tracking.api.reads import campaign_answer
from services.tracking.projections import TRACKING
from services.tracking.tables.queries import campaigns
from shared.adapters.database import Database, DatabaseUnavailable, opened
from shared.adapters.rebuilding import check_followed
from shared.adapters.replaying import WHEN_ALONE, in_slices
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.timeline import Timeline
from shared.core.definition import Campaign
from shared.core.log import EventLog
from shared.core.projecting import END, Projection

PROJECTIONS: Final[dict[str, Projection]] = {one.name: one for one in (TRACKING, AWARDS, NOTIFY, AUDIT)}


class Replayed(msgspec.Struct, frozen=True):
    """What the log says: where it stood, the state of every campaign, and a digest of each service's rows."""

    position: int
    campaigns: list[dict[str, Any]]
    digests: dict[str, str]


class Compared(msgspec.Struct, frozen=True):
    """One service's live rows against a fold of the log up to the same position."""

    service: str
    position: int
    live: str
    replayed: str

    @property
    def equal(self) -> bool:
        """Whether the log alone gives the same rows."""
        return self.live == self.replayed


async def replay(
    log: EventLog, *, until: int | datetime | None, today: Callable[[], datetime], advance: Callable[[int], None]
) -> Replayed:
    """Fold the log up to a position or moment (None: its end). Raises LogUnavailable, LogDamaged."""
    end, moment = await _stand(log, until, today)
    with ExitStack() as stack:
        databases = {name: _scratch(stack, projection) for name, projection in PROJECTIONS.items()}
        await _fold(log, list(databases.values()), until=end, advance=advance)
        position = max(database.position for database in databases.values())
        return Replayed(
            position=position,
            campaigns=_campaigns(databases, moment),
            digests={name: database.digest() for name, database in databases.items()},
        )


async def compare(log: EventLog, installation: Installation, *, advance: Callable[[int], None]) -> list[Compared]:
    """Every service's live rows against the log. Raises LogUnavailable, LogDamaged, DatabaseUnavailable."""
    compared = []
    for name, projection in PROJECTIONS.items():
        files = installation.tables(name)
        live = opened(files.open(files.serving()), projection) if files.serving() else None
        if live is None:
            continue
        with ExitStack() as stack:
            stack.callback(live.close)
            position, digest = live.position_and_digest()
            scratch = _scratch(stack, projection)
            await _fold(log, [scratch], until=position, advance=advance)
            compared.append(Compared(name, position, digest, scratch.digest()))
    return compared


async def check_log(log: EventLog, installation: Installation) -> None:
    """Raise LogDamaged if the log has a hole, or is not the one the live rows were taken from. Or LogUnavailable."""
    await log.last()
    for name, projection in PROJECTIONS.items():
        with suppress(DatabaseUnavailable):  # who serves from it says so
            await check_followed(log, installation.tables(name), projection)


async def _stand(log: EventLog, until: int | datetime | None, today: Callable[[], datetime]) -> tuple[int, datetime]:
    """The position meant, and the moment its days are counted to: that of a position is its newest fact's."""
    match until:
        case None:
            return END, today()
        case datetime():
            return await Timeline(log).position_at(until), until
        case position:
            return position, await Timeline(log).moment_of(position) or today()


def _scratch(stack: ExitStack, projection: Projection) -> Database:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thidua.")))
    database = Database.make(stack.enter_context(SqliteFiles(folder, projection.name).scratch()), projection)
    stack.callback(database.close)
    return database


async def _fold(log: EventLog, databases: Sequence[Database], *, until: int, advance: Callable[[int], None]) -> None:
    async with aclosing(in_slices(log.read(), WHEN_ALONE)) as slices:
        async for commits in slices:
            for database in databases:
                database.take(commits, until=until)
            advance(commits[-1].number)
            if commits[-1].number * 1_000 >= until:
                break


def _campaigns(databases: dict[str, Database], moment: datetime) -> list[dict[str, Any]]:
    with databases["tracking"].reading() as tracking, databases["awards"].reading() as awards:
        return [
            {
                **(campaign_answer(tracking.session, campaign.campaign, today=_day(campaign, moment)) or {}),
                "candidates": _candidates(awards.session, campaign.campaign),
            }
            for campaign in campaigns(tracking.session)
        ]


def _day(campaign: Campaign, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(campaign.time_zone)).date()


def _candidates(session: Session, campaign: str) -> list[Any]:
    answer: dict[str, Any] = candidates_answer(session, campaign, wanted=Wanted(with_holds=True), language="vi") or {}
    return list(answer.get("candidates", ()))
