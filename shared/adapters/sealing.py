"""The cryptography of the vault: bytes in, ASCII out, under keys it is handed. It keeps no key and opens no file."""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Final, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.core.errors import ThiDuaError

Sealed = NewType("Sealed", str)

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_MAC_BYTES: Final = 16
OVERHEAD: Final = _NONCE_BYTES + 16
_MARK: Final = "v1."
_BLOCK_BYTES: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


class SealBroken(ThiDuaError):
    """Sealed data did not open: it was altered, or sealed for another subject. Compare it with the fact in the log."""

    vi = "Dữ liệu niêm phong không mở được: nó đã bị sửa, hoặc của đối tượng khác. Hãy so với sự kiện trong nhật ký."


def new_key() -> bytes:
    """256 random bits."""
    return os.urandom(KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose out of a random key, so that no key ever serves two algorithms (HKDF's expand step)."""
    return hmac.digest(key, b"thidua/" + purpose.encode() + b"\x01", "sha256")


def seal(key: bytes, plain: bytes, *, bound_to: bytes) -> Sealed:
    """Encrypt with AES-256-GCM under a fresh random nonce; opens only together with the same `bound_to`."""
    secret = encrypt(derive(key, "seal"), plain, bound_to=bound_to)
    return Sealed(_MARK + urlsafe_b64encode(secret).rstrip(b"=").decode())


def unseal(key: bytes, sealed: Sealed, *, bound_to: bytes) -> bytes:
    """The plain bytes again. Raises SealBroken if anything about it is not as it was sealed."""
    text = sealed.removeprefix(_MARK)
    try:
        secret = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        raise SealBroken from None
    return decrypt(derive(key, "seal"), secret, bound_to=bound_to)


def encrypt(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a fresh random nonce, which stands before the secret; OVERHEAD bytes longer."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def decrypt(key: bytes, secret: bytes, *, bound_to: bytes) -> bytes:
    """The plain bytes again. Raises SealBroken if anything about it is not as it was encrypted."""
    try:
        return AESGCM(key).decrypt(secret[:_NONCE_BYTES], secret[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def mac(key: bytes, content: bytes) -> str:
    """The HMAC-SHA256 of a content, its first 128 bits in hexadecimal."""
    return hmac.digest(key, content, "sha256")[:_MAC_BYTES].hex()


def mac_under(key: bytes) -> Callable[[bytes], str]:
    """`mac` for many contents under one key of at most 64 bytes, in half the time: it is hashed once (RFC 2104)."""
    block = key.ljust(_BLOCK_BYTES, b"\0")
    begun, ended = hashlib.sha256(block.translate(_INNER)), hashlib.sha256(block.translate(_OUTER))

    def of(content: bytes) -> str:
        inner, outer = begun.copy(), ended.copy()
        inner.update(content)
        outer.update(inner.digest())
        return outer.digest()[:_MAC_BYTES].hex()

    return of
