"""Attempts to send, traced and counted: each outcome once, whatever the sender raises."""

from collections.abc import Sequence
from contextlib import nullcontext

import pytest
from msgspec.structs import replace

from services.notify.domain.notices import Notice
from services.notify.ports import Undelivered
from services.notify.senders.traced import TracedSender
from shared.adapters.spans import open_trace
from shared.adapters.telemetry import Telemetry
from shared.core.errors import Fate
from tests.integration.test_email import notice
from tests.unit.notify.notifying import run

TRACE = "0af7651916cd43dd8448eb211c80319c"
TOLD = replace(notice(), traceparent=f"00-{TRACE}-b7ad6b7169203331-01")


class Channel:
    """A sender that fails as it is told to, and notes the trace it was called in."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.traces: list[str] = []

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        assert (notice, list(addresses), name) == (TOLD, ["a@example.vn"], "A")
        self.traces.append(open_trace())
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "sent"),
        (Undelivered("busy", fate=Fate.LATER), "put_off"),
        (Undelivered("nobody there", fate=Fate.NEVER), "failed"),
        (ValueError("broken"), "failed"),
    ],
    ids=str,
)
def test_an_attempt_is_counted_by_its_outcome_in_the_trace_of_what_is_told(
    error: Exception | None, outcome: str
) -> None:
    attempts: list[tuple[str, str]] = []
    channel = Channel(error)
    sender = TracedSender(
        channel, span=Telemetry.silent("notify").span, on_attempt=lambda *attempt: attempts.append(attempt)
    )

    with pytest.raises(type(error)) if error else nullcontext():
        run(sender.send(TOLD, ["a@example.vn"], name="A"))

    assert attempts == [("email", outcome)]
    assert channel.traces == [TRACE]
