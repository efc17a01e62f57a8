"""Files that came with a form, each looked at and kept before the form states anything. It knows no HTTP.

What is kept stays so when another field of the form is wrong: it goes along with the form by its hash and name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from sqlmodel import Session

from services.tracking.domain.evidence.kinds import claimed
from services.tracking.domain.evidence.refusals import TYPE_NOT_TAKEN
from services.tracking.ports import AttachingPort
from services.tracking.settings import EvidenceLimits
from services.tracking.tables.evidence import missing
from shared.core.access import Caller
from shared.core.events import EvidenceAttached
from shared.core.problems import Fault, Problem, problem_of
from shared.core.values import CampaignId, PicturedKind, UnitId

FIELD: Final = "evidence"
AT_ONCE: Final = 2  # forms of one unit whose files are held in memory
TIMES: Final = 2  # so many times the largest file may come with one form
LONGEST_NAME: Final = 100
TOGETHER: Final = (
    "các tệp quá lớn nên chưa nhận tệp nào: chọn ít tệp hơn, hoặc gửi từng tệp sau khi ghi",
    "the files are too large, so none was taken: choose fewer, or send them one by one afterwards",
)
NOT_HELD: Final = (
    "chưa nhận tệp nào vì đơn vị còn biểu mẫu khác đang gửi tệp: chờ ít giây rồi chọn lại",
    "no file was taken, for other forms of this unit are sending files: wait a few seconds and choose them again",
)


class Kept(NamedTuple):
    """What goes along with the form of the files that were kept, what is wrong with the others, and where it stands."""

    entered: list[str]
    faults: list[Fault]
    position: int


class ChosenFiles:
    """Keeps files of forms, within the limits of this installation."""

    def __init__(self, attaching: AttachingPort, limits: EvidenceLimits) -> None:
        self._attaching, self._limits = attaching, limits
        self._held: Counter[str] = Counter()
        self.at_most = TIMES * limits.max_bytes

    @contextmanager
    def held(self, caller: Caller | None) -> Iterator[bool]:
        """Whether what a caller sends may be held in memory meanwhile; nobody's is."""
        whose = "" if caller is None else caller.unit_id or caller.token_id
        may = bool(whose) and self._held[whose] < AT_ONCE
        self._held[whose] += may
        try:
            yield may
        finally:
            self._held[whose] -= may
            if not self._held[whose]:
                del self._held[whose]

    async def keep(
        self,
        caller: Caller,
        campaign: CampaignId,
        unit_id: UnitId,
        files: Sequence[tuple[str, bytes]],
        *,
        of_households: Mapping[str, str],
    ) -> Kept:
        """Keep what is good of these, as the unit's or as those of the household that names it."""
        kept = Kept([], [], 0)
        for name, content in files:
            digest = sha256(content).hexdigest()
            told = await self._keep(caller, campaign, unit_id, (name, content), household=of_households.get(digest, ""))
            if isinstance(told, Problem):
                kept.faults.append(Fault(f"/data/{FIELD}", f"{_plain(name)}: {told.vi}", f"{_plain(name)}: {told.en}"))
            else:
                kept.entered.append(f"{digest} {_plain(name)}")
                kept = kept._replace(position=max(kept.position, told))
        return kept

    async def _keep(
        self, caller: Caller, campaign: CampaignId, unit_id: UnitId, file: tuple[str, bytes], *, household: str
    ) -> int | Problem:
        name, content = file
        media_type = claimed(name)
        if media_type is None or media_type not in self._limits.types:
            return problem_of(TYPE_NOT_TAKEN)
        if len(content) > self._limits.max_bytes:
            return Problem(413, "evidence_too_large", *TOGETHER)
        kind: PicturedKind | None = "HOUSEHOLD" if household else None
        data = EvidenceAttached(
            sha256=sha256(content).hexdigest(),
            unit_id=unit_id,
            size=len(content),
            media_type=media_type,
            subject_kind=kind,
            subject_id=household,
        )
        answer = await self._attaching.whole(caller, campaign, data, content)
        return answer if isinstance(answer, Problem) else answer.position


def households_naming(session: Session, campaign: CampaignId, unit_id: UnitId, *, until: str) -> dict[str, str]:
    """Of the files that a unit's households name and that did not come, whose each is."""
    waited = missing(session, campaign, until=until, units=[unit_id])
    return {one.sha256: one.thing_id for one in waited if one.kind == "household"}


def _plain(name: str) -> str:
    """A file's name as a fact may bear it: without folders and without what cannot be printed."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(one for one in last if one.isprintable()).strip() or "-"
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:LONGEST_NAME]}"
