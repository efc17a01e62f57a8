"""What a service decides: the pure half of the pen. Commands and answers in business words; no log, no clock."""

from typing import Protocol, TypeAlias, TypeVar

import msgspec

from shared.core.envelope import FACT_CLASSES, Fact
from shared.core.events import Data
from shared.core.journal import Journal


class Command(msgspec.Struct, frozen=True, gc=False):
    """One statement on its way to the log: sealed, authorised, and with all that a pure decision may not draw itself.

    `key` is the 64-bit hash of (source, id), `contentmac` the MAC of its content (empty: it bears personal data of a
    subject that was erased, so it cannot be compared, and is a duplicate or refused), `nonce` 128 random bits,
    `recorded_at` the time of arrival (RFC 3339, UTC, milliseconds), `role` and `unit_id` who speaks, `actor` how the
    log names them.
    """

    id: str
    source: str
    time: str
    campaign: str
    data: Data
    key: int
    contentmac: str
    nonce: str
    recorded_at: str
    role: str
    unit_id: str
    actor: str
    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """The statement is on disk at this position."""

    position: int


class Duplicate(msgspec.Struct, frozen=True, gc=False):
    """The same statement was recorded before, at this position."""

    position: int


class ContentDiffers(msgspec.Struct, frozen=True, gc=False):
    """Another statement was recorded under this (source, id) before."""

    position: int


class Refused(msgspec.Struct, frozen=True, gc=False):
    """The facts so far forbid it: `code` names the rule, the texts say why and what to do."""

    code: str
    vi: str
    en: str
    status: int = 422


Answer: TypeAlias = Recorded | Duplicate | ContentDiffers | Refused


class State(Protocol):
    """What a decider keeps of one campaign. Every change goes through the journal.

    `registry_at` is the position up to which the registry was known when it is read (0: not used).
    """

    journal: Journal

    @property
    def registry_at(self) -> int:
        """A position, or 0."""
        ...


S_contra = TypeVar("S_contra", bound=State, contravariant=True)


class Decider(Protocol[S_contra]):
    """The two pure functions of a service, over its own state."""

    def decide(self, state: S_contra, command: Command, /) -> Refused | None:
        """Say whether the facts so far allow the command; None is yes. Must not change the state."""
        ...

    def evolve(self, state: S_contra, fact: Fact, ref: int, /) -> None:
        """Take a fact into the state. `ref` is own commit ordinal x 1000 + place; see Pen.position."""
        ...


def fact_of(command: Command, *, recorded_at: str, registry_at: int) -> Fact:
    """The fact that a command becomes, ready to be written as a line."""
    data = command.data
    cls = type(data)
    fact: Fact = FACT_CLASSES[cls](
        id=command.id,
        source=command.source,
        subject=f"{cls.thing}/{getattr(data, cls.first_id)}",
        time=command.time,
        campaign=command.campaign,
        recordedat=recorded_at,
        actor=command.actor,
        correlationid=command.correlation_id or command.id,
        causationid=command.causation_id or msgspec.UNSET,
        registryat=str(registry_at) if registry_at else msgspec.UNSET,
        traceparent=command.traceparent or msgspec.UNSET,
        contentmac=command.contentmac,
        nonce=command.nonce,
        data=data,
    )
    return fact
