"""The demo's end. It comes last by its name: the other tests need the demo alive."""

import signal
import time
from typing import Final

import pytest

from tests.e2e.running_demo import Demo
from tests.waiting import SLOWER

pytestmark = pytest.mark.slow

STOP_SECONDS: Final = 10.0


def test_a_signal_ends_it_cleanly(demo: Demo) -> None:
    began = time.monotonic()
    demo.process.send_signal(signal.SIGTERM)

    assert demo.process.wait(SLOWER * STOP_SECONDS) == 0
    assert time.monotonic() - began < SLOWER * STOP_SECONDS
