"""A clock for tests that stands until it is moved on."""

from datetime import UTC, datetime, timedelta
from typing import Final

BEGINNING: Final = datetime(2026, 11, 25, 8, tzinfo=UTC)


class Clock:
    """It says the same moment until it is set, or moved on."""

    def __init__(self) -> None:
        self.time = BEGINNING

    def __call__(self) -> datetime:
        return self.time

    def move_on(self, by: timedelta) -> None:
        self.time += by
