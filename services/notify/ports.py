"""What the handlers of notify need from outside, as they need it. Typed parameters, no defaults."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from services.notify.domain.notices import Notice, Received
from services.notify.domain.renewing import GivenUp
from services.notify.domain.shelf import Standing
from services.notify.domain.templates import Slot, Template
from services.notify.domain.trying import Trial
from shared.core.decider import Answer, Command
from shared.core.errors import Fate
from shared.core.events import RecipientChose
from shared.core.problems import Problem
from shared.core.pushing import PushAddress
from shared.core.values import Channel


class Undelivered(Exception):
    """A message was not taken: `fate` says whether it may be later; `reason`, why (it never holds an address).

    `after`: in how many seconds at the earliest, where whoever did not take it says so.
    """

    def __init__(self, reason: str, *, fate: Fate, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fate = fate
        self.after = after


class NotAnAddress(Undelivered):
    """What a message is to go to is no address, so it never will."""


class NotKept(Exception):
    """What a notice said is not kept any more, so it cannot be sent again."""


class Away(Undelivered):
    """Whoever takes messages could not be used at all, whatever the message; it was not taken."""


class TooSoon(Exception):
    """A recipient has had enough for now: nothing was tried, and may be in so many `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class AnswerLost(Undelivered):
    """Nobody knows whether a message was taken: it went out, and no answer came back."""


class WakeUp(msgspec.Struct, frozen=True):
    """All that the work queue carries: which delivery to look after."""

    campaign: str
    delivery_id: str


class Mark(Protocol):
    """How far another service has come, as positions."""

    @property
    def committed(self) -> int:
        """Where the newest fact stands that it stated."""
        ...


class AwardsProgress(Protocol):
    """How far awards has weighed the log."""

    async def __call__(self, position: int, /) -> Mark:
        """Wait, for ever if need be, until every flag that follows from facts up to a position is made."""
        ...


class PensPort(Protocol):
    """The pens of this service, one per campaign."""

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        ...


class Choose(Protocol):
    """Records what recipients chose."""

    async def __call__(self, data: RecipientChose, /) -> int:
        """Where that stands; where it already does, nothing is recorded. Raises LogUnavailable, LogDamaged."""
        ...


class Leave(Protocol):
    """Records that a recipient is told of some topics by one channel no more."""

    async def __call__(self, recipient: str, topics: Sequence[str], channel: Channel, /, *, chosen_by: str) -> int:
        """Where that stands; where it already does, nothing is recorded. Raises LogUnavailable, LogDamaged."""
        ...


class Edit(Protocol):
    """Records which words notices are told in; whoever calls has found them sound."""

    async def change(self, slot: Slot, template: Template, *, reason: str, changed_by: str) -> Standing:
        """What is in force from now on; where it already is, nothing is recorded. Raises LogUnavailable, LogDamaged."""
        ...

    async def restore(self, slot: Slot, *, reason: str, changed_by: str) -> Standing:
        """What ships is in force again. Raises LogUnavailable, LogDamaged."""
        ...


class TryOut(Protocol):
    """Hands a letter to the mail server for whoever tries a template; it is recorded nowhere."""

    async def __call__(self, trial: Trial, /, *, address: str) -> Problem | None:
        """Why it was not sent; None where the mail server took it."""
        ...


class Record(Protocol):
    """Records that a notice was read."""

    async def __call__(self, notice: Received, /, *, reader: str) -> int:
        """Where that stands. Raises LogUnavailable, LogDamaged."""
        ...


class Renew(Protocol):
    """Records that a notice that did not arrive is to be handed over again."""

    async def __call__(self, failed: GivenUp, /, *, asked_by: str) -> tuple[str, int]:
        """The id of the delivery that goes out in its place, and where that stands. Raises NotKept, LogUnavailable."""
        ...


class Bounced(Protocol):
    """Records that a letter came back."""

    async def __call__(self, notice: GivenUp, /, *, status: str) -> int:
        """Where that stands. Raises LogUnavailable."""
        ...


class IsSound(Protocol):
    """Whether a message was signed by whom the installation knows."""

    def __call__(self, headers: Mapping[str, str], body: bytes, /) -> bool:
        """Whether its signature is good, and of now."""
        ...


class Sender(Protocol):
    """One channel that reaches people outside."""

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """Hand a notice over, for all addresses of a recipient of this name. Raises Undelivered."""
        ...


class Marks(Protocol):
    """What outlives this process."""

    def set(self, name: str, /) -> bool:
        """Set a mark; False if it was set already."""
        ...

    def clear(self, name: str, /) -> None:
        """Take a mark away, if it is set."""
        ...


class Alarms(Protocol):
    """Which alarms were handed over without the log, as every replica knows."""

    async def begin(self, name: str, /) -> bool:
        """Whether it is for who asks to hand it over: not if another did or has it in hand; if nobody knows, it is."""
        ...

    async def taken(self, name: str, /) -> None:
        """It was taken, or perhaps was."""
        ...

    async def clear(self, name: str, /) -> None:
        """It certainly was not."""
        ...


class EndingSender(Sender, Protocol):
    """One that keeps connections."""

    async def end(self) -> None:
        """Take leave of the servers it speaks to."""
        ...


class PushBrowsers(Protocol):
    """Browsers that are told things."""

    def of(self, recipient: str, /) -> Sequence[PushAddress]:
        """Those of a recipient."""
        ...

    async def forget(self, recipient: str, endpoint: str, /) -> None:
        """Forget one of a recipient, or all where none is named. Raises ThiDuaError."""
        ...


class KeepsBrowsers(PushBrowsers, Protocol):
    """The same, and new ones."""

    async def keep(self, address: PushAddress, /) -> None:
        """Remember one, for its recipient alone. Raises ThiDuaError."""
        ...


class IsGoodAddress(Protocol):
    """Whether a message could ever be sent to a browser."""

    def __call__(self, address: PushAddress, /) -> bool:
        """Whether it may be spoken to, by its looks, and its key and secret are what they should be."""
        ...


class Shown(Protocol):
    """The read model of this service."""

    async def __call__(self, position: int, /) -> bool:
        """Wait until every fact up to a position is shown; False if that takes too long. Raises LogDamaged."""
        ...


class Stamps(Protocol):
    """What a statement bears that no rule can say."""

    def mac(self, content: bytes) -> str:
        """The MAC of a content under the installation's secret, in hexadecimal."""
        ...

    def nonce(self) -> str:
        """128 random bits in hexadecimal."""
        ...

    def recorded_at(self) -> str:
        """Now, as the log writes it (RFC 3339, UTC, milliseconds)."""
        ...


class WorkQueue(Protocol):
    """What wakes whoever sends, here or in another replica."""

    async def put(self, message: WakeUp, *, once: str) -> None:
        """Put a message in; the same `once` within seconds is one message. Raises LogUnavailable."""
        ...
