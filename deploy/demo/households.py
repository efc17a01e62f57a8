"""The 3,194 households: who they are, on which track, and every step of their houses as it is told. Knows no money."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random
from typing import Final

from deploy.demo import names
from deploy.demo.figures import CATEGORIES, SHARES, TRACKS, Share, support_vnd
from deploy.demo.saying import Data, Draft, Voice
from deploy.demo.stage import Stage
from deploy.demo.timetable import Fate, Timetable, timetable
from shared.core.definition import CampaignUnit
from shared.core.values import HouseholdCategory, Track, Work

WITHDREW_BECAUSE: Final = (
    "Hộ tự sửa nhà bằng nguồn của gia đình",
    "Hộ chuyển đến ở cùng con cháu",
    "Hộ chưa bố trí được phần vốn đối ứng",
    "Hộ chuyển đi nơi khác sinh sống",
)
DEFECTS: Final = ("Nền chưa láng xong", "Mái thiếu giằng chống bão", "Tường chưa đủ cứng", "Cửa chưa lắp đủ")


@dataclass(frozen=True, slots=True)
class Household:
    """One household and the days of its house."""

    id: str
    unit: CampaignUnit
    track: Track
    category: HouseholdCategory
    work: Work
    person: Data
    times: Timetable
    support_vnd: int
    list_no: str


def households_of(rng: Random, stage: Stage) -> tuple[Household, ...]:
    """Every household of every district, numbered within a district in the order of being identified."""
    citizens = count(1)
    return tuple(
        household
        for district in stage.districts
        for household in _of_district(rng, stage, district, share=SHARES[district.id], citizens=citizens)
    )


def _of_district(
    rng: Random, stage: Stage, district: CampaignUnit, *, share: Share, citizens: "count[int]"
) -> list[Household]:
    drawn = sorted(
        ((work, timetable(rng, stage, work=work, fate=fate)) for work, fate in _fates(share)),
        key=lambda pair: pair[1].identified,
    )
    households: list[Household] = []
    for number, (work, times) in enumerate(drawn, start=1):
        track = rng.choices(tuple(TRACKS), weights=tuple(TRACKS.values()))[0]
        approved_on = stage.days[times.approved] if times.approved is not None else stage.starts_on
        households.append(
            Household(
                id=f"HB-{share.code}-{number:04d}",
                unit=district,
                track=track,
                category=rng.choice(CATEGORIES[track]),
                work=work,
                person={
                    "name": names.person_name(rng, names.sex(rng)),
                    "citizen_id": names.citizen_id(next(citizens)),
                    "address": names.address(rng, district.name.vi),
                },
                times=times,
                support_vnd=support_vnd(track, work, approved_on),
                list_no=f"{approved_on:%m}/{approved_on:%Y}/DS-{share.code}",
            )
        )
    return households


def _fates(share: Share) -> list[tuple[Work, Fate]]:
    new_done = share.new - share.new_under_way - share.new_waiting
    repair_done = share.repair - share.repair_under_way - share.withdrew
    new: Work = "NEW_BUILD"
    repair: Work = "REPAIR"
    return [
        *[(new, Fate.DONE)] * new_done,
        *[(new, Fate.UNDER_WAY)] * share.new_under_way,
        *[(new, Fate.WAITING)] * share.new_waiting,
        *[(repair, Fate.DONE)] * repair_done,
        *[(repair, Fate.UNDER_WAY)] * share.repair_under_way,
        *[(repair, Fate.WITHDREW)] * share.withdrew,
    ]


def household_facts(rng: Random, stage: Stage, household: Household) -> list[Draft]:
    """Every step of one household, in order."""
    teller = _Teller(rng, stage, household)
    times = household.times
    teller.by_unit("household.identified", times.identified, _identity(household))
    if times.verified is not None:
        teller.by_verifier("household.verified", times.verified, {"eligible": True, "checks": _checks(rng, household)})
    if times.approved is not None:
        approval: Data = {"list_no": household.list_no, "support_vnd": household.support_vnd}
        teller.by_verifier("household.approved", times.approved, approval)
    if times.withdrew is not None:
        teller.by_unit("household.withdrew", times.withdrew, {"reason": rng.choice(WITHDREW_BECAUSE)})
    if times.started is not None and times.completed is not None:
        teller.by_unit("house.started", times.started, {}, day="started_on")
        area: Data = {"area_m2": float(rng.randint(30, 62))} if household.work == "NEW_BUILD" else {}
        teller.by_unit("house.completed", times.completed, area, day="completed_on")
    if times.failed_check is not None:
        hards = {"floor": True, "frame": True, "roof": True, rng.choice(("floor", "frame", "roof")): False}
        check: Data = {"passed": False, "three_hards": hards, "notes": rng.choice(DEFECTS)}
        teller.by_verifier("house.checked", times.failed_check, check, mark=".truot")
    if times.passed_check is not None and times.handed_over is not None:
        hards = {"floor": True, "frame": True, "roof": True}
        teller.by_verifier("house.checked", times.passed_check, {"passed": True, "three_hards": hards})
        teller.by_unit("house.handed_over", times.handed_over, {}, day="handed_over_on")
    return teller.told


class _Teller:
    """Tells one household's steps; each happened between the telling of the step before and its own."""

    def __init__(self, rng: Random, stage: Stage, household: Household) -> None:
        self.told: list[Draft] = []
        self._rng, self._stage, self._household = rng, stage, household
        self._not_before: date = stage.starts_on

    def by_unit(self, short: str, place: int, data: Data, *, day: str = "") -> None:
        """The unit tells it, on the day or some days later."""
        happened = self._stage.shortly_before(self._rng, place, not_before=self._not_before)
        said = {**data, day: happened.isoformat()} if day else data
        voice = self._stage.unit(self._household.unit.id)
        self._tell(voice, short, f"{self._household.id}.{short}", said, place=place, happened=happened)

    def by_verifier(self, short: str, place: int, data: Data, *, mark: str = "") -> None:
        """The verifier states its own decision on the day it is made."""
        event_id = f"{self._household.id}.{short}{mark}"
        self._tell(self._stage.verifier, short, event_id, data, place=place, happened=self._stage.days[place])

    def _tell(self, voice: Voice, short: str, event_id: str, data: Data, *, place: int, happened: date) -> None:
        heard = self._stage.days[place]
        said: Data = {"household_id": self._household.id, **data}
        self.told.append(voice.says(short, event_id, said, happened=happened, heard=heard))
        self._not_before = heard


def _identity(household: Household) -> Data:
    return {
        "unit_id": household.unit.id,
        "track": household.track,
        "category": household.category,
        "work": household.work,
        "person": household.person,
    }


def _checks(rng: Random, household: Household) -> Data:
    checks: Data = {"land_without_dispute": True, "commune_confirmed": True, "supported_before": False}
    if household.work == "NEW_BUILD":
        checks["area_per_head_m2"] = rng.randint(40, 79) / 10
    return checks
