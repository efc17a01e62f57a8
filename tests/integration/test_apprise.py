"""Apprise: every service that the library knows is looked at, and one that is allowed is used, over real TLS."""

import asyncio
import inspect
import json
import re
import socket
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import charset
from pathlib import Path
from typing import Any

import pytest
from apprise.manager_plugins import NotificationManager
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec.structs import replace

from services.notify.ports import AnswerLost, Undelivered
from services.notify.senders.apprise_sender import AppriseSender, BadAppriseAddress, service_of, tidily
from services.notify.senders.apprise_services import ALLOWED
from shared.core.errors import Fate
from tests.integration.http_receiver import Answer, Receiver
from tests.integration.test_email import NAME, notice

NOTICE = replace(notice(), channel="apprise")
HOST = "discord.com"
URL = "discord://123456789012345678/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
CHARSET = charset.CHARSETS["utf-8"]
with tidily():
    LIBRARY: Any = NotificationManager()  # type: ignore[no-untyped-call]
    SERVICES: dict[str, Any] = {scheme: LIBRARY[scheme] for scheme in LIBRARY.schemas()}
# What may stand in the code of a service that only speaks https to its provider.
REACHES_FURTHER = re.compile(
    r"\bsubprocess\b|\bimport socket\b|\bsmtplib\b|\bctypes\b|\bos\.system\b|\bsyslog\b|\bkeyfile\b|\bsubfile\b|http://"
)
A_HOST_FROM_THE_ADDRESS = re.compile(r"https?://[^/\s\"']*[{%]")


def test_the_library_leaves_letters_as_they_were() -> None:
    service_of(URL)

    assert charset.CHARSETS["utf-8"] == CHARSET == (charset.SHORTEST, charset.BASE64, "utf-8")


def code_of(scheme: str) -> str:
    """The code of a service, without comments."""
    return re.sub(r"#.*", "", inspect.getsource(sys.modules[SERVICES[scheme].__module__]))


def test_every_service_of_the_library_is_allowed_or_refused_and_those_allowed_are_there() -> None:
    decided = {scheme: "allowed" if scheme in ALLOWED else "refused" for scheme in SERVICES}

    assert decided.keys() >= ALLOWED
    assert len(decided) > 200
    for scheme in ("json", "form", "xml", "mailto", "dbus", "gnome", "macosx", "windows", "syslog", "rsyslog", "mqtt"):
        assert decided[scheme] == "refused"
    for scheme, what in decided.items():
        if what == "refused":
            with pytest.raises(BadAppriseAddress):
                service_of(f"{scheme}://user:token@host.example/target")


@pytest.mark.parametrize("scheme", sorted(ALLOWED))
def test_what_is_allowed_speaks_to_its_provider_by_https_and_does_nothing_else(scheme: str) -> None:
    service = SERVICES[scheme]

    assert service.enabled
    assert not any("{host}" in str(template) for template in service.templates)
    assert not REACHES_FURTHER.search(code_of(scheme))
    assert not A_HOST_FROM_THE_ADDRESS.search(code_of(scheme))


@pytest.mark.parametrize(
    "url",
    [
        f"{URL}?verify=no",
        f"{URL}?redirect=yes",
        "discord://",
        "",
        "no address",
        f" json{URL}",
        URL.replace("://", ":/"),
    ],
)
def test_an_address_that_is_bad_or_loosens_what_is_checked_is_refused(url: str) -> None:
    with pytest.raises(BadAppriseAddress) as refused:
        service_of(url)

    assert str(refused.value) == ""


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A server that is taken for the provider's: names lead to it, and its certificate is trusted."""
    certificate = tmp_path / "provider.pem"
    certificate.write_bytes(_certificate())
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    receiver = Receiver(tls=tls)

    def here(host: str, *_: Any, **__: Any) -> list[Any]:
        assert host == HOST
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]

    monkeypatch.setattr(socket, "getaddrinfo", here)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    receiver.start()
    yield receiver
    receiver.stop()


def _certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem)


def send(recipient: str = "hctc") -> Undelivered | None:
    async def attempt() -> Undelivered | None:
        sender = AppriseSender({"hctc": URL})
        try:
            await sender.send(replace(NOTICE, recipient=recipient), (), name=NAME)
        except Undelivered as undelivered:
            return undelivered
        finally:
            await sender.end()
        return None

    return asyncio.run(attempt())


def test_a_service_that_is_allowed_is_told(provider: Receiver) -> None:
    provider.answers = [Answer(204)]

    assert send() is None

    (sent,) = provider.sent
    assert sent.headers["host"] == HOST
    assert "Cần xem xét để bình xét Giấy khen" in json.dumps(json.loads(sent.body), ensure_ascii=False)
    assert NOTICE.delivery_id in sent.body.decode()


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_a_service_does_not_take_is_tried_again_and_its_words_are_told_nobody(
    provider: Receiver, capfd: pytest.CaptureFixture[str], status: int
) -> None:
    provider.answers = [Answer(status, {"location": "https://elsewhere.example/"})]

    refused = send()

    assert isinstance(refused, AnswerLost)
    assert refused.fate is Fate.LATER
    assert len(provider.sent) == 1
    assert "".join(capfd.readouterr()) == ""


def test_whoever_has_no_service_any_more_is_given_up() -> None:
    refused = send("partners")

    assert refused is not None
    assert refused.fate is Fate.NEVER
