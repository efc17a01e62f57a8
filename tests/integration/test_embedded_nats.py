"""The embedded nats-server as a process: what it tells the world, what it keeps, and when it ends."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.nats.accounts import SERVICES_ACCOUNT
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer, ServerDidNotStart
from shared.adapters.jetstream_connection import NatsConnection

PARENT = """
import pathlib, signal, sys
from deploy.nats.server import NatsServer
server = NatsServer(pathlib.Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
signal.pause()
"""


def test_it_ends_by_itself_within_five_seconds_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE)
    assert parent.stdout
    server = os.pidfd_open(int(parent.stdout.readline()))

    parent.kill()
    parent.wait()
    ended, _, _ = select.select([server], [], [], 5)

    assert ended == [server]
    os.close(server)
    parent.stdout.close()


def test_it_stays_in_its_parents_process_group_and_is_told_its_memory(nats_server: NatsServer) -> None:
    assert nats_server.process
    pid = nats_server.process.pid

    environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")

    assert os.getpgid(pid) == os.getpgid(0)
    assert b"GOMEMLIMIT=256MiB" in environment


def test_it_starts_again_on_its_port_after_a_stop_and_after_a_crash(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    server.start()
    url = server.url

    server.stop()
    server.start()
    server.kill()
    server.start()

    assert server.url == url
    assert server.process
    assert server.process.poll() is None
    server.stop()
    assert server.process.returncode in (0, 1, -signal.SIGTERM)


def test_a_log_that_was_made_before_there_were_accounts_is_found_where_they_look(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    server.start()
    asyncio.run(provision(server.url, seed=server.seeds["provision"]))
    server.stop()
    accounts = server.store / "jetstream"
    (accounts / SERVICES_ACCOUNT).rename(accounts / "$G")

    server.start()
    found = asyncio.run(_streams(server))
    server.stop()

    assert found == {"LOG", "NOTIFY"}


async def _streams(server: NatsServer) -> set[str]:
    connection = await NatsConnection.open(server.url, user="provision", seed=server.seeds["provision"])
    answers = [(name, await connection.api(f"STREAM.INFO.{name}")) for name in ("LOG", "NOTIFY")]
    await connection.close()
    return {name for name, answer in answers if "error" not in answer}


def test_a_taken_port_is_named(nats_server: NatsServer, tmp_path: Path) -> None:
    second = NatsServer(tmp_path, port=nats_server.port)

    with pytest.raises(ServerDidNotStart, match=f"Port {nats_server.port} is taken"):
        second.start()


def test_a_server_that_cannot_start_points_to_its_log(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    server.store.parent.mkdir(parents=True)
    server.store.write_text("a file where a folder should be")

    with pytest.raises(ServerDidNotStart, match=r"nats\.log says why"):
        server.start()

    assert server.log_file.read_text()


def test_seeds_are_readable_by_their_owner_only_and_the_server_never_sees_them(nats_server: NatsServer) -> None:
    seeds = list((nats_server.data / "keys").glob("nats-*.seed"))
    config = (nats_server.data / "nats" / "server.conf").read_text()

    assert {seed.stat().st_mode & 0o777 for seed in seeds} == {0o600}
    assert {seed.read_text() for seed in seeds} == set(nats_server.seeds.values())
    assert not [user for user, seed in nats_server.seeds.items() if seed in config]


def test_seeds_are_kept_over_a_new_start(nats_server: NatsServer) -> None:
    again = NatsServer(nats_server.data)

    assert again.seeds == nats_server.seeds
