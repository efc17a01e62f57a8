"""What audit shows: the newest checkpoint, and a fact found under it. Knows nothing of where either is kept."""

from typing import NamedTuple

from services.audit.domain.checkpoints import Checkpoint


class Published(NamedTuple):
    """What is served: a checkpoint as it was signed, and the number of the last commit that it covers."""

    checkpoint: Checkpoint
    note: bytes
    commits: int
    cosigned: bool = True


class Entry(NamedTuple):
    """A fact as it is stored, and the number of its leaf."""

    leaf: int
    line: bytes
