"""What the services have given up, as the log has it: which trouble stands, what it is called, who is told. Pure.

A trouble is stated once, however often a service reports it, and again only after it was over.
"""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from shared.core.events import TroubleEnded, TroubleFound
from shared.core.health import Parked, ParkedKind, ServiceName

TroubleTopic: TypeAlias = Literal["fact.parked", "log.not_verifying"]
TROUBLES: Final[Mapping[str, TroubleTopic]] = {topic: topic for topic in get_args(TroubleTopic)}
RECIPIENTS: Final = ("auditor", "admin")  # roles
TOPIC_OF: Final[Mapping[ParkedKind, TroubleTopic]] = {
    "read_model": "fact.parked",
    "queue": "fact.parked",
    "pen": "log.not_verifying",
    "checkpoints": "log.not_verifying",
    "verification": "log.not_verifying",
}
_MOST: Final = 500  # of what a service says of it


class Key(NamedTuple):
    """What is in trouble: the same, whatever its cause is called meanwhile."""

    service: str
    kind: str
    about: str


def key_of(service: ServiceName, parked: Parked) -> Key:
    """What a report speaks of."""
    return Key(service, parked.kind, parked.about)


class Troubles:
    """A fold of `trouble.found` and `.ended`."""

    def __init__(self) -> None:
        self.standing: dict[Key, TroubleFound] = {}
        self._found: Counter[Key] = Counter()

    def fold(self, data: TroubleFound | TroubleEnded) -> None:
        """Take the next fact."""
        key = Key(data.service, data.kind, data.about)
        if isinstance(data, TroubleFound):
            self._found[key] += 1
            self.standing[key] = data
        else:
            self.standing.pop(key, None)

    def found(self, key: Key, parked: Parked) -> TroubleFound:
        """What is to be stated of a trouble that does not stand: the same until it does, so that it is stated once."""
        name = sha256(" ".join((*key, str(self._found[key]))).encode()).hexdigest()[:32]
        return TroubleFound(
            trouble_id=name,
            topic=TOPIC_OF[parked.kind],
            service=key.service,
            kind=key.kind,
            about=key.about,
            why=parked.cause[:_MOST] or parked.kind,
            recipients=RECIPIENTS,
        )

    def ended(self, key: Key) -> TroubleEnded:
        """What is to be stated of one that stands and is over."""
        return TroubleEnded(
            trouble_id=self.standing[key].trouble_id, service=key.service, kind=key.kind, about=key.about
        )
