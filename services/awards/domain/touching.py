"""Whom the facts of a commit speak of, campaign by campaign, while they are folded one by one. It weighs nothing."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from shared.core.envelope import Fact, position_of
from shared.core.events import REGISTRY
from shared.core.log import Commit


class Touch(NamedTuple):
    """A subject of a campaign, and the fact because of which something else may have to be said of it."""

    campaign: str
    subject: Subject
    fact: Fact
    position: int


def touched_by(commit: Commit, registry: RegistryFacts, campaigns: Mapping[str, CampaignFacts]) -> Iterator[Touch]:
    """Fold a commit, fact by fact; after each fact those of whom it speaks, before the next one is folded.

    What the registry says, and what is awarded anywhere, may speak of subjects of every campaign; of a campaign that is
    not among these nothing else is taken.
    """
    base = position_of(commit.number, 0)
    if commit.campaign == REGISTRY:
        for position, fact in enumerate(commit.facts(), start=base):
            spoken_of = registry.fold(fact, position)
            for campaign, facts in campaigns.items():
                for subject in facts.touched(spoken_of):
                    yield Touch(campaign, subject, fact, position)
        return
    own, is_awards = campaigns.get(commit.campaign), commit.owner == "awards"
    for position, fact in enumerate(commit.facts() if own or is_awards else (), start=base):
        awarded = registry.fold_decision(fact, position) if is_awards else ()
        for subject in own.fold(fact, position) if own else ():
            yield Touch(commit.campaign, subject, fact, position)
        for campaign, facts in campaigns.items() if awarded else ():
            for subject in facts.touched(awarded):
                yield Touch(campaign, subject, fact, position)
