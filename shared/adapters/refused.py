"""What the doors refused, noted where an operator looks: credentials, and statements that are not for their sender.

It is told by which door, what was wrong and, where that is known, the grant's id; never what was presented or stated.
"""

import logging
from collections.abc import Callable
from typing import Final, Literal, Protocol, TypeAlias

from shared.adapters.seldom import Seldom
from shared.adapters.telemetry import Telemetry
from shared.core.access import Caller

Way: TypeAlias = Literal["http", "nats", "hook"]
# `tampered`: it names a grant that is good, with another secret or signature; `ended`: its unit is no more; `unsigned`
# and `stale` are a webhook's: no signature, or a message played again.
Wrong: TypeAlias = Literal["unknown", "expired", "revoked", "tampered", "ended", "unsigned", "stale", "session_over"]
# Everybody's session ends some day: counted, and no line.
NO_TROUBLE: Final[frozenset[Wrong]] = frozenset({"session_over"})

# What people get wrong every day: it is told so that an operator can say whose it is.
_SLIPS: Final = {400: "malformed_refused", 409: "rule_refused", 422: "rule_refused"}

_log: Final = logging.getLogger(__name__)


class Refuse(Protocol):
    """Has it noted that somebody was refused."""

    def __call__(self, way: Way, wrong: Wrong, *, grant: str = "") -> None:
        """By which door, what was wrong, and the grant's id where it is known."""
        ...


class RefusedCredentials:
    """What was refused at the doors of one service."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._lines = Seldom()
        telemetry.count("thidua_credentials_refused_total", 0, door="http", reason="unknown")  # there before the first

    def note(self, way: Way, wrong: Wrong, *, grant: str = "") -> None:
        """Count it, and log it unless the same was logged a moment ago; `grant` is an id, or a webhook's name."""
        self._telemetry.count("thidua_credentials_refused_total", door=way, reason=wrong)
        if wrong not in NO_TROUBLE and self._lines.is_due(way, wrong, grant):
            _log.warning("credential_refused", extra={"door": way, "reason": wrong, "grant": grant})


def counting_floods(telemetry: Telemetry, of: Literal["events", "reads"]) -> Callable[[], None]:
    """Has it counted that a request was refused since too many of its caller's waited already."""
    telemetry.count("thidua_floods_refused_total", 0, of=of)  # there before the first
    return lambda: telemetry.count("thidua_floods_refused_total", of=of)


class RefusedStatements:
    """Lines about statements that their sender may not make, that the facts so far forbid, or that are none."""

    def __init__(self) -> None:
        self._lines = Seldom()

    def note(self, caller: Caller, code: str, *, status: int, events: int) -> None:
        """One line for those of a request, however many; of what is mostly a slip another only after a while."""
        about = {"code": code, "events": events, "role": caller.role, "grant": caller.token_id}
        if status == 403:
            _log.warning("statement_refused", extra=about)
        elif status in _SLIPS and self._lines.is_due(caller.token_id, code):
            _log.info(_SLIPS[status], extra=about)
