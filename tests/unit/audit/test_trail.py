"""Trails of a made history: what belongs to each, in order, with its cause, its corrections and its money."""

import msgspec
import pytest

from services.audit.api.trail import own_of
from services.audit.domain.naming import Thing, own_thing, things_in
from services.audit.domain.tracing import SeveralCampaigns, Tracing, trace
from services.audit.domain.trail import Cause, Money
from services.audit.domain.trail_text import told
from shared.core import events
from shared.core.envelope import encode_fact
from shared.core.events import CATALOGUE
from tests.examples import ACTIVITY, CAMPAIGN, HOUSEHOLD, LAN, fact
from tests.unit.audit.trails import (
    COUNTED,
    FLAGGED,
    HISTORY,
    HOUSE,
    INSPECTIONS,
    WITH_LAN,
    at,
    ballot,
    commit,
    flag,
    notice,
    shown,
    trail,
)


def test_a_household_is_told_from_its_identification_to_its_hand_over_with_every_dong() -> None:
    found = trail("household", HOUSE)

    assert shown(found) == [
        (5_000, "household.identified"),
        (5_001, "household.verified"),
        (5_002, "household.approved"),
        (5_003, "funds.disbursed"),
        (6_000, "funds.reversed"),
        (6_001, "funds.disbursed"),
        (6_002, "house.handed_over"),
    ]
    assert found.money == Money(60_000_000, 56_000_000, 36_000_000, 20_000_000, 40_000_000)


def test_a_fact_says_who_stated_it_through_which_door_when_and_where_its_proof_is() -> None:
    told_here = fact(WITH_LAN)

    entry = trail("activity", "HD-LAN").facts[0]

    assert (entry.stated_by, entry.source, entry.door) == ("unit:hctc", "/units/hctc", "/tracking/events")
    assert (entry.happened, entry.recorded) == (told_here.time, told_here.recordedat)
    assert (entry.subject, entry.campaign, entry.proof) == ("activity/HD-LAN", CAMPAIGN, "/audit/proofs/3025")


def test_what_was_corrected_or_taken_back_says_where() -> None:
    corrected, withdrawn, kept = (trail("activity", name).facts for name in ("HD-0", "HD-2", "HD-3"))
    paid = at(trail("household", HOUSE), 5_003)

    assert [entry.corrected_by for entry in (corrected[0], withdrawn[0], kept[0])] == [[4_000], [4_002], []]
    assert [entry.type for entry in corrected] == ["activity.recorded", "activity.corrected"]
    assert paid.corrected_by == [6_000]


def test_what_is_sealed_is_named_and_never_shown() -> None:
    household, person = trail("household", HOUSE), trail("person", "cb-lan")

    assert household.facts[0].data["person"] == {"person_ref": "ref-0001", "sealed": "sealed"}
    assert person.facts[0].data["name"] == "sealed"
    assert b"v1.sealed" not in msgspec.json.encode([household, person])


def test_what_the_public_wrote_is_told_from_its_receipt_to_its_erasure_and_never_shown() -> None:
    code = "K7QF-2MZD-XB4T-NC3E"
    written = events.FeedbackReceived(feedback_id=code, topic="HOUSING", said="v1.sealed")
    erased = events.PersonalDataErased(subject_kind="FEEDBACK", subject_id=code, scope="ALL", basis="Đơn số 07/ĐN")

    found = trail("feedback", code, commit(90, written, events.FeedbackAnswered(code, "Đã sửa."), erased))

    assert [short for _, short in shown(found)] == ["feedback.received", "feedback.answered", "personal_data.erased"]
    assert found.facts[0].data["said"] == "sealed"


def test_a_candidate_is_told_with_its_flag_its_evidence_corrections_and_notices() -> None:
    found = trail("candidate", "hctc/AGENCY_COMMENDATION")

    places = [position for position, _ in shown(found)]
    assert [position for position in places if position < 4_000] == list(COUNTED)
    assert [one for one in shown(found) if 4_000 <= one[0] < 9_000] == [
        (4_000, "activity.corrected"),
        (4_001, "activity.verified"),
        (7_000, "candidate.flagged"),
        (8_000, "notification.sent"),
        (8_001, "notification.sent"),
    ]
    assert (9_001, "nomination.opened") in shown(found)


