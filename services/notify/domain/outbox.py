"""What is still to be told: the notices that facts call for, less those that are recorded as sent or as given up.

The outbox is a fold of the log and nothing else remembers what is due, so a restart or a lost message loses nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from services.notify.domain.directory import Directory
from services.notify.domain.notices import Heard, Notice, heard_in, react
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact, position_of
from shared.core.events import REGISTRY, Flag, NotificationFailed, NotificationSent
from shared.core.journal import Journal
from shared.core.log import Commit
from shared.core.values import CampaignId, Channel, SubjectKind
from shared.rules.stated import HELD

Key: TypeAlias = tuple[CampaignId, SubjectKind, str, str]  # campaign, kind and id of the subject, card

_DEFINES: Final = b'"vn.thidua.campaign.'


class Outbox:
    """The notices that are due, by delivery id, oldest first. `channels`: those through which anything can be told."""

    def __init__(self, channels: frozenset[Channel]) -> None:
        self.directory = Directory()
        self.due: dict[str, Notice] = {}
        self.folded = 0  # commit numbers
        self._channels = channels
        self._heard: dict[Key, Heard] = {}

    def fold(self, commit: Commit) -> None:
        """Take the next commit of the whole log; one that was taken before changes nothing."""
        if commit.number <= self.folded:
            return
        base = position_of(commit.number, 0)
        for place, fact in enumerate(commit.facts() if _speaks_to_us(commit) else ()):
            self._take(fact, base + place)
        self.folded = commit.number

    def due_by(self, channel: Channel) -> Iterator[Notice]:
        """What is due through one channel, oldest first; the outbox must not change meanwhile."""
        return (notice for notice in self.due.values() if notice.channel == channel)

    def settle(self, delivery_ids: Iterable[str]) -> None:
        """These were recorded by ourselves; their commits are on the way here."""
        for delivery_id in delivery_ids:
            self.due.pop(delivery_id, None)

    def _take(self, fact: Fact, position: int) -> None:
        match fact.data:
            case NotificationSent() | NotificationFailed() as data:
                self.due.pop(data.delivery_id, None)
            case Flag() as flag:
                key = (fact.campaign, flag.subject_kind, flag.subject_id, flag.card)
                heard = self._heard.get(key)
                for notice in react(fact, position, directory=self.directory, heard=heard, channels=self._channels):
                    self.due[notice.delivery_id] = notice
                if flag.verdict != HELD:
                    self._heard[key] = heard_in(flag)
            case _:
                self.directory.fold(fact)


class NotifyState:
    """What a pen keeps of one campaign: nothing. That a delivery is recorded once follows from the name of its fact."""

    registry_at = 0

    def __init__(self, journal: Journal) -> None:
        self.journal = journal


class NotifyDecider:
    """A delivery's fact is named after the delivery, and a pen records each name once: nothing is left to forbid."""

    def decide(self, _state: NotifyState, _command: Command, /) -> Refused | None:
        """Whatever service notify states of a delivery for the first time, happened."""
        return None

    def evolve(self, state: NotifyState, fact: Fact, ref: int, /) -> None:
        """Nothing depends on it."""


def _speaks_to_us(commit: Commit) -> bool:
    """Most of the log is units' reports, which call for no notice: they need not even be decoded."""
    return commit.owner != "tracking" or commit.campaign == REGISTRY or _DEFINES in commit.payload
