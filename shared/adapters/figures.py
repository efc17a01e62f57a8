"""The figures of one process, all of them on one page, and how Prometheus reads them. Knows no service.

A label names a kind of outcome or a follower, never a campaign, a unit or anything else that an event says.
"""

import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["counter", "gauge", "histogram"]
Labels: TypeAlias = tuple[tuple[str, str], ...]

CATALOGUE: Final[dict[str, tuple[Kind, str]]] = {
    "thidua_events_total": ("counter", "Events that came through a door, by what became of them."),
    "thidua_sign_ins_total": ("counter", "Sign-ins with a browser: let_in or refused; by account or by token."),
    "thidua_hook_messages_total": (
        "counter",
        "Webhook messages with a good signature: recorded, duplicate, ignored, rejected or unavailable.",
    ),
    "thidua_credentials_refused_total": ("counter", "Credentials that were refused, by door and by what is wrong."),
    "thidua_statements_refused_total": (
        "counter",
        "Statements that were refused for good, by code and status.",
    ),
    "thidua_floods_refused_total": (
        "counter",
        "Requests refused since too many of their caller's waited already: of events or of reads.",
    ),
    "thidua_commits_total": ("counter", "Commits sent to the log: recorded, overtaken, in_doubt or damaged."),
    "thidua_facts_total": ("counter", "Facts committed by this process."),
    "thidua_commit_seconds": ("histogram", "From sending a commit to its acknowledgement, fsync included."),
    "thidua_notices_total": ("counter", "Attempts to send a notice: sent, put_off or failed; by channel."),
    "thidua_notices_perhaps_twice_total": (
        "counter",
        "Notices handed over though nobody knows whether they were before; by channel.",
    ),
    "thidua_portal_told_total": ("counter", "Papers pushed to the portal: taken, refused, unclear or away."),
    "thidua_notices_due": ("gauge", "Notices that facts call for and that are not recorded as told yet."),
    "thidua_notices_put_off": ("gauge", "Notices that wait for the hours their recipients chose."),
    "thidua_log_commits": ("gauge", "The number of the newest commit this process knows of."),
    "thidua_follower_position": ("gauge", "The position up to which a follower has taken every fact."),
    "thidua_follower_lag_commits": ("gauge", "Commits in the log that a follower has not taken yet."),
    "thidua_read_model_in_trouble": ("gauge", "1 while the read model cannot be kept up, else 0."),
    "thidua_checkpoint_facts": ("gauge", "Facts that the newest signed checkpoint covers."),
    "thidua_checkpoints_refused": ("gauge", "1 while no checkpoint is signed because something is wrong, else 0."),
    "thidua_cosignatures_total": ("counter", "Checkpoints shown to the witness: cosigned, away or refused."),
    "thidua_leases": ("gauge", "Things this replica holds: pens, or all that the service does by itself."),
    "thidua_pens": ("gauge", "Pens taken up, one per campaign."),
    "thidua_pens_in_doubt": ("gauge", "Pens that do not know whether their last commit is recorded."),
    "thidua_pens_stopped": ("gauge", "Pens that stopped for good because the log lost something."),
    "thidua_certificate_ends_seconds": ("gauge", "When the certificate that is shown ends, in seconds since 1970."),
    "process_start_time_seconds": ("gauge", "When this process began to serve, in seconds since 1970."),
}
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Reading(NamedTuple):
    """One figure as it stands; `suffix` tells the parts of a histogram apart."""

    name: str
    labels: Labels
    value: float
    suffix: str = ""


class Figures:
    """Counters, gauges and timings of one process, from any thread; a name outside CATALOGUE is a KeyError."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, Labels], float] = {}
        self._gauges: dict[tuple[str, Labels], Callable[[], float]] = {}
        self._timings: dict[str, list[float]] = {}  # one count a bucket, one for what is slower than all, and the sum
        began = time.time()
        self.gauge("process_start_time_seconds", lambda: began)

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        """Raise a counter."""
        key = (name, tuple(labels.items()))
        with self._lock:
            if key not in self._counts:
                _check(name, "counter")
                self._counts[key] = 0
            self._counts[key] += amount

    def counted(self, name: str) -> list[tuple[dict[str, str], int]]:
        """A counter as it stands, by its labels; without what was never counted."""
        with self._lock:
            return [
                (dict(labels), int(value)) for (one, labels), value in self._counts.items() if one == name and value
            ]

    def gauge(self, name: str, read: Callable[[], float], /, **labels: str) -> None:
        """Show a figure that is read whenever somebody asks."""
        _check(name, "gauge")
        self._gauges[name, tuple(labels.items())] = read

    def observe(self, name: str, seconds: float) -> None:
        """Put one duration into its bucket."""
        with self._lock:
            if name not in self._timings:
                _check(name, "histogram")
                self._timings[name] = [0.0] * (len(BUCKETS) + 2)
            timing = self._timings[name]
            timing[bisect_left(BUCKETS, seconds)] += 1
            timing[-1] += seconds

    def readings(self) -> list[Reading]:
        """Every figure as it stands, in the order of CATALOGUE; the labels begin with the service."""
        own = (("service", self._service),)
        with self._lock:
            read = [Reading(name, own + labels, value) for (name, labels), value in self._counts.items()]
            for name, timing in self._timings.items():
                read += _of_timing(name, own, timing)
        read += [Reading(name, own + labels, float(value())) for (name, labels), value in self._gauges.items()]
        places = {name: place for place, name in enumerate(CATALOGUE)}
        return sorted(read, key=lambda one: places[one.name])  # stable: the parts of one stay in order

    def text(self) -> str:
        """Every figure as Prometheus text (format 0.0.4)."""
        return prometheus_text(self.readings())


def prometheus_text(readings: Iterable[Reading]) -> str:
    """Figures, those of one name side by side, as Prometheus text."""
    return "".join(f"{line}\n" for line in _lines(readings))


def _lines(readings: Iterable[Reading]) -> Iterator[str]:
    before = ""
    for name, labels, value, suffix in readings:
        if name != before:
            kind, help_text = CATALOGUE[name]
            yield f"# HELP {name} {help_text}"
            yield f"# TYPE {name} {kind}"
            before = name
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"{name}{suffix}{{{said}}} {_number(value)}"


def _of_timing(name: str, own: Labels, timing: list[float]) -> Iterator[Reading]:
    so_far = 0.0
    for bucket, number in zip((*map(str, BUCKETS), "+Inf"), timing[:-1], strict=True):
        so_far += number
        yield Reading(name, (*own, ("le", bucket)), so_far, "_bucket")
    yield Reading(name, own, timing[-1], "_sum")
    yield Reading(name, own, so_far, "_count")


def _check(name: str, kind: Kind) -> None:
    if CATALOGUE[name][0] != kind:
        raise KeyError(f"{name} is a {CATALOGUE[name][0]}, not a {kind}.")


def _number(value: float) -> str:
    """All digits: a position does not fit into the six that a float shows by default."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
