"""The forms about households, their houses, money, inspections, findings and doubts, and who is led to each when.

Their fields are the catalogue's own. They judge nothing but that a field was filled in: the rest is the door's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import quote

from sqlmodel import Session, col, select

from services.tracking.domain.households import APPROVE, CHECK, COMPLETE, HAND_OVER, LEAVE, PAY, START, VERIFY, Gate
from services.tracking.domain.periods import periods_of
from services.tracking.domain.reporting.words import in_words
from services.tracking.domain.state import Step
from services.tracking.tables import queries
from services.tracking.tables.inspections import Finding, Inspection
from services.tracking.tables.rows import Disbursement, Household, Quality
from services.tracking.web.form_wording import FormWords
from services.tracking.web.gathering import names_of
from services.tracking.web.unit_forms import About, Filling, Offer, Offers
from shared.core import events
from shared.core.access import STATED_BY, Caller
from shared.core.definition import Campaign, Text
from shared.core.events import Data
from shared.core.values import Date, Language
from shared.sheets.columns import names_of as columns_of
from shared.web.fields import fields_of
from shared.web.filling import Entered, Field, Kind
from shared.web.frame import Frame, Section
from shared.web.texts import WORDINGS

# What begins something at a unit, and how its id begins.
BEGUN: Final[dict[type[Data], str]] = {
    events.HouseholdIdentified: "HO",
    events.ContributionReceived: "UH",
    events.InspectionConducted: "KT",
    events.FindingRaised: "KN",
    events.FundsDisbursed: "CHI",
    events.ReviewHeld: "HN",
}
OF_A_UNIT: Final[tuple[type[Data], ...]] = (
    events.HouseholdIdentified,
    events.ContributionReceived,
    events.InspectionConducted,
    events.FindingRaised,
    events.ActivityVerified,
    events.ActivityDisputed,
)
# What is stated of a household, from which state to which: as the door has it, so that nobody is led to a refusal.
OF_A_HOUSEHOLD: Final[dict[type[Data], Gate]] = {
    events.HouseholdVerified: VERIFY,
    events.HouseholdApproved: APPROVE,
    events.HouseStarted: START,
    events.HouseCompleted: COMPLETE,
    events.HouseChecked: CHECK,
    events.HouseHandedOver: HAND_OVER,
    events.FundsDisbursed: PAY,
    events.HouseholdWithdrew: LEAVE,
    events.HouseholdRejected: LEAVE,
}
OF_OTHERS: Final[tuple[type[Data], ...]] = (
    events.FundsReversed,
    events.FindingClosed,
    events.QualityResolved,
    events.ReviewHeld,
)
THING_FORMS: Final[Mapping[str, type[Data]]] = {data.short: data for data in (*OF_A_UNIT, *OF_A_HOUSEHOLD, *OF_OTHERS)}
STEPS: Final[Mapping[str, Step]] = {
    "identified": Step.IDENTIFIED,
    "ineligible": Step.INELIGIBLE,
    "verified": Step.VERIFIED,
    "approved": Step.APPROVED,
    "started": Step.STARTED,
    "completed": Step.COMPLETED,
    "quality_failed": Step.FAILED,
    "quality_passed": Step.PASSED,
    "handed_over": Step.HANDED_OVER,
    "withdrew": Step.WITHDREW,
    "rejected": Step.REJECTED,
}
DUE: Final = "due_on"
TO_PUT_RIGHT: Final = timedelta(days=30)  # what stands in the form; who raises a finding says until when
MOST_INSPECTIONS: Final = 200


def offered_at_unit(
    offers: Offers, session: Session, campaign: Campaign, unit_id: str, words: FormWords, *, today: date
) -> list[Offer]:
    """What may be stated at a unit's page; a finding comes from an inspection, so there must be one.

    A review is the whole campaign's: it is told at the unit that others report to, or that holds its work today.
    """
    inspected = _inspections(session, campaign.campaign, unit_id)
    told = [data for data in OF_A_UNIT if data is not events.FindingRaised or inspected]
    leading = queries.lineage_of(session).holder(_leads(campaign), today.isoformat())
    return offers.offered([*told, *([events.ReviewHeld] if unit_id == leading else [])], unit_id, "", words)


def offered_of_household(offers: Offers, unit_id: str, household: Mapping[str, Any], words: FormWords) -> list[Offer]:
    """What may follow of a household as it stands, and the payments that may be taken back."""
    step, household_id = STEPS[household["state"]], str(household["household_id"])
    follows = (data for data, gate in OF_A_HOUSEHOLD.items() if gate.first <= step <= gate.last)
    offered = offers.offered(follows, unit_id, household_id, words)
    for paid in _paid(household["history"]):
        back = offers.offered((events.FundsReversed,), unit_id, paid, words)
        offered += [Offer(f"{one.text} {paid}", one.link) for one in back]
    return offered


def _paid(history: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The payments that were made and not taken back, by their ids."""
    told = [(one["type"], one["data"].get("disbursement_id")) for one in history]
    back = {paid for short, paid in told if short == events.FundsReversed.short}
    return (paid for short, paid in told if short == events.FundsDisbursed.short and paid not in back)


def turns(frame: Frame, caller: Caller, words: FormWords) -> list[tuple[str, Offer]]:
    """Which households wait for this caller, by the state they are in: what it would state of them, and the list."""
    found: list[tuple[str, Offer]] = []
    for data, gate in OF_A_HOUSEHOLD.items():
        state = next(name for name, step in STEPS.items() if step is gate.first)
        if gate not in (LEAVE, PAY) and caller.role in STATED_BY[data.short]:
            link = frame.link(Section.HOUSEHOLDS.value, state=state)
            found.append((state, Offer(words.titles[data.short], link)))
    return found


