"""Tracking's answers from real tables: the fields of the contract, with zeros, history, and names left sealed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from sqlmodel import Session

from services.tracking.api.reads import activity_answer, campaign_answer, household_answer, unit_answer
from services.tracking.projections import TRACKING
from services.tracking.tables import queries
from shared.adapters.database import Database
from shared.core import events
from shared.core.events import Data
from tests.examples import (
    ACTIVITY,
    APPROVED,
    CAMPAIGN,
    CHECKED,
    COMPLETED,
    CONTRIBUTION,
    DISBURSEMENT,
    HANDED_OVER,
    HOUSEHOLD,
    REPORT,
    STARTED,
    VERIFIED,
)
from tests.histories import BEGINNING, commits_of
from tests.integration.conftest import NewTables

TODAY = date(2025, 3, 10)
ID = ACTIVITY.activity_id
MERGED = events.UnitMerged(predecessors=("hctc",), successor="thcb", effective_on="2025-07-01", basis="NQ 202")
FACTS: tuple[Data, ...] = (
    ACTIVITY,
    events.ActivityVerified(activity_id=ID),
    HOUSEHOLD,
    VERIFIED,
    APPROVED,
    STARTED,
    DISBURSEMENT,
    COMPLETED,
    CHECKED,
    HANDED_OVER,
    CONTRIBUTION,
    REPORT,
    MERGED,
)


@pytest.fixture
def database(new_tables: NewTables) -> Iterator[Database]:
    with new_tables("tracking").building() as new:
        made = Database.make(new.engine, TRACKING)
        yield made
        made.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    database.take(commits_of(BEGINNING, FACTS))
    with database.reading() as view:
        yield view.session


def as_sealed(person: dict[str, object]) -> dict[str, object]:
    return person


def told(database: Database, *facts: Data) -> dict[str, Any]:
    database.take(commits_of(BEGINNING, facts))
    with database.reading() as view:
        return activity_answer(view.session, CAMPAIGN, ID) or {}


def test_a_campaign_says_its_day_and_the_figures_of_all_units(session: Session) -> None:
    answer: dict[str, Any] = campaign_answer(session, CAMPAIGN, today=TODAY) or {}

    assert (answer["campaign"], answer["starts_on"], answer["ends_on"]) == (CAMPAIGN, "2024-10-05", "2025-12-31")
    assert answer["name"] == {"vi": "450 ngày đêm xóa nhà tạm, nhà dột nát", "en": "450 days and nights"}
    assert (answer["day"], answer["days_total"], answer["closed"]) == (157, 453, False)
    assert answer["totals"]["activities"]["inspection_conducted"] == {"count": 1, "quantity": 1, "verified": 1}
    assert answer["totals"]["houses"]["quality_passed"] == 1
    assert answer["totals"]["funds"] == {"received_vnd": 50_000_000, "disbursed_vnd": 36_000_000}
    assert answer["units"][1] == {"unit_id": "hctc", "name": {"vi": "Phòng Hành chính - Tổ chức"}}


@pytest.mark.parametrize(("today", "day"), [(date(2024, 10, 4), 0), (date(2024, 10, 5), 1), (date(2025, 12, 31), 453)])
def test_the_first_day_of_a_campaign_is_day_one(session: Session, today: date, day: int) -> None:
    answer = campaign_answer(session, CAMPAIGN, today=today)

    assert answer is not None
    assert answer["day"] == day


def test_a_unit_has_its_own_figures_and_none_of_the_units_below_it(session: Session) -> None:
    office: dict[str, Any] = unit_answer(session, CAMPAIGN, "vpubnd", today=TODAY) or {}
    division: dict[str, Any] = unit_answer(session, CAMPAIGN, "hctc", today=TODAY) or {}

    assert office["activities"]["inspection_conducted"] == {"count": 0, "quantity": 0, "verified": 0}
    assert division["activities"]["inspection_conducted"] == {"count": 1, "quantity": 1, "verified": 1}
    assert division["clauses"]["III.1.b4"] == {"count": 1, "verified": 1}


def test_a_unit_counts_houses_money_and_reports(session: Session) -> None:
    answer: dict[str, Any] = unit_answer(session, CAMPAIGN, "huyen-mai-chau", today=TODAY) or {}

    assert answer["houses"] == {
        "identified": 1,
        "approved": 1,
        "withdrew": 0,
        "started": 1,
        "completed": 1,
        "handed_over": 1,
        "quality_passed": 1,
    }
    assert answer["funds"] == {"received_vnd": 50_000_000, "disbursed_vnd": 36_000_000}
    assert [(r["period"], r["due_on"], r["on_time"], r["corrected"]) for r in answer["reports"]] == [
        ("2025-02", "2025-03-05", False, 0)
    ]


def test_a_unit_of_the_registry_that_takes_no_part_has_zeros(session: Session) -> None:
    answer: dict[str, Any] = unit_answer(session, CAMPAIGN, "so-xay-dung", today=TODAY) or {}

    assert answer["clauses"] == {clause: {"count": 0, "verified": 0} for clause in ("III.1.b4", "III.1.b5")}
    assert set(answer["houses"].values()) == {0}
    assert answer["reports"] == []


def test_the_successors_figures_hold_its_predecessors_from_the_day_of_the_merger(session: Session) -> None:
    def inspections(unit_id: str, today: date) -> int:
        answer: dict[str, Any] = unit_answer(session, CAMPAIGN, unit_id, today=today, view="successor") or {}
        count: int = answer["activities"]["inspection_conducted"]["count"]
        return count

    before, after = date(2025, 6, 30), date(2025, 7, 1)

    assert (inspections("hctc", before), inspections("thcb", before)) == (1, 0)
    assert (inspections("hctc", after), inspections("thcb", after)) == (0, 1)


def test_a_campaign_lists_its_units_as_they_hold_the_work_on_the_day(session: Session) -> None:
    answer: dict[str, Any] = campaign_answer(session, CAMPAIGN, today=date(2025, 7, 1), view="successor") or {}

    assert [unit["unit_id"] for unit in answer["units"]] == ["vpubnd", "thcb", "huyen-mai-chau"]


def test_an_activity_stands_as_corrected_with_its_history(database: Database) -> None:
    changes = events.ActivityChanges(quantity=2.5, title="Kiểm tra lần hai")
    corrected = events.ActivityCorrected(activity_id=ID, changes=changes, reason="Ghi thiếu")

    answer = told(database, ACTIVITY, corrected, events.ActivityDisputed(activity_id=ID, reason="Thiếu biên bản"))

    assert (answer["title"], answer["quantity"], answer["clause"]) == ("Kiểm tra lần hai", 2.5, "III.1.b4")
    assert answer["state"] == "disputed"
    assert [(entry["position"], entry["type"]) for entry in answer["history"]] == [
        (2_000, "activity.recorded"),
        (2_001, "activity.corrected"),
        (2_002, "activity.disputed"),
    ]
    assert answer["history"][0]["data"]["quantity"] == 1.0


def test_quantities_that_were_taken_back_leave_nothing_behind(database: Database) -> None:
    tenths = [msgspec.structs.replace(ACTIVITY, activity_id=f"HD-{n}", quantity=0.1) for n in range(3)]
    withdrawn = [events.ActivityWithdrawn(activity_id=one.activity_id, reason="Ghi nhầm") for one in tenths]
    database.take(commits_of(BEGINNING, [*tenths, *withdrawn]))

    with database.reading() as view:
        answer: dict[str, Any] = unit_answer(view.session, CAMPAIGN, "hctc", today=TODAY) or {}

    assert repr(answer["activities"]["inspection_conducted"]["quantity"]) == "0"


def test_a_household_shows_where_it_stands_and_its_name_only_sealed(session: Session) -> None:
    answer: dict[str, Any] = household_answer(session, CAMPAIGN, HOUSEHOLD.household_id, person=as_sealed) or {}

    assert (answer["state"], answer["unit_id"], answer["disbursed_vnd"]) == (
        "handed_over",
        "huyen-mai-chau",
        36_000_000,
    )
    assert (answer["support_vnd"], answer["started_on"], answer["area_m2"]) == (60_000_000, "2025-03-01", 42.0)
    assert answer["person"] == {"person_ref": "ref-0001", "sealed": "v1.sealed-person"}
    assert [entry["type"] for entry in answer["history"]] == [
        "household.identified",
        "household.verified",
        "household.approved",
        "house.started",
        "funds.disbursed",
        "house.completed",
        "house.checked",
        "house.handed_over",
    ]


def test_a_household_shows_its_name_to_who_may_open_it(session: Session) -> None:
    answer: dict[str, Any] = (
        household_answer(
            session,
            CAMPAIGN,
            HOUSEHOLD.household_id,
            person=lambda sealed: {"person_ref": sealed["person_ref"], "name": "Bùi Thị Lan"},
        )
        or {}
    )

    assert answer["person"] == {"person_ref": "ref-0001", "name": "Bùi Thị Lan"}


def test_what_is_not_there_has_no_answer(session: Session) -> None:
    assert campaign_answer(session, "khac", today=TODAY) is None
    assert unit_answer(session, CAMPAIGN, "khac", today=TODAY) is None
    assert unit_answer(session, "khac", "hctc", today=TODAY) is None
    assert activity_answer(session, CAMPAIGN, "khac") is None
    assert household_answer(session, CAMPAIGN, "khac", person=as_sealed) is None


def test_progress_by_day_and_work_is_there_for_the_chart(session: Session) -> None:
    days = queries.house_days(session, CAMPAIGN, "completed")

    assert [(day.day, day.work, day.count) for day in days] == [("2025-03-10", "NEW_BUILD", 1)]
    assert queries.house_sums_by_unit(session, CAMPAIGN)["huyen-mai-chau"]["completed"] == 1
