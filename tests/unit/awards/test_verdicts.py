"""When a subject is flagged, updated and unflagged, of which day a flag speaks, and by which rules it was reached."""

import pytest
from msgspec.structs import replace

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.verdicts import news
from shared.core import events
from shared.core.definition import Node
from shared.core.events import CandidateFlagged, CandidateUnflagged, CandidateUpdated, Flag
from tests import examples as ex
from tests.unit.awards.test_functions import DISPUTED, VERIFIED, WITHDRAWN, activity, corrected, rating
from tests.unit.awards.weighing import HCTC, LAN, MAI_CHAU, Telling, rules

TWO = rules("count('inspection_conducted') >= 2")
MAI_CHAUS = replace(ex.ACTIVITY, activity_id="HD-MC", unit_id="huyen-mai-chau")
RATED = rules("activities_total() >= 1 && rated_at_least('GOOD', 1)")


def test_a_subject_is_flagged_with_its_reasons_when_the_tree_is_met() -> None:
    told = Telling(TWO, ex.ACTIVITY, activity(2))

    (flag,) = told.says(HCTC)

    assert isinstance(flag, CandidateFlagged)
    assert (flag.subject_kind, flag.subject_id, flag.card, flag.award) == (*HCTC, "CARD", "AGENCY_COMMENDATION")
    assert (flag.verdict, flag.rule_set) == ("CANDIDATE", "rules")
    assert flag.achievement_key == "hoa-binh-450:COLLECTIVE:hctc"
    assert flag.evidence == flag.explanation.evidence == (1_008, 1_009)
    assert flag.explanation.values == {"count('inspection_conducted')": 2}
    assert flag.explanation.missing == ()


def test_what_is_not_known_asks_for_review_and_says_what_is_missing() -> None:
    told = Telling(RATED, ex.ACTIVITY)

    (flag,) = told.says(HCTC)

    assert isinstance(flag, CandidateFlagged)
    assert flag.verdict == "NEEDS_REVIEW"
    assert flag.explanation.missing is not None
    assert [said.en for said in flag.explanation.missing] == ["not known: the rating for 2024"]


def test_nobody_hears_of_a_subject_that_is_not_fit_yet() -> None:
    told = Telling(TWO, ex.ACTIVITY)

    said = told.says(HCTC)

    assert said == []


def test_a_rating_that_comes_makes_a_candidate_of_who_was_to_be_reviewed() -> None:
    told = Telling(RATED, ex.ACTIVITY)
    told.says(HCTC)

    (flag,) = told.tell(rating(2024, "EXCELLENT")).says(HCTC)

    assert isinstance(flag, CandidateUpdated)
    assert flag.verdict == "CANDIDATE"
    assert told.touched == {HCTC}


@pytest.mark.parametrize("undoing", [WITHDRAWN, DISPUTED, corrected(kind="initiative")])
def test_a_candidate_falls_away_when_what_counted_counts_no_more_and_comes_back_as_flagged_anew(
    undoing: events.Data,
) -> None:
    told = Telling(TWO, ex.ACTIVITY, activity(2))
    told.says(HCTC)

    (fallen,) = told.tell(undoing).says(HCTC)
    (again,) = told.tell(activity(3)).says(HCTC)

    assert isinstance(fallen, CandidateUnflagged)
    assert fallen.verdict == "NOT_YET"
    assert [said.en for said in fallen.explanation.missing or ()] == ["1 more inspection"]
    assert isinstance(again, CandidateFlagged)


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ("activities_total() >= 1", "1 more activity"),
        ("findings_open() == 0", "no fact is left that counts"),
        ("rated_at_least('GOOD', 1)", "no fact is left that counts"),
    ],
)
def test_a_candidate_falls_away_when_nothing_is_left_that_counts(when: str, missing: str) -> None:
    told = Telling(rules(when), ex.ACTIVITY)
    told.says(HCTC)

    (flag,) = told.tell(WITHDRAWN).says(HCTC)

    assert isinstance(flag, CandidateUnflagged)
    assert [said.en for said in flag.explanation.missing or ()] == [missing]
    assert flag.explanation.when == when
    assert told.says(HCTC) == []


