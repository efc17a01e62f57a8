"""What a service's own statements bear that no rule can say: a MAC, random bits, and the time."""

import os
from collections.abc import Callable

from shared.adapters.clock import Clock
from shared.adapters.intake import rfc3339


class Stamps:
    """The installation's MAC, the machine's randomness, and the installation's clock."""

    def __init__(self, mac: Callable[[bytes], str], clock: Clock) -> None:
        self.mac = mac
        self._clock = clock

    def nonce(self) -> str:
        """128 random bits in hexadecimal."""
        return os.urandom(16).hex()

    def recorded_at(self) -> str:
        """Now, as the log writes it (RFC 3339, UTC, milliseconds)."""
        return rfc3339(self._clock())
