"""One tracking and one awards on one log for all tests here, and a campaign with a flagged division for each test."""

import asyncio
from collections.abc import Iterator

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import Story
from tests.integration.door.conftest import enter_registry, launched
from tests.integration.door.running_tracking import RunningTracking


@pytest.fixture(scope="session")
def awards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAwards]:
    """The services that all tests share: stop and close nothing."""
    folder = tmp_path_factory.mktemp("awards-door")
    server = NatsServer(folder / "nats")
    server.start()
    asyncio.run(provision(server.url, seed=server.seeds["provision"]))
    tracking = RunningTracking(folder, server).start()
    enter_registry(tracking)
    running = RunningAwards(folder, tracking).start()
    yield running
    running.stop()
    tracking.close()
    server.stop()


@pytest.fixture
def story(awards: RunningAwards) -> Story:
    """A campaign of its own, in which the division hctc is flagged for the agency's commendation."""
    told = Story(awards, launched(awards.tracking))
    told.flag()
    return told
