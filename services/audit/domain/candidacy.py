"""The trail of a candidate: its flags, every clause, every piece of evidence, corrections, notices. Pure."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from services.audit.domain.counting import Counting
from services.audit.domain.naming import SUBJECTS, Thing, own_thing
from services.audit.domain.trail import Candidacy, Clause, Located, Reader, corrects
from shared.core.envelope import Fact, decode_fact
from shared.core.events import Flag, PersonAssigned
from shared.rules.weighing import leaves

CANDIDATE: Final = "candidate"
_FLAGS: Final = b'"vn.thidua.candidate.'
_JUDGING: Final = frozenset({"verified", "closed"})


def is_meant(flag: Flag, name: str) -> bool:
    """Whether a candidacy is called so: SUBJECT, SUBJECT/AWARD, SUBJECT/CARD, or its achievement key."""
    subject = flag.subject_id
    return name in (subject, f"{subject}/{flag.award}", f"{subject}/{flag.card}", flag.achievement_key)


def subject_of(flag: Flag) -> Thing:
    """The unit or person that a flag speaks of."""
    return Thing(SUBJECTS[flag.subject_kind], flag.subject_id)


def subjects_called(name: str) -> set[Thing]:
    """The subjects that may be meant, unless it is an achievement key."""
    ids = {name, name.rpartition("/")[0]} - {""}
    return {Thing(kind, one) for one in ids for kind in ("unit", "person")}


def subjects_in(payload: bytes, name: str) -> Iterator[Thing]:
    """The subjects that a commit flags under this name."""
    if _FLAGS in payload:
        facts = (decode_fact(line) for line in payload.split(b"\n") if _FLAGS in line)
        yield from (
            subject_of(fact.data) for fact in facts if isinstance(fact.data, Flag) and is_meant(fact.data, name)
        )


def led_by(asked: AbstractSet[Thing], fact: Fact) -> Iterator[Thing]:
    """The unit that a fact lets one of these persons lead: its houses and reports are weighed for the person."""
    match fact.data:
        case PersonAssigned() as post if post.leader and Thing("person", post.person_id) in asked:
            yield Thing("unit", post.unit_id)
        case _:
            pass


def candidacies(facts: Sequence[Located], name: str, *, sees: Reader) -> tuple[list[Candidacy], list[Located]]:
    """What was last said under each card that is meant, for one reader, and the facts that belong to these trails."""
    counting: dict[Thing, Counting] = {}
    for one in facts:
        if isinstance(one.fact.data, Flag):
            counting.setdefault(subject_of(one.fact.data), Counting(subject_of(one.fact.data)))
    newest: dict[tuple[Thing, str, str], Candidacy] = {}
    evidence: set[int] = set()
    flags: set[int] = set()
    for one in facts:
        data = one.fact.data
        for subject in counting.values():
            subject.take(one.fact, one.position)
        if isinstance(data, Flag) and is_meant(data, name) and sees(one):
            subject_thing = subject_of(data)
            candidacy = _candidacy(data, one.position, counting[subject_thing])
            newest[subject_thing, one.fact.campaign, data.card] = candidacy
            evidence.update(position for clause in candidacy.clauses for position in clause.evidence)
            flags.add(one.position)
    return list(newest.values()), [*_belonging(facts, flags, evidence)]


def _candidacy(flag: Flag, position: int, counting: Counting) -> Candidacy:
    clauses = []
    for leaf in leaves(flag.explanation):
        behind = counting.behind(leaf)
        count = leaf.evidence_count or 0
        clauses.append(
            Clause(
                id=leaf.id,
                label=leaf.label,
                basis=leaf.basis or "",
                when=leaf.when,
                outcome=leaf.outcome,
                values=leaf.values or {},
                evidence=behind,
                evidence_count=count,
                complete=len(behind) == count,
            )
        )
    return Candidacy(
        subject_kind=flag.subject_kind,
        subject_id=flag.subject_id,
        award=flag.award,
        card=flag.card,
        verdict=flag.verdict,
        rule_set=flag.rule_set,
        achievement_key=flag.achievement_key,
        position=position,
        missing=flag.explanation.missing or (),
        clauses=clauses,
    )


def _belonging(facts: Sequence[Located], flags: set[int], evidence: set[int]) -> Iterator[Located]:
    """Flags, evidence, what was said of that evidence later, notices of the flags, and what awards did besides."""
    judged = {own_thing(one.fact) for one in facts if one.position in evidence}
    for one in facts:
        fact = one.fact
        said_later = own_thing(fact) in judged and (corrects(fact) or fact.data.short.partition(".")[2] in _JUDGING)
        notice = getattr(fact.data, "cause", "")
        told = isinstance(notice, str) and notice.isdigit() and int(notice) in flags
        besides = fact.data.owner == "awards" and not isinstance(fact.data, Flag)
        if one.position in flags or one.position in evidence or said_later or told or besides:
            yield one
