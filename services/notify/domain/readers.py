"""As whom somebody is told things, and how the log names who read them. Pure."""

from typing import Final

from services.notify.domain.notices import READING_ROLES
from shared.core.access import ROLES, Caller
from shared.core.values import Role

RENEWING_ROLES: Final[frozenset[Role]] = frozenset({"secretary", "admin"})  # they may have what failed sent again


def recipients_of(caller: Caller) -> frozenset[str]:
    """As whom a caller is told things: its unit and those it follows, its role, or the person of the token."""
    own = {*caller.units} if caller.role == "unit" else set()
    role = {caller.role} & READING_ROLES
    # A role's name is no one else's.
    return frozenset((own | {caller.person_id}) - {""} - ROLES | role)


def reader_of(caller: Caller) -> str:
    """How the log names who reads: a unit is a unit, all others are a person, or else their token."""
    return f"{caller.role}:{(caller.unit_id if caller.role == 'unit' else caller.person_id) or caller.token_id}"
