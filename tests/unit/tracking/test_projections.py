"""Tracking's fold in memory, with nothing behind it: what figures say after which facts."""

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.tracking.domain.periods import due_on
from services.tracking.projections import TRACKING
from services.tracking.tables.rows import (
    Activity,
    ActivityFigure,
    Campaign,
    Candidate,
    FundFigure,
    HouseDay,
    HouseFigure,
    Household,
    Report,
)
from shared.core import events
from shared.core.events import Data
from shared.core.log import Commit
from shared.core.projecting import MAX_WHOLE, Layout, Rows, digest_of, fold_by_turns, fold_commits
from tests.examples import (
    ACTIVITY,
    APPROVED,
    CAMPAIGN,
    CHECKED,
    CLOSED,
    COMPLETED,
    CONTRIBUTION,
    DISBURSEMENT,
    HANDED_OVER,
    HOUSEHOLD,
    REPORT,
    REVERSAL,
    STARTED,
    VERIFIED,
    WITHDREW,
)
from tests.histories import BEGINNING, HISTORIES, commits_of

ID = ACTIVITY.activity_id
CONFIRMED = events.ActivityVerified(activity_id=ID)
DISPUTED = events.ActivityDisputed(activity_id=ID, reason="Chưa có biên bản")
WITHDRAWN = events.ActivityWithdrawn(activity_id=ID, reason="Ghi nhầm")
FIVE = events.ActivityCorrected(
    activity_id=ID, changes=events.ActivityChanges(quantity=5.0, clause="III.1.b5"), reason="Đếm lại"
)


def folded(*facts: Data) -> Rows:
    rows = Rows(TRACKING.tables)
    fold_commits(TRACKING, rows, commits_of(BEGINNING, facts))
    return rows


def counted(rows: Rows, clause: str = "III.1.b4") -> tuple[int, float, int]:
    figure = rows.find(ActivityFigure, CAMPAIGN, "hctc", "inspection_conducted", clause)
    return (figure.count, figure.quantity, figure.verified) if figure else (0, 0.0, 0)


def reached(rows: Rows) -> Counter[str]:
    steps = ["identified", "approved", "withdrew", "started", "completed", "quality_passed", "handed_over"]
    figures = {step: rows.find(HouseFigure, CAMPAIGN, "huyen-mai-chau", "NEW_BUILD", step) for step in steps}
    return Counter({step: figure.count for step, figure in figures.items() if figure})


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        ([], (1, 1.0, 0)),
        ([CONFIRMED], (1, 1.0, 1)),
        ([DISPUTED], (0, 0.0, 0)),
        ([CONFIRMED, DISPUTED], (0, 0.0, 0)),
        ([DISPUTED, CONFIRMED], (1, 1.0, 1)),
        ([CONFIRMED, WITHDRAWN], (0, 0.0, 0)),
    ],
    ids=["recorded", "verified", "disputed", "verified then disputed", "verified again", "withdrawn"],
)
def test_an_activity_counts_unless_withdrawn_or_disputed(facts: list[Data], figures: tuple[int, float, int]) -> None:
    rows = folded(ACTIVITY, *facts)

    assert counted(rows) == figures


def test_a_corrected_activity_counts_as_corrected_and_has_to_be_verified_again() -> None:
    rows = folded(ACTIVITY, CONFIRMED, FIVE)

    assert counted(rows) == (0, 0.0, 0)
    assert counted(rows, "III.1.b5") == (1, 5.0, 0)


def test_a_disputed_activity_stays_disputed_when_corrected() -> None:
    rows = folded(ACTIVITY, DISPUTED, FIVE)

    assert counted(rows, "III.1.b5") == (0, 0.0, 0)


@given(HISTORIES)
def test_figures_are_what_counting_the_activities_again_gives(commits: list[Commit]) -> None:
    recorded = [fact.subject for commit in commits for fact in commit.facts() if fact.data.short == "activity.recorded"]
    assume(len(recorded) == len(set(recorded)))  # the pen sees to that
    rows = Rows(TRACKING.tables)

    fold_commits(TRACKING, rows, commits)

    found = [rows.find(Activity, CAMPAIGN, name) for name in ("HD-1", "HD-2", "HD-3")]
    counting = [activity for activity in found if activity and activity.state in {"recorded", "verified"}]
    figures = [values for name, values in rows.everything() if name == "ActivityFigure"]
    assert {values[1:4]: values[4] for values in figures if values[4]} == Counter(
        (activity.unit_id, activity.kind, activity.clause) for activity in counting
    )


