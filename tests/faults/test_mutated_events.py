"""Thousands of mutated events through both doors: each refused or recorded, none lost, no server error, memory flat."""

import asyncio
from pathlib import Path

from tests.faults.fuzzing import CAMPAIGN, fuzz
from tests.faults.installation import installation
from tests.faults.mutating import Mutator, originals

EVENTS = 5_000  # by hand: python -m tests.faults.fuzzing 100000
GROWTH_MB = 12


def test_each_mutated_event_is_refused_or_recorded_and_none_is_lost(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        account = asyncio.run(fuzz(running, events=EVENTS, seed="ci"))

    assert account.faults == []
    assert account.events >= EVENTS
    assert len(account.recorded) > EVENTS / 25
    assert account.grown_mb < GROWTH_MB


def test_a_seed_makes_the_same_requests_again() -> None:
    first, second = (Mutator("seed", originals(CAMPAIGN)) for _ in range(2))

    made = [(first.for_http(), first.for_nats()) for _ in range(500)]

    assert made == [(second.for_http(), second.for_nats()) for _ in range(500)]
    assert len({request.body for request, _ in made}) > 450
