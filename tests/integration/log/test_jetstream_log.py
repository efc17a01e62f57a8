"""What only the real server can show: who may do what, restarts, crashes, and disks that forget."""

import asyncio
import signal
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.envelope import MAX_COMMIT_BYTES
from shared.core.errors import FenceConflict, LogDamaged, LogUnavailable, ProvisionDrift
from shared.core.log import Commit
from tests.waiting import SLOWER, a_moment

NewNats = Callable[[], Awaitable[NatsServer]]


async def connected(server: NatsServer, user: str = "tracking") -> JetStreamLog:
    return await JetStreamLog.connect(server.url, user=user, seed=server.seeds[user])


async def commit(log: JetStreamLog, *, expect: int, campaign: str = "c", payload: bytes = b"{}") -> int:
    return await log.commit(payload, campaign=campaign, owner="tracking", expect=expect, commit_id=uuid.uuid4().hex)


async def commit_many(log: JetStreamLog, count: int, *, payload: bytes = b"{}") -> None:
    expect = 0
    for _ in range(count):
        expect = await commit(log, expect=expect, payload=payload)


async def commit_when_it_answers(log: JetStreamLog, *, expect: int, campaign: str = "c") -> int:
    """As a pen does: send the same again until it is known what became of it."""
    commit_id = uuid.uuid4().hex
    while True:
        try:
            return await log.commit(b"{}", campaign=campaign, owner="tracking", expect=expect, commit_id=commit_id)
        except LogUnavailable:
            await a_moment()
        except FenceConflict:
            return (await numbers_of(log.read(after=expect, campaign=campaign, owner="tracking")))[0]


async def last_when_it_answers(log: JetStreamLog) -> int:
    while True:
        try:
            return await log.last()
        except LogUnavailable:
            await a_moment()


async def numbers_of(batches: AsyncIterator[Sequence[Commit]]) -> list[int]:
    return [commit.number async for commits in batches for commit in commits]


async def taken_up_to(number: int, following: AsyncIterator[Sequence[Commit]]) -> None:
    while (await anext(following))[-1].number < number:
        pass


async def restart(server: NatsServer) -> None:
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)


# --- provisioning -------------------------------------------------------------------------------------------------


