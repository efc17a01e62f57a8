"""Eligibility by date: holds, disciplines, one award for one achievement, prior awards, and the day of a dossier."""

import pytest
from msgspec.structs import replace

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import Candidate, Key, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.touching import touched_by
from services.awards.domain.verdicts import news
from shared.core import events
from shared.core.definition import Card, InForce, Label, Node
from shared.core.envelope import encode_fact
from shared.core.events import (
    Awarded,
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Data,
    RuleSetPublished,
    Signer,
)
from shared.core.log import Commit
from shared.core.values import Award
from shared.rules.stated import Stated, stated
from tests import examples as ex
from tests.unit.awards.test_functions import WITHDRAWN, activity
from tests.unit.awards.weighing import HCTC, LAN, Telling

KEY = "hoa-binh-450:COLLECTIVE:hctc"
HELD_BY = events.HoldPlaced(*HCTC, "COMPLAINT")
CLEARED = events.HoldLifted(*HCTC, "NO_WRONGDOING")
BLAMED = events.HoldLifted(*HCTC, "WRONGDOING")
DISCIPLINED = events.DisciplineRecorded(*HCTC, "KHIEN_TRACH", "56/QĐ-VP", "2025-01-10")
ENDED = events.DisciplineEnded(*HCTC, "56/QĐ-VP", "2025-03-10")
SIGNER = Signer("P-1", "Chánh Văn phòng", "HEAD")


def cards(*whens: str, id_: str = "rules", from_: str = "2024-01-01", to: str = "") -> RuleSetPublished:
    """One card for each expression, each for an award of its own, lowest first."""
    awards: tuple[Award, ...] = ("AGENCY_COMMENDATION", "PROVINCE_MERIT", "PM_MERIT")
    made = (
        Card(id=award, award=award, subject="COLLECTIVE", require=Node(id="leaf", label=Label("Một"), when=when))
        for award, when in zip(awards, whens, strict=False)
    )
    return RuleSetPublished(id=id_, in_force=InForce(from_, to), legal_basis=("Mẫu",), cards=tuple(made))


ONE, TWO = cards("activities_total() >= 1"), cards("activities_total() >= 1", "activities_total() >= 1")


def opened(award: Award = "AGENCY_COMMENDATION", nomination_id: str = "N-1") -> events.NominationOpened:
    return events.NominationOpened(nomination_id, *HCTC, award, KEY)


def received(on: str, nomination_id: str = "N-1") -> events.NominationSubmitted:
    return events.NominationSubmitted(nomination_id, "AGENCY", "88/TTr", on)


def decided(award: Award = "AGENCY_COMMENDATION", number: str = "231/QĐ") -> events.AwardDecided:
    return events.AwardDecided(number, "2025-03-20", award, SIGNER, (Awarded(*HCTC, "N-1"),))


def verdicts(told: Telling, subject: Subject = HCTC) -> dict[str, str]:
    """What would be said of a subject if nothing had been said yet."""
    return {flag.card: flag.verdict for flag in news(told.facts, subject, {})}


def says(told: Telling) -> Candidate:
    [flag] = told.says(HCTC)
    return flag


def test_a_hold_is_said_as_a_change_and_its_good_end_as_another() -> None:
    told = Telling(ONE, ex.ACTIVITY)
    before = says(told)

    held = says(told.tell(HELD_BY))
    after = says(told.tell(CLEARED))

    assert told.touched == {HCTC}
    assert (type(before), type(held), type(after)) == (CandidateFlagged, CandidateUpdated, CandidateUpdated)
    assert (held.verdict, after.verdict) == ("HELD", "CANDIDATE")
    assert held.explanation.missing is not None
    assert "conclusion" in held.explanation.missing[0].en
    assert replace(after, verdict="CANDIDATE").explanation == before.explanation


