"""Every flag of a log weighed anew from the facts and rules that stood at its cause, and what differs. It reads no log.

The log is folded twice: first for the flags and the causes they name, then to weigh each at its very cause. A flag that
turns out wrong is listed once, and the flags after it are judged as if it had been right.

What the rules saw and no flag shows is listed only where the log itself proves that awards was past it. Awards weighs
in rounds all who wait, so many at once (`AT_ONCE`), and facts that come meanwhile count for those who are weighed later
in the round. A flag whose cause stands after another flag is thus of a later group. Whoever was due at the cause of one
flag was weighed at the latest in the last group of the next round, and what was found stands in the log before a flag
of the group after that. What stays due after so many flags is told apart: awards may not have come so far when the log
ended.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import ceil
from typing import Final, Literal, NamedTuple, TypeAlias

import msgspec

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import AT_ONCE, SOURCE, Candidate, Key, cause_in, id_of, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.touching import Touch, touched_by
from services.awards.domain.verdicts import news
from shared.core.envelope import Fact, decode_some, position_of
from shared.core.events import REGISTRY, CandidateFlagged, CandidateUnflagged, CandidateUpdated, Flag
from shared.core.log import Commit
from shared.core.values import SubjectKind, Verdict
from shared.rules.stated import Stated, stated

Kind: TypeAlias = Literal["UNEXPLAINED", "OTHERWISE", "NOT_SHOWN"]
FLAGS: Final = frozenset(cls.wire for cls in (CandidateFlagged, CandidateUpdated, CandidateUnflagged))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Where log and rules part: an invented flag, one that should say something else, or one that is not there.

    `position` is the flag's, or, where there is none, that of the fact since which it is due. `differs` names what
    is otherwise: fields of the flag, `type` (which of the three events it is) or `cause` (what it says it follows
    from).
    """

    position: int
    campaign: str
    subject_kind: SubjectKind
    subject_id: str
    card: str
    kind: Kind
    stated: Verdict | None = None
    expected: Verdict | None = None
    differs: tuple[str, ...] = ()


class Judged(msgspec.Struct, frozen=True):
    """How many flags were weighed anew, what differs, and what is due but may just not have been stated yet."""

    flags: int
    differences: tuple[Difference, ...]
    not_yet: tuple[Difference, ...]


class Claim(NamedTuple):
    """A flag's word that it follows from a fact; `position` is the flag's own."""

    position: int
    subject: Subject
    card: str


