"""`thidua up` with a certificate: people come in by https, units by TLS at the NATS door, and nobody in clear."""

import asyncio
import os
import signal
import socket
import ssl
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from tests.faults.installation import Running
from tests.integration.certificates_made import Authority
from tests.waiting import wait_until

HOST = "thidua.example.vn"


def _trusting(ca: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)


def _serial(port: int, ca: Path) -> str:
    """The number of the certificate that is shown."""
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        _trusting(ca).wrap_socket(plain, server_hostname=HOST) as secret,
    ):
        found = secret.getpeercert()
        assert found is not None
        return str(found["serialNumber"])


def _said_in_clear(port: int, token: str) -> bytes:
    """What the NATS door says, up to the end, to who signs in without TLS."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as plain:
        lines = plain.makefile("rwb")
        greeting = lines.readline()
        assert b'"tls_required":true' in greeting
        lines.write(b'CONNECT {"auth_token":"%b","verbose":true}\r\nPING\r\n' % token.encode())
        lines.flush()
        try:
            return lines.read()
        except ConnectionResetError:
            return b""


async def _reported(url: str, token: str, *, context: ssl.SSLContext, first: bool) -> dict[str, object]:
    """What the NATS door answers to something that is no event."""
    client = Client()
    try:
        await client.connect(
            url,
            token=token,
            inbox_prefix="_INBOX.hctc",
            allow_reconnect=False,
            connect_timeout=5,
            tls=context,
            tls_hostname=HOST,
            tls_handshake_first=first,
        )
        answer = await client.request("intake.hctc.report", b"{}", timeout=120)
        return msgspec.json.decode(answer.data, type=dict[str, object])
    finally:
        transport: Any = client._transport
        if client.is_connected:
            await client.close()
        elif transport is not None:  # the client leaves it behind where it could not connect
            transport.close()


async def _answers(url: str, token: str, context: ssl.SSLContext, *, first: bool = False) -> bool:
    """Whether it does. To who begins with TLS a moment late the server has spoken in clear, once, and never again."""
    try:
        return (await _reported(url, token, context=context, first=first))["status"] == 400
    except (NatsError, OSError, TimeoutError):
        return False


def test_with_a_certificate_nothing_is_said_in_clear(tmp_path: Path) -> None:
    """1. https answers and http does not. 2. The NATS door takes TLS, be it at once or when asked.

    3. It takes no client in clear, and no client takes it for another. 4. A renewed certificate is shown as it comes,
    at both, and our own services know it again when the server was lost.
    """
    authority = Authority(tmp_path / "certificates")
    chain, key = authority.certificate(HOST, "127.0.0.1")
    running = Running(tmp_path / "data")
    (tmp_path / "data").mkdir(exist_ok=True)
    with running.secured(chain, key):
        with httpx.Client(verify=_trusting(authority.ca)) as client:
            url = running.url.replace("http://", "https://")
            assert client.get(f"{url}/readyz").json()["ready"] is True
            assert client.get(f"{url}/readyz").http_version == "HTTP/1.1"
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{running.url}/readyz")

        said = (tmp_path / "data" / "up.out").read_text().splitlines()
        door = said[0].removeprefix("nats ")
        assert door.startswith("tls://127.0.0.1:")
        assert said[1] == f"ready https://127.0.0.1:{running.port}"
        token, trusted = running.token("unit", "hctc"), _trusting(authority.ca)
        wait_until(lambda: asyncio.run(_answers(door, token, trusted, first=True)))
        wait_until(lambda: asyncio.run(_answers(door, token, trusted, first=False)))

        at_door = int(door.rpartition(":")[2])
        assert b"PONG" not in _said_in_clear(at_door, token)
        strangers = _trusting(Authority(tmp_path / "strangers").ca)
        with pytest.raises((NatsError, OSError, TimeoutError)):
            asyncio.run(_reported(door, token, context=strangers, first=False))

        before = _serial(running.port, authority.ca)
        renewed = authority.certificate(HOST, "127.0.0.1", file="renewed")
        for old, new in zip((key, chain), reversed(renewed), strict=True):
            new.replace(old)
        wait_until(lambda: _serial(running.port, authority.ca) != before)
        wait_until(lambda: _serial(at_door, authority.ca) != before)
        os.kill(running.children()["nats-server"], signal.SIGKILL)
        with httpx.Client(verify=_trusting(authority.ca)) as client:
            wait_until(lambda: asyncio.run(_answers(door, token, trusted)))
            wait_until(lambda: client.get(f"{url}/readyz").json()["ready"] is True)
