"""A made history for tests of trails: what a division did, a household's house, a flag, a council."""

from typing import Final

from msgspec.structs import replace

from services.audit.domain.tracing import Tracing, trace
from services.audit.domain.trail import Entry, Reader, Trail, everything
from shared.core import events
from shared.core.definition import Label
from shared.core.envelope import Fact, encode_fact, position_of
from shared.core.events import Data
from shared.core.log import Commit
from tests.examples import (
    ACTIVITY,
    APPROVED,
    CAMPAIGN,
    DISBURSEMENT,
    FINDING,
    FINDING_CLOSED,
    HANDED_OVER,
    HOUSEHOLD,
    INSPECTION,
    LAUNCHED,
    REGISTRY_FACTS,
    REVERSAL,
    RULE_SET,
    VERIFIED,
    fact,
)

HOUSE: Final = HOUSEHOLD.household_id
INSPECTIONS: Final = tuple(replace(ACTIVITY, activity_id=f"HD-{n}", persons=()) for n in range(25))
WITH_LAN: Final = replace(ACTIVITY, activity_id="HD-LAN")
CORRECTED: Final = events.ActivityCorrected("HD-0", events.ActivityChanges(quantity=2.0), "Ghi thiếu")
WITHDRAWN: Final = events.ActivityWithdrawn("HD-2", "Ghi nhầm")
AGAIN: Final = replace(DISBURSEMENT, disbursement_id="D-2", amount_vnd=20_000_000)
COUNTED: Final = tuple(position_of(3, place) for place in range(26) if place != 2)
NOMINATED: Final = events.NominationOpened("DC-1", "COLLECTIVE", "hctc", "AGENCY_COMMENDATION", "key-hctc")
OTHER: Final = events.NominationOpened("DC-2", "COLLECTIVE", "huyen-mai-chau", "AGENCY_COMMENDATION", "key-mc")
COUNCIL: Final = events.CouncilConvened("H-1", (events.Member("cb-lan"),), "2025-04-01")
MINUTES: Final = events.MinutesSigned("H-1", "12/BB", "2025-04-02", ("cb-lan",))


def ballot(nomination_id: str) -> events.BallotTallied:
    return events.BallotTallied(
        sitting_id="H-1",
        nomination_id=nomination_id,
        round=1,
        yes=1,
        no=0,
        blank=0,
        present=1,
        written_yes=0,
    )


def flag(evidence: tuple[int, ...] = COUNTED[-20:], *, count: int = len(COUNTED)) -> events.CandidateFlagged:
    leaf = events.Explained(
        outcome="met",
        id="inspected",
        label=Label(vi="Kiểm tra", en="Inspections"),
        basis="KH III.1",
        when="count('inspection_conducted') >= 2",
        values={"count('inspection_conducted')": count},
        evidence=evidence,
        evidence_count=count,
        missing=(),
    )
    return events.CandidateFlagged(
        subject_kind="COLLECTIVE",
        subject_id="hctc",
        award="AGENCY_COMMENDATION",
        card="F-GK-COL",
        verdict="CANDIDATE",
        rule_set="nd98-2023",
        explanation=leaf,
        evidence=evidence,
        achievement_key="key-hctc",
    )


def notice(recipient: str) -> events.NotificationSent:
    return events.NotificationSent(
        delivery_id=f"T-{recipient}",
        topic="candidate.flagged",
        cause="7000",
        subject_kind="COLLECTIVE",
        subject_id="hctc",
        recipient=recipient,
        channel="inbox",
        language="vi",
        attempts=1,
    )


FLAGGED: Final = fact(flag(), causation_id=fact(WITH_LAN).id)
COMMITS: Final[tuple[tuple[Data | Fact, ...], ...]] = (
    REGISTRY_FACTS,
    (LAUNCHED, RULE_SET),
    (*INSPECTIONS, WITH_LAN),
    (CORRECTED, events.ActivityVerified("HD-1"), WITHDRAWN),
    (HOUSEHOLD, VERIFIED, APPROVED, DISBURSEMENT),
    (REVERSAL, AGAIN, HANDED_OVER),
    (FLAGGED,),
    (fact(notice("hctc"), causation_id=FLAGGED.id), fact(notice("secretary"), causation_id=FLAGGED.id)),
    (COUNCIL, NOMINATED, OTHER, ballot("DC-1"), ballot("DC-2"), MINUTES),
    (INSPECTION, FINDING, FINDING_CLOSED),
)


def commit(number: int, *said: Data | Fact, campaign: str = CAMPAIGN) -> Commit:
    facts = [one if isinstance(one, Fact) else fact(one) for one in said]
    payload = b"\n".join(map(encode_fact, facts))
    return Commit(number, facts[0].campaign or campaign, facts[0].data.owner, f"commit-{number}", payload)


HISTORY: Final = [commit(number, *said) for number, said in enumerate(COMMITS, start=1)]


def trail(
    kind: str, name: str, *more: Commit, campaign: str = "", until: int = 2**62, sees: Reader = everything
) -> Trail:
    """The trail of a thing in the history, and in what came after."""
    tracing = Tracing(kind, name, campaign=campaign, until=until)
    trace(tracing, lambda: ((position_of(one.number, 0), one.payload) for one in (*HISTORY, *more)))
    return tracing.trail(sees=sees)


def shown(found: Trail) -> list[tuple[int, str]]:
    return [(entry.position, entry.type) for entry in found.facts]


def at(found: Trail, position: int) -> Entry:
    return next(entry for entry in found.facts if entry.position == position)
