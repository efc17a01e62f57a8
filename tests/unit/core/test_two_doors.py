"""One (source, id), one fact: whichever of two doors it comes to, in whatever order, and whoever dies meanwhile.

One seed again: `THIDUA_SEEDS=1 THIDUA_FIRST_SEED=4711 pytest tests/unit/core/test_two_doors.py -k seed`.
"""

import os
from collections import Counter

import pytest

from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.envelope import Fact, position_of
from tests.unit.core.two_doors import Day, simulate

SEEDS = int(os.environ.get("THIDUA_SEEDS", "400"))
FIRST = int(os.environ.get("THIDUA_FIRST_SEED", "0"))
BLOCK = 100


def facts_of(day: Day) -> dict[int, Fact]:
    """Every fact of both doors, by its position."""
    return {
        position_of(commit.number, place): fact
        for commit in day.log.commits
        for place, fact in enumerate(commit.facts())
    }


def check(day: Day) -> None:
    """Assert all that must hold at the end of a day."""
    facts = facts_of(day)
    twice = [name for name, n in Counter((fact.source, fact.id) for fact in facts.values()).items() if n > 1]
    assert not twice, f"These stand there more than once: {twice}"
    for _, command, answer in day.told:
        check_answer(facts, command, answer)
    assert not any(isinstance(answer, Refused) for answer in day.freed), f"A free name is refused: {day.freed}"


def check_answer(facts: dict[int, Fact], command: Command, answer: Answer) -> None:
    """What an answer says of a position is what stands there, whoever recorded it."""
    if not isinstance(answer, Recorded | Duplicate | ContentDiffers):
        return
    fact = facts[answer.position]
    assert (fact.source, fact.id) == (command.source, command.id), answer
    assert (fact.contentmac == command.contentmac) is not isinstance(answer, ContentDiffers), answer
    assert (fact.nonce == command.nonce) or not isinstance(answer, Recorded), answer


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, BLOCK))
def test_whatever_a_seed_brings_a_name_stands_once_and_none_is_refused_for_ever(first: int) -> None:
    for seed in range(first, min(first + BLOCK, FIRST + SEEDS)):
        day = simulate(seed)
        try:
            check(day)
        except AssertionError as error:
            error.add_note(f"Seed {seed}.")
            raise


def test_the_days_are_bad_enough_to_prove_something() -> None:
    days = [simulate(seed) for seed in range(40)]

    told = Counter((door, type(answer).__name__) for day in days for door, _, answer in day.told)
    assert min(told[door, kind] for door in ("tracking", "awards") for kind in ("Recorded", "ContentDiffers")) > 20
    assert sum(len(day.freed) for day in days) > 20
