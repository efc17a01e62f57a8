"""Standard Webhooks 1.0: how a message is signed, and whether it was. It keeps no key and knows no event.

Signed is `id.timestamp.body`, the body byte for byte. A key is `whsec_…` (HMAC-SHA256, signatures `v1,…`), which sender
and receiver share, or `whpk_…` (Ed25519, `v1a,…`), the public half of one that the sender alone has.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.core.errors import ThiDuaError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
SECRET, PUBLIC = "whsec_", "whpk_"
TOLERANCE: Final = timedelta(minutes=5)
# A sender that changes keys signs with two, now and then with three.
MAX_SIGNATURES: Final = 10
MAX_ID: Final = 256

_SECRET_BYTES: Final = 32
_FEWEST_BYTES, _MOST_BYTES = 24, 64
_PUBLIC_BYTES: Final = 32
_MAX_DIGITS: Final = 12

# `unsigned`: a header is missing or malformed; `tampered`: no signature of this body under any key; `stale`: a good
# signature, but of another time, as when a message is played again.
Unsound: TypeAlias = Literal["unsigned", "tampered", "stale"]


class NotAKey(ThiDuaError):
    """A webhook's key is whsec_ with 24 to 64 bytes, or whpk_ with 32, in base64. Copy it once more, whole."""

    vi = "Khóa webhook là whsec_ kèm 24 đến 64 byte, hoặc whpk_ kèm 32 byte, mã base64. Hãy chép lại nguyên vẹn."


def new_secret() -> str:
    """256 random bits as a key for sender and receiver."""
    return SECRET + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def check_key(key: str) -> None:
    """Raise NotAKey unless messages can be checked with this."""
    _bytes_of(key)


def signed(body: bytes, *, message_id: str, keys: Sequence[str], at: datetime) -> dict[str, str]:
    """The three headers of a message of ours, with a signature by each `whsec_` key."""
    seconds = str(int(at.timestamp()))
    text = f"{message_id}.{seconds}.".encode() + body
    signatures = [b64encode(hmac.digest(_bytes_of(key), text, "sha256")).decode() for key in keys]
    return {ID: message_id, TIMESTAMP: seconds, SIGNATURE: " ".join(f"v1,{one}" for one in signatures)}


def why_unsound(headers: Mapping[str, str], body: bytes, *, keys: Sequence[str], now: datetime) -> Unsound | None:
    """What is wrong with a message's signature, None if it is good under one of the keys.

    The signature first, over the raw bytes and in constant time, and only then what it signs: whoever cannot sign
    learns nothing of our clock.
    """
    message_id, timestamp, said = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    well_formed = 0 < len(message_id) <= MAX_ID and message_id.isascii() and message_id.isprintable()
    if not (well_formed and timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _MAX_DIGITS and said):
        return "unsigned"
    signed = f"{message_id}.{timestamp}.".encode() + body
    if not any(_signs(key, signed, signature) for signature in _signatures(said) for key in keys):
        return "tampered"
    return "stale" if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds() else None


def _signatures(said: str) -> Iterator[tuple[str, bytes]]:
    """The signatures of a header, each with its version; what is none is passed over, as the specification asks."""
    for one in said.split(" ")[:MAX_SIGNATURES]:
        version, _, signature = one.partition(",")
        try:
            yield version, b64decode(signature, validate=True)
        except (NotBase64, ValueError):
            continue


def _signs(key: str, signed: bytes, signature: tuple[str, bytes]) -> bool:
    version, given = signature
    if version == "v1" and key.startswith(SECRET):
        return hmac.compare_digest(hmac.digest(_bytes_of(key), signed, "sha256"), given)
    if version == "v1a" and key.startswith(PUBLIC):
        try:
            Ed25519PublicKey.from_public_bytes(_bytes_of(key)).verify(given, signed)
        except InvalidSignature:
            return False
        return True
    return False


def _bytes_of(key: str) -> bytes:
    prefix = next((one for one in (SECRET, PUBLIC) if key.startswith(one)), None)
    if prefix is None:
        raise NotAKey
    text = key.removeprefix(prefix)
    try:
        found = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (NotBase64, ValueError):
        raise NotAKey from None
    fits = len(found) == _PUBLIC_BYTES if prefix == PUBLIC else _FEWEST_BYTES <= len(found) <= _MOST_BYTES
    if not fits:
        raise NotAKey
    return found
