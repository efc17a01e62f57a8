"""What tracking's handlers need from outside, as they need it. Typed parameters, no defaults."""

from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from shared.core.access import Caller
from shared.core.decider import Answer, Command, Duplicate, Recorded
from shared.core.events import EvidenceAttached, FeedbackAnswered, PersonalDataErased, QualityFlagged
from shared.core.grants import Grant
from shared.core.log import Commit
from shared.core.problems import Problem
from shared.core.uploads import Upload
from shared.core.values import CampaignId, Language, Role
from shared.sheets.unit_columns import UnitColumn

# What a look at the sealed data of a subject that is to be erased says.
Found: TypeAlias = Literal["nothing_sealed", "words_repeated", "erasable"]


class PensPort(Protocol):
    """The pens of this service, one per campaign."""

    def __contains__(self, campaign: str) -> bool:
        """Whether this campaign's pen is taken up already."""
        ...

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        ...

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide together. Raises LogUnavailable, LogDamaged."""
        ...

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each, and write nothing. Raises LogUnavailable, LogDamaged."""
        ...


class HeardPort(Protocol):
    """Who wants to know that there are new facts."""

    def hear(self, commit: Commit) -> None:
        """Take the next commit of the log."""
        ...


class SubmitPort(Protocol):
    """Where statements are laid down."""

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        ...


class TriedPort(SubmitPort, Protocol):
    """Where statements are laid down, or only tried out."""

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each, and write nothing. Raises LogUnavailable, LogDamaged."""
        ...


class Shown(Protocol):
    """The read model of this service."""

    async def __call__(self, position: int, /) -> bool:
        """Wait until every fact up to a position is shown; False if that takes too long. Raises LogDamaged."""
        ...


class Look(Protocol):
    """Looks at a campaign as it is shown now."""

    def __call__(self, campaign: str, now: datetime, /) -> Sequence[QualityFlagged]:
        """What is wrong with it and was not flagged yet. Raises NotBuiltYet, DatabaseUnavailable."""
        ...


class GrantsPort(Protocol):
    """Who is let in, as the access tables have it."""

    async def changed(self, *, since: int) -> int:
        """Wait for a change after the one with this number (0: the first look); that change's number."""
        ...

    async def all_grants(self) -> list[Grant]:
        """Every grant there ever was. Raises AccessUnavailable, which is for later."""
        ...


class Stamps(Protocol):
    """What a statement of the system's own bears that no rule can say."""

    def mac(self, content: bytes) -> str:
        """The MAC of a content under the installation's secret, in hexadecimal."""
        ...

    def nonce(self) -> str:
        """128 random bits in hexadecimal."""
        ...

    def recorded_at(self) -> str:
        """Now, as the log writes it (RFC 3339, UTC, milliseconds)."""
        ...


class ErasuresPort(Protocol):
    """Erasures on their way from the log into the vault."""

    def note(self, commit: Commit) -> bool:
        """Take the next commit of the log, and say whether it holds an erasure."""
        ...

    def all_noted(self) -> None:
        """The log was read up to its end as it was at the start."""
        ...

    async def look_up(self, data: PersonalDataErased, campaign: CampaignId) -> Found:
        """Whether there is anything to erase, and whether the basis repeats it. Raises LogUnavailable, LogDamaged."""
        ...

    async def names_writer(self, data: FeedbackAnswered, campaign: CampaignId) -> bool:
        """Whether an answer repeats who wrote, or what. Raises LogUnavailable, LogDamaged."""
        ...

    async def carry_out(self, data: PersonalDataErased, campaign: CampaignId) -> None:
        """Have it done now, and wait for it. Raises LogUnavailable: then it is done a little later."""
        ...


class Begun(Protocol):
    """What a form bears, so that sending it twice states one thing."""

    @property
    def id(self) -> str:
        """The event's id."""
        ...

    @property
    def time(self) -> str:
        """When it is said to have happened."""
        ...


