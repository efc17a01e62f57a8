"""Shows checkpoints to a witness and takes its cosignatures, or its objection. It signs and keeps nothing itself."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from services.audit.domain import guard
from services.audit.domain.checkpoints import Checkpoint
from services.audit.domain.errors import ProofRefused
from services.audit.domain.notes import LEAD, VerifierKey, open_note
from services.audit.domain.tiles import node_from_tiles
from services.audit.domain.tree import consistency_path
from services.audit.domain.witnessing import Asked
from services.audit.handlers.growing import Objection
from services.audit.ports import Reply, Tiles, Witness
from shared.core.errors import ThiDuaError

BACKOFF_SECONDS: Final = 5.0

_logger: Final = logging.getLogger(__name__)


class Silent(Exception):
    """The witness gave no answer to go by; the message says why."""


class Showing:
    """One witness. `keys`: whose cosignatures count; none: any. `on_answer` hears: cosigned, away or refused."""

    def __init__(
        self,
        witness: Witness,
        tiles: Tiles,
        *,
        keys: Sequence[VerifierKey],
        on_answer: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = witness.url
        self._witness = witness
        self._tiles = tiles
        self._keys = keys
        self._on_answer = on_answer
        self._now = now
        self._remembered: int | None = None  # the size that the witness knows; None until it has said so
        self._ask_again_at = float("-inf")
        self._silence = ""

    def show(self, checkpoint: Checkpoint, note: bytes) -> bytes:
        """The note with the witness's cosignature. Waits for the answer. Raises Silent, Objection.

        While the witness was silent a moment ago, it is not asked: nobody should wait for it each time.
        """
        if self._now() < self._ask_again_at:
            raise Silent(self._silence)
        try:
            lines = self._cosigned(checkpoint, note)
        except Silent as silent:
            self._silence = str(silent)
            self._ask_again_at = self._now() + BACKOFF_SECONDS
            self._on_answer("away")
            _logger.warning("no_cosignature", extra={"witness": self.url, "cause": str(silent)})
            raise
        except Objection:
            self._on_answer("refused")
            raise
        self._on_answer("cosigned")
        return note + lines

    def _cosigned(self, checkpoint: Checkpoint, note: bytes) -> bytes:
        """The witness's signature lines. It is asked twice at most: it may have to tell first what it remembers."""
        old = checkpoint.size if self._remembered is None else self._remembered
        reply = self._ask(old, checkpoint, note)
        if reply.status == 409 and (told := _size_in(reply)) is not None and told != old:
            ahead = guard.against_witness(checkpoint, remembered=told)
            if ahead is not None:
                raise Objection(ahead)
            reply = self._ask(told, checkpoint, note)
        if reply.status in (409, 422):
            raise Objection(guard.witness_differs(checkpoint))
        if reply.status != 200:
            raise Silent(f"HTTP {reply.status}; it must be started with our key, see keys/public.txt")
        lines = self._checked(reply, note)
        self._remembered = checkpoint.size
        return lines

    def _ask(self, old: int, checkpoint: Checkpoint, note: bytes) -> Reply:
        try:
            node = node_from_tiles(lambda tile: self._tiles.read(tile.path()) or b"", checkpoint.size)
            path = consistency_path(old, checkpoint.size, node) if 0 < old < checkpoint.size else []
            return self._witness.add_checkpoint(Asked(old, tuple(path), note).body)
        except ThiDuaError as error:
            raise Silent(str(error)) from error

    def _checked(self, reply: Reply, note: bytes) -> bytes:
        """The cosignatures in an answer, once they are known to be some. Raises Silent."""
        if not reply.body.startswith(LEAD.encode()):
            raise Silent("what it answered is no signature")
        try:
            if self._keys:
                open_note(note + reply.body, self._keys)
        except ProofRefused as error:
            raise Silent(f"what it answered is no cosignature of the key that is trusted: {error}") from error
        return reply.body


def _size_in(reply: Reply) -> int | None:
    text = reply.body.removesuffix(b"\n")
    return int(text) if text.isdigit() and len(text) < 20 else None
