"""A statement whose content nothing can compare any more: (source, id) alone says whether the pen has seen it."""

import asyncio
import itertools

from msgspec.structs import replace

from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.state import CampaignState
from shared.adapters.memory import MemoryLog
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded
from shared.core.journal import Journal
from shared.core.pen import Pen
from tests.examples import CAMPAIGN, HOUSEHOLD, LAUNCHED, command
from tests.unit.tracking.telling import known_registry


async def _answers(*commands: Command) -> list[Answer]:
    ids = itertools.count()
    state = CampaignState(Journal(), known_registry())
    pen = Pen(
        MemoryLog(),
        state,
        campaign=CAMPAIGN,
        owner="tracking",
        decider=CampaignDecider(),
        new_commit_id=lambda: f"commit-{next(ids)}",
    )
    writing = asyncio.create_task(pen.run())
    try:
        return [(await pen.submit([one]))[0] for one in commands]
    finally:
        writing.cancel()


def test_after_an_erasure_a_repeat_is_a_duplicate_and_what_is_new_is_refused() -> None:
    said = command(HOUSEHOLD)
    erased, another = replace(said, contentmac=""), replace(said, contentmac="", key=said.key + 1)
    changed = replace(said, contentmac="0" * 32)

    answers = asyncio.run(_answers(command(LAUNCHED), said, changed, erased, another))

    assert answers[1:] == [Recorded(2_000), ContentDiffers(2_000), Duplicate(2_000), SUBJECT_ERASED]
