"""What each function of a rule answers, for collectives and for individuals (contract §5)."""

import pytest
from msgspec.structs import replace

from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.events import Data
from shared.core.values import Rating
from shared.rules.functions import FUNCTIONS, Argument
from tests import examples as ex
from tests.unit.awards.weighing import HCTC, LAN, MAI_CHAU, Telling

FIRST = 1_007  # where the first fact stands that a test tells
KIND = "inspection_conducted"
VERIFIED = events.ActivityVerified("HD-hctc-0001")
DISPUTED = events.ActivityDisputed("HD-hctc-0001", "Chưa rõ")
WITHDRAWN = events.ActivityWithdrawn("HD-hctc-0001", "Nhầm")


def activity(number: int, **fields: object) -> events.ActivityRecorded:
    return replace(ex.ACTIVITY, activity_id=f"HD-{number}", **fields)


def corrected(**changes: object) -> events.ActivityCorrected:
    return events.ActivityCorrected("HD-hctc-0001", replace(events.ActivityChanges(), **changes), "Đếm lại")


def rating(year: int, rating: Rating, subject: Subject = HCTC) -> events.RatingRecorded:
    return events.RatingRecorded(subject.kind, subject.id, year, rating, f"QD-{year}")


def test_activities_are_counted_by_kind_by_clause_and_in_all_with_the_facts_that_recorded_them() -> None:
    told = Telling(activity(1), activity(2, clause="III.1.b5"), activity(3, kind="initiative", quantity=2.5))

    answers = {
        "count": told.ask(HCTC, "count", KIND),
        "clause": told.ask(HCTC, "clause", "III.1.b4"),
        "total": told.ask(HCTC, "activities_total"),
        "quantity": told.ask(HCTC, "quantity", "initiative"),
    }

    assert {name: answer.value for name, answer in answers.items()} == {
        "count": 2,
        "clause": 2,
        "total": 3,
        "quantity": 2.5,
    }
    assert answers["count"].evidence == (FIRST, FIRST + 1)
    assert answers["clause"].evidence == (FIRST, FIRST + 2)


def test_evidence_is_the_newest_twenty_and_how_many_there_are() -> None:
    told = Telling(*(activity(number) for number in range(25)))

    answer = told.ask(HCTC, "activities_total")

    assert answer.evidence == tuple(range(FIRST + 5, FIRST + 25))
    assert (answer.value, answer.evidence_count) == (25, 25)


def test_an_activity_counts_for_every_person_it_names_once() -> None:
    twice = (events.Participant("cb-lan", "chủ trì"), events.Participant("cb-lan", "báo cáo"))
    told = Telling(activity(1, persons=twice), activity(2, persons=()))

    counted = told.value(LAN, "count", KIND), told.value(HCTC, "count", KIND)

    assert counted == (1, 2)


@pytest.mark.parametrize(
    ("facts", "count", "verified"),
    [
        ((), 1, 0),
        ((VERIFIED,), 1, 1),
        ((VERIFIED, corrected(quantity=2.0)), 1, 0),
        ((DISPUTED,), 0, 0),
        ((DISPUTED, corrected(quantity=2.0)), 0, 0),
        ((VERIFIED, DISPUTED), 0, 0),
        ((DISPUTED, VERIFIED), 1, 1),
        ((VERIFIED, DISPUTED, VERIFIED), 1, 1),
        ((WITHDRAWN,), 0, 0),
        ((VERIFIED, WITHDRAWN), 0, 0),
    ],
)
@pytest.mark.parametrize("subject", [HCTC, LAN])
def test_withdrawn_and_disputed_activities_never_count_and_those_verified_again_do(
    facts: tuple[Data, ...], count: int, verified: int, subject: Subject
) -> None:
    told = Telling(ex.ACTIVITY, *facts)

    counted = told.value(subject, "count", KIND), told.value(subject, "activities_total")

    assert counted == (count, count)
    assert told.value(subject, "verified", KIND) == verified


