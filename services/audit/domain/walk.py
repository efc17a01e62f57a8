"""One walk over the facts of a log: commits without gaps, a tree that grows, and its root at every signed size.

What the facts say is not known here, nor where they come from.
"""

from collections.abc import Sequence
from typing import Final

from services.audit.domain.bundle import Piece
from services.audit.domain.findings import Wrong, at_position
from services.audit.domain.tree import Frontier
from services.audit.domain.trust import Signed
from shared.core.envelope import position_of

_GAP: Final = (
    "thiếu hoặc thừa sự kiện ở ngay trước vị trí này.",
    "facts are missing, doubled or moved just before this position.",
)


class Walk:
    """Hand it every commit in order, with its leaf hashes. `tree` holds what lies before the first leaf."""

    def __init__(self, tree: Frontier, signed: Sequence[Signed], *, begins: int) -> None:
        """`signed`: in ascending order of size, all above the tree's; `begins`: the position of the first fact."""
        self.tree = tree
        self.number = 0
        self.held = 0  # checkpoints that the facts so far agree with
        self.ends = 0  # where the last fact stands
        self._signed = signed
        self._begins = begins
        self._good = begins  # the first fact that no checkpoint covers yet

    def take(self, piece: Piece, leaves: Sequence[bytes]) -> None:
        """Add the next commit. Raises Wrong."""
        self._check_order(piece)
        self.number = piece.number
        self.ends = piece.position + piece.length - 1
        taken = 0
        for signed in self._signed[self.held :]:
            until = signed.size - piece.leaf
            if until > len(leaves):
                break
            self.tree.extend(leaves[taken:until])
            taken = until
            self._check_root(signed, covers=piece.position + until - 1)
        self.tree.extend(leaves[taken:])

    def _check_order(self, piece: Piece) -> None:
        expected = position_of(self.number + 1, 0) if self.number else self._begins
        if piece.position != expected or piece.leaf != self.tree.size:
            raise at_position(piece.position, *_GAP)

    def _check_root(self, signed: Signed, *, covers: int) -> None:
        if self.tree.root() != signed.root:
            raise Wrong(
                f"{signed.place}, positions {self._good} to {covers}",
                "các sự kiện ở đây không phải là những sự kiện đã được ký.",
                "the facts here are not those that were signed.",
            )
        self.held += 1
        self._good = covers + 1
