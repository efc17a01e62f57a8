"""Tracking's states folded from a log, as its pens would fold them: a fact that rests on none before it stands out.

It folds beside no read model and decides nothing anew; it is what verification asks about order.
"""

from collections.abc import Sequence

from services.audit.domain.bundle import Piece
from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.registry import RegistryView
from services.tracking.domain.state import CampaignState
from shared.core.envelope import Fact
from shared.core.events import REGISTRY
from shared.core.journal import Journal


class States:
    """The registry and every campaign of an installation, from the first fact on."""

    def __init__(self) -> None:
        self._registry = RegistryView()
        self._campaigns: dict[str, CampaignState] = {}
        self._decider = CampaignDecider()

    def take(self, piece: Piece, facts: Sequence[Fact]) -> None:
        """Fold the next commit. Raises LookupError where a fact speaks of what no fact before it made."""
        if piece.owner != "tracking":
            return
        first = piece.position
        if piece.campaign == REGISTRY:
            for position, fact in enumerate(facts, start=first):
                self._registry.take(fact, position)
            return
        state = self._campaigns.get(piece.campaign)
        if state is None:
            state = self._campaigns[piece.campaign] = CampaignState(Journal(), self._registry)
        evolve = self._decider.evolve
        for position, fact in enumerate(facts, start=first):
            evolve(state, fact, position)
        state.journal.settle()
