"""From facts to verdicts: each card of the rule set in force is weighed, and what is new becomes a flag. Pure."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from services.awards.domain.answers import Known
from services.awards.domain.days import date_of
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import LONGEST_ID, Candidate, Key, event_for, is_flagged
from services.awards.domain.tallies import Subject
from shared.core.definition import Card, RuleSet
from shared.core.events import CandidateUnflagged, Explained, Said
from shared.core.in_force import in_force_on
from shared.core.values import Award, Outcome, Verdict
from shared.rules.stated import Stated
from shared.rules.weighing import MOST_EVIDENCE, explain, leaves, outcomes, weigh

NO_SUCH_CARD: Final = Said(
    "thẻ này không có trong bộ quy tắc đang có hiệu lực", "the rule set in force does not have this card"
)
NOTHING_COUNTS: Final = Said("không còn sự kiện nào được tính", "no fact is left that counts")
CONCLUSION: Final = Said(
    "kết luận bằng văn bản về việc đang được xem xét", "the written conclusion of what is being looked into"
)
_BY_TREE: Final[Mapping[Outcome, Verdict]] = {"met": "CANDIDATE", "unknown": "NEEDS_REVIEW", "not_met": "NOT_YET"}


class Standing(NamedTuple):
    """How a subject stands apart from what any card asks: held, and the award its achievement is taken for."""

    held: bool
    taken_for: Award | None


class _Weighing(NamedTuple):
    """A card, the rule set it is of, and what is known of the subject on the day of which the card speaks."""

    card: Card
    rule_set: RuleSet
    known: Known


def news(facts: CampaignFacts, subject: Subject, flags: Mapping[Key, Stated]) -> list[Candidate]:
    """What there is to say of a subject that `flags`, which were stated last, do not say yet."""
    campaign = facts.campaign
    if campaign is None:
        return []
    day = facts.spoken_of(subject)
    flagged = [card for card in _cards_ever(facts, subject) if is_flagged(flags.get((*subject, card)))]
    if day is None and not flagged:
        return []
    known = Known(facts, campaign, subject, day or facts.first_day)
    rule_set = in_force(facts, known.day)
    if rule_set is None:
        return []
    weighings = {one.card.id: one for one in _weighings(known, rule_set)}
    gone = [_gone(known, card, rule_set, before=flags[*subject, card]) for card in flagged if card not in weighings]
    if day is None:
        return [*gone, *(_empty(weighings[card]) for card in flagged if card in weighings)]
    standing = _standing(known)
    weighed = (_weighed(one, standing, before=flags.get((*subject, one.card.id))) for one in weighings.values())
    return [*gone, *(flag for flag in weighed if flag)]


def in_force(facts: CampaignFacts, day: int) -> RuleSet | None:
    """The rule set by which a verdict that speaks of this day is reached."""
    return in_force_on(facts.rule_sets, date_of(day))


def verdict_of(outcome: Outcome, award: Award, standing: Standing) -> Verdict:
    """The verdict on a subject by the outcome of a card's tree, the card's award, and how the subject stands otherwise.

    Whoever does not meet a card has nothing that a hold or another award could stand against.
    """
    if outcome == "not_met":
        return "NOT_YET"
    if standing.held:
        return "HELD"
    return "DUPLICATE" if standing.taken_for not in (None, award) else _BY_TREE[outcome]


def achievement_key(campaign: str, subject: Subject) -> str:
    """What a subject achieved in a campaign: one achievement has one award, under whichever card."""
    key = f"{campaign}:{subject.kind}:{subject.id}"
    return key if len(key) <= LONGEST_ID else sha256(key.encode()).hexdigest()


def _standing(known: Known) -> Standing:
    key = achievement_key(known.campaign.campaign, known.subject)
    return Standing(known.facts.is_held(known.subject), known.facts.taken_for(key, known.subject))


def _weighings(known: Known, rule_set: RuleSet) -> Iterator[_Weighing]:
    """The cards that speak of a subject, each with the day it speaks of and the rule set in force on that day.

    Once a dossier for an award is received, the cards for that award speak of that day.
    """
    received = known.facts.received(known.subject)
    for card in rule_set.cards:
        if card.subject == known.subject.kind and card.award not in received:
            yield _Weighing(card, rule_set, known)
    for award, day in received.items():
        in_force_then = in_force(known.facts, day) or in_force(known.facts, known.facts.within(day)) or rule_set
        for card in in_force_then.cards:
            if card.subject == known.subject.kind and card.award == award:
                yield _Weighing(card, in_force_then, known._replace(day=day))


def _weighed(weighing: _Weighing, standing: Standing, *, before: Stated | None) -> Candidate | None:
    """What is new under one card. Most often nothing is: then the words for it are not looked for."""
    card, known = weighing.card, weighing.known
    weighed = weigh(card.require, known)
    verdict = verdict_of(weighed.outcome, card.award, standing)
    now = Stated(card.award, verdict, weighing.rule_set.id, outcomes(weighed))
    event = event_for(before, now)
    if event is None:
        return None
    explanation = explain(card.require, known)
    beside = _stands_against(verdict, standing)
    if beside is not None:
        explanation = msgspec.structs.replace(explanation, missing=(beside, *(explanation.missing or ())))
    return _flag(event, known, explanation, now=now, card=card.id)


def _stands_against(verdict: Verdict, standing: Standing) -> Said | None:
    """What is waited for beside the card's own conditions, in words."""
    match verdict:
        case "HELD":
            return CONCLUSION
        case "DUPLICATE":
            return Said(
                f"thành tích này đã được đề nghị hoặc khen thưởng hình thức khác: {standing.taken_for}",
                f"this achievement is already proposed for, or was given, another award: {standing.taken_for}",
            )
        case _:
            return None


def _empty(weighing: _Weighing) -> Candidate:
    """The end of a flag when nothing is left that counts, whatever a card may say of somebody who did nothing."""
    card = weighing.card
    explanation = explain(card.require, weighing.known)
    if explanation.outcome != "not_met":
        explanation = msgspec.structs.replace(explanation, missing=(NOTHING_COUNTS,))
    now = Stated(card.award, "NOT_YET", weighing.rule_set.id, {})
    return _flag(CandidateUnflagged, weighing.known, explanation, now=now, card=card.id)


def _gone(known: Known, card: str, rule_set: RuleSet, *, before: Stated) -> Candidate:
    """The end of a flag under a card that the rule set in force does not have."""
    explanation = Explained(outcome="not_met", missing=(NO_SUCH_CARD,))
    now = Stated(before.award, "NOT_YET", rule_set.id, {})
    return _flag(CandidateUnflagged, known, explanation, now=now, card=card)


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