def test_verified_rests_on_the_facts_that_verified() -> None:
    told = Telling(ex.ACTIVITY, VERIFIED)

    answer = told.ask(HCTC, "verified", KIND)

    assert answer.evidence == (FIRST + 1,)


def test_a_corrected_activity_counts_as_corrected_and_still_where_it_was_recorded() -> None:
    told = Telling(ex.ACTIVITY, activity(2), corrected(kind="initiative", clause="III.1.b5", quantity=0.1, persons=()))

    moved = told.ask(HCTC, "quantity", "initiative"), told.ask(HCTC, "clause", "III.1.b5")

    assert [answer.value for answer in moved] == [0.1, 1]
    assert moved[1].evidence == (FIRST,)
    assert told.value(HCTC, "count", KIND) == told.value(LAN, "count", KIND) == 1


def test_quantities_taken_back_leave_no_trace_in_the_sum() -> None:
    told = Telling(activity(1, quantity=0.3), *(activity(n, quantity=1e11 / 3) for n in (2, 3)))

    told.tell(*(events.ActivityWithdrawn(f"HD-{n}", "Nhầm") for n in (2, 3)))

    assert told.value(HCTC, "quantity", KIND) == 0.3


def test_houses_are_the_households_of_the_unit_that_ever_reached_a_state() -> None:
    other = replace(ex.HOUSEHOLD, household_id="HB-MC-0002")
    told = Telling(ex.HOUSEHOLD, other, ex.VERIFIED, ex.APPROVED, ex.STARTED, ex.COMPLETED)
    told.tell(
        replace(ex.CHECKED, passed=False), ex.CHECKED, ex.HANDED_OVER, replace(ex.WITHDREW, household_id="HB-MC-0002")
    )

    states = ("identified", "approved", "started", "completed", "quality_passed", "handed_over", "withdrew")
    houses = {state: told.value(MAI_CHAU, "houses", state) for state in states}

    assert houses == dict.fromkeys(states, 1) | {"identified": 2}
    assert told.value(HCTC, "houses", "identified") == 0
    assert told.ask(MAI_CHAU, "houses", "quality_passed").evidence == (FIRST + 7,)


def test_funds_of_a_unit_are_what_it_received_and_what_its_households_were_paid_and_did_not_give_back() -> None:
    second = replace(ex.DISBURSEMENT, disbursement_id="HB-MC-0001-D2", amount_vnd=1)
    told = Telling(ex.HOUSEHOLD, ex.APPROVED, ex.CONTRIBUTION, ex.DISBURSEMENT, second, ex.REVERSAL)

    received, paid = told.ask(MAI_CHAU, "funds", "received_vnd"), told.ask(MAI_CHAU, "funds", "disbursed_vnd")

    assert (received.value, received.evidence) == (50_000_000, (FIRST + 2,))
    assert (paid.value, paid.evidence) == (1, (FIRST + 4,))


def test_funds_of_an_individual_are_what_that_donor_gave_in_money() -> None:
    donor = events.Donor("INDIVIDUAL", "nha-hao-tam-01", sealed="v1.sealed")
    gifts = [replace(ex.CONTRIBUTION, contribution_id=f"DG-{n}", donor=donor) for n in (1, 2)]
    labour = replace(ex.CONTRIBUTION, contribution_id="DG-3", donor=donor, money_vnd=0, labour_days=2.0)
    told = Telling(*gifts, labour)
    giver = Subject("INDIVIDUAL", "nha-hao-tam-01")

    given, paid = told.ask(giver, "funds", "received_vnd"), told.ask(giver, "funds", "disbursed_vnd")

    assert (given.value, given.evidence_count) == (100_000_000, 2)
    assert paid.value is None
    assert told.touched == set()


def test_a_report_is_on_time_by_the_day_it_was_recorded_in_the_campaigns_zone() -> None:
    due = "2025-03-05T16:59:59.999Z"  # the last moment of 5 March in Hòa Bình
    told = Telling()
    told.tell(ex.REPORT, recorded_at=due)
    told.tell(replace(ex.REPORT, report_id="BC-2", period="2025-Q1"), recorded_at="2025-04-05T17:00:00.000Z")

    ratio = told.ask(MAI_CHAU, "report_on_time_ratio")

    assert (ratio.value, ratio.evidence) == (0.5, (FIRST, FIRST + 1))


