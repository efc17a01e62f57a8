"""The council: which ballots are taken and what they lead to, whoever sits, in whatever order things are done."""

import asyncio
from typing import TypeAlias

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.awards.domain.lifecycle import Stage, Vote
from services.awards.domain.nominations import missing
from shared.core.decider import Recorded
from tests.examples import LAUNCHED, REGISTRY_FACTS, fact
from tests.unit.awards import proceeding
from tests.unit.awards.proceeding import (
    PAPERS,
    SUBMITTED,
    Proceeding,
    Said,
    ballot,
    convened,
    decided,
    minutes,
    refused,
)

Overriding: TypeAlias = dict[str, dict[str, str | int | float | bool]]

STRICT: Overriding = {
    "votes_for": {"AGENCY_COMMENDATION": "at least 4/5 of ALL_MEMBERS"},
    "quorum": {"AGENCY_COMMENDATION": "at least 4/5 of ALL_MEMBERS"},
    "rounds": {"AGENCY_COMMENDATION": 1},
    "own_unit": {"AGENCY_COMMENDATION": "MAY_NOT_VOTE"},
}
VOTES = st.fixed_dictionaries({name: st.integers(0, 4) for name in ("yes", "no", "blank", "written_yes", "written_no")})


def under(law: Overriding) -> Proceeding:
    """A campaign that overrides the law."""
    return Proceeding(msgspec.structs.replace(LAUNCHED, law=law))


@given(VOTES, st.sampled_from([0, 0, 0, 1, -1]))
def test_a_ballot_is_taken_exactly_if_it_adds_up_and_the_council_is_large_enough_and_there(
    votes: dict[str, int], miscounted: int
) -> None:
    async def run() -> None:
        case = Proceeding()
        await case.begin(convened("S-1"), proceeding.OPENED)
        present = max(votes["yes"] + votes["no"] + votes["blank"] + miscounted, 0)
        short, data = ballot(0)

        answer = await case.say((short, data | votes | {"present": present}))

        adds_up = votes["yes"] + votes["no"] + votes["blank"] == present
        fits = present + votes["written_yes"] + votes["written_no"] <= 5
        assert isinstance(answer, Recorded) is (adds_up and fits and present * 3 >= 5 * 2)
        if isinstance(answer, Recorded):
            carried = 2 * (votes["yes"] + votes["written_yes"]) > 5
            assert case.standing()[1] is (Vote.CARRIED if carried else Vote.LOST)

    asyncio.run(run())


def test_a_campaign_may_ask_for_more_votes_and_fewer_rounds() -> None:
    async def run() -> list[str]:
        case = under(STRICT)
        await case.begin(convened("S-1"), proceeding.OPENED)
        few = refused(await case.say(ballot(3, present=3, no=0))).code
        assert isinstance(await case.say(ballot(3)), Recorded)
        assert case.standing()[1] is Vote.LOST
        return [few, refused(await case.say(ballot(4, number=2))).code]

    assert asyncio.run(run()) == ["no_quorum", "no_round_left"]


def test_who_wrote_counts_as_present_where_the_law_counts_those_present() -> None:
    async def run() -> list[Vote]:
        case = under({"votes_for": {"AGENCY_COMMENDATION": "at least 3/4 of PRESENT"}})
        await case.begin(convened("S-1"), proceeding.OPENED, ballot(2, written_yes=1))
        first = case.standing()[1]
        assert isinstance(await case.say(ballot(3, number=2, written_yes=1)), Recorded)
        return [first, case.standing()[1]]

    assert asyncio.run(run()) == [Vote.LOST, Vote.CARRIED]  # 3 of 5, which would be 3 of 4 without the letter; 4 of 5


def test_where_it_is_so_ruled_nobody_votes_on_his_own_unit() -> None:
    async def run() -> tuple[object, str]:
        members: Said = (
            "council.convened",
            convened("S-1")[1] | {"members": [{"person_id": p} for p in ("cb-lan", "P-2")]},
        )
        answers = []
        laws: tuple[Overriding, ...] = ({}, {"own_unit": STRICT["own_unit"]})
        for law in laws:
            case = under(law)
            for position, known in enumerate(REGISTRY_FACTS, start=1_000):
                case.state.registry.fold(fact(known), position)
            await case.begin(members, proceeding.OPENED)
            answers.append(await case.say(ballot(2, present=2, no=0)))
        return answers[0], refused(answers[1]).code

    allowed, code = asyncio.run(run())

    assert isinstance(allowed, Recorded)
    assert code == "more_votes_than_members"


def test_minutes_confirm_only_what_their_own_sitting_voted_last() -> None:
    async def run() -> list[Vote]:
        case = Proceeding()
        await case.begin(convened("S-1"), convened("S-2"), proceeding.OPENED, ballot(2), minutes("S-1"))
        standings = [case.standing()[1]]
        for said in (ballot(4, sitting_id="S-2", number=2), minutes("S-2")):
            assert isinstance(await case.say(said), Recorded)
            standings.append(case.standing()[1])
        return standings

    assert asyncio.run(run()) == [Vote.LOST, Vote.CARRIED, Vote.CONFIRMED]


def test_the_council_may_sit_before_the_dossier_goes_up_or_after() -> None:
    async def run() -> None:
        first = (*PAPERS[:2], convened("S-1"), ballot(4), minutes(), PAPERS[2], SUBMITTED)
        last = (*PAPERS, SUBMITTED, convened("S-1"), ballot(4), minutes())
        for order in (first, last):
            case = Proceeding()
            await case.begin(proceeding.OPENED, *order)

            assert isinstance(await case.say(decided()), Recorded)

    asyncio.run(run())


def test_an_award_of_the_state_takes_every_clearance_and_its_days_of_public_comment() -> None:
    async def run() -> None:
        case = Proceeding()
        flag = msgspec.structs.replace(proceeding.FLAGGED, award="LABOUR_ORDER_3", card="F-HCLD-MOV-COL")
        await case.begin()
        assert isinstance(await case.conclude(flag), Recorded)
        days = {"nomination_id": "N-1", "from_on": "2025-02-17", "to_on": "2025-02-28"}
        opened: Said = ("nomination.opened", proceeding.OPENED[1] | {"award": "LABOUR_ORDER_3"})
        for said in (opened, *PAPERS, ("public_comment.opened", days), ("public_comment.closed", days)):
            assert isinstance(await case.say(said), Recorded), said
        nomination = case.state.kept("N-1")
        bodies = [one.removeprefix("clearance:") for one in missing(nomination, case.state.terms.law)]
        assert len(bodies) == 6

        for body in bodies:
            about = {"nomination_id": "N-1", "body": body}
            assert refused(await case.say(SUBMITTED)).code == "dossier_incomplete"
            assert isinstance(await case.say(("clearance.requested", about)), Recorded)
            answer = about | {"result": "NO_OBJECTION", "doc_no": "1/CV"}
            assert isinstance(await case.say(("clearance.received", answer)), Recorded)

        assert case.standing()[0] is Stage.COMPLETE
        assert isinstance(await case.say(SUBMITTED), Recorded)

    asyncio.run(run())
