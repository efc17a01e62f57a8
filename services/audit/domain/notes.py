"""Signed notes of C2SP (signed-note, tlog-cosignature): keys, signing, opening. It never knows what a text is for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.strict import MOST, base64_of, bytes_in

KEY_BYTES: Final = 32
MOST_SIGNATURES: Final = 100
LEAD: Final = "— "
_COSIGNED_BYTES: Final = 4 + 8 + 64  # key id, time, signature


class KeyKind(IntEnum):
    """What a key signs, as its type byte says: any text, or checkpoints with the time they were seen."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key under a name. Raises KeyRefused."""

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check_key_length(self.public)

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no protection against forgers."""
        return sha256(f"{self.name}\n".encode() + bytes((self.kind,)) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes((self.kind,)) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that is written `name+id+base64`. Raises KeyRefused."""
        name, _, rest = text.partition("+")
        key_id, _, material = rest.partition("+")
        try:
            content = bytes_in(material)
            key = cls(name, KeyKind(content[0]), content[1:])
        except (ProofRefused, ValueError, IndexError) as error:
            if isinstance(error, KeyRefused):
                raise
            raise KeyRefused("Khóa sai dạng hoặc thuộc loại lạ.", "It is malformed or of an unknown type.") from None
        if key.key_id.hex() != key_id:
            raise KeyRefused("Mã của khóa không khớp với khóa.", "Its id does not fit the key.")
        return key


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private Ed25519 key under a name, made from 32 random bytes. Raises KeyRefused."""

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check_key_length(self.seed)

    def verifier(self) -> VerifierKey:
        """The public key that verifies what this one signs."""
        return VerifierKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def line(self, message: bytes, prefix: bytes = b"") -> str:
        """The signature line for a message; `prefix` stands between key id and signature."""
        return f"{LEAD}{self.name} {base64_of(self.verifier().key_id + prefix + self._private().sign(message))}\n"

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signature:
    """A good signature: whose, and for a cosignature, when (seconds since 1970)."""

    key: VerifierKey
    at: int | None


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note's text, and the good signatures of known keys on it, in the note's order; at least one."""

    text: str
    signatures: tuple[Signature, ...]


def sign(text: str, signer: SignerKey) -> str:
    """The signature line of a text that ends in a newline. Raises KeyRefused for a witness's key."""
    _check_kind(signer, KeyKind.NOTE)
    _check_text(text)
    return signer.line(text.encode())


def cosign(body: str, signer: SignerKey, *, at: int) -> str:
    """The line by which a witness cosigns a checkpoint's body, seen at `at` (seconds since 1970). Raises KeyRefused."""
    _check_kind(signer, KeyKind.COSIGNATURE)
    _check_text(body)
    _check_time(at)
    return signer.line(_cosigned(body, at), at.to_bytes(8, "big"))


def join_note(text: str, *lines: str) -> bytes:
    """The note of a text and its signature lines."""
    return "".join((text, "\n", *lines)).encode()


def open_note(note: bytes, keys: Iterable[VerifierKey]) -> OpenedNote:
    """The text, and whose signatures on it are good; unknown keys are passed over.

    Raises ProofRefused if the note is malformed, no known key signed it, or a known key's signature is bad.
    """
    known = {(key.name, key.key_id): key for key in keys}
    text, lines = _parts(note)
    signatures = []
    for name, content in map(_signature_in, lines):
        key = known.get((name, content[:4]))
        if key is not None:
            signatures.append(_verified(text, content[4:], key))
    if not signatures:
        raise ProofRefused("Không có chữ ký của khóa nào đã biết.", "No key that is known has signed it.")
    return OpenedNote(text, tuple(signatures))


def signers_of(note: bytes) -> list[tuple[str, int | None]]:
    """Under whose names a note is signed, and for a cosignature, when (seconds since 1970); nothing is verified here.

    Raises ProofRefused if the note is malformed.
    """
    _, lines = _parts(note)
    return [(name, _time_of(content)) for name, content in map(_signature_in, lines)]


def _time_of(content: bytes) -> int | None:
    """The time in a cosignature, which is longer by that than a signature."""
    return int.from_bytes(content[4:12], "big") if len(content) == _COSIGNED_BYTES else None


def _parts(note: bytes) -> tuple[str, list[str]]:
    try:
        content = note.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed() from None
    head, blank, tail = content.rpartition("\n\n")
    lines = tail.split("\n")
    if not blank or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES or any(c < " " and c != "\n" for c in content):
        raise _malformed()
    return f"{head}\n", lines


def _signature_in(line: str) -> tuple[str, bytes]:
    name, _, material = line.removeprefix(LEAD).partition(" ")
    content = bytes_in(material)
    if not line.startswith(LEAD) or not _is_name(name) or len(content) < 5:
        raise _malformed()
    return name, content


def _verified(text: str, signature: bytes, key: VerifierKey) -> Signature:
    at, message = None, text.encode()
    if key.kind is KeyKind.COSIGNATURE:
        at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        message = _cosigned(text, at)
        _check_time(at)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        raise ProofRefused(
            f"Chữ ký mang tên {key.name} là sai: văn bản hoặc chữ ký đã bị sửa.",
            f"The signature in the name of {key.name} is wrong: the text or the signature was changed.",
        ) from None
    return Signature(key, at)


def _cosigned(body: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() or character < " " for character in name)


def _check_name(name: str) -> None:
    if not _is_name(name):
        raise KeyRefused(
            "Tên khóa trống, hoặc có dấu cách hay dấu cộng.", "Its name is empty, or has a space or a plus sign."
        )


def _check_key_length(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise KeyRefused("Khóa không dài 32 byte.", "It is not 32 bytes long.")


def _check_kind(signer: SignerKey, kind: KeyKind) -> None:
    if signer.kind is not kind:
        raise KeyRefused(
            "Khóa thuộc loại khác: khóa của sổ ký sổ, khóa nhân chứng ký chứng.",
            "It is of the other type: the log's key signs, a witness's key cosigns.",
        )


def _check_time(at: int) -> None:
    if not 0 <= at <= MOST:
        raise ProofRefused("Thời điểm nằm ngoài khoảng cho phép.", "The time is out of range.")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(character < " " and character != "\n" for character in text):
        raise _malformed()


def _malformed() -> ProofRefused:
    return ProofRefused("Văn bản ký sai quy cách.", "It is not a well-formed signed note.")
