"""A small drive of a spring with its units, and what its mornings call for, one by one; it states what is called for.

It is launched on Saturday 1 March 2025; reports on a month are due on the fifth of the next.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from services.notify.domain.notices import EVERY_CHANNEL
from services.notify.domain.outbox import Outbox
from services.notify.domain.urging import Reminder
from shared.core import events
from shared.core.definition import CampaignUnit, Target, Text
from shared.core.envelope import encode_fact
from shared.core.events import REGISTRY, REGISTRY_THINGS, Data
from shared.core.log import Commit
from shared.core.values import Date, Tier
from tests import examples as ex
from tests.unit.notify.notifying import HCTC

LAUNCHED_ON: Final = "2025-03-01"
NO_PAPERS: Final[dict[str, str | int | float | bool]] = {"report.consolidated LEADERSHIP": "NEVER"}
URGED: Final[dict[str, str | int | float | bool]] = {"ADMINISTRATION": "hctc", "LEADERSHIP": "vpubnd"}
DRIVE: Final = replace(
    ex.LAUNCHED,
    starts_on=LAUNCHED_ON,
    ends_on="2025-05-31",
    units=(ex.VPUBND, ex.HCTC, ex.MAI_CHAU),
    targets=(Target("houses.completed", 2, "2025-12-31"),),
    law={"urged": URGED, "urging": NO_PAPERS},  # papers have tests of their own
)
COMMUNE: Final = events.UnitEstablished(unit_id="xa-mai-chau", kind="COMMUNE", name=Text("Xã Mai Châu"))
MERGED: Final = events.UnitMerged(("huyen-mai-chau",), "xa-mai-chau", "2025-05-01", "NQ 1676/NQ-UBTVQH15")
REGISTRY_FACTS: Final[tuple[Data, ...]] = (HCTC, *ex.ESTABLISHED[::3], ex.LAN, COMMUNE)
MAI: Final = replace(ex.LAN, person_id="cb-mai", unit_id="huyen-mai-chau")


class Called(NamedTuple):
    """As much of a reminder as a test compares."""

    topic: str
    level: Tier
    matter: str
    recipients: tuple[str, ...]


class Drive:
    """The drive's facts in the outbox of notify, each in a commit of its own, on its day."""

    def __init__(self, launched: Data = DRIVE, *, registry: tuple[Data, ...] = REGISTRY_FACTS) -> None:
        self.outbox = Outbox(EVERY_CHANNEL)
        self.heard(*registry, launched, on=LAUNCHED_ON)

    def heard(self, *facts: Data, on: Date) -> "Drive":
        """Facts that are recorded at nine o'clock in the morning of a day."""
        for data in facts:
            self._take(data, f"{on}T02:00:00.000Z")
        return self

    def reminders(self, day: Date) -> list[Reminder]:
        """What the morning of a day calls for; it is stated then."""
        found = list(self.outbox.called_for(day))
        for reminder in found:
            self._take(reminder.data, f"{day}T00:30:00.000Z")
        return found

    def morning(self, day: Date) -> list[Called]:
        """As `reminders`, as far as a test compares them."""
        return [_called(one) for one in self.reminders(day)]

    def mornings(self, first: Date, last: Date) -> list[tuple[Date, Called]]:
        """What every morning from one day to another calls for."""
        return [(day, called) for day in days(first, last) for called in self.morning(day)]

    def _take(self, data: Data, recorded_at: str) -> None:
        number = self.outbox.folded + 1
        campaign = REGISTRY if data.thing in REGISTRY_THINGS else ex.CAMPAIGN
        line = encode_fact(ex.fact(data, recorded_at=recorded_at))
        self.outbox.fold(Commit(number=number, campaign=campaign, owner=data.owner, id="", payload=line))


def days(first: Date, last: Date) -> list[Date]:
    """Every day from one to another."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1)]


def report(unit_id: str, period: str, **figures: float) -> events.ReportSubmitted:
    """A unit's report on a period."""
    return events.ReportSubmitted(report_id=f"BC-{unit_id}-{period}", unit_id=unit_id, period=period, figures=figures)


def with_law(**tables: dict[str, str | int | float | bool]) -> events.CampaignLaunched:
    """The drive with some entries of the law overridden."""
    return replace(DRIVE, law=DRIVE.law | tables)


def with_units(*units: CampaignUnit) -> events.CampaignAmended:
    """The drive with more units."""
    values = {name: getattr(DRIVE, name) for name in DRIVE.__struct_fields__}
    return events.CampaignAmended(**values | {"units": (*DRIVE.units, *units)})


def _called(reminder: Reminder) -> Called:
    data = reminder.data
    return Called(data.topic, data.level, data.matter, data.recipients)
