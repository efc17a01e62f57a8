"""What the overview says of a campaign after which facts: the page's model, its chart and its figures in words."""

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta
from string import Formatter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine, func, select

from services.tracking.projections import TRACKING
from services.tracking.tables import queries
from services.tracking.tables.rows import Household
from services.tracking.web.charts import NARROW, WIDE, burn_up, month_ends, reached_by
from services.tracking.web.gathering import overview_of
from services.tracking.web.overview import Goal, Overview, Persons, Progress, Rollup
from services.tracking.web.texts import EN, VI
from shared.adapters.database import Database
from shared.core import events
from shared.core.definition import Label, Target
from shared.core.events import Data, Explained, Said
from shared.core.log import Commit
from shared.core.values import Work
from tests.examples import (
    ACTIVITY,
    APPROVED,
    CAMPAIGN,
    COMPLETED,
    CONTRIBUTION,
    DISBURSEMENT,
    HANDED_OVER,
    HOUSEHOLD,
    LAUNCHED,
    REGISTRY_FACTS,
    REPORT,
    STARTED,
    VERIFIED,
    WITHDREW,
)
from tests.histories import HISTORIES, commits_of

MID_MARCH = date(2025, 3, 14)
BUILT = (HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED)
INSPECTED = Explained(outcome="met", id="inspected", label=Label("Đã kiểm tra", "Inspected"), missing=())
UNRATED = msgspec.structs.replace(INSPECTED, missing=(Said("chưa rõ: xếp loại", "not known: the rating"),))
FLAGGED = events.CandidateFlagged(
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    award="AGENCY_COMMENDATION",
    card="F-GK-COL",
    verdict="CANDIDATE",
    rule_set="nd98-2023",
    explanation=INSPECTED,
    evidence=(),
    achievement_key="k",
)
REVIEWED = msgspec.structs.replace(FLAGGED, subject_id="thcb", verdict="NEEDS_REVIEW", explanation=UNRATED)
A_PERSON = msgspec.structs.replace(FLAGGED, subject_kind="INDIVIDUAL", subject_id="cb-lan")
FALLEN = events.CandidateUnflagged(**msgspec.structs.asdict(FLAGGED) | {"verdict": "NOT_YET"})


def launched(value: float) -> Data:
    return msgspec.structs.replace(LAUNCHED, targets=(Target("houses.completed", value, "2025-12-31"),))


def household(number: int, facts: Iterable[Data], work: Work = "NEW_BUILD", unit: str = "huyen-mai-chau") -> list[Data]:
    """The same facts about another household."""
    changed = [msgspec.structs.replace(one, household_id=f"HB-{number}") for one in facts]
    return [
        msgspec.structs.replace(one, work=work, unit_id=unit) if isinstance(one, events.HouseholdIdentified) else one
        for one in changed
    ]


def folded(commits: list[Commit]) -> Database:
    database = Database.make(create_engine("sqlite://", poolclass=StaticPool), TRACKING)
    database.take(commits)
    return database


def seen(*groups: Iterable[Data], launch: Data = LAUNCHED, persons: Persons = Persons.HIDDEN) -> Overview:
    """The overview in mid-March, after these facts."""
    facts = [one for group in groups for one in group]
    database = folded(commits_of([*REGISTRY_FACTS, launch], *([one] for one in facts)))
    with database.reading() as view:
        campaign = queries.campaign_of(view.session, CAMPAIGN)
        assert campaign is not None
        overview = overview_of(view.session, campaign, today=MID_MARCH, persons=persons)
    database.close()
    return overview


@pytest.mark.parametrize(
    ("rollup", "lines"),
    [
        (Rollup.RECORDED, {"huyen-mai-chau": (1, 1), "hctc": (1, 0), "so-xay-dung": (1, 0)}),
        (Rollup.SUCCESSOR, {"hctc": (1, 0), "so-xay-dung": (2, 1)}),
    ],
)
def test_figures_stand_under_who_reported_or_who_holds_the_work_today(
    rollup: Rollup, lines: dict[str, tuple[int, int]]
) -> None:
    merged = events.UnitMerged(("huyen-mai-chau",), "so-xay-dung", "2025-03-12", "NQ 1676")
    of_units = ("huyen-mai-chau", "hctc", "so-xay-dung")
    told = [msgspec.structs.replace(ACTIVITY, activity_id=f"HD-{unit}", unit_id=unit) for unit in of_units]
    database = folded(commits_of([*REGISTRY_FACTS, LAUNCHED], [merged, *told, HOUSEHOLD]))

    with database.reading() as view:
        overview = overview_of(view.session, LAUNCHED, today=MID_MARCH, persons=Persons.HIDDEN, rollup=rollup)
    database.close()

    shown = {line.unit_id: (line.activities, line.houses.identified) for sort in overview.units for line in sort.lines}
    assert {unit_id: figures for unit_id, figures in shown.items() if any(figures)} == lines


