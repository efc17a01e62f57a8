"""Whom a token of a unit stands for on the day: a unit that has ended speaks no more, and its heir speaks for it too.

It knows tokens' callers and the registry's units as its service follows them; it reads neither.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Final, Self, TypeAlias

from msgspec.structs import replace

from shared.adapters.clock import Clock
from shared.adapters.credentials import Credentials
from shared.adapters.http import Refusal
from shared.adapters.refused import Refuse, Way
from shared.core.access import Caller
from shared.core.events import REGISTRY
from shared.core.lineage import Ending, Lineage, day_in_country
from shared.core.log import Commit
from shared.core.problems import Problem

Who: TypeAlias = Callable[[str], Awaitable[Caller | None]]


class Tenure:
    """Adds to what a token says of its caller what the registry says of its unit today.

    Whoever comes for a unit that has ended is told to `refuse`.
    """

    def __init__(
        self,
        who: Who,
        *,
        lineage: Callable[[], Lineage],
        clock: Clock,
        refuse: Refuse,
    ) -> None:
        self._who = who
        self._refuse = refuse
        self._lineage = lineage
        self._clock = clock
        self._known: tuple[Lineage, str] | None = None
        self._held: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, credentials: Credentials, *, lineage: Callable[[], Lineage], clock: Clock) -> Self:
        """For whom these credentials stand; who is refused is noted where they note it."""
        return cls(credentials.caller_of, lineage=lineage, clock=clock, refuse=credentials.refuse)

    async def __call__(self, bearer: str) -> Caller | None:
        """The caller, or None for a token that is nobody's. Raises Refusal (401) for a unit that has ended."""
        return await self.by(self._who, bearer, way="http")

    async def by(self, who: Who, named: str, *, way: Way) -> Caller | None:
        """Whom `who` knows by a name, in the same way."""
        return self.standing(await who(named), way=way)

    def standing(self, caller: Caller | None, *, way: Way) -> Caller | None:
        """The caller as the registry has its unit today. Raises Refusal (401) for a unit that has ended."""
        if caller is None or not caller.unit_id:
            return caller
        lineage = self._lineage()
        if not lineage.endings:
            return caller
        today = day_in_country(self._clock())
        ending = lineage.ended(caller.unit_id, today)
        if ending is not None:
            self._refuse(way, "ended", grant=caller.token_id)
            heir = lineage.holder(caller.unit_id, today)
            raise Refusal(ended(ending, heir="" if lineage.ended(heir, today) else heir))
        held = self._held_by(caller.unit_id, lineage, today)
        return replace(caller, predecessors=held) if held else caller

    def _held_by(self, unit_id: str, lineage: Lineage, today: str) -> tuple[str, ...]:
        """It is the same for all of a day, and asked with every statement."""
        if self._known is None or self._known[0] is not lineage or self._known[1] != today:
            self._known, self._held = (lineage, today), {}
        if unit_id not in self._held:
            self._held[unit_id] = lineage.held_by(unit_id, today)
        return self._held[unit_id]


def ended(ending: Ending, *, heir: str) -> Problem:
    """Why a unit's token is good no more, and whose to use instead: its heir's, if there is one."""
    day = date.fromisoformat(ending.on)
    vi_who = f"của đơn vị đang tiếp nhận công việc ({heir})" if heir else "của cơ quan thường trực đợt thi đua"
    en_who = f"the unit that holds its work ({heir})" if heir else "the campaign's standing office"
    return Problem(
        401,
        "unit_ended",
        f"Đơn vị của mã truy cập này đã {_VI[ending.how]} từ ngày {day:%d/%m/%Y} ({ending.basis}), nên mã không còn "
        f"dùng được và chưa có gì được thực hiện. Hãy dùng mã truy cập {vi_who}.",
        f"The unit of this token was {ending.how} on {ending.on} ({ending.basis}), so the token is good no more and "
        f"nothing was done. Use the token of {en_who}.",
    )


_VI: Final = {"merged": "sáp nhập", "split": "chia tách", "dissolved": "giải thể"}


def lineage_after(lineage: Lineage, commits: Iterable[Commit]) -> Lineage:
    """The units after some more commits of the log, for a service that folds nothing else of the registry."""
    for commit in commits:
        if commit.campaign == REGISTRY:
            for fact in commit.facts():
                lineage = lineage.after(fact.data, fact.id)
    return lineage
