"""How a service stands: which parts answer, how far it has come in the log, what it gave up and refused. Pure."""

from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeAlias

from shared.core.problems import Problem

ServiceName: TypeAlias = Literal["tracking", "awards", "notify", "audit"]
# What was given up: a campaign's pen, a read model, a message of a queue, the signing of checkpoints, a verification.
ParkedKind: TypeAlias = Literal["pen", "read_model", "queue", "checkpoints", "verification"]
RefusedKind: TypeAlias = Literal["statement", "credential"]
SERVICES: Final[tuple[ServiceName, ...]] = ("tracking", "awards", "notify", "audit")


class Part(NamedTuple):
    """One part of a service: whether it answers, else why if it knows, and since when it is so as far as was seen."""

    name: str
    answers: bool
    why: Problem | None
    since: datetime


class Following(NamedTuple):
    """A follower of the log: up to where it is true, how many commits it is behind, and since when it is.

    `since` is when the first commit that it has not taken was recorded; None if it is up with the log.
    """

    name: str
    position: int
    behind: int
    since: datetime | None


class Parked(NamedTuple):
    """Something that is not tried again by itself: `about` says which one, `cause` why, as it was logged."""

    kind: ParkedKind
    about: str
    cause: str


class Refusals(NamedTuple):
    """How often something was refused for one reason since the service started.

    Of statements, `reason` is the code of the rule and `status` the kind of refusal, as in HTTP. Of credentials,
    `reason` is what was wrong and `door` where it was presented.
    """

    what: RefusedKind
    reason: str
    number: int
    status: int = 0
    door: str = ""


class Report(NamedTuple):
    """All that a service has given up and will not try again by itself; nothing, where all is well."""

    service: ServiceName
    parked: tuple[Parked, ...]


class Health(NamedTuple):
    """A service at a moment; `newest` is the number of the log's last commit as the service knows it."""

    service: ServiceName
    started: datetime
    moment: datetime
    newest: int
    parts: tuple[Part, ...]
    followers: tuple[Following, ...]
    parked: tuple[Parked, ...]
    refused: tuple[Refusals, ...]

    @property
    def is_well(self) -> bool:
        """Whether every part answers and nothing was given up."""
        return all(part.answers for part in self.parts) and not self.parked
