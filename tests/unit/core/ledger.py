"""A small decider with a real rule, for the pen's tests: support is approved once and never overdrawn. It knows no log.

The rule needs every earlier fact, also those of the commit that is still being drafted, so a pen that forgets one, or
remembers one that was never recorded, soon answers wrongly.
"""

from hashlib import blake2b
from typing import Final

import msgspec

from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.events import Data, FundsDisbursed, FundsReversed, HouseholdApproved
from shared.core.index import hash64
from shared.core.journal import Journal

CAMPAIGN: Final = "hoa-binh-450"
DAY: Final = "2025-05-14"


def _refused(code: str) -> Refused:
    return Refused(code=code, vi=f"Bị từ chối: {code}.", en=f"Refused: {code}.")


NOT_APPROVED: Final = _refused("not_approved")
APPROVED_BEFORE: Final = _refused("approved_before")
PAID_BEFORE: Final = _refused("paid_before")
ABOVE_SUPPORT: Final = _refused("above_support")
NOT_PAID: Final = _refused("not_paid")


class Ledger:
    """What was approved and what is paid, by household; every fact's reference by its id, and the sum of all."""

    registry_at = 0

    def __init__(self) -> None:
        self.journal = Journal()
        self.support: dict[str, int] = {}
        self.paid: dict[str, int] = {}
        self.payments: dict[str, tuple[str, int]] = {}
        self.refs: dict[str, int] = {}
        self.total = 0

    def content(self) -> tuple[object, ...]:
        """All it knows, to be compared."""
        return self.support, self.paid, self.payments, self.refs, self.total


class Treasurer:
    """Decides over a Ledger."""

    def decide(self, state: Ledger, command: Command, /) -> Refused | None:
        match command.data:
            case HouseholdApproved(household_id=household):
                return APPROVED_BEFORE if household in state.support else None
            case FundsDisbursed(household_id=household):
                return self._may_pay(state, command.data)
            case FundsReversed(disbursement_id=payment):
                return None if state.payments.get(payment, ("", 0))[1] else NOT_PAID
            case _:
                return None

    def _may_pay(self, state: Ledger, data: FundsDisbursed) -> Refused | None:
        household = data.household_id
        if household not in state.support:
            return NOT_APPROVED
        if data.disbursement_id in state.payments:
            return PAID_BEFORE
        overdrawn = state.paid.get(household, 0) + data.amount_vnd > state.support[household]
        return ABOVE_SUPPORT if overdrawn else None

    def evolve(self, state: Ledger, fact: Fact, ref: int, /) -> None:
        put = state.journal.put
        match fact.data:
            case HouseholdApproved(household_id=household, support_vnd=support):
                put(state.support, household, support)
            case FundsDisbursed(disbursement_id=payment, household_id=household, amount_vnd=amount):
                put(state.payments, payment, (household, amount))
                self._pay(state, household, amount)
            case FundsReversed(disbursement_id=payment):
                household, amount = state.payments[payment]
                put(state.payments, payment, (household, 0))
                self._pay(state, household, -amount)
        put(state.refs, f"{fact.source} {fact.id}", ref)

    def _pay(self, state: Ledger, household: str, amount: int) -> None:
        state.journal.put(state.paid, household, state.paid.get(household, 0) + amount)
        before = state.total
        state.journal.on_undo(lambda: setattr(state, "total", before))
        state.total = before + amount


def approved(household: str, support: int = 60_000_000) -> HouseholdApproved:
    """A household is put on a list with its support."""
    return HouseholdApproved(household, "QĐ-01", support)


def paid(payment: str, household: str, amount: int = 30_000_000) -> FundsDisbursed:
    """Money is paid out."""
    return FundsDisbursed(payment, household, amount, "CAMPAIGN", DAY)


def taken_back(payment: str) -> FundsReversed:
    """A payment is taken back."""
    return FundsReversed(payment, "Chuyển nhầm")


def command_of(
    data: Data, *, identity: str, nonce: str = "0" * 32, recorded_at: str = f"{DAY}T01:00:00.000Z"
) -> Command:
    """The command that an intake makes of a statement; `identity` is its id, all come from one source."""
    source = "/units/hctc"
    content = msgspec.json.encode((identity, data))
    return Command(
        id=identity,
        source=source,
        time=f"{DAY}T08:00:00+07:00",
        campaign=CAMPAIGN,
        data=data,
        key=hash64(source, identity),
        contentmac=blake2b(content, digest_size=32).hexdigest(),
        nonce=nonce,
        recorded_at=recorded_at,
        role="unit",
        unit_id="hctc",
        actor="unit:hctc",
    )
