"""Weighs a clause tree against what is known of one subject: met, not met or unknown; it knows no verdict and no log.

`weigh` is the quick answer, leaf by leaf; `explain` says besides, in words, what is still missing, and is for the facts
and the people that need it.
"""

from collections.abc import Iterator, Sequence

import msgspec

from shared.core.definition import Node
from shared.core.events import Explained, Said
from shared.core.values import Outcome
from shared.rules.expression import compiled, evaluate, written
from shared.rules.functions import LONGEST_CHAIN_OF_YEARS, Answer, Facts, Value
from shared.rules.syntax import Call
from shared.rules.wording import both, described, either, shortfall, unknown

MOST_EVIDENCE = 20


def weigh(tree: Node, facts: Facts) -> Explained:
    """The tree with the outcome of every group and leaf, and each leaf's values and evidence; without `missing`.

    The tree must have passed `check_rule_set`.
    """
    if tree.all:
        parts = tuple(weigh(part, facts) for part in tree.all)
        return Explained(outcome=at_least(len(parts), parts), all=parts)
    if tree.any:
        parts = tuple(weigh(part, facts) for part in tree.any)
        return Explained(outcome=at_least(1, parts), any=parts)
    if tree.of:
        parts = tuple(weigh(part, facts) for part in tree.of)
        return Explained(outcome=at_least(tree.at_least, parts), at_least=tree.at_least, of=parts)
    return _leaf(tree, facts)


def explain(tree: Node, facts: Facts) -> Explained:
    """`weigh`, and in `missing` what is still needed, in words."""
    weighed = weigh(tree, facts)
    return msgspec.structs.replace(weighed, missing=tuple(dict.fromkeys(_needs(weighed, facts))))


def outcomes(explained: Explained) -> dict[str, Outcome]:
    """The outcome of every leaf by its id: what must change before a flag is stated anew."""
    return {leaf.id: leaf.outcome for leaf in leaves(explained)}


def leaves(explained: Explained) -> Iterator[Explained]:
    """The leaves of a weighed tree in reading order."""
    parts = explained.all or explained.any or explained.of
    for part in parts:
        yield from leaves(part)
    if not parts:
        yield explained


def at_least(needed: int, parts: Sequence[Explained]) -> Outcome:
    """Kleene's "and" is at least all, his "or" at least one; decided as soon as no unknown could change it."""
    met = sum(part.outcome == "met" for part in parts)
    if met >= needed:
        return "met"
    open_still = sum(part.outcome == "unknown" for part in parts)
    return "unknown" if met + open_still >= needed else "not_met"


def _leaf(leaf: Node, facts: Facts) -> Explained:
    expression = compiled(leaf.when)
    outcome, answers = evaluate(expression, facts)
    evidence, count = _evidence(answers)
    return Explained(
        outcome=outcome,
        id=leaf.id,
        label=leaf.label,
        basis=leaf.basis,
        when=leaf.when,
        values={asked.text: answer.value for asked, answer in zip(expression.asked, answers, strict=True)},
        evidence=evidence,
        evidence_count=count,
    )


def _evidence(answers: Sequence[Answer]) -> tuple[tuple[int, ...], int]:
    """The newest positions behind several answers, and how many there are in all.

    One fact may stand behind two answers; it is counted once where both show it, so the number is exact for one answer,
    for answers that share nothing, and as long as none has more than it shows.
    """
    if len(answers) == 1:
        return answers[0].evidence, answers[0].evidence_count
    shown = sorted({position for answer in answers for position in answer.evidence})
    shared = sum(len(answer.evidence) for answer in answers) - len(shown)
    return tuple(shown[-MOST_EVIDENCE:]), sum(answer.evidence_count for answer in answers) - shared


def _needs(part: Explained, facts: Facts) -> list[Said]:
    if part.outcome == "met":
        return []
    if part.id:
        return _leaf_needs(part, facts)
    if part.all:
        return [need for inner in part.all for need in _needs(inner, facts)]
    parts = part.any or part.of
    still = max(part.at_least, 1) - sum(inner.outcome == "met" for inner in parts)
    ways = [needs for inner in parts if (needs := _needs(inner, facts))]
    if still == len(ways):
        return [need for needs in ways for need in needs]
    alternatives = either([_together(needs) for needs in ways])
    if still == 1:
        return [alternatives]
    return [Said(f"{still} trong số: {alternatives.vi}", f"{still} of these: {alternatives.en}")]


def _together(needs: Sequence[Said]) -> Said:
    if len(needs) == 1:
        return needs[0]
    phrase = both(needs)
    return Said(f"({phrase.vi})", f"({phrase.en})")


def _leaf_needs(leaf: Explained, facts: Facts) -> list[Said]:
    expression, values = compiled(leaf.when), leaf.values or {}
    if leaf.outcome == "unknown":
        if any(call.arguments[-1:] == (LONGEST_CHAIN_OF_YEARS,) for call in expression.asked):
            return [unknown(_label(leaf))]  # no log reaches so far back: the standard itself was never stated
        return [
            unknown(facts.ask(call.function, call.arguments).why_unknown or described(call.tree))
            for call in expression.asked
            if values[call.text] is None
        ]

    def value_of(call: Call) -> Value | None:
        return values[written(call)]

    return shortfall(expression.tree, value_of) or [_by_label(leaf)]


def _by_label(leaf: Explained) -> Said:
    label = _label(leaf)
    return Said(f"chưa đạt: {label.vi}", f"not yet met: {label.en}")


def _label(leaf: Explained) -> Said:
    vi, en = (leaf.label.vi, leaf.label.en) if leaf.label else ("", "")
    return Said(vi or en, en or vi)
