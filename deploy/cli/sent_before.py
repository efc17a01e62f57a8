"""What a file said when it was last sent, beside it in `FILE.sent`: so that a row that vanished is told, never undone.

It holds types and ids, one row a line, and nothing else of the rows.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from shared.core.events import CATALOGUE

Said: TypeAlias = tuple[str, str, str]  # the campaign, the type, and the id of the thing it speaks of

_NOTHING: Final = ("", "", "")


class SentBefore:
    """The memory of one file."""

    def __init__(self, source: Path) -> None:
        self.path = source.with_name(f"{source.name}.sent")

    def vanished(self, now: Iterable[Said]) -> list[Said]:
        """What was sent from this file the last time and is in it no more, in its order."""
        if not self.path.exists():
            return []
        here = set(now)
        with self.path.open(encoding="utf-8", newline="") as file:
            return [said for row in csv.reader(file) if len(row) == len(_NOTHING) and (said := _of(row)) not in here]

    def remember(self, now: Iterable[Said]) -> None:
        """Keep what the file says now, for the next time. Raises OSError."""
        written = self.path.with_name(f"{self.path.name}.new")
        with written.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(now)
        written.replace(self.path)


def said_in(body: bytes) -> Said:
    """What an event speaks of; nothing where it names nothing that the catalogue knows."""
    event = msgspec.json.decode(body)
    cls = CATALOGUE.get(str(event.get("type")))
    data = event.get("data")
    if cls is None or not isinstance(data, dict):
        return _NOTHING
    return str(event.get("campaign")), cls.short, str(data.get(cls.first_id, ""))


def _of(row: list[str]) -> Said:
    campaign, type_, thing = row
    return campaign, type_, thing
