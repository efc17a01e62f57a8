"""A file's way in: asked for, taken in parts, looked at when it is whole, kept, and told as a fact. No rule, no format.

The file is on disk before the fact is stated, so a fact never speaks of what is not there. Whoever lost the answer asks
again: the fact's id follows from what it says, and what is kept twice is kept once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

import msgspec

from services.tracking.handlers.stating import SOURCE, stated
from services.tracking.ports import EvidencePort, Stamps, TriedPort
from shared.core.access import Caller, actor_of, source_of
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import EvidenceAttached
from shared.core.index import hash64
from shared.core.problems import LOG_UNAVAILABLE, Problem, problem_of
from shared.core.uploads import Upload
from shared.core.values import CampaignId, Role

Ask: TypeAlias = Callable[[str, Sequence[Command]], Awaitable[list[Answer]]]

LOOKED_AT_ONCE: Final = 2  # each holds a whole file in memory
Wrong: TypeAlias = Callable[[bytes, EvidenceAttached], Refused | None]


class Attaching:
    """Takes files in. `wrong` says why a whole file is not kept."""

    def __init__(self, desk: TriedPort, files: EvidencePort, *, wrong: Wrong, stamps: Stamps) -> None:
        self._desk = desk
        self._files = files
        self._wrong = wrong
        self._stamps = stamps
        self._looking = asyncio.Semaphore(LOOKED_AT_ONCE)

    async def expect(
        self, caller: Caller, campaign: CampaignId, data: EvidenceAttached
    ) -> Upload | Duplicate | Problem:
        """Begin with a file that may come; a duplicate is here already."""
        role, actor = caller.role, actor_of(caller)
        answer = await self._asked(self._desk.try_out, campaign, self._command(role, actor, campaign, data))
        if not isinstance(answer, Recorded):
            return answer
        return await self._files.begin(_whose(caller), campaign, data, role=role, actor=actor)

    async def whole(
        self, caller: Caller, campaign: CampaignId, data: EvidenceAttached, content: bytes
    ) -> Recorded | Duplicate | Problem:
        """Take in a file that came all at once."""
        upload = await self.expect(caller, campaign, data)
        if not isinstance(upload, Upload):
            return upload
        came = await self.take(upload, _pieces(content), at=0)
        return came if isinstance(came, Problem) else await self.finish(msgspec.structs.replace(upload, came=came))

    async def find(self, caller: Caller, upload_id: str) -> Upload | Problem | None:
        """A file on its way, of this sender."""
        return await self._files.find(_whose(caller), upload_id)

    async def take(self, upload: Upload, pieces: AsyncIterator[bytes], *, at: int) -> int | Problem:
        """The next part of it; how many bytes there are now."""
        return await self._files.add(upload, pieces, at=at)

    async def give_up(self, upload: Upload) -> None:
        """It will not be whole."""
        await self._files.done(upload)

    async def finish(self, upload: Upload) -> Recorded | Duplicate | Problem:
        """A file that is whole is looked at, kept and told; what is not kept is thrown away."""
        if upload.came >= 0:
            async with self._looking:
                content = await self._files.content(upload)
                if isinstance(content, Problem):
                    return content
                refused = await asyncio.to_thread(self._wrong, content, upload.data)
            if refused is not None:
                await self._files.done(upload)
                return problem_of(refused)
            not_kept = await self._files.keep(upload)
            if not_kept is not None:
                return not_kept
        command = self._command(upload.role, upload.actor, upload.campaign, upload.data)
        answer = await self._asked(self._desk.submit, upload.campaign, command)
        if answer is not LOG_UNAVAILABLE:
            await self._files.done(upload)
        return answer

    async def open(self, campaign: CampaignId, data: EvidenceAttached) -> Iterator[bytes] | Problem:
        """A kept file in clear, piece by piece; whether the caller may see it was asked before."""
        return await self._files.open(campaign, data)

    async def _asked(self, ask: Ask, campaign: CampaignId, command: Command) -> Recorded | Duplicate | Problem:
        try:
            [answer] = await ask(campaign, [command])
        except (LogUnavailable, LogDamaged):
            return LOG_UNAVAILABLE
        return _told(answer)

    def _command(self, role: Role, actor: str, campaign: CampaignId, data: EvidenceAttached) -> Command:
        """That the file came, in the name of who brought it; by its id it is stated but once."""
        event_id = f"evidence-{sha256(msgspec.json.encode((campaign, data))).hexdigest()[:40]}"
        unit_id = data.unit_id if role == "unit" else ""
        source = source_of(unit_id) if unit_id else SOURCE
        command = stated(data, event_id, campaign=campaign, time=self._stamps.recorded_at(), stamps=self._stamps)
        return msgspec.structs.replace(
            command, source=source, key=hash64(source, event_id), role=role, unit_id=unit_id, actor=actor
        )


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _whose(caller: Caller) -> str:
    """A unit's files are found again by all who speak for it, others' by their own token alone."""
    return caller.unit_id or caller.token_id


def _told(answer: Answer) -> Recorded | Duplicate | Problem:
    match answer:
        case Recorded() | Duplicate():
            return answer
        case ContentDiffers(position):
            return Duplicate(position)  # the same at another time: the id is made of all else
        case Refused():
            return problem_of(answer)
