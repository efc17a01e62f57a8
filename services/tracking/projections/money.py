"""Money: what units received, and what was paid out to their households less what was taken back. Pure."""

from services.tracking.projections.households import tell
from services.tracking.projections.months import count_goods, count_money
from services.tracking.projections.quality import see
from services.tracking.tables.rows import Disbursement, FundFigure, Household
from shared.core.envelope import Fact
from shared.core.events import ContributionReceived, FundsDisbursed, FundsReversed
from shared.core.projecting import MAX_WHOLE, Rows


def fold_contribution(rows: Rows, fact: Fact, position: int) -> None:
    """Take one contribution; labour and goods are no money."""
    data = fact.data
    if not isinstance(data, ContributionReceived):
        return
    count_goods(rows, fact, data)
    if data.money_vnd:
        count_money(rows, fact, data.unit_id, data.money_vnd, flow="MOBILISED", source=data.donor.kind)
        funds = rows.ensure(FundFigure, fact.campaign, data.unit_id)
        # Ten thousand contributions of the largest amount would be more than a database can hold, and stop every page.
        funds.received_vnd = min(funds.received_vnd + data.money_vnd, MAX_WHOLE)
        gift = f"{data.received_on} {data.money_vnd} {data.donor.id}"
        see(rows, fact, "gift", gift, about=data.contribution_id, unit_id=data.unit_id, at=position)


def fold_funds(rows: Rows, fact: Fact, position: int) -> None:
    """Take one payment to a household, or the end of one."""
    match fact.data:
        case FundsDisbursed() as data:
            rows.put(
                rows.new(Disbursement)(
                    campaign=fact.campaign,
                    disbursement_id=data.disbursement_id,
                    household_id=data.household_id,
                    source=data.source,
                    amount_vnd=data.amount_vnd,
                )
            )
            _pay(rows, fact, data.household_id, data.amount_vnd, source=data.source, position=position)
        case FundsReversed() as data:
            paid = rows.find(Disbursement, fact.campaign, data.disbursement_id)
            if paid is not None:
                _pay(rows, fact, paid.household_id, -paid.amount_vnd, source=paid.source, position=position)
        case _:
            pass


def _pay(rows: Rows, fact: Fact, household_id: str, amount_vnd: int, *, source: str, position: int) -> None:
    household = rows.change(Household, fact.campaign, household_id)
    if household is None:
        return
    household.disbursed_vnd += amount_vnd
    funds = rows.ensure(FundFigure, fact.campaign, household.unit_id)
    funds.disbursed_vnd = min(funds.disbursed_vnd + amount_vnd, MAX_WHOLE)
    count_money(rows, fact, household.unit_id, amount_vnd, flow="DISBURSED", source=source)
    tell(rows, household, fact, position=position)
