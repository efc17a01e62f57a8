"""What every test run needs: Hypothesis profiles, no sockets in unit tests, and what may run beside what.

Knows nothing of what is tested.
"""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

UNIT = Path(__file__).parent / "unit"
WHOLE = tuple(Path(__file__).parent / name for name in ("containers", "e2e", "faults"))

# In CI the same examples every time, and more of them; while developing, new ones at each run.
settings.register_profile("ci", derandomize=True, max_examples=200, deadline=None, print_blob=True)
settings.register_profile("dev", max_examples=40, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers (`-n 2 --dist loadgroup`) a file stays with one: its tests share servers.

    Whole installations keep both cores busy by themselves, so that only one of them runs at a time.
    """
    for item in items:
        group = "installations" if any(map(item.path.is_relative_to, WHOLE)) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


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
