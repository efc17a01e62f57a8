"""Who works where, how they were rated and what they were awarded before: the registry's invented part."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from deploy.demo import names
from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.definition import CampaignUnit
from shared.core.values import PersonCategory, Rating, Sex, SubjectKind

STAFF_OF_A_DIVISION: Final = 6
STAFF_OF_A_DISTRICT: Final = 3
YEARS_BEFORE: Final = (2019, 2020, 2021, 2022, 2023)
# Units whose rating of 2024 nobody has recorded: what depends on it stays unknown.
UNRATED_IN_2024: Final = frozenset({"mau-tiep-dan", "mau-hanh-chinh-cong", "huyen-tan-lac"})
# Units rated excellent year after year: what the highest awards screen for.
ALWAYS_EXCELLENT: Final = frozenset({"huyen-luong-son", "mau-kinh-te", "mau-xay-dung"})
RATINGS: Final[tuple[Rating, ...]] = ("EXCELLENT", "GOOD", "COMPLETED", "NOT_COMPLETED")
ODDS: Final[dict[SubjectKind, tuple[int, ...]]] = {"COLLECTIVE": (20, 65, 15, 0), "INDIVIDUAL": (20, 60, 17, 3)}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the registry."""

    id: str
    name: str
    sex: Sex
    unit_id: str
    leader: bool
    category: PersonCategory
    from_on: date

    @property
    def title(self) -> str:
        """What the person is called in the unit."""
        if self.leader:
            return "Lãnh đạo đơn vị"
        return "Viên chức" if self.category == "PUBLIC_EMPLOYEE" else "Chuyên viên"


def people_of(rng: Random, units: tuple[CampaignUnit, ...]) -> tuple[Person, ...]:
    """The leader and staff of every unit."""
    people: list[Person] = []
    for unit in units:
        staff = STAFF_OF_A_DISTRICT if unit.kind == "DISTRICT" else STAFF_OF_A_DIVISION
        ordinary: PersonCategory = "PUBLIC_EMPLOYEE" if unit.kind == "AFFILIATED_UNIT" else "CIVIL_SERVANT"
        for number in range(1, staff + 1):
            sex = names.sex(rng)
            people.append(
                Person(
                    id=f"cb-{unit.id}-{number:02d}",
                    name=names.person_name(rng, sex),
                    sex=sex,
                    unit_id=unit.id,
                    leader=number == 1,
                    category="OFFICIAL" if number == 1 and unit.kind in {"OFFICE", "DISTRICT"} else ordinary,
                    from_on=date(rng.randint(2012, 2018), rng.randint(1, 12), 1),
                )
            )
    return tuple(people)


def registry_facts(rng: Random, stage: Stage, people: tuple[Person, ...]) -> list[Draft]:
    """Assignments, ratings, prior awards. Years are missing here and there: those answers are unknown, not failed."""
    drafts = [_assignment(stage, person) for person in people]
    drafts += _ratings_before(rng, stage, people)
    drafts += _ratings_of_2024(rng, stage, people)
    drafts += _prior_awards(rng, stage, people)
    return drafts


def _assignment(stage: Stage, person: Person) -> Draft:
    data: Data = {
        "person_id": person.id,
        "name": person.name,
        "unit_id": person.unit_id,
        "title": person.title,
        "leader": person.leader,
        "category": person.category,
        "sex": person.sex,
        "from_on": person.from_on.isoformat(),
    }
    return stage.secretary.says(
        "person.assigned", f"phan-cong-{person.id}", data, happened=person.from_on, heard=stage.starts_on
    )


def _ratings_before(rng: Random, stage: Stage, people: tuple[Person, ...]) -> list[Draft]:
    drafts: list[Draft] = []
    for kind, subject in _subjects(stage, people):
        # One subject in seven has a hole in the chain; the older the year, the likelier.
        missing = rng.choice((2019, 2019, 2020, 2022, 2023)) if rng.random() < 1 / 7 else 0
        drafts += [
            _rating(stage, kind, subject, year=year, rating=_drawn(rng, kind, subject), heard=stage.starts_on)
            for year in YEARS_BEFORE
            if year != missing
        ]
    return drafts


def _ratings_of_2024(rng: Random, stage: Stage, people: tuple[Person, ...]) -> list[Draft]:
    drafts: list[Draft] = []
    for kind, subject in _subjects(stage, people):
        if subject in UNRATED_IN_2024 or (kind == "INDIVIDUAL" and rng.random() < 0.06):
            continue
        heard = stage.days[rng.randint(stage.place(date(2025, 1, 6)), stage.place(date(2025, 1, 20)))]
        drafts.append(_rating(stage, kind, subject, year=2024, rating=_drawn(rng, kind, subject), heard=heard))
    return drafts


def _subjects(stage: Stage, people: tuple[Person, ...]) -> list[tuple[SubjectKind, str]]:
    units: list[tuple[SubjectKind, str]] = [("COLLECTIVE", unit.id) for unit in (*stage.office, *stage.districts)]
    return units + [("INDIVIDUAL", person.id) for person in people]


def _drawn(rng: Random, kind: SubjectKind, subject: str) -> Rating:
    drawn = rng.choices(RATINGS, weights=ODDS[kind])[0]
    return "EXCELLENT" if subject in ALWAYS_EXCELLENT else drawn


def _rating(stage: Stage, kind: SubjectKind, subject: str, *, year: int, rating: Rating, heard: date) -> Draft:
    data: Data = {
        "subject_kind": kind,
        "subject_id": subject,
        "year": year,
        "rating": rating,
        "decision_no": f"MAU-{year}/QĐ-VPUBND",
    }
    return stage.secretary.says(
        "rating.recorded", f"xep-loai-{subject}-{year}", data, happened=date(year, 12, 25), heard=heard
    )


def _prior_awards(rng: Random, stage: Stage, people: tuple[Person, ...]) -> list[Draft]:
    drafts: list[Draft] = []
    for kind, subject in _subjects(stage, people):
        if rng.random() > 0.4:
            continue
        decided = date(rng.randint(2019, 2023), rng.randint(1, 12), rng.randint(1, 28))
        data: Data = {
            "subject_kind": kind,
            "subject_id": subject,
            "form": rng.choice(("AGENCY_COMMENDATION", "AGENCY_COMMENDATION", "PROVINCE_MERIT")),
            "commendation_type": rng.choice(("MERIT", "MERIT", "MOVEMENT", "AD_HOC")),
            "decision_no": f"MAU-{len(drafts) + 1:03d}/QĐ-KT",
            "decided_on": decided.isoformat(),
        }
        drafts.append(
            stage.secretary.says(
                "prior_award.recorded", f"khen-truoc-{subject}", data, happened=decided, heard=stage.starts_on
            )
        )
    return drafts
