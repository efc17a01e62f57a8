"""The simulated province's reports in the log in memory, with the flags that awards stated while they came in."""

from collections.abc import Iterator
from datetime import UTC

import msgspec
import pytest

from deploy.demo import definition_text
from deploy.demo.province import simulate
from deploy.demo.saying import Saying
from shared.adapters.memory import MemoryLog
from shared.core import events, open_forms
from shared.core.decider import Command, fact_of
from shared.core.envelope import Fact
from shared.core.events import REGISTRY, Data
from shared.core.forms import read_statement
from shared.rules.definition import CampaignFile, read
from tests.unit.awards.reacting import awards, run, write, write_registry

A_COMMIT = 900


@pytest.fixture(scope="session")
def province_file() -> CampaignFile:
    found = read(definition_text())
    assert isinstance(found, CampaignFile)
    return found


@pytest.fixture(scope="session")
def province(province_file: CampaignFile) -> MemoryLog:
    """The whole of the province's reports, with the flags that awards stated while they came in."""

    async def story() -> MemoryLog:
        log = MemoryLog()
        beginning = next(sayings(province_file))
        launch = [_of(events.CampaignLaunched(**msgspec.structs.asdict(province_file.definition.campaign)), beginning)]
        rules = [events.RuleSetPublished(**msgspec.structs.asdict(one)) for one in province_file.definition.rule_sets]
        await write(log, *launch, *(_of(one, beginning) for one in rules))
        async with awards(log) as service:
            for campaign, facts in commits(province_file):
                await (write_registry if campaign == REGISTRY else write)(log, *facts)
            await service.caught_up()
        return log

    return run(story())


def sayings(file: CampaignFile) -> Iterator[Saying]:
    return (saying for saying in simulate(1, file.definition) if saying.expected == "recorded")


def commits(file: CampaignFile) -> Iterator[tuple[str, list[Fact]]]:
    """The facts of what is said, in commits of one campaign each."""
    gathered: list[Fact] = []
    for saying in sayings(file):
        statement = read_statement(msgspec.json.encode(saying.event), now=saying.at)
        assert not hasattr(statement, "status"), statement
        fact = _of(sealed(statement.data), saying)
        if gathered and (len(gathered) == A_COMMIT or gathered[0].campaign != fact.campaign):
            yield gathered[0].campaign, gathered
            gathered = []
        gathered.append(fact)
    yield gathered[0].campaign, gathered


def sealed(data: Data) -> Data:
    """As the vault would hand it on, with every name left out."""
    fields = msgspec.structs.asdict(data)
    match data:
        case open_forms.PersonAssignedOpen():
            return events.PersonAssigned(**fields | {"name": "v1.sealed"})
        case open_forms.HouseholdIdentifiedOpen():
            return events.HouseholdIdentified(**fields | {"person": None})
        case open_forms.ContributionReceivedOpen():
            return events.ContributionReceived(**fields | {"donor": events.Donor(data.donor.kind, data.donor.id)})
        case _:
            return data


def _of(data: Data, saying: Saying) -> Fact:
    event = saying.event
    recorded_at = saying.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    in_registry = data.thing in events.REGISTRY_THINGS
    command = Command(
        id=str(event["id"]) if data.short not in ("campaign.launched", "ruleset.published") else data.short,
        source=str(event["source"]),
        time=str(event["time"]),
        campaign=REGISTRY if in_registry else "hoa-binh-450",
        data=data,
        key=1,
        contentmac="0" * 32,
        nonce="0" * 32,
        recorded_at=recorded_at,
        role=saying.speaker.role,
        unit_id=saying.speaker.unit_id,
        actor=saying.speaker.role,
    )
    return fact_of(command, recorded_at=recorded_at, registry_at=0)
