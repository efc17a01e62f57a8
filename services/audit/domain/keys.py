"""Signing keys as text, and how one hands over to the next. Makes no key out of nothing, and opens no file."""

import re
from collections.abc import Iterable
from typing import Final

from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.notes import KeyKind, SignerKey, VerifierKey, join_note, open_note, sign
from services.audit.domain.strict import base64_of, bytes_in

_SECRET: Final = re.compile(r"PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_HANDOVER: Final = re.compile(r"thidua key hand-over\nfrom (\S+)\nto (\S+)\n(?:[^\n]+\n)*")


def secret_text(signer: SignerKey) -> str:
    """A private key as it is kept: `PRIVATE+KEY+name+id+key`, as other tools for signed notes write it."""
    key_id = signer.verifier().key_id.hex()
    return f"PRIVATE+KEY+{signer.name}+{key_id}+{base64_of(bytes((signer.kind,)) + signer.seed)}"


def signer_from(secret: str) -> SignerKey:
    """The private key in a text. Raises KeyRefused, which repeats nothing of it."""
    found = _SECRET.fullmatch(secret)
    if found is not None:
        try:
            material = bytes_in(found[3])
            signer = SignerKey(found[1], KeyKind(material[0]), material[1:])
        except (ProofRefused, ValueError, IndexError):
            signer = None
        if signer is not None and signer.verifier().key_id.hex() == found[2]:
            return signer
    raise KeyRefused(
        "Tệp khóa ký không đọc được: hãy chép lại nguyên vẹn từ bản sao lưu.",
        "The file of the signing key cannot be read as one: put it back whole from a backup.",
    )


def hand_over(old: SignerKey, new: VerifierKey, *, told: Iterable[str]) -> bytes:
    """The signed note in which one key says that another signs from now on; `told`: lines that say why and when."""
    text = "".join(
        f"{line}\n" for line in ("thidua key hand-over", f"from {old.verifier()}", f"to {new}", *map(_line, told))
    )
    return join_note(text, sign(text, old))


def handed_over(notes: Iterable[bytes], trusted: VerifierKey) -> list[VerifierKey]:
    """The keys that may sign for whoever trusts one: that one, and those it and its successors handed over to.

    Notes of other keys are passed over. Raises ProofRefused for one that a trusted key did not sign as it stands.
    """
    keys = [trusted]
    for note in notes:
        told = _HANDOVER.match(note.decode(errors="replace"))
        if told is not None and told[1] == str(keys[-1]):
            open_note(note, [keys[-1]])
            keys.append(VerifierKey.parse(told[2]))
    return keys


def _line(text: str) -> str:
    return " ".join(text.split())
