"""Given facts, when weighed, then a verdict and reasons: how the tests of awards are told. It knows no rule."""

from collections.abc import Iterable
from itertools import count

from services.awards.domain.answers import Known
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import Candidate, Key, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.verdicts import news
from shared.core.definition import Card, InForce, Label, Node
from shared.core.events import REGISTRY_THINGS, Data, RuleSetPublished
from shared.core.values import SubjectKind
from shared.rules.functions import Answer, Argument
from shared.rules.stated import Stated, stated
from tests.examples import LAUNCHED, REGISTRY_FACTS, fact

HCTC, MAI_CHAU = Subject("COLLECTIVE", "hctc"), Subject("COLLECTIVE", "huyen-mai-chau")
LAN = Subject("INDIVIDUAL", "cb-lan")


def rules(when: str, **fields: str) -> RuleSetPublished:
    """A rule set of one card of one leaf, in force on every day unless `from_` and `to` say otherwise."""
    leaf = Node(id="leaf", label=Label("Một điều kiện", "One condition"), when=when)
    subject: SubjectKind = "INDIVIDUAL" if fields.get("subject") == "INDIVIDUAL" else "COLLECTIVE"
    return RuleSetPublished(
        id=fields.get("id", "rules"),
        in_force=InForce(fields.get("from_", "2024-01-01"), fields.get("to", "")),
        legal_basis=("Quy chế mẫu",),
        cards=(Card(id=fields.get("card", "CARD"), award="AGENCY_COMMENDATION", subject=subject, require=leaf),),
    )


class Telling:
    """A campaign told fact by fact, and what awards says of it. Positions count from 1000 upwards."""

    def __init__(self, *facts: Data) -> None:
        self.registry = RegistryFacts()
        self.facts = CampaignFacts(self.registry)
        self.flags: dict[Key, Stated] = {}
        self.touched: set[Subject] = set()
        self._positions = count(1_000)
        self.tell(*REGISTRY_FACTS, LAUNCHED, *facts)

    def tell(self, *facts: Data, **attributes: str) -> "Telling":
        for data in facts:
            position = next(self._positions)
            told = fact(data, **attributes)
            if data.thing in REGISTRY_THINGS:
                self.touched = set(self.facts.touched(self.registry.fold(told, position)))
            else:
                self.touched = {*self.facts.fold(told, position), *self.registry.fold_decision(told, position)}
        return self

    def ask(self, subject: Subject, function: str, *arguments: Argument) -> Answer:
        assert self.facts.campaign is not None
        day = self.facts.spoken_of(subject) or self.facts.first_day
        return Known(self.facts, self.facts.campaign, subject, day).ask(function, arguments)

    def value(self, subject: Subject, function: str, *arguments: Argument) -> bool | int | float | str | None:
        return self.ask(subject, function, *arguments).value

    def says(self, subject: Subject) -> list[Candidate]:
        """What is new about a subject, which is then stated."""
        return self.state(news(self.facts, subject, self.flags))

    def state(self, flags: Iterable[Candidate]) -> list[Candidate]:
        said = list(flags)
        self.flags |= {key_of(flag): stated(flag) for flag in said}
        return said
