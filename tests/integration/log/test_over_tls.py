"""A connection to NATS over TLS, to a server of the test's own."""

import logging
from pathlib import Path

import pytest

from deploy.nats.accounts import Tls
from deploy.nats.server import NatsServer
from shared.adapters.jetstream_connection import NatsConnection
from tests.integration.certificates_made import Authority


async def test_a_connection_that_ends_leaves_no_word_of_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chain, key = Authority(tmp_path / "certificates").certificate("127.0.0.1")
    server = NatsServer(tmp_path / "data", tls=Tls(chain, key, name="127.0.0.1"))
    server.start()
    caplog.set_level(logging.INFO, "asyncio")

    connection = await NatsConnection.open(server.url, user="tracking", seed=server.seeds["tracking"])
    await connection.close()
    server.stop()

    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
