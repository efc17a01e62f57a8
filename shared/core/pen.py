"""The pen: follow, gather, decide, commit, answer. One pen writes one owner's facts of one campaign, fenced.

It waits for callers and for the log's acknowledgement and does nothing else: it opens no socket, reads no clock and
draws no lot (commit ids are handed in). Nothing is answered before the commit it rests on is on disk. See ADR-0002.
"""

import asyncio
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Final, Generic, TypeVar

from shared.core.decider import Answer, Command, ContentDiffers, Decider, Duplicate, Recorded, State, fact_of
from shared.core.draft import (
    TOO_LARGE,
    Deciding,
    Draft,
    Entry,
    Waiting,
    decide_each,
    decide_nothing,
    decide_on_trial,
    decide_whole,
    patiently,
)
from shared.core.envelope import MAX_FACT_BYTES, encode_fact, position_of
from shared.core.errors import FenceConflict, LogDamaged, LogUnavailable
from shared.core.index import hash64
from shared.core.log import Commit, EventLog
from shared.core.names import Elsewhere
from shared.core.values import CampaignId, Owner

S = TypeVar("S", bound=State)

RETRY_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 5.0
_MAC_BITS: Final = 64
_MAC: Final = (1 << _MAC_BITS) - 1


class Pen(Generic[S]):
    """Writes one owner's facts of one campaign. `run` it as a task; `submit` from as many callers as there are.

    While it is not `is_sure` to be the one that writes, it answers LogUnavailable: what it knows may be no longer so.
    Under a name that another owner has taken `elsewhere` it records nothing.
    """

    def __init__(
        self,
        log: EventLog,
        state: S,
        *,
        campaign: CampaignId,
        owner: Owner,
        decider: Decider[S],
        new_commit_id: Callable[[], str],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE_SECONDS,
        is_sure: Callable[[], bool] = lambda: True,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.state = state
        self._log = log
        self._campaign = campaign
        self._owner = owner
        self._decider = decider
        self._new_commit_id = new_commit_id
        self._pause = pause
        self._patience = patience
        self._is_sure = is_sure
        self._elsewhere = elsewhere
        self._fenced = False  # whether the newest commit is of this pen's own hand: no older writer gets past it
        self._seen: dict[int, int] = {}  # hash of (source, id) -> reference of the fact, hash of its content's MAC
        self._numbers = array("Q")  # own commit ordinal -> commit number
        self._recorded_at = ""
        self._queue = Waiting()
        self._draft: Draft | None = None
        self._wake = asyncio.Event()
        self._ended: LogDamaged | LogUnavailable | None = None

    @property
    def last(self) -> int:
        """The number of the newest own commit folded (0: none)."""
        return self._numbers[-1] if self._numbers else 0

    @property
    def next_ref(self) -> int:
        """The reference that the first fact of the next commit will have."""
        return len(self._numbers) * 1_000

    def position(self, ref: int) -> int:
        """The position of an own fact from its reference (own commit ordinal x 1000 + place)."""
        return position_of(self._numbers[ref // 1_000], ref % 1_000)

    async def submit(self, commands: Sequence[Command]) -> list[Answer]:
        """Decide commands, each alone, and return their answers in order, once all they rest on is on disk.

        Raises LogUnavailable if the log did not answer in time (sending the same again is safe), LogDamaged if the
        log lost something: then the pen has stopped for good.
        """
        return await self._enter(commands, decide_each) if commands else []

    async def submit_whole(self, commands: Sequence[Command]) -> list[Answer]:
        """As submit, but all new facts stand in one commit, or none is recorded."""
        return await self._enter(commands, decide_whole) if commands else []

    async def try_out(self, commands: Sequence[Command]) -> list[Answer]:
        """What would become of at most 1,000 commands; nothing is written, and Recorded at 0 is what would be."""
        return await self._enter(commands, decide_on_trial) if commands else []

    async def hold(self, keys: Sequence[int], *, keep: bool) -> list[int]:
        """Where facts of these names stand (0: nowhere), once all decided before is on disk.

        `keep`: what stands nowhere is left to the other owner from now on. Raises LogUnavailable, LogDamaged.
        """
        if keep and self._elsewhere is not None:
            self._elsewhere.hold(keys)
        await self._enter((), decide_nothing)
        return [0 if (seen := self._seen.get(key)) is None else self.position(seen >> _MAC_BITS) for key in keys]

    async def run(self) -> None:
        """Write until cancelled; whoever waits then is told LogUnavailable. Raises LogDamaged."""
        try:
            with self._giving_up():
                await self._catch_up()
            while True:
                if not self._queue:
                    self._wake.clear()
                    await self._wake.wait()
                await asyncio.sleep(0)  # let every caller that is ready join this commit
                await self._learn_of_claims()
                if not self._is_sure():
                    self._fail_waiting(LogUnavailable())
                    continue
                draft = self._draft = self._decide_queue()
                if await (self._commit(draft) if draft.lines else self._still_knows_all()):
                    self._answer(draft)
                else:
                    self._queue.again(draft)
        except BaseException as end:  # also if it is laid down or its decider is broken: nobody may wait for ever
            self._ended = end if isinstance(end, LogDamaged) else LogUnavailable()
            self._fail_waiting(self._ended)
            raise

    async def _enter(self, commands: Sequence[Command], decide: Deciding) -> list[Answer]:
        if self._ended is not None:
            raise self._ended.with_traceback(None)
        entry = Entry(commands, asyncio.get_running_loop().create_future(), decide=decide)
        self._queue.append(entry)
        self._wake.set()
        return await entry.future

    def _decide_queue(self) -> Draft:
        draft = Draft()
        while self._queue:
            entry = self._queue[0]
            if not entry.future.done():  # else its caller was given up or went away
                draft.began.append((entry, entry.next))
                if not entry.decide(self, entry, draft):
                    break  # the commit is full: the rest waits for the next
            self._queue.popleft()
        return draft

    def decide_one(self, entry: Entry, command: Command, draft: Draft) -> bool:
        """Decide one command into the draft, in `run`; False if its fact does not fit there any more."""
        seen = self._seen.get(command.key)
        if seen is not None:
            # Where the subject was erased the content's MAC is gone with its key: (source, id) alone tells a repeat.
            same = not command.contentmac or seen & _MAC == hash64(command.contentmac)
            draft.outcomes.append((entry, Duplicate if same else ContentDiffers, seen >> _MAC_BITS))
            return True
        if self._elsewhere is not None and (taken := self._elsewhere.answer(command.key)) is not None:
            draft.outcomes.append((entry, None, taken))
            return True
        state = self.state
        refusal = self._decider.decide(state, command)
        if refusal is not None:
            draft.outcomes.append((entry, None, refusal))
            return True
        recorded_at = max(self._recorded_at, command.recorded_at)
        fact = fact_of(command, recorded_at=recorded_at, registry_at=state.registry_at)
        line = encode_fact(fact)
        if len(line) > MAX_FACT_BYTES:
            draft.outcomes.append((entry, None, TOO_LARGE))
            return True
        if not draft.fits(line):
            return False
        ref = self.next_ref + len(draft.lines)
        self._recorded_at = recorded_at
        self._seen[command.key] = ref << _MAC_BITS | hash64(command.contentmac)
        state.journal.on_undo(self._seen.pop, command.key)
        self._decider.evolve(state, fact, ref)
        draft.add(line)
        draft.outcomes.append((entry, Recorded, ref))
        return True

    async def _commit(self, draft: Draft) -> bool:
        """True: on disk. False: another writer was first; our changes are undone and its commits folded."""
        payload, commit_id = b"\n".join(draft.lines), self._new_commit_id()
        with self._giving_up():
            while True:
                if not self._is_sure():  # who follows may have left a name of these to another door
                    self._fenced = False
                    return await self._found(commit_id)
                try:
                    number = await self._log.commit(
                        payload, campaign=self._campaign, owner=self._owner, expect=self.last, commit_id=commit_id
                    )
                except LogUnavailable:
                    # Recorded or not? The same commit under the same fence is sent again: it can stand there once.
                    await self._pause(RETRY_SECONDS)
                except FenceConflict:
                    return await self._found(commit_id, must_be=True)
                else:
                    return self._settle(number, own=True)

    async def _found(self, commit_id: str, *, must_be: bool = False) -> bool:
        """As _commit, by what stands in the log; something `must_be` there where the fence has met it."""
        newer = await self._newer_commits()
        if must_be and not newer:
            raise LogDamaged(f"log.{self._campaign}.{self._owner} ends before commit {self.last}.")
        if newer and newer[0].id == commit_id:  # ours: the fence was checked before the id of a commit sent again
            return self._settle(newer[0].number, own=True)
        self.state.journal.undo()
        for commit in newer:
            self._fold(commit)
        return False

    async def _still_knows_all(self) -> bool:
        """False: what another sent before us came only now, behind no commit of ours that would keep it out."""
        with self._giving_up():
            newer = [] if self._fenced else await self._newer_commits()
        for commit in newer:
            self._fold(commit)
        return not newer

    async def _learn_of_claims(self) -> None:
        """What became of claims, where somebody asks for such a name; while that cannot be known they stand."""
        other = self._elsewhere
        if other is not None and other.is_asked_for(entry.commands[entry.next :] for entry in self._queue):
            with self._giving_up(), suppress(LogUnavailable):
                await other.learn()

    async def _catch_up(self) -> None:
        while True:
            try:
                if self._elsewhere is not None:
                    await self._elsewhere.learn()
                async for commits in self._read_on():
                    for commit in commits:
                        self._fold(commit)
                        await asyncio.sleep(0)  # a campaign's facts are many: others run in between
            except LogUnavailable:
                await self._pause(RETRY_SECONDS)
            else:
                return

    async def _newer_commits(self) -> list[Commit]:
        while True:
            try:
                return [commit async for commits in self._read_on() for commit in commits]
            except LogUnavailable:
                await self._pause(RETRY_SECONDS)

    def _read_on(self) -> AsyncIterator[Sequence[Commit]]:
        return self._log.read(after=self.last, campaign=self._campaign, owner=self._owner)

    def _fold(self, commit: Commit) -> None:
        state, seen, evolve = self.state, self._seen, self._decider.evolve
        facts = commit.facts()
        for ref, fact in enumerate(facts, start=len(self._numbers) * 1_000):
            seen[hash64(fact.source, fact.id)] = ref << _MAC_BITS | hash64(fact.contentmac)
            evolve(state, fact, ref)
        self._recorded_at = max(self._recorded_at, facts[-1].recordedat)  # within a commit it never goes back
        self._settle(commit.number, own=False)

    def _settle(self, number: int, *, own: bool) -> bool:
        if number <= self.last:
            raise LogDamaged(f"Commit number {number} was handed out again.")
        self._numbers.append(number)
        self.state.journal.settle()
        self._fenced = own
        return own

    def _answer(self, draft: Draft) -> None:
        for outcome in draft.outcomes:
            entry = outcome[0]
            answer = outcome[2] if outcome[1] is None else outcome[1](self.position(outcome[2]))
            entry.answers.append(answer)
            if len(entry.answers) >= len(entry.commands) and not entry.future.done():
                entry.future.set_result(entry.answers)
        self._draft = None

    def _giving_up(self) -> AbstractContextManager[None]:
        """While the log keeps us waiting, tell callers after a while that it is unavailable, again and again."""
        return patiently(self._patience, lambda: self._fail_waiting(LogUnavailable()))

    def _fail_waiting(self, error: Exception) -> None:
        self._queue.fail(error, self._draft)
