"""What each answer of the server to a commit means; the server itself is asked in tests/integration/log."""

import asyncio
from typing import Any, cast

import pytest

from shared.adapters.doubt import BREAK_SECONDS, DOUBT_SECONDS, Doubt
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import FenceConflict, LogDamaged, LogUnavailable, ThiDuaError


class OneAnswer:
    """A connection on which every request is answered alike."""

    drops = 0

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    async def request(self, _subject: str, _payload: bytes, *, headers: dict[str, str]) -> bytes:
        assert headers["Nats-Expected-Stream"] == "LOG"
        return self.answer

    async def api(self, _name: str) -> dict[str, dict[str, int]]:
        return {"state": {"last_seq": 9, "messages": 9}}


def commit(answer: bytes, *, expect: int) -> int:
    log = JetStreamLog(cast("NatsConnection", OneAnswer(answer)))
    return asyncio.run(log.commit(b"{}", campaign="c", owner="tracking", expect=expect, commit_id="id"))


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (b'{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 9"},"seq":0}', FenceConflict),
        (b'{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 6"},"seq":0}', LogDamaged),
        (b'{"error":{"code":400,"err_code":10164,"description":"wrong last sequence"},"seq":0}', LogUnavailable),
        (b'{"error":{"code":409,"err_code":10158,"description":"duplicate in process"},"seq":0}', LogUnavailable),
        (b'{"error":{"code":503,"err_code":10077,"description":"maximum bytes exceeded"}}', LogUnavailable),
        (b'{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 10"},"seq":0}', LogUnavailable),
        (b'{"stream":"LOG","seq":7,"duplicate":true}', LogDamaged),
        (b'{"stream":"LOG","seq":7}', LogDamaged),
    ],
    ids=[
        "fence",
        "end lost",
        "fence, cluster",
        "sent twice, cluster",
        "full",
        "fence past the end",
        "id before the fence",
        "number again",
    ],
)
def test_an_answer_that_is_no_number_of_our_own_is_an_error(answer: bytes, meaning: type[ThiDuaError]) -> None:
    with pytest.raises(meaning):
        commit(answer, expect=7)


def test_an_answer_with_a_new_number_is_that_number() -> None:
    assert commit(b'{"stream":"LOG","seq":8}', expect=7) == 8


class Several(OneAnswer):
    """One server of three, which was cut off and has not heard of it: it says that less stands there than was seen."""

    async def api(self, _name: str) -> dict[str, Any]:
        replicas = [{"name": "nats-1", "current": True}, {"name": "nats-2", "current": True}]
        return {"state": {"last_seq": 9, "messages": 9}, "cluster": {"leader": "nats-0", "replicas": replicas}}


OF_THE_PAST = b'{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 6"},"seq":0}'


def commits(log: JetStreamLog, now: list[float], *times: float, campaign: str = "c") -> list[type[Exception]]:
    """What a commit that the server refuses so means at each of these times."""

    async def story() -> list[type[Exception]]:
        await log.last()
        met: list[type[Exception]] = []
        for now[0] in times:
            try:
                await log.commit(b"{}", campaign=campaign, owner="tracking", expect=7, commit_id="id")
            except (LogUnavailable, LogDamaged) as error:
                met.append(type(error))
        return met

    return asyncio.run(story())


def test_what_a_server_of_several_says_to_be_gone_is_believed_once_it_has_said_so_for_a_while() -> None:
    log, now = JetStreamLog(cast("NatsConnection", Several(OF_THE_PAST))), [0.0]
    log._doubt = Doubt(now=lambda: now[0])
    seconds = [float(second) for second in range(int(DOUBT_SECONDS) + 1)]

    assert commits(log, now, *seconds) == [LogUnavailable] * int(DOUBT_SECONDS) + [LogDamaged]
    assert commits(log, now, DOUBT_SECONDS + 1, campaign="d") == [LogUnavailable], "a doubt of its own"


def test_what_was_not_said_for_a_while_was_not_so() -> None:
    log, now = JetStreamLog(cast("NatsConnection", Several(OF_THE_PAST))), [0.0]
    log._doubt = Doubt(now=lambda: now[0])

    assert set(commits(log, now, 0.0, BREAK_SECONDS, 2 * BREAK_SECONDS + 1, DOUBT_SECONDS + 1)) == {LogUnavailable}


def test_an_end_that_was_seen_is_asked_for_again_before_it_is_lost() -> None:
    log, now = JetStreamLog(cast("NatsConnection", Several(OF_THE_PAST))), [0.0]
    log._doubt = Doubt(now=lambda: now[0])
    asyncio.run(log.last())
    log._seen = 12

    met: list[type[Exception]] = []
    for now[0] in map(float, range(int(DOUBT_SECONDS) + 1)):
        with pytest.raises((LogUnavailable, LogDamaged)) as told:
            asyncio.run(log.last())
        met.append(told.type)

    assert met == [LogUnavailable] * int(DOUBT_SECONDS) + [LogDamaged]
