"""The reactor: it follows the log, weighs whom new facts speak of, and has the pen state what is new. It knows no rule.

Facts are folded as they come; who is to be weighed is remembered, and each is weighed once for all facts folded by
then. So a burst costs one weighing a subject, and a single fact is answered at once: while the log writes what was
found of some, the next are weighed, unless they are those of whom it is being written. What was stated last is folded
from the log too, and the pen refuses what says nothing new: restarts and redelivery never state a flag twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import islice
from typing import Any, Final, NoReturn

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import AT_ONCE, Candidate, Key, id_of, is_news, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.touching import touched_by
from services.awards.domain.verdicts import news
from services.awards.handlers.bonuses import Bonuses
from services.awards.handlers.stating import Cause, conclusion
from services.awards.ports import PensPort, Shown, Spans, Stamps
from shared.core.decider import Answer, Command, Duplicate, Recorded, Refused
from shared.core.envelope import position_of
from shared.core.errors import LogUnavailable
from shared.core.events import REGISTRY, Flag
from shared.core.log import Commit
from shared.core.projecting import slices
from shared.rules.stated import Stated, stated

PATIENCE_SECONDS: Final = 10.0
RETRY_SECONDS: Final = 0.2
FACTS_AT_ONCE: Final = 500  # folded between two turns of the event loop

_logger: Final = logging.getLogger(__name__)


class _Desk:
    """One campaign on the reactor's desk: its facts, its flags, and whom to weigh because of what."""

    def __init__(self, registry: RegistryFacts) -> None:
        self.facts = CampaignFacts(registry)
        self.flags: dict[Key, Stated] = {}
        self.stated_at: dict[Key, int] = {}
        self.waiting: dict[Subject, Cause] = {}
        self.on_the_way: set[Subject] = set()  # of whom something is being stated
        self.last_words: list[tuple[Candidate, Cause]] | None = None  # once the campaign is closed
        self.being_weighed = asyncio.Lock()

    def take_flag(self, flag: Flag, position: int) -> None:
        """Know what was stated, unless something newer is known."""
        key = key_of(flag)
        if position > self.stated_at.get(key, 0):
            self.flags[key], self.stated_at[key] = stated(flag), position


