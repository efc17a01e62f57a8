"""A campaign with two proposals, a sitting and a decision, as its papers are set from it. It knows no file format."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from services.awards.domain.papers.known import Known
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.definition import Label
from shared.core.definition import Text as Words
from shared.core.events import Data, Explained
from shared.papers.content import Line, Name, Paper, Table, Text
from tests.examples import ESTABLISHED, LAN, LAUNCHED, RULE_SET, TODAY, YESTERDAY

HCTC: Final = Subject("COLLECTIVE", "hctc")
LAN_HERSELF: Final = Subject("INDIVIDUAL", "cb-lan")
DECISION: Final = "5/QĐ-VP"
HEAD: Final = events.Signer("P-1", "Chánh Văn phòng", "HEAD")
NAMES: Final = {
    "P-1": "Nguyễn Văn Toàn",
    "P-2": "Trần Thị Hoa",
    "P-3": "Lê Minh",
    "P-7": "Bùi Thu",
    "cb-lan": "Nguyễn Thị Lan",
}
RENAMED: Final = events.UnitRenamed(
    unit_id="vpubnd", name=Words("Văn phòng UBND tỉnh Hòa Bình"), effective_on="2024-01-01", basis="QĐ 1"
)
CHAIR: Final = events.PersonAssigned(
    person_id="P-1",
    name="v1.sealed",
    unit_id="vpubnd",
    title="Chánh Văn phòng",
    leader=True,
    category="OFFICIAL",
    sex="M",
    from_on="2024-01-01",
)
REGISTRY: Final[tuple[Data, ...]] = (
    *ESTABLISHED,
    RENAMED,
    LAN,
    CHAIR,
    events.PriorAwardRecorded("COLLECTIVE", "hctc", "PROVINCE_MERIT", "MERIT", "9/QĐ-UBND", "2023-05-02"),
)
PROPOSED: Final[tuple[Data, ...]] = (
    replace(RULE_SET, legal_basis=("Luật 06/2022/QH15", "Nghị định 98/2023/NĐ-CP")),
    events.NominationOpened("N-1", "COLLECTIVE", "hctc", "AGENCY_COMMENDATION", "key-1"),
    events.NominationOpened("N-2", "INDIVIDUAL", "cb-lan", "AGENCY_COMMENDATION", "key-2"),
)
SUBMITTED: Final = events.NominationSubmitted("N-1", "AGENCY", "8/TTr-HCTC", YESTERDAY)
SAT: Final[tuple[Data, ...]] = (
    events.CouncilConvened(
        "HĐ-1", tuple(events.Member(one, chair=one == "P-1") for one in ("P-1", "P-2", "P-3")), TODAY
    ),
    events.ConflictDeclared("HĐ-1", "N-2", "P-3"),
    events.BallotTallied(
        sitting_id="HĐ-1", nomination_id="N-1", round=1, yes=1, no=1, blank=0, present=2, written_yes=1
    ),
    events.BallotTallied(
        sitting_id="HĐ-1", nomination_id="N-2", round=1, yes=1, no=1, blank=0, present=2, written_yes=0
    ),
    events.MinutesSigned("HĐ-1", "12/BB-HĐTĐKT", TODAY, ("P-1", "P-7")),
)
DECIDED: Final = events.AwardDecided(
    DECISION,
    TODAY,
    "AGENCY_COMMENDATION",
    HEAD,
    (events.Awarded("COLLECTIVE", "hctc", "N-1"), events.Awarded("INDIVIDUAL", "cb-lan", "N-2")),
)
BONUSES: Final[tuple[Data, ...]] = (
    events.BonusCalculated(DECISION, "COLLECTIVE", "hctc", 0.6, 2_340_000, 1_410_000),
    events.BonusCalculated(DECISION, "INDIVIDUAL", "cb-lan", 0.3, 2_340_000, 710_000),
)
ALL: Final[tuple[Data, ...]] = (*REGISTRY, *PROPOSED, SUBMITTED, *SAT, DECIDED, *BONUSES)
EXPLAINED: Final = Explained(
    outcome="met",
    all=(
        Explained(
            outcome="met",
            id="inspected",
            label=Label("Kiểm tra, đôn đốc địa phương"),
            basis="KH III.1.b4",
            when="count('inspection_conducted') >= 2",
            values={"count('inspection_conducted')": 2},
            evidence=(12_001, 13_002),
            evidence_count=31,
        ),
        Explained(outcome="unknown", id="rated", label=Label("Xếp loại"), when="", values={}, evidence=()),
    ),
    missing=(),
)


def known_from(facts: Iterable[Data]) -> Known:
    """What the campaign's papers are set from after these facts, all of the day before."""
    known = Known(LAUNCHED)
    for fact in facts:
        known.take(fact, YESTERDAY)
    known.explained[HCTC, "AGENCY_COMMENDATION"] = (EXPLAINED,)
    return known


def read(paper: Paper) -> str:
    """Everything in the body of a paper, a line for each paragraph and row."""
    return "\n".join(line for part in paper.body for line in _lines(part))


def _lines(part: Line | Table) -> Iterable[str]:
    if isinstance(part, Line):
        yield part.lead + _said(part.text)
    else:
        yield from (" | ".join(_said(cell) for cell in row) for row in part.rows)


def _said(text: Text) -> str:
    return "".join(f"<{one.person_id}>" if isinstance(one, Name) else one for one in text)