def test_each_step_counts_the_households_that_ever_reached_it() -> None:
    rows = folded(HOUSEHOLD, VERIFIED, APPROVED, STARTED, WITHDREW)

    assert reached(rows) == Counter(identified=1, approved=1, started=1, withdrew=1)


def test_a_house_that_fails_and_then_passes_twice_is_counted_once() -> None:
    failed = msgspec.structs.replace(CHECKED, passed=False)

    rows = folded(HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED, failed, CHECKED, CHECKED, HANDED_OVER)

    assert reached(rows)["quality_passed"] == 1
    household = rows.find(Household, CAMPAIGN, HOUSEHOLD.household_id)
    assert household is not None
    assert household.state == "handed_over"


@pytest.mark.parametrize(
    ("fact", "state"),
    [
        (VERIFIED, "verified"),
        (msgspec.structs.replace(VERIFIED, eligible=False), "ineligible"),
        (events.HouseholdRejected(household_id="HB-MC-0001", reason="Đã được hỗ trợ"), "rejected"),
        (msgspec.structs.replace(CHECKED, passed=False), "quality_failed"),
    ],
)
def test_a_household_stands_where_the_last_fact_put_it(fact: Data, state: str) -> None:
    rows = folded(HOUSEHOLD, fact)

    household = rows.find(Household, CAMPAIGN, HOUSEHOLD.household_id)
    assert household is not None
    assert household.state == state


def test_a_step_is_entered_on_the_day_it_was_recorded_in_the_campaigns_time_zone() -> None:
    rows = Rows(TRACKING.tables)

    fold_commits(TRACKING, rows, commits_of(BEGINNING, [HOUSEHOLD], [VERIFIED], [APPROVED]))

    # Commit 2 is recorded at 23:59:40, commit 4 at 00:00:20 the next day, both on 10 March by UTC.
    assert rows.find(HouseDay, CAMPAIGN, "2025-03-10", "NEW_BUILD", "identified") is not None
    assert rows.find(HouseDay, CAMPAIGN, "2025-03-11", "NEW_BUILD", "approved") is not None


def test_money_paid_out_is_net_of_what_was_taken_back_and_stands_under_the_households_unit() -> None:
    second = msgspec.structs.replace(DISBURSEMENT, disbursement_id="D-2", amount_vnd=4_000_000)

    rows = folded(HOUSEHOLD, APPROVED, CONTRIBUTION, DISBURSEMENT, second, REVERSAL)

    funds = rows.find(FundFigure, CAMPAIGN, "huyen-mai-chau")
    household = rows.find(Household, CAMPAIGN, HOUSEHOLD.household_id)
    assert funds is not None
    assert (funds.received_vnd, funds.disbursed_vnd) == (50_000_000, 4_000_000)
    assert household is not None
    assert household.disbursed_vnd == 4_000_000


def test_more_money_than_a_database_can_hold_stops_no_fold() -> None:
    largest = msgspec.structs.replace(CONTRIBUTION, money_vnd=10**15)
    rows = Rows(TRACKING.tables)

    fold_commits(TRACKING, rows, commits_of(BEGINNING, *[[largest] * 1_000] * 10))

    funds = rows.find(FundFigure, CAMPAIGN, "huyen-mai-chau")
    assert funds is not None
    assert funds.received_vnd == MAX_WHOLE


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2025-02", "2025-03-05"),
        ("2025-12", "2026-01-05"),
        ("2024-Q4", "2025-01-05"),
        ("2025-Q1", "2025-04-05"),
        ("2025", "2026-01-05"),
        ("9999", ""),
        ("0000-01", ""),
    ],
)
def test_a_report_is_due_so_many_days_after_its_period(period: str, due: str) -> None:
    assert due_on(period, due_days=5) == due


def test_a_report_keeps_the_day_it_came_when_it_is_corrected() -> None:
    corrected = events.ReportCorrected(report_id=REPORT.report_id, figures={"started": 13}, reason="Đếm lại")

    rows = folded(REPORT, corrected, corrected)

    report = rows.find(Report, CAMPAIGN, REPORT.report_id)
    assert report is not None
    assert (report.due_on, report.submitted_on, report.corrected) == ("2025-03-05", "2025-03-10", 2)


def test_a_campaign_is_closed_at_the_position_that_says_so() -> None:
    rows = folded(CLOSED)

    campaign = rows.find(Campaign, CAMPAIGN)
    assert campaign is not None
    assert campaign.closed_at == 2_000


def test_what_changes_units_is_kept_as_it_was_stated() -> None:
    merged = events.UnitMerged(predecessors=("hctc",), successor="thcb", effective_on="2025-07-01", basis="NQ 202")

    rows = folded(merged)

    [(_, kept)] = [row for row in rows.everything() if row[0] == "UnitChange"]
    assert kept[2:] == (merged.wire, msgspec.json.encode(merged))


