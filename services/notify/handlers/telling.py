"""The teller: it follows the log, puts what is due into inboxes by recording it, and tells the postman of the rest."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NoReturn

from services.notify.domain.notices import Notice
from services.notify.domain.outbox import Outbox
from services.notify.handlers.recording import Register
from services.notify.ports import AwardsProgress, Shown
from shared.core.errors import LogUnavailable
from shared.core.log import Commit
from shared.core.projecting import slices

PATIENCE_SECONDS: Final = 10.0
RETRY_SECONDS: Final = 0.2
FACTS_AT_ONCE: Final = 500  # folded between two turns of the event loop

_logger: Final = logging.getLogger(__name__)


class Teller:
    """Hand it every commit with `on_commits`, and `run` it as a task.

    `on_decided` is called after every round, `on_folded` whenever the outbox has taken commits; `look` asks what
    recipients chose of what leaves the house, and says where the newest fact of that stands.
    """

    def __init__(
        self,
        outbox: Outbox,
        register: Register,
        *,
        awards: AwardsProgress,
        shown: Shown,
        look: Callable[[], Awaitable[int]],
        on_decided: Callable[[], None],
        on_folded: Callable[[], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._register = register
        self._awards = awards
        self._shown = shown
        self._look = look
        self._on_decided = on_decided
        self._on_folded = on_folded
        self._pause = pause
        self.is_whole = False  # the outbox holds all that the log did when we started
        self._decided = 0  # commit numbers
        self.recorded_at = 0  # where the newest own fact stands
        self._news = asyncio.Event()
        self._moved = asyncio.Condition()

    async def on_commits(self, commits: Sequence[Commit]) -> None:
        """Take the next commits of the whole log."""
        for some in slices(commits, FACTS_AT_ONCE):
            for commit in some:
                self._outbox.fold(commit)
            self._news.set()
            self._on_folded()
            await asyncio.sleep(0)

    async def run(self, *, after: int) -> NoReturn:
        """Tell until cancelled, once every commit up to the number `after` is folded. Raises LogDamaged.

        Until then what looks due may be recorded already.
        """
        while True:
            await self._news.wait()
            self._news.clear()
            if self._outbox.folded >= after:
                self.is_whole = True
                await self._tell()

    async def caught_up(self, position: int, *, within: float = PATIENCE_SECONDS) -> bool:
        """Wait until every notice that follows from facts up to a position is decided, and those in inboxes are shown.

        A flag that follows from such a fact stands behind it, so awards has to be that far too. Raises LogDamaged.
        """
        try:
            async with asyncio.timeout(within):
                awards = await self._awards(position)
                number = max(position, awards.committed) // 1_000
                async with self._moved:
                    await self._moved.wait_for(lambda: self._decided >= number)
                return await self._shown(max(position, self.recorded_at))
        except TimeoutError:
            return False

    async def _tell(self) -> None:
        folded = self._outbox.folded
        due: dict[str, list[Notice]] = defaultdict(list)
        for notice in self._outbox.due_by("inbox"):
            due[notice.campaign].append(self._outbox.worded(notice))
        try:
            for campaign, notices in due.items():
                position = await self._register.told_in_inbox(campaign, notices)
                self.recorded_at = max(self.recorded_at, position)
                self._outbox.settle(notice.delivery_id for notice in notices)
            self.recorded_at = max(self.recorded_at, await self._look())
        except LogUnavailable:
            _logger.info("notices_wait_for_the_log")
            await self._pause(RETRY_SECONDS)
            self._news.set()
            return
        self._on_decided()
        async with self._moved:
            self._decided = folded
            self._moved.notify_all()
