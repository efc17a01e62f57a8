"""Checkpoints of C2SP tlog-checkpoint: a log's size and root, signed. It never knows when or why one is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.audit.domain.errors import ProofRefused
from services.audit.domain.notes import KeyKind, SignerKey, VerifierKey, join_note, open_note, sign
from services.audit.domain.strict import HASH_BYTES, MOST, base64_of, hash_in, number_in
from services.audit.domain.tree import EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: the root of its first `size` entries. Extension lines are carried, never understood.

    Raises ProofRefused if it could not be written down and read again.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if any(not line or any(character < " " for character in line) for line in lines):
            raise _malformed()
        if not 0 <= self.size <= MOST or len(self.root) != HASH_BYTES:
            raise _malformed()
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise _malformed()

    def body(self) -> str:
        """The text that is signed."""
        return "\n".join((self.origin, str(self.size), base64_of(self.root), *self.extensions, ""))


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness saw the checkpoint, and nothing that contradicts it, at `at` (seconds since 1970)."""

    key: VerifierKey
    at: int


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint that its log signed, and the witnesses, each once, with the latest time each gave."""

    checkpoint: Checkpoint
    log_key: VerifierKey
    cosigned: tuple[Cosigned, ...]


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is. Raises ProofRefused."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise _malformed()
    origin, size, root, *extensions = lines
    return Checkpoint(origin, number_in(size), hash_in(root), tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, signer: SignerKey) -> bytes:
    """The checkpoint as a note that the log signed; each cosignature is one more line at its end. Raises KeyRefused."""
    return join_note(checkpoint.body(), sign(checkpoint.body(), signer))


def open_checkpoint(
    note: bytes, *, log_key: VerifierKey, witness_keys: Sequence[VerifierKey] = (), origin: str | None = None
) -> OpenedCheckpoint:
    """The checkpoint in a note, if the log signed it, with those of the given witnesses that cosigned it.

    `origin`: the log that is asked about; its key's name unless given. How many witnesses are enough is the caller's
    to judge. Raises ProofRefused.
    """
    opened = open_note(note, (log_key, *witness_keys))
    if all(signature.key != log_key for signature in opened.signatures):
        raise ProofRefused("Sổ không ký tài liệu này.", "The log itself has not signed it.")
    checkpoint = parse_checkpoint(opened.text)
    if checkpoint.origin != (log_key.name if origin is None else origin):
        raise ProofRefused("Tài liệu này nói về một sổ khác.", "It speaks of another log.")
    seen: dict[VerifierKey, int] = {}
    for signature in opened.signatures:
        if signature.key.kind is KeyKind.COSIGNATURE and signature.at is not None:
            seen[signature.key] = max(signature.at, seen.get(signature.key, 0))
    return OpenedCheckpoint(checkpoint, log_key, tuple(Cosigned(key, at) for key, at in seen.items()))


def _malformed() -> ProofRefused:
    return ProofRefused("Điểm kiểm tra viết sai quy cách.", "It is not a well-formed checkpoint.")
