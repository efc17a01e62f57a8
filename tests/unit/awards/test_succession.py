"""What becomes of a nomination when its unit ends: decided before, carried or lapsed, each by rule and date."""

import asyncio
from typing import Any

import pytest

from services.awards.domain.lifecycle import AWARDED, Stage, Vote
from services.awards.domain.refusals.decisions import NAMES_ENDED_UNIT
from services.awards.domain.refusals.dossiers import LAPSED
from services.awards.domain.succession import Fate, fate_of_nomination
from shared.core import events
from shared.core.decider import Recorded
from shared.core.problems import Problem
from tests.examples import TODAY, TOMORROW, fact
from tests.unit.awards.proceeding import PAPERS, WITHDRAWN, Proceeding, decided, history

DISSOLVED = events.UnitDissolved("hctc", TODAY, "NQ 202")
MERGED = events.UnitMerged(("hctc",), "thcb", TODAY, "NQ 202")
BY_HEIR = [{"subject_kind": "COLLECTIVE", "subject_id": "thcb", "nomination_id": "N-1"}]


def outcome(*said: Any, end: events.UnitMerged | events.UnitDissolved, of: tuple[Stage, Vote]) -> tuple[Any, Any]:
    """What is answered to the last of some statements once the unit has ended, and the state."""
    case = Proceeding()

    async def tell() -> Any:
        await case.begin(*history(*of))
        case.state.registry.fold(fact(end), 9_000)
        answers = [await case.say(one) for one in said]
        return answers[-1]

    answer = asyncio.run(tell())
    return answer.code if isinstance(answer, Problem) else type(answer), case.state


READY = (Stage.SUBMITTED, Vote.CONFIRMED)


def test_what_was_decided_before_the_day_stands() -> None:
    end = events.UnitDissolved("hctc", TOMORROW, "NQ 202")

    answer, state = outcome(decided(), end=end, of=READY)

    nomination = state.nomination("N-1")
    assert answer is Recorded
    assert nomination.stage in AWARDED
    fated = fate_of_nomination(nomination, state.registry.lineage, day=TOMORROW)
    assert fated is not None
    assert fated.fate is Fate.DECIDED_BEFORE


def test_from_the_day_on_the_decision_names_the_unit_that_holds_the_work() -> None:
    under_the_old_name, _ = outcome(decided(), end=MERGED, of=READY)
    under_the_heirs, state = outcome(decided(subjects=BY_HEIR), end=MERGED, of=READY)

    assert under_the_old_name == NAMES_ENDED_UNIT.code
    assert under_the_heirs is Recorded
    assert state.nomination("N-1").stage is Stage.AWARDED


def test_before_the_day_it_does_not_name_the_heir() -> None:
    end = events.UnitMerged(("hctc",), "thcb", TOMORROW, "NQ 202")

    answer, _ = outcome(decided(subjects=BY_HEIR), end=end, of=READY)

    assert answer == "not_as_nominated"


@pytest.mark.parametrize("said", [decided(), PAPERS[0]], ids=["decided", "a paper"])
def test_where_nobody_goes_on_the_nomination_lapses(said: Any) -> None:
    answer, state = outcome(said, end=DISSOLVED, of=READY)

    fated = fate_of_nomination(state.nomination("N-1"), state.registry.lineage, day=TODAY)
    assert answer == LAPSED.code
    assert fated is not None
    assert (fated.fate, fated.ending.on) == (Fate.LAPSED, TODAY)


def test_a_nomination_that_lapsed_may_be_withdrawn() -> None:
    answer, _ = outcome(WITHDRAWN, end=DISSOLVED, of=READY)

    assert answer is Recorded


def test_a_unit_in_whose_place_nobody_goes_on_is_proposed_no_more() -> None:
    answer, _ = outcome(history(Stage.OPEN, Vote.NOT_VOTED)[-1], end=DISSOLVED, of=(Stage.NOT_OPENED, Vote.NOT_VOTED))

    assert answer == LAPSED.code
