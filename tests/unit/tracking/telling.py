"""Given facts, when a statement, then an answer: how the tests of tracking's rules are told. It knows no rule."""

from typing import Generic, TypeVar

from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.registry import RegistryDecider, RegistryView
from services.tracking.domain.registry_state import RegistryState
from services.tracking.domain.state import CampaignState
from shared.core.decider import Decider, Refused, State
from shared.core.events import Data
from shared.core.journal import Journal
from tests.examples import LAUNCHED, REGISTRY_FACTS, command, fact

S = TypeVar("S", bound=State)
ACCEPTED = None


class Story(Generic[S]):
    """A state, what has been told so far, and the newest answer."""

    def __init__(self, state: S, decider: Decider[S]) -> None:
        self.state, self.decider = state, decider
        self.answer: Refused | None = ACCEPTED

    def given(self, *facts: Data) -> "Story[S]":
        for data in facts:
            self.when(data).then(ACCEPTED)
        return self

    def when(self, data: Data, **overrides: str) -> "Story[S]":
        self.answer = self.decider.decide(self.state, command(data, **overrides))
        if self.answer is ACCEPTED:
            self.decider.evolve(self.state, fact(data, **overrides), 0)
        return self

    def then(self, expected: Refused | None) -> "Story[S]":
        assert self.answer == expected
        return self


def given_registry(*facts: Data) -> Story[RegistryState]:
    return Story(RegistryState(Journal()), RegistryDecider()).given(*facts)


def given_nothing() -> Story[CampaignState]:
    return Story(CampaignState(Journal(), known_registry()), CampaignDecider())


def given(*facts: Data) -> Story[CampaignState]:
    return given_nothing().given(LAUNCHED, *facts)


def known_registry() -> RegistryView:
    view = RegistryView()
    for place, data in enumerate(REGISTRY_FACTS):
        view.take(fact(data), 1_000 + place)
    return view
