"""Turns at reading: how much each caller may be answered at once, so that whoever asks for too much waits for itself.

What takes long, as a file that is set, a look back or a trail, is counted apart from pages. It knows a route by how its
address reads alone, and learns who asks from whoever finds out (`shared/adapters/reading.py`).
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from shared.adapters.guards import Application, Receive, Scope, Send
from shared.adapters.turns import Turns
from shared.core.problems import Problem

# A page brings along its pictures, over one connection all at once.
AT_ONCE: Final = 16
WAITING: Final = 256
# Two are what one person looks at; the service sets and folds them beside everything else that it does.
COSTLY_AT_ONCE: Final = 2
COSTLY_WAITING: Final = 32
TOO_MANY_READS: Final = Problem(
    429,
    "too_many_requests",
    "Tài khoản hoặc mã truy cập này đang có quá nhiều lượt xem và tải về chờ trả lời, nên lượt này chưa được xử lý. "
    "Hãy đợi các lượt trước xong rồi mở lại sau ít giây.",
    "Too many pages and files of this account or token wait to be answered, so this one was not looked at. Let those "
    "before come to an end, and open it again in a few seconds.",
)
_READINGS: Final = frozenset({"GET", "HEAD"})
_COSTLY_PATH: Final = re.compile(r"\.(docx|xlsx|csv)$|^/audit/trail/|/handover$")
_COSTLY_QUERY: Final = re.compile(rb"(^|&)(as_of|format)=")
_PICTURE: Final = "/picture"  # a file as it lies there, whatever moment its page is of
_EVERYBODY: Final = "public"
_TURNS: Final = "thidua.read_turns"  # in the scope of a request: where it takes its turn
_HAS: Final = "thidua.read_turn"  # in the same: the turn it has


def is_costly(path: str, query: bytes) -> bool:
    """Whether an address asks for what takes long to answer."""
    if path.endswith(_PICTURE):
        return False
    return bool(_COSTLY_PATH.search(path) or (query and _COSTLY_QUERY.search(unquote_to_bytes(query))))


class TakingTurns:
    """An ASGI application whose readings can take a turn of their caller's, and give it back when they are answered.

    `flooded` is told of each that is refused.
    """

    def __init__(self, app: Application, *, flooded: Callable[[], None]) -> None:
        self._app = app
        self._costly = Turns(at_once=COSTLY_AT_ONCE, waiting=COSTLY_WAITING, flooded=flooded)
        self._others = Turns(at_once=AT_ONCE, waiting=WAITING, flooded=flooded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever writes, and the server's own start and stop, go through as they are."""
        if scope["type"] != "http" or scope["method"] not in _READINGS:
            await self._app(scope, receive, send)
            return
        scope[_TURNS] = self
        try:
            await self._app(scope, receive, send)
        finally:
            if _HAS in scope:
                turns, whose = scope[_HAS]
                turns.leave(whose, 1)

    async def take(self, scope: Scope, whose: str) -> bool:
        """Have a turn for a request; False if too many wait for theirs."""
        costly = is_costly(scope["path"], scope["query_string"])
        if not costly and not whose:
            return True  # what everybody may see is drawn in no time, and one stranger holds up no other
        turns, whose = (self._costly if costly else self._others), whose or _EVERYBODY
        if not turns.enter(whose, 1) and not await turns.wait(whose, 1):
            return False
        scope[_HAS] = turns, whose
        return True


async def take_turn(scope: Scope, whose: str) -> bool:
    """Wait until a request may be answered whose caller is `whose` ("": a stranger); False if too many wait already.

    A request has one turn, however often it is asked for.
    """
    if _HAS in scope or _TURNS not in scope:
        return True
    mine: TakingTurns = scope[_TURNS]
    return await mine.take(scope, whose)
