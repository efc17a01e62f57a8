"""Spans opened by hand, and the W3C traceparent that is handed from one to the next. Knows no exporter.

Without an exporter a span is a name for a trace and nothing else (measured: 2-3 µs): facts and log lines still tell
which belong together.
"""

import re
from contextvars import ContextVar, Token
from random import getrandbits
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

# What a span may say: counts, positions, ids of campaigns, names of outcomes. Never what an event holds.
Note: TypeAlias = str | int

_WELL_FORMED: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_OPEN: Final[ContextVar[str]] = ContextVar("traceparent", default="")


class Span(Protocol):
    """A span while it is open; `traceparent` is what its children are handed."""

    @property
    def traceparent(self) -> str:
        """The W3C traceparent of this span."""
        ...

    def note(self, **attributes: Note) -> None:
        """Say more about it."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class OpenSpan(Protocol):
    """Opens spans."""

    def __call__(self, name: str, parent: str = "", /, **attributes: Note) -> Span:
        """A span to enter; `parent` is a W3C traceparent."""
        ...


class SilentSpan:
    """A span that nobody is told of: it hands on its parent's trace."""

    __slots__ = ("_before", "traceparent")

    def __init__(self, traceparent: str) -> None:
        self.traceparent = traceparent

    def note(self, **attributes: Note) -> None:
        """Keep nothing."""

    def __enter__(self) -> Self:
        self._before: Token[str] = _OPEN.set(self.traceparent)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _OPEN.reset(self._before)


def silent_span(name: str, parent: str = "", /, **attributes: Note) -> Span:
    """A span below the one that is open around it, else below `parent`, else the first of a new, unsampled trace."""
    del name, attributes
    return SilentSpan(parent_of(parent) or _new_traceparent())


def parent_of(traceparent: str) -> str:
    """What a span opened now stands below: the span that is open, else a traceparent if it is well-formed, else ""."""
    return _OPEN.get() or well_formed(traceparent)


def well_formed(traceparent: str) -> str:
    """A traceparent as it came, or "" if it is none: it goes from clients into facts, so it must be nothing else."""
    return traceparent if traceparent and _WELL_FORMED.fullmatch(traceparent) else ""


def open_trace() -> str:
    """The id of the trace that is open here ("" for none)."""
    return _OPEN.get()[3:35]


def _new_traceparent() -> str:
    digits = f"{getrandbits(192):048x}"  # a name, not a secret: the kernel need not be asked
    return f"00-{digits[:32]}-{digits[32:]}-00"
