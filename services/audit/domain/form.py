"""What the facts of a log are like whatever their hashes say: of the catalogue, in their commit, told once, in order.

What a campaign's state forbids is not known here: a fold handed in may know it.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec

from services.audit.domain.bundle import Piece
from services.audit.domain.findings import Wrong, at_position
from shared.core.envelope import Fact, decode_commit, decode_fact, position_of

Fold: TypeAlias = Callable[[Piece, Sequence[Fact]], None]

_NO_FACT: Final = (
    "không đọc được theo danh mục sự kiện: nhật ký này không do chương trình ghi.",
    "no fact of the catalogue can be read here: this is not what the program writes.",
)
_ELSEWHERE: Final = (
    "sự kiện không thuộc về lần ghi chứa nó: đợt thi đua, chủ quản hoặc đối tượng không khớp.",
    "the fact does not belong in its commit: its campaign, its owner or its subject is another.",
)
_AGAIN: Final = (
    "(source, id) này đã có ở vị trí trước: một sự kiện được ghi hai lần.",
    "this (source, id) was recorded before: one event stands here twice.",
)
_COMMIT_AGAIN: Final = (
    "mã của lần ghi này đã được dùng: một lần ghi bị lặp lại.",
    "the id of this commit was used before: one commit stands here twice.",
)
_AHEAD: Final = (
    "sự kiện dựa trên một vị trí của registry chưa có vào lúc ghi.",
    "the fact rests on a position of the registry that was not there yet.",
)
_OUT_OF_ORDER: Final = (
    "sự kiện nói về điều mà chưa sự kiện nào trước đó nói tới: nhật ký thiếu hoặc sai thứ tự.",
    "the fact speaks of what no fact before it made: the log lacks something or is out of order.",
)


class FormCheck:
    """Hand it every commit in order; each must fit those before."""

    def __init__(self, fold: Fold | None = None) -> None:
        """`fold` takes what is good in form into a state; a LookupError of its is a fact out of order."""
        self._fold = fold
        self._told: set[int] = set()
        self._commits: set[int] = set()

    def take(self, piece: Piece) -> None:
        """Check the next commit. Raises Wrong with the position of the first fact that is not in order."""
        commit = hash(piece.id)
        if commit in self._commits:
            raise at_position(piece.position, *_COMMIT_AGAIN)
        self._commits.add(commit)
        facts = decoded(piece)
        self._check_places(piece, facts)
        self._check_told_once(piece, facts)
        if self._fold is not None:
            try:
                self._fold(piece, facts)
            except LookupError as error:
                raise at_position(piece.position, *_OUT_OF_ORDER) from error

    def _check_places(self, piece: Piece, facts: Sequence[Fact]) -> None:
        campaign, owner, limit = piece.campaign, piece.owner, position_of(piece.number, 0)
        for place, fact in enumerate(facts):
            data = fact.data
            at_home = fact.campaign == campaign and data.owner == owner
            if not at_home or fact.subject != f"{data.thing}/{getattr(data, data.first_id)}":
                raise at_position(piece.position + place, *_ELSEWHERE)
            if fact.registryat is not msgspec.UNSET and int(fact.registryat) >= limit:
                raise at_position(piece.position + place, *_AHEAD)

    def _check_told_once(self, piece: Piece, facts: Sequence[Fact]) -> None:
        """Only hashes of 64 bits are kept, under a secret of this process: equal ones are one event."""
        names = [hash((piece.owner, piece.campaign, fact.source, fact.id)) for fact in facts]
        told = self._told
        if len(set(names)) == len(names) and told.isdisjoint(names):
            told.update(names)
            return
        for place, name in enumerate(names):
            if name in told:
                raise at_position(piece.position + place, *_AGAIN)
            told.add(name)


def decoded(piece: Piece) -> list[Fact]:
    """The facts of a commit. Raises Wrong with the position of the first that cannot be read."""
    try:
        return decode_commit(piece.payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        pass
    for place, line in enumerate(piece.lines()):
        try:
            decode_fact(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise at_position(piece.position + place, *_NO_FACT) from error
    raise Wrong(f"position {piece.position}", *_NO_FACT)
