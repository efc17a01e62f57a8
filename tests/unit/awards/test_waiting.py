"""For whom a nomination waits, wherever it stands."""

import pytest

from services.awards.domain.lifecycle import Stage, Vote
from services.awards.tables.nominations import Stands
from services.awards.web.waiting import Waits, waits_for


@pytest.mark.parametrize(
    ("stage", "vote", "waits"),
    [
        (Stage.OPEN, Vote.NOT_VOTED, Waits.PREPARING),
        (Stage.COMPLETE, Vote.CARRIED, Waits.PREPARING),
        (Stage.RETURNED, Vote.NOT_VOTED, Waits.PREPARING),
        (Stage.SUBMITTED, Vote.NOT_VOTED, Waits.COUNCIL),
        (Stage.SUBMITTED, Vote.LOST, Waits.COUNCIL),
        (Stage.SUBMITTED, Vote.CARRIED, Waits.COUNCIL),
        (Stage.SUBMITTED, Vote.CONFIRMED, Waits.DECISION),
        (Stage.AWARDED, Vote.CONFIRMED, Waits.DECIDED),
        (Stage.CONFERRED, Vote.CONFIRMED, Waits.DECIDED),
        (Stage.ANNULLED, Vote.CONFIRMED, Waits.ENDED),
        (Stage.DECLINED, Vote.CONFIRMED, Waits.ENDED),
        (Stage.WITHDRAWN, Vote.NOT_VOTED, Waits.ENDED),
    ],
)
def test_a_nomination_waits_for_one_thing_alone(stage: Stage, vote: Vote, waits: Waits) -> None:
    assert waits_for(Stands(stage, vote, lapsed=False)) is waits
    assert waits_for(Stands(stage, vote, lapsed=True)) is Waits.ENDED