def test_more_of_the_same_is_no_news_and_the_outcome_of_any_leaf_is() -> None:
    one = Node(id="one", when="activities_total() >= 1")
    verified = Node(id="verified", when="verified('inspection_conducted') >= 1")
    told = Telling(replace(TWO, cards=(replace(TWO.cards[0], require=Node(any=(one, verified))),)), ex.ACTIVITY)
    told.says(HCTC)

    more = told.tell(activity(2)).says(HCTC)
    (updated,) = told.tell(VERIFIED).says(HCTC)

    assert more == []
    assert isinstance(updated, CandidateUpdated)
    assert updated.verdict == "CANDIDATE"


def test_nothing_is_said_of_those_for_whom_nothing_is_weighed_yet() -> None:
    told = Telling(rules("activities_total() >= 0"))

    said = told.says(HCTC)

    assert told.touched >= {HCTC, MAI_CHAU}
    assert said == []


def test_before_the_launch_and_without_rules_there_is_nothing_to_say() -> None:
    registry = RegistryFacts()
    facts = CampaignFacts(registry)
    registry.fold(ex.fact(rating(2024, "GOOD")), 1_000)

    before_the_launch = news(facts, HCTC, {})
    facts.fold(ex.fact(ex.LAUNCHED), 2_000)
    without_rules = news(facts, HCTC, {})
    facts.fold(ex.fact(rules("true", from_="2025-06-01")), 3_000)
    of_another_day = news(facts, HCTC, {})

    assert before_the_launch == without_rules == of_another_day == []


def test_an_individual_is_weighed_by_the_cards_for_individuals() -> None:
    for_persons = rules("activities_total() >= 1", subject="INDIVIDUAL", id="persons")
    told = Telling(for_persons, ex.ACTIVITY)

    said = [flag.subject_id for subject in (HCTC, LAN) for flag in told.says(subject)]

    assert said == ["cb-lan"]


def day_spoken_of(told: Telling, subject: Subject = HCTC) -> int:
    """As the day of the campaign."""
    value = told.value(subject, "campaign_day")
    assert isinstance(value, int)
    return value


def test_a_flag_speaks_of_the_latest_time_among_what_is_weighed_in_the_campaigns_zone() -> None:
    told = Telling()
    told.tell(activity(1), time="2025-03-10T16:59:00Z")  # 23:59 in Hòa Bình
    told.tell(activity(2), time="2025-03-10T17:00:00Z")  # the next day
    told.tell(activity(3), time="2025-02-01T09:00:00+07:00")

    day = day_spoken_of(told)
    told.tell(events.ActivityWithdrawn("HD-2", "Nhầm"))

    assert (day, day_spoken_of(told)) == (158, 157)


def test_a_verification_is_weighed_as_long_as_it_holds() -> None:
    told = Telling(ex.ACTIVITY)
    told.tell(VERIFIED, time="2025-03-20T09:00:00+07:00")

    while_verified = day_spoken_of(told)
    told.tell(corrected(quantity=3.0), time="2025-03-12T09:00:00+07:00")

    assert (while_verified, day_spoken_of(told)) == (167, 159)


@pytest.mark.parametrize(
    ("time", "day"), [("2020-01-01T00:00:00Z", 1), ("2026-02-01T00:00:00Z", 453), ("0001-01-01T00:00:00+14:00", 1)]
)
def test_the_day_is_kept_inside_the_campaigns_days(time: str, day: int) -> None:
    told = Telling()

    told.tell(ex.ACTIVITY, time=time)

    assert day_spoken_of(told) == day


def test_a_payment_that_was_taken_back_is_weighed_no_more() -> None:
    told = Telling(ex.HOUSEHOLD)
    told.tell(ex.DISBURSEMENT, time="2025-04-01T09:00:00+07:00")

    while_paid = day_spoken_of(told, MAI_CHAU)
    told.tell(ex.REVERSAL, time="2025-05-01T09:00:00+07:00")

    assert (while_paid, day_spoken_of(told, MAI_CHAU)) == (179, 157)


def test_for_a_leader_the_facts_of_the_unit_led_are_weighed_too() -> None:
    told = Telling(replace(ex.LAN, unit_id="huyen-mai-chau"), ex.ACTIVITY)
    told.tell(ex.HOUSEHOLD, time="2025-04-01T09:00:00+07:00")

    assert day_spoken_of(told, LAN) == day_spoken_of(told, MAI_CHAU) == 179


