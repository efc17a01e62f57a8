"""One line of a table of law: what holds from a day on, who says so, and how sure that is. It knows no table."""

from typing import Final, Literal, NamedTuple, TypeAlias

from shared.core.values import Date

Scalar: TypeAlias = str | int | float
# SEEN: the words or the figure were seen in a stored source. SECOND_HAND: in a summary only. MEMORY: in no source.
# INFERRED: follows from what was seen. CHOICE: of this installation, where the law leaves it open.
Sure: TypeAlias = Literal["SEEN", "SECOND_HAND", "MEMORY", "INFERRED", "CHOICE"]

BEGINNING: Final[Date] = "2024-01-01"  # the Law on Emulation and Commendation 06/2022/QH15 is in force


class Entry(NamedTuple):
    """A value of the law's tables, in the form in which a campaign's `law:` section may override it."""

    value: Scalar
    source: str
    sure: Sure
    since: Date = BEGINNING


def in_force(entries: tuple[Entry, ...], day: Date) -> Entry | None:
    """The entry that holds on a day, of entries in the order of their days; None before the first."""
    held = None
    for entry in entries:
        if entry.since <= day:
            held = entry
    return held
