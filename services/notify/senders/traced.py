"""Any sender with a span and a count around each attempt: which fact is told of, how it went, never to whom."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

from services.notify.domain.notices import Notice
from services.notify.ports import Sender, Undelivered
from shared.core.errors import Fate

_OUTCOMES: Final = {Fate.LATER: "put_off", Fate.NEVER: "failed"}


class Span(Protocol):
    """A piece of work that is being traced."""

    def note(self, **attributes: str | int) -> None:
        """Say more about it."""
        ...


class Spans(Protocol):
    """Opens spans."""

    def __call__(self, name: str, parent: str, /, **attributes: str | int) -> AbstractContextManager[Span]:
        """A span to enter, below a W3C traceparent."""
        ...


class TracedSender:
    """A Sender around another; `on_attempt` is told the channel and the outcome (`sent`, `put_off`, `failed`)."""

    def __init__(self, sender: Sender, *, span: Spans, on_attempt: Callable[[str, str], None]) -> None:
        self._sender = sender
        self._span = span
        self._on_attempt = on_attempt

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """As Sender.send."""
        outcome = "failed"
        with self._span("send", notice.traceparent, cause=notice.cause, channel=notice.channel) as span:
            try:
                await self._sender.send(notice, addresses, name=name)
                outcome = "sent"
            except Undelivered as undelivered:
                outcome = _OUTCOMES[undelivered.fate]
                raise
            finally:
                span.note(outcome=outcome)
                self._on_attempt(notice.channel, outcome)
