"""A message for one browser: the RFC's own example, and a signature that push services check."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from services.notify.senders.push_message import (
    BadVapidKey,
    VapidKey,
    decoded,
    is_point,
    new_private,
    point_of,
    sealed,
)

NOW = datetime(2025, 3, 10, 2, tzinfo=UTC)
# RFC 8291, section 5 and appendix A.
THEIRS = decoded("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
EXPECTED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7"
    "A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    private = ec.derive_private_key(int.from_bytes(decoded(OURS), "big"), ec.SECP256R1())

    found = sealed(
        b"When I grow up, I want to be a watermelon",
        key=THEIRS,
        secret=decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        private=private,
    )

    assert found == decoded(EXPECTED)


def test_a_signature_names_the_service_and_us_and_holds_by_the_public_key() -> None:
    key = VapidKey.from_pem(pem(new_private()), "mailto:van-thu@example.vn")

    scheme, token, public = key.authorization("https://push.example.net:8443/send/abc", now=NOW).split(" ")

    head, claims, signature = token.removeprefix("t=").rstrip(",").split(".")
    assert (scheme, public) == ("vapid", f"k={key.public}")
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(decoded(claims)) == {
        "aud": "https://push.example.net:8443",
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": "mailto:van-thu@example.vn",
    }
    r, s = decoded(signature)[:32], decoded(signature)[32:]
    signed = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key.public))
    theirs.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))  # raises if it does not hold


@pytest.mark.parametrize("content", [b"", b"no key", pem(ec.generate_private_key(ec.SECP384R1()))])
def test_what_is_no_private_key_of_this_curve_is_refused(content: bytes) -> None:
    with pytest.raises(BadVapidKey):
        VapidKey.from_pem(content, "mailto:van-thu@example.vn")


def test_a_key_tells_nobody_its_private_half() -> None:
    key = VapidKey.from_pem(pem(new_private()), "mailto:van-thu@example.vn")

    assert "private" not in repr(key)


@pytest.mark.parametrize(
    ("key", "good"),
    [
        (THEIRS, True),
        (THEIRS[:-1] + bytes([THEIRS[-1] ^ 1]), False),
        (b"\x04" + b"\x00" * 64, False),
        (THEIRS[:40], False),
        (b"", False),
        (point_of(new_private().public_key()), True),
    ],
    ids=["good", "off the curve", "zeros", "short", "nothing", "new"],
)
def test_a_browsers_key_is_a_point_of_the_curve_or_none(key: bytes, *, good: bool) -> None:
    assert is_point(key) is good
