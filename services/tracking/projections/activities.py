"""Activities: each counts for its unit under its kind and clause, unless it is withdrawn or disputed. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from services.tracking.projections.evidence import ACTIVITY, hashes_of, let_go, name_files
from services.tracking.projections.history import chain
from services.tracking.projections.quality import see
from services.tracking.tables.rows import Activity, ActivityFigure
from shared.core.envelope import Fact
from shared.core.events import (
    ActivityCorrected,
    ActivityDisputed,
    ActivityRecorded,
    ActivityVerified,
    ActivityWithdrawn,
    Evidence,
)
from shared.core.plain_words import plain
from shared.core.projecting import Rows

RECORDED, VERIFIED, DISPUTED, WITHDRAWN = "recorded", "verified", "disputed", "withdrawn"
COUNTING: Final = frozenset({RECORDED, VERIFIED})

# What units do they do again and again, under the same title; without this it takes an eighth of a rebuild.
_plain_title: Final = lru_cache(maxsize=2_000)(plain)


def fold_activity(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact about an activity: what it counted for is taken back, then it counts as it stands now."""
    data = fact.data
    if isinstance(data, ActivityRecorded):
        _record(rows, fact, data, position=position)
        return
    activity = rows.change(Activity, fact.campaign, getattr(data, "activity_id", ""))
    if activity is None:
        return
    _count(rows, activity, -1)
    match data:
        case ActivityCorrected():
            _correct(activity, data)
            if data.changes.evidence is not None:
                _name_anew(rows, fact, activity, data.changes.evidence, position=position)
        case ActivityVerified():
            activity.state = VERIFIED
        case ActivityDisputed():
            activity.state = DISPUTED
        case ActivityWithdrawn():
            activity.state = WITHDRAWN
            let_go(rows, fact, ACTIVITY, activity.activity_id, hashes=activity.evidence)
        case _:
            pass
    _count(rows, activity, 1)
    chain(rows, fact, position=position, previous=activity.position)
    activity.position = position


def _record(rows: Rows, fact: Fact, data: ActivityRecorded, *, position: int) -> None:
    rows.put(
        rows.new(Activity)(
            campaign=fact.campaign,
            activity_id=data.activity_id,
            unit_id=data.unit_id,
            kind=data.kind,
            clause=data.clause,
            quantity=data.quantity,
            state=RECORDED,
            position=position,
            title=data.title,
            measure=data.measure,
            occurred_on=data.occurred_on,
            plain=_searched(data.activity_id, data.title),
            evidence=hashes_of(data.evidence) if data.evidence else "",
        )
    )
    figure = rows.ensure(ActivityFigure, fact.campaign, data.unit_id, data.kind, data.clause)
    figure.count += 1
    figure.quantity += data.quantity
    if data.evidence:  # most have none, and this is asked of each that is ever reported
        for paper in data.evidence:
            see(rows, fact, "evidence", paper.sha256, about=data.activity_id, unit_id=data.unit_id, at=position)
        name_files(rows, fact, ACTIVITY, data.evidence, of=(data.activity_id, data.unit_id), position=position)
    chain(rows, fact, position=position, previous=0)


def _name_anew(rows: Rows, fact: Fact, activity: Activity, papers: Sequence[Evidence], *, position: int) -> None:
    """A correction names other files, or none."""
    let_go(rows, fact, ACTIVITY, activity.activity_id, hashes=activity.evidence)
    activity.evidence = hashes_of(papers)
    name_files(rows, fact, ACTIVITY, papers, of=(activity.activity_id, activity.unit_id), position=position)


def _correct(activity: Activity, data: ActivityCorrected) -> None:
    """What was verified were the old words; what was disputed stays so until it is verified."""
    changes = data.changes
    activity.kind = changes.kind or activity.kind
    activity.clause = changes.clause or activity.clause
    activity.quantity = changes.quantity or activity.quantity
    activity.title = changes.title or activity.title
    activity.plain = _searched(activity.activity_id, activity.title)
    activity.measure = changes.measure or activity.measure
    activity.occurred_on = changes.occurred_on or activity.occurred_on
    activity.state = RECORDED if activity.state == VERIFIED else activity.state


def _searched(activity_id: str, title: str) -> str:
    return f"{plain(activity_id)} {_plain_title(title)}"


def _count(rows: Rows, activity: Activity, sign: int) -> None:
    if activity.state not in COUNTING:
        return
    figure = rows.ensure(ActivityFigure, activity.campaign, activity.unit_id, activity.kind, activity.clause)
    figure.count += sign
    figure.quantity += sign * activity.quantity
    if activity.state == VERIFIED:
        figure.verified += sign
