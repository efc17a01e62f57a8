"""What is paid out for each household, in instalments that never exceed its support. Knows no donors."""

from collections.abc import Iterator
from random import Random
from typing import Final

from deploy.demo.households import Household
from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.values import FundSource, Work

ROUND_TO: Final = 100_000
# The parts of the support, in hundredths; drawn evenly.
INSTALMENTS: Final[dict[Work, tuple[tuple[int, ...], ...]]] = {
    "NEW_BUILD": ((60, 40), (50, 50), (40, 30, 30)),
    "REPAIR": ((100,), (100,), (60, 40)),
}
LAST_INSTALMENT_FROM: Final[tuple[FundSource, ...]] = ("BUDGET", "FUND_FOR_THE_POOR", "SPONSOR", "COMMUNITY")
REVERSED: Final = 0.01
REVERSED_BECAUSE: Final = ("Chuyển nhầm tài khoản", "Sai số tiền trên ủy nhiệm chi", "Hồ sơ thanh toán thiếu chữ ký")


def payment_facts(rng: Random, stage: Stage, household: Household) -> Iterator[Draft]:
    """Every payment of one household, in order; now and then one is reversed and paid again."""
    times = household.times
    if times.started is None or times.completed is None:
        return
    parts = rng.choice(INSTALMENTS[household.work])
    amounts = [household.support_vnd * part // 100 // ROUND_TO * ROUND_TO for part in parts[:-1]]
    amounts.append(household.support_vnd - sum(amounts))
    place = times.started
    for number, amount in enumerate(amounts, start=1):
        final = number == len(amounts) and number > 1
        place = max(place + 1, times.completed + rng.randint(1, 8)) if final else place + rng.randint(0, 3)
        source = rng.choice(LAST_INSTALMENT_FROM) if final else household.track
        payment_id = f"{household.id}-D{number}"
        yield payment(stage, household, payment_id, amount_vnd=amount, source=source, place=place)
        if rng.random() < REVERSED:
            place += rng.randint(2, 5)
            yield _reversal(rng, stage, household, payment_id, place=place)
            place += rng.randint(1, 3)
            yield payment(stage, household, f"{payment_id}B", amount_vnd=amount, source=source, place=place)
        place += (times.completed - times.started) // len(amounts)


def payment(
    stage: Stage, household: Household, payment_id: str, *, amount_vnd: int, source: FundSource, place: int
) -> Draft:
    """One payment, made and told on the same day."""
    day = stage.days[place]
    data: Data = {
        "disbursement_id": payment_id,
        "household_id": household.id,
        "amount_vnd": amount_vnd,
        "source": source,
        "disbursed_on": day.isoformat(),
    }
    return stage.unit(household.unit.id).says("funds.disbursed", payment_id, data, happened=day, heard=day)


def _reversal(rng: Random, stage: Stage, household: Household, payment_id: str, *, place: int) -> Draft:
    data: Data = {"disbursement_id": payment_id, "reason": rng.choice(REVERSED_BECAUSE)}
    day = stage.days[place]
    return stage.unit(household.unit.id).says("funds.reversed", f"{payment_id}.hoan", data, happened=day, heard=day)
