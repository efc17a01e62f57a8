"""Tracking's ways in besides its door for events over HTTP, as its settings say them: sign-in, webhooks, NATS.

And what it knows of the door of another service.
"""

from functools import partial
from typing import Any

from services.tracking.settings import Settings
from services.tracking.web.provider_sign_in import BACK
from shared.adapters.claims import NatsClaims
from shared.adapters.clock import system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.doorkeeper import Doorkeeper
from shared.adapters.hook_door import HookDoor
from shared.adapters.hooks import Hooks
from shared.adapters.intake import Intake
from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.nats_door import NatsDoor
from shared.adapters.refused import RefusedCredentials
from shared.adapters.sign_in import SignIn
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure
from shared.adapters.turns import Turns
from shared.adapters.vouching import Vouching
from shared.core.access import Caller
from shared.core.log import EventLog
from shared.core.names import Elsewhere


class OtherDoors:
    """Makes them; what comes through any of them goes one way in, `intake`, and waits its unit's turns."""

    def __init__(self, settings: Settings, intake: Intake, credentials: Credentials, turns: Turns) -> None:
        self._settings = settings
        self._intake = intake
        self._credentials = credentials
        self._turns = turns

    def for_hooks(self, tenure: Tenure, *, sealing_key: bytes, telemetry: Telemetry) -> HookDoor:
        """Where other programs' signed webhooks come."""
        hooks = Hooks.open(self._settings.access_url, system_clock, sealing_key=sealing_key)
        noting: dict[str, Any] = {"refused": RefusedCredentials(telemetry), "telemetry": telemetry}
        known = partial(tenure.by, self._credentials.with_id_by_now, way="hook")
        return HookDoor(self._intake, hooks, known=known, turns=self._turns, now=system_clock, **noting)

    def for_nats(self, tenure: Tenure) -> NatsDoor | None:
        """Where units ask over NATS; None where its seeds are not known."""
        if self._settings.nats_door is None:
            return None
        seeds, url, credentials = self._settings.nats_door, self._settings.nats_url, self._credentials
        keeper = Doorkeeper(credentials, issuer=seeds.issuer, now=system_clock, url=url, seed=seeds.keeper)

        def known(token_id: str) -> Caller | None:
            return tenure.standing(credentials.with_id(token_id), way="nats")

        return NatsDoor(self._intake, keeper, known=known, turns=self._turns, url=url, seed=seeds.door)


def at_awards(log: EventLog, connection: NatsConnection, campaign: str) -> Elsewhere:
    """What the door of awards has taken in a campaign."""
    return Elsewhere(log, NatsClaims(connection), campaign=campaign, owner="awards")


def make_sign_in(settings: Settings, credentials: Credentials, telemetry: Telemetry) -> SignIn:
    """Where browsers get their sessions, and by whose word besides our accounts'."""
    how: dict[str, Any] = {"now": system_clock, "telemetry": telemetry, "https": settings.by_https}
    return SignIn.open(settings.access_url, credentials, provider=_provider(settings), **how)


def _provider(settings: Settings) -> Vouching | None:
    if settings.provider is None:
        return None
    from shared.adapters.provider import Provider  # noqa: PLC0415 - few installations have one

    return Provider.of(settings.provider, back_to=settings.public_url.rstrip("/") + BACK, now=system_clock)
