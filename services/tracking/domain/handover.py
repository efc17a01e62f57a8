"""What is open when a unit ends: what of it moves to whoever goes on, what lapses, and for which reason. Pure.

Nobody decides on each thing: the fact that ends the unit is the decision, with its paper and its day, and this is what
it decides. So nothing is forgotten on the day, and a correction of that fact moves everything with it. See ADR-0018.
"""

from enum import Enum
from typing import Final, Literal, NamedTuple, TypeAlias

from shared.core.definition import Text

Kind: TypeAlias = Literal["house", "obstacle", "finding", "report", "recipient", "access"]


class Fate(Enum):
    """What becomes of an open thing."""

    MOVED = "MOVED"
    LAPSED = "LAPSED"


class Thing(NamedTuple):
    """Something that a unit had open; `position` is that of the last fact about it, 0 where none speaks of it."""

    kind: Kind
    id: str
    state: str
    position: int = 0


class Fated(NamedTuple):
    """A fate, and why it is this one."""

    fate: Fate
    reason: Text


MOVES: Final[dict[Kind, Text]] = {
    "house": Text(
        "Đơn vị tiếp nhận làm tiếp, với mã và source của chính mình.",
        "The unit that goes on continues it, under its own id and source.",
    ),
    "obstacle": Text(
        "Vẫn chờ giải quyết; trả lời cho đơn vị tiếp nhận.",
        "It still waits for an answer, which goes to the unit that goes on.",
    ),
    "finding": Text(
        "Đơn vị tiếp nhận khắc phục và trả lời; kiến nghị vẫn ghi cho đơn vị đã được kiểm tra.",
        "The unit that goes on puts it right and answers for it; it stays on record for the unit that was inspected.",
    ),
    "report": Text(
        "Đơn vị tiếp nhận nộp thay, với source /units/<đơn vị cũ>, kỳ này bắt đầu trước ngày kết thúc.",
        "The unit that goes on submits it as /units/<the old unit>: the period began before the day.",
    ),
    "recipient": Text(
        "Thông báo gửi cho đơn vị này nay gửi tới đơn vị tiếp nhận.",
        "What this unit would be told, the unit that goes on is told.",
    ),
}
NOBODY_GOES_ON: Final = Text(
    "Đơn vị kết thúc và không có đơn vị nào tiếp nhận.", "The unit ended and none goes on in its place."
)
# Who speaks for the old unit is who holds its work: a way in that was given to the old one is never passed on.
STOPPED: Final = Text(
    "Hết hiệu lực từ ngày kết thúc; đơn vị tiếp nhận dùng mã truy cập của chính mình.",
    "It is good no more from the day on; the unit that goes on uses its own.",
)


def fated(kind: Kind, *, heir: str) -> Fated:
    """What becomes of a thing of an ended unit; `heir` holds its work, "" where nobody does."""
    if kind == "access":
        return Fated(Fate.LAPSED, STOPPED)
    return Fated(Fate.MOVED, MOVES[kind]) if heir else Fated(Fate.LAPSED, NOBODY_GOES_ON)
