"""Names across two doors: which (source, id) of a campaign another owner has taken, as a pen knows it. No NATS.

The rare door claims names before it records under them, the busy one looks into a set. See ADR-0045.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, Protocol, TypeAlias

import msgspec

from shared.core.access import SERVICES_SOURCES
from shared.core.decider import Command, ContentDiffers, Refused
from shared.core.envelope import position_of
from shared.core.index import hash64
from shared.core.log import EventLog
from shared.core.values import CampaignId, Owner

Name: TypeAlias = tuple[str, str]  # source and id of a statement

MANY: Final = 2_000  # so many may be claimed before it is looked up what became of them
UNDER_WAY: Final = Refused(
    code="name_under_way",
    vi="Một sự kiện khác cùng source và id đang được ghi ở cửa kia nên chưa có gì được ghi. "
    "Hãy gửi lại đúng sự kiện này sau ít giây.",
    en="Another event of this source and id is being recorded at the other door, so nothing was recorded. "
    "Send exactly the same again in a few seconds.",
    status=503,
)


class Claims(Protocol):
    """What the other door has claimed."""

    async def standing(self, campaign: CampaignId) -> Sequence[Name]:
        """The names it may be recording under now, in a campaign. Raises LogUnavailable."""
        ...


class Hold(msgspec.Struct, array_like=True, frozen=True):
    """What the rare door asks the busy one: which of these names stand there, and (`keep`) to leave it the others."""

    campaign: str
    names: Sequence[Name]
    keep: bool


class Held(msgspec.Struct, array_like=True, frozen=True):
    """The answer: where each stands, 0 for nowhere; or that there is none now."""

    positions: Sequence[int] = ()
    is_unavailable: bool = False


def name_of(command: Command) -> Name:
    """What a statement is named by."""
    return command.source, command.id


class _Named(msgspec.Struct, gc=False):
    """All that is read of a fact."""

    source: str
    id: str


_decode: Final = msgspec.json.Decoder(_Named).decode_lines


class Elsewhere:
    """The names that another owner's door has taken in one campaign.

    `hold` enters names from this moment on; `learn` what stands in the log and what is claimed. What another door
    claims is recorded, or given up and free again: what became of it is looked up when somebody asks for the name.
    """

    def __init__(self, log: EventLog, claims: Claims, *, campaign: CampaignId, owner: Owner) -> None:
        self._log = log
        self._claims = claims
        self._campaign = campaign
        self._owner = owner
        self._recorded: dict[int, int] = {}  # hash of the name -> position
        self._claimed: set[int] = set()
        self._read = 0

    def hold(self, keys: Iterable[int]) -> None:
        """These names are the other door's from now on."""
        self._claimed.update(key for key in keys if key not in self._recorded)

    def answer(self, key: int) -> ContentDiffers | Refused | None:
        """What a statement of this name is told; None if it is not taken."""
        position = self._recorded.get(key)
        if position is not None:
            return ContentDiffers(position)  # no kind of statement is taken at both doors
        return UNDER_WAY if key in self._claimed else None

    def is_asked_for(self, callers: Iterable[Sequence[Command]]) -> bool:
        """Whether it should be learnt first what became of claims, since something that comes is named like one."""
        claimed = self._claimed
        if not claimed or len(claimed) > MANY:
            return bool(claimed)
        return not all(claimed.isdisjoint([command.key for command in commands]) for commands in callers)

    async def learn(self) -> None:
        """Learn what was recorded since, and which claims stand. Raises LogUnavailable, LogDamaged.

        The claims are read before the log: one that was followed by another by then is recorded, or never will be.
        """
        before, self._claimed = self._claimed, set()  # what is held meanwhile stays
        try:
            standing = await self._claims.standing(self._campaign)
            async for commits in self._log.read(after=self._read, campaign=self._campaign, owner=self._owner):
                for commit in commits:
                    self._take(position_of(commit.number, 0), _decode(commit.payload))
                    self._read = commit.number
        except BaseException:
            self._claimed |= before
            raise
        self._claimed.update(_keys(standing))
        self._claimed.difference_update(self._recorded)

    def _take(self, base: int, named: Sequence[_Named]) -> None:
        for place, one in enumerate(named):
            if one.source not in SERVICES_SOURCES:  # nobody else may use those
                self._recorded[hash64(one.source, one.id)] = base + place


def _keys(names: Collection[Name]) -> set[int]:
    return {hash64(*name) for name in names}
