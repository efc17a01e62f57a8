"""A campaign is launched once, amended without loss, closed for good; its rule sets share no day."""

import pytest
from msgspec.structs import asdict, replace

from services.tracking.domain.refusals import (
    AMENDMENT_DROPS_ID,
    AMENDMENT_MOVES_TIME_ZONE,
    CAMPAIGN_ALREADY_LAUNCHED,
    CAMPAIGN_CLOSED,
    CAMPAIGN_DAYS,
    CAMPAIGN_DIFFERS,
    CAMPAIGN_UNKNOWN,
    CLAUSE_UNKNOWN,
    DEFINITION_REPEATS_ID,
    ID_USED,
    NOT_OWN_UNIT,
    NOT_TAKING_PART,
    RULE_SET_DAYS,
    RULE_SETS_OVERLAP,
    TIME_ZONE_UNKNOWN,
)
from shared.core.decider import Refused
from shared.core.definition import CampaignUnit, Clause, InForce, Text
from shared.core.events import ActivityWithdrawn, CampaignAmended, CampaignLaunched, Data
from tests.examples import ACTIVITY, CLOSED, LAUNCHED, OUTSIDER, RULE_SET
from tests.unit.tracking.telling import ACCEPTED, given, given_nothing

OUTSIDE = CampaignUnit(OUTSIDER.unit_id, OUTSIDER.kind, OUTSIDER.name)
NEW_CLAUSE = Clause("II.2", "COLLECTIVE", "content", Text("Huy động nguồn lực"))


def amended(**changes: object) -> CampaignAmended:
    return CampaignAmended(**{**asdict(LAUNCHED), **changes})


def launched(**changes: object) -> CampaignLaunched:
    return replace(LAUNCHED, **changes)


# --- launched ------------------------------------------------------------------------------------------------------


def test_a_campaign_is_launched() -> None:
    given_nothing().when(LAUNCHED).then(ACCEPTED)


def test_a_campaign_is_launched_once() -> None:
    given().when(launched(ends_on="2026-01-31")).then(CAMPAIGN_ALREADY_LAUNCHED)


@pytest.mark.parametrize("statement", [ACTIVITY, RULE_SET, amended(), CLOSED], ids=lambda data: data.short)
def test_nothing_is_taken_before_the_launch(statement: Data) -> None:
    given_nothing().when(statement).then(CAMPAIGN_UNKNOWN)


def test_who_may_not_speak_is_told_so_even_before_the_launch() -> None:
    given_nothing().when(ACTIVITY, unit_id="thcb").then(NOT_OWN_UNIT)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"campaign": "another"}, CAMPAIGN_DIFFERS),
        ({"ends_on": "2024-10-04"}, CAMPAIGN_DAYS),
        ({"units": (*LAUNCHED.units, LAUNCHED.units[0])}, DEFINITION_REPEATS_ID),
        ({"clauses": (*LAUNCHED.clauses, LAUNCHED.clauses[0])}, DEFINITION_REPEATS_ID),
        ({"time_zone": "Asia/Hoa_Binh"}, TIME_ZONE_UNKNOWN),
        ({"time_zone": "../localtime"}, TIME_ZONE_UNKNOWN),
        ({"time_zone": "Asia"}, TIME_ZONE_UNKNOWN),
    ],
)
def test_an_unsound_definition_is_neither_launched_nor_amended(changes: dict[str, object], refusal: Refused) -> None:
    given_nothing().when(launched(**changes)).then(refusal)
    given().when(amended(**changes)).then(refusal)


def test_a_campaign_of_one_day_is_launched() -> None:
    given_nothing().when(launched(ends_on=LAUNCHED.starts_on)).then(ACCEPTED)


# --- amended -------------------------------------------------------------------------------------------------------


def test_an_amendment_alters_texts_targets_and_days() -> None:
    given().when(amended(name=Text("Tên mới"), ends_on="2026-01-31", reporting=None)).then(ACCEPTED)


