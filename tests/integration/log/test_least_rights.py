"""Who may do what on the server: each service and the door what they need, and nobody anything against the log."""

import asyncio
import uuid

import pytest

from deploy.nats.accounts import GROW, SIGNING_IN, STREAMS, USERS
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.troubles import TroubleListener, TroubleTeller
from shared.core.errors import LogUnavailable
from shared.core.health import SERVICES, Parked, Report
from shared.core.subjects import lease_subject
from tests.integration.log.test_jetstream_log import commit, connected
from tests.waiting import a_moment


async def test_nobody_may_delete_purge_or_change_the_log(nats_server: NatsServer) -> None:
    verbs = ["STREAM.DELETE.LOG", "STREAM.PURGE.LOG", "STREAM.MSG.DELETE.LOG", "STREAM.UPDATE.LOG"]
    log = await connected(nats_server)
    number = await commit(log, expect=0, campaign=uuid.uuid4().hex)

    for user in USERS:
        connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])
        answers = await asyncio.gather(
            *(connection.api(verb, {"name": "LOG", "seq": number}, patience=0.2) for verb in verbs),
            return_exceptions=True,
        )
        await connection.close()
        assert [type(answer) for answer in answers] == [LogUnavailable] * len(verbs), user

    assert await log.last() == number
    await log.close()


async def test_each_service_tells_of_its_own_trouble_and_notify_alone_hears(nats_server: NatsServer) -> None:
    async def trouble() -> list[Parked]:
        return [Parked("checkpoints", "", "The log is short.")]

    heard: list[Report] = []
    came = asyncio.Event()

    async def hear(report: Report) -> None:
        heard.append(report)
        if {one.service for one in heard} == set(SERVICES):
            came.set()

    opened = [await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user]) for user in SERVICES]
    notify = opened[SERVICES.index("notify")]
    tasks = [asyncio.create_task(TroubleListener(notify, on_report=hear).run())]
    tasks += [
        asyncio.create_task(TroubleTeller(one, service, parked=trouble, model=None, pause=lambda _: a_moment()).run())
        for service, one in zip(SERVICES, opened, strict=True)
    ]
    await asyncio.wait_for(came.wait(), 20)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for one in opened:
        await one.close()

    assert {one.parked for one in heard} == {(Parked("checkpoints", "", "The log is short."),)}


async def test_only_provision_may_make_a_log(nats_server: NatsServer) -> None:
    for user in set(USERS) - {"provision"}:
        connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])
        with pytest.raises(LogUnavailable):
            await connection.api("STREAM.CREATE.OTHER", {"name": "OTHER", "subjects": ["other"]}, patience=0.2)
        await connection.close()


async def test_the_door_and_its_keeper_reach_neither_the_log_nor_a_service(nats_server: NatsServer) -> None:
    log = await connected(nats_server)
    number = await commit(log, expect=0, campaign=uuid.uuid4().hex)
    heard: list[object] = []

    async def hear(message: object) -> None:
        heard.append(message)

    for user in set(SIGNING_IN) - {*USERS, GROW}:
        connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])
        for subject in (">", "log.>", "$JS.>", "_INBOX.>", "_INBOX.tracking.>"):
            await connection.listen(subject, hear)
        asked = ["log.c.tracking", "$JS.API.INFO", "$JS.API.STREAM.INFO.LOG", "$JS.API.STREAM.DELETE.LOG"]
        answers = await asyncio.gather(
            *(connection.request(subject, b"{}", patience=0.2) for subject in (*asked, "$SYS.REQ.SERVER.PING")),
            return_exceptions=True,
        )
        await commit(log, expect=0, campaign=uuid.uuid4().hex)
        await connection.close()
        assert [type(answer) for answer in answers] == [LogUnavailable] * 5, user

    assert heard == []
    assert await log.last() == number + 2
    await log.close()


async def test_where_units_ask_nothing_keeps_what_they_send(nats_server: NatsServer) -> None:
    connection = await NatsConnection.open(nats_server.url, user="provision", seed=nats_server.seeds["provision"])

    kept = [(await connection.api(f"STREAM.INFO.{name}"))["config"]["subjects"] for name in STREAMS]
    account = await connection.api("INFO")
    await connection.close()

    assert account["streams"] == len(kept)
    assert [subject for subjects in kept for subject in subjects if subject.startswith(("intake", "*", ">"))] == []


@pytest.mark.parametrize("user", USERS)
async def test_a_user_may_commit_in_its_own_name_only(nats_server: NatsServer, user: str) -> None:
    connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])

    taken = []
    for owner in ("tracking", "awards", "notify"):
        try:
            await connection.request(f"log.{uuid.uuid4().hex}.{owner}", b"{}", patience=0.2)
        except LogUnavailable:
            continue
        taken.append(owner)
    await connection.close()

    assert taken == [owner for owner in ("tracking", "awards", "notify") if owner == user]


@pytest.mark.parametrize("user", USERS)
async def test_awards_alone_claims_names_and_nobody_takes_claims_away(nats_server: NatsServer, user: str) -> None:
    connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])
    subject = f"names.{uuid.uuid4().hex}"

    claimed, purged = await asyncio.gather(
        connection.request(subject, b"[]", patience=0.5),
        connection.request("$JS.API.STREAM.PURGE.NAMES", b"{}", patience=0.5),
        return_exceptions=True,
    )
    await connection.close()

    assert isinstance(claimed, bytes) is (user == "awards")
    assert isinstance(purged, LogUnavailable)


@pytest.mark.parametrize("user", USERS)
async def test_a_user_takes_turns_by_its_own_lease_only(nats_server: NatsServer, user: str) -> None:
    connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])
    services = ("tracking", "awards", "notify", "audit")

    taken = []
    for service in services:
        try:
            await connection.request(lease_subject(service), b'{"beats":{},"held":{}}', patience=0.2)
        except LogUnavailable:
            continue
        taken.append(service)
    await connection.close()

    assert taken == [service for service in services if service == user]


async def test_nobody_reads_the_answers_of_another(nats_server: NatsServer) -> None:
    spy = await NatsConnection.open(nats_server.url, user="awards", seed=nats_server.seeds["awards"])
    log = await connected(nats_server)
    overheard: list[object] = []

    async def overhear(message: object) -> None:
        overheard.append(message)

    for subject in ("_INBOX.tracking.>", "_INBOX.>", "log.>", ">"):
        await spy.listen(subject, overhear)
    await spy.api("STREAM.INFO.LOG")
    await commit(log, expect=0, campaign=uuid.uuid4().hex)
    await spy.api("STREAM.INFO.LOG")
    await spy.close()
    await log.close()

    assert overheard == []


async def test_a_stranger_gets_no_connection(nats_server: NatsServer) -> None:
    with pytest.raises(LogUnavailable, match=f"127.0.0.1:{nats_server.port}"):
        await JetStreamLog.connect(nats_server.url, user="tracking", seed=None, patience=0.3)
