"""How somebody is reached: by what, and who stands behind it. Pure; it counts addresses and names none."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from services.notify.domain.directory import Name, WhoIsWho
from services.notify.domain.notices import addressees_of
from shared.core.access import ROLES
from shared.core.values import Channel, Date, UnitId

Kind = Literal["role", "unit", "person", "unknown"]


class Reached(NamedTuple):
    """`ways`: the channels of here that a notice to somebody goes by, besides the inbox and browsers.

    `addresses`: how many of e-mail are in the registry; `unit_id`, where a person works. Of a unit that has ended,
    `instead` is who is told in its place, None where nobody goes on.
    """

    recipient: str
    kind: Kind
    name: Name
    unit_id: UnitId
    instead: UnitId | None
    addresses: int
    ways: tuple[Channel, ...]


def reached(recipient: str, directory: WhoIsWho, *, channels: Collection[Channel], day: Date) -> Reached:
    """How a recipient is reached on a day, through the channels that are set up here."""
    unit, works_in = directory.unit(recipient), directory.unit_of(recipient)
    kind: Kind = "unknown"
    if recipient in ROLES:
        kind = "role"
    elif works_in is not None:
        kind = "person"
    elif unit.name.vi:
        kind = "unit"
    ways = [one.channel for one in addressees_of(recipient, directory)]
    return Reached(
        recipient=recipient,
        kind=kind,
        name=unit.name,
        unit_id=works_in or "",
        instead=directory.holder(recipient, day) if kind == "unit" else recipient,
        addresses=len(unit.contacts) if kind == "unit" else 0,
        ways=tuple(one for one in dict.fromkeys(ways) if one in channels and one != "inbox"),
    )
