"""Papers of the office that go to the plan's recipients: reports of periods, and packs of reviews, each once."""

from typing import Final

from msgspec.structs import replace

from shared.core import events
from shared.core.values import Date
from tests import examples as ex
from tests.unit.notify.drive import DRIVE, MERGED, URGED, Called, Drive, report

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
