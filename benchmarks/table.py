"""The figures: what each is called, how it is meant and what is asked of it; percentiles, medians, the table. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Final, NamedTuple


class Figure(NamedTuple):
    """One figure: its key, how many digits it is told with, and what is asked of it ("" for nothing)."""

    key: str
    means: str
    asked: str = ""
    digits: int = 0


FIGURES: Final = (
    Figure("append_events_per_s", "facts/s through the pen in process, 64 callers", "≥ 40,000"),
    Figure("http_batch_events_per_s", "events/s over HTTP in hundreds, 8 clients", "≥ 40,000"),
    Figure("http_single_events_per_s", "events/s over HTTP one by one, 64 clients", "≥ 6,000"),
    Figure("http_single_p99_ms", "ms until such an event is on disk, 99 of 100", "≤ 25", 1),
    Figure(
        "fairness_p99_ms", "ms until a unit's event is on disk while another floods the door, 99 of 100", "≤ 250", 1
    ),
    Figure("http_single_traced_events_per_s", "the same with traces exported", "≥ 4,000"),
    Figure("nats_batch_events_per_s", "events/s over NATS in hundreds, 8 clients"),
    Figure("rebuild_events_per_s", "facts/s, tracking and awards built anew from the log", "≥ 100,000"),
    Figure("rebuild_peak_mb", "MB at most while that runs", "≤ 500"),
    Figure("write_state_bytes_per_fact", "bytes a fact takes in the pen's memory", "≤ 250"),
    Figure("flag_p50_ms", "ms from POST to the candidate's being visible, at 200 events/s, half of them", "", 1),
    Figure("flag_p99_ms", "99 of 100 of them", "≤ 40", 1),
    Figure("weigh_ms", "ms of CPU to weigh what one activity changes, by the built-in rules", "≤ 2", 2),
    Figure("reweigh_s", "s until 10,000 subjects are weighed anew after a new rule set", "≤ 30", 1),
    Figure("reweigh_door_p99_ms", "ms until an event is on disk meanwhile, 99 of 100", "", 1),
    Figure("merger_s", "s until a merger of 151 units with 100,000 things open shows everywhere", "≤ 10", 1),
    Figure("merger_door_p99_ms", "ms until an event of another unit is on disk meanwhile, 99 of 100", "", 1),
    Figure("notify_10000_s", "s until 10,000 recipients were sent an e-mail each, and it is recorded", "≤ 60", 1),
    Figure("notify_grows_mb", "MB that all processes have grown by then"),
    Figure("follow_again_s", "s until a follower is told again once the server is back", "≤ 3", 2),
    Figure("ready_s", "s from `thidua up` to `ready`", "≤ 5", 2),
    Figure("page_p50_ms", "ms until the demo's slowest page is there while facts come in, half of them", "", 1),
    Figure("page_p95_ms", "95 of 100 of them", "≤ 100", 1),
    Figure("live_p95_ms", "ms until a screen that stays open has what was reported, 95 of 100", "≤ 1,000"),
    Figure("idle_mb", "MB (PSS) of all processes of an idle installation", "≤ 450"),
    Figure(
        "verify_events_per_s", "facts/s through `audit verify --bundle`: hashes, signatures, form, fold", "≥ 167,000"
    ),
    Figure("verify_peak_mb", "MB at most while that runs", "≤ 500"),
    Figure("prove_ms", "ms until one fact of that bundle is proven", "≤ 50", 1),
    Figure("raw_commit_events_per_s", "yardstick: lines/s through bare nats-py, 64 callers gathered into commits"),
    Figure("raw_http_per_s", "yardstick: requests/s of a bare service, 64 clients"),
)


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed (nearest rank). ValueError if there are none."""
    ranked = sorted(values)
    if not ranked:
        raise ValueError("There is no percentile of nothing.")
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def medians(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each figure over the runs that have it."""
    keys = dict.fromkeys(key for run in runs for key in run)
    return {key: median(run[key] for run in runs if key in run) for key in keys}


def table(figures: Mapping[str, float]) -> str:
    """The figures that are there, as a table in Markdown that is also readable as it is."""
    rows = [("figure", "measured", "asked", "what it is")]
    rows += [
        (figure.key, f"{figures[figure.key]:,.{figure.digits}f}", figure.asked, figure.means)
        for figure in FIGURES
        if figure.key in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"| {row[0]:<{widths[0]}} | {row[1]:>{widths[1]}} | {row[2]:>{widths[2]}} | {row[3]:<{widths[3]}} |"
        for row in rows
    ]
    rule = f"| {'-' * widths[0]} | {'-' * (widths[1] - 1)}: | {'-' * (widths[2] - 1)}: | {'-' * widths[3]} |"
    return "\n".join([lines[0], rule, *lines[1:]])
