"""What the handlers of audit need from outside, as they need it. Typed parameters, no defaults."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from services.audit.domain.published import Entry, Published
from services.audit.domain.tiles import EntryTile, Tile
from services.audit.domain.tlog_proof import TlogProof


class Tiles(Protocol):
    """Tiles and entry bundles by their C2SP path."""

    def read(self, path: str) -> bytes | None:
        """What stands there; None if nothing does."""
        ...

    def put(self, path: str, content: bytes) -> None:
        """Put something there; it outlasts a crash only after `sync`. Raises OSError."""
        ...

    def sync(self) -> None:
        """Have on disk all that was put. Raises OSError."""
        ...

    def widths(self, folder: str) -> list[int]:
        """How wide the tiles in a folder of those that are not full are, the widest first."""
        ...

    def drop(self, paths: Iterable[str]) -> None:
        """Remove what nobody needs any more."""
        ...


class Index(Protocol):
    """How many leaves the tree has with each commit."""

    def open_again(self) -> None:
        """Go on with what stands in its place now. Raises OSError."""
        ...

    def put(self, number: int, leaves: int) -> None:
        """The tree has so many leaves with this commit. Raises OSError."""
        ...

    def leaves(self, number: int) -> int:
        """How many leaves the tree has with this commit. KeyError."""
        ...

    def commit_of(self, leaf: int, *, last: int) -> int:
        """The number of the commit that holds a leaf; commits up to `last` reach it."""
        ...

    def __len__(self) -> int:
        """For how many commits there is something."""
        ...

    def sync(self) -> None:
        """Have it on disk. Raises OSError."""
        ...


class Memory(Protocol):
    """What audit must not forget, on disk when each call returns. All raise OSError."""

    def held(self) -> AbstractContextManager[None]:
        """Keep other signers and deciders out."""
        ...

    def signing_key(self) -> str:
        """The key that signs ("" if there is none)."""
        ...

    def make_key(self, key: str, *, public: str) -> None:
        """Keep the first key."""
        ...

    def public_keys(self) -> list[str]:
        """Every key that ever signed, the newest last."""
        ...

    def checkpoint(self) -> bytes:
        """The newest checkpoint (empty if none was ever signed)."""
        ...

    def keep_checkpoint(self, note: bytes) -> None:
        """Remember the newest checkpoint."""
        ...

    def print_checkpoint(self, note: bytes) -> None:
        """Add it to the file for people."""
        ...

    def is_printed(self, note: bytes) -> bool:
        """Whether it is the newest in the file for people."""
        ...

    def refusal(self) -> str:
        """The code and the reason why nothing is signed until a person decides ("" if there is none)."""
        ...

    def refuse(self, why: str) -> None:
        """Sign nothing until a person decides."""
        ...

    def withdraw_refusal(self) -> None:
        """What was wrong is right again."""
        ...

    def changed(self) -> object:
        """Something that is another value once a person has decided or put a key in place."""
        ...


class Reply(Protocol):
    """What a witness answered, as HTTP says it."""

    @property
    def status(self) -> int:
        """200, or why not."""
        ...

    @property
    def body(self) -> bytes:
        """Signature lines, or the size that is remembered."""
        ...


class Witness(Protocol):
    """Somebody else who remembers what was signed."""

    @property
    def url(self) -> str:
        """Where it is asked."""
        ...

    def add_checkpoint(self, request: bytes) -> Reply:
        """Ask it; this thread waits for the answer. Raises ThiDuaError if there is none."""
        ...


class Picture(Protocol):
    """A QR code, as a path to draw."""

    @property
    def units(self) -> int:
        """How wide and high it is."""
        ...

    @property
    def path(self) -> str:
        """What is dark, as SVG says it."""
        ...


class Verified(Protocol):
    """How far a verification of the whole log has come; pages show more of it than is named here."""

    @property
    def ended(self) -> datetime | None:
        """When it ended; None while it runs."""
        ...


class Verifier(Protocol):
    """Verifications of the whole log, one at a time."""

    @property
    def newest(self) -> Verified | None:
        """The one that runs, or else the last that ran."""
        ...

    def begin(self) -> None:
        """Begin one, unless one is running."""
        ...


class Checkpoints(Protocol):
    """The checkpoints as they are signed."""

    @property
    def published(self) -> Published | None:
        """The newest; None if none was ever signed."""
        ...

    async def covers(self, number: int) -> Published:
        """Wait until one covers a commit, for ever if need be; the newest."""
        ...


class Findings(Protocol):
    """What a published checkpoint covers. All raise ProofRefused if a file is not as it should be."""

    def tile(self, wanted: Tile | EntryTile, published: Published) -> bytes | None:
        """What stands in a tile or bundle; None if there is no such one."""
        ...

    def entry(self, position: int, published: Published) -> Entry | None:
        """The fact at a position; None if there is none."""
        ...

    def entries(self, positions: Sequence[int], published: Published) -> list[Entry]:
        """The facts at positions where facts stand, in the same order."""
        ...

    def proof(self, position: int, published: Published) -> TlogProof | None:
        """That the fact at a position is in the log; None if there is none."""
        ...

    def end(self, published: Published) -> int:
        """The position of the last fact (0: none)."""
        ...
