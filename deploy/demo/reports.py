"""The monthly reports of divisions and districts, some late, some corrected. Figures are counted, never drawn."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.definition import CampaignUnit

LATE: Final = 0.06
OFTEN_LATE: Final = {"mau-dan-toc": 0.6, "huyen-mai-chau": 0.4}
CORRECTED: Final = 0.06
# What a report counts, by the short name of the statement counted.
DISTRICT_FIGURES: Final = {
    "identified": "household.identified",
    "withdrew": "household.withdrew",
    "started": "house.started",
    "completed": "house.completed",
    "handed_over": "house.handed_over",
    "contributions": "contribution.received",
    "activities": "activity.recorded",
}
OFFICE_FIGURES: Final = {"activities": "activity.recorded"}
Told = Mapping[tuple[str, str], Sequence[date]]


def report_facts(rng: Random, stage: Stage, told: Iterable[Draft], *, due_days: int) -> list[Draft]:
    """Every reporting unit's report on every month, counted from what the units told.

    The drive's last month is reported on its last day. The office itself reports to nobody here: it receives.
    """
    days = _days_told(told)
    drafts: list[Draft] = []
    for unit in (*stage.office, *stage.districts):
        if unit.kind == "OFFICE":
            continue
        for month_end in _month_ends(stage):
            figures = _figures(days, unit, until=month_end)
            drafts += _report(rng, stage, unit, figures, month_end=month_end, due_days=due_days)
    return drafts


def _days_told(told: Iterable[Draft]) -> Told:
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for draft in told:
        days[draft.speaker.unit_id, draft.short].append(draft.heard)
    return {key: sorted(value) for key, value in days.items()}


def _figures(days: Told, unit: CampaignUnit, *, until: date) -> Data:
    asked = DISTRICT_FIGURES if unit.kind == "DISTRICT" else OFFICE_FIGURES
    return {name: bisect_right(days.get((unit.id, short), ()), until) for name, short in asked.items()}


def _month_ends(stage: Stage) -> Iterator[date]:
    day = stage.starts_on.replace(day=1)
    while day <= stage.ends_on:
        following = (day + timedelta(days=32)).replace(day=1)
        yield following - timedelta(days=1)
        day = following


def _report(
    rng: Random, stage: Stage, unit: CampaignUnit, figures: Data, *, month_end: date, due_days: int
) -> Iterator[Draft]:
    report_id = f"BC-{unit.id}-{month_end:%Y-%m}"
    first, due = stage.place(month_end + timedelta(days=1)), _on_or_before(stage, month_end + timedelta(days=due_days))
    late = rng.random() < OFTEN_LATE.get(unit.id, LATE)
    place = min(due + rng.randint(1, 8) if late else rng.randint(first, max(first, due)), stage.last)
    slip = rng.random() < CORRECTED and figures["activities"] != 0 and place < stage.last
    said = {**figures, "activities": int(str(figures["activities"])) + 1} if slip else figures
    data: Data = {"report_id": report_id, "unit_id": unit.id, "period": f"{month_end:%Y-%m}", "figures": said}
    voice, day = stage.unit(unit.id), stage.days[place]
    yield voice.says("report.submitted", report_id, data, happened=day, heard=day)
    if slip:
        day = stage.days[min(place + rng.randint(1, 6), stage.last)]
        correction: Data = {"report_id": report_id, "figures": figures, "reason": "Đếm trùng một hoạt động"}
        yield voice.says("report.corrected", f"{report_id}.sua", correction, happened=day, heard=day)


def _on_or_before(stage: Stage, day: date) -> int:
    """The place of the last working day not after a day."""
    place = stage.place(day)
    return place if stage.days[place] <= day else place - 1
