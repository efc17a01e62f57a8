"""Makes one trail from a log that is read to it as often as it asks; the same for the live log and for a bundle. Pure.

Memory goes with what the trail holds, not with the log.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, TypeAlias

from services.audit.domain.candidacy import CANDIDATE, candidacies, is_meant, led_by, subjects_called, subjects_in
from services.audit.domain.naming import Thing
from services.audit.domain.search import Search
from services.audit.domain.trail import Candidacy, Reader, Trail, entries, everything, located, money_of
from shared.core.envelope import Fact
from shared.core.errors import ThiDuaError
from shared.core.events import REGISTRY, Flag
from shared.core.projecting import END

Lines: TypeAlias = Callable[[], Iterable[tuple[int, bytes]]]  # position of the first line, and lines, of each commit

# Their ids are the installation's, all others' are a campaign's.
_EVERYWHERE: Final = frozenset({"unit", "person", "campaign", CANDIDATE})
_ALIASES: Final = {"candidacy": CANDIDATE, "house": "household", "funds": "disbursement", "award": "decision"}


class SeveralCampaigns(ThiDuaError):
    """More than one campaign has a thing of this id. Say which campaign is meant."""

    def __init__(self, campaigns: Iterable[str]) -> None:
        super().__init__(f"More than one campaign has it: {', '.join(sorted(campaigns))}. Say which one is meant.")


class Tracing:
    """While `wants_more`, read the whole log to it, and say when it is over; then ask for the `trail`."""

    def __init__(self, kind: str, name: str, *, campaign: str = "", until: int = END) -> None:
        """`kind` is a thing of the catalogue, or `candidate`, whose `name` may be its achievement key (`is_meant`)."""
        self.kind = _ALIASES.get(kind, kind)
        self.name = name
        self._campaign = campaign
        self._until = until
        self._by_key: set[Thing] | None = None  # the subjects of an achievement key, while it is looked for
        self._search = self._candidates(subjects_called(name)) if self.kind == CANDIDATE else self._about()
        self._tried_key = False
        self.wants_more = True
        self.position = 0  # up to where the log was read

    def take(self, position: int, payload: bytes) -> None:
        """The lines of one commit, or of a part of it, the first of which stands at `position`."""
        self.position = max(self.position, min(position + payload.count(b"\n"), self._until))
        if self._by_key is None:
            self._search.take(position, payload)
        elif position <= self._until:
            self._by_key.update(subjects_in(payload, self.name))

    def round_over(self) -> None:
        """The log was read to its end."""
        if self._by_key is not None:
            self._search, self.wants_more, self._by_key = self._candidates(self._by_key), bool(self._by_key), None
            return
        self._search.round_over()
        self.wants_more = self._search.wants_more
        if self.kind == CANDIDATE and not self.wants_more and not self._is_flagged() and not self._tried_key:
            self._tried_key, self._by_key, self.wants_more = True, set(), True

    @property
    def is_known(self) -> bool:
        """Whether there is such a thing, as far as those know who may not know of a hold."""
        return any(
            one.heard for one in located(self._search.found) if self.kind != CANDIDATE or self._is_meant(one.fact)
        )

    def trail(self, *, sees: Reader = everything) -> Trail:
        """What was found, as one reader may see it; without facts if there is nothing. Raises SeveralCampaigns."""
        facts = located(self._search.found)
        campaigns = {one.fact.campaign for one in facts} - {REGISTRY}
        if self.kind not in _EVERYWHERE and len(campaigns) > 1:
            raise SeveralCampaigns(campaigns)
        found: list[Candidacy] = []
        if self.kind == CANDIDATE:
            found, facts = candidacies(facts, self.name, sees=sees)
        shown = entries(facts, causes=self._search.causes, sees=sees)
        money = money_of(facts) if self.kind == "household" and shown else None
        return Trail(kind=self.kind, id=self.name, facts=shown, candidacies=found, money=money)

    def _about(self) -> Search:
        return Search({Thing(self.kind, self.name)}, campaign=self._campaign, until=self._until)

    def _candidates(self, subjects: set[Thing]) -> Search:
        return Search(subjects, campaign=self._campaign, until=self._until, widen=partial(led_by, frozenset(subjects)))

    def _is_flagged(self) -> bool:
        return any(self._is_meant(fact) for fact in self._search.found.values())

    def _is_meant(self, fact: Fact) -> bool:
        return isinstance(fact.data, Flag) and is_meant(fact.data, self.name)


def trace(tracing: Tracing, lines: Lines) -> None:
    """Read a log that can be read again and again."""
    while tracing.wants_more:
        for position, payload in lines():
            tracing.take(position, payload)
        tracing.round_over()
