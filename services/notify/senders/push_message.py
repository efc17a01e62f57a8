"""A message for one browser: sealed so that no push service can read it (RFC 8291), and signed as ours (RFC 8292).

It is so little that no library is worth its weight: those there are speak HTTP themselves, past the guard of `outward`.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RECORD_BYTES: Final = 4_096
MOST_BYTES: Final = 3_900  # of what is said: it fits into one record, which is all that push services take
GOOD_FOR: Final = timedelta(hours=12)  # of a signature; RFC 8292 allows a day
_CURVE: Final = ec.SECP256R1()


class BadVapidKey(ValueError):
    """A key that is not a private key of P-256 in PEM."""


@dataclass(frozen=True, slots=True)
class VapidKey:
    """Who speaks to push services: our key, and how their operators reach us."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    contact: str

    @classmethod
    def from_pem(cls, pem: bytes, contact: str) -> "VapidKey":
        """Read a key. Raises BadVapidKey."""
        try:
            key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            raise BadVapidKey from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != _CURVE.name:
            raise BadVapidKey
        return cls(key, contact)

    @property
    def public(self) -> str:
        """The public half, as browsers ask for it when they subscribe."""
        return encoded(point_of(self.private.public_key()))

    def authorization(self, endpoint: str, *, now: datetime) -> str:
        """The header by which a push service knows us."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + GOOD_FOR).timestamp()),
            "sub": self.contact,
        }
        text = ".".join(encoded(msgspec.json.encode(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"vapid t={text}.{signature}, k={self.public}"


def sealed(said: bytes, *, key: bytes, secret: bytes, salt: bytes, private: ec.EllipticCurvePrivateKey) -> bytes:
    """What only the browser with this public key and secret can read; `salt` and `private` are for this once."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, key)
    ours = point_of(private.public_key())
    shared = _hmac(secret, private.exchange(ec.ECDH(), theirs))
    material = _hmac(shared, b"WebPush: info\0" + key + ours + b"\x01")
    root = _hmac(salt, material)
    content_key = _hmac(root, b"Content-Encoding: aes128gcm\0\x01")[:16]
    nonce = _hmac(root, b"Content-Encoding: nonce\0\x01")[:12]
    head = salt + RECORD_BYTES.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(content_key).encrypt(nonce, said + b"\x02", None)


def point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def is_point(key: bytes) -> bool:
    """Whether bytes are a public key of P-256."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, key)
    except ValueError:
        return False
    return len(key) == 65


def encoded(content: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Its inverse. Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def new_private() -> ec.EllipticCurvePrivateKey:
    """A key for one message."""
    return ec.generate_private_key(_CURVE)


def _hmac(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")