def test_who_meets_no_card_is_not_held_either_and_who_falls_away_under_a_hold_is_told_so() -> None:
    told = Telling(ONE, HELD_BY)

    nothing = told.says(HCTC)
    held = says(told.tell(ex.ACTIVITY))
    fallen = says(told.tell(WITHDRAWN))

    assert nothing == []
    assert (type(held), held.verdict) == (CandidateFlagged, "HELD")
    assert (type(fallen), fallen.verdict) == (CandidateUnflagged, "NOT_YET")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ((HELD_BY,), "HELD"),
        ((HELD_BY, CLEARED), "CANDIDATE"),
        ((HELD_BY, replace(HELD_BY, ground="INSPECTION"), CLEARED), "CANDIDATE"),
        ((HELD_BY, BLAMED), "HELD"),
        ((HELD_BY, BLAMED, DISCIPLINED), "HELD"),
        ((HELD_BY, BLAMED, DISCIPLINED, ENDED), "CANDIDATE"),
        ((DISCIPLINED, ENDED, HELD_BY, BLAMED), "HELD"),
        ((HELD_BY, BLAMED, HELD_BY, CLEARED), "CANDIDATE"),
        ((DISCIPLINED,), "HELD"),
        ((DISCIPLINED, ENDED), "CANDIDATE"),
        ((DISCIPLINED, replace(DISCIPLINED, decision_no="57/QĐ-VP"), ENDED), "HELD"),
    ],
)
def test_wrongdoing_and_an_open_discipline_hold_until_they_are_over(facts: tuple[Data, ...], verdict: str) -> None:
    told = Telling(ONE, ex.ACTIVITY, *facts)

    assert verdicts(told) == {"AGENCY_COMMENDATION": verdict}


def test_what_was_done_before_the_end_of_a_discipline_counts_no_more() -> None:
    early = activity(1)
    told = Telling(cards("activities_total() >= 1"), DISCIPLINED)
    told.tell(early, activity(2), time="2025-02-01T09:00:00+07:00").tell(activity(3), events.ActivityVerified("HD-2"))

    told.tell(ENDED)

    assert told.touched == {HCTC}
    assert told.value(HCTC, "activities_total") == 1
    assert told.value(HCTC, "count", early.kind) == 1
    assert told.value(HCTC, "quantity", early.kind) == 1.0
    assert told.value(HCTC, "verified", early.kind) == 0
    assert told.value(HCTC, "clause", early.clause) == 1
    assert told.value(LAN, "activities_total") == 3  # who took part was not disciplined


def test_a_subject_that_did_nothing_since_its_discipline_ended_is_spoken_of_no_more() -> None:
    told = Telling(ONE)
    told.tell(ex.ACTIVITY, time="2025-02-01T09:00:00+07:00")
    told.says(HCTC)

    fallen = says(told.tell(DISCIPLINED, ENDED))

    assert isinstance(fallen, CandidateUnflagged)
    assert told.facts.spoken_of(HCTC) is None


def test_what_was_found_wrong_before_a_discipline_ended_stays_found() -> None:
    told = Telling(ONE)
    told.tell(
        replace(ex.INSPECTION, target_unit_id="hctc"), ex.FINDING, ex.REPORT, time="2025-02-01T09:00:00+07:00"
    ).tell(DISCIPLINED, ENDED)

    assert told.value(HCTC, "findings_open") == 1


def test_one_achievement_has_one_award_until_its_proposal_is_over() -> None:
    told = Telling(TWO, ex.ACTIVITY, opened())
    proposed = verdicts(told)

    awarded = verdicts(told.tell(received("2025-03-10"), decided()))
    annulled = verdicts(told.tell(events.AwardAnnulled("231/QĐ", *HCTC, "FORGED_PAPERS", "9/QĐ", "2025-04-01")))

    assert proposed == {"AGENCY_COMMENDATION": "CANDIDATE", "PROVINCE_MERIT": "DUPLICATE"}
    assert awarded == proposed
    assert set(annulled.values()) == {"CANDIDATE"}


@pytest.mark.parametrize(
    "over", [events.NominationWithdrawn("N-1", "Rút"), events.AwardDeclined("N-1", "ct-tinh", "Chưa đủ")]
)
def test_what_was_withdrawn_or_declined_leaves_the_other_award_open(over: Data) -> None:
    told = Telling(TWO, ex.ACTIVITY, opened())
    told.says(HCTC)

    back = [flag for flag in told.tell(over).says(HCTC) if flag.card == "PROVINCE_MERIT"]

    assert [(type(flag), flag.verdict) for flag in back] == [(CandidateUpdated, "CANDIDATE")]


def test_a_duplicate_says_for_which_award_the_achievement_is_taken() -> None:
    told = Telling(TWO, ex.ACTIVITY, opened())

    said = {flag.card: flag.explanation.missing or () for flag in news(told.facts, HCTC, {})}

    assert "AGENCY_COMMENDATION" in said["PROVINCE_MERIT"][0].en
    assert said["AGENCY_COMMENDATION"] == ()


