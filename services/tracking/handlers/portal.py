"""The portal's desk: what the read model says is owed to the portal is pushed, and what it answered is stated. No rule.

Only the running service has it: a rebuild and a replay read facts and push nothing. Before it looks, all that the log
holds is shown, so that what was pushed before a restart is known; before it pushes, the pen says whether the proof
could be recorded. A copy comes twice only if we die between the portal's answer and the record (ADR-0035).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final, NamedTuple, NoReturn, Protocol

from services.tracking.domain import portal
from services.tracking.domain.portal import Owed, Receipt, ToPost
from services.tracking.handlers.stating import stated
from services.tracking.ports import Shown, Stamps, TriedPort
from shared.core.decider import Command, Duplicate, Recorded
from shared.core.envelope import position_of
from shared.core.errors import Fate, LogUnavailable, ThiDuaError
from shared.core.events import REGISTRY, Data, DocumentPublished, DocumentUnpublished
from shared.core.lineage import day_in_country
from shared.core.log import Commit

DAY_SECONDS: Final = 30.0  # between two looks at the calendar
OTHERS_SECONDS: Final = 5.0  # between two looks at whether what another process pushed is ours by now
FIRST_SECONDS: Final = 1.0
LONGEST_SECONDS: Final = 3_600.0
TOLD: Final = ("taken", "refused", "unclear", "away")
_WAKES: Final = (b'"vn.thidua.document.', b'"vn.thidua.award.annulled.', b'"vn.thidua.campaign.launched.')

_logger: Final = logging.getLogger(__name__)


class Answered(Protocol):
    """What a portal answered."""

    @property
    def status(self) -> int:
        """As HTTP numbers it."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """By small letters."""
        ...

    @property
    def body(self) -> bytes:
        """What followed."""
        ...


class PortalPort(Protocol):
    """The portal."""

    async def tell(self, content: bytes, *, message_id: str) -> Answered | str:
        """Send once; what it answered, or why there is no answer."""
        ...


class Look(Protocol):
    """What is owed to the portal as it is shown now."""

    def __call__(self, campaign: str, now: datetime, /) -> Sequence[Owed]:
        """What must come down and what is to be posted. Raises NotBuiltYet, DatabaseUnavailable."""
        ...


class Turn(Protocol):
    """Whose turn it is, where several processes have a desk."""

    def __call__(self, campaign: str, /) -> AbstractAsyncContextManager[bool]:
        """Whether a campaign's papers are ours to push; it stays so within the block. Raises LogUnavailable."""
        ...


class _Tried(NamedTuple):
    """How often something failed, and when it may be tried again, by the loop's clock."""

    times: int
    not_before: float


