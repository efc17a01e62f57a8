"""One tracking for all tests of the door, a campaign of its own for each test, and a tracking that a test may harm."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.core.events import REGISTRY
from tests.examples import ESTABLISHED, LAN, OUTSIDER
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import event, launch, open_event

NewTracking = Callable[..., RunningTracking]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def tracking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    """The tracking that all tests share, with the units of the examples in its registry: stop and close nothing."""
    # Not the server that the log's own tests share: what those write are no facts.
    server = new_server(tmp_path_factory.mktemp("door-nats"))
    running = RunningTracking(tmp_path_factory.mktemp("door"), server).start()
    enter_registry(running)
    yield running
    running.close()
    server.stop()


@pytest.fixture
def campaign(tracking: RunningTracking) -> str:
    """A campaign that no other test writes to, just launched."""
    return launched(tracking)


@pytest.fixture
def second_campaign(tracking: RunningTracking) -> str:
    """Another one."""
    return launched(tracking)


@pytest.fixture
def new_tracking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewTracking]:
    """Makes trackings with a log of their own, registry entered: these may be stopped, and so may their server."""
    made: list[RunningTracking] = []

    def make(**settings: Any) -> RunningTracking:
        server = new_server(tmp_path_factory.mktemp("door-nats"))
        running = RunningTracking(tmp_path_factory.mktemp("door"), server, **settings)
        made.append(running)
        running.start()
        enter_registry(running)
        return running

    yield make
    for running in made:
        running.close()
        running.nats.stop()


def launched(running: RunningTracking) -> str:
    """The id of a campaign launched just now."""
    campaign = f"campaign-{next(_numbers)}"
    answer = running.post_batch(launch(campaign), "admin")
    assert [one["status"] for one in answer.json()["results"]] == ["recorded"] * 2, answer.text
    return campaign


def enter_registry(running: RunningTracking) -> None:
    """Enter the units and the person of the examples."""
    units = [event(data, REGISTRY) for data in (*ESTABLISHED, OUTSIDER)]
    lan = open_event("person.assigned", msgspec.to_builtins(LAN) | {"name": "Nguyễn Thị Lan"}, REGISTRY)
    for answer in (running.post_batch(units, "admin"), running.post_batch([lan], "secretary")):
        assert {one["status"] for one in answer.json()["results"]} == {"recorded"}, answer.text


def new_server(folder: Path) -> NatsServer:
    server = NatsServer(folder)
    server.start()
    asyncio.run(provision(server.url, seed=server.seeds["provision"]))
    return server