def test_an_award_decided_here_is_a_prior_award_of_its_campaigns_kind_until_it_is_annulled() -> None:
    told = Telling(ONE, ex.ACTIVITY, opened(), received("2025-03-10"), decided())
    position = told.ask(HCTC, "prior_award", "AGENCY_COMMENDATION", ("MOVEMENT",)).evidence

    as_merit = told.value(HCTC, "prior_award", "AGENCY_COMMENDATION", ("MERIT", "DEDICATION"))
    as_movement = told.value(HCTC, "prior_award", "AGENCY_COMMENDATION", ("MOVEMENT",))
    told.tell(events.AwardAnnulled("231/QĐ", *HCTC, "FORGED_PAPERS", "9/QĐ", "2025-04-01"))

    assert (as_merit, as_movement, len(position)) == (False, True, 1)
    assert told.value(HCTC, "prior_award", "AGENCY_COMMENDATION", ("MOVEMENT",)) is False


def test_a_flag_speaks_of_the_day_on_which_the_dossier_was_received_and_goes_by_the_rules_of_that_day() -> None:
    old = cards("campaign_day() <= 200", "activities_total() >= 1", id_="old", to="2025-06-30")
    new = cards("campaign_day() > 200", "activities_total() >= 9", id_="new", from_="2025-07-01")
    told = Telling(old, new, ex.ACTIVITY, opened())
    before = spoken(told)

    sent = spoken(told.tell(received("2025-07-10")))
    back = spoken(told.tell(events.NominationReturned("N-1", ("MINUTES",), "Thiếu")))
    again = spoken(told.tell(received("2025-07-20")))

    assert before == {"AGENCY_COMMENDATION": ("old", 157), "PROVINCE_MERIT": ("old", None)}
    assert sent == {"AGENCY_COMMENDATION": ("new", 279), "PROVINCE_MERIT": ("old", None)}
    assert back == before
    assert again["AGENCY_COMMENDATION"] == ("new", 289)


def test_a_dossier_received_after_the_last_day_that_has_rules_goes_by_those_of_the_campaigns_last_day() -> None:
    told = Telling(cards("activities_total() >= 1", to="2025-12-31"), ex.ACTIVITY, opened(), received("2026-02-01"))

    assert verdicts(told) == {"AGENCY_COMMENDATION": "CANDIDATE"}


def test_years_are_counted_back_from_the_day_of_the_dossier() -> None:
    told = Telling(cards("rated_at_least('GOOD', 1)"), ex.ACTIVITY, opened(), received("2026-02-01"))

    [flag] = news(told.facts, HCTC, {})

    assert flag.explanation.missing is not None
    assert [said.en for said in flag.explanation.missing] == ["not known: the rating for 2025"]


def test_nothing_about_others_changes() -> None:
    told = Telling(TWO, ex.ACTIVITY, replace(ex.ACTIVITY, activity_id="HD-9", unit_id="thcb"))

    told.tell(HELD_BY, DISCIPLINED, opened(), decided())

    assert set(verdicts(told, Subject("COLLECTIVE", "thcb")).values()) == {"CANDIDATE"}


def spoken(told: Telling) -> dict[str, tuple[str, object]]:
    """The rule set of each card's flag, and the day of the campaign if its condition asks for it."""
    flags: dict[Key, Stated] = {}
    said = news(told.facts, HCTC, flags)
    assert {key_of(flag): stated(flag) for flag in said}
    return {flag.card: (flag.rule_set, (flag.explanation.values or {}).get("campaign_day()")) for flag in said}


def test_an_award_decided_in_one_campaign_speaks_of_its_subject_in_every_other() -> None:
    registry = RegistryFacts()
    campaigns = {campaign: CampaignFacts(registry) for campaign in (ex.CAMPAIGN, "another")}
    for facts in campaigns.values():
        facts.fold(ex.fact(ex.LAUNCHED), 1_000)
    line = encode_fact(ex.fact(decided()))

    touched = list(touched_by(Commit(2, ex.CAMPAIGN, "awards", "c-2", line), registry, campaigns))
    unlaunched = list(touched_by(Commit(3, "a-third", "awards", "c-3", line), registry, campaigns))

    assert {(touch.campaign, touch.subject, touch.position) for touch in touched} == {
        (ex.CAMPAIGN, HCTC, 2_000),
        ("another", HCTC, 2_000),
    }
    assert {touch.campaign for touch in unlaunched} == {ex.CAMPAIGN, "another"}
    assert [prior.form for prior in registry.prior_awards(HCTC)] == ["AGENCY_COMMENDATION"]
