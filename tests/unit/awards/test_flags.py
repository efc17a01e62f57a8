"""The awards pen: a flag is stated only if it says something new."""

from msgspec.structs import asdict, replace

from services.awards.domain.campaigns import Campaigns
from services.awards.domain.decider import AwardsDecider
from services.awards.domain.flags import UNCHANGED
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.state import AwardsState
from shared.core.decider import Command, Refused
from shared.core.events import CandidateFlagged, CandidateUnflagged, CandidateUpdated, Data, Explained
from shared.core.journal import Journal
from tests import examples as ex

MET = Explained(outcome="met", id="leaf", when="activities_total() >= 1")
FLAGGED = CandidateFlagged(
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    award="AGENCY_COMMENDATION",
    card="F-GK-COL",
    verdict="CANDIDATE",
    rule_set="nd98-2023",
    explanation=MET,
    evidence=(1_007,),
    achievement_key="hoa-binh-450:COLLECTIVE:hctc",
)
UPDATED = CandidateUpdated(**asdict(replace(FLAGGED, verdict="NEEDS_REVIEW")))
FALLEN = CandidateUnflagged(**asdict(replace(FLAGGED, verdict="NOT_YET")))


def state(registry: RegistryFacts | None = None) -> AwardsState:
    return AwardsState(Journal(), registry or RegistryFacts(), Campaigns(), "hoa-binh-450")


def decided(stated: AwardsState, data: Data) -> Refused | None:
    service = {"role": "service", "contentmac": "0" * 32}
    told: Command = ex.command(ex.CLOSED, **service)
    statement = Command(**{name: getattr(told, name) for name in told.__struct_fields__} | {"data": data})
    decider = AwardsDecider()
    answer = decider.decide(stated, statement)
    if answer is None:
        decider.evolve(stated, replace(ex.fact(ex.CLOSED), data=data), 0)
    return answer


def test_each_flag_is_stated_in_its_turn() -> None:
    stated = state()

    answers = [decided(stated, flag) for flag in (FLAGGED, UPDATED, FALLEN, FLAGGED)]

    assert answers == [None] * 4


def test_what_stands_already_is_refused() -> None:
    stated = state()
    decided(stated, FLAGGED)

    again = [decided(stated, FLAGGED), decided(stated, CandidateUpdated(**asdict(FLAGGED)))]

    assert again == [UNCHANGED] * 2


def test_an_update_needs_a_flag_and_so_does_its_end() -> None:
    stated = state()

    answers = [decided(stated, UPDATED), decided(stated, FALLEN)]

    assert answers == [UNCHANGED] * 2


def test_flags_under_different_cards_do_not_meet() -> None:
    stated = state()
    decided(stated, FLAGGED)

    answer = decided(stated, replace(FLAGGED, card="F-BKT-MOV-COL"))

    assert answer is None


def test_an_undone_flag_was_never_stated() -> None:
    stated = state()
    decided(stated, FLAGGED)

    stated.journal.undo()

    assert decided(stated, FLAGGED) is None


def test_a_fact_says_how_far_the_registry_was_known() -> None:
    registry = RegistryFacts()
    stated = state(registry)

    registry.fold(ex.fact(ex.LAN), 7_003)

    assert stated.registry_at == 7_003
