"""Whose signatures count: the log's keys and its witnesses', and what a checkpoint says that they signed."""

from collections.abc import Sequence
from typing import NamedTuple

from services.audit.domain.checkpoints import OpenedCheckpoint, open_checkpoint
from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.findings import Wrong
from services.audit.domain.keys import handed_over
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

    What the log itself names proves its inner agreement only: whoever forged the log named the keys too. Who gives a
    key of the log goes by those it handed over to as well, under the same name, in `handovers`.
    """

    def __init__(self, *, given: Sequence[str], named: Sequence[str], handovers: Sequence[bytes] = ()) -> None:
        """Raises KeyRefused if one of them is no key, Wrong if a hand-over is not as its key signed it."""
        mine, told = [[VerifierKey.parse(text) for text in texts] for texts in (given, named)]
        own, of_log = _of(KeyKind.NOTE, mine), _of(KeyKind.NOTE, told)
        self.logs = _successors(own, handovers) or of_log
        self.former = [key for key in of_log if key not in self.logs and _leads_to(own, key, handovers)]
        self.witnesses = _of(KeyKind.COSIGNATURE, mine) or _of(KeyKind.COSIGNATURE, told)
        self.required = _of(KeyKind.COSIGNATURE, mine)
        self.from_elsewhere = bool(own)

    def texts(self) -> tuple[str, ...]:
        """All these keys, as they are printed."""
        return tuple(str(key) for key in (*self.logs, *self.witnesses))

    def opened(self, note: bytes, *, origin: str, place: str) -> Signed:
        """What a checkpoint of this log says. Raises Wrong unless the log signed it and no signature is bad."""
        return self._opened(note, self.logs, origin=origin, place=place)

    def opened_before(self, note: bytes, *, origin: str, place: str) -> Signed:
        """The same of one that is not the newest: that one fixes all facts, so keys before the given one may sign."""
        return self._opened(note, [*self.logs, *self.former], origin=origin, place=place)

    def _opened(self, note: bytes, keys: Sequence[VerifierKey], *, origin: str, place: str) -> Signed:
        refused = ProofRefused("không có khóa của nhật ký.", "there is no key of the log.")
        for key in keys:
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


def trust_in(given: Sequence[str], *, named: Sequence[str], handovers: Sequence[bytes]) -> Trust:
    """The keys to go by for a bundle. Raises KeyRefused, and Wrong where one that it names is no key."""
    Trust(given=given, named=())
    try:
        return Trust(given=given, named=named, handovers=handovers)
    except KeyRefused as error:
        raise Wrong("section keys", error.vi, error.en) from error


def _successors(keys: Sequence[VerifierKey], handovers: Sequence[bytes]) -> list[VerifierKey]:
    """Keys and those that sign in their place. A log that goes on under another name is another log: not those."""
    try:
        found = [[one for one in handed_over(handovers, key) if one.name == key.name] for key in keys]
    except (ProofRefused, KeyRefused) as error:
        raise Wrong("section handover", error.vi, error.en) from error
    return list(dict.fromkeys(one for some in found for one in some))


def _leads_to(keys: Sequence[VerifierKey], former: VerifierKey, handovers: Sequence[bytes]) -> bool:
    return not set(keys).isdisjoint(_successors([former], handovers))


def _of(kind: KeyKind, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    return [key for key in keys if key.kind is kind]


def _signed(opened: OpenedCheckpoint) -> Signed:
    said = opened.checkpoint
    return Signed(said.size, said.root, (opened.log_key.name, *(witness.key.name for witness in opened.cosigned)))
