"""What awards needs from outside, as they need it. Typed parameters, no defaults."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from services.awards.domain.what_if import Compared
from shared.core.access import Caller
from shared.core.decider import Answer, Command, Duplicate, Recorded
from shared.core.definition import Definition
from shared.core.problems import Problem


class PensPort(Protocol):
    """The pens of this service, one per campaign."""

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        ...

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each, and write nothing. Raises LogUnavailable, LogDamaged."""
        ...


class Shown(Protocol):
    """The read model of this service."""

    async def __call__(self, position: int) -> bool:
        """Wait until every fact up to a position is shown; False if that takes too long. Raises LogDamaged."""
        ...


class Span(Protocol):
    """A piece of work that is being traced."""

    def note(self, **attributes: str | int) -> None:
        """Say more about it: counts, positions and outcomes, never what an event holds."""
        ...


class Spans(Protocol):
    """Opens spans."""

    def __call__(self, name: str, parent: str, /, **attributes: str | int) -> AbstractContextManager[Span]:
        """A span to enter, below a W3C traceparent."""
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


class Names(Protocol):
    """The sealed names of persons."""

    def open(self, person_id: str, sealed: str) -> str | None:
        """The name, or None once it is erased. Raises Refusal (503) while the vault does not answer."""
        ...


class Begun(Protocol):
    """What a form bears, so that sending it twice states one thing."""

    @property
    def id(self) -> str:
        """The event's id."""
        ...

    @property
    def time(self) -> str:
        """When it is said to have happened."""
        ...


class FormsPort(Protocol):
    """The door of this service, as the forms of its own pages use it."""

    def begin(self) -> Begun:
        """A new form."""
        ...

    async def take(self, caller: Caller, event: Mapping[str, object]) -> Recorded | Duplicate | Problem:
        """What became of a structured CloudEvent, decided as at the door."""
        ...


class TrialState(Protocol):
    """How far a trial has come."""

    @property
    def value(self) -> str:
        """`waiting`, `running`, `done` or `broken_off`."""
        ...


class TrialPort(Protocol):
    """A campaign tried under other rules: how much of the log is read, and what would change (None: not known yet)."""

    @property
    def id(self) -> str:
        """By which it is found again."""
        ...

    @property
    def campaign(self) -> str:
        """Of which campaign."""
        ...

    @property
    def text(self) -> str:
        """The rules, as they were typed."""
        ...

    @property
    def end(self) -> int:
        """The last commit that it reads; `read` is the last that was read by now."""
        ...

    @property
    def read(self) -> int:
        """How far it has come."""
        ...

    @property
    def state(self) -> TrialState:
        """Whether it waits, runs, or is over."""
        ...

    @property
    def compared(self) -> Compared | None:
        """What would change."""
        ...


class WhatIfsPort(Protocol):
    """Trials of other rules, beside what is served."""

    async def begin(self, other: Definition, text: str) -> TrialPort:
        """Begin one, or find the same. Raises LogUnavailable, LogDamaged."""
        ...

    def find(self, trial_id: str) -> TrialPort | None:
        """One that was begun not long ago."""
        ...

    async def ended(self, trial_id: str, *, within: float) -> None:
        """Wait for one, so many seconds at most."""
        ...
