"""What was told in each month, by unit: steps of households, money, goods, obstacles. Pure."""

from services.tracking.projections.history import recorded_on
from services.tracking.tables.months import FundMonth, GoodsMonth, HouseMonth, Obstacle
from services.tracking.tables.rows import Household
from shared.core.envelope import Fact
from shared.core.events import ContributionReceived, ObstacleReported, ObstacleResolved
from shared.core.projecting import MAX_WHOLE, Rows

LABOUR, DAYS = "", "ngày công"


def month_of(rows: Rows, fact: Fact) -> str:
    """The month in which a fact was recorded, in its campaign's time zone."""
    return recorded_on(rows, fact)[:7]


def count_step(rows: Rows, household: Household, step: str, *, month: str) -> None:
    """A household comes to a step for the first time."""
    of = household.track, household.work, household.category
    rows.ensure(HouseMonth, household.campaign, household.unit_id, month, *of, step).count += 1


def count_money(rows: Rows, fact: Fact, unit_id: str, amount_vnd: int, *, flow: str, source: str) -> None:
    """Money is planned, mobilised, or paid out (less what is taken back)."""
    funds = rows.ensure(FundMonth, fact.campaign, unit_id, month_of(rows, fact), flow, source)
    funds.amount_vnd = max(min(funds.amount_vnd + amount_vnd, MAX_WHOLE), -MAX_WHOLE)


def count_goods(rows: Rows, fact: Fact, data: ContributionReceived) -> None:
    """Goods and labour are given."""
    given = [(one.item, one.measure, one.quantity) for one in data.in_kind]
    given += [(LABOUR, DAYS, data.labour_days)] if data.labour_days else []
    for item, measure, quantity in given:
        key = fact.campaign, data.unit_id, month_of(rows, fact), item, measure
        rows.ensure(GoodsMonth, *key).quantity += quantity


def fold_obstacle(rows: Rows, fact: Fact, position: int) -> None:
    """Take a difficulty, or its end."""
    match fact.data:
        case ObstacleReported() as data:
            rows.put(
                rows.new(Obstacle)(
                    campaign=fact.campaign,
                    obstacle_id=data.obstacle_id,
                    unit_id=data.unit_id,
                    month=month_of(rows, fact),
                    position=position,
                )
            )
        case ObstacleResolved() as data:
            obstacle = rows.change(Obstacle, fact.campaign, data.obstacle_id)
            if obstacle is not None:
                obstacle.resolved = month_of(rows, fact)
        case _:
            pass
