"""A campaign's awards in memory behind the real intake: how a nomination is brought to where it is to stand."""

import itertools
from datetime import UTC, datetime
from typing import Any, Final, Never, TypeAlias

import msgspec

from services.awards.domain.campaigns import Campaigns
from services.awards.domain.decider import AwardsDecider
from services.awards.domain.lifecycle import Stage, Vote
from services.awards.domain.nominations import stage_of, vote_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.state import AwardsState
from shared.adapters.intake import Intake
from shared.adapters.memory import MemoryLog
from shared.adapters.pens import Pens
from shared.adapters.telemetry import Telemetry
from shared.core.access import STATED_BY, Caller
from shared.core.decider import Answer, Command, Duplicate, Recorded
from shared.core.events import PREFIX, VERSION, CampaignLaunched, CandidateFlagged, Data, Explained
from shared.core.index import hash64
from shared.core.journal import Journal
from shared.core.pen import Pen
from shared.core.problems import Problem
from shared.core.values import Role
from tests.examples import CAMPAIGN, LAUNCHED, MORNING, TODAY, YESTERDAY

Said: TypeAlias = tuple[str, dict[str, Any]]
Answered: TypeAlias = Recorded | Duplicate | Problem

KEY: Final = f"{CAMPAIGN}:COLLECTIVE:hctc"
SUBJECT: Final = {"subject_kind": "COLLECTIVE", "subject_id": "hctc"}
MEMBERS: Final = ("P-1", "P-2", "P-3", "P-4", "P-5")
FLAGGED: Final = CandidateFlagged(
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    award="AGENCY_COMMENDATION",
    card="F-GK-COL",
    verdict="CANDIDATE",
    rule_set="nd98-2023",
    explanation=Explained(outcome="met", id="leaf", when="activities_total() >= 1"),
    evidence=(1_007,),
    achievement_key=KEY,
)
# Everybody speaks as a person of their own.
PERSONS: Final[dict[Role, str]] = {"secretary": "P-7", "authority": "P-1", "council": "P-2"}

OPENED: Final[Said] = (
    "nomination.opened",
    {"nomination_id": "N-1", "award": "AGENCY_COMMENDATION", "achievement_key": KEY, **SUBJECT},
)
PAPERS: Final[tuple[Said, ...]] = tuple(
    ("dossier.item_added", {"nomination_id": "N-1", "item": item, "name": "Giấy", "sha256": f"{number}" * 64})
    for number, item in enumerate(("SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES"))
)
SUBMITTED: Final[Said] = (
    "nomination.submitted",
    {"nomination_id": "N-1", "to_level": "AGENCY", "doc_no": "88/TTr", "received_on": YESTERDAY},
)
RETURNED: Final[Said] = ("nomination.returned", {"nomination_id": "N-1", "missing": ["MINUTES"], "reason": "Thiếu"})
WITHDRAWN: Final[Said] = ("nomination.withdrawn", {"nomination_id": "N-1", "reason": "Xin rút"})
DECLINED: Final[Said] = ("award.declined", {"nomination_id": "N-1", "by": "P-1", "reason": "Chưa đủ"})
CONFERRED: Final[Said] = ("award.conferred", {"decision_no": "D-1", "conferred_on": TODAY})
ANNULLED: Final[Said] = (
    "award.annulled",
    {
        "decision_no": "D-1",
        **SUBJECT,
        "ground": "FALSE_DECLARATION",
        "annulment_no": "A-1",
        "annulled_on": TODAY,
    },
)


def convened(sitting_id: str) -> Said:
    """Five members, the first as chair."""
    members = [{"person_id": one, "chair": one == MEMBERS[0]} for one in MEMBERS]
    return "council.convened", {"sitting_id": sitting_id, "members": members, "held_on": YESTERDAY}


def ballot(yes: int, *, sitting_id: str = "S-1", number: int = 1, **votes: object) -> Said:
    """Four of five are present; so many vote for the award."""
    counted = {"round": number, "yes": yes, "no": 4 - yes, "blank": 0, "present": 4, "written_yes": 0}
    return "ballot.tallied", {"sitting_id": sitting_id, "nomination_id": "N-1", **counted, **votes}


def minutes(sitting_id: str = "S-1") -> Said:
    """Signed by the chair."""
    return "minutes.signed", {"sitting_id": sitting_id, "doc_no": "12/BB", "signed_on": TODAY, "signers": ["P-1"]}


def decided(decision_no: str = "D-1", **changes: object) -> Said:
    """A decision of today on the division."""
    signer = {"person_id": "P-1", "title": "Chánh Văn phòng", "capacity": "HEAD"}
    subjects = [{**SUBJECT, "nomination_id": "N-1"}]
    said = {"decided_on": TODAY, "award": "AGENCY_COMMENDATION", "signer": signer, "subjects": subjects}
    return "award.decided", {"decision_no": decision_no, **said, **changes}


