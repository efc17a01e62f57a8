"""Numbers and base64 as the C2SP texts write them: what has two spellings is refused. It knows no document."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Final

from services.audit.domain.errors import ProofRefused

HASH_BYTES: Final = 32
MOST: Final = 2**63 - 1  # no tree is larger, no time later


def number_in(text: str) -> int:
    """The number that plain decimal digits without leading zeros stand for. Raises ProofRefused."""
    plain = text.isascii() and text.isdigit() and len(text) <= 19 and (text == "0" or text[0] != "0")
    if not plain or int(text) > MOST:
        raise ProofRefused("Có một con số viết không đúng quy cách.", "A number in it is not written as it must be.")
    return int(text)


def bytes_in(text: str) -> bytes:
    """The bytes that standard base64, padded and in its only canonical spelling, stands for. Raises ProofRefused."""
    try:
        content = b64decode(text, validate=True)
    except (Error, ValueError):
        content = None
    if content is None or base64_of(content) != text:
        raise ProofRefused("Có một đoạn base64 viết không đúng quy cách.", "Base64 in it is not written as it must be.")
    return content


def hash_in(text: str) -> bytes:
    """The SHA-256 hash that a line of base64 stands for. Raises ProofRefused."""
    content = bytes_in(text)
    if len(content) != HASH_BYTES:
        raise ProofRefused("Có một mã băm không dài 32 byte.", "A hash in it is not 32 bytes long.")
    return content


def base64_of(content: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(content).decode("ascii")
