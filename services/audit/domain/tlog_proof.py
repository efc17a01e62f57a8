"""Offline proofs of C2SP tlog-proof: an entry's place and path, with the checkpoint. It never knows what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.audit.domain.checkpoints import OpenedCheckpoint, open_checkpoint
from services.audit.domain.errors import ProofRefused
from services.audit.domain.notes import VerifierKey
from services.audit.domain.strict import MOST, base64_of, bytes_in, hash_in, number_in
from services.audit.domain.tree import check_inclusion, leaf_hash

HEADER: Final = "c2sp.org/tlog-proof@v1"
LONGEST_PATH: Final = 63  # of a tree of 2**63 leaves


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry stands, the hashes from it to the root, and the checkpoint note with that root.

    `extra` is signed by nobody: a hint, to be believed only after it was checked otherwise.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def text(self) -> bytes:
        """The proof as a file. Raises ProofRefused if it could not be read again."""
        if not 0 <= self.index <= MOST or len(self.path) > LONGEST_PATH:
            raise _malformed()
        extra = [f"extra {base64_of(self.extra)}"] if self.extra else []
        head = [HEADER, *extra, f"index {self.index}", *map(base64_of, self.path), "", ""]
        return "\n".join(head).encode() + self.checkpoint


def parse_proof(text: bytes) -> TlogProof:
    """The proof in a file. Its checkpoint is not opened yet. Raises ProofRefused."""
    head, blank, checkpoint = text.partition(b"\n\n")
    if not blank or not checkpoint or not head.isascii():
        raise _malformed()
    header, *lines = head.decode("ascii").split("\n")
    extra = bytes_in(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if header != HEADER or extra == b"" or not lines or not lines[0].startswith("index "):
        raise _malformed()
    index, *path = lines
    if len(path) > LONGEST_PATH:
        raise _malformed()
    return TlogProof(number_in(index.removeprefix("index ")), tuple(map(hash_in, path)), checkpoint, extra or b"")


def check_proof(
    entry: bytes,
    proof: TlogProof,
    *,
    log_key: VerifierKey,
    witness_keys: Sequence[VerifierKey] = (),
    origin: str | None = None,
) -> OpenedCheckpoint:
    """The checkpoint that covers the entry, with the witnesses that cosigned it. Raises ProofRefused.

    `origin` as in `open_checkpoint`.
    """
    opened = open_checkpoint(proof.checkpoint, log_key=log_key, witness_keys=witness_keys, origin=origin)
    check_inclusion(
        leaf_hash(entry),
        index=proof.index,
        size=opened.checkpoint.size,
        path=proof.path,
        root=opened.checkpoint.root,
    )
    return opened


def _malformed() -> ProofRefused:
    return ProofRefused("Chứng minh viết sai quy cách.", "It is not a well-formed proof.")
