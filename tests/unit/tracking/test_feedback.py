"""What the public writes: taken once, answered once, in words that name nobody, also when the campaign is closed."""

from typing import Final

from msgspec.structs import replace

from services.tracking.domain.feedback_refusals import ANSWER_NAMES_SOMEBODY, FEEDBACK_ANSWERED, FEEDBACK_ERASED
from services.tracking.domain.refusals import CAMPAIGN_CLOSED, ID_USED, NOT_TAKING_PART, UNKNOWN
from shared.core import events
from shared.core.definition import Campaign
from shared.rules.law.law import Law
from tests.examples import CAMPAIGN, LAUNCHED
from tests.unit.tracking.telling import ACCEPTED, given

WRITTEN: Final = events.FeedbackReceived(feedback_id="K7QF-2MZD-XB4T-NC3E", topic="HOUSING", said="v1.sealed")
ANSWERED: Final = events.FeedbackAnswered(WRITTEN.feedback_id, "Mái nhà sẽ được lợp lại trước 30/6.")
ERASED: Final = events.PersonalDataErased(
    subject_kind="FEEDBACK", subject_id=WRITTEN.feedback_id, scope="ALL", basis="Đơn đề nghị số 07/ĐN"
)


def test_what_is_written_is_taken_once_about_a_unit_that_is_there() -> None:
    given().when(replace(WRITTEN, unit_id="hctc")).then(ACCEPTED)
    given().when(replace(WRITTEN, unit_id="nobodys")).then(NOT_TAKING_PART)
    given(WRITTEN).when(replace(WRITTEN, topic="FUNDS")).then(ID_USED["feedback"])


def test_it_is_answered_once() -> None:
    given().when(ANSWERED).then(UNKNOWN["feedback"])
    given(WRITTEN).when(ANSWERED).then(ACCEPTED).when(replace(ANSWERED, answer="Khác")).then(FEEDBACK_ANSWERED)


def test_an_answer_holds_no_citizen_number() -> None:
    given(WRITTEN).when(replace(ANSWERED, answer="Về hộ 017 190 001 234")).then(ANSWER_NAMES_SOMEBODY)


def test_what_was_erased_needs_no_answer() -> None:
    given(WRITTEN, ERASED).when(ANSWERED).then(FEEDBACK_ERASED)
    given(WRITTEN, ANSWERED).when(ERASED).then(ACCEPTED)


def test_a_closed_campaign_takes_no_more_and_answers_what_is_open() -> None:
    closed = given(WRITTEN, events.CampaignClosed(CAMPAIGN))

    closed.when(replace(WRITTEN, feedback_id="another")).then(CAMPAIGN_CLOSED)
    closed.when(ANSWERED).then(ACCEPTED)


def test_the_answer_is_due_so_many_working_days_after_the_day_of_receipt() -> None:
    own: Campaign = replace(LAUNCHED, law={"feedback_days": {"ANSWER": 2}})

    # From Friday 25 April 2025 on: Saturday the 26th was worked; 30 April, 1 and 2 May were holidays.
    assert Law({}).feedback_due_on("2025-03-10") == "2025-03-31"
    assert Law(own.law).feedback_due_on("2025-04-25") == "2025-04-28"
    assert Law(own.law).feedback_due_on("2025-04-28") == "2025-05-05"
