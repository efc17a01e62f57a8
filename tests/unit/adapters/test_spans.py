"""Spans without an exporter: whose trace goes on, and what is no trace at all."""

import asyncio

import pytest

from shared.adapters.spans import open_trace, well_formed
from shared.adapters.telemetry import Telemetry

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
OTHER = "00-11111111111111111111111111111111-2222222222222222-01"


def test_the_callers_trace_goes_on() -> None:
    with Telemetry.silent("tracking").span("append", PARENT, events=1) as span:
        span.note(recorded=1)

        assert span.traceparent == PARENT
        assert open_trace() == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "Nguyễn Thị Lan",
        PARENT.upper(),
        PARENT + "\n",
        "01" + PARENT[2:],
        "00-" + "0" * 32 + PARENT[35:],
        PARENT[:36] + "0" * 16 + PARENT[52:],
    ],
    ids=repr,
)
def test_what_is_no_traceparent_is_replaced_by_a_new_one(bad: str) -> None:
    with Telemetry.silent("tracking").span("append", bad) as first:
        pass
    with Telemetry.silent("tracking").span("append", bad) as second:
        pass

    assert well_formed(first.traceparent)
    assert first.traceparent.endswith("-00")  # nobody else is asked to record it
    assert first.traceparent != second.traceparent


def test_a_span_stands_below_the_one_that_is_open_around_it() -> None:
    telemetry = Telemetry.silent("tracking")

    with telemetry.span("append", PARENT), telemetry.span("commit", OTHER) as commit:
        assert commit.traceparent == PARENT


def test_a_trace_ends_with_its_span_also_by_an_error() -> None:
    telemetry = Telemetry.silent("tracking")

    with pytest.raises(ZeroDivisionError), telemetry.span("append", PARENT):
        raise ZeroDivisionError

    assert open_trace() == ""


def test_spans_of_tasks_side_by_side_do_not_mix() -> None:
    telemetry = Telemetry.silent("tracking")

    async def inside(parent: str) -> str:
        with telemetry.span("append", parent):
            await asyncio.sleep(0)
            return open_trace()

    async def both() -> list[str]:
        return list(await asyncio.gather(inside(PARENT), inside(OTHER)))

    assert asyncio.run(both()) == [PARENT[3:35], OTHER[3:35]]