def test_the_share_of_reports_is_unknown_where_none_came_or_none_is_asked_for() -> None:
    no_reports = replace(ex.LAUNCHED, reporting=None)

    none_came = Telling().ask(MAI_CHAU, "report_on_time_ratio")
    none_asked_for = Telling(no_reports, ex.REPORT).ask(MAI_CHAU, "report_on_time_ratio")

    assert none_came.value is None
    assert none_asked_for.value is None
    assert none_came.why_unknown is not None


def test_open_findings_are_those_of_inspections_whose_target_is_the_unit() -> None:
    told = Telling(ex.INSPECTION, ex.FINDING, replace(ex.FINDING, finding_id="KT-MC-01-2"), ex.FINDING_CLOSED)

    findings = told.ask(MAI_CHAU, "findings_open")

    assert (findings.value, findings.evidence) == (1, (FIRST + 2,))
    assert told.value(HCTC, "findings_open") == 0


def test_houses_reports_and_findings_of_a_leader_are_those_of_the_unit_led() -> None:
    chief = replace(ex.LAN, person_id="ct-mai-chau", unit_id="huyen-mai-chau")
    told = Telling(chief, ex.INSPECTION, ex.FINDING, ex.HOUSEHOLD)
    told.tell(ex.REPORT, recorded_at="2025-03-05T00:00:00.000Z")
    leader = Subject("INDIVIDUAL", "ct-mai-chau")

    answers = [
        told.value(leader, "houses", "identified"),
        told.value(leader, "report_on_time_ratio"),
        told.value(leader, "findings_open"),
    ]

    assert answers == [1, 1.0, 1]
    assert told.touched == {MAI_CHAU, leader}


def test_what_a_unit_does_no_longer_concerns_who_led_it_before() -> None:
    told = Telling(replace(ex.LAN, unit_id="huyen-mai-chau"), ex.LAN)

    told.tell(ex.HOUSEHOLD)

    assert told.touched == {MAI_CHAU}


@pytest.mark.parametrize(
    "member", [replace(ex.LAN, leader=False), events.PersonTransferred("cb-lan", "thcb", "2025-01-01")]
)
@pytest.mark.parametrize("asked", [("houses", "completed"), ("report_on_time_ratio",), ("findings_open",)])
def test_whoever_leads_no_unit_that_is_known_has_no_houses_reports_or_findings(
    member: Data, asked: tuple[str, ...]
) -> None:
    told = Telling(member)

    answer = told.ask(LAN, *asked)

    assert answer.value is None
    assert answer.why_unknown is not None


def test_a_leader_is_who_was_last_said_to_lead_and_open_once_transferred() -> None:
    told = Telling()

    said = [told.value(LAN, "is_leader"), told.value(Subject("INDIVIDUAL", "nobody"), "is_leader")]
    told.tell(replace(ex.LAN, leader=False))
    said.append(told.value(LAN, "is_leader"))
    told.tell(events.PersonTransferred("cb-lan", "thcb", "2025-01-01"))
    said.append(told.value(LAN, "is_leader"))

    assert said == [True, None, False, None]
    assert told.value(HCTC, "is_leader") is None


@pytest.mark.parametrize("subject", [HCTC, LAN])
@pytest.mark.parametrize(
    ("rated", "years", "expected"),
    [
        ({2024: "GOOD"}, 1, True),
        ({2024: "EXCELLENT"}, 1, True),
        ({2024: "COMPLETED"}, 1, False),
        ({}, 1, None),
        ({2024: "GOOD", 2022: "GOOD"}, 3, None),
        ({2024: "GOOD", 2022: "COMPLETED"}, 3, False),
        ({2024: "GOOD", 2023: "EXCELLENT"}, 2, True),
        ({2025: "COMPLETED", 2024: "GOOD"}, 1, True),
    ],
)
def test_a_chain_of_ratings_has_no_gap_and_ends_the_year_before_the_verdict(
    rated: dict[int, Rating],
    years: int,
    expected: bool | None,  # noqa: FBT001 - the answer, not a switch
    subject: Subject,
) -> None:
    told = Telling(ex.ACTIVITY, *(rating(year, said, subject) for year, said in rated.items()))

    answer = told.ask(subject, "rated_at_least", "GOOD", years)

    assert answer.value is expected
    assert (answer.why_unknown is None) == (expected is not None)
    assert answer.evidence_count == len([year for year in rated if 2025 - years <= year < 2025])


