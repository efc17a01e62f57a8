"""What every test run needs: bytecode, garbage, Hypothesis profiles, no sockets in unit tests, what runs beside what.

Knows nothing of what is tested.
"""

import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.measuring import measuring

UNIT = Path(__file__).parent / "unit"
WITH_THE_DEMO = ("tests/containers/", "tests/e2e/")
WHOLE = (*WITH_THE_DEMO, "tests/faults/")

# Images of Python often forbid to keep bytecode. Then every process of every installation that a test starts would
# compile all that it imports, which is two of its three seconds of processor; and pytest, every test again at each run.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Python looks for garbage after every 700 new objects: a fifth of the processor's time where tests make millions.
# What leaks is found all the same, a little later, and at the latest when a worker ends: `_nothing_leaks`.
gc.set_threshold(20_000, 20, 20)

# In CI the same examples every time, and more of them; while developing, new ones at each run.
settings.register_profile("ci", derandomize=True, max_examples=100, deadline=None, print_blob=True)
settings.register_profile("dev", max_examples=40, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


# Where CI wants what ran to be written; asked for before a test imports the first module of ours. Of several workers
# the first tells of what nobody imported too.
_first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
_write_measured = measuring(Path(folder), of_all=_first) if (folder := os.environ.get("THIDUA_MEASURED")) else None


class _ByFile(LoadScopeScheduling):
    """What two workers share out among them (`-n 2`): files, for the tests of a file share servers.

    Whole installations keep both cores busy by themselves: one worker takes those, and the other all else. Whoever has
    none of its own left takes the last of the other's, so that neither ends long before the other.
    """

    def _split_scope(self, nodeid: str) -> str:
        return WITH_THE_DEMO[0] if nodeid.startswith(WITH_THE_DEMO) else nodeid.partition("::")[0]

    def _assign_work_unit(self, node: WorkerController) -> None:
        takes_whole = node is self.nodes[0]
        own = [scope for scope in self.workqueue if scope.startswith(WHOLE) == takes_whole]
        self.workqueue.move_to_end(own[0] if own else next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _ByFile(config, log)


def pytest_collection_finish() -> None:
    """What was imported stays until the end: no search for garbage looks at it again."""
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What ran is known once all has run. Who only shares out among workers ran nothing."""
    if _write_measured is not None and session.config.getoption("dist") == "no":
        _write_measured()


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaks() -> Iterator[None]:
    """Let the last test of a worker answer for what nobody closed: what is found after it, a worker tells nobody."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def _no_sockets_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.path.is_relative_to(UNIT):
        monkeypatch.setattr(socket.socket, "connect", _refuse)
        monkeypatch.setattr(socket.socket, "connect_ex", _refuse)


def _refuse(_self: socket.socket, address: object) -> None:
    message = (
        f"A unit test tried to connect to {address!r}. Unit tests use the shipped in-memory log and plain values; "
        "a test that needs a real server belongs in tests/integration."
    )
    raise AssertionError(message)
