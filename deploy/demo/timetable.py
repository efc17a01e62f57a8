"""When each step of a house is recorded, so that the state of 14 May 2025 comes out exactly. Knows places only."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from random import Random
from typing import Final

from deploy.demo.figures import CUT, LAST_COMPLETION
from deploy.demo.stage import Stage
from shared.core.values import Work

BUILD_DAYS: Final[dict[Work, tuple[int, int]]] = {"NEW_BUILD": (30, 65), "REPAIR": (8, 25)}
SPRINT_DAYS: Final[dict[Work, int]] = {"NEW_BUILD": 15, "REPAIR": 5}  # the least a house took in the last six weeks
EARLIEST_COMPLETION: Final[dict[Work, date]] = {"NEW_BUILD": date(2024, 12, 31), "REPAIR": date(2024, 11, 20)}
FAILS_FIRST: Final = 0.05


class Fate(Enum):
    """How a household stands on the evening of 14 May 2025."""

    DONE = "done"
    UNDER_WAY = "under way"
    WAITING = "waiting"
    WITHDREW = "withdrew"


@dataclass(frozen=True, slots=True)
class Timetable:
    """The places of the working days on which a household's steps are recorded; None where it never got so far."""

    identified: int
    verified: int | None = None
    approved: int | None = None
    withdrew: int | None = None
    started: int | None = None
    completed: int | None = None
    failed_check: int | None = None
    passed_check: int | None = None
    handed_over: int | None = None


def timetable(rng: Random, stage: Stage, *, work: Work, fate: Fate) -> Timetable:
    """Draw one household's timetable for its fate."""
    if fate is Fate.WITHDREW:
        return _of_a_withdrawal(rng, stage)
    cut, last = stage.place(CUT), stage.place(LAST_COMPLETION)
    if fate is Fate.DONE:
        earliest = stage.place(EARLIEST_COMPLETION[work])
        completed = round(rng.triangular(earliest, cut, cut - 30))
        shortest, longest = BUILD_DAYS[work]
        started = completed - rng.randint(shortest, min(longest, completed - 8))
    else:
        quickest = SPRINT_DAYS[work]
        if fate is Fate.UNDER_WAY:
            started = rng.randint(cut - 2 * quickest, cut)
        else:
            started = rng.randint(cut + 1, last - quickest)
        completed = rng.randint(max(cut + 1, started + quickest), last)
    before_cut = min(started, cut)  # who waits on 14 May is approved by then: the house is what is missing
    approved = before_cut - rng.randint(1, min(18, before_cut - 4))
    verified = approved - rng.randint(1, min(7, approved - 2))
    identified = verified - rng.randint(1, min(12, verified))
    failed, passed = _checks(rng, completed, hurried=completed > cut)
    return Timetable(
        identified=identified,
        verified=verified,
        approved=approved,
        started=started,
        completed=completed,
        failed_check=failed,
        passed_check=passed,
        handed_over=passed + rng.randint(1, 3 if completed > cut else 7),
    )


def _checks(rng: Random, completed: int, *, hurried: bool) -> tuple[int | None, int]:
    """The place of a failed check, if there was one, and of the one that passed."""
    first = completed + rng.randint(1, 3 if hurried else 8)
    if rng.random() >= FAILS_FIRST:
        return None, first
    return first, first + rng.randint(3, 6 if hurried else 12)


def _of_a_withdrawal(rng: Random, stage: Stage) -> Timetable:
    withdrew = rng.randint(stage.place(date(2024, 12, 16)), stage.place(CUT))
    identified = rng.randint(max(0, withdrew - 60), withdrew - 10)
    reached = rng.choice(("identified", "verified", "verified", "approved", "approved"))
    verified = identified + rng.randint(1, 4) if reached != "identified" else None
    approved = verified + rng.randint(1, 4) if reached == "approved" and verified is not None else None
    return Timetable(identified=identified, verified=verified, approved=approved, withdrew=withdrew)
