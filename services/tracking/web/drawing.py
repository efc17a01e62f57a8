"""Draws pages with Jinja from values and words: escaped always, undefined never. It knows no HTTP and no table."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from services.tracking.web.charts import NARROW, WIDE, burn_up, month_ends, reached_by
from services.tracking.web.overview import DRAWN, FIT, STANDING, WORKS, Overview, Progress
from services.tracking.web.wording import Wording
from shared.core.definition import Campaign
from shared.core.problems import Problem
from shared.web.assets import Assets

ICON: Final = "icon.svg"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From when a page looks: a moment and a position; `as_of` is what was asked for, empty for now."""

    moment: datetime
    position: int
    as_of: str
    simulated: bool

    def today(self, campaign: Campaign) -> date:
        """The day in a campaign's time zone."""
        return self.moment.astimezone(ZoneInfo(campaign.time_zone)).date()

    def as_asked(self, wording: Wording, campaign: Campaign | None = None) -> str:
        """What was asked for, in words; a time as the clocks of the campaign show it."""
        if self.as_of.isdigit():
            return f"{wording.position.lower()} {self.as_of}"
        local = self.moment.astimezone(ZoneInfo(campaign.time_zone)) if campaign else self.moment
        return f"{local:%H:%M}, {wording.day(local.date())}"


class Drawing:
    """The templates, ready to be filled."""

    def __init__(self, assets: Assets) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader("services.tracking.web"), PackageLoader("shared.web")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = assets.address

    def overview(self, seen: Overview, stand: Standpoint, wording: Wording, *, others: int) -> str:
        """One campaign; `others` is how many more there are to choose from."""
        days = (seen.first, seen.last)
        until = min(max(seen.today, seen.first), seen.last)
        rows = [(day, [reached_by(seen.lines[step], day) for step in DRAWN]) for day in month_ends(seen.first, until)]
        return self._filled(
            "overview.html",
            wording,
            stand,
            seen=seen,
            others=others,
            charts={
                name: burn_up(seen.lines, seen.goal, days=days, today=seen.today, frame=frame)
                for name, frame in (("wide", WIDE), ("narrow", NARROW))
            },
            rows=rows,
            steps=DRAWN,
            works=WORKS,
            kinds=[name for name in STANDING if name != "rejected" or seen.all_houses.rejected],
            shares=_shares,
            fit=FIT,
        )

    def chooser(self, campaigns: list[Campaign], stand: Standpoint, wording: Wording) -> str:
        """Several campaigns, none of them chosen."""
        return self._filled("chooser.html", wording, stand, campaigns=campaigns)

    def empty(self, stand: Standpoint, wording: Wording) -> str:
        """No campaign yet, and what to do about it."""
        return self._filled("empty.html", wording, stand)

    def problem(self, problem: Problem, wording: Wording) -> str:
        """What went wrong, for people."""
        return self._filled("problem.html", wording, None, problem=problem)

    def _filled(self, template: str, wording: Wording, stand: Standpoint | None, **values: object) -> str:
        return self._environment.get_template(template).render(say=wording, stand=stand, **values)


def _shares(progress: Progress, kinds: list[str]) -> list[tuple[str, float]]:
    """The parts of a bar: how much of all households stands where."""
    return [(kind, getattr(progress, kind) / (progress.identified or 1)) for kind in kinds]