def test_of_two_ratings_for_a_year_the_later_recorded_holds() -> None:
    told = Telling(ex.ACTIVITY, rating(2024, "EXCELLENT"), rating(2024, "COMPLETED"))

    answer = told.ask(HCTC, "rated_at_least", "GOOD", 1)

    assert answer.value is False


def test_a_prior_award_is_one_of_that_form_and_one_of_these_types() -> None:
    prior = events.PriorAwardRecorded("COLLECTIVE", "hctc", "PROVINCE_MERIT", "MOVEMENT", "QD-1", "2023-01-01")
    told = Telling(prior)

    asked = [
        told.value(HCTC, "prior_award", "PROVINCE_MERIT", ("MERIT", "MOVEMENT")),
        told.value(HCTC, "prior_award", "PROVINCE_MERIT", ("MERIT",)),
        told.value(HCTC, "prior_award", "PM_MERIT", ("MOVEMENT",)),
        told.value(LAN, "prior_award", "PROVINCE_MERIT", ("MOVEMENT",)),
    ]

    assert asked == [True, False, False, False]


def test_the_day_of_the_campaign_is_that_of_which_the_flag_speaks_and_the_level_is_the_campaigns() -> None:
    told = Telling(ex.ACTIVITY)

    answers = told.value(HCTC, "campaign_day"), told.value(HCTC, "launch_level")

    assert answers == (157, "PRIME_MINISTER")  # 10 March 2025, counted from 5 October 2024


@pytest.mark.parametrize(
    "strange",
    [VERIFIED, ex.COMPLETED, ex.DISBURSEMENT, ex.REVERSAL, ex.FINDING, ex.FINDING_CLOSED, ex.OBSTACLE, ex.VERIFIED],
)
def test_a_fact_about_what_is_not_there_or_is_not_weighed_touches_nobody(strange: Data) -> None:
    told = Telling()

    told.tell(strange)

    assert told.touched == set()


def test_findings_of_a_unit_that_takes_no_part_concern_nobody() -> None:
    told = Telling(replace(ex.INSPECTION, target_unit_id="so-xay-dung"))

    told.tell(ex.FINDING)

    assert told.touched == set()


def test_every_function_of_the_table_is_answered_and_no_other() -> None:
    told = Telling(ex.ACTIVITY)
    arguments: dict[str, tuple[Argument, ...]] = {
        "quantity": (KIND,),
        "rated_at_least": ("GOOD", 1),
        "prior_award": ("PM_MERIT", ("MERIT",)),
        "funds": ("received_vnd",),
    }

    answers = {name: told.ask(HCTC, name, *arguments.get(name, ("identified",))) for name in FUNCTIONS}

    assert len(answers) == 14
    with pytest.raises(LookupError, match="weather"):
        told.ask(HCTC, "weather")


def test_a_report_on_a_year_that_no_calendar_has_stops_nothing() -> None:
    told = Telling()
    for number, period in enumerate(("0000-01", "9999-12", "9999", "2025-Q4")):
        told.tell(replace(ex.REPORT, report_id=f"BC-{number}", period=period))

    ratio = told.value(MAI_CHAU, "report_on_time_ratio")

    assert ratio == 0.75


def test_an_activity_or_household_told_twice_counts_once() -> None:
    told = Telling(ex.ACTIVITY, ex.HOUSEHOLD)

    told.tell(ex.ACTIVITY, ex.HOUSEHOLD)

    assert told.value(HCTC, "activities_total") == told.value(MAI_CHAU, "houses", "identified") == 1