def flag(make: Callable[..., Data], verdict: str) -> Data:
    return make(
        subject_kind="COLLECTIVE",
        subject_id="hctc",
        award="AGENCY_COMMENDATION",
        card="F-GK-COL",
        verdict=verdict,
        rule_set="nd98-2023",
        explanation=events.Explained(outcome="met"),
        evidence=(1_005,),
        achievement_key="hctc/2025",
    )


def test_a_candidate_that_fell_away_stays_with_its_verdict_of_now() -> None:
    rows = folded(flag(events.CandidateFlagged, "CANDIDATE"), flag(events.CandidateUnflagged, "NOT_YET"))

    candidate = rows.find(Candidate, CAMPAIGN, "COLLECTIVE", "hctc", "F-GK-COL")
    assert candidate is not None
    assert (candidate.verdict, candidate.position) == ("NOT_YET", 2_001)


def test_a_hold_changes_nothing_nor_does_its_end_if_all_is_as_it_was() -> None:
    first = flag(events.CandidateFlagged, "CANDIDATE")
    before = folded(first)
    held, back = flag(events.CandidateUpdated, "HELD"), flag(events.CandidateUpdated, "CANDIDATE")

    under, after = folded(first, held), folded(first, held, back)
    other = folded(first, held, flag(events.CandidateUpdated, "NEEDS_REVIEW"))

    key = (CAMPAIGN, "COLLECTIVE", "hctc", "F-GK-COL")
    assert list(under.everything()) == list(after.everything()) == list(before.everything())
    changed = other.find(Candidate, *key)
    assert changed is not None
    assert (changed.verdict, changed.position) == ("NEEDS_REVIEW", 2_002)


def test_facts_about_things_that_are_not_there_change_nothing() -> None:
    before = list(folded().everything())

    rows = folded(CONFIRMED, VERIFIED, STARTED, DISBURSEMENT, REVERSAL, CHECKED)

    left = [(name, values) for name, values in rows.everything() if name != "Disbursement"]
    assert left == before


@given(HISTORIES)
def test_what_a_fold_hands_over_on_the_way_changes_nothing_in_the_end(commits: list[Commit]) -> None:
    whole = Rows(TRACKING.tables)
    position = fold_commits(TRACKING, whole, commits)
    kept: dict[tuple[str, object], tuple[str, tuple[str | int | float | bytes, ...]]] = {}
    stepwise = Rows(TRACKING.tables)

    for commit in commits:
        fold_commits(TRACKING, stepwise, [commit])
        for table, changed in stepwise.hand_over():
            width = len(Layout(table).key)
            kept |= {(table.__name__, values[:width]): (table.__name__, values) for values in changed}

    assert digest_of(kept.values(), position=position) == digest_of(whole.everything(), position=position)


def test_a_digest_tells_rows_and_positions_apart_but_not_their_order() -> None:
    rows = [("Unit", ("a", 1)), ("Unit", ("b", 2))]

    digest = digest_of(rows, position=1_000)

    assert digest == digest_of(reversed(rows), position=1_000)
    assert digest != digest_of(rows, position=1_001)
    assert digest != digest_of([*rows, rows[0]], position=1_000)
    assert digest != digest_of([("Unit", ("a", 1)), ("Name", ("b", 2))], position=1_000)


def test_folding_until_a_position_takes_that_fact_and_none_after_it() -> None:
    rows = Rows(TRACKING.tables)
    commits = commits_of(BEGINNING, [ACTIVITY, CONFIRMED, DISPUTED])

    position = fold_commits(TRACKING, rows, commits, until=2_001)

    assert position == 2_001
    assert counted(rows) == (1, 1.0, 1)


@given(commits=HISTORIES, at_once=st.integers(1, 7))
def test_taken_by_turns_the_rows_are_the_same_and_no_turn_is_longer_than_asked(
    commits: list[Commit], at_once: int
) -> None:
    whole, by_turns = Rows(TRACKING.tables), Rows(TRACKING.tables)
    reached = fold_commits(TRACKING, whole, commits)
    in_order = [commit.number * 1_000 + place for commit in commits for place in range(len(commit.facts()))]

    stops = list(fold_by_turns(TRACKING, by_turns, commits, lambda: at_once))

    assert stops == [*in_order[at_once - 1 : -1 : at_once], in_order[-1]]
    assert digest_of(by_turns.everything(), position=stops[-1]) == digest_of(whole.everything(), position=reached)
