"""One campaign's facts weighed under its own rules and under others: who would appear, who would fall away. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

import msgspec

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import FIT, Candidate, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.verdicts import news
from shared.core.definition import Definition
from shared.core.envelope import Fact, position_of
from shared.core.events import REGISTRY, CampaignAmended, CampaignLaunched, RuleSetPublished, Said
from shared.core.log import Commit
from shared.core.projecting import END
from shared.core.values import Award, SubjectKind, Verdict
from shared.rules.stated import stated

Best: TypeAlias = dict[tuple[Subject, Award], Candidate]

_BEST_FIRST: Final[Mapping[Verdict, int]] = {"CANDIDATE": 0, "NEEDS_REVIEW": 1}  # of two cards for one award


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What other rules would change for a subject and an award.

    `before` and `after` are the verdicts under the campaign's own rules and under the others, None where the subject
    would not be flagged; `missing` says what it would then still need. `card` and `rule_set` are those that speak last.
    """

    award: Award
    subject_kind: SubjectKind
    subject_id: str
    before: Verdict | None
    after: Verdict | None
    card: str
    rule_set: str
    missing: tuple[Said, ...] = ()


class Compared(msgspec.Struct, frozen=True):
    """Both sides at one position: how many are flagged under each, and everything that would change."""

    campaign: str
    position: int
    flagged_before: int
    flagged_after: int
    changes: tuple[Change, ...]


class Defining:
    """A campaign's definition as the log has it up to a position. Hand it every commit, in order."""

    def __init__(self, campaign: str, until: int = END) -> None:
        self._campaign = campaign
        self._until = until
        self._facts = CampaignFacts(RegistryFacts())

    def take(self, commit: Commit) -> None:
        """Read the next commit; of all but the campaign's own definition nothing is kept."""
        if commit.campaign != self._campaign or commit.owner != "tracking" or commit.number * 1_000 > self._until:
            return
        for position, fact in _facts(commit, self._until):
            if isinstance(fact.data, CampaignLaunched | CampaignAmended | RuleSetPublished):
                self._facts.fold(fact, position)

    @property
    def definition(self) -> Definition | None:
        """The definition, or None if the campaign was not launched by then."""
        campaign = self._facts.campaign
        return None if campaign is None else Definition(campaign, tuple(self._facts.rule_sets))


class WhatIf:
    """A campaign under its own rules and under others. Hand it every commit of the log, in order, then compare."""

    def __init__(self, other: Definition, until: int = END) -> None:
        self._other = other
        self._until = until
        self._position = 0
        registry = RegistryFacts()
        self._registry = registry
        self._as_is, self._as_if = CampaignFacts(registry), CampaignFacts(registry)

    def take(self, commit: Commit) -> None:
        """Fold the next commit into both sides, as far as it does not go beyond the position asked about."""
        for position, fact in _facts(commit, self._until):
            self._position = position
            if commit.campaign == REGISTRY:
                self._registry.fold(fact, position)
            elif commit.campaign == self._other.campaign.campaign:
                self._as_is.fold(fact, position)
                for one in self._under_other_rules(fact):
                    self._as_if.fold(one, position)

    def compared(self) -> Compared:
        """What would change, by award and subject."""
        before: Best = {}
        after: Best = {}
        fallen: Best = {}
        for subject in dict.fromkeys((*self._as_is.everyone(), *self._as_if.everyone())):
            flagged = {key_of(flag): flag for flag in news(self._as_is, subject, {})}
            _keep_best(before, subject, flagged.values())
            told = news(self._as_if, subject, {key: stated(flag) for key, flag in flagged.items()})
            now = flagged | {key_of(flag): flag for flag in told}
            _keep_best(after, subject, (flag for flag in now.values() if flag.verdict in FIT))
            _keep_best(fallen, subject, (flag for flag in told if flag.verdict not in FIT))
        changes = (_change(key, before.get(key), after.get(key), fallen.get(key)) for key in before | after)
        return Compared(
            campaign=self._other.campaign.campaign,
            position=self._position,
            flagged_before=len(before),
            flagged_after=len(after),
            changes=tuple(sorted((one for one in changes if one.before != one.after), key=_order)),
        )

    def _under_other_rules(self, fact: Fact) -> Iterator[Fact]:
        """A fact of the campaign as it would have been: launched as, and with the rules that, the other side says."""
        match fact.data:
            case CampaignLaunched():
                yield _with(fact, CampaignLaunched(**msgspec.structs.asdict(self._other.campaign)))
                for rule_set in self._other.rule_sets:
                    yield _with(fact, RuleSetPublished(**msgspec.structs.asdict(rule_set)))
            case CampaignAmended() | RuleSetPublished():
                pass  # the other side is the whole definition
            case _:
                yield fact


def _facts(commit: Commit, until: int) -> Iterator[tuple[int, Fact]]:
    for position, fact in enumerate(commit.facts(), start=position_of(commit.number, 0)):
        if position > until:
            return
        yield position, fact


def _with(fact: Fact, data: CampaignLaunched | RuleSetPublished) -> Fact:
    return msgspec.structs.replace(fact, data=data)


def _keep_best(best: Best, subject: Subject, flags: Iterable[Candidate]) -> None:
    """Keep, for each award, the flag that speaks best for the subject."""
    for flag in flags:
        key = subject, flag.award
        kept = best.get(key)
        if kept is None or _rank(flag) < _rank(kept):
            best[key] = flag


def _change(
    key: tuple[Subject, Award], before: Candidate | None, after: Candidate | None, fallen: Candidate | None
) -> Change:
    subject, award = key
    speaks = after or fallen or before
    return Change(
        award=award,
        subject_kind=subject.kind,
        subject_id=subject.id,
        before=before.verdict if before else None,
        after=after.verdict if after else None,
        card=speaks.card if speaks else "",
        rule_set=speaks.rule_set if speaks else "",
        missing=(fallen.explanation.missing or ()) if fallen and not after else (),
    )


def _rank(flag: Candidate) -> int:
    return _BEST_FIRST.get(flag.verdict, len(_BEST_FIRST))


def _order(change: Change) -> tuple[str, bool, bool, str, str]:
    """By award: who would appear, who would fall away, whose verdict would be another."""
    return (change.award, change.before is not None, change.after is not None, change.subject_kind, change.subject_id)
