"""Whatever is said in whatever order, of a campaign's households, money and activities: what always holds."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import product

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import asdict, replace

from services.tracking.domain.state import CampaignState
from shared.core import events
from shared.core.events import Data
from shared.core.index import Index
from tests import examples as ex
from tests.unit.tracking.telling import ACCEPTED, given, given_nothing

HOUSEHOLDS, PERSONS, ACTIVITIES, NUMBERS = ("h1", "h2"), ("p1", "p2"), ("a1", "a2"), range(3)
SUPPORT = 60_000_000


def _statements() -> Iterable[Data]:
    for home in HOUSEHOLDS:
        for person, unit in product(PERSONS, ("huyen-mai-chau", "hctc")):
            sealed = events.SealedPerson(person, "v1.sealed")
            yield replace(ex.HOUSEHOLD, household_id=home, unit_id=unit, person=sealed)
        steps: tuple[Data, ...] = (ex.VERIFIED, ex.APPROVED, ex.STARTED, ex.COMPLETED, ex.CHECKED, ex.HANDED_OVER)
        unhappy = (replace(ex.VERIFIED, eligible=False), replace(ex.CHECKED, passed=False), ex.WITHDREW, ex.REJECTED)
        # What leads on stands here more often, or few histories would come to a finished house.
        for step in (*steps * 4, *unhappy):
            yield replace(step, household_id=home)
        for number, amount in product(NUMBERS, (SUPPORT // 2, SUPPORT // 2 + 1)):
            payment_id = f"{home}-{number}"
            yield replace(ex.DISBURSEMENT, disbursement_id=payment_id, household_id=home, amount_vnd=amount)
            yield replace(ex.REVERSAL, disbursement_id=payment_id)
    for activity in ACTIVITIES:
        yield replace(ex.ACTIVITY, activity_id=activity)
        yield events.ActivityCorrected(activity, events.ActivityChanges(quantity=2.0), "Đếm lại")
        yield events.ActivityVerified(activity)
        yield events.ActivityDisputed(activity, "Chưa rõ")
        yield events.ActivityWithdrawn(activity, "Nhầm")
    yield from (ex.CONTRIBUTION, ex.INSPECTION, ex.FINDING, ex.FINDING_CLOSED, ex.REPORT, ex.OBSTACLE, ex.RULE_SET)
    yield events.ObstacleResolved(ex.OBSTACLE.obstacle_id, "Xong")
    yield from (ex.POSTED, ex.TAKEN_DOWN)
    yield events.CampaignAmended(**asdict(ex.LAUNCHED))


STATEMENTS = list(_statements())

# A letter a fact: identified, not eligible, verified, approved, started, completed, failed, passed, handed over, gone.
ORDER = re.compile(r"in*(v(a(s(cf*(ph?)?|x)?|x)?|x)?|x)?")
LETTERS = {
    events.HouseholdIdentified: "i",
    events.HouseholdApproved: "a",
    events.HouseholdWithdrew: "x",
    events.HouseholdRejected: "x",
    events.HouseStarted: "s",
    events.HouseCompleted: "c",
    events.HouseHandedOver: "h",
}


class Histories(RuleBasedStateMachine):
    """One campaign told at random, with commits that come to be and commits that are undone."""

    def __init__(self) -> None:
        super().__init__()
        self.story = given()
        self.story.state.journal.settle()
        self.settled: list[Data] = []
        self.draft: list[tuple[int, Data]] = []

    @property
    def told(self) -> list[Data]:
        return [*self.settled, *(data for _, data in self.draft)]

    @rule(statements=st.lists(st.sampled_from(STATEMENTS), min_size=25, max_size=60))
    def say(self, statements: list[Data]) -> None:
        for data in statements:
            mark = self.story.state.journal.mark()
            if self.story.when(data).answer is ACCEPTED:
                self.draft.append((mark, data))

    @rule(lost=st.integers(0, 3))
    def end_the_commit(self, lost: int) -> None:
        if lost == 0:  # another writer was first
            self.draft = []
            self.story.state.journal.undo()
        self.settled = self.told
        self.draft = []
        self.story.state.journal.settle()

    @precondition(lambda self: self.draft)
    @rule(kept=st.floats(0.5, 1, exclude_max=True))
    def take_back_a_part(self, kept: float) -> None:
        place = int(kept * len(self.draft))
        self.story.state.journal.undo(self.draft[place][0])
        self.draft = self.draft[:place]

    @invariant()
    def the_state_is_what_a_refold_gives(self) -> None:
        refolded = given()
        for data in self.told:
            refolded.decider.evolve(refolded.state, ex.fact(data), 0)
        assert picture(self.story.state) == picture(refolded.state)

    @invariant()
    def each_household_went_its_way_in_order(self) -> None:
        for home in HOUSEHOLDS:
            way = "".join(_letter(data) for data in self.told if getattr(data, "household_id", "") == home)
            assert not way or ORDER.fullmatch(way), way

    @invariant()
    def no_household_had_more_than_its_support_or_anything_after_it_left(self) -> None:
        paid, open_payments, left = Counter[str](), dict[str, events.FundsDisbursed](), set[str]()
        for data in self.told:
            match data:
                case events.FundsDisbursed(household_id=home):
                    assert home not in left
                    paid[home] += data.amount_vnd
                    open_payments[data.disbursement_id] = data
                case events.FundsReversed():
                    payment = open_payments.pop(data.disbursement_id)
                    paid[payment.household_id] -= payment.amount_vnd
                case events.HouseholdWithdrew() | events.HouseholdRejected():
                    left.add(data.household_id)
            assert all(0 <= amount <= SUPPORT for amount in paid.values())
        assert all(self.story.state.household(home).paid_vnd == paid[home] for home in HOUSEHOLDS)

    @invariant()
    def no_person_is_on_two_lists(self) -> None:
        left = {
            data.household_id
            for data in self.told
            if isinstance(data, events.HouseholdWithdrew | events.HouseholdRejected)
        }
        identified = [data for data in self.told if isinstance(data, events.HouseholdIdentified)]
        listed = Counter(data.person.person_ref for data in identified if data.person and data.household_id not in left)
        assert all(count == 1 for count in listed.values())


def _letter(data: Data) -> str:
    match data:
        case events.HouseholdVerified():
            return "v" if data.eligible else "n"
        case events.HouseChecked():
            return "p" if data.passed else "f"
        case _:
            return LETTERS.get(type(data), "")


def picture(state: CampaignState) -> object:
    """All that a state holds, in a form that can be compared."""
    return (state.terms, state.rule_sets, state._households, entries(state._things), entries(state._payments))


def entries(index: Index) -> dict[int, list[int]]:
    return {key: [column[slot] for column in index._columns] for slot, key in enumerate(index._keys) if key}


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=30, stateful_step_count=12)


def test_an_undone_launch_leaves_nothing() -> None:
    story = given_nothing()

    story.given(ex.LAUNCHED, ex.ACTIVITY, ex.CLOSED).state.journal.undo()

    assert picture(story.state) == picture(given_nothing().state)
