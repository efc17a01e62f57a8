"""Histories for tests of read models: commits of example facts, and Hypothesis's random ones. They know no service.

Random histories respect no order of business: a fold is to give the same rows whatever the log holds.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from shared.adapters.memory import MemoryLog
from shared.core import events
from shared.core.envelope import encode_fact
from shared.core.events import Data
from shared.core.log import Commit
from tests.examples import ALL_HARD, CAMPAIGN, LAUNCHED, REGISTRY_FACTS, fact

EVENING: Final = datetime(2025, 3, 10, 16, 59, tzinfo=UTC)  # a minute before midnight in Hòa Bình
STEP: Final = timedelta(seconds=20)


def commits_of(*contents: Sequence[Data], after: int = 0, start: datetime = EVENING) -> list[Commit]:
    """One commit for each group of data, numbered on; each is recorded 20 seconds after the one before."""
    return [
        Commit(
            number=number,
            campaign=CAMPAIGN,
            owner="tracking",
            id=f"commit-{number}",
            payload=b"\n".join(encode_fact(fact(data, recorded_at=recorded_at(number, start))) for data in content),
        )
        for number, content in enumerate(contents, start=after + 1)
    ]


def recorded_at(number: int, start: datetime = EVENING) -> str:
    """When commit `number` of `commits_of` is recorded, as its facts say it."""
    return (start + STEP * number).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def log_of(commits: Iterable[Commit]) -> MemoryLog:
    """A log that holds these commits."""
    log = MemoryLog()
    log.commits.extend(commits)
    return log


BEGINNING: Final[tuple[Data, ...]] = (*REGISTRY_FACTS, LAUNCHED)

_activity = st.sampled_from(["HD-1", "HD-2", "HD-3"])
_household = st.sampled_from(["HB-1", "HB-2", "HB-3"])
_disbursement = st.sampled_from(["D-1", "D-2", "D-3"])
_report = st.sampled_from(["BC-1", "BC-2"])
_unit = st.sampled_from(["hctc", "huyen-mai-chau"])
_clause = st.sampled_from(["III.1.b4", "III.1.b5"])
_kind = st.sampled_from(["inspection_conducted", "outreach_delivered"])
_quantity = st.floats(min_value=0.1, max_value=1e6)
_money = st.integers(min_value=1, max_value=10**15)
_day = st.sampled_from(["2025-03-09", "2025-03-10"])
_why = st.just("theo biên bản")

_changes = st.builds(
    events.ActivityChanges,
    clause=_clause | st.just(""),
    kind=st.none() | _kind,
    quantity=st.none() | _quantity,
)
DATA: Final[st.SearchStrategy[Data]] = st.one_of(
    st.builds(
        events.ActivityRecorded,
        activity_id=_activity,
        unit_id=_unit,
        clause=_clause,
        kind=_kind,
        title=st.sampled_from(["Kiểm tra", "Tuyên truyền"]),
        quantity=_quantity,
        measure=st.just("cuộc"),
        occurred_on=_day,
    ),
    st.builds(events.ActivityCorrected, activity_id=_activity, changes=_changes, reason=_why),
    st.builds(events.ActivityVerified, activity_id=_activity),
    st.builds(events.ActivityDisputed, activity_id=_activity, reason=_why),
    st.builds(events.ActivityWithdrawn, activity_id=_activity, reason=_why),
    st.builds(
        events.HouseholdIdentified,
        household_id=_household,
        unit_id=_unit,
        track=st.just("CAMPAIGN"),
        category=st.just("POOR"),
        work=st.sampled_from(["NEW_BUILD", "REPAIR"]),
    ),
    st.builds(events.HouseholdVerified, household_id=_household, eligible=st.booleans(), checks=st.just({})),
    st.builds(events.HouseholdApproved, household_id=_household, list_no=st.just("03"), support_vnd=_money),
    st.builds(events.HouseholdWithdrew, household_id=_household, reason=_why),
    st.builds(events.HouseStarted, household_id=_household, started_on=_day),
    st.builds(events.HouseCompleted, household_id=_household, completed_on=_day),
    st.builds(events.HouseChecked, household_id=_household, passed=st.booleans(), three_hards=st.just(ALL_HARD)),
    st.builds(events.HouseHandedOver, household_id=_household, handed_over_on=_day),
    st.builds(
        events.ContributionReceived,
        contribution_id=st.just("DG-1"),
        unit_id=_unit,
        donor=st.just(events.Donor("ENTERPRISE", "dn-01")),
        money_vnd=_money,
        received_on=_day,
    ),
    st.builds(
        events.FundsDisbursed,
        disbursement_id=_disbursement,
        household_id=_household,
        amount_vnd=_money,
        source=st.just("CAMPAIGN"),
        disbursed_on=_day,
    ),
    st.builds(events.FundsReversed, disbursement_id=_disbursement, reason=_why),
    st.builds(
        events.ReportSubmitted,
        report_id=_report,
        unit_id=_unit,
        period=st.sampled_from(["2025-02", "2025-Q4", "9999", "0000-01"]),
        figures=st.just({}),
    ),
    st.builds(events.ReportCorrected, report_id=_report, figures=st.just({}), reason=_why),
    st.builds(
        events.UnitMerged,
        predecessors=st.just(("hctc",)),
        successor=st.just("thcb"),
        effective_on=_day,
        basis=_why,
    ),
)

HISTORIES: Final[st.SearchStrategy[list[Commit]]] = st.lists(
    st.lists(DATA, min_size=1, max_size=6), min_size=1, max_size=12
).map(lambda contents: commits_of(BEGINNING, *contents))
