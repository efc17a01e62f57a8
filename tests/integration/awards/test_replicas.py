"""Two replicas of awards: one weighs and writes, both answer, and the other goes on where it ends."""

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.core.leases import Replica
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import SECRETARY, SUBJECT, Story
from tests.integration.door.conftest import enter_registry, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import open_event

HELD = {"ground": "COMPLAINT"}
LIFTED = SUBJECT | {"conclusion": "NO_WRONGDOING"}


class Pair(NamedTuple):
    """Who weighs, and who follows."""

    first: RunningAwards
    second: RunningAwards


@pytest.fixture
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both, beside one tracking; the second may be alone at the end."""
    folder = tmp_path_factory.mktemp("replicas-of-awards")
    server = NatsServer(folder / "nats")
    server.start()
    asyncio.run(provision(server.url, seed=server.seeds["provision"]))
    tracking = RunningTracking(folder, server).start()
    enter_registry(tracking)
    found = Pair(*(RunningAwards(folder, tracking, replica=Replica(name)).start() for name in ("first", "second")))
    yield found
    for one in found:
        one.stop()
    tracking.close()
    server.stop()


def test_one_weighs_both_answer_and_the_other_goes_on_where_it_ends(pair: Pair) -> None:
    story = Story(pair.first, launched(pair.first.tracking))
    story.flag()
    held = pair.second.post(open_event("hold.placed", SUBJECT | HELD, story.campaign), *SECRETARY)
    after = str(held.json()["position"])
    seen = [one.read(f"/{story.campaign}/candidates", after=after) for one in pair]

    pair.first.stop()
    lifted = pair.second.post(open_event("hold.lifted", LIFTED, story.campaign), *SECRETARY)
    assert lifted.status_code == 201, lifted.text
    after = str(lifted.json()["position"])
    then = pair.second.read(f"/{story.campaign}/candidates", after=after)

    stated = [fact.subject for _, fact, _ in pair.second.facts(story.campaign) if fact.subject.startswith("candidate")]
    assert held.status_code == 201
    assert [one.status_code for one in (*seen, then)] == [200, 200, 200]
    assert seen[0].json() == seen[1].json()
    assert verdict(seen[0].json()) == "HELD"
    assert verdict(then.json()) == "CANDIDATE"
    assert len(stated) == 3, "flagged, held, and no longer held: each once"


def verdict(answer: dict[str, list[dict[str, str]]]) -> str:
    """That of the only candidate."""
    (one,) = answer["candidates"]
    return one["verdict"]
