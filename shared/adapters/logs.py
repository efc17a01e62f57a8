"""Log lines of a process: one JSON object a line on stderr, with the event's name and what is known of it.

No line quotes what it did not make: of an exception from elsewhere only its class and its place are told, since its
text may hold an event's data.
"""

import asyncio
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from shared.adapters.spans import open_trace
from shared.core.errors import ThiDuaError

Field: TypeAlias = str | int | float | bool | None

OURS: Final = ("services.", "shared.", "deploy.")
SECURITY_EVENTS: Final = ("shared.adapters.sign_in", "shared.adapters.refused")
FRAMES: Final = 6
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_CUT_OFF: Final = "Cancel "  # uvicorn says so of every live page that is open when it is told to stop


def write_logs(service: str, *, level: int = logging.WARNING) -> None:
    """Have this process log to stderr from now on. Call it once, in whatever runs the process."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(service))
    handler.addFilter(is_worth_telling)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name in SECURITY_EVENTS:  # who came in, or was refused, is no trouble, and belongs in the log all the same
        logging.getLogger(name).setLevel(min(level, logging.INFO))
    for name in ("uvicorn", "uvicorn.error"):  # its own set-up, where somebody asked for it, keeps its lines to itself
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
        server.setLevel(logging.NOTSET)


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how bad, whose, what, the trace if one is open, and the event's own fields."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Field | list[str]] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "event": event_of(record),
            "logger": record.name,
        }
        if trace := open_trace():
            line["trace_id"] = trace
        line |= fields_of(record)
        if record.exc_info and record.exc_info[1] is not None:
            line["at"] = list(_frames(record.exc_info[1]))
        return msgspec.json.encode(line).decode()


def is_worth_telling(record: logging.LogRecord) -> bool:
    """Whether a record tells of trouble, and not of work that was cut off because the process was told to stop."""
    if record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError):
        return False
    return not (record.name == "uvicorn.error" and str(record.msg).startswith(_CUT_OFF))


def event_of(record: logging.LogRecord) -> str:
    """The event's name; of what libraries log the first line, or `exception`, whose text they like to quote."""
    if record.name.startswith(OURS):
        return str(record.msg)
    return "exception" if record.exc_info else record.getMessage().partition("\n")[0]


def fields_of(record: logging.LogRecord) -> dict[str, Field]:
    """What a record says beside its name: its extra fields if it is ours, and the exception it tells of."""
    said = vars(record) if record.name.startswith(OURS) else {}
    fields = {name: _plain(value) for name, value in said.items() if name not in _STANDARD}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        fields["error"] = type(error).__name__
        if isinstance(error, ThiDuaError):  # these say what happened in words of ours
            fields["cause"] = str(error)
    return fields


def _plain(value: object) -> Field:
    return value if isinstance(value, str | int | float | None) else type(value).__name__


def _frames(error: BaseException) -> Iterator[str]:
    """Where an exception came from, innermost last."""
    for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]:
        yield f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