def test_new_houses_and_repairs_are_told_apart_by_where_each_household_stands() -> None:
    told = [household(1, BUILT), household(2, BUILT[:4]), household(3, BUILT[:3], "REPAIR")]

    overview = seen(*told)

    assert overview.progress == {
        "NEW_BUILD": Progress(done=1, under_way=1),
        "REPAIR": Progress(waiting=1),
    }


def test_who_withdrew_after_the_start_is_neither_under_way_nor_a_failure() -> None:
    left = household(2, [*BUILT[:4], WITHDREW])

    overview = seen(household(1, BUILT), left, launch=launched(2))

    assert overview.all_houses == Progress(done=1, withdrew=1)
    assert overview.all_houses.finished
    assert overview.goal.value == 2
    assert overview.reached


def test_a_household_stays_done_after_its_house_is_handed_over() -> None:
    overview = seen([*BUILT, HANDED_OVER])

    assert overview.all_houses == Progress(done=1)


def test_without_a_target_the_goal_is_every_household_identified() -> None:
    overview = seen(household(1, BUILT), household(2, BUILT[:1]))

    assert (overview.goal.value, overview.goal.set_by_campaign) == (2, False)
    assert overview.goal.due == date(2025, 12, 31)


def test_a_goal_is_not_reached_while_households_are_still_to_be_identified() -> None:
    overview = seen(household(1, BUILT), launch=launched(3_194))

    assert overview.all_houses.finished
    assert not overview.reached


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2025, 1, 1), 0), (date(2025, 1, 2), 10), (date(2025, 1, 11), 100), (date(2025, 2, 1), 100)],
    ids=["the day before", "the first day", "the last day", "long after"],
)
def test_an_even_pace_runs_from_nothing_to_what_is_needed(today: date, expected: int) -> None:
    goal = Goal(value=120, needed=100, due=date(2025, 1, 11), set_by_campaign=True)

    pace = goal.even_pace(date(2025, 1, 2), today)

    assert pace == expected


def test_days_are_counted_with_both_ends() -> None:
    overview = seen()

    assert (overview.day, overview.days_total, overview.days_left) == (161, 453, 292)


def test_localities_stand_apart_from_offices_and_the_furthest_first() -> None:
    more = msgspec.structs.replace(ACTIVITY, activity_id="HD-2", unit_id="thcb")
    again = msgspec.structs.replace(more, activity_id="HD-3")

    overview = seen(BUILT, [ACTIVITY, more, again])

    local, offices = overview.units
    assert (local.local, [line.unit_id for line in local.lines]) == (True, ["huyen-mai-chau"])
    assert [line.unit_id for line in offices.lines] == ["thcb", "hctc", "vpubnd"]
    assert (offices.most_activities, overview.activities, local.finished) == (2, 3, 1)


def test_of_localities_only_those_with_houses_to_build_can_have_finished() -> None:
    local = seen(BUILT).units[0]
    new_commune = dataclasses.replace(local.lines[0], unit_id="xa-moi", houses=Progress())

    both = dataclasses.replace(local, lines=(*local.lines, new_commune))

    assert (both.finished, both.building, len(both.lines)) == (1, 1, 2)


def test_a_report_is_on_time_by_the_day_it_was_recorded() -> None:
    early = msgspec.structs.replace(REPORT, report_id="BC-2", period="2025-03")

    overview = seen([REPORT, early])

    assert (overview.reports, overview.on_time) == (2, 1)


def test_funds_are_those_of_the_campaign() -> None:
    overview = seen([CONTRIBUTION], BUILT, [DISBURSEMENT])

    assert overview.funds == queries.Funds(received_vnd=50_000_000, disbursed_vnd=36_000_000)


