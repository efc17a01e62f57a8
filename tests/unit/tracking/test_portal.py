"""The portal's desk without a network: what an answer proves, and that nothing is looked at before all is shown."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, NamedTuple

import pytest

from services.tracking.domain.portal import Owed, Receipt, ToPost, message_id, message_of, receipt_of
from services.tracking.handlers import portal
from services.tracking.handlers.portal import PortalDesk
from shared.core.decider import Answer, Command, Recorded
from tests.examples import CAMPAIGN, POSTED
from tests.histories import commits_of
from tests.unit.awards.reacting import FixedStamps, run

PAPER: Final = ToPost(
    CAMPAIGN, "QD-88", "88/QĐ-VPUBND", "Quyết định", "https://a.example.vn/88", "ab" * 32, "2025-03-10"
)
URL: Final = "https://portal.example.vn/7"


class Said(NamedTuple):
    """What a portal answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class Around:
    """What stands around the desk; the read model comes along at the third question."""

    def __init__(self) -> None:
        self.asked = 0
        self.looked_after: list[int] = []
        self.stated: list[Command] = []
        self.told: list[bytes] = []
        self.done = asyncio.Event()
        self.is_ours = True
        self._turns = 0
        self._turning = asyncio.Condition()

    @asynccontextmanager
    async def turn(self, _campaign: str) -> AsyncIterator[bool]:
        yield self.is_ours
        async with self._turning:
            self._turns += 1
            self._turning.notify_all()

    async def turned(self, times: int) -> None:
        """Wait until it was asked so often whose turn it is."""
        async with self._turning:
            await self._turning.wait_for(lambda: self._turns >= times)

    async def shown(self, _position: int) -> bool:
        self.asked += 1
        return self.asked >= 2

    async def last(self) -> int:
        return 1

    def look(self, _campaign: str, _now: datetime) -> Sequence[Owed]:
        self.looked_after.append(self.asked)
        return [] if self.stated else [PAPER]

    async def tell(self, content: bytes, *, message_id: str) -> Said:
        self.told.append(content)
        return Said(201, {}, json.dumps({"url": URL, "id": message_id[:8]}).encode())

    async def try_out(self, _campaign: str, commands: Sequence[Command]) -> list[Answer]:
        return [Recorded(0)] * len(commands)

    async def submit(self, _campaign: str, commands: Sequence[Command]) -> list[Answer]:
        self.stated += commands
        self.done.set()
        return [Recorded(9_000)] * len(commands)


def desk_of(around: Around) -> PortalDesk:
    desk = PortalDesk(
        around,
        around.look,
        around,
        shown=around.shown,
        last=around.last,
        stamps=FixedStamps(),
        clock=lambda: datetime(2025, 3, 10, tzinfo=UTC),
        draw=lambda: 0.0,
        on_told=lambda _: None,
        turn=around.turn,
    )
    [commit] = commits_of((POSTED,))
    desk.hear(commit)
    return desk


def test_nothing_is_looked_at_before_all_that_the_log_holds_is_shown() -> None:
    async def story() -> Around:
        around = Around()
        working = asyncio.create_task(desk_of(around).run())
        await around.done.wait()
        working.cancel()
        return around

    around = run(story())

    assert around.looked_after[0] == 2
    assert around.told == [message_of(PAPER)]
    assert [one.id for one in around.stated] == [f"portal-{message_id(PAPER)}"]


def test_what_is_another_process_to_push_is_pushed_once_it_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal, "OTHERS_SECONDS", 0.01)

    async def story() -> Around:
        around = Around()
        around.is_ours = False
        working = asyncio.create_task(desk_of(around).run())
        await around.turned(3)
        assert (around.looked_after, around.told) == ([], [])
        around.is_ours = True
        await around.done.wait()
        working.cancel()
        return around

    assert run(story()).told == [message_of(PAPER)]


@pytest.mark.parametrize(
    ("answer", "proof"),
    [
        ({"url": URL, "id": 7}, Receipt(URL, "7")),
        ({"url": URL, "id": "7", "more": 1}, Receipt(URL, "7")),
        ({"url": URL, "id": "7", "sha256": "ab" * 32}, Receipt(URL, "7", "ab" * 32)),
        ({"url": URL, "id": "7", "sha256": "cd" * 32}, None),
        ({"url": "javascript:alert(1)", "id": "7"}, None),
        ({"url": URL}, None),
        ({"id": 7}, None),
        ([], None),
        ("thanks", None),
    ],
)
def test_an_answer_proves_a_posting_by_its_address_and_id_and_no_other_papers_hash(
    answer: object, proof: Receipt | None
) -> None:
    assert receipt_of(PAPER, json.dumps(answer).encode()) == proof


def test_what_is_no_json_proves_nothing() -> None:
    assert receipt_of(PAPER, b"\xff thanks") is None
