"""What a pen has under its hand: the callers that wait, the commit being drafted for them, and how theirs get into it.

Pure, no log.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeAlias

from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused, State
from shared.core.envelope import MAX_COMMIT_BYTES, MAX_COMMIT_FACTS

# How a caller's commands are decided into a draft; False if not all fit, and the rest waits for the next.
Deciding: TypeAlias = "Callable[[Decides, Entry, Draft], bool]"
Resting: TypeAlias = type[Recorded] | type[Duplicate] | type[ContentDiffers]

TOO_LARGE = Refused(
    code="too_large",
    vi="Sự kiện lớn hơn 60.000 byte, hoặc cả nhóm không vừa một lần ghi. Hãy tách nhỏ rồi gửi lại.",
    en="The event is larger than 60,000 bytes, or the group does not fit one commit. Split it and send it again.",
    status=413,
)
WHOLE_REFUSED = Refused(
    code="whole_refused",
    vi="Nhóm này được ghi cùng nhau hoặc không ghi gì; một sự kiện khác bị từ chối. Hãy sửa rồi gửi lại cả nhóm.",
    en="These are recorded together or not at all; another one was refused. Correct it, then send all again.",
)
ID_TWICE = Refused(
    code="content_differs",
    vi="Nhóm này dùng một mã sự kiện cho hai nội dung nên không ghi gì. Hãy cho mỗi nội dung một mã rồi gửi lại.",
    en="These use one event id for two contents, so none was recorded. Give each its own id, then send all again.",
    status=409,
)


class Entry:
    """One caller: its commands and how they are decided, how far they are, its answers, and the future it waits on."""

    __slots__ = ("answers", "commands", "decide", "future", "next")

    def __init__(
        self, commands: Sequence[Command], future: "asyncio.Future[list[Answer]]", *, decide: Deciding
    ) -> None:
        self.commands = commands
        self.decide = decide
        self.future = future
        self.next = 0
        self.answers: list[Answer] = []


class Waiting(deque[Entry]):
    """The callers whose commands are not decided yet, in their order."""

    def again(self, draft: "Draft") -> None:
        """What was decided into a draft that came to nothing is decided again, before all others."""
        for entry, began in reversed(draft.began):
            entry.next = began
            if not self or self[0] is not entry:
                self.appendleft(entry)

    def fail(self, error: Exception, draft: "Draft | None") -> None:
        """Tell all callers that there is no answer, also those of whose commands some are in a draft."""
        deciding = [entry for entry, _ in draft.began] if draft else []
        for entry in [*deciding, *self]:
            if not entry.future.done():
                entry.future.set_exception(error)
        self.clear()


# Whose answer it is, and on which fact it rests; or an answer that rests on none.
Outcome: TypeAlias = tuple[Entry, Resting, int] | tuple[Entry, None, Answer]


def of_refused_group(outcome: Outcome, *, undone: int) -> Outcome:
    """What becomes of one answer when its group is taken back: what rests on the references from `undone` on falls."""
    if outcome[1] is None or outcome[2] < undone:
        return outcome
    return outcome[0], None, ID_TWICE if outcome[1] is ContentDiffers else WHOLE_REFUSED


def of_trial(outcome: Outcome, *, undone: int) -> Outcome:
    """The answer to a command on trial: what rests on the references from `undone` on rests on nothing (position 0)."""
    if outcome[1] is None or outcome[2] < undone:
        return outcome
    return outcome[0], None, outcome[1](0)


class Draft:
    """What the next commit will hold, and the answers that rest on it."""

    __slots__ = ("began", "lines", "outcomes", "size")

    def __init__(self) -> None:
        self.began: list[tuple[Entry, int]] = []
        self.lines: list[bytes] = []
        self.size = 0
        self.outcomes: list[Outcome] = []

    def fits(self, line: bytes) -> bool:
        """Whether one more line stays within a commit's limits."""
        return len(self.lines) < MAX_COMMIT_FACTS and self.size + len(line) < MAX_COMMIT_BYTES

    def add(self, line: bytes) -> None:
        """Write one more line."""
        self.lines.append(line)
        self.size += len(line) + 1

    def cut(self, lines: int, outcomes: int) -> None:
        """Take back all but the first so many lines and outcomes."""
        del self.outcomes[outcomes:]
        self.size -= sum(len(line) + 1 for line in self.lines[lines:])
        del self.lines[lines:]


class Decides(Protocol):
    """The pen, as far as it takes to decide."""

    @property
    def state(self) -> State:
        """What it knows."""
        ...

    @property
    def next_ref(self) -> int:
        """The reference that the first fact of the next commit will have."""
        ...

    def decide_one(self, entry: Entry, command: Command, draft: Draft) -> bool:
        """Decide one command into the draft; False if its fact does not fit there any more."""
        ...


def decide_each(pen: Decides, entry: Entry, draft: Draft) -> bool:
    """Each command alone."""
    commands = entry.commands
    while entry.next < len(commands):
        if not pen.decide_one(entry, commands[entry.next], draft):
            return False
        entry.next += 1
    return True


def decide_whole(pen: Decides, entry: Entry, draft: Draft) -> bool:
    """All commands together, or none."""
    mark, lines, outcomes = pen.state.journal.mark(), len(draft.lines), len(draft.outcomes)
    fits = all(pen.decide_one(entry, command, draft) for command in entry.commands)
    mine = draft.outcomes[outcomes:]
    refused = any(outcome[1] is None or outcome[1] is ContentDiffers for outcome in mine)
    if fits and (not refused or len(draft.lines) == lines):
        return True
    pen.state.journal.undo(mark)
    draft.cut(lines, outcomes)
    if not fits and lines:
        return False  # alone in the next commit it may fit
    undone = pen.next_ref + lines
    too_large: list[Outcome] = [(entry, None, TOO_LARGE)] * len(entry.commands)
    draft.outcomes += [of_refused_group(outcome, undone=undone) for outcome in mine] if fits else too_large
    return True


def decide_on_trial(pen: Decides, entry: Entry, draft: Draft) -> bool:
    """What would become of the commands; nothing is left of it in the draft but the answers."""
    if draft.lines:
        return False  # what is tried out has the next facts' references: none of those may be there
    mark, tried = pen.state.journal.mark(), Draft()
    for command in entry.commands:
        tried.size = 0  # it is never written, so it fits
        pen.decide_one(entry, command, tried)
    pen.state.journal.undo(mark)
    draft.outcomes += [of_trial(outcome, undone=pen.next_ref) for outcome in tried.outcomes]
    return True


def decide_nothing(_pen: Decides, entry: Entry, draft: Draft) -> bool:
    """No command: whoever asks so is answered when all before it is."""
    draft.outcomes.append((entry, None, Recorded(0)))
    return True


@contextmanager
def patiently(seconds: float, give_up: Callable[[], object]) -> Iterator[None]:
    """While something keeps us waiting, give up on it after a while, again and again."""
    loop = asyncio.get_running_loop()
    timer: asyncio.TimerHandle

    def again() -> None:
        nonlocal timer
        give_up()
        timer = loop.call_later(seconds, again)

    timer = loop.call_later(seconds, again)
    try:
        yield
    finally:
        timer.cancel()