async def test_a_log_that_is_set_up_otherwise_is_reported_and_left_alone(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    server.start()
    connection = await NatsConnection.open(server.url, user="provision", seed=server.seeds["provision"])
    settings = {"name": "LOG", "subjects": ["log.>"], "max_age": 3_600_000_000_000, "deny_purge": True}
    made = await connection.api("STREAM.CREATE.LOG", settings)

    with pytest.raises(ProvisionDrift) as drift:
        await provision(server.url, seed=server.seeds["provision"])
    found = await connection.api("STREAM.INFO.LOG")
    await connection.close()
    server.stop()

    assert "max_age is 3600000000000, expected 0." in str(drift.value)
    assert "deny_delete is False, expected True." in str(drift.value)
    assert "deny_purge" not in str(drift.value)
    assert found["config"] == made["config"]


async def test_provisioning_twice_changes_nothing(new_nats: NewNats) -> None:
    server = await new_nats()
    log = await connected(server)
    number = await commit(log, expect=0)

    await provision(server.url, seed=server.seeds["provision"])

    assert await log.last() == number
    await log.close()


# --- more than one request brings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "payload"), [(1_050, b"{}"), (20, b"x" * MAX_COMMIT_BYTES)], ids=["many", "large"])
async def test_a_log_longer_than_one_request_is_read_whole(new_nats: NewNats, count: int, payload: bytes) -> None:
    log = await connected(await new_nats())
    await commit_many(log, count, payload=payload)

    numbers = await numbers_of(log.read())
    own = await numbers_of(log.read(campaign="c", owner="tracking"))

    assert numbers == own == list(range(1, count + 1))
    await log.close()


# --- restarts and crashes -----------------------------------------------------------------------------------------


async def test_a_follower_delivers_again_within_three_seconds_of_a_restart(new_nats: NewNats) -> None:
    server = await new_nats()
    log, writer = await connected(server), await connected(server)
    number = await commit(writer, expect=0)
    following = log.follow(after=0)
    before = await anext(following)

    began = time.monotonic()
    await restart(server)
    number = await commit_when_it_answers(writer, expect=number)
    after = await anext(following)
    took = time.monotonic() - began

    assert [[c.number for c in commits] for commits in (before, after)] == [[1], [number]]
    assert took < SLOWER * 3
    await log.close()
    await writer.close()


async def test_a_follower_of_a_log_that_was_closed_ends(nats_server: NatsServer) -> None:
    log = await connected(nats_server)
    waiting = asyncio.create_task(numbers_of(log.follow(after=await log.last())))
    await asyncio.sleep(0)

    await log.close()

    with pytest.raises(LogUnavailable):
        await waiting


async def test_a_killed_server_loses_no_acknowledged_commit(new_nats: NewNats) -> None:
    server = await new_nats()
    log = await connected(server)
    acknowledged = [0]

    async def write() -> None:
        while True:
            acknowledged.append(await commit_when_it_answers(log, expect=acknowledged[-1]))

    writing = asyncio.create_task(write())
    for kills in range(1, 4):
        while len(acknowledged) < 40 * kills:  # noqa: ASYNC110 - the writer is to be hit anywhere
            await asyncio.sleep(0)
        await restart(server)
    writing.cancel()
    await log.close()
    reader = await connected(server)
    found = await numbers_of(reader.read())
    await reader.close()

    assert found[: len(acknowledged) - 1] == acknowledged[1:]
    assert len(found) - len(acknowledged[1:]) <= 1  # the one in flight when the writer was stopped


async def test_who_waits_for_an_answer_is_told_at_once_that_the_connection_dropped(new_nats: NewNats) -> None:
    server = await new_nats()
    connection = await NatsConnection.open(server.url, user="tracking", seed=server.seeds["tracking"])
    assert server.process
    server.process.send_signal(signal.SIGSTOP)  # it takes requests and answers none
    waiting = asyncio.create_task(connection.request("$JS.API.STREAM.INFO.LOG"))
    await asyncio.sleep(0)

    began = time.monotonic()
    await asyncio.to_thread(server.kill)
    with pytest.raises(LogUnavailable, match="dropped"):
        await waiting

    assert time.monotonic() - began < SLOWER
    await connection.close()


async def test_a_request_made_while_disconnected_is_never_sent_later(new_nats: NewNats) -> None:
    server = await new_nats()
    log = await connected(server)
    await commit(log, expect=0)
    await asyncio.to_thread(server.kill)

    with pytest.raises(LogUnavailable):
        await commit(log, expect=1)
    with pytest.raises(LogUnavailable):
        await commit(log, expect=1)
    await asyncio.to_thread(server.start)

    assert await last_when_it_answers(log) == 1
    await log.close()


async def test_a_connection_that_the_server_refused_to_go_on_with_is_made_anew(nats_server: NatsServer) -> None:
    connection = await NatsConnection.open(nats_server.url, user="tracking", seed=nats_server.seeds["tracking"])

    with pytest.raises(LogUnavailable):  # nats-py counts no headers, so this passes its own check and not the server's
        await connection.request("log.c.tracking", b"x" * 2 * 1024 * 1024, headers={"Nats-Msg-Id": "x"})

    assert await last_when_it_answers(JetStreamLog(connection)) >= 0
    await connection.close()


# --- disks that forget --------------------------------------------------------------------------------------------


def flip_a_byte(block: Path) -> None:
    content = bytearray(block.read_bytes())
    content[len(content) // 2] ^= 1
    block.write_bytes(content)


def cut_in_half(block: Path) -> None:
    block.write_bytes(block.read_bytes()[: block.stat().st_size // 2])


def damage(server: NatsServer, how: Callable[[Path], None]) -> None:
    """Damage the first block of a server that is down, and take its index away, as a crash does."""
    messages = next(server.store.rglob("streams/LOG/msgs"))
    how(min(messages.glob("*.blk"), key=lambda block: int(block.stem)))
    (messages / "index.db").unlink(missing_ok=True)


@pytest.mark.parametrize("how", [flip_a_byte, cut_in_half])
async def test_a_log_that_comes_back_shorter_is_refused_by_who_has_seen_further(
    new_nats: NewNats, how: Callable[[Path], None]
) -> None:
    server = await new_nats()
    log, follower = await connected(server), await connected(server)
    await commit_many(log, 50)
    following = follower.follow(after=40)
    await taken_up_to(50, following)

    await asyncio.to_thread(server.kill)
    damage(server, how)
    await asyncio.to_thread(server.start)

    with pytest.raises(LogDamaged):
        await anext(following)
    with pytest.raises(LogDamaged):
        await commit_when_it_answers(log, expect=50)
    with pytest.raises(LogDamaged):
        await log.last()
    with pytest.raises(LogDamaged):
        await numbers_of(log.read())
    await log.close()
    await follower.close()


async def test_nothing_is_added_to_a_log_that_came_back_shorter(new_nats: NewNats) -> None:
    server = await new_nats()
    log = await connected(server)
    await commit_many(log, 50)
    await asyncio.to_thread(server.kill)
    damage(server, cut_in_half)
    await asyncio.to_thread(server.start)
    stranger = await connected(server)
    end = await stranger.last()

    with pytest.raises(LogDamaged):
        await commit_when_it_answers(log, expect=0, campaign="another")

    assert 0 < end < 50
    assert await stranger.last() == end
    await log.close()
    await stranger.close()


async def test_numbers_handed_out_again_are_refused_by_who_has_seen_the_first(new_nats: NewNats) -> None:
    server = await new_nats()
    log = await connected(server)
    await commit_many(log, 50)
    following = log.follow(after=0)
    await taken_up_to(50, following)
    await asyncio.to_thread(server.kill)
    damage(server, cut_in_half)
    await asyncio.to_thread(server.start)

    stranger = await connected(server)
    while await stranger.last() < 60:
        await commit(stranger, expect=0, campaign=uuid.uuid4().hex)

    with pytest.raises(LogDamaged, match="another than before"):
        await anext(following)
    await stranger.close()
    await log.close()


async def test_a_hole_is_found_by_who_reads_for_the_first_time(new_nats: NewNats) -> None:
    server = await new_nats()
    log = await connected(server)
    await commit_many(log, 14, payload=b"x" * MAX_COMMIT_BYTES)  # more than one block
    await log.close()
    await asyncio.to_thread(server.kill)
    damage(server, flip_a_byte)
    await asyncio.to_thread(server.start)

    fresh = await connected(server)

    with pytest.raises(LogDamaged):
        await numbers_of(fresh.follow(after=0))
    with pytest.raises(LogDamaged):
        await numbers_of(fresh.read())
    with pytest.raises(LogDamaged):
        await fresh.last()
    await fresh.close()
