"""Who gave what to which district: money, labour days and goods from donors of every kind. Knows no household."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from deploy.demo import names
from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.definition import CampaignUnit
from shared.core.values import DonorKind

GIVEN_A_MONTH: Final = 14
GIFTS_END: Final = date(2025, 7, 31)
MILLION: Final = 1_000_000
# How many donors of a kind there are, and the least and the most one of them gives at a time, in millions of đồng.
DONORS: Final[dict[DonorKind, tuple[int, int, int]]] = {
    "ENTERPRISE": (60, 20, 300),
    "ORGANISATION": (40, 10, 150),
    "STATE": (12, 100, 600),
    "INDIVIDUAL": (150, 1, 15),
    "HOUSEHOLD": (120, 1, 5),
}
CALLED: Final[dict[DonorKind, str]] = {
    "ENTERPRISE": "Doanh nghiệp mẫu",
    "ORGANISATION": "Tổ chức mẫu",
    "STATE": "Cơ quan mẫu",
}
GOODS: Final = (("xi măng", "tấn", 1, 20), ("ngói", "viên", 500, 4_000), ("gỗ", "m3", 1, 8), ("tôn lợp", "m2", 40, 200))
# Three persons who gave much, in several gifts: what counts as "large" is for the law's text and the council.
GREAT_GIVERS: Final = ((1_200 * MILLION, 4), (180 * MILLION, 3), (120 * MILLION, 2))


@dataclass(frozen=True, slots=True)
class Donor:
    """Someone who gives."""

    kind: DonorKind
    id: str
    name: str

    def as_data(self) -> Data:
        """The donor as the catalogue writes it."""
        return {"kind": self.kind, "id": self.id, "name": self.name}


def contribution_facts(rng: Random, stage: Stage) -> list[Draft]:
    """Every gift of the campaign; most come while houses are being built."""
    donors = [donor for kind in DONORS for donor in _donors(rng, kind)]
    drafts: list[Draft] = []
    for district in stage.districts:
        for number, place in enumerate(_gift_places(rng, stage), start=1):
            gift_id = f"DG-{district.id}-{number:04d}"
            donor = rng.choice(donors)
            drafts.append(_told(rng, stage, district, gift_id, donor=donor, gift=_gift(rng, donor.kind), place=place))
    return drafts + _great_gifts(rng, stage)


def _donors(rng: Random, kind: DonorKind) -> list[Donor]:
    donors: list[Donor] = []
    for number in range(1, DONORS[kind][0] + 1):
        called = CALLED.get(kind)
        name = f"{called} {number:02d}" if called else names.person_name(rng, names.sex(rng))
        donors.append(Donor(kind, f"nha-tai-tro-{kind.lower()}-{number:03d}", name))
    return donors


def _gift_places(rng: Random, stage: Stage) -> list[int]:
    end = stage.place(GIFTS_END)
    months = end / 21
    return sorted(round(rng.triangular(1, end, end * 0.6)) for _ in range(round(GIVEN_A_MONTH * months)))


def _gift(rng: Random, kind: DonorKind) -> Data:
    _, least, most = DONORS[kind]
    drawn = rng.random()
    if kind == "HOUSEHOLD" and drawn < 0.6:
        return {"labour_days": rng.randint(1, 12)}
    if kind in {"ENTERPRISE", "INDIVIDUAL"} and drawn < 0.2:
        item, measure, fewest, largest = rng.choice(GOODS)
        return {"in_kind": [{"item": item, "quantity": rng.randint(fewest, largest), "measure": measure}]}
    if kind == "ORGANISATION" and drawn < 0.3:
        return {"labour_days": rng.randint(20, 150), "money_vnd": least * MILLION}
    return {"money_vnd": rng.randint(least, most) * MILLION}


def _great_gifts(rng: Random, stage: Stage) -> list[Draft]:
    drafts: list[Draft] = []
    for number, (total, parts) in enumerate(GREAT_GIVERS, start=1):
        donor = Donor("INDIVIDUAL", f"nha-hao-tam-{number:02d}", names.person_name(rng, names.sex(rng)))
        for part, place in enumerate(sorted(rng.sample(range(20, 160), parts)), start=1):
            gift: Data = {"money_vnd": total // parts}
            gift_id = f"DG-{donor.id}-{part}"
            district = rng.choice(stage.districts)
            drafts.append(_told(rng, stage, district, gift_id, donor=donor, gift=gift, place=place))
    return drafts


def _told(
    rng: Random, stage: Stage, district: CampaignUnit, gift_id: str, *, donor: Donor, gift: Data, place: int
) -> Draft:
    received = stage.shortly_before(rng, place, not_before=stage.starts_on)
    data: Data = {
        "contribution_id": gift_id,
        "unit_id": district.id,
        "donor": donor.as_data(),
        **gift,
        "received_on": received.isoformat(),
    }
    return stage.unit(district.id).says(
        "contribution.received", gift_id, data, happened=received, heard=stage.days[place]
    )