def filling_of_thing(
    session: Session, campaign: Campaign, data: type[Data], about: About, *, begun: str, today: Date
) -> Filling | None:
    """The form as it stands; None where the unit has no such thing."""
    its_id = f"{BEGUN.get(data, '')}-{about.unit_id}-{begun[-8:]}"
    stands = {data.first_id: its_id} if data in BEGUN else {}
    given: dict[str, Field] = {}
    named: dict[str, Text] = {}
    page, day = "", date.fromisoformat(today)
    match data:
        case events.HouseholdIdentified:
            stands["unit_id"], page = about.unit_id, _page_of(its_id)
        case events.ContributionReceived:
            stands["unit_id"] = about.unit_id
        case events.InspectionConducted:
            stands["unit_id"], named = about.unit_id, _units(session, campaign, day)
            given["target_unit_id"] = Field("target_unit_id", Kind.CHOICE, tuple(named))
        case events.FindingRaised:
            named = _inspected(session, campaign, about.unit_id, day)
            given["inspection_id"] = Field("inspection_id", Kind.CHOICE, tuple(named))
        case events.ReviewHeld:
            periods = reversed([*periods_of(campaign, until=today)])
            named = {one: Text(in_words(one), WORDINGS["en"].period(one)) for one in periods}
            if named:
                given["period"] = Field("period", Kind.CHOICE, tuple(named))
        case events.ActivityVerified | events.ActivityDisputed:
            pass  # which one is typed in: not everybody who verifies may read them
        case _:
            found = _thing(session, campaign.campaign, data, about)
            if found is None:
                return None
            page = _page_of(found["household_id"]) if "household_id" in found else ""
            stands |= found if data is not events.FundsReversed else {data.first_id: about.id}
    given |= {name: Field(name, Kind.FIXED) for name in stands}
    fields = fields_of(data, given)
    days = [one.name for one in fields if one.kind is Kind.DAY]
    stands |= {name: (day + TO_PUT_RIGHT).isoformat() if name == DUE else today for name in days}
    return Filling(data, about, fields, stands, day=_happened(days), page=page, named=named)


def filling_of_thing_typed(data: type[Data], about: About, said: Entered) -> Filling:
    """The form as it was filled in by somebody who is signed in no more: of what is on record it shows nothing."""
    fixed = {name for name in ("unit_id", "household_id", data.first_id) if name in said}
    fixed -= {"activity_id"}
    return Filling(data, about, fields_of(data, {name: Field(name, Kind.FIXED) for name in fixed}))


def labels_of(filling: Filling, language: Language) -> dict[str, str]:
    """What each field is called, as in the templates for files."""
    at = 0 if language == "vi" else 1
    found: dict[str, str] = {}
    for one in filling.fields:
        steps = one.name.split(".")
        place = next((int(step) for step in steps if step.isdecimal()), 0)
        names = columns_of(".".join("*" if step.isdecimal() else step for step in steps), filling.data.short)
        if names:
            found[one.name] = names[at].format(place + 1)
    return found


def _thing(session: Session, campaign: str, data: type[Data], about: About) -> dict[str, str] | None:
    """What of a thing of the unit stands in a form about it; None where there is none."""
    unit_id, found = "", dict[str, str]()
    match data:
        case events.FindingClosed:
            finding = session.get(Finding, (campaign, about.id))
            unit_id, found = finding.unit_id if finding else "", {"finding_id": about.id}
        case events.QualityResolved:
            doubt = session.get(Quality, (campaign, about.id))
            unit_id, found = doubt.unit_id if doubt else "", {"quality_id": about.id}
        case _:
            paid = session.get(Disbursement, (campaign, about.id)) if data is events.FundsReversed else None
            household_id = paid.household_id if paid else about.id
            household = session.get(Household, (campaign, household_id))
            unit_id = household.unit_id if household else ""
            found = {"household_id": household_id}
    return found if unit_id == about.unit_id else None


def _leads(campaign: Campaign) -> str:
    """The first unit that stands below no other of the campaign; "" where there is no unit."""
    units = {unit.id for unit in campaign.units}
    return next((unit.id for unit in campaign.units if unit.parent not in units), "")


def _page_of(household_id: str) -> str:
    return f"{Section.HOUSEHOLDS.value}/{quote(household_id)}"


def _happened(days: Iterable[str]) -> str:
    """The field that says when what is stated happened; "" where none does."""
    return next((name for name in days if name != DUE), "")


def _units(session: Session, campaign: Campaign, today: date) -> dict[str, Text]:
    """The units that take part, by what they are called."""
    lineage = queries.lineage_of(session)
    names = names_of(campaign, lineage, today)
    part = queries.taking_part(session, campaign, lineage, today.isoformat())
    return dict(sorted(((one, names[one]) for one in part if one in names), key=lambda one: one[1].vi))


def _inspected(session: Session, campaign: Campaign, unit_id: str, today: date) -> dict[str, Text]:
    """The inspections of a unit, each by whom it inspected."""
    names = names_of(campaign, queries.lineage_of(session), today)
    found = _inspections(session, campaign.campaign, unit_id)
    whom = {one.inspection_id: names.get(one.target_unit_id, Text(one.target_unit_id)) for one in found}
    return {one: Text(f"{one}: {name.vi}", f"{one}: {name.en or name.vi}") for one, name in whom.items()}


def _inspections(session: Session, campaign: str, unit_id: str) -> Sequence[Inspection]:
    wanted = select(Inspection).where(Inspection.campaign == campaign, Inspection.unit_id == unit_id)
    return session.exec(wanted.order_by(col(Inspection.inspection_id)).limit(MOST_INSPECTIONS)).all()
