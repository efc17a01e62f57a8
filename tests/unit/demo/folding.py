"""A second, small reckoning of what the province says, written apart from the simulation; it knows only statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec

from deploy.demo.saying import Saying, Speaker
from shared.core import events, open_forms
from shared.core.envelope import Statement
from shared.core.events import Data
from shared.core.forms import read_statement


class Told(NamedTuple):
    """A saying as the door would read it."""

    at: datetime
    speaker: Speaker
    statement: Statement

    @property
    def data(self) -> Data:
        return self.statement.data


def told_by(sayings: Iterable[Saying]) -> list[Told]:
    """Every saying read as the door reads it at that time; a malformed one fails the test that asks."""
    told = []
    for saying in sayings:
        statement = read_statement(msgspec.json.encode(saying.event), now=saying.at)
        assert isinstance(statement, Statement), (statement, saying.event)
        told.append(Told(saying.at, saying.speaker, statement))
    return told


@dataclass
class Home:
    """How far one household has come."""

    unit_id: str
    work: str
    person: str
    steps: list[str] = field(default_factory=lambda: ["identified"])
    reached: dict[str, datetime] = field(default_factory=dict)
    support_vnd: int = 0
    paid_vnd: int = 0
    most_paid_vnd: int = 0

    def takes(self, step: str, at: datetime) -> None:
        """One more step, recorded at a time."""
        self.steps.append(step)
        self.reached[step] = at

    @property
    def stands(self) -> str:
        """Done, under way, waiting or withdrew."""
        if "withdrew" in self.steps:
            return "withdrew"
        if "completed" in self.steps:
            return "done"
        return "under way" if "started" in self.steps else "waiting"


def homes_of(told: Iterable[Told], until: datetime | None = None) -> dict[str, Home]:
    """Every household as it stands at a time of recording."""
    homes: dict[str, Home] = {}
    payments: dict[str, tuple[str, int]] = {}
    for one in told:
        if until is not None and one.at > until:
            break
        match one.data:
            case open_forms.HouseholdIdentifiedOpen() as identified:
                assert identified.person is not None
                homes[identified.household_id] = Home(identified.unit_id, identified.work, identified.person.citizen_id)
            case events.FundsDisbursed() as paid:
                payments[paid.disbursement_id] = (paid.household_id, paid.amount_vnd)
                home = homes[paid.household_id]
                home.paid_vnd += paid.amount_vnd
                home.most_paid_vnd = max(home.most_paid_vnd, home.paid_vnd)
            case events.FundsReversed() as back:
                household_id, amount = payments.pop(back.disbursement_id)
                homes[household_id].paid_vnd -= amount
            case events.HouseholdApproved() as approved:
                homes[approved.household_id].support_vnd = approved.support_vnd
                homes[approved.household_id].takes("approved", one.at)
            case data:
                if step := _step_of(data):
                    household_id, name = step
                    homes[household_id].takes(name, one.at)
    return homes


def _step_of(data: Data) -> tuple[str, str] | None:
    match data:
        case events.HouseholdVerified():
            return data.household_id, "verified" if data.eligible else "not eligible"
        case events.HouseholdWithdrew():
            return data.household_id, "withdrew"
        case events.HouseStarted():
            return data.household_id, "started"
        case events.HouseCompleted():
            return data.household_id, "completed"
        case events.HouseChecked():
            return data.household_id, "passed" if data.passed else "failed"
        case events.HouseHandedOver():
            return data.household_id, "handed over"
        case _:
            return None