def test_a_notice_that_failed_and_was_sent_again_is_told_with_both_deliveries() -> None:
    told = notice("hctc")
    lost = events.NotificationFailed(
        "T-dead", told.topic, told.cause, told.subject_kind, told.subject_id, told.recipient, "email", 3, "SMTP 550"
    )
    renewed = events.NotificationRenewed(
        "T-new",
        "T-dead",
        told.topic,
        told.cause,
        told.subject_kind,
        told.subject_id,
        told.recipient,
        "email",
        "admin:t",
    )
    arrived = msgspec.structs.replace(told, delivery_id="T-new", channel="email")
    wanted = [(11_000, "notification.failed"), (11_001, "notification.renewed"), (11_002, "notification.sent")]

    by_delivery = trail("delivery", "T-dead", commit(11, lost, renewed, arrived))
    by_subject = trail("candidate", "hctc", commit(11, lost, renewed, arrived))

    assert shown(by_delivery) == wanted
    assert [one for one in shown(by_subject) if one[0] >= 11_000] == wanted


def test_every_position_behind_a_clause_is_there_not_the_newest_twenty_only() -> None:
    (candidacy,) = trail("candidate", "hctc").candidacies
    (clause,) = candidacy.clauses

    assert (candidacy.card, candidacy.verdict, candidacy.position) == ("F-GK-COL", "CANDIDATE", 7_000)
    assert (clause.id, clause.basis, clause.outcome) == ("inspected", "KH III.1", "met")
    assert clause.evidence == COUNTED
    assert clause.complete


def test_a_flag_that_counts_what_the_log_does_not_show_is_found_out() -> None:
    found = trail("candidate", "hctc", commit(11, flag(COUNTED[-3:], count=30)))

    (clause,) = found.candidacies[0].clauses
    assert (len(clause.evidence), clause.evidence_count, clause.complete) == (25, 30, False)
    assert any("the flag counts 30, the log shows 25" in line for line in told(found, "en"))


@pytest.mark.parametrize("name", ["hctc", "hctc/AGENCY_COMMENDATION", "hctc/F-GK-COL", "key-hctc"])
def test_a_candidate_is_called_by_subject_award_card_or_achievement(name: str) -> None:
    found = trail("candidate", name)

    assert [one.position for one in found.candidacies] == [7_000]
    assert len(found.facts) == len(trail("candidate", "hctc").facts)


def test_a_candidate_under_another_award_is_another() -> None:
    assert trail("candidate", "hctc/PM_MERIT").facts == []
    assert trail("candidate", "huyen-mai-chau").facts == []


def test_a_fact_stands_under_what_caused_it() -> None:
    found = trail("candidate", "hctc")

    flagged, notice = at(found, 7_000), at(found, 8_000)
    assert (flagged.cause, flagged.depth) == (Cause(fact(WITH_LAN).id, 3_025), 1)
    assert (notice.cause, notice.depth) == (Cause(FLAGGED.id, 7_000), 2)
    assert at(found, 3_025).depth == 0


def test_a_cause_outside_the_trail_is_found_too() -> None:
    tidings = trail("delivery", "T-hctc").facts

    assert [entry.cause for entry in tidings] == [Cause(FLAGGED.id, 7_000)]
    assert trail("unit", "huyen-mai-chau", commit(11, fact(INSPECTIONS[0], causation_id="gone"))).facts


def test_a_house_that_stood_still_shows_who_was_urged_to_whoever_was() -> None:
    urged = events.ReminderEscalated(
        reminder_id="r-1",
        topic="house.stuck",
        level="HEAD",
        unit_id="huyen-mai-chau",
        household_id=HOUSE,
        due_on="2025-03-10",
        recipients=("xa-mai-chau", "cb-mai"),
        cause="5002",
    )
    told_of_it = commit(11, fact(urged, source="/services/notify"))

    seen = {
        reader: shown(trail("household", HOUSE, told_of_it, sees=own_of((reader,))))[-1:]
        for reader in ("xa-mai-chau", "thcb")
    }

    assert seen == {"xa-mai-chau": [(11_000, "reminder.escalated")], "thcb": []}


def test_a_nomination_has_its_sitting_and_its_own_ballot_and_no_other() -> None:
    found = trail("nomination", "DC-1")

    assert shown(found) == [
        (9_000, "council.convened"),
        (9_001, "nomination.opened"),
        (9_003, "ballot.tallied"),
        (9_005, "minutes.signed"),
    ]