class Claims:
    """The first reading: which flags name which fact as their cause. Hand it every commit."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, int], list[Claim]] = defaultdict(list)
        self._latest: dict[tuple[str, Key], int] = {}

    def take(self, commit: Commit) -> None:
        """Note the flags of the next commit. A cause that is no earlier fact, or no newer one, explains nothing."""
        for position, fact in _flags(commit):
            flag, cause = fact.data, cause_in(fact.id)
            if not isinstance(flag, Flag) or cause is None:
                continue
            key = commit.campaign, key_of(flag)
            if self._latest.get(key, 0) < cause < position_of(commit.number, 0):
                self._latest[key] = cause
                claim = Claim(position, Subject(flag.subject_kind, flag.subject_id), flag.card)
                self._at[commit.campaign, cause].append(claim)

    def of(self, touch: Touch) -> list[Claim]:
        """The flags that say they were stated of this subject because of this fact."""
        claims = self._at.get((touch.campaign, touch.position), ())
        return [claim for claim in claims if claim.subject == touch.subject]


class _Expected(NamedTuple):
    """What should stand where a flag stands, and the fact it follows from."""

    flag: Candidate
    cause: Touch


class Groups:
    """How far awards had certainly come, by the flags so far."""

    def __init__(self) -> None:
        self.past = 0  # whatever was due at or before this position was weighed, and what was news was stated
        self._flags: list[int] = []  # positions; beside each, of it and those before it:
        self._causes: list[list[int]] = [[]]  # the greatest cause so many groups earlier (at least)

    def flag(self, position: int, cause: int, *, subjects: int) -> None:
        """Take a flag that is right; `subjects` is how many there are to be weighed at most."""
        later = 2 * ceil(subjects / AT_ONCE)  # two rounds
        self._causes += [[0] * len(self._flags) for _ in range(later + 1 - len(self._causes))]
        earlier = bisect_left(self._flags, cause)  # so many flags stood when its cause came
        reached = [cause, *((causes[earlier - 1] if earlier else 0) for causes in self._causes[:-1])]
        for causes, one in zip(self._causes, reached, strict=True):
            causes.append(max(one, causes[-1] if causes else 0))
        self.past = max(self.past, reached[later])
        self._flags.append(position)


class _Desk:
    """One campaign while it is judged."""

    def __init__(self, campaign: str, facts: CampaignFacts) -> None:
        self.campaign = campaign
        self.facts = facts
        self.expected: dict[int, _Expected] = {}  # by the position of the flag
        self.groups = Groups()
        self._explained: dict[Key, Stated] = {}  # as of the causes reached so far
        self._shown: dict[Key, Stated] = {}  # as of the flags reached so far
        self._touched: dict[Subject, int] = {}
        self._unchecked: set[Subject] = set()
        self._due: dict[Subject, dict[str, Difference]] = {}
        self._listed: set[Key] = set()

    def touch(self, touch: Touch, claims: Iterable[Claim]) -> None:
        """A fact that speaks of a subject was folded, and no other after it."""
        for claim in claims:
            key: Key = (*claim.subject, claim.card)
            before = {key: self._explained[key]} if key in self._explained else {}
            for flag in news(self.facts, claim.subject, before):
                if flag.card == claim.card:
                    self.expected[claim.position] = _Expected(flag, touch)
                    self._explained[key] = stated(flag)
        self._touched[touch.subject] = touch.position
        self._unchecked.add(touch.subject)
        if touch.subject in self._due:
            self._check(touch.subject)

    def flag(self, position: int, fact: Fact, flag: Flag) -> Difference | None:
        """A flag stands in the log: what of it is not as it should be."""
        expected = self.expected.pop(position, None)
        if expected is None:
            return self._difference(position, key_of(flag), kind="UNEXPLAINED", stated=flag.verdict)
        key = key_of(flag)
        self._shown[key] = stated(expected.flag)
        self._listed.discard(key)
        self._due.get(expected.cause.subject, {}).pop(flag.card, None)
        self._unchecked.add(expected.cause.subject)
        self.groups.flag(position, expected.cause.position, subjects=len(self._touched))
        differs = tuple(_differing(fact, flag, expected))
        if not differs:
            return None
        said, right = flag.verdict, expected.flag.verdict
        return self._difference(position, key, kind="OTHERWISE", stated=said, expected=right, differs=differs)

    def due(self) -> Iterator[Difference]:
        """What no flag shows, in no order; asked after a commit with flags, and at the end."""
        for subject in self._unchecked:
            self._check(subject)
        self._unchecked.clear()
        for by_card in self._due.values():
            yield from by_card.values()

    def overdue(self) -> list[Difference]:
        """What no flag shows though awards was past it; each is told once."""
        found = [one for one in self.due() if one.position <= self.groups.past]
        for one in found:
            del self._due[Subject(one.subject_kind, one.subject_id)][one.card]
            self._listed.add((one.subject_kind, one.subject_id, one.card))
        return found

    def _check(self, subject: Subject) -> None:
        """What is due of a subject now, and since when it has been all the time."""
        found = {flag.card: flag for flag in news(self.facts, subject, self._shown)}
        before = self._due.pop(subject, {})
        due: dict[str, Difference] = {}
        for card, flag in found.items():
            key = key_of(flag)
            if card in before:
                due[card] = msgspec.structs.replace(before[card], expected=flag.verdict)
            elif key not in self._listed:
                due[card] = self._difference(self._touched[subject], key, kind="NOT_SHOWN", expected=flag.verdict)
        self._listed -= {key for key in self._listed if Subject(*key[:2]) == subject and key[2] not in found}
        if due:
            self._due[subject] = due

    def _difference(
        self,
        position: int,
        key: Key,
        *,
        kind: Kind,
        stated: Verdict | None = None,
        expected: Verdict | None = None,
        differs: tuple[str, ...] = (),
    ) -> Difference:
        return Difference(
            position=position,
            campaign=self.campaign,
            subject_kind=key[0],
            subject_id=key[1],
            card=key[2],
            kind=kind,
            stated=stated,
            expected=expected,
            differs=differs,
        )


class Honesty:
    """The second reading: hand it every commit again, and then ask for what it found."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._registry = RegistryFacts()
        self._desks: dict[str, _Desk] = {}
        self._facts: dict[str, CampaignFacts] = {}
        self._flags = 0
        self._found: list[Difference] = []

    def take(self, commit: Commit) -> None:
        """Judge the next commit."""
        flags = _flags(commit)
        speaks = flags or (commit.owner == "tracking" and commit.campaign != REGISTRY)
        if speaks and commit.campaign not in self._desks:
            facts = self._facts[commit.campaign] = CampaignFacts(self._registry)
            self._desks[commit.campaign] = _Desk(commit.campaign, facts)
        for touch in touched_by(commit, self._registry, self._facts):
            self._desks[touch.campaign].touch(touch, self._claims.of(touch))
        if flags:
            desk = self._desks[commit.campaign]
            for position, fact in flags:
                if isinstance(fact.data, Flag) and (difference := desk.flag(position, fact, fact.data)):
                    self._found.append(difference)
            self._flags += len(flags)
            self._found += desk.overdue()

    def judged(self) -> Judged:
        """What was found, in order of positions."""
        not_yet = (one for desk in self._desks.values() for one in desk.due())
        return Judged(self._flags, tuple(sorted(self._found, key=_where)), tuple(sorted(not_yet, key=_where)))


def judge(read: Callable[[], Iterable[Commit]]) -> Judged:
    """Judge a whole log; `read` gives its commits in order, and is called twice."""
    claims = Claims()
    for commit in read():
        claims.take(commit)
    honesty = Honesty(claims)
    for commit in read():
        honesty.take(commit)
    return honesty.judged()


def _flags(commit: Commit) -> list[tuple[int, Fact]]:
    if commit.owner != "awards":
        return []
    facts = enumerate(decode_some(commit.payload, FLAGS), start=position_of(commit.number, 0))
    return [(position, fact) for position, fact in facts if fact is not None]


def _differing(fact: Fact, flag: Flag, expected: _Expected) -> Iterator[str]:
    """What of a flag is not as it should be, by name."""
    cause = expected.cause.fact
    if type(flag) is not type(expected.flag):
        yield "type"
    for name in flag.__struct_fields__:
        if getattr(flag, name) != getattr(expected.flag, name):
            yield name
    said = (fact.source, fact.time, fact.causationid, fact.correlationid, fact.id)
    right = (SOURCE, cause.recordedat, cause.id, cause.correlationid, id_of(flag, expected.cause.position))
    if said != right:
        yield "cause"


def _where(difference: Difference) -> tuple[int, str]:
    return difference.position, difference.card
