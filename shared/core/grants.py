"""Grants of access, and what the log says of them: that one was made, and that it was revoked. It knows no secret."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from shared.core.events import AccessGranted, AccessRevoked
from shared.core.values import AccessWay, Role

_DAY: Final = timedelta(days=1)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What may be told of a grant: everything but what it is recognised by. `way` is how who has it comes in."""

    id: str
    way: AccessWay
    role: Role
    unit_id: str
    person_id: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Saying(NamedTuple):
    """What is to be said of a grant: under which id, when it happened (RFC 3339, UTC, milliseconds), and the fact."""

    id: str
    time: str
    data: AccessGranted | AccessRevoked


def sayings(grant: Grant) -> Iterator[Saying]:
    """All there is to say of a grant by now, in order. By its id each is said but once, whoever says it again."""
    granted = AccessGranted(
        access_id=grant.id,
        way=grant.way,
        role=grant.role,
        unit_id=grant.unit_id,
        person_id=grant.person_id,
        days=None if grant.expires_at is None else (grant.expires_at - grant.made_at) // _DAY,
    )
    yield Saying(f"{grant.id}/granted", _written(grant.made_at), granted)
    if grant.revoked_at is not None:
        yield Saying(f"{grant.id}/revoked", _written(grant.revoked_at), AccessRevoked(access_id=grant.id))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
