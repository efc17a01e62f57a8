"""Steps of a dossier that wait for somebody: the same as awards shows, and who is urged to take them."""

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.awards.domain.clocks import clocks_of
from services.awards.domain.lifecycle import Stage, Vote
from services.notify.domain.dossiers import Dossiers
from shared.core import events
from shared.core.envelope import decode_fact, position_of
from shared.core.values import Date
from tests.examples import CAMPAIGN, TODAY, YESTERDAY
from tests.unit.awards import proceeding
from tests.unit.awards.proceeding import STANDINGS, Proceeding, Said, ballot, decided, history, minutes
from tests.unit.notify.drive import DRIVE, MAI, REGISTRY_FACTS, Called, Drive

N1: Final = {"nomination_id": "N-1"}
ASKED: Final[tuple[Said, ...]] = tuple(("clearance.requested", N1 | {"body": body}) for body in ("thanh-tra", "y-te"))
ANSWERED: Final[tuple[Said, ...]] = tuple(
    ("clearance.received", N1 | {"body": body, "result": result, "doc_no": "1/TTr"})
    for body in ("thanh-tra", "y-te")
    for result in ("NO_OBJECTION", "OBJECTION")
)
COMMENT: Final = N1 | {"from_on": "2025-02-20", "to_on": YESTERDAY}
ANYTHING: Final[tuple[Said, ...]] = (
    *ASKED,
    *ANSWERED,
    ("public_comment.opened", COMMENT),
    ("public_comment.closed", COMMENT),
    proceeding.SUBMITTED,
    ("nomination.submitted", proceeding.SUBMITTED[1] | {"to_level": "PROVINCE", "received_on": TODAY}),
    proceeding.RETURNED,
    proceeding.WITHDRAWN,
    proceeding.DECLINED,
    proceeding.CONFERRED,
    proceeding.ANNULLED,
    ballot(2),
    ballot(3),
    ballot(4, number=2),
    ballot(4, sitting_id="S-2", number=2),
    minutes(),
    minutes("S-2"),
    decided(),
)


def both_say(said: Sequence[Said]) -> tuple[set[object], set[object]]:
    """What awards shows and what notify counts, after as much of this as was recorded."""

    async def run() -> tuple[set[object], set[object]]:
        case, dossiers = Proceeding(), Dossiers()
        await case.begin()
        for one in said:
            await case.say(one)
        async for commits in case.log.read():
            for commit in commits:
                for place, line in enumerate(commit.payload.splitlines()):
                    dossiers.fold(decode_fact(line), position_of(commit.number, place))
        nomination, law = case.state.nomination("N-1"), case.state.terms.law
        shown = clocks_of(nomination, law) if nomination else ()
        return {(one.clock, one.due_on) for one in shown}, {(one.step, one.due_on) for one in dossiers.waiting(law)}

    return asyncio.run(run())


@pytest.mark.parametrize(("stage", "vote"), STANDINGS, ids=lambda one: one.value)
def test_wherever_a_nomination_stands_the_same_steps_wait_as_awards_shows(stage: Stage, vote: Vote) -> None:
    shown, counted = both_say(history(stage, vote))

    assert counted == shown


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([ASKED[0], ANSWERED[0], proceeding.SUBMITTED], id="answered after the day of receipt"),
        pytest.param([ballot(3), minutes("S-2")], id="minutes of another sitting"),
        pytest.param([*ASKED, ANSWERED[0]], id="one answer of two"),
    ],
)
def test_the_day_and_the_sitting_are_those_that_awards_goes_by(said: list[Said]) -> None:
    shown, counted = both_say([*history(Stage.COMPLETE, Vote.NOT_VOTED), *said])

    assert counted == shown


@settings(max_examples=60)
@given(st.lists(st.sampled_from(ANYTHING), max_size=14))
def test_whatever_was_said_the_same_steps_wait_as_awards_shows(said: list[Said]) -> None:
    shown, counted = both_say([*history(Stage.COMPLETE, Vote.NOT_VOTED), *said])

    assert counted == shown


OPENED: Final = events.NominationOpened("N-1", "COLLECTIVE", "hctc", "AGENCY_COMMENDATION", "k")
OF_A_PERSON: Final = events.NominationOpened("N-1", "INDIVIDUAL", "cb-mai", "AGENCY_COMMENDATION", "k")
SUBMITTED: Final = events.NominationSubmitted("N-1", "AGENCY", "88/TTr", TODAY)
RETURNED: Final = events.NominationReturned("N-1", ("MINUTES",), "Thiếu")


def called(*said: events.Data, until: Date = "2025-04-20") -> list[tuple[Date, Called]]:
    """What mornings call for of the dossier, after this was recorded on 10 March."""
    drive = Drive(DRIVE, registry=(*REGISTRY_FACTS, MAI)).heard(*said, on=TODAY)
    return [one for one in drive.mornings("2025-03-11", until) if one[1].matter == "N-1"]


def test_the_unit_is_urged_to_complete_and_submit_its_dossier_and_then_those_above() -> None:
    # Twenty working days from 10 March; 7 April is a holiday.
    assert called(OPENED) == [
        ("2025-04-03", Called("dossier.step_due", "UNIT", "N-1", ("hctc",))),
        ("2025-04-09", Called("dossier.step_overdue", "UNIT", "N-1", ("hctc",))),
        ("2025-04-11", Called("dossier.step_overdue", "ADMINISTRATION", "N-1", ("hctc",))),
        ("2025-04-15", Called("dossier.step_overdue", "LEADERSHIP", "N-1", ("vpubnd",))),
    ]


def test_of_a_person_the_unit_is_urged_in_which_that_person_works() -> None:
    first = called(OF_A_PERSON)[0]

    assert first == ("2025-04-03", Called("dossier.step_due", "UNIT", "N-1", ("huyen-mai-chau",)))


def test_a_submitted_dossier_is_for_the_secretary_to_see_to() -> None:
    assert [one.recipients for _, one in called(OPENED, SUBMITTED)] == [("secretary",)] * 2 + [("hctc",), ("vpubnd",)]


def test_what_may_be_done_until_a_day_is_owed_by_nobody() -> None:
    # Until 17 March the dossier may be sent back as unfit.
    assert called(OPENED, SUBMITTED, until="2025-04-01") == []


def test_a_step_that_was_taken_is_urged_no_more_and_the_next_one_is() -> None:
    drive = Drive(DRIVE, registry=(*REGISTRY_FACTS, MAI)).heard(OPENED, on=TODAY)
    drive.mornings("2025-03-11", "2025-04-09")

    drive.heard(SUBMITTED, RETURNED, on="2025-04-09")

    urged = [one.data for one in drive.reminders("2025-04-10") if one.data.nomination_id]
    assert [(data.topic, data.step, data.due_on) for data in urged] == [
        ("dossier.step_overdue", "RESUBMIT", "2025-03-24")
    ]


def test_a_campaign_that_is_closed_takes_no_step_and_is_urged_to_none() -> None:
    assert called(OPENED, events.CampaignClosed(CAMPAIGN)) == []