def test_a_person_has_what_names_it_and_what_was_said_of_that_later() -> None:
    judged = commit(11, events.ActivityDisputed("HD-LAN", "Thiếu biên bản"), fact(ballot("DC-2")))

    found = trail("person", "cb-lan", judged)

    assert shown(found) == [
        (1_005, "person.assigned"),
        (3_025, "activity.recorded"),
        (9_000, "council.convened"),
        (9_005, "minutes.signed"),
        (11_000, "activity.disputed"),
    ]


def test_a_unit_has_what_it_did_and_what_others_did_to_it() -> None:
    found = trail("unit", "huyen-mai-chau")

    assert {name for _, name in shown(found)} >= {"unit.established", "funds.reversed", "finding.closed"}
    assert [name for place, name in shown(found) if place >= 10_000] == [
        "inspection.conducted",
        "finding.raised",
        "finding.closed",
    ]
    assert "activity.recorded" not in {name for _, name in shown(found)}


def test_a_campaign_has_its_definition_and_rules_and_not_every_fact_in_it() -> None:
    assert shown(trail("campaign", CAMPAIGN)) == [(2_000, "campaign.launched"), (2_001, "ruleset.published")]


def test_a_trail_as_of_a_position_ends_there() -> None:
    found = trail("household", HOUSE, until=6_000)

    assert [position for position, _ in shown(found)][-1] == 6_000
    assert found.money == Money(60_000_000, 36_000_000, 36_000_000, 0, 60_000_000)


def test_two_campaigns_with_the_same_id_are_told_apart() -> None:
    elsewhere = commit(11, fact(HOUSEHOLD, campaign="other"))

    with pytest.raises(SeveralCampaigns, match=r"hoa-binh-450, other"):
        trail("household", HOUSE, elsewhere)
    assert shown(trail("household", HOUSE, elsewhere, campaign="other")) == [(11_000, "household.identified")]


def test_nothing_is_found_of_what_nobody_spoke_of() -> None:
    tracing = Tracing("household", "HB-404")
    trace(tracing, lambda: ((one.number * 1_000, one.payload) for one in HISTORY))

    assert not tracing.is_known
    assert tracing.trail().facts == []
    assert tracing.trail().money is None


def test_what_a_reader_may_not_see_is_left_out_before_it_is_counted() -> None:
    found = trail("candidate", "hctc", sees=lambda one: one.fact.data.short != "candidate.flagged")

    assert found.candidacies == []
    assert "candidate.flagged" not in {name for _, name in shown(found)}


def test_every_kind_of_fact_names_its_own_thing() -> None:
    for cls in CATALOGUE.values():
        assert cls.first_id in {field.name for field in msgspec.structs.fields(cls)}

    merged = events.UnitMerged(("a", "b"), "c", "2025-07-01", "NQ 202")
    assert own_thing(fact(merged)) == Thing("unit", "c")
    assert things_in(fact(merged)) == {Thing("unit", one) for one in "abc"}
    assert things_in(fact(ACTIVITY)) >= {Thing("activity", "HD-hctc-0001"), Thing("person", "cb-lan")}
    assert own_thing(fact(LAN)) == Thing("person", "cb-lan")


def test_a_person_reads_what_follows_right_under_what_it_follows_from() -> None:
    lines = list(told(trail("candidate", "hctc"), "vi"))

    facts = [line for line in lines if " (ghi lúc " in line]
    flagged = next(index for index, line in enumerate(facts) if "candidate.flagged" in line)
    assert facts[flagged - 1].startswith("3025  activity.recorded")
    assert facts[flagged].startswith("  7000  ")
    assert facts[flagged + 1].startswith("    8000  notification.sent")
    assert lines[0] == f"candidate hctc: {len(facts)} sự kiện"
    assert any("[met] Kiểm tra (KH III.1): count('inspection_conducted') = 25" in line for line in lines)


def test_an_id_with_marks_of_its_own_is_found() -> None:
    strange = 'HB "1"/ă\\'
    said = commit(11, fact(msgspec.structs.replace(HOUSEHOLD, household_id=strange)))

    assert shown(trail("household", strange, said)) == [(11_000, "household.identified")]
    assert encode_fact(said.facts()[0]) == said.payload