_VOTED: Final[dict[Vote, tuple[Said, ...]]] = {
    Vote.NOT_VOTED: (),
    Vote.LOST: (ballot(2),),
    Vote.CARRIED: (ballot(3),),
    Vote.CONFIRMED: (ballot(3), minutes()),
}
_STAGED: Final[dict[Stage, tuple[Said, ...]]] = {
    Stage.OPEN: (),
    Stage.COMPLETE: PAPERS,
    Stage.SUBMITTED: (*PAPERS, SUBMITTED),
    Stage.RETURNED: (*PAPERS, RETURNED),
    Stage.WITHDRAWN: (*PAPERS, WITHDRAWN),
    Stage.DECLINED: (*PAPERS, SUBMITTED, DECLINED),
    Stage.AWARDED: (*PAPERS, SUBMITTED, decided()),
    Stage.CONFERRED: (*PAPERS, SUBMITTED, decided(), CONFERRED),
    Stage.ANNULLED: (*PAPERS, SUBMITTED, decided(), ANNULLED),
}
_ENDED_BY_DECISION: Final = frozenset({Stage.AWARDED, Stage.CONFERRED, Stage.ANNULLED})
STANDINGS: Final = (
    (Stage.NOT_OPENED, Vote.NOT_VOTED),
    *((stage, vote) for stage in _STAGED for vote in Vote if stage not in _ENDED_BY_DECISION or vote is Vote.CONFIRMED),
)


def history(stage: Stage, vote: Vote) -> tuple[Said, ...]:
    """What must have been said for N-1 to stand there; two sittings are convened, the first has voted."""
    sittings = (convened("S-1"), convened("S-2"))
    return sittings if stage is Stage.NOT_OPENED else (*sittings, OPENED, *_VOTED[vote], *_STAGED[stage])


class Proceeding:
    """One campaign with a flagged division, and everybody who may speak of it."""

    def __init__(self, launched: CampaignLaunched = LAUNCHED) -> None:
        self.log = MemoryLog()
        campaigns, registry = Campaigns(), RegistryFacts()
        campaigns.define(launched)
        self.state = AwardsState(Journal(), registry, campaigns, CAMPAIGN)
        telemetry = Telemetry.silent("awards")
        self.pens = Pens(lambda _campaign: self._pen(), on_damage=lambda _c, _d: None, telemetry=telemetry)
        self._intake = Intake(
            "awards",
            desk=self.pens,
            sealer=_nothing_to_seal,
            mac=lambda content: f"{hash64(content.decode()):032x}",
            clock=lambda: datetime(2025, 3, 10, 3, 0, tzinfo=UTC),
            random=bytes,
            check_launch=_never_launched,
            telemetry=telemetry,
        )
        self._numbers = itertools.count(1)

    async def begin(self, *said: Said) -> None:
        """The division is flagged, and then this is said by who may, and recorded."""
        assert isinstance(await self.conclude(FLAGGED), Recorded)
        for one in said:
            answer = await self.say(one)
            assert isinstance(answer, Recorded), (one, answer)

    async def say(self, said: Said, *, person: str = "", **more: object) -> Answered:
        """One statement by who may state it, and its answer."""
        [role] = STATED_BY[said[0]]
        return await self.say_as(role, said, person=person, **more)

    async def say_as(self, role: Role, said: Said, *, person: str = "", **more: object) -> Answered:
        """One statement by somebody of a role, and its answer."""
        short, data = said
        unit_id = "hctc" if role == "unit" else ""
        caller = Caller(role, unit_id, person or PERSONS.get(role, ""), f"token-of-{role}")
        event = {
            "specversion": "1.0",
            "id": f"e-{next(self._numbers)}",
            "source": f"/units/{unit_id}" if unit_id else "/tests",
            "type": f"{PREFIX}{short}{VERSION}",
            "time": MORNING,
            "campaign": CAMPAIGN,
            "data": data,
        } | more
        [taken] = await self._intake.take(caller, [msgspec.json.encode(event)])
        return taken.answer

    async def conclude(self, data: Data) -> Answer:
        """The service's own statement."""
        number = next(self._numbers)
        command = Command(
            id=f"c-{number}",
            source="/services/awards",
            time=MORNING,
            campaign=CAMPAIGN,
            data=data,
            key=hash64("/services/awards", f"c-{number}"),
            contentmac="0" * 32,
            nonce="0" * 32,
            recorded_at="2025-03-10T03:00:00.000Z",
            role="service",
            unit_id="",
            actor="service:awards",
        )
        [answer] = await self.pens.submit(CAMPAIGN, [command])
        return answer

    def standing(self) -> tuple[Stage, Vote]:
        """Where N-1 stands."""
        nomination, law = self.state.nomination("N-1"), self.state.terms.law
        return stage_of(nomination, law), vote_of(nomination, law)

    def _pen(self) -> Pen[AwardsState]:
        return Pen(
            self.log,
            self.state,
            campaign=CAMPAIGN,
            owner="awards",
            decider=AwardsDecider(),
            new_commit_id=lambda: f"c{next(self._numbers)}",
        )


def refused(answer: Answered) -> Problem:
    """The problem that an answer is, with its reason in both languages."""
    assert isinstance(answer, Problem), answer
    assert answer.code, answer
    assert len({answer.vi, answer.en, ""}) == len(("vi", "en", "")), answer
    return answer


def _nothing_to_seal(statements: object) -> Never:
    raise AssertionError(statements)


async def _never_launched(_campaign: str, _definition: object) -> None:
    """Awards launches nothing."""
