"""`python -m benchmarks [--quick] [--json FILE]`: measures everything in turn, prints the table, writes the figures."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from benchmarks import (
    append,
    fairness,
    flag,
    follow,
    http,
    idle,
    merging,
    pages,
    rebuild,
    reweighing,
    telling,
    traced,
    verify,
    weighing,
    yardsticks,
)
from benchmarks.campaign import NEIGHBOUR, REGULARS, UNIT
from benchmarks.fairness import Flood
from benchmarks.installation import installation
from benchmarks.machine import machine, versions
from benchmarks.table import FIGURES, medians, table

Runs: TypeAlias = Iterable[Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: runs of each kind, and how many events in a run."""

    runs: int
    starts: int
    facts: int
    singles: int
    history: int
    flags: int
    weighed: int
    subjects: int
    merged: int
    recipients: int
    opened: int
    demo: bool


FULL: Final = Extent(
    runs=5,
    starts=5,
    facts=200_000,
    singles=30_000,
    history=1_000_000,
    flags=2_000,
    weighed=10_000,
    subjects=10_000,
    merged=100_000,
    recipients=10_000,
    opened=40,
    demo=True,
)
QUICK: Final = Extent(
    runs=2,
    starts=1,
    facts=20_000,
    singles=2_000,
    history=50_000,
    flags=400,
    weighed=1_000,
    subjects=1_000,
    merged=0,
    recipients=500,
    opened=0,
    demo=False,
)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs: within a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    asked = parser.parse_args()
    extent = QUICK if asked.quick else FULL
    on = machine()
    begun = time.perf_counter()
    runs: list[Mapping[str, float]] = []
    for name, measure in _groups(extent):
        print(f"{time.perf_counter() - begun:5.0f} s  {name}", file=sys.stderr)
        runs += measure()
    figures = _in_order(medians(runs))
    print(table(figures))
    if asked.json:
        written = {**figures, "machine": on, "versions": versions(), "quick": asked.quick}
        asked.json.write_bytes(msgspec.json.format(msgspec.json.encode(written)) + b"\n")


def _groups(extent: Extent) -> Iterator[tuple[str, Callable[[], Runs]]]:
    runs = range(extent.runs)
    yield "yardstick: bare commits", lambda: [yardsticks.raw_commits(extent.facts) for _ in runs]
    yield "append", lambda: [append.measure(extent.facts) for _ in runs]
    yield "yardstick: a bare service", lambda: [yardsticks.raw_http(extent.singles) for _ in runs]
    yield "one installation: batches, single events, flags", lambda: _one_installation(extent)
    yield "single events with traces exported", lambda: traced.measure(extent.singles, runs=extent.runs)
    yield "one activity weighed", lambda: weighing.measure(extent.weighed, runs=extent.starts)
    yield "a new rule set", lambda: [reweighing.measure(extent.subjects)]
    yield "rebuild", lambda: rebuild.measure(extent.history, runs=extent.starts)
    yield "verify", lambda: verify.measure(extent.history, runs=extent.starts)
    yield "a restart of the server", lambda: follow.measure(extent.starts)
    yield "start", lambda: idle.starts(extent.starts)
    if extent.merged:
        yield "a merger", lambda: [merging.measure(extent.merged)]
    yield "many recipients", lambda: [telling.measure(extent.recipients)]
    if extent.demo:
        yield "memory and pages of the demo", lambda: _the_demo(extent)


def _one_installation(extent: Extent) -> Runs:
    with installation() as running:
        running.launch(people=REGULARS + extent.flags)
        unit, reader = running.token("unit", unit_id=UNIT), running.token("auditor")
        neighbour = running.token("unit", unit_id=NEIGHBOUR)
        asked = flag.Flags(running.port, unit, reader, run="flag", events=extent.flags, first=0)
        floods = [Flood(running.port, unit, neighbour, f"flood-{run}", extent.facts) for run in range(extent.runs)]
        return [
            *([] if extent.demo else [idle.quiet(running)]),
            flag.measure(asked),
            *(http.singles(running, unit, run=f"single-{run}", events=extent.singles) for run in range(extent.runs)),
            *(http.batches(running, unit, run=f"batch-{run}", events=extent.facts) for run in range(extent.runs)),
            *(fairness.measure(flood) for flood in floods),
        ]


def _the_demo(extent: Extent) -> Runs:
    with installation(*pages.THE_DEMO, until=pages.TOLD) as running:
        return [idle.quiet(running), pages.measure(running, extent.opened)]


def _in_order(figures: Mapping[str, float]) -> dict[str, float]:
    return {figure.key: round(figures[figure.key], 3) for figure in FIGURES if figure.key in figures}


if __name__ == "__main__":
    main()
