"""Periodic reports of units, and the obstacles they meet and ask to have removed."""

from typing import Final

from services.tracking.domain.checks import id_used, in_future, no_part, not_open, not_own
from services.tracking.domain.refusals import (
    OBSTACLE_ALREADY_RESOLVED,
    PERIOD_OF_OTHER_KIND,
    REPORT_EXISTS,
)
from services.tracking.domain.report_refusals import FIGURE_FALLS
from services.tracking.domain.state import CampaignState, Figures, Reported, Status
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.values import Period, ReportingPeriod

_RESOLVED: Final = {Status.SETTLED: OBSTACLE_ALREADY_RESOLVED}


def submit(state: CampaignState, command: Command, data: events.ReportSubmitted) -> Refused | None:
    """A unit reports once on each period, and on periods as the campaign has them."""
    of_other_kind = state.terms.reporting not in ("", _kind_of(data.period))
    reported = state.has("period", data.unit_id, data.period)
    return (
        not_own(command, data.unit_id)
        or no_part(state, data.unit_id)
        or id_used(state, "report", data.report_id)
        or (PERIOD_OF_OTHER_KIND if of_other_kind else None)
        or (REPORT_EXISTS if reported else None)
        or _falls(state.reported_before(data.unit_id, data.period), data.figures)
    )


def _falls(before: Figures, now: Figures) -> Refused | None:
    """What was reported once does not become less by a new report: whoever miscounted corrects, and says why."""
    both = ((before[name], value) for name, value in now.items() if name in before)
    return FIGURE_FALLS if any(_is_count(was) and _is_count(value) and value < was for was, value in both) else None


def _is_count(value: float | bool) -> bool:  # noqa: FBT001 - a figure may be either
    return not isinstance(value, bool)


def submitted(state: CampaignState, data: events.ReportSubmitted) -> None:
    """The unit has reported on the period."""
    unit = state.enter(data.unit_id)
    state.keep("report", data.report_id, unit=unit)
    state.keep("period", data.unit_id, data.period, unit=unit)
    state.report(data.report_id, Reported(data.unit_id, data.period, data.figures))


def correct(state: CampaignState, command: Command, data: events.ReportCorrected) -> Refused | None:
    """A unit corrects its own report, as often as need be."""
    return not_open(state, command, "report", data.report_id, at={})


def corrected(state: CampaignState, data: events.ReportCorrected) -> None:
    """The report says what the correction says; what that does not speak of stays."""
    before = state.reports[data.report_id]
    state.report(data.report_id, before._replace(figures={**before.figures, **data.figures}))


def report_obstacle(state: CampaignState, command: Command, data: events.ObstacleReported) -> Refused | None:
    """A unit reports its own obstacle."""
    return (
        not_own(command, data.unit_id) or no_part(state, data.unit_id) or id_used(state, "obstacle", data.obstacle_id)
    )


def obstacle_reported(state: CampaignState, data: events.ObstacleReported) -> None:
    """The obstacle stands."""
    state.keep("obstacle", data.obstacle_id, unit=state.enter(data.unit_id))


def resolve_obstacle(state: CampaignState, command: Command, data: events.ObstacleResolved) -> Refused | None:
    """An obstacle is resolved once."""
    return not_open(state, command, "obstacle", data.obstacle_id, at=_RESOLVED)


def obstacle_resolved(state: CampaignState, data: events.ObstacleResolved) -> None:
    """The obstacle is gone."""
    state.move("obstacle", data.obstacle_id, Status.SETTLED)


def _kind_of(period: Period) -> ReportingPeriod:
    if len(period) == len("2025"):
        return "YEARLY"
    return "QUARTERLY" if "Q" in period else "MONTHLY"


def hold_review(state: CampaignState, command: Command, data: events.ReviewHeld) -> Refused | None:
    """A review was held by its day, and tells of periods as the campaign has them."""
    of_other_kind = state.terms.reporting not in ("", _kind_of(data.period))
    return (
        id_used(state, "review", data.review_id)
        or (PERIOD_OF_OTHER_KIND if of_other_kind else None)
        or in_future(state, command, data.held_on)
    )


def review_held(state: CampaignState, data: events.ReviewHeld) -> None:
    """It was held."""
    state.keep("review", data.review_id, unit=0)