def test_newest_candidates_come_first_with_what_is_met_and_what_is_missing() -> None:
    overview = seen([FLAGGED, REVIEWED])

    newest, before = overview.candidates
    assert (newest.subject_id, newest.verdict, newest.missing) == ("thcb", "NEEDS_REVIEW", UNRATED.missing)
    assert (before.subject_id, before.met) == ("hctc", (Label("Đã kiểm tra", "Inspected"),))


def test_a_candidate_that_fell_away_is_no_longer_shown() -> None:
    overview = seen([FLAGGED, FALLEN])

    assert overview.candidates == ()
    assert overview.fit == {"CANDIDATE": 0, "NEEDS_REVIEW": 0}


def test_persons_are_counted_but_not_shown_to_who_is_not_signed_in() -> None:
    hidden = seen([FLAGGED, A_PERSON])
    shown = seen([FLAGGED, A_PERSON], persons=Persons.SHOWN)

    assert [one.subject_id for one in hidden.candidates] == ["hctc"]
    assert (hidden.persons_hidden, hidden.fit["CANDIDATE"]) == (1, 2)
    assert [one.subject_id for one in shown.candidates] == ["cb-lan", "hctc"]
    assert shown.persons_hidden == 0


@given(HISTORIES)
def test_whatever_happened_every_household_stands_in_exactly_one_place(commits: list[Commit]) -> None:
    database = folded(commits)

    with database.reading() as view:
        campaign = queries.campaign_of(view.session, CAMPAIGN)
        assert campaign is not None
        overview = overview_of(view.session, campaign, today=MID_MARCH, persons=Persons.SHOWN)
        households = view.session.exec(select(func.count()).select_from(Household)).one()

    database.close()
    assert overview.all_houses.identified == households


DAYS = (date(2024, 10, 5), date(2025, 12, 31))
GOAL = Goal(value=3_194, needed=3_091, due=DAYS[1], set_by_campaign=True)


@given(
    steps=st.lists(st.tuples(st.integers(0, 600), st.integers(1, 400)), max_size=40),
    value=st.integers(0, 10**6),
    passed=st.integers(-30, 600),
)
def test_a_chart_stays_within_its_frame(steps: list[tuple[int, int]], value: int, passed: int) -> None:
    days = sorted({DAYS[0] + timedelta(days=day) for day, _ in steps})
    line = tuple((day, count) for count, day in enumerate(days, start=1))
    goal = Goal(value, value, DAYS[1], set_by_campaign=True)

    chart = burn_up({"completed": line}, goal, days=DAYS, today=DAYS[0] + timedelta(days=passed), frame=WIDE)

    heights = [y for y, _ in chart.counts] + [chart.target_y]
    assert all(WIDE.top <= y <= WIDE.height - WIDE.bottom for y in heights)
    assert len(chart.days) <= WIDE.labels
    assert all(WIDE.left <= x <= WIDE.width - WIDE.right for x, _ in chart.days)


def test_a_line_is_level_where_nothing_changed_and_ends_today() -> None:
    line = ((date(2024, 10, 10), 1_000), (date(2024, 10, 20), 2_000))

    chart = burn_up({"completed": line}, GOAL, days=DAYS, today=date(2025, 12, 31), frame=NARROW)

    right, base, top = NARROW.width - NARROW.right, NARROW.height - NARROW.bottom, NARROW.top
    half = (base + top) / 2
    assert chart.counts[-1] == (top, 4_000)
    assert chart.paths["completed"].startswith(f"M{NARROW.left} {base}H")
    assert chart.paths["completed"].endswith(f" {half:g}H{right}")
    assert chart.today_x == right


def test_figures_behind_the_chart_stand_at_the_end_of_each_month() -> None:
    line = ((date(2024, 10, 31), 5), (date(2024, 11, 1), 7))

    ends = list(month_ends(DAYS[0], date(2024, 12, 10)))

    assert ends == [date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 10)]
    assert [reached_by(line, day) for day in ends] == [5, 7, 7]


def test_both_languages_fill_in_the_same_things() -> None:
    def gaps(text: object) -> set[str | None]:
        texts = text.values() if isinstance(text, dict) else [str(text)]
        return {name for one in texts for _, name, _, _ in Formatter().parse(str(one))}

    different = [name for name in VI.__dataclass_fields__ if gaps(getattr(VI, name)) != gaps(getattr(EN, name))]

    assert different == []
