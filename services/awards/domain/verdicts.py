"""From facts to verdicts: each card of the rule set in force is weighed, and what is new becomes a flag. Pure."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Final

import msgspec

from services.awards.domain.answers import Known
from services.awards.domain.days import day_named
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import FIT, Candidate, Key, Stated, event_for
from services.awards.domain.tallies import Subject
from shared.core.definition import Card, RuleSet
from shared.core.events import CandidateUnflagged, Explained, Said
from shared.core.values import Outcome, Verdict
from shared.rules.weighing import MOST_EVIDENCE, explain, leaves, outcomes, weigh

LONGEST_ID: Final = 128
NO_SUCH_CARD: Final = Said(
    "thẻ này không có trong bộ quy tắc đang có hiệu lực", "the rule set in force does not have this card"
)
NOTHING_COUNTS: Final = Said("không còn sự kiện nào được tính", "no fact is left that counts")
_BY_TREE: Final[Mapping[Outcome, Verdict]] = {"met": "CANDIDATE", "unknown": "NEEDS_REVIEW", "not_met": "NOT_YET"}


def news(facts: CampaignFacts, subject: Subject, flags: Mapping[Key, Stated]) -> list[Candidate]:
    """What there is to say of a subject that `flags`, which were stated last, do not say yet."""
    campaign = facts.campaign
    if campaign is None:
        return []
    day = facts.spoken_of(subject)
    flagged = [card for card in _cards_ever(facts, subject) if _is_flagged(flags.get((*subject, card)))]
    if day is None and not flagged:
        return []
    rule_set = in_force(facts, day or facts.first_day)
    if rule_set is None:
        return []
    known = Known(facts, campaign, subject, day or facts.first_day)
    cards = {card.id: card for card in rule_set.cards if card.subject == subject.kind}
    gone = [_gone(known, card, rule_set, before=flags[*subject, card]) for card in flagged if card not in cards]
    if day is None:
        return [*gone, *(_empty(known, cards[card], rule_set) for card in flagged if card in cards)]
    weighed = (_weighed(known, card, rule_set, before=flags.get((*subject, card.id))) for card in cards.values())
    return [*gone, *(flag for flag in weighed if flag)]


def in_force(facts: CampaignFacts, day: int) -> RuleSet | None:
    """The rule set by which a verdict that speaks of this day is reached."""
    for rule_set in facts.rule_sets:
        days = rule_set.in_force
        if day_named(days.from_) <= day and (not days.to or day <= day_named(days.to)):
            return rule_set
    return None


def verdict_of(outcome: Outcome) -> Verdict:
    """The verdict, by the first that holds (contract §5): candidate, needs review, else not yet.

    What stands before these, an open hold and another award for the same achievement, has no facts yet.
    """
    return _BY_TREE[outcome]


def achievement_key(campaign: str, subject: Subject) -> str:
    """What a subject achieved in a campaign: one achievement has one award, under whichever card."""
    key = f"{campaign}:{subject.kind}:{subject.id}"
    return key if len(key) <= LONGEST_ID else sha256(key.encode()).hexdigest()


def _weighed(known: Known, card: Card, rule_set: RuleSet, *, before: Stated | None) -> Candidate | None:
    """What is new under one card. Most often nothing is: then the words for it are not looked for."""
    weighed = weigh(card.require, known)
    now = Stated(card.award, verdict_of(weighed.outcome), rule_set.id, outcomes(weighed))
    event = event_for(before, now)
    return None if event is None else _flag(event, known, explain(card.require, known), now=now, card=card.id)


def _empty(known: Known, card: Card, rule_set: RuleSet) -> Candidate:
    """The end of a flag when nothing is left that counts, whatever a card may say of somebody who did nothing."""
    explanation = explain(card.require, known)
    if explanation.outcome != "not_met":
        explanation = msgspec.structs.replace(explanation, missing=(NOTHING_COUNTS,))
    now = Stated(card.award, "NOT_YET", rule_set.id, {})
    return _flag(CandidateUnflagged, known, explanation, now=now, card=card.id)


def _gone(known: Known, card: str, rule_set: RuleSet, *, before: Stated) -> Candidate:
    """The end of a flag under a card that the rule set in force does not have."""
    explanation = Explained(outcome="not_met", missing=(NO_SUCH_CARD,))
    now = Stated(before.award, "NOT_YET", rule_set.id, {})
    return _flag(CandidateUnflagged, known, explanation, now=now, card=card)


def _is_flagged(stated: Stated | None) -> bool:
    return stated is not None and stated.verdict in FIT


def _cards_ever(facts: CampaignFacts, subject: Subject) -> Collection[str]:
    """The cards of every rule set, each once, in their order."""
    cards = (card for rule_set in facts.rule_sets for card in rule_set.cards if card.subject == subject.kind)
    return dict.fromkeys(card.id for card in cards)


def _flag(event: type[Candidate], known: Known, explanation: Explained, *, now: Stated, card: str) -> Candidate:
    evidence = {position for leaf in leaves(explanation) for position in leaf.evidence or ()}
    return event(
        subject_kind=known.subject.kind,
        subject_id=known.subject.id,
        award=now.award,
        card=card,
        verdict=now.verdict,
        rule_set=now.rule_set,
        explanation=explanation,
        evidence=tuple(sorted(evidence)[-MOST_EVIDENCE:]),
        achievement_key=achievement_key(known.campaign.campaign, known.subject),
    )
