"""The door for what somebody writes who is not signed in: the service states it for them, sealed (ADR-0028).

How much comes in is bounded, for each address and in all; who writes is noted nowhere but in what they wrote. It knows
no page and no rule.
"""

import asyncio
from base64 import b32encode
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from hmac import digest
from typing import Final

import msgspec

from shared.adapters.desk import Desk, Sealer
from shared.adapters.intake import VAULT_UNAVAILABLE, rfc3339
from shared.adapters.vault import VaultUnavailable
from shared.core.decider import Command, Duplicate, Recorded, Refused
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.forms import normal_form, read_statement
from shared.core.index import hash64
from shared.core.problems import CONTENT_DIFFERS, LOG_UNAVAILABLE, Problem, problem_of
from shared.core.values import Owner

OF_ONE: Final = 5  # from one address
OF_ALL: Final = 300
WITHIN_SECONDS: Final = 600.0
KEPT: Final = 10_000  # addresses, as hashes under a key that goes with the process
TOO_MANY: Final = Problem(
    429,
    "too_much_feedback",
    "Vừa có quá nhiều phản ánh được gửi từ đây nên phản ánh này chưa được ghi; những gì đã viết vẫn còn bên dưới. Hãy "
    "gửi lại sau mười phút.",
    "Too much was sent from here just now, so this was not recorded; what you wrote is still below. Send it again in "
    "ten minutes.",
)

_encode: Final = msgspec.json.Encoder().encode


class PublicDoor:
    """Takes what the public writes, as the service's own statements. `seconds` is a clock that only ever goes on."""

    def __init__(
        self,
        service: Owner,
        *,
        desk: Desk,
        sealer: Sealer,
        mac: Callable[[bytes], str],
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._service = service
        self._desk = desk
        self._sealer = sealer
        self._mac = mac
        self._clock = clock
        self._seconds = seconds
        self._random = random
        self._key = random(32)
        self._of_all: deque[float] = deque()
        self._of_one: OrderedDict[bytes, deque[float]] = OrderedDict()

    def too_many(self, address: str) -> Problem | None:
        """Why nothing more is taken from an address now ("": nobody knows from where); None: it is, and was counted."""
        now = self._seconds()
        mine = self._of_one.pop(self._hashed(address), deque()) if address else deque()
        for times in (mine, self._of_all):
            while times and now - times[0] >= WITHIN_SECONDS:
                times.popleft()
        has_room = len(mine) < OF_ONE and len(self._of_all) < OF_ALL
        if has_room:
            mine.append(now)
            self._of_all.append(now)
        if address:
            self._of_one[self._hashed(address)] = mine
            if len(self._of_one) > KEPT:
                self._of_one.popitem(last=False)
        return None if has_room else TOO_MANY

    def receipt_of(self, form_id: str) -> str:
        """The code under which what a form said is found again: 80 bits, in letters and groups as people copy them.

        It follows from the form under a key of the installation, so that who sees an event's id does not know it.
        """
        code = b32encode(bytes.fromhex(self._mac(f"receipt {form_id}".encode()))[:10]).decode()
        return "-".join(code[place : place + 4] for place in range(0, len(code), 4))

    async def take(self, event: Mapping[str, object]) -> Recorded | Duplicate | Problem:
        """What became of a structured CloudEvent; the same again is recorded once."""
        now = self._clock()
        statement = read_statement(normal_form(_encode(event)), now=now)
        if isinstance(statement, Problem):
            return statement
        try:
            [kept] = await asyncio.to_thread(self._sealer, [statement])
        except VaultUnavailable:
            return VAULT_UNAVAILABLE
        if isinstance(kept, Problem):
            return kept
        data, mac = kept
        command = Command(
            id=statement.id,
            source=statement.source,
            time=statement.time,
            campaign=statement.campaign,
            data=data,
            key=hash64(statement.source, statement.id),
            contentmac=mac,
            nonce=self._random(16).hex(),
            recorded_at=rfc3339(now),
            role="service",
            unit_id="",
            actor=f"service:{self._service}",
        )
        try:
            [answer] = await self._desk.submit(statement.campaign, [command])
        except (LogUnavailable, LogDamaged):
            return LOG_UNAVAILABLE
        if isinstance(answer, Refused):
            return problem_of(answer)
        return answer if isinstance(answer, Recorded | Duplicate) else CONTENT_DIFFERS

    def _hashed(self, address: str) -> bytes:
        return digest(self._key, address.encode(), "sha256")
