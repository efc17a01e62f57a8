"""Bonuses: each follows from its decision, by the money of the decision's day, once, whatever is delivered again."""

from collections.abc import AsyncIterator, Sequence

import pytest
from msgspec.structs import replace

from shared.adapters.memory import MemoryLog, Moment
from shared.core.errors import LogUnavailable
from shared.core.events import AwardDecided, Awarded, BonusCalculated, CampaignLaunched, NominationOpened, Signer
from shared.core.log import Commit
from tests import examples as ex
from tests.unit.awards.reacting import awards, run, write, write_registry

DECIDED = AwardDecided(
    decision_no="D-1",
    decided_on="2025-03-10",
    award="AGENCY_COMMENDATION",
    signer=Signer("P-1", "Chánh Văn phòng", "HEAD"),
    subjects=(Awarded("COLLECTIVE", "hctc", "N-1"), Awarded("INDIVIDUAL", "cb-lan", "N-2")),
)
OPENED = tuple(
    NominationOpened(one.nomination_id, one.subject_kind, one.subject_id, DECIDED.award, f"key-of-{one.subject_id}")
    for one in DECIDED.subjects
)
BONUSES = [
    BonusCalculated("D-1", "COLLECTIVE", "hctc", 0.6, 2_340_000, 1_410_000),
    BonusCalculated("D-1", "INDIVIDUAL", "cb-lan", 0.3, 2_340_000, 710_000),
]


async def decided(data: AwardDecided = DECIDED, launched: CampaignLaunched = ex.LAUNCHED) -> MemoryLog:
    """A log in which a decision stands, and no bonus."""
    log = MemoryLog()
    await write_registry(log, *ex.REGISTRY_FACTS)
    await write(log, launched)
    await write(log, *OPENED, data, owner="awards")
    return log


def bonuses_in(log: MemoryLog) -> list[BonusCalculated]:
    facts = [one for commit in log.commits if commit.owner == "awards" for one in commit.facts()]
    return [one.data for one in facts if isinstance(one.data, BonusCalculated)]


async def twice(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
    """Every batch is delivered two times."""
    async for commits in log.follow(after=0):
        yield commits
        yield commits


def test_every_subject_of_a_decision_has_its_bonus_because_of_the_decision() -> None:
    async def story() -> None:
        log = await decided()

        async with awards(log) as service:
            await service.caught_up()

        assert bonuses_in(log) == BONUSES
        cause = log.commits[2].facts()[-1]
        for fact in (commit.facts()[0] for commit in log.commits[3:]):
            assert (fact.causationid, fact.actor, fact.time) == (cause.id, "service:awards", cause.recordedat)

    run(story())


def test_it_stands_before_anybody_is_told_that_all_is_made() -> None:
    async def story() -> None:
        log = await decided()

        async with awards(log) as service:
            assert await service.reactor.caught_up(3_002)

            assert bonuses_in(log) == BONUSES
            assert service.shown == 5_000

    run(story())


def test_neither_redelivery_nor_a_restart_states_it_again() -> None:
    async def story() -> None:
        log = await decided()

        for _ in range(2):
            async with awards(log, deliver=twice) as service:
                await service.caught_up()

        assert bonuses_in(log) == BONUSES

    run(story())


@pytest.mark.parametrize("moment", [Moment.BEFORE_STORING, Moment.BEFORE_ANSWERING])
def test_a_log_that_is_away_or_an_answer_that_is_lost_loses_no_bonus_and_doubles_none(moment: Moment) -> None:
    async def story() -> None:
        left = 2

        async def faults(at: Moment) -> None:
            nonlocal left
            if at is moment and left:
                left -= 1
                raise LogUnavailable

        log = await decided()
        log.faults = faults
        async with awards(log) as service:
            await service.caught_up()

        assert (left, bonuses_in(log)) == (0, BONUSES)

    run(story())


@pytest.mark.parametrize(
    ("day", "law", "amount"),
    [
        ("2024-06-30", {}, 1_080_000),
        ("2024-07-01", {}, 1_410_000),
        ("2025-03-10", {"coefficients": {"AGENCY_COMMENDATION": 0.5}}, 2_340_000),
        ("2025-03-10", {"base_salary_vnd": {"2025-03-10": 2_500_000}}, 1_500_000),
    ],
)
def test_it_is_reckoned_by_the_day_of_the_decision_and_the_law_of_the_campaign(
    day: str, law: dict[str, dict[str, str | int | float | bool]], amount: int
) -> None:
    async def story() -> None:
        log = await decided(replace(DECIDED, decided_on=day), replace(ex.LAUNCHED, law=law))

        async with awards(log) as service:
            await service.caught_up()

        assert bonuses_in(log)[0].amount_vnd == amount

    run(story())


def test_a_decision_made_before_the_campaign_was_closed_has_its_bonus_all_the_same() -> None:
    async def story() -> None:
        log = await decided()
        await write(log, ex.CLOSED)

        async with awards(log) as service:
            await service.caught_up()

        assert bonuses_in(log) == BONUSES

    run(story())
