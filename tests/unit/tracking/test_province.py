"""The whole built-in campaign, told by the simulated province: every statement gets the answer it should get."""

from collections import Counter
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import asdict

from deploy.demo import definition_text
from deploy.demo.province import simulate
from deploy.demo.saying import Saying
from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.registry import RegistryDecider, RegistryView
from services.tracking.domain.registry_state import RegistryState
from services.tracking.domain.state import CampaignState
from shared.core import events, open_forms
from shared.core.access import unit_of
from shared.core.decider import Command, fact_of
from shared.core.definition import Definition
from shared.core.envelope import Statement
from shared.core.events import REGISTRY, Data
from shared.core.forms import read_statement
from shared.core.journal import Journal
from shared.rules.definition import CampaignFile, read
from tests.examples import command


@dataclass
class Province:
    """Both pens' states without pens: they know what was said before, and the campaign follows the registry at once."""

    view: RegistryView = field(default_factory=RegistryView)
    said: dict[tuple[str, str], Data] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.registry = RegistryState(Journal())
        self.campaign = CampaignState(Journal(), self.view)

    def answer(self, said: Command) -> str:
        before = self.said.get((said.source, said.id))
        if before is not None:
            return "duplicate" if before == said.data else "content_differs"
        of_registry = said.campaign == REGISTRY
        fact = fact_of(said, recorded_at=said.recorded_at, registry_at=0)
        if of_registry:
            refusal = RegistryDecider().decide(self.registry, said)
        else:
            refusal = CampaignDecider().decide(self.campaign, said)
        if refusal is not None:
            return refusal.code
        if of_registry:
            RegistryDecider().evolve(self.registry, fact, 0)
            self.view.take(fact, len(self.said))
        else:
            CampaignDecider().evolve(self.campaign, fact, 0)
        self.said[said.source, said.id] = said.data
        return "recorded"


def test_every_statement_of_the_province_gets_the_answer_it_should_get() -> None:
    file = read(definition_text())
    assert isinstance(file, CampaignFile)
    province = Province()
    launching = [
        province.answer(command(data, campaign=_where(data, file.definition))) for data in _launch(file.definition)
    ]

    answers = Counter(
        (saying.expected, province.answer(_heard(saying, province.view))) for saying in simulate(1, file.definition)
    )

    assert set(launching) == {"recorded"}
    assert {answer for expected, answer in answers if expected == "recorded"} == {"recorded"}
    assert {answer for expected, answer in answers if expected == "duplicate"} == {"duplicate"}
    assert {answer for expected, answer in answers if expected == "refused"} == {
        "above_support",
        "activity_id_used",
        "clause_unknown",
        "content_differs",
        "house_already_completed",
        "house_not_started",
        "household_ended",
        "person_already_listed",
    }


def _launch(definition: Definition) -> list[Data]:
    units = definition.campaign.units
    return [
        *(events.UnitEstablished(unit.id, unit.kind, unit.name, unit.parent) for unit in units),
        events.CampaignLaunched(**asdict(definition.campaign)),
        *(events.RuleSetPublished(**asdict(rule_set)) for rule_set in definition.rule_sets),
    ]


def _where(data: Data, definition: Definition) -> str:
    return REGISTRY if data.thing == "unit" else definition.campaign.campaign


def _heard(saying: Saying, view: RegistryView) -> Command:
    statement = read_statement(msgspec.json.encode(saying.event), now=saying.at)
    assert isinstance(statement, Statement)
    unit, source = saying.speaker.unit_id, unit_of(statement.source)
    predecessors = view.lineage.held_by(unit, saying.at.date().isoformat()) if unit else ()
    speaker = {"role": saying.speaker.role, "unit_id": source if source in predecessors else unit}
    envelope = {"id": statement.id, "source": statement.source, "time": statement.time, "campaign": statement.campaign}
    return command(_sealed(statement.data), **envelope, **speaker)


def _sealed(data: Data) -> Data:
    """What the door would hand on: a person's number made a reference, and nothing else of the person."""
    match data:
        case open_forms.HouseholdIdentifiedOpen(person=open_forms.OpenPerson(citizen_id=number)):
            person = events.SealedPerson(f"ref-{number}", "v1.sealed")
            return events.HouseholdIdentified(**{**asdict(data), "person": person})
        case open_forms.PersonAssignedOpen():
            return events.PersonAssigned(**{**asdict(data), "name": "v1.sealed"})
        case open_forms.ContributionReceivedOpen(donor=donor):
            return events.ContributionReceived(**{**asdict(data), "donor": events.Donor(donor.kind, donor.id)})
        case _:
            return data
