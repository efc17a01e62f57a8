"""Log lines: one JSON object each, the event's name and fields, and nothing that is quoted from elsewhere."""

import asyncio
import json
import logging
import sys
from typing import Any

import pytest

from shared.adapters.logs import JsonLines, is_worth_telling, write_logs
from shared.adapters.telemetry import Telemetry
from shared.core.errors import LogUnavailable

SECRET = "Bùi Thị Mai 017190001234"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def _record(name: str, message: str, error: BaseException | None = None, **extra: object) -> logging.LogRecord:
    raised = None
    if error is not None:
        try:
            raise error
        except type(error):
            raised = sys.exc_info()
    return logging.getLogger(name).makeRecord(name, logging.ERROR, __file__, 1, message, (), raised, extra=extra)


def _line(record: logging.LogRecord) -> dict[str, Any]:
    text = JsonLines("tracking").format(record)
    assert "\n" not in text
    read: dict[str, Any] = json.loads(text)
    return read


def test_a_line_says_when_how_bad_whose_and_what() -> None:
    line = _line(_record("shared.adapters.x", "nats_away", user="tracking", seconds=5.0))

    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "error",
        "service": "tracking",
        "event": "nats_away",
        "logger": "shared.adapters.x",
        "user": "tracking",
        "seconds": 5.0,
    }


def test_a_line_inside_a_span_bears_its_trace() -> None:
    with Telemetry.silent("tracking").span("append", TRACEPARENT):
        line = _line(_record("shared.x", "something"))

    assert line["trace_id"] == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("name", ["shared.adapters.running", "uvicorn.error", "asyncio", "faststream.access.nats"])
def test_a_foreign_exception_is_told_by_its_class_and_place_alone(name: str) -> None:
    record = _record(name, "task_stopped" if name.startswith("shared") else f"KeyError: {SECRET}", KeyError(SECRET))

    line = _line(record)

    assert line["error"] == "KeyError"
    assert line["at"][-1].endswith(" _record")
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_an_error_of_ours_says_what_happened() -> None:
    line = _line(_record("shared.adapters.running", "task_stopped", LogUnavailable("No answer.")))

    assert line["error"] == "LogUnavailable"
    assert line["cause"].endswith("recorded once. No answer.")


def test_of_a_foreign_line_only_the_first_is_kept_and_no_extra_field() -> None:
    record = _record("asyncio", f"Task was destroyed\ntask: <Task {SECRET}>", subject=SECRET)

    line = _line(record)

    assert line["event"] == "Task was destroyed"
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_a_field_that_is_no_plain_value_is_told_by_its_class() -> None:
    assert _line(_record("services.x", "odd", thing={"name": SECRET}))["thing"] == "dict"


def test_work_that_was_cut_off_by_a_stop_is_no_trouble() -> None:
    cut_off = [
        _record("uvicorn.error", "Cancel 1 running task(s), timeout graceful shutdown exceeded"),
        _record("uvicorn.error", "Exception in ASGI application\n", asyncio.CancelledError()),
    ]
    trouble = _record("uvicorn.error", "Exception in ASGI application\n", KeyError("x"))

    assert [is_worth_telling(one) for one in (*cut_off, trouble)] == [False, False, True]


def test_a_process_writes_warnings_of_everybody_to_stderr_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        root.handlers.clear()
        write_logs("awards")
        logging.getLogger("shared.x").info("unseen")
        logging.getLogger("shared.adapters.sign_in").info("signed_in")  # who came in is told as well
        logging.getLogger("shared.adapters.refused").info("malformed_refused")  # and what was refused
        logging.getLogger("shared.x").warning("seen", extra={"count": 2})
        logging.getLogger("uvicorn.error").error("heard")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)

    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in err.splitlines()]
    assert out == ""
    told = [("signed_in", "info"), ("malformed_refused", "info"), ("seen", "warning"), ("heard", "error")]
    assert [(line["event"], line["level"]) for line in lines] == told
    assert lines[2]["count"] == 2
