"""What each answer of the server to a commit means; the server itself is asked in tests/integration/log."""

import asyncio
from typing import cast

import pytest

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
