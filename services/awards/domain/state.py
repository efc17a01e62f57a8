"""What a pen of awards keeps of one campaign: flags, holds, nominations, sittings, decisions. It knows no names."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from services.awards.domain.campaigns import Campaigns, Terms
from services.awards.domain.flags import Key, key_of
from services.awards.domain.lifecycle import LIVE
from services.awards.domain.nominations import Nomination
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from shared.core.events import Flag
from shared.core.journal import Journal
from shared.core.values import Award, CampaignId, Date, HoldGround, UnitId, Verdict
from shared.rules.stated import Stated, stated


class Proposable(NamedTuple):
    """What a flag lets a nomination be opened for."""

    award: Award
    verdict: Verdict
    achievement_key: str


class Sitting(msgspec.Struct, frozen=True):
    """A council on a day: its members, who of them may not vote on which nomination, and what it voted on."""

    members: frozenset[str]
    held_on: Date
    conflicts: Mapping[str, frozenset[str]] = {}
    nominations: tuple[str, ...] = ()
    minutes_signed: bool = False


class Decision(msgspec.Struct, frozen=True):
    """A decision: its day, its award, whom it names, and what became of each."""

    decided_on: Date
    award: Award
    subjects: Mapping[Subject, str]  # to the nomination of each
    conferred: bool = False
    annulled: frozenset[Subject] = frozenset()
    bonuses: frozenset[Subject] = frozenset()


class AwardsState:
    """One campaign as awards' own facts have left it, beside registry and definition as far as they are known."""

    def __init__(self, journal: Journal, registry: RegistryFacts, campaigns: Campaigns, campaign: CampaignId) -> None:
        self.journal = journal
        self.registry = registry
        self.flags: dict[Key, Stated] = {}
        self.holds: dict[Subject, frozenset[HoldGround]] = {}
        self.sittings: dict[str, Sitting] = {}
        self.decisions: dict[str, Decision] = {}
        self._proposable: dict[Subject, dict[str, Proposable]] = {}
        self._nominations: dict[str, Nomination] = {}
        self._proposed: dict[str, str] = {}  # an achievement key to the nomination that was last opened for it
        self._campaigns = campaigns
        self._campaign = campaign

    @property
    def registry_at(self) -> int:
        """How far the registry was known."""
        return self.registry.at

    @property
    def terms(self) -> Terms:
        """The campaign's definition as far as it is known now."""
        return self._campaigns.terms(self._campaign)

    def flag(self, flag: Flag) -> None:
        """Take what was said of a subject under a card."""
        self.journal.put(self.flags, key_of(flag), stated(flag))
        of_subject = self._proposable.setdefault(Subject(flag.subject_kind, flag.subject_id), {})
        self.journal.put(of_subject, flag.card, Proposable(flag.award, flag.verdict, flag.achievement_key))

    def proposable(self, subject: Subject, award: Award) -> list[Proposable]:
        """What was last said of a subject under the cards for an award."""
        return [one for one in self._proposable.get(subject, {}).values() if one.award == award]

    def is_held(self, subject: Subject) -> bool:
        """Whether a subject is held, or was last found to be, as while a discipline lasts."""
        flags = self._proposable.get(subject, {}).values()
        return bool(self.holds.get(subject)) or any(flag.verdict == "HELD" for flag in flags)

    def nomination(self, nomination_id: str) -> Nomination | None:
        """A nomination, or None."""
        return self._nominations.get(nomination_id)

    def kept(self, nomination_id: str) -> Nomination:
        """A nomination that a decision has let pass. Raises KeyError if there is none."""
        return self._nominations[nomination_id]

    def remarks_owed(self, nomination: Nomination) -> tuple[UnitId, ...]:
        """The units that are still to say how a nominated person worked there."""
        return self.registry.remarks_owed(nomination.subject_id) if nomination.subject_kind == "INDIVIDUAL" else ()

    def keep(self, nomination_id: str, nomination: Nomination) -> None:
        """Let a nomination stand like this from now on."""
        if nomination_id not in self._nominations:
            self.journal.put(self._proposed, nomination.achievement_key, nomination_id)
        self.journal.put(self._nominations, nomination_id, nomination)

    def live_nomination_for(self, achievement_key: str) -> Nomination | None:
        """The nomination under which an achievement is proposed or awarded, or None."""
        nomination = self._nominations.get(self._proposed.get(achievement_key, ""))
        return nomination if nomination is not None and nomination.stage in LIVE else None

    def sit(self, sitting_id: str, sitting: Sitting) -> None:
        """Let a sitting stand like this from now on."""
        self.journal.put(self.sittings, sitting_id, sitting)

    def decide(self, decision_no: str, decision: Decision) -> None:
        """Let a decision stand like this from now on."""
        self.journal.put(self.decisions, decision_no, decision)

    def may_not_vote(self, sitting: Sitting, nomination_id: str, *, bars_own_unit: bool) -> frozenset[str]:
        """Members with a declared conflict, the one who is proposed, and, if so ruled, those of the proposed unit."""
        nomination = self._nominations[nomination_id]
        barred = sitting.conflicts.get(nomination_id, frozenset())
        if nomination.subject_kind == "INDIVIDUAL":
            barred |= {nomination.subject_id}
        if bars_own_unit and nomination.subject_kind == "COLLECTIVE":
            barred |= frozenset(self.registry.members(nomination.subject_id))
        return sitting.members & barred
