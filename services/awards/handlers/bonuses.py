"""Bonuses: from a decision in the log to its bonus in the log, exactly once; and the law of each campaign beside it."""

import logging
from typing import Final

from services.awards.domain.bonuses import BONUS_WIRES, BonusesDue, Due, bonus_of, id_of
from services.awards.domain.campaigns import Campaigns
from services.awards.handlers.stating import Cause, conclusion
from services.awards.ports import PensPort, Stamps
from shared.core.decider import Answer, Duplicate, Recorded, Refused
from shared.core.envelope import decode_some, position_of
from shared.core.events import CampaignAmended, CampaignClosed, CampaignLaunched
from shared.core.log import Commit

_DEFINING: Final = frozenset({CampaignLaunched.wire, CampaignAmended.wire, CampaignClosed.wire})
_MENTIONS_CAMPAIGN: Final = b'"vn.thidua.campaign.'  # looked for in a commit at a fraction of the price of decoding it

_logger: Final = logging.getLogger(__name__)


class Bonuses:
    """Takes every commit, and states what is due; `stated_at` is the position of the newest bonus it stated."""

    def __init__(self, pens: PensPort, campaigns: Campaigns, *, stamps: Stamps) -> None:
        self.stated_at = 0
        self._pens = pens
        self._campaigns = campaigns
        self._stamps = stamps
        self._due = BonusesDue()

    def take(self, commit: Commit) -> None:
        """Take the next commit of the whole log."""
        if commit.owner == "tracking" and _MENTIONS_CAMPAIGN in commit.payload:
            self._define(commit)
        elif commit.owner == "awards":
            for place, fact in enumerate(decode_some(commit.payload, BONUS_WIRES)):
                if fact is not None:
                    self._due.take(fact, position_of(commit.number, place))

    async def state(self) -> None:
        """State every bonus that is due by now. Raises LogUnavailable, LogDamaged; then what is left stays due."""
        for due in self._due:
            bonus = bonus_of(due, self._campaigns.terms(due.campaign).law)
            if bonus is None:  # no decision on such a day passes, unless the definition has lost the salary since
                _logger.error("bonus_without_base_salary", extra={"cause": due.position})
                self._due.done(due)
                continue
            cause = Cause(due.fact, due.position)
            command = conclusion(bonus, id_of(due), campaign=due.campaign, cause=cause, stamps=self._stamps)
            [answer] = await self._pens.submit(due.campaign, [command])
            self._know(due, answer)

    def _define(self, commit: Commit) -> None:
        for fact in decode_some(commit.payload, _DEFINING):
            match fact and fact.data:
                case CampaignLaunched() | CampaignAmended() as definition:
                    self._campaigns.define(definition)
                case CampaignClosed():
                    self._campaigns.close(commit.campaign)
                case _:
                    pass

    def _know(self, due: Due, answer: Answer) -> None:
        match answer:
            case Recorded(position) | Duplicate(position):
                self.stated_at = max(self.stated_at, position)
            case Refused("unchanged"):
                pass  # another replica said so, and its commit is on the way here
            case _:
                _logger.error("bonus_refused", extra={"cause": due.position, "answer": type(answer).__name__})
        self._due.done(due)
