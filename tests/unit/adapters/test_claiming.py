"""Pens that claim their names first, scenario by scenario: what is claimed when, and what is given back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import pytest
from msgspec.structs import replace

from shared.adapters.claiming import ClaimingPens
from shared.adapters.telemetry import Telemetry
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded
from shared.core.errors import LogUnavailable
from shared.core.index import hash64
from shared.core.names import Name
from shared.core.pen import Pen
from tests.unit.core.ledger import APPROVED_BEFORE, CAMPAIGN, Ledger, Treasurer, approved, command_of
from tests.unit.core.unreliable_log import Fate, Forecast, UnreliableLog, give_way, later, played

OF_SERVICE = "/services/awards"


class Neighbour:
    """The table of claims and the other door in one: what was claimed, one after another, and what stands there."""

    def __init__(self) -> None:
        self.claims: list[list[Name]] = []
        self.stand: dict[Name, int] = {}
        self.asked: list[tuple[list[Name], bool]] = []
        self.is_away = False

    async def found(self, _campaign: str) -> tuple[list[Name], int]:
        return (self.claims[-1] if self.claims else []), len(self.claims)

    async def put(self, _campaign: str, names: Sequence[Name], *, expect: int) -> int:
        if expect != len(self.claims):
            raise LogUnavailable
        self.claims.append(list(names))
        return len(self.claims)

    async def campaigns(self) -> list[str]:
        return [CAMPAIGN] if self.claims else []

    async def ask(self, _campaign: str, names: Sequence[Name], *, keep: bool) -> list[int]:
        await give_way(3)
        if self.is_away:
            raise LogUnavailable
        self.asked.append((list(names), keep))
        return [self.stand.get(name, 0) for name in names]


class Calm(Forecast):
    """Nobody else writes."""

    def neighbours(self) -> int:
        return 0


@asynccontextmanager
async def pens_on(log: UnreliableLog, neighbour: Neighbour) -> AsyncIterator[ClaimingPens]:
    """Pens beside a neighbour, laid down at the end."""
    ids = count(1)
    pens = ClaimingPens(
        lambda campaign: Pen(
            log,
            Ledger(),
            campaign=campaign,
            owner="awards",
            decider=Treasurer(),
            new_commit_id=lambda: f"c-{next(ids)}",
            patience=1.0,
        ),
        on_damage=lambda _campaign, _damage: None,
        telemetry=Telemetry.silent("awards"),
        table=neighbour,
        asking=neighbour.ask,
    )
    try:
        yield pens
    finally:
        await pens.close()


def said(name: str, household: str) -> Command:
    """A statement under a name."""
    return command_of(approved(household), identity=name)


def name(identity: str) -> Name:
    """What such a statement is named by."""
    return "/units/hctc", identity


@played
async def test_what_would_be_recorded_is_claimed_once_and_refusals_and_repeats_claim_nothing() -> None:
    log, neighbour = UnreliableLog(Calm()), Neighbour()

    async with pens_on(log, neighbour) as pens:
        first = await pens.submit(CAMPAIGN, [said("a", "ho-1"), said("b", "ho-1"), said("c", "ho-2")])
        again = await pens.submit(CAMPAIGN, [said("a", "ho-1"), said("d", "ho-2")])

    assert first == [Recorded(1_000), APPROVED_BEFORE, Recorded(1_001)]
    assert again == [Duplicate(1_000), APPROVED_BEFORE]
    assert neighbour.claims == [[name("a"), name("c")]]


@played
async def test_what_stands_at_the_other_door_is_other_content_here_and_is_not_recorded() -> None:
    log, neighbour = UnreliableLog(Calm()), Neighbour()
    neighbour.stand[name("a")] = 77_000

    async with pens_on(log, neighbour) as pens:
        tried = await pens.try_out(CAMPAIGN, [said("a", "ho-1"), said("b", "ho-2")])
        told = await pens.submit(CAMPAIGN, [said("a", "ho-1"), said("b", "ho-2")])

    assert tried == [ContentDiffers(77_000), Recorded(0)]
    assert told == [ContentDiffers(77_000), Recorded(1_000)]
    assert [keep for _, keep in neighbour.asked] == [False, True]


@played
async def test_what_the_service_states_by_itself_asks_nobody() -> None:
    log, neighbour = UnreliableLog(Calm()), Neighbour()
    neighbour.is_away = True
    flag = replace(said("flag", "ho-1"), source=OF_SERVICE, key=hash64(OF_SERVICE, "flag"))

    async with pens_on(log, neighbour) as pens:
        answers = await pens.submit(CAMPAIGN, [flag])

    assert answers == [Recorded(1_000)]
    assert neighbour.claims == []


@played
async def test_while_the_other_door_is_away_nothing_is_recorded_and_what_was_claimed_is_given_back() -> None:
    log, neighbour = UnreliableLog(Calm()), Neighbour()
    neighbour.is_away = True

    async with pens_on(log, neighbour) as pens:
        with pytest.raises(LogUnavailable):
            await pens.submit(CAMPAIGN, [said("a", "ho-1")])
        await later(1)
        neighbour.is_away = False
        left = neighbour.claims[-1]
        (later_on,) = await pens.submit(CAMPAIGN, [said("a", "ho-1")])

    assert left == []
    assert later_on == Recorded(1_000)


@played
async def test_of_two_who_come_at_once_the_one_that_is_refused_after_all_gives_its_name_back() -> None:
    log, neighbour = UnreliableLog(Calm()), Neighbour()

    async with pens_on(log, neighbour) as pens:
        warm = await pens.submit(CAMPAIGN, [said("warm", "ho-9")])
        both = await at_once(pens, said("a", "ho-1"), said("b", "ho-1"))
        await later(1)

    assert isinstance(warm[0], Recorded)
    assert sorted(type(answer).__name__ for answer in both) == ["Recorded", "Refused"]
    assert neighbour.claims[1:] == [[name("a"), name("b")], []]


@played
async def test_what_is_in_doubt_is_given_back_only_when_the_log_has_said_what_became_of_it() -> None:
    log, neighbour = UnreliableLog(Calm(*[Fate.DROPPED] * 30)), Neighbour()

    async with pens_on(log, neighbour) as pens:
        with pytest.raises(LogUnavailable):  # after a second; it is sent again and again
            await pens.submit(CAMPAIGN, [said("a", "ho-1")])
        await later(1)
        in_doubt = neighbour.claims[-1]
        await later(5)

    assert in_doubt == [name("a")]
    assert len(log.commits) == 1
    assert neighbour.claims[-1] == []


@played
async def test_what_an_earlier_life_claimed_is_given_back() -> None:
    log, neighbour = UnreliableLog(Calm()), Neighbour()
    neighbour.claims.append([name("a")])

    async with pens_on(log, neighbour) as pens:
        await pens.give_back()
        await later(1)

    assert neighbour.claims[-1] == []


async def at_once(pens: ClaimingPens, *commands: Command) -> list[Answer]:
    """The answers to commands of as many callers at once."""
    answers = await asyncio.gather(*(pens.submit(CAMPAIGN, [command]) for command in commands))
    return [answer for (answer,) in answers]
