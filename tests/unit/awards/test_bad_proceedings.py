"""What nobody may do with nominations, votes and decisions, one mistake at a time, through the real intake."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from services.awards.domain.lifecycle import Stage, Vote
from shared.core.decider import Recorded
from shared.core.events import CandidateUpdated
from tests.examples import LAUNCHED, TOMORROW, YESTERDAY
from tests.unit.awards import proceeding
from tests.unit.awards.proceeding import (
    PAPERS,
    SUBJECT,
    SUBMITTED,
    Proceeding,
    Said,
    ballot,
    convened,
    decided,
    history,
    minutes,
    refused,
)

SUBMITTED_ONLY = history(Stage.SUBMITTED, Vote.NOT_VOTED)
CONFIRMED = history(Stage.SUBMITTED, Vote.CONFIRMED)
AWARDED = history(Stage.AWARDED, Vote.CONFIRMED)
OPENED_AGAIN: Said = ("nomination.opened", proceeding.OPENED[1] | {"nomination_id": "N-2"})


def code_of(before: Sequence[Said], said: Said, *, person: str = "") -> str:
    """The code with which this is refused after that; nothing of it is in the log."""

    async def run() -> str:
        case = Proceeding()
        await case.begin(*before)
        commits = len(case.log.commits)
        problem = refused(await case.say(said, person=person))
        assert problem.status == 422
        assert len(case.log.commits) == commits
        return problem.code

    return asyncio.run(run())


def changed(said: Said, **changes: object) -> Said:
    return said[0], said[1] | changes


@pytest.mark.parametrize(
    ("before", "said", "code"),
    [
        # Decisions.
        (SUBMITTED_ONLY, decided(), "vote_not_voted"),
        (history(Stage.SUBMITTED, Vote.LOST), decided(), "vote_lost"),
        (history(Stage.SUBMITTED, Vote.CARRIED), decided(), "vote_carried"),
        (history(Stage.COMPLETE, Vote.CONFIRMED), decided(), "nomination_complete"),
        (history(Stage.OPEN, Vote.CONFIRMED), decided(), "dossier_incomplete"),
        ((), decided(), "nomination_not_opened"),
        (AWARDED, decided("D-2"), "nomination_awarded"),
        (AWARDED, decided("D-1"), "decision_no_used"),
        (AWARDED, OPENED_AGAIN, "achievement_already_awarded"),
        (CONFIRMED, decided(decided_on="2025-03-08"), "decided_before_ballot"),
        (CONFIRMED, decided(decided_on=YESTERDAY), "decided_before_ballot"),  # the minutes are of today
        (CONFIRMED, decided(decided_on=TOMORROW), "day_in_future"),
        (CONFIRMED, decided(subjects=[]), "decision_without_subjects"),
        (CONFIRMED, decided(subjects=[SUBJECT | {"nomination_id": "N-1"}] * 2), "decision_without_subjects"),
        (CONFIRMED, decided(award="PROVINCE_MERIT"), "not_as_nominated"),
        (
            CONFIRMED,
            decided(subjects=[{"subject_kind": "COLLECTIVE", "subject_id": "thcb", "nomination_id": "N-1"}]),
            "not_as_nominated",
        ),
        (AWARDED, changed(proceeding.CONFERRED, conferred_on=YESTERDAY), "days_out_of_order"),
        (AWARDED, changed(proceeding.CONFERRED, decision_no="D-9"), "decision_unknown"),
        ((*AWARDED, proceeding.ANNULLED), proceeding.CONFERRED, "all_annulled"),
        # Annulments.
        ((), proceeding.ANNULLED, "decision_unknown"),
        (AWARDED, changed(proceeding.ANNULLED, subject_id="thcb"), "never_awarded"),
        (AWARDED, changed(proceeding.ANNULLED, annulled_on=YESTERDAY), "days_out_of_order"),
        ((*AWARDED, proceeding.ANNULLED), changed(proceeding.ANNULLED, annulment_no="A-2"), "already_annulled"),
        # Votes.
        (SUBMITTED_ONLY, ballot(3, blank=1), "votes_do_not_add_up"),
        (SUBMITTED_ONLY, ballot(3, present=5), "votes_do_not_add_up"),
        (SUBMITTED_ONLY, ballot(3, written_yes=2), "more_votes_than_members"),
        (SUBMITTED_ONLY, ballot(3, written_no=1, written_yes=1), "more_votes_than_members"),
        (SUBMITTED_ONLY, ballot(3, present=3, no=0), "no_quorum"),
        (SUBMITTED_ONLY, ballot(3, number=2), "round_out_of_order"),
        (history(Stage.SUBMITTED, Vote.LOST), ballot(3, number=1), "round_out_of_order"),
        ((*history(Stage.SUBMITTED, Vote.LOST), ballot(2, number=2)), ballot(3, number=3), "no_round_left"),
        (SUBMITTED_ONLY, ballot(3, sitting_id="S-9"), "sitting_unknown"),
        ((*SUBMITTED_ONLY, minutes()), ballot(3), "minutes_already_signed"),
        (SUBMITTED_ONLY, convened("S-1"), "sitting_id_used"),
        (SUBMITTED_ONLY, changed(convened("S-3"), members=[]), "council_without_members"),
        (SUBMITTED_ONLY, changed(convened("S-3"), members=[{"person_id": "P-1"}] * 2), "council_without_members"),
        (
            SUBMITTED_ONLY,
            changed(convened("S-3"), members=[{"person_id": one, "chair": True} for one in ("P-1", "P-2")]),
            "two_chairs",
        ),
        (SUBMITTED_ONLY, changed(minutes(), signers=[]), "minutes_without_signers"),
        (SUBMITTED_ONLY, changed(minutes(), signed_on="2025-03-01"), "minutes_before_sitting"),
        # Nominations and dossiers.
        ((), changed(proceeding.OPENED, award="PM_MERIT"), "not_flagged"),
        ((), changed(proceeding.OPENED, subject_id="thcb", achievement_key="x"), "not_flagged"),
        ((), changed(proceeding.OPENED, achievement_key="another"), "achievement_key_differs"),
        ((proceeding.OPENED,), OPENED_AGAIN, "achievement_already_proposed"),
        ((proceeding.OPENED,), changed(OPENED_AGAIN, nomination_id="N-1"), "nomination_id_used"),
        ((proceeding.OPENED, *PAPERS[:2]), SUBMITTED, "dossier_incomplete"),
        ((proceeding.OPENED, *PAPERS), changed(SUBMITTED, received_on=TOMORROW), "day_in_future"),
        ((proceeding.OPENED, *PAPERS), PAPERS[0], "paper_already_there"),
        (SUBMITTED_ONLY, SUBMITTED, "not_a_higher_level"),
    ],
)
def test_a_mistake_is_refused_under_its_name(before: Sequence[Said], said: Said, code: str) -> None:
    assert code_of(before, said) == code


def test_a_ballot_cannot_be_tallied_before_the_sitting() -> None:
    later = changed(convened("S-3"), held_on=TOMORROW)

    code = code_of((*SUBMITTED_ONLY, later), ballot(3, sitting_id="S-3"))

    assert code == "ballot_before_sitting"


def test_who_opened_or_submitted_a_nomination_cannot_decide_it_in_whatever_role() -> None:
    code = code_of(CONFIRMED, decided(), person="P-7")

    assert code == "four_eyes"


def test_a_member_with_a_conflict_has_no_vote() -> None:
    conflict: Said = ("conflict.declared", {"sitting_id": "S-1", "nomination_id": "N-1", "person_id": "P-2"})
    before = (*SUBMITTED_ONLY, conflict)

    everybody = code_of(before, ballot(5, present=5, no=0))
    with_a_letter = code_of(before, ballot(3, written_yes=1))
    again = code_of(before, conflict)

    assert (everybody, with_a_letter) == ("more_votes_than_members",) * 2
    assert again == "conflict_already_declared"


def test_a_conflict_is_for_members_alone() -> None:
    stranger: Said = ("conflict.declared", {"sitting_id": "S-1", "nomination_id": "N-1", "person_id": "P-99"})

    code = code_of(SUBMITTED_ONLY, stranger, person="P-99")

    assert code == "not_a_member"


def test_nobody_votes_on_himself_even_if_he_does_not_say_so() -> None:
    async def run() -> str:
        case = Proceeding()
        himself = {"subject_kind": "INDIVIDUAL", "subject_id": "P-3", "achievement_key": "key-of-P-3"}
        assert isinstance(await case.conclude(msgspec.structs.replace(proceeding.FLAGGED, **himself)), Recorded)
        for one in (changed(proceeding.OPENED, **himself), convened("S-1")):
            assert isinstance(await case.say(one), Recorded)

        return refused(await case.say(ballot(5, present=5, no=0))).code

    assert asyncio.run(run()) == "more_votes_than_members"


def test_nobody_appraises_decides_or_signs_his_own_award() -> None:
    async def run() -> tuple[set[str], str]:
        case = Proceeding()
        himself = {"subject_kind": "INDIVIDUAL", "subject_id": "P-9", "achievement_key": "key-of-P-9"}
        assert isinstance(await case.conclude(msgspec.structs.replace(proceeding.FLAGGED, **himself)), Recorded)
        asked: Said = ("clearance.requested", {"nomination_id": "N-1", "body": "thanh-tra"})
        for one in (changed(proceeding.OPENED, **himself), *PAPERS, convened("S-1"), asked):
            assert isinstance(await case.say(one, person="P-9"), Recorded)
        answered = asked[1] | {"result": "NO_OBJECTION", "doc_no": "1/TTr"}
        his = [{"subject_kind": "INDIVIDUAL", "subject_id": "P-9", "nomination_id": "N-1"}]
        signer = {"person_id": "P-9", "title": "Chánh Văn phòng", "capacity": "HEAD"}
        own = [
            await case.say(one, person="P-9")
            for one in (
                ("clearance.received", answered),
                SUBMITTED,
                proceeding.RETURNED,
                ballot(3),
                proceeding.DECLINED,
                decided(subjects=his),
            )
        ]
        own.append(await case.say(decided(subjects=his, signer=signer)))
        others = await case.say(("clearance.received", answered))
        assert isinstance(others, Recorded)
        return {refused(one).code for one in own}, refused(await case.say(decided(subjects=his))).code

    assert asyncio.run(run()) == ({"own_nomination"}, "nomination_complete")


def test_a_held_subject_is_neither_proposed_nor_awarded() -> None:
    async def run() -> tuple[str, str]:
        early, late = Proceeding(), Proceeding()
        hold: Said = ("hold.placed", SUBJECT | {"ground": "COMPLAINT"})
        await early.begin(hold)
        await late.begin(*CONFIRMED, hold)

        return refused(await early.say(proceeding.OPENED)).code, refused(await late.say(decided())).code

    assert asyncio.run(run()) == ("subject_held", "subject_held")


def test_who_was_last_found_held_is_neither_proposed_nor_awarded_while_a_discipline_lasts() -> None:
    async def run() -> tuple[str, str]:
        early, late = Proceeding(), Proceeding()
        held = CandidateUpdated(**msgspec.structs.asdict(msgspec.structs.replace(proceeding.FLAGGED, verdict="HELD")))
        await early.begin()
        await late.begin(*CONFIRMED)
        for case in (early, late):
            assert isinstance(await case.conclude(held), Recorded)

        return refused(await early.say(proceeding.OPENED)).code, refused(await late.say(decided())).code

    assert asyncio.run(run()) == ("subject_held", "subject_held")


def test_an_objection_stands_until_a_new_answer_lifts_it() -> None:
    asked: Said = ("clearance.requested", {"nomination_id": "N-1", "body": "thanh-tra"})
    answered: Said = (
        "clearance.received",
        {"nomination_id": "N-1", "body": "thanh-tra", "result": "OBJECTION", "doc_no": "1/TTr"},
    )
    before = (*CONFIRMED, asked, answered)

    objected = code_of(before, decided())
    twice = code_of((*CONFIRMED, asked), asked)
    unasked = code_of(CONFIRMED, answered)

    assert (objected, twice, unasked) == (
        "dossier_incomplete",
        "clearance_already_requested",
        "clearance_not_requested",
    )


def test_public_comment_lasts_as_long_as_the_law_of_the_campaign_asks() -> None:
    async def run() -> list[str]:
        launched = msgspec.structs.replace(LAUNCHED, law={"public_comment_days": {"AGENCY_COMMENDATION": 5}})
        case = Proceeding(launched)
        await case.begin(proceeding.OPENED, *PAPERS)
        days = {"nomination_id": "N-1", "from_on": "2025-03-03", "to_on": "2025-03-07"}
        opened, closed = ("public_comment.opened", days), ("public_comment.closed", days)
        codes = [
            refused(await case.say(one)).code
            for one in (
                SUBMITTED,
                closed,
                changed(opened, to_on="2025-03-06"),
                changed(opened, to_on="2025-03-02"),
            )
        ]
        assert isinstance(await case.say(opened), Recorded)
        codes += [
            refused(await case.say(one)).code
            for one in (opened, SUBMITTED, changed(closed, to_on=TOMORROW), changed(closed, from_on="2025-03-04"))
        ]
        assert isinstance(await case.say(closed), Recorded)
        assert isinstance(await case.say(SUBMITTED), Recorded)
        return codes

    assert asyncio.run(run()) == [
        "dossier_incomplete",
        "comment_not_open",
        "comment_too_short",
        "comment_ends_before_it_begins",
        "comment_already_opened",
        "dossier_incomplete",
        "day_in_future",
        "comment_not_open",
    ]


def test_of_two_secretaries_at_once_one_is_told_why_not() -> None:
    async def run() -> list[object]:
        case = Proceeding()
        await case.begin(proceeding.OPENED, *PAPERS)
        both = await asyncio.gather(case.say(SUBMITTED, person="P-7"), case.say(SUBMITTED, person="P-8"))
        assert case.standing()[0] is Stage.SUBMITTED
        return sorted(getattr(one, "code", "recorded") for one in both)

    assert asyncio.run(run()) == ["not_a_higher_level", "recorded"]


def test_what_was_withdrawn_declined_or_annulled_may_be_proposed_anew() -> None:
    async def run() -> None:
        for stage, vote in (
            (Stage.WITHDRAWN, Vote.LOST),
            (Stage.DECLINED, Vote.LOST),
            (Stage.ANNULLED, Vote.CONFIRMED),
        ):
            case = Proceeding()
            await case.begin(*history(stage, vote))

            answer = await case.say(OPENED_AGAIN)

            assert isinstance(answer, Recorded), stage

    asyncio.run(run())


def test_a_decision_names_several_or_nobody() -> None:
    async def run() -> None:
        case = Proceeding()
        await case.begin(*CONFIRMED)
        other = {"subject_kind": "COLLECTIVE", "subject_id": "thcb"}
        flag = msgspec.structs.replace(proceeding.FLAGGED, subject_id="thcb", achievement_key="key-of-thcb")
        assert isinstance(await case.conclude(flag), Recorded)
        opened = changed(proceeding.OPENED, **other, nomination_id="N-2", achievement_key="key-of-thcb")
        assert isinstance(await case.say(opened), Recorded)
        both = [SUBJECT | {"nomination_id": "N-1"}, other | {"nomination_id": "N-2"}]

        problem = refused(await case.say(decided(subjects=both)))

        assert problem.code == "dossier_incomplete"
        assert case.standing()[0] is Stage.SUBMITTED

    asyncio.run(run())
