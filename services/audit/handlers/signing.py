"""Signs what the tree has become, at most twice a second: on disk first, then shown to the witness, then published.

It never signs two checkpoints that disagree. Before its first signature it has seen that the log still gives what was
signed before (`Tree`) and that the witness remembers nothing else; before each, that the tree on disk continues the
last one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, NamedTuple, NoReturn

from services.audit.domain import guard
from services.audit.domain.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.growing import Written, edge_of
from services.audit.domain.keys import secret_text, signer_from
from services.audit.domain.notes import KeyKind, SignerKey, VerifierKey
from services.audit.domain.published import Published
from services.audit.domain.tiles import node_from_tiles
from services.audit.domain.tree import EMPTY_ROOT, check_consistency, consistency_path
from services.audit.handlers.growing import Objection, TilesDamaged, Tree
from services.audit.handlers.showing import Showing, Silent
from services.audit.ports import Index, Memory, Tiles
from shared.core.problems import Problem

EVERY_SECONDS: Final = 0.5
RETRY_SECONDS: Final = 1.0

_logger: Final = logging.getLogger(__name__)


class Overtaken(Exception):
    """Another process has signed meanwhile, or a person has decided: what was signed last is to be read again."""


class Draft(NamedTuple):
    """The tree at one moment, about to be signed."""

    size: int
    root: bytes
    commits: int
    edge: Sequence[Written]


class Signing:
    """`open` it, then `run` it beside the tree.

    `published` is None until something was ever signed; `problem` says why nothing is signed now, if so. `draw` gives
    so many random bytes. `may_sign` says whether it is still for this process to sign; where it is for another,
    `follow` serves what that one signs.
    """

    def __init__(
        self,
        memory: Memory,
        tiles: Tiles,
        index: Index,
        *,
        showing: Showing | None,
        draw: Callable[[int], bytes],
        may_sign: Callable[[], bool],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.published: Published | None = None
        self.problem: Problem | None = None
        self._memory = memory
        self._tiles = tiles
        self._index = index
        self._showing = showing
        self._draw = draw
        self._may_sign = may_sign
        self._pause = pause
        self._signed_with = ""
        self._never_signed = False  # the key was made a moment ago: no signature by it can be known anywhere
        self._changed = asyncio.Condition()

    @property
    def covered(self) -> int:
        """The number of the last commit that a checkpoint covers."""
        return self.published.commits if self.published else 0

    async def open(self) -> Checkpoint:
        """What was signed last (the empty tree if nothing was), which is served from now on. Raises Objection."""
        note, known = self._memory.checkpoint(), self._memory.public_keys()
        if not (note or known):
            self._make_first_key()
        signer = self._signer()
        refused = guard.told_again(self._memory.refusal())
        if self._showing is None and guard.speaks_of_witness(refused):
            raise Objection(refused)
        if not note:
            self.published = None
            return Checkpoint(signer.name, 0, EMPTY_ROOT)
        checkpoint = self._opened(note, signer.name)
        if not self._memory.is_printed(note):  # a crash came between the two files
            self._memory.print_checkpoint(note)
        commits = self._index.commit_of(checkpoint.size - 1, last=len(self._index)) if checkpoint.size else 0
        await self._publish(Published(checkpoint, note, commits, cosigned=self._showing is None))
        return checkpoint

    async def follow(self) -> NoReturn:
        """Serve for ever what another process signs, as it comes."""
        while True:
            try:
                await self._look()
            except Objection as objection:
                self.problem = objection.problem
            except OSError as error:
                self.problem = guard.not_written(error.strerror or str(error))
            await self._pause(EVERY_SECONDS)

    async def run(self, tree: Tree, signed: Checkpoint) -> NoReturn:
        """Sign for ever, once the tree is known to continue what was signed.

        Raises Objection, TilesDamaged, Overtaken, OSError.
        """
        await self._agree(signed)
        if self._memory.refusal():
            self._memory.withdraw_refusal()
        self.problem = None
        if self.published is not None and tree.size == signed.size:  # the index may have been made anew since `open`
            await self._publish(self.published._replace(commits=tree.number))
        while True:
            if self.published is not None:
                await self._next_turn(tree)
            if tree.size > signed.size or self.published is None or self._key_changed():
                draft = Draft(tree.size, tree.root(), tree.number, tree.edge())
                await self._publish(await asyncio.to_thread(self._sealed, draft, signed))
                self._forget_edge(signed.size, draft.size)
                signed = replace(signed, size=draft.size, root=draft.root)
            elif not self.published.cosigned:
                await self._publish(await asyncio.to_thread(self._shown, self.published))
            await self._pause(EVERY_SECONDS)

    async def covers(self, number: int) -> Published:
        """Wait until a checkpoint covers a commit; the newest. Wrap it in a timeout."""
        async with self._changed:
            while self.published is None or self.published.commits < number:
                await self._changed.wait()
            return self.published

    async def _look(self) -> None:
        """Take up what stands on disk, if it is not known yet. Raises Objection, OSError."""
        refusal, note, before = self._memory.refusal(), self._memory.checkpoint(), self.published
        self.problem = guard.told_again(refusal) if refusal else None
        if not note or (before is not None and note == before.note):
            return
        checkpoint = self._opened(note, note.partition(b"\n")[0].decode())
        if before is None or before.checkpoint.origin != checkpoint.origin:
            self._index.open_again()
        commits = self._index.commit_of(checkpoint.size - 1, last=len(self._index)) if checkpoint.size else 0
        await self._publish(Published(checkpoint, note, commits))

    # --- the first signature after a start

    def _make_first_key(self) -> None:
        """A crash between its two files leaves a key that nothing was signed with: that one is taken up."""
        secret = self._memory.signing_key()
        drawn = SignerKey(f"thidua.local/{self._draw(6).hex()}", KeyKind.NOTE, self._draw(32))
        signer = signer_from(secret) if secret else drawn
        self._memory.make_key(secret_text(signer), public=str(signer.verifier()))
        self._never_signed = True

    def _opened(self, note: bytes, name: str) -> Checkpoint:
        """The newest checkpoint, by whichever key of this log signed it. Raises Objection."""
        refused = ProofRefused("không có khóa nào.", "there is no key.")
        for key in map(VerifierKey.parse, self._memory.public_keys()):
            try:
                return open_checkpoint(note, log_key=key).checkpoint
            except ProofRefused as error:
                refused = error
        raise Objection(guard.checkpoint_unknown(name)) from refused

    async def _agree(self, signed: Checkpoint) -> None:
        """Hold what was signed last against what the witness remembers; ask until it answers. Raises Objection."""
        showing = self._showing
        if showing is None or self._never_signed:
            return
        note = self.published.note if self.published else sign_checkpoint(signed, self._signer())
        while True:
            try:
                await asyncio.to_thread(showing.show, signed, note)
            except Silent as silent:
                self._on_silence(guard.witness_silent(showing.url, str(silent)))
                await self._pause(RETRY_SECONDS)
            else:
                return

    def _on_silence(self, problem: Problem) -> None:
        if self.problem is None:
            _logger.warning("no_checkpoint_before_the_witness_answers", extra={"cause": problem.en})
        self.problem = problem

    # --- one signature

    async def _next_turn(self, tree: Tree) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_SECONDS):
                await tree.grown.wait()
        tree.grown.clear()

    def _key_changed(self) -> bool:
        return self._signed_with not in ("", self._memory.signing_key())

    def _sealed(self, draft: Draft, before: Checkpoint) -> Published:
        """Have the tree, then a checkpoint of it, on disk; in a thread. Raises as `run`."""
        for path, content in draft.edge:
            self._tiles.put(path, content)
        self._tiles.sync()
        self._index.sync()
        checkpoint = Checkpoint(before.origin, draft.size, draft.root)
        self._check_continues(before, checkpoint)
        with self._memory.held():
            if not self._may_sign() or self._memory.checkpoint() != (self.published.note if self.published else b""):
                raise Overtaken
            signer = self._signer()
            if signer.name != before.origin:
                raise Objection(guard.key_of_another_log(signer.name, before.origin))
            note = sign_checkpoint(checkpoint, signer)
            self._memory.keep_checkpoint(note)
            self._signed_with = self._memory.signing_key()
            self._never_signed = False
        published = Published(checkpoint, note, draft.commits, cosigned=self._showing is None)
        published = self._shown(published)
        with self._memory.held():
            if not self._memory.is_printed(published.note):  # by who followed us while we stood still
                self._memory.print_checkpoint(published.note)
        return published

    def _check_continues(self, before: Checkpoint, after: Checkpoint) -> None:
        """The tiles on disk must show that the new tree begins with all that was signed. Raises TilesDamaged."""
        try:
            node = node_from_tiles(lambda tile: self._tiles.read(tile.path()) or b"", after.size)
            path = consistency_path(before.size, after.size, node)
            check_consistency(
                old_size=before.size, old_root=before.root, new_size=after.size, new_root=after.root, path=path
            )
        except ProofRefused as error:
            raise TilesDamaged from error

    def _shown(self, published: Published) -> Published:
        """The same with the witness's cosignature, on disk, if it gives one now. Raises Objection, OSError."""
        if published.cosigned or self._showing is None:
            return published
        try:
            note = self._showing.show(published.checkpoint, published.note)
        except Silent:
            return published
        with self._memory.held():
            if self._memory.checkpoint() == published.note:
                self._memory.keep_checkpoint(note)
        return published._replace(note=note, cosigned=True)

    async def _publish(self, published: Published) -> None:
        async with self._changed:
            self.published = published
            self._changed.notify_all()

    def _forget_edge(self, before: int, after: int) -> None:
        """Remove the tiles that were not full, and are wider by now."""
        self._tiles.drop(edge_of(before) - edge_of(after))

    def _signer(self) -> SignerKey:
        """The key as it lies on disk now. Raises Objection."""
        secret, known = self._memory.signing_key(), self._memory.public_keys()
        if not secret:
            raise Objection(guard.KEY_MISSING)
        try:
            signer = signer_from(secret)
        except KeyRefused as error:
            raise Objection(guard.key_unusable(error.vi, error.en)) from error
        if known[-1:] != [str(signer.verifier())]:
            raise Objection(guard.KEY_NOT_OURS)
        return signer
