"""Credentials that were refused, noted where an operator looks: a figure for each, and lines in the log.

It is told by which door, what was wrong and, where that is known, the grant's id; never what was presented.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Final, Literal, TypeAlias

from shared.adapters.telemetry import Telemetry

Way: TypeAlias = Literal["http", "nats", "hook"]
# `tampered`: it names a grant that is good, with another secret or signature; `ended`: its unit is no more; `unsigned`
# and `stale` are a webhook's: no signature, or a message played again.
Wrong: TypeAlias = Literal["unknown", "expired", "revoked", "tampered", "ended", "unsigned", "stale", "session_over"]
# Everybody's session ends some day: counted, and no line.
NO_TROUBLE: Final[frozenset[Wrong]] = frozenset({"session_over"})

# A flood of the same is one line in a while; the figure counts every one of them.
SECONDS_BETWEEN_LINES: Final = 10.0
_REMEMBERED: Final = 1_000

_log: Final = logging.getLogger(__name__)


class RefusedCredentials:
    """What was refused at the doors of one service."""

    def __init__(self, telemetry: Telemetry, *, seconds: Callable[[], float] = monotonic) -> None:
        self._telemetry = telemetry
        self._seconds = seconds
        self._said: dict[tuple[Way, Wrong, str], float] = {}
        telemetry.count("thidua_credentials_refused_total", 0, door="http", reason="unknown")  # there before the first

    def note(self, way: Way, wrong: Wrong, *, grant: str = "") -> None:
        """Count it, and log it unless the same was logged a moment ago; `grant` is an id, or a webhook's name."""
        self._telemetry.count("thidua_credentials_refused_total", door=way, reason=wrong)
        if wrong in NO_TROUBLE:
            return
        key, moment = (way, wrong, grant), self._seconds()
        before = self._said.pop(key, None)
        if before is not None and moment < before + SECONDS_BETWEEN_LINES:
            self._said[key] = before
            return
        if len(self._said) >= _REMEMBERED:
            del self._said[next(iter(self._said))]
        self._said[key] = moment
        _log.warning("credential_refused", extra={"door": way, "reason": wrong, "grant": grant})