class PortalDesk:
    """Let it hear every commit, and `run` it as a task. `on_told` hears of every attempt how it ended.

    Of several processes one pushes a campaign's papers, who `turn` says; the others look now and then whether it is
    theirs by now.
    """

    def __init__(
        self,
        submit: TriedPort,
        look: Look,
        portal: PortalPort,
        *,
        shown: Shown,
        last: Callable[[], Awaitable[int]],
        stamps: Stamps,
        clock: Callable[[], datetime],
        draw: Callable[[], float],
        on_told: Callable[[str], None],
        turn: Turn,
    ) -> None:
        self._submit = submit
        self._look = look
        self._portal = portal
        self._shown = shown
        self._last = last
        self._stamps = stamps
        self._clock = clock
        self._draw = draw
        self._on_told = on_told
        self._turn = turn
        self._others: set[str] = set()  # whose papers another process pushes, as far as we looked
        self._campaigns: dict[str, None] = {}
        self._tried: dict[str, _Tried] = {}
        self._news = asyncio.Event()

    def hear(self, commit: Commit) -> None:
        """Take the next commit of the log."""
        if commit.campaign != REGISTRY and any(one in commit.payload for one in _WAKES):
            self._campaigns[commit.campaign] = None
            self._news.set()

    async def run(self) -> NoReturn:
        """Push what is owed until cancelled. Raises LogDamaged."""
        while True:
            try:
                async with asyncio.timeout(self._patience()):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            try:
                self._others.clear()
                for campaign in list(self._campaigns):
                    await self._catch_up(campaign)
            except ThiDuaError as error:
                if error.fate is not Fate.LATER:
                    raise
                _logger.info("portal_waits", extra={"cause": type(error).__name__})
                await asyncio.sleep(FIRST_SECONDS)
                self._news.set()

    async def _catch_up(self, campaign: str) -> None:
        """Push what a campaign owes and may be tried now. Raises what the log, the look and the pen raise."""
        async with self._turn(campaign) as is_ours:
            if is_ours:
                await self._push_all(campaign)
            else:
                self._others.add(campaign)

    async def _push_all(self, campaign: str) -> None:
        if not await self._shown(position_of(await self._last(), 0)):
            raise LogUnavailable
        for owed in await asyncio.to_thread(self._look, campaign, self._clock()):
            message_id = portal.message_id(owed)
            tried = self._tried.get(message_id)
            if tried is None or tried.not_before <= self._now():
                await self._push(owed, message_id)

    async def _push(self, owed: Owed, message_id: str) -> None:
        trial = self._proof(owed, Receipt(owed.url, "-"), message_id)
        [would] = await self._submit.try_out(owed.campaign, [trial])
        if not isinstance(would, Recorded):
            self._failed(message_id, "refused", type(would).__name__)  # another replica, or nobody is asked any more
            return
        answer = await self._portal.tell(portal.message_of(owed), message_id=message_id)
        if isinstance(answer, str):
            self._failed(message_id, "away", answer)
            return
        # What a portal knows no more shows no more.
        gone = not isinstance(owed, ToPost) and answer.status in {404, 410}
        if not (200 <= answer.status < 300 or gone):
            self._failed(message_id, "refused", f"HTTP {answer.status}", after=_retry_after(answer))
            return
        receipt = portal.receipt_of(owed, answer.body) if isinstance(owed, ToPost) else Receipt(owed.url, "-")
        if receipt is None:
            self._failed(message_id, "unclear", "no url and id, or the hash of another paper")
            return
        [recorded] = await self._submit.submit(owed.campaign, [self._proof(owed, receipt, message_id)])
        if not isinstance(recorded, Recorded | Duplicate):
            _logger.error("portal_proof_refused", extra={"message_id": message_id, "answer": type(recorded).__name__})
        self._tried.pop(message_id, None)
        self._on_told("taken")

    def _proof(self, owed: Owed, receipt: Receipt, message_id: str) -> Command:
        """The statement of what the portal did, under the message's own id."""
        today = day_in_country(self._clock())
        data: Data
        if isinstance(owed, ToPost):
            data = DocumentPublished(
                document_id=owed.document_id,
                doc_no=owed.doc_no,
                title=owed.title,
                channel="PORTAL",
                url=receipt.url,
                sha256=owed.sha256,
                published_on=today,
                take_down_on=owed.take_down_on,
                portal_id=receipt.id,
            )
        else:
            data = DocumentUnpublished(owed.document_id, "PORTAL", today, portal.REASONS[owed.reason])
        time = self._stamps.recorded_at()
        return stated(data, f"portal-{message_id}", campaign=owed.campaign, time=time, stamps=self._stamps)

    def _failed(self, message_id: str, outcome: str, why: str, *, after: float = 0.0) -> None:
        """Leave it alone for a while, twice as long each time, and not all at the same moment."""
        times = self._tried[message_id].times + 1 if message_id in self._tried else 1
        wait = min(FIRST_SECONDS * 2.0 ** (times - 1), LONGEST_SECONDS) * (0.5 + self._draw() / 2)
        self._tried[message_id] = _Tried(times, self._now() + max(wait, after))
        self._on_told(outcome)
        _logger.warning("portal_not_told", extra={"message_id": message_id, "attempt": times, "cause": why})

    def _patience(self) -> float:
        """Until the next thing may be tried again, and no longer than the calendar is left alone."""
        waits = [one.not_before - self._now() for one in self._tried.values()]
        longest = OTHERS_SECONDS if self._others else DAY_SECONDS
        return max(0.01, min([longest, *(one for one in waits if one > 0)]))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _retry_after(answer: Answered) -> float:
    said = answer.headers.get("retry-after", "").strip()
    return min(float(said[:9]), LONGEST_SECONDS) if said.isascii() and said.isdecimal() else 0.0
