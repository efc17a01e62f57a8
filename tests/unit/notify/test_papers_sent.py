"""Papers of the office that go to the plan's recipients: reports of periods, and packs of reviews, each once."""

from typing import Final

from msgspec.structs import replace

from shared.core import events
from shared.core.values import Date
from tests import examples as ex
from tests.unit.notify.drive import DRIVE, MERGED, REGISTRY_FACTS, URGED, Called, Drive, report

CHAIR: Final = "chanh-van-phong"
SAT: Final = (
    events.NominationOpened("N-1", "COLLECTIVE", "huyen-mai-chau", "AGENCY_COMMENDATION", "k-1"),
    events.NominationOpened("N-2", "INDIVIDUAL", ex.LAN.person_id, "AGENCY_COMMENDATION", "k-2"),
    events.CouncilConvened("HD-1", (events.Member(CHAIR, chair=True), events.Member("cb-hoa")), "2025-03-12"),
    events.BallotTallied(
        sitting_id="HD-1", nomination_id="N-1", round=1, yes=2, no=0, blank=0, present=2, written_yes=0
    ),
)
SIGNED: Final = events.MinutesSigned("HD-1", "3/BB", "2025-03-12", (CHAIR,))
DECIDED: Final = events.AwardDecided(
    "12/QĐ-VP",
    "2025-03-12",
    "AGENCY_COMMENDATION",
    events.Signer(CHAIR, "Chánh Văn phòng", "HEAD"),
    (
        events.Awarded("COLLECTIVE", "huyen-mai-chau", "N-1"),
        events.Awarded("INDIVIDUAL", ex.LAN.person_id, "N-2"),
        events.Awarded("HOUSEHOLD", "HB-1", "N-3"),
    ),
)
ANNULLED: Final = events.AwardAnnulled(
    "12/QĐ-VP", "COLLECTIVE", "huyen-mai-chau", "FALSE_DECLARATION", "13/QĐ-VP", "2025-03-19"
)
NAMED: Final = "authority huyen-mai-chau hctc authority"
HELD: Final = events.ReviewHeld(review_id="SK-1", kind="FINAL", held_on="2025-06-10", period="2025-05")


def drive(recipients: str = "") -> Drive:
    """The drive by the policy that ships, with recipients of its own if any are named."""
    named = {"recipients": {"REPORT": recipients, "REVIEW": recipients}} if recipients else {}
    return Drive(replace(DRIVE, targets=(), law={"urged": URGED, **named}))


def sent(found: list[tuple[Date, Called]]) -> list[tuple[Date, str, tuple[str, ...]]]:
    topics = ("report.consolidated", "review.held")
    return [(day, one.matter, one.recipients) for day, one in found if one.topic in topics]


def test_a_period_is_sent_when_its_reports_were_due_and_again_when_a_newer_paper_was_made() -> None:
    told = drive().heard(report("hctc", "2025-03", activities=12), on="2025-04-03")

    first = sent(told.mornings("2025-04-01", "2025-04-10"))
    told.heard(events.ReportCorrected("BC-hctc-2025-03", {"activities": 13}, "Sót"), on="2025-04-10")
    again = sent(told.mornings("2025-04-11", "2025-04-18"))

    assert first == [("2025-04-08", "2025-03", ("authority", "secretary"))]
    assert again == [("2025-04-11", "2025-03", ("authority", "secretary"))]


def test_what_is_older_than_two_weeks_or_was_reported_by_nobody_is_news_to_nobody() -> None:
    told = drive()

    silent = sent(told.mornings("2025-04-01", "2025-04-18"))
    told.heard(report("hctc", "2025-03"), on="2025-04-21")

    assert silent == []
    assert sent(told.mornings("2025-04-22", "2025-05-02")) == []


def test_a_campaign_names_its_recipients_and_in_the_place_of_a_unit_that_ended_its_heir_is_told() -> None:
    told = drive(NAMED).heard(report("hctc", "2025-04"), on="2025-05-03").heard(MERGED, on="2025-04-15")

    found = sent(told.mornings("2025-05-05", "2025-05-10"))

    assert found == [("2025-05-06", "2025-04", ("authority", "xa-mai-chau", "hctc"))]


def test_a_review_is_sent_the_next_working_morning_after_the_campaign_is_closed_too() -> None:
    told = drive().heard(ex.CLOSED, on="2025-06-12").heard(HELD, on="2025-06-13")

    found = sent(told.mornings("2025-06-14", "2025-06-30"))

    assert found == [("2025-06-16", "SK-1", ("authority", "secretary"))]
    assert sent(drive().heard(HELD, on="2025-06-13").mornings("2025-06-30", "2025-07-05")) == []


def of_awards(told: Drive, day: Date) -> list[tuple[str, str, tuple[str, ...]]]:
    topics = ("minutes.signed", "award.decided", "award.annulled")
    return [(one.topic, one.matter, one.recipients) for one in told.morning(day) if one.topic in topics]


def test_minutes_go_to_the_council_and_a_decision_to_whom_it_gives_an_award_and_both_to_the_plans_recipients() -> None:
    told = drive().heard(*SAT, SIGNED, DECIDED, on="2025-03-13")

    found = of_awards(told, "2025-03-14")

    plan = ("authority", "secretary")
    assert found == [
        ("minutes.signed", "HD-1", (*plan, CHAIR, "cb-hoa")),
        ("award.decided", "12/QĐ-VP", (*plan, "huyen-mai-chau", ex.LAN.person_id, ex.LAN.unit_id)),
    ]
    assert of_awards(told, "2025-03-17") == []


def test_an_annulment_goes_to_whom_the_award_was_given_and_in_the_place_of_a_unit_that_ended_to_its_heir() -> None:
    heir = replace(MERGED, effective_on="2025-03-20")
    told = drive().heard(*SAT, SIGNED, DECIDED, on="2025-03-13").heard(ANNULLED, heir, on="2025-03-20")
    told.morning("2025-03-14")

    found = of_awards(told, "2025-03-21")

    assert found == [("award.annulled", "12/QĐ-VP", ("authority", "secretary", "xa-mai-chau"))]


def test_minutes_say_under_which_nomination_they_lie_and_a_campaign_names_who_has_them() -> None:
    law = {"urged": URGED, "recipients": {"MINUTES": "hctc", "DECISION": "vpubnd"}}
    told = Drive(replace(DRIVE, targets=(), law=law), registry=REGISTRY_FACTS)

    reminders = told.heard(*SAT, SIGNED, on="2025-03-13").reminders("2025-03-14")

    (minutes,) = [one.data for one in reminders if one.data.topic == "minutes.signed"]
    assert (minutes.sitting_id, minutes.nomination_id) == ("HD-1", "N-1")
    assert minutes.recipients == ("hctc", CHAIR, "cb-hoa")


def test_the_members_of_a_council_are_told_once_of_a_sitting_to_come_and_of_none_that_is_over() -> None:
    to_come = events.CouncilConvened("HD-2", (events.Member(CHAIR, chair=True), events.Member("cb-hoa")), "2025-03-20")
    told = drive().heard(*SAT, to_come, on="2025-03-13")

    found = [(one.matter, one.recipients) for _, one in told.mornings("2025-03-14", "2025-03-25") if is_convened(one)]

    assert found == [("HD-2", (CHAIR, "cb-hoa"))]


def is_convened(one: Called) -> bool:
    return one.topic == "council.convened"
