"""What a witness cosigns and what it refuses (C2SP tlog-witness): from what it remembers, never from what it is told.

https://c2sp.org/tlog-witness. No file, no socket, no clock.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from services.audit.domain.checkpoints import Checkpoint, open_checkpoint
from services.audit.domain.errors import ProofRefused
from services.audit.domain.notes import VerifierKey
from services.audit.domain.strict import base64_of, hash_in, number_in
from services.audit.domain.tree import EMPTY_ROOT, check_consistency

MOST_HASHES: Final = 63

_REQUEST: Final = re.compile(rb"old (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/]{43}=\n){0,%d})\n" % MOST_HASHES)


class Asked(NamedTuple):
    """A request: the size that the log takes to be remembered, the proof from there on, and the signed checkpoint."""

    old_size: int
    path: tuple[bytes, ...]
    note: bytes

    @property
    def body(self) -> bytes:
        """What is sent."""
        hashes = b"".join(base64_of(one).encode() + b"\n" for one in self.path)
        return b"old %d\n%s\n%s" % (self.old_size, hashes, self.note)


class Accepted(NamedTuple):
    """The checkpoint may be cosigned, once it is remembered."""

    checkpoint: Checkpoint


class Declined(NamedTuple):
    """It may not: the status says why; `remembered` is told where the log's idea of it was wrong."""

    status: int
    why: str
    remembered: int | None = None


Judgement: TypeAlias = Accepted | Declined


def parse_request(body: bytes) -> Asked | None:
    """A request, or None if it is none."""
    found = _REQUEST.match(body)
    if found is None:
        return None
    try:
        path = tuple(hash_in(line) for line in found[2].decode().split())
        old_size = number_in(found[1].decode())
    except ProofRefused:
        return None
    return Asked(old_size, path, body[found.end() :])


def judge(asked: Asked, *, keys: Sequence[VerifierKey], remembered: Checkpoint | None) -> Judgement:
    """Whether a checkpoint may be cosigned. `keys`: of all logs known; `remembered`: what was cosigned of this one."""
    try:
        new = _signed_by_one_of(keys, asked.note)
    except ProofRefused as error:
        return Declined(403, error.en)
    if new is None:
        return Declined(404, "this log is not known here")
    old = remembered or Checkpoint(new.origin, 0, EMPTY_ROOT)
    if asked.old_size > new.size:
        return Declined(400, "the old size is above the new one")
    if asked.old_size != old.size:
        return Declined(409, "another size is remembered", old.size)
    if old.size == new.size and old.root != new.root:
        return Declined(409, "another tree of this size is remembered", old.size)
    try:
        check_consistency(old_size=old.size, old_root=old.root, new_size=new.size, new_root=new.root, path=asked.path)
    except ProofRefused as error:
        return Declined(422, error.en)
    return Accepted(new)


def origin_of(note: bytes) -> str:
    """The log that a checkpoint names, signed or not ("" if it is none)."""
    return note.decode(errors="replace").partition("\n")[0]


def _signed_by_one_of(keys: Sequence[VerifierKey], note: bytes) -> Checkpoint | None:
    """The checkpoint; None if no key is known for its log. Raises ProofRefused if none of those known signed it."""
    refused: ProofRefused | None = None
    for key in keys:
        if key.name == origin_of(note):
            try:
                return open_checkpoint(note, log_key=key).checkpoint
            except ProofRefused as error:
                refused = error
    if refused is not None:
        raise refused
    return None
