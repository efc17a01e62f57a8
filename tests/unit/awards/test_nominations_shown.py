"""What is shown of nominations and decisions is what the pen decides by, at every state a nomination can stand in."""

import asyncio
from zlib import crc32

import msgspec
import pytest

from services.awards.domain.lifecycle import Stage, Vote
from services.awards.domain.nominations import Nomination
from services.awards.projections import AWARDS
from services.awards.tables.rows import Decision, DecisionSubject
from services.awards.tables.rows import Nomination as NominationRow
from shared.core.events import AwardConferred, CouncilConvened, Member, MinutesSigned
from shared.core.projecting import Rows, fold_commits
from tests.examples import CAMPAIGN, TODAY
from tests.histories import commits_of
from tests.unit.awards.proceeding import STANDINGS, SUBJECT, Proceeding, history


def shown_after(stage: Stage, vote: Vote) -> tuple[Rows, Nomination | None]:
    """The rows after a history, and the nomination as the pen has it."""

    async def run() -> tuple[Rows, Nomination | None]:
        case = Proceeding()
        await case.begin(*history(stage, vote))
        rows = Rows(AWARDS.tables)
        fold_commits(AWARDS, rows, case.log.commits)
        return rows, case.state.nomination("N-1")

    return asyncio.run(run())


@pytest.mark.parametrize(("stage", "vote"), STANDINGS, ids=lambda one: one.value)
def test_a_nomination_is_shown_as_the_pen_knows_it(stage: Stage, vote: Vote) -> None:
    rows, known = shown_after(stage, vote)

    row = rows.find(NominationRow, CAMPAIGN, "N-1")

    assert (row and msgspec.json.decode(row.told, type=Nomination)) == known


def test_a_nomination_that_is_kept_otherwise_has_another_edition() -> None:
    """It stands whole in one column, so tables filled before would go on beside rows that say more than theirs."""
    kept = crc32(" ".join(field.name for field in msgspec.structs.fields(Nomination)).encode())

    assert (AWARDS.edition, kept) == (6, 1498694281), "Raise the edition of AWARDS, and write both numbers here."


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.CONFERRED, Stage.ANNULLED])
def test_a_decision_shows_what_became_of_each_subject(stage: Stage) -> None:
    rows, _ = shown_after(stage, Vote.CONFIRMED)

    given = rows.find(DecisionSubject, CAMPAIGN, "D-1", *SUBJECT.values())

    decision = rows.find(Decision, CAMPAIGN, "D-1")
    assert given is not None
    assert decision is not None
    assert given.status == stage.value
    assert decision.conferred_on == (TODAY if stage is Stage.CONFERRED else "")


def test_a_fact_about_what_is_not_there_changes_nothing() -> None:
    strange = [
        CouncilConvened("S-1", (Member("P-1"),), TODAY),
        MinutesSigned("S-9", "1/BB", TODAY, ("P-1",)),
        AwardConferred("D-9", TODAY),
    ]
    rows = Rows(AWARDS.tables)

    fold_commits(AWARDS, rows, commits_of(strange))

    of_papers = {"PaperSource", "RegisteredPaper"}  # they keep what was said; what it makes is for the paper to see
    assert [name for name, _ in rows.everything() if name not in of_papers] == ["Sitting"]
