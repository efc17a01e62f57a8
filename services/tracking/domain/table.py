"""The shape of a decider's table: for each kind of statement, what decides it and what its fact changes."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from shared.core.decider import Command, Refused
from shared.core.events import Data

S = TypeVar("S")
D = TypeVar("D", bound=Data)


class Row(NamedTuple, Generic[S]):
    """`decide` says why the facts so far forbid a statement, or None; `evolve` takes it into the state."""

    decide: Callable[[S, Command, Data], Refused | None]
    evolve: Callable[[S, Data], None]


def row(
    cls: type[D], decide: Callable[[S, Command, D], Refused | None], evolve: Callable[[S, D], None]
) -> tuple[type[Data], Row[S]]:
    """A row of the table; that both functions take this very class is checked here, where it is written down."""
    return cls, Row(decide, evolve)  # type: ignore[arg-type]  # looked up by this class, so never given another