def test_an_amendment_adds_a_unit_and_a_clause_that_facts_may_speak_of_from_then_on() -> None:
    more = amended(units=(OUTSIDE, *LAUNCHED.units), clauses=(NEW_CLAUSE, *LAUNCHED.clauses))
    by_new_unit = replace(ACTIVITY, unit_id=OUTSIDE.id)
    under_new_clause = replace(by_new_unit, clause=NEW_CLAUSE.id)

    story = given().when(under_new_clause).then(NOT_TAKING_PART).when(more).then(ACCEPTED)

    story.when(under_new_clause).then(ACCEPTED)


def test_an_amendment_leaves_each_unit_its_own() -> None:
    in_another_order = amended(units=(OUTSIDE, *reversed(LAUNCHED.units)))
    withdrawal = ActivityWithdrawn(ACTIVITY.activity_id, "Nhầm")

    story = given(ACTIVITY, in_another_order)

    story.when(withdrawal, unit_id="thcb").then(NOT_OWN_UNIT)
    story.when(withdrawal, unit_id="hctc").then(ACCEPTED)


@pytest.mark.parametrize("field", ["units", "clauses"])
def test_an_amendment_drops_nothing_that_facts_may_speak_of(field: str) -> None:
    given().when(amended(**{field: getattr(LAUNCHED, field)[1:]})).then(AMENDMENT_DROPS_ID)


def test_an_amendment_moves_no_days() -> None:
    given().when(amended(time_zone="Asia/Tokyo")).then(AMENDMENT_MOVES_TIME_ZONE)


def test_a_clause_is_unknown_until_it_is_added() -> None:
    given().when(replace(ACTIVITY, clause=NEW_CLAUSE.id)).then(CLAUSE_UNKNOWN)


# --- closed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", [ACTIVITY, RULE_SET, amended(), LAUNCHED], ids=lambda data: data.short)
def test_a_closed_campaign_takes_nothing(statement: Data) -> None:
    given(CLOSED).when(statement, id="after-the-end").then(CAMPAIGN_CLOSED)


def test_a_campaign_is_closed_once() -> None:
    given(CLOSED).when(replace(CLOSED, reason="Lần nữa")).then(CAMPAIGN_CLOSED)


def test_a_campaign_is_closed_under_its_own_id() -> None:
    given().when(replace(CLOSED, campaign="another")).then(CAMPAIGN_DIFFERS)


def test_who_may_not_speak_is_told_so_even_after_the_end() -> None:
    given(CLOSED).when(ACTIVITY, unit_id="thcb").then(NOT_OWN_UNIT)


# --- rule sets -----------------------------------------------------------------------------------------------------


def test_a_rule_set_is_published_once() -> None:
    elsewhere = replace(RULE_SET, in_force=InForce("2026-01-01"))

    given(RULE_SET).when(elsewhere).then(ID_USED["ruleset"])


@pytest.mark.parametrize(
    ("from_", "to", "answer"),
    [
        ("2025-07-01", "", ACCEPTED),
        ("2023-01-01", "2023-12-31", ACCEPTED),
        ("2025-06-30", "", RULE_SETS_OVERLAP),
        ("2023-01-01", "2024-01-01", RULE_SETS_OVERLAP),
        ("2023-01-01", "", RULE_SETS_OVERLAP),
        ("2024-02-01", "2024-02-28", RULE_SETS_OVERLAP),
        ("2026-02-01", "2026-01-31", RULE_SET_DAYS),
        ("2026-02-01", "2026-02-01", ACCEPTED),
    ],
)
def test_one_rule_set_is_in_force_on_each_day(from_: str, to: str, answer: Refused | None) -> None:
    given(RULE_SET).when(replace(RULE_SET, id="nd152-2025", in_force=InForce(from_, to))).then(answer)


@pytest.mark.parametrize(
    ("from_", "to", "answer"),
    [
        ("2025-07-01", "", ACCEPTED),
        ("2024-01-02", "2024-01-31", ACCEPTED),
        ("2024-01-01", "", RULE_SETS_OVERLAP),
        ("2023-01-01", "", RULE_SETS_OVERLAP),
        ("2023-01-01", "2023-12-31", ACCEPTED),
    ],
)
def test_a_later_rule_set_takes_over_from_an_open_one(from_: str, to: str, answer: Refused | None) -> None:
    open_end = replace(RULE_SET, in_force=InForce("2024-01-01"))

    given(open_end).when(replace(RULE_SET, id="nd152-2025", in_force=InForce(from_, to))).then(answer)
