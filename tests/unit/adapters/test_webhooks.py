"""Signatures of webhooks, as our code and the specification's own library see them."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from shared.adapters.webhooks import PUBLIC, SECRET, TOLERANCE, NotAKey, check_key, new_secret, why_unsound

NOW: Final = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
KEY: Final = SECRET + b64encode(bytes(range(32))).decode()
OTHER: Final = SECRET + b64encode(bytes(range(1, 33))).decode()
BODY: Final = '{"type": "họp.xong", "n": 1}'.encode()


def _signed(body: bytes = BODY, *keys: str, at: datetime = NOW, message_id: str = "msg_1") -> dict[str, str]:
    """The headers that the specification's library makes, one signature for each key."""
    signatures = [Webhook(key).sign(message_id, at, body.decode()) for key in keys or (KEY,)]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def test_the_example_of_the_specification_is_good() -> None:
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }

    wrong = why_unsound(headers, b'{"test": 2432232314}', keys=[key], now=datetime.fromtimestamp(1614265330, UTC))

    assert wrong is None


@given(body=st.text(max_size=200), message_id=st.from_regex(r"[!-~]{1,40}", fullmatch=True))
def test_what_the_specifications_library_signs_is_good_and_nothing_else(body: str, message_id: str) -> None:
    headers = _signed(body.encode(), message_id=message_id)

    good = why_unsound(headers, body.encode(), keys=[KEY], now=NOW)
    longer = why_unsound(headers, body.encode() + b" ", keys=[KEY], now=NOW)

    assert (good, longer) == (None, "tampered")


def test_what_we_take_now_the_library_takes_too() -> None:
    key, now = new_secret(), datetime.now(UTC)
    headers = _signed(BODY, key, at=now)

    ours = why_unsound(headers, BODY, keys=[key], now=now)

    assert ours is None
    assert Webhook(key).verify(BODY, headers)["n"] == 1
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(BODY, headers)


def test_one_good_signature_among_several_is_enough_and_so_is_one_good_key() -> None:
    headers = _signed(BODY, OTHER, KEY)

    by_the_new_key = why_unsound(headers, BODY, keys=[KEY], now=NOW)
    by_either = why_unsound(_signed(BODY, OTHER), BODY, keys=[KEY, OTHER], now=NOW)
    by_neither = why_unsound(_signed(BODY, OTHER), BODY, keys=[KEY], now=NOW)

    assert (by_the_new_key, by_either, by_neither) == (None, None, "tampered")


def test_versions_that_are_not_known_are_passed_over() -> None:
    headers = _signed()
    headers["webhook-signature"] = "v9,AAAA nonsense v1 v1,%%% " + headers["webhook-signature"]

    assert why_unsound(headers, BODY, keys=[KEY], now=NOW) is None


def test_a_signature_under_the_public_half_of_the_senders_key_is_good() -> None:
    pair = Ed25519PrivateKey.generate()
    key = PUBLIC + b64encode(pair.public_key().public_bytes_raw()).decode()
    headers = _signed()
    signed = f"msg_1.{headers['webhook-timestamp']}.".encode() + BODY
    headers["webhook-signature"] = "v1a," + b64encode(pair.sign(signed)).decode()

    assert why_unsound(headers, BODY, keys=[key], now=NOW) is None
    assert why_unsound(headers, BODY + b" ", keys=[key], now=NOW) == "tampered"
    assert why_unsound(_signed(), BODY, keys=[key], now=NOW) == "tampered"


@pytest.mark.parametrize("away", [TOLERANCE, -TOLERANCE])
def test_five_minutes_either_way_is_near_enough_and_a_second_more_is_not(away: timedelta) -> None:
    more = timedelta(seconds=1) if away > timedelta() else -timedelta(seconds=1)

    near = why_unsound(_signed(at=NOW + away), BODY, keys=[KEY], now=NOW)
    far = why_unsound(_signed(at=NOW + away + more), BODY, keys=[KEY], now=NOW)

    assert (near, far) == (None, "stale")


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp"])
def test_what_is_signed_beside_the_body_cannot_be_changed(changed: str) -> None:
    headers = _signed() | {changed: "1764144001"}

    assert why_unsound(headers, BODY, keys=[KEY], now=NOW) == "tampered"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("webhook-id", ""),
        ("webhook-id", "a\nb"),
        ("webhook-id", "x" * 257),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "٣"),
        ("webhook-timestamp", "9" * 13),
        ("webhook-signature", ""),
    ],
)
def test_a_message_without_its_three_headers_is_unsigned(header: str, value: str) -> None:
    assert why_unsound(_signed() | {header: value}, BODY, keys=[KEY], now=NOW) == "unsigned"


def test_a_time_beyond_all_calendars_is_refused_as_any_other() -> None:
    headers = _signed() | {"webhook-timestamp": "9" * 12}

    assert why_unsound(headers, BODY, keys=[KEY], now=NOW) == "tampered"


@pytest.mark.parametrize(
    "key", ["", "abc", "whsec_", "whsec_short", "whsec_" + "A" * 200, "whpk_" + "A" * 12, "whsec_%%%", "whsec_é" * 9]
)
def test_what_is_no_key_is_told_so(key: str) -> None:
    with pytest.raises(NotAKey):
        check_key(key)