class Reactor:
    """Hand it every commit with `on_commits`, and `run` it as a task.

    `weighed` is the number of the commit up to which every flag and bonus that follows is made, `flagged_at` the
    position of the newest of them.
    """

    def __init__(
        self,
        pens: PensPort,
        registry: RegistryFacts,
        bonuses: Bonuses,
        *,
        stamps: Stamps,
        shown: Shown,
        span: Spans,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.weighed = 0
        self.flagged_at = 0
        self._pens = pens
        self._registry = registry
        self._bonuses = bonuses
        self._stamps = stamps
        self._shown = shown
        self._span = span
        self._pause = pause
        self._desks: dict[str, _Desk] = {}
        self._folded = 0  # the number of the newest commit folded
        self._news = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None  # the newest: it ends after those before it
        self._put_back = 0  # how often something was not stated, so that it waits again
        self._caught_up = asyncio.Condition()
        self._moved = asyncio.Event()

    async def on_commits(self, commits: Sequence[Commit]) -> None:
        """Take the next commits of the whole log."""
        for some in slices(commits, FACTS_AT_ONCE):
            for commit in some:
                if commit.number <= self._folded:
                    continue
                if commit.owner != "notify":
                    await self._fold(commit)
                if commit.owner == "awards":
                    self._fold_flags(commit)
                self._bonuses.take(commit)
                self._folded = commit.number
            self._news.set()
            async with self._caught_up:
                self._caught_up.notify_all()
            await asyncio.sleep(0)

    async def run(self, *, after: int) -> NoReturn:
        """Weigh and state until cancelled, once every commit up to the number `after` is folded. Raises LogDamaged."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                if self._telling is not None and self._telling.done():
                    self._telling.result()  # what it failed of is ours
                if self._folded >= after:
                    await self._catch_up()
        finally:
            if self._telling is not None:
                self._telling.cancel()
                await asyncio.gather(self._telling, return_exceptions=True)

    async def caught_up(self, position: int, *, within: float = PATIENCE_SECONDS) -> bool:
        """Wait until every flag that follows from facts up to a position is made and shown. Raises LogDamaged."""
        try:
            async with asyncio.timeout(within):
                async with self._caught_up:
                    await self._caught_up.wait_for(lambda: self.weighed >= position // 1_000)
                return await self._shown(max(position, self.flagged_at))
        except TimeoutError:
            return False

    async def followed(self, number: int, *, within: float = PATIENCE_SECONDS) -> bool:
        """Wait until every commit up to a number is folded, whatever follows from it; False if that takes too long."""
        try:
            async with asyncio.timeout(within), self._caught_up:
                await self._caught_up.wait_for(lambda: self._folded >= number)
        except TimeoutError:
            return False
        return True

    async def moved(self) -> None:
        """Wait until `weighed` has moved since this was last waited for; one may wait at a time."""
        await self._moved.wait()
        self._moved.clear()

    # --- folding

    async def _fold(self, commit: Commit) -> None:
        launches = commit.owner == "tracking" and commit.campaign != REGISTRY
        if launches and commit.campaign not in self._desks:
            self._desks[commit.campaign] = _Desk(self._registry)
        facts = {campaign: desk.facts for campaign, desk in self._desks.items()}
        cause: Cause | None = None
        for campaign, subject, fact, position in touched_by(commit, self._registry, facts):
            if cause is None or cause.fact is not fact:  # many are touched by one
                cause = Cause(fact, position)
            self._desks[campaign].waiting[subject] = cause
        desk = self._desks.get(commit.campaign)
        if desk is not None and desk.facts.closed and desk.last_words is None:
            await self._close(desk)

    def _fold_flags(self, commit: Commit) -> None:
        desk = self._desks.get(commit.campaign)
        base = position_of(commit.number, 0)
        for place, fact in enumerate(commit.facts() if desk else ()):
            if desk is not None and isinstance(fact.data, Flag):
                desk.take_flag(fact.data, base + place)
                self.flagged_at = max(self.flagged_at, base + place)

    async def _close(self, desk: _Desk) -> None:
        """What follows from a campaign's facts is said as things stood when it was closed, and no more after that."""
        async with desk.being_weighed:
            if self._telling is not None:
                await asyncio.wait([self._telling])
            begun, desk.waiting = desk.waiting, {}
            desk.last_words = await self._found(desk, begun)

    # --- weighing and stating

    async def _catch_up(self) -> None:
        """Weigh everybody of whom the facts folded by now speak; what is found is stated while the next are weighed."""
        folded, put_back = self._folded, self._put_back
        try:
            for campaign, desk in list(self._desks.items()):
                await self._weigh(campaign, desk)
            await self._bonuses.state()
            self.flagged_at = max(self.flagged_at, self._bonuses.stated_at)
        except LogUnavailable:
            self._put_back += 1
        self._then(self._reach(folded, self._telling, put_back=put_back))

    async def _reach(self, folded: int, told: asyncio.Task[None] | None, *, put_back: int) -> None:
        """Say how far it is, once all is told; whoever was put back since that round began is in none but the next."""
        if told is not None:
            await told
        if self._put_back > put_back:
            _logger.info("flags_wait_for_the_log")
            await self._pause(RETRY_SECONDS)
            self._news.set()
            return
        async with self._caught_up:
            self.weighed = folded
            self._caught_up.notify_all()
        self._moved.set()

    def _then(self, telling: Coroutine[Any, Any, None]) -> None:
        self._telling = asyncio.create_task(telling)
        self._telling.add_done_callback(self._look_after)

    def _look_after(self, telling: asyncio.Task[None]) -> None:
        if telling.cancelled() or telling.exception() is not None:
            self._news.set()  # `run` ends as this did

    async def _told(self) -> None:
        """Wait until all that was found before is stated or put back. Raises LogDamaged."""
        if self._telling is not None:
            await asyncio.wait([self._telling])
            self._telling.result()

    async def _weigh(self, campaign: str, desk: _Desk) -> None:
        """Weigh all who wait now. Raises LogUnavailable; then those of whom nothing was said yet wait on."""
        subjects = iter(list(desk.waiting))
        while some := list(islice(subjects, AT_ONCE)):
            async with desk.being_weighed:
                await self._weigh_some(campaign, desk, some)
        if desk.last_words is not None:
            await self._told()
            await self._state(campaign, desk, desk.last_words)
            del self._desks[campaign]

    async def _weigh_some(self, campaign: str, desk: _Desk, subjects: Sequence[Subject]) -> None:
        if not desk.on_the_way.isdisjoint(subjects):
            await self._told()
        begun = {subject: desk.waiting.pop(subject) for subject in subjects if subject in desk.waiting}
        found = await self._found(desk, begun)
        if found:
            await self._told()
            desk.on_the_way = {Subject(flag.subject_kind, flag.subject_id) for flag, _ in found}
            self._then(self._tell(campaign, desk, found, begun))

    async def _tell(
        self, campaign: str, desk: _Desk, found: Sequence[tuple[Candidate, Cause]], begun: dict[Subject, Cause]
    ) -> None:
        """State what was found of some; if the log is down they wait on."""
        try:
            await self._state(campaign, desk, found)
        except LogUnavailable:
            desk.waiting = begun | desk.waiting
            self._put_back += 1
        desk.on_the_way = set()

    async def _found(self, desk: _Desk, begun: dict[Subject, Cause]) -> list[tuple[Candidate, Cause]]:
        """What there is to say of each, and because of what; others run in between.

        A fact that was folded in between is weighed with the others, so it is the cause.
        """
        found: list[tuple[Candidate, Cause]] = []
        for subject, waited in list(begun.items()):
            cause = begun[subject] = desk.waiting.pop(subject, waited)
            with self._span("weigh", cause.traceparent, cause=cause.position) as span:
                flags = news(desk.facts, subject, desk.flags)
                span.note(flags=len(flags))
            found += [(flag, cause) for flag in flags]
            await asyncio.sleep(0)
        return found

    async def _state(self, campaign: str, desk: _Desk, found: Sequence[tuple[Candidate, Cause]]) -> None:
        # What was found when a campaign closed may have been stated before a restart.
        due = [(flag, cause) for flag, cause in found if is_news(flag, before=desk.flags.get(key_of(flag)))]
        if not due:
            return
        answers = await self._pens.submit(campaign, [self._command(campaign, flag, cause) for flag, cause in due])
        for (flag, _), answer in zip(due, answers, strict=True):
            self._know(desk, flag, answer)

    def _know(self, desk: _Desk, flag: Flag, answer: Answer) -> None:
        match answer:
            case Recorded(position) | Duplicate(position):
                desk.take_flag(flag, position)
                self.flagged_at = max(self.flagged_at, position)
            case Refused("unchanged"):
                pass  # another replica said so, and its commit is on the way here
            case _:
                _logger.error("flag_refused", extra={"card": flag.card, "answer": type(answer).__name__})

    def _command(self, campaign: str, flag: Candidate, cause: Cause) -> Command:
        """The statement of a flag. Its id follows from all it says and from its cause, so that it is made but once."""
        return conclusion(flag, id_of(flag, cause.position), campaign=campaign, cause=cause, stamps=self._stamps)
