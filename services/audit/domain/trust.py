"""Whose signatures count: the log's keys and its witnesses', and what a checkpoint says that they signed."""

from collections.abc import Sequence
from typing import NamedTuple

from services.audit.domain.checkpoints import OpenedCheckpoint, open_checkpoint
from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.findings import Wrong
from services.audit.domain.notes import KeyKind, VerifierKey


class Signed(NamedTuple):
    """What one checkpoint says: a size, the root of the first so many leaves, and whose good signatures it bears."""

    size: int
    root: bytes
    signers: tuple[str, ...]

    @property
    def place(self) -> str:
        """How a finding names it."""
        return f"checkpoint {self.size}"


class Trust:
    """The keys to go by: those that were `given`, and for a kind of which none was given, those `named` by the log.

    What the log itself names proves its inner agreement only: whoever forged the log named the keys too.
    """

    def __init__(self, *, given: Sequence[str], named: Sequence[str]) -> None:
        """Raises KeyRefused if one of them is no key."""
        mine, told = [[VerifierKey.parse(text) for text in texts] for texts in (given, named)]
        self.logs = _of(KeyKind.NOTE, mine) or _of(KeyKind.NOTE, told)
        self.witnesses = _of(KeyKind.COSIGNATURE, mine) or _of(KeyKind.COSIGNATURE, told)
        self.required = _of(KeyKind.COSIGNATURE, mine)
        self.from_elsewhere = bool(_of(KeyKind.NOTE, mine))

    def texts(self) -> tuple[str, ...]:
        """All these keys, as they are printed."""
        return tuple(str(key) for key in (*self.logs, *self.witnesses))

    def opened(self, note: bytes, *, origin: str, place: str) -> Signed:
        """What a checkpoint of this log says. Raises Wrong unless the log signed it and no signature is bad."""
        refused = ProofRefused("không có khóa của nhật ký.", "there is no key of the log.")
        for key in self.logs:
            try:
                return _signed(open_checkpoint(note, log_key=key, witness_keys=self.witnesses, origin=origin))
            except ProofRefused as error:
                refused = error
        raise Wrong(place, refused.vi, refused.en)

    def check_witnessed(self, signed: Signed) -> None:
        """Raise Wrong unless every witness whose key was given signed it."""
        for key in self.required:
            if key.name not in signed.signers:
                raise Wrong(
                    signed.place,
                    f"nhân chứng {key.name} không ký mốc này.",
                    f"the witness {key.name} did not sign it.",
                )


def trust_in(given: Sequence[str], *, named: Sequence[str]) -> Trust:
    """The keys to go by for a bundle. Raises KeyRefused, and Wrong where one that it names is no key."""
    Trust(given=given, named=())
    try:
        return Trust(given=given, named=named)
    except KeyRefused as error:
        raise Wrong("section keys", error.vi, error.en) from error


def _of(kind: KeyKind, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    return [key for key in keys if key.kind is kind]


def _signed(opened: OpenedCheckpoint) -> Signed:
    said = opened.checkpoint
    return Signed(said.size, said.root, (opened.log_key.name, *(witness.key.name for witness in opened.cosigned)))
