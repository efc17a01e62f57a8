"""The life of a nomination, walked: every state x every command x every role, against the one table of it."""

import asyncio
from typing import Final, get_args

import pytest

from services.awards.domain.lifecycle import STAGES, VOTES, Stage, Vote, fits_vote, may_follow, next_stage
from services.awards.domain.nominations import missing
from shared.core import events
from shared.core.access import STATED_BY
from shared.core.decider import Recorded
from shared.core.events import CATALOGUE, PREFIX, VERSION, Data
from shared.core.values import Role
from tests.examples import YESTERDAY
from tests.unit.awards import proceeding
from tests.unit.awards.proceeding import (
    STANDINGS,
    SUBJECT,
    Proceeding,
    Said,
    ballot,
    decided,
    history,
    minutes,
    refused,
)

ROLES: Final[tuple[Role, ...]] = get_args(Role)
N1: Final = {"nomination_id": "N-1"}
COMMENT: Final = N1 | {"from_on": "2025-02-20", "to_on": YESTERDAY}
ASKED: Final[Said] = ("clearance.requested", N1 | {"body": "thanh-tra"})
PUBLISHED: Final[Said] = ("public_comment.opened", COMMENT)
# One of each command that speaks of N-1 or of its sitting; in a state that allows it, nothing else is against it.
COMMANDS: Final[dict[str, Said]] = {
    said[0]: said
    for said in (
        proceeding.OPENED,
        ("nomination.submitted", proceeding.SUBMITTED[1] | {"to_level": "PROVINCE"}),
        proceeding.RETURNED,
        proceeding.WITHDRAWN,
        ("dossier.item_added", N1 | {"item": "OTHER", "name": "Ảnh", "sha256": "f" * 64}),
        ASKED,
        ("clearance.received", N1 | {"body": "thanh-tra", "result": "NO_OBJECTION", "doc_no": "1/TTr"}),
        PUBLISHED,
        ("public_comment.closed", COMMENT),
        ("conflict.declared", N1 | {"sitting_id": "S-2", "person_id": "P-2"}),
        ballot(3, sitting_id="S-2"),
        minutes("S-1"),
        decided("D-2"),
        proceeding.DECLINED,
        proceeding.CONFERRED,
        proceeding.ANNULLED,
        (
            "bonus.calculated",
            SUBJECT | {"decision_no": "D-1", "coefficient": 0.6, "base_salary_vnd": 1, "amount_vnd": 1},
        ),
    )
}
BEFORE: Final[dict[str, Said]] = {"clearance.received": ASKED, "public_comment.closed": PUBLISHED}
# These speak of no nomination, and are allowed wherever one stands.
ELSEWHERE: Final[tuple[Said, ...]] = (
    proceeding.convened("S-3"),
    ("hold.placed", {"subject_kind": "COLLECTIVE", "subject_id": "thcb", "ground": "COMPLAINT"}),
)


def kind_of(short: str) -> type[Data]:
    return CATALOGUE[f"{PREFIX}{short}{VERSION}"]


def is_allowed(stage: Stage, vote: Vote, kind: type[Data]) -> bool:
    """As the table says."""
    if kind is events.MinutesSigned:
        return fits_vote(vote, kind)
    return next_stage(stage, kind) is not None and fits_vote(vote, kind)


def in_turn(said: Said, vote: Vote) -> Said:
    """The same, of the round that is next."""
    short, data = said
    return (short, data | {"round": 2}) if short == "ballot.tallied" and vote is Vote.LOST else said


@pytest.mark.parametrize(("stage", "vote"), STANDINGS, ids=lambda one: one.value)
def test_what_the_table_does_not_allow_is_refused_with_its_reason_and_changes_nothing(stage: Stage, vote: Vote) -> None:
    async def walk() -> None:
        case = Proceeding()
        await case.begin(*history(stage, vote))
        commits, before = len(case.log.commits), case.state.nomination("N-1")
        assert case.standing() == (stage, vote)

        for short, said in COMMANDS.items():
            allowed = is_allowed(stage, vote, kind_of(short))
            for role in ROLES:
                if role in STATED_BY[short] and allowed:
                    continue
                problem = refused(await case.say_as(role, said))
                assert problem.status == (422 if role in STATED_BY[short] else 403), (short, role, problem)

        assert len(case.log.commits) == commits
        assert case.state.nomination("N-1") == before

    asyncio.run(walk())


@pytest.mark.parametrize(("stage", "vote"), STANDINGS, ids=lambda one: one.value)
def test_what_the_table_allows_happens_and_leads_where_it_says(stage: Stage, vote: Vote) -> None:
    async def walk() -> None:
        for short, said in COMMANDS.items():
            kind = kind_of(short)
            if not STATED_BY[short] or not is_allowed(stage, vote, kind):
                continue
            case = Proceeding()
            await case.begin(*history(stage, vote), *([BEFORE[short]] if short in BEFORE else []))

            answer = await case.say(in_turn(said, vote))

            assert isinstance(answer, Recorded), (short, answer)
            to_stage, to_vote = case.standing()
            wanted = next_stage(stage, kind) or stage
            nomination = case.state.nomination("N-1")
            if wanted in (Stage.OPEN, Stage.COMPLETE) and nomination is not None:
                wanted = Stage.OPEN if missing(nomination, case.state.terms.law) else Stage.COMPLETE
            assert to_stage is wanted, short
            assert to_vote in VOTES[vote].get(kind, (vote,)), short

    asyncio.run(walk())


def test_what_speaks_of_no_nomination_is_allowed_wherever_one_stands() -> None:
    async def walk() -> None:
        for stage, vote in STANDINGS:
            case = Proceeding()
            await case.begin(*history(stage, vote))
            for said in ELSEWHERE:
                assert isinstance(await case.say(said), Recorded)

            assert case.standing() == (stage, vote)

    asyncio.run(walk())


def test_the_walk_leaves_out_no_command_and_no_state() -> None:
    in_the_table = {kind.short for row in STAGES.values() for kind in row}
    in_the_table |= {kind.short for row in VOTES.values() for kind in row}
    awards = {cls.short for cls in CATALOGUE.values() if cls.owner == "awards" and cls.thing != "candidate"}

    walked = COMMANDS.keys() | {short for short, _ in ELSEWHERE} | {"hold.lifted"}

    assert walked == awards
    assert in_the_table <= COMMANDS.keys()
    assert {stage for stage, _ in STANDINGS} == set(Stage)
    assert {vote for _, vote in STANDINGS} == set(Vote)


def test_what_may_follow_is_told_in_the_words_of_the_catalogue() -> None:
    told = may_follow(Stage.SUBMITTED, Vote.CONFIRMED)

    assert {"award.decided", "award.declined", "nomination.returned"} <= set(told)
    assert "ballot.tallied" not in told
    assert may_follow(Stage.WITHDRAWN, Vote.CARRIED) == []
    assert "minutes.signed" in may_follow(Stage.SUBMITTED, Vote.CARRIED)
    assert "award.decided" not in may_follow(Stage.SUBMITTED, Vote.CARRIED)
