"""Which figures of a report add up to which, and which of those that were told do not. It knows no report.

Figures are named by whoever reports; these are the names of the ministry's digests, on their own (`total`) or below a
heading (`houses.total`). A sum is looked at only where all its parts are there.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

TOTAL: Final = "total"


class Sum(NamedTuple):
    """What makes a total: these parts, and with them any of those that are told."""

    parts: tuple[str, ...]
    besides: tuple[str, ...] = ()


class Wrong(NamedTuple):
    """A total with the parts that do not make it."""

    name: str
    total: float
    parts: tuple[tuple[str, float], ...]


SUMS: Final = (
    Sum(("started", "finished"), besides=("not_started", "withdrew")),
    Sum(("under_way", "finished"), besides=("not_started", "withdrew")),
    Sum(("new_build", "repair")),
    Sum(("merit_people", "ntp_poverty", "ntp_ethnic"), besides=("campaign",)),
)


def sums_wrong(figures: Mapping[str, float | bool]) -> Iterator[Wrong]:
    """Every total of a report that its parts do not make."""
    counts = {name: value for name, value in figures.items() if not isinstance(value, bool)}
    for name, total in counts.items():
        if name != TOTAL and not name.endswith(f".{TOTAL}"):
            continue
        heading = name.removesuffix(TOTAL)
        for one in SUMS:
            if all(f"{heading}{part}" in counts for part in one.parts):
                told = [f"{heading}{part}" for part in (*one.parts, *one.besides) if f"{heading}{part}" in counts]
                if round(total - sum(counts[part] for part in told), 6):
                    yield Wrong(name, total, tuple((part, counts[part]) for part in told))
