"""On every step of a nomination that somebody has still to take a clock runs; on what is done or given up none does."""

import asyncio

import pytest

from services.awards.domain.clocks import Running, clocks_of
from services.awards.domain.lifecycle import Stage, Vote
from tests.examples import TODAY, YESTERDAY
from tests.unit.awards.proceeding import STANDINGS, Proceeding, Said, history

ASKED: Said = ("clearance.requested", {"nomination_id": "N-1", "body": "thanh-tra"})
COMMENT: Said = ("public_comment.opened", {"nomination_id": "N-1", "from_on": TODAY, "to_on": "2025-03-21"})
OF_STAGE = {
    Stage.OPEN: {"PREPARE"},
    Stage.COMPLETE: {"PREPARE"},
    Stage.SUBMITTED: {"RETURN_UNFIT", "APPRAISE"},
    Stage.RETURNED: {"RESUBMIT"},
    Stage.DECLINED: {"INFORM"},
    Stage.AWARDED: {"HAND_OUT"},
    Stage.ANNULLED: {"RECOVER"},
}
TO_BE_SIGNED = {Stage.OPEN, Stage.COMPLETE, Stage.SUBMITTED, Stage.RETURNED}


def running(*said: Said) -> tuple[Running, ...]:
    """The clocks of N-1 after this was said."""

    async def run() -> tuple[Running, ...]:
        case = Proceeding()
        await case.begin(*said)
        nomination = case.state.nomination("N-1")
        return clocks_of(nomination, case.state.terms.law) if nomination else ()

    return asyncio.run(run())


@pytest.mark.parametrize(("stage", "vote"), STANDINGS, ids=lambda one: one.value)
def test_every_step_that_waits_for_somebody_has_its_clock(stage: Stage, vote: Vote) -> None:
    clocks = running(*history(stage, vote))

    signing = {"SIGN_MINUTES"} if vote is Vote.CARRIED and stage in TO_BE_SIGNED else set()
    assert {one.clock for one in clocks} == OF_STAGE.get(stage, set()) | signing


def test_a_clock_runs_in_working_days_from_the_day_after_its_step_began() -> None:
    prepared, returned, declined = (
        running(*history(stage, Vote.LOST)) for stage in (Stage.OPEN, Stage.RETURNED, Stage.DECLINED)
    )
    [_, _, signing] = running(*history(Stage.SUBMITTED, Vote.CARRIED))

    assert prepared == (("PREPARE", TODAY, "2025-04-08"),)  # 7 April 2025 is a holiday
    assert returned == (("RESUBMIT", TODAY, "2025-03-24"),)
    assert declined == (("INFORM", TODAY, "2025-03-24"),)
    assert signing == ("SIGN_MINUTES", YESTERDAY, "2025-03-14")


def test_an_answer_and_days_of_comment_are_waited_for_until_they_are_there() -> None:
    before = history(Stage.COMPLETE, Vote.NOT_VOTED)
    answered: Said = ("clearance.received", ASKED[1] | {"result": "NO_OBJECTION", "doc_no": "1/TTr"})

    waiting = running(*before, ASKED, COMMENT)
    there = running(*before, ASKED, COMMENT, answered)

    assert waiting[1:] == (("ANSWER", TODAY, "2025-03-24"), ("COMMENT", TODAY, "2025-03-21"))
    assert {one.clock for one in there} == {"PREPARE", "COMMENT"}
