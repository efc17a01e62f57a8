"""A bundle as a log to read: what folds the log of a server folds a file as well. It takes and checks nothing."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from pathlib import Path
from typing import Final, NoReturn

from services.audit.domain.unpacking import read_pieces
from shared.core.errors import LogUnavailable
from shared.core.log import Commit
from shared.core.values import CampaignId, Owner

AT_ONCE: Final = 200


class BundleLog:
    """EventLog over a bundle that begins with the log's first fact; what is asked beyond reading is refused."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncGenerator[Sequence[Commit], None]:
        """As EventLog.read; raises Wrong where the file cannot be read."""
        held: list[Commit] = []
        with self._path.open("rb") as file:
            for piece in read_pieces(file):
                wanted = campaign is None or (piece.campaign, piece.owner) == (campaign, owner)
                if piece.number > after and wanted:
                    held.append(Commit(piece.number, piece.campaign, piece.owner, piece.id, piece.payload))
                if len(held) == AT_ONCE:
                    yield held
                    held = []
        if held:
            yield held

    async def last(self) -> int:
        """As EventLog.last."""
        number = 0
        async for commits in self.read():
            number = commits[-1].number
        return number

    def follow(self, *, after: int) -> AsyncIterator[Sequence[Commit]]:
        """Nothing comes after the end of a file."""
        del after
        self._refuse()

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        """A file takes no facts."""
        del payload, campaign, owner, expect, commit_id
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise LogUnavailable(f"{self._path} is a bundle: it can be read, and nothing more.")