@pytest.mark.parametrize(
    ("time", "rule_set"), [("2025-06-30T23:59:59+07:00", "nd98-2023"), ("2025-07-01T00:00:00+07:00", "nd152-2025")]
)
def test_the_rules_are_those_in_force_on_the_day_of_which_the_flag_speaks(time: str, rule_set: str) -> None:
    old = rules("activities_total() >= 1", id="nd98-2023", to="2025-06-30")
    new = rules("activities_total() >= 1", id="nd152-2025", from_="2025-07-01")
    told = Telling(old, new)

    (flag,) = told.tell(ex.ACTIVITY, time=time).says(HCTC)

    assert flag.rule_set == rule_set


def test_other_rules_are_news_even_if_they_say_the_same() -> None:
    old = rules("activities_total() >= 1", id="nd98-2023", to="2025-06-30")
    new = rules("activities_total() >= 1", id="nd152-2025", from_="2025-07-01")
    told = Telling(old, new, ex.ACTIVITY)
    told.says(HCTC)

    (flag,) = told.tell(activity(2), time="2025-07-02T00:00:00+07:00").says(HCTC)

    assert isinstance(flag, CandidateUpdated)
    assert (flag.rule_set, flag.verdict) == ("nd152-2025", "CANDIDATE")


def test_rules_that_take_over_weigh_anew_whom_the_open_ones_weighed_for_days_from_then_on() -> None:
    told = Telling(rules("activities_total() >= 1", id="open"))
    told.tell(ex.ACTIVITY, time="2025-06-30T09:00:00+07:00")
    told.tell(MAI_CHAUS, time="2025-07-01T09:00:00+07:00")
    before = [flag.rule_set for subject in (HCTC, MAI_CHAU) for flag in told.says(subject)]

    told.tell(rules("activities_total() >= 2", id="later", from_="2025-07-01"))
    after = [(flag.subject_id, flag.rule_set, flag.verdict) for one in (HCTC, MAI_CHAU) for flag in told.says(one)]

    assert before == ["open", "open"]
    assert after == [("huyen-mai-chau", "later", "NOT_YET")]


def test_candidates_under_a_card_that_the_new_rules_do_not_have_fall_away() -> None:
    old = rules("activities_total() >= 1", id="nd98-2023", to="2025-06-30", card="OLD")
    new = rules("activities_total() >= 9", id="nd152-2025", from_="2025-07-01", card="NEW")
    told = Telling(old, new, ex.ACTIVITY)
    told.says(HCTC)

    (flag,) = told.tell(activity(2), time="2025-07-02T00:00:00+07:00").says(HCTC)

    assert isinstance(flag, CandidateUnflagged)
    assert (flag.card, flag.rule_set) == ("OLD", "nd152-2025")
    assert flag.explanation.missing


def test_a_rule_set_or_an_amended_definition_concerns_every_subject() -> None:
    donor = events.Donor("INDIVIDUAL", "nha-hao-tam-01", sealed="v1.sealed")
    told = Telling(replace(ex.CONTRIBUTION, donor=donor))

    told.tell(TWO)

    assert told.touched == {
        *(Subject("COLLECTIVE", unit.id) for unit in ex.UNITS),
        LAN,
        Subject("INDIVIDUAL", donor.id),
    }


def test_a_closed_campaign_is_weighed_no_more() -> None:
    told = Telling(TWO, ex.ACTIVITY, ex.CLOSED)

    told.tell(activity(2))
    by_activity = told.touched
    told.tell(rating(2024, "GOOD"))

    assert by_activity == told.touched == set()


def test_one_achievement_has_one_key_under_whichever_card_and_it_always_fits_an_id() -> None:
    long = "x" * 128
    donor = events.Donor("INDIVIDUAL", long, sealed="v1.sealed")
    told = Telling(rules("funds('received_vnd') > 0", subject="INDIVIDUAL"), replace(ex.CONTRIBUTION, donor=donor))

    (flag,) = told.says(Subject("INDIVIDUAL", long))

    assert len(flag.achievement_key) <= 128


def test_a_flag_shows_the_newest_evidence_of_all_its_leaves() -> None:
    told = Telling(rules("count('inspection_conducted') + count('initiative') >= 2"))
    told.tell(*(activity(n, kind="initiative" if n % 2 else "inspection_conducted") for n in range(30)))

    (flag,) = told.says(HCTC)

    assert isinstance(flag, Flag)
    assert flag.evidence == tuple(range(1_018, 1_038))
