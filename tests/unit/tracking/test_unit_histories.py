"""Whatever units do to each other in mid-campaign, in whatever order it is said: nothing is lost or counted twice.

Mergers, splits, ends and names, said before or after their day, corrected and taken back, among reports, withdrawals
and people who move; each answer is asked again from the log alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine, select

from services.tracking.api.handover import handover_answer
from services.tracking.api.reads import View, campaign_answer, unit_answer
from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.registry import RegistryDecider, RegistryView
from services.tracking.domain.registry_state import RegistryState
from services.tracking.domain.state import CampaignState
from services.tracking.projections import TRACKING
from services.tracking.tables.inspections import Finding
from services.tracking.tables.rows import Household
from shared.adapters.database import Database
from shared.core import events
from shared.core.access import STATED_BY
from shared.core.definition import Text
from shared.core.envelope import encode_fact
from shared.core.events import REGISTRY, Data
from shared.core.journal import Journal
from shared.core.log import Commit
from tests.examples import ACTIVITY, CAMPAIGN, CONTRIBUTION, HOUSEHOLD, LAUNCHED, REGISTRY_FACTS, command, fact

PARTS = ("hctc", "thcb", "huyen-mai-chau", "vpubnd")  # by the definition; the other two are in the registry alone
UNITS = (*PARTS, "so-xay-dung", "xa-moi")
DAYS = [date(2025, 2, 27) + timedelta(days=number) for number in range(12)]
ISO = st.sampled_from([day.isoformat() for day in DAYS])
ONE, SOME = st.sampled_from(UNITS), st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True).map(tuple)
NEWCOMER = events.UnitEstablished("xa-moi", "COMMUNE", Text("Xã Mai Châu"))
VIEWS: Final[tuple[View, ...]] = ("recorded", "successor")
BEGINNING = datetime(2025, 3, 1, tzinfo=UTC)


class UnitHistories(RuleBasedStateMachine):
    """A registry and a campaign told at random, their live read model, and what was answered at every position."""

    def __init__(self) -> None:
        super().__init__()
        self.registry, self.view = RegistryState(Journal()), RegistryView()
        self.campaign = CampaignState(Journal(), self.view)
        self.commits: list[Commit] = []
        self.changes: list[str] = []  # the ids of facts that may be corrected
        self.activities: list[tuple[str, str]] = []
        self.answered: list[tuple[int, Any]] = []
        self.live = Database.make(create_engine("sqlite://", poolclass=StaticPool), TRACKING)
        for data in (*REGISTRY_FACTS, NEWCOMER, LAUNCHED):
            assert self.say(data)

    # --- what may be said

    @rule(units=SOME, heir=ONE, on=ISO, corrects=st.integers(0, 5), name=st.booleans())
    def merge(self, units: tuple[str, ...], heir: str, on: str, corrects: int, name: bool) -> None:  # noqa: FBT001
        named = self._some_change(corrects)
        self.say(events.UnitMerged(units if not named or name else (), heir, on, "NQ", named), changes=True)

    @rule(unit=ONE, heirs=SOME, on=ISO, corrects=st.integers(0, 5))
    def split(self, unit: str, heirs: tuple[str, ...], on: str, corrects: int) -> None:
        self.say(events.UnitSplit(unit, heirs, on, "NQ", heirs[-1], self._some_change(corrects)), changes=True)

    @rule(unit=ONE, on=ISO, corrects=st.integers(0, 5))
    def dissolve(self, unit: str, on: str, corrects: int) -> None:
        self.say(events.UnitDissolved(unit, on, "NQ", self._some_change(corrects)), changes=True)

    @rule(unit=ONE, on=ISO, corrects=st.integers(0, 5), name=st.sampled_from(["Huyện Mai Châu", "Xã Mới"]))
    def rename(self, unit: str, on: str, corrects: int, name: str) -> None:
        self.say(events.UnitRenamed(unit, Text(name), on, "QĐ", self._some_change(corrects)), changes=True)

    @rule(unit=ONE, on=ISO)
    def move_a_person(self, unit: str, on: str) -> None:
        self.say(events.PersonTransferred("cb-lan", unit, on, "Hoàn thành nhiệm vụ"))

    @rule(unit=ONE, on=ISO, quantity=st.integers(1, 9))
    def report_an_activity(self, unit: str, on: str, quantity: int) -> None:
        own = f"HD-{len(self.commits)}"
        data = replace(ACTIVITY, activity_id=own, unit_id=unit, quantity=float(quantity), occurred_on=on)
        if self.say(data, unit=unit, on=on):
            self.activities.append((own, unit))

    @rule(unit=ONE, on=ISO)
    def list_a_household_and_receive_money(self, unit: str, on: str) -> None:
        home = replace(HOUSEHOLD, household_id=f"HB-{len(self.commits)}", unit_id=unit, person=None)
        gift = replace(CONTRIBUTION, contribution_id=f"DG-{len(self.commits)}", unit_id=unit, received_on=on)
        self.say(home, unit=unit, on=on)
        self.say(gift, unit=unit, on=on)

    @rule(which=st.integers(0, 5), on=ISO)
    def withdraw_an_activity(self, which: int, on: str) -> None:
        for activity_id, unit in self.activities[which : which + 1]:
            self.say(events.ActivityWithdrawn(activity_id, "Nhầm"), unit=unit, on=on)

    @rule(which=st.integers(0, 5), on=ISO, quantity=st.integers(1, 9))
    def correct_an_activity(self, which: int, on: str, quantity: int) -> None:
        for activity_id, unit in self.activities[which : which + 1]:
            changes = events.ActivityChanges(quantity=float(quantity))
            self.say(events.ActivityCorrected(activity_id, changes, "Đếm lại"), unit=unit, on=on)

    @rule(unit=ONE, inspected=ONE, on=ISO, settled=st.booleans())
    def find_something_at_a_unit(self, unit: str, inspected: str, on: str, settled: bool) -> None:  # noqa: FBT001
        visit, found = f"KT-{len(self.commits)}", f"KN-{len(self.commits)}"
        if self.say(events.InspectionConducted(visit, unit, inspected, on), unit=unit, on=on):
            self.say(
                events.FindingRaised(found, visit, "LOW", DAYS[-1].isoformat(), "Thiếu biên bản"), unit=unit, on=on
            )
            if settled:
                self.say(events.FindingClosed(found, "Đã khắc phục"), on=on)

    # --- what always holds

    @invariant()
    def totals_are_shared_out_whole_on_every_day_across_the_cut_over(self) -> None:
        with self._reading(self.live) as session:
            for day, view in product((DAYS[0], DAYS[-1]), VIEWS):
                whole: Any = campaign_answer(session, CAMPAIGN, today=day, view=view)
                listed = [one["unit_id"] for one in whole["units"]]
                parts: list[Any] = [unit_answer(session, CAMPAIGN, u, today=day, view=view) for u in listed]
                totals = whole["totals"]
                assert len(set(listed)) == len(listed)
                assert sum(part["houses"]["identified"] for part in parts) == totals["houses"]["identified"]
                assert sum(part["funds"]["received_vnd"] for part in parts) == totals["funds"]["received_vnd"]
                assert sum(_activities(part) for part in parts) == _count(totals["activities"])

    @invariant()
    def what_the_successor_has_beyond_its_own_is_what_each_predecessor_brought(self) -> None:
        with self._reading(self.live) as session:
            for unit in UNITS:
                own: Any = unit_answer(session, CAMPAIGN, unit, today=DAYS[-1])
                rolled: Any = unit_answer(session, CAMPAIGN, unit, today=DAYS[-1], view="successor")
                brought = sum(one["brought"]["activities"] for one in own["holds"])
                is_last_of_its_line = not own.get("ended", {}).get("successors")
                assert _activities(rolled) == (_activities(own) + brought if is_last_of_its_line else 0)

    def what_is_open_came_over_to_exactly_one(self) -> None:
        """No orphan and no double: of a unit that ended each open thing stands under the last of its line, once."""
        day, moment = DAYS[-1].isoformat(), datetime(2025, 3, 10, 3, tzinfo=UTC)
        lineage = self.view.lineage
        with self._reading(self.live) as session:
            answers: list[Any] = [handover_answer(session, CAMPAIGN, unit, moment=moment) for unit in UNITS]
            homes = select(Household.unit_id, Household.household_id).where(Household.state == "identified")
            findings = select(Finding.unit_id, Finding.finding_id).where(Finding.closed == 0)
            is_open = [(unit, "house", one) for unit, one in session.exec(homes)]
            is_open += [(unit, "finding", one) for unit, one in session.exec(findings)]
        came = [
            (handover["from"], thing["kind"], thing["id"])
            for unit, answer in zip(UNITS, answers, strict=True)
            if lineage.holder(unit, day) == unit
            for handover in answer["handovers"]
            for thing in handover["things"]
            if thing["kind"] in ("house", "finding")
        ]
        assert sorted(came) == sorted(one for one in is_open if lineage.ended(one[0], day))

    def teardown(self) -> None:
        """Asked again from the log alone, every position answers as it did, and the whole log as the live model."""
        self.what_is_open_came_over_to_exactly_one()
        for position, answer in self.answered:
            rebuilt = Database.make(create_engine("sqlite://", poolclass=StaticPool), TRACKING)
            rebuilt.take([commit for commit in self.commits if commit.number <= position])
            with self._reading(rebuilt) as session:
                assert _everything(session) == answer
            rebuilt.close()
        self.live.close()

    # --- how it is said

    def say(self, data: Data, *, unit: str = "", on: str = "2025-03-10", changes: bool = False) -> bool:
        """Whether a statement was taken; it is the pen's answer, and what is taken is in the log and the live model."""
        number = len(self.commits) + 1
        speaker: dict[str, str] = {"unit_id": unit, "role": "unit"} if STATED_BY[data.short] == {"unit"} else {}
        said = {"id": f"F-{number}", "time": f"{on}T09:00:00+07:00"} | speaker
        of_registry = data.thing in ("unit", "person")
        stating = command(data, **said)
        decided = (
            RegistryDecider().decide(self.registry, stating)
            if of_registry
            else CampaignDecider().decide(self.campaign, stating)
        )
        if decided is not None:
            return False
        moment = (BEGINNING + timedelta(hours=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        recorded = fact(data, **said, recorded_at=moment)
        if of_registry:
            RegistryDecider().evolve(self.registry, recorded, 0)
            self.registry.journal.settle()
            self.view.take(recorded, number * 1_000)
        else:
            CampaignDecider().evolve(self.campaign, recorded, 0)
            self.campaign.journal.settle()
        where = REGISTRY if of_registry else CAMPAIGN
        self.commits.append(Commit(number, where, "tracking", f"c-{number}", encode_fact(recorded)))
        self.live.take(self.commits[-1:])
        self.changes += [recorded.id] if changes else []
        if number % 5 == 0 and CAMPAIGN in {commit.campaign for commit in self.commits}:
            with self._reading(self.live) as session:
                self.answered.append((number, _everything(session)))
        return True

    def _some_change(self, which: int) -> str:
        return self.changes[-which] if 0 < which <= len(self.changes) else ""

    @contextmanager
    def _reading(self, database: Database) -> Iterator[Session]:
        with database.reading() as view:
            yield view.session


def _everything(session: Session) -> Any:
    """All that is answered of all units, in both views, on the first and the last day."""
    return [
        (
            campaign_answer(session, CAMPAIGN, today=day, view=view),
            [unit_answer(session, CAMPAIGN, unit, today=day, view=view) for unit in UNITS],
        )
        for day, view in product((DAYS[0], DAYS[-1]), VIEWS)
    ]


def _activities(answer: Any) -> int:
    return _count(answer["activities"])


def _count(kinds: dict[str, Any]) -> int:
    return sum(int(kind["count"]) for kind in kinds.values())


TestUnitHistories = UnitHistories.TestCase
TestUnitHistories.settings = settings(max_examples=6, stateful_step_count=15, deadline=None)


def test_what_came_down_to_a_unit_that_ended_without_an_heir_is_counted_once() -> None:
    story = UnitHistories()

    story.report_an_activity(unit="vpubnd", on="2025-02-27", quantity=9)
    story.dissolve(unit="hctc", on="2025-03-05", corrects=0)
    story.split(unit="vpubnd", heirs=("thcb", "xa-moi", "hctc"), on="2025-03-04", corrects=0)

    assert len(story.changes) == 2
    story.totals_are_shared_out_whole_on_every_day_across_the_cut_over()
    story.what_the_successor_has_beyond_its_own_is_what_each_predecessor_brought()
    story.teardown()