class FormsPort(Protocol):
    """The door of this service, as the forms of its own pages use it."""

    def begin(self) -> Begun:
        """A new form."""
        ...

    async def take(self, caller: Caller, event: Mapping[str, object]) -> Recorded | Duplicate | Problem:
        """What became of a structured CloudEvent, decided as at the door."""
        ...


class TakenOne(Protocol):
    """What became of one event of a file."""

    @property
    def answer(self) -> Recorded | Duplicate | Problem:
        """The answer; of what was only tried and would be new, recorded at position 0."""
        ...


class FilesPort(Protocol):
    """The door of this service, as its page for files uses it: one file's events, in order, each decided alone."""

    async def rehearse(self, caller: Caller, bodies: Sequence[bytes]) -> Sequence[TakenOne] | Problem:
        """What would become of them; nothing is written."""
        ...

    async def record(self, caller: Caller, bodies: Sequence[bytes]) -> Sequence[TakenOne] | Problem:
        """What became of them."""
        ...

    async def columns_of(self, unit_id: str) -> Sequence[UnitColumn]:
        """What a unit calls its columns. Raises Refusal (503)."""
        ...

    async def keep_columns(self, unit_id: str, short: str, columns: Mapping[str, str | None]) -> None:
        """Remember, or forget (None), what columns of one type hold. Raises Refusal (503)."""
        ...


class Answered(Protocol):
    """What is said to a program."""

    @property
    def status(self) -> int:
        """As in HTTP."""
        ...

    @property
    def body(self) -> bytes:
        """JSON."""
        ...


class HooksPort(Protocol):
    """The door of this service for signed webhooks."""

    async def take(
        self, name: str, headers: Mapping[str, str], parts: AsyncIterable[bytes], language: Language
    ) -> Answered:
        """What became of one message."""


class EvidencePort(Protocol):
    """The store of evidence. A problem is what its sender is answered."""

    async def begin(
        self, whose: str, campaign: CampaignId, data: EvidenceAttached, *, role: Role, actor: str
    ) -> Upload | Problem:
        """Expect a file."""
        ...

    async def find(self, whose: str, upload_id: str) -> Upload | Problem | None:
        """A file on its way, and how far it is; None if there is none of this caller's."""
        ...

    async def add(self, upload: Upload, pieces: AsyncIterator[bytes], *, at: int) -> int | Problem:
        """Take the next part, as far as it comes; how many bytes there are now, on disk."""
        ...

    async def content(self, upload: Upload) -> bytes | Problem:
        """All that came."""
        ...

    async def keep(self, upload: Upload) -> Problem | None:
        """Keep it, on disk."""
        ...

    async def done(self, upload: Upload) -> None:
        """Forget that it was on its way, and what of it is not kept."""
        ...

    async def open(self, campaign: CampaignId, data: EvidenceAttached) -> Iterator[bytes] | Problem:
        """A kept file in clear, piece by piece."""
        ...


class AttachingPort(Protocol):
    """The way in of files, and out again, as the doors use it."""

    async def expect(
        self, caller: Caller, campaign: CampaignId, data: EvidenceAttached
    ) -> Upload | Duplicate | Problem:
        """Begin with a file that may come; a duplicate is here already."""
        ...

    async def whole(
        self, caller: Caller, campaign: CampaignId, data: EvidenceAttached, content: bytes
    ) -> Recorded | Duplicate | Problem:
        """Take in a file that came all at once."""
        ...

    async def find(self, caller: Caller, upload_id: str) -> Upload | Problem | None:
        """A file on its way, of this sender."""
        ...

    async def take(self, upload: Upload, pieces: AsyncIterator[bytes], *, at: int) -> int | Problem:
        """The next part of it; how many bytes there are now."""
        ...

    async def finish(self, upload: Upload) -> Recorded | Duplicate | Problem:
        """A file of which all bytes came is looked at, kept and told."""
        ...

    async def give_up(self, upload: Upload) -> None:
        """It will not be whole."""
        ...

    async def open(self, campaign: CampaignId, data: EvidenceAttached) -> Iterator[bytes] | Problem:
        """A kept file in clear, piece by piece."""
        ...
