"""Grants of access in the registry: made once, revoked once. The system states them; no role can."""

from typing import Final

from services.tracking.domain.registry_state import RegistryState
from shared.core import events
from shared.core.decider import Command, Refused

UNCHANGED: Final = Refused(
    "unchanged",
    "Nhật ký đã ghi đúng như vậy về quyền truy cập này nên không ghi lại.",
    "The log says so of this grant already, so it is not said again.",
)


def grant(state: RegistryState, _command: Command, data: events.AccessGranted) -> Refused | None:
    """A grant is told once."""
    return UNCHANGED if data.access_id in state.grants else None


def granted(state: RegistryState, data: events.AccessGranted) -> None:
    """Somebody is let in."""
    state.journal.put(state.grants, data.access_id, "granted")


def revoke(state: RegistryState, _command: Command, data: events.AccessRevoked) -> Refused | None:
    """Only what is granted is revoked, once."""
    return None if state.grants.get(data.access_id) == "granted" else UNCHANGED


def revoked(state: RegistryState, data: events.AccessRevoked) -> None:
    """Nobody is let in by it any more."""
    state.journal.put(state.grants, data.access_id, "revoked")
