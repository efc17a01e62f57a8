"""What a commit that failed had changed in the pen's state is taken back to the last bit, whatever it spoke of."""

import asyncio
import copy
from typing import Any, Final

import pytest

from services.awards.domain.campaigns import Campaigns
from services.awards.domain.decider import AwardsDecider
from services.awards.domain.flags import UNCHANGED
from services.awards.domain.lifecycle import Stage, Vote
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.state import AwardsState
from shared.core.decider import Recorded
from shared.core.envelope import Fact
from shared.core.events import BonusCalculated
from shared.core.journal import Journal
from tests.examples import CAMPAIGN
from tests.unit.awards.proceeding import STANDINGS, Proceeding, Said, history

HOLDS: Final[tuple[Said, ...]] = (
    ("hold.placed", {"subject_kind": "COLLECTIVE", "subject_id": "thcb", "ground": "COMPLAINT"}),
    ("hold.lifted", {"subject_kind": "COLLECTIVE", "subject_id": "thcb", "conclusion": "NO_WRONGDOING"}),
)
BONUS: Final = BonusCalculated("D-1", "COLLECTIVE", "hctc", 0.6, 2_340_000, 1_410_000)


def facts_of(stage: Stage, vote: Vote) -> list[Fact]:
    """Everything in the log once N-1 stands there."""

    async def run() -> list[Fact]:
        case = Proceeding()
        await case.begin(*history(stage, vote), *HOLDS)
        if stage is Stage.ANNULLED:
            assert isinstance(await case.conclude(BONUS), Recorded)
        return [fact for commit in case.log.commits for fact in commit.facts()]

    return asyncio.run(run())


def everything(state: AwardsState) -> dict[str, Any]:
    """All tables of a state, apart from it."""
    tables = {name: table for name, table in vars(state).items() if isinstance(table, dict)}
    kept = {name: {key: one for key, one in table.items() if one != {}} for name, table in tables.items()}
    return copy.deepcopy(kept)


@pytest.mark.parametrize(("stage", "vote"), STANDINGS, ids=lambda one: one.value)
def test_every_step_of_the_way_can_be_taken_back(stage: Stage, vote: Vote) -> None:
    state, decider = AwardsState(Journal(), RegistryFacts(), Campaigns(), CAMPAIGN), AwardsDecider()

    for ref, fact in enumerate(facts_of(stage, vote)):
        before = everything(state)
        decider.evolve(state, fact, ref)
        assert everything(state) != before, fact.data.short
        state.journal.undo()
        assert everything(state) == before, fact.data.short
        decider.evolve(state, fact, ref)
        state.journal.settle()


def test_a_bonus_is_not_stated_again_under_another_id() -> None:
    async def run() -> object:
        case = Proceeding()
        await case.begin(*history(Stage.AWARDED, Vote.CONFIRMED))
        assert isinstance(await case.conclude(BONUS), Recorded)
        return await case.conclude(BONUS)

    assert asyncio.run(run()) == UNCHANGED
