"""Lines of log that a flood would repeat: the same is due once in a while. It knows keys, and no line's words."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Final

SECONDS_BETWEEN_LINES: Final = 10.0
_REMEMBERED: Final = 1_000


class Seldom:
    """When the line of a key was last due. `seconds` is a clock that only ever goes on."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._said: dict[Hashable, float] = {}

    def is_due(self, *key: Hashable) -> bool:
        """Whether the line of this key may be written now; then it is not due again for a while."""
        moment, before = self._seconds(), self._said.pop(key, None)
        if before is not None and moment < before + SECONDS_BETWEEN_LINES:
            self._said[key] = before
            return False
        if len(self._said) >= _REMEMBERED:
            del self._said[next(iter(self._said))]
        self._said[key] = moment
        return True
