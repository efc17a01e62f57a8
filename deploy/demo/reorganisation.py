"""The reorganisation of 1 July 2025 as the registry is told it, with the real numbers and a sample of the mapping.

Real: Resolutions 202/2025/QH15 and 1676/NQ-UBTVQH15 of June 2025; ten districts ended, 151 communes of Hòa Bình became
46 of Phú Thọ; Chi Nê, Đồng Tâm, Khoan Dụ and Yên Bồng became the commune of Lạc Thủy, which bears an old district's
name; there is a ward of Hòa Bình. SAMPLE, marked `mau-` and "(mẫu)": all other communes, how many each district had
and has, and which of a district's communes holds what the district did and had begun. It knows no house, no activity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from deploy.demo.saying import Data, Draft, Speaker, Voice

DECIDED: Final = date(2025, 6, 16)
DAY: Final = date(2025, 7, 1)
CODE_CLOSED: Final = date(2025, 7, 10)  # within 15 days of the merger
OF_PROVINCES: Final = "Nghị quyết 202/2025/QH15"
OF_COMMUNES: Final = "Nghị quyết 1676/NQ-UBTVQH15"
ADMIN: Final = Speaker("admin")

HOA_BINH, PHU_THO = "tinh-hoa-binh", "tinh-phu-tho"
OLD_OFFICE, NEW_OFFICE = "vpubnd", "vpubnd-phu-tho"
LAC_THUY: Final = ("Thị trấn Chi Nê", "Xã Đồng Tâm", "Xã Khoan Dụ", "Xã Yên Bồng")


@dataclass(frozen=True, slots=True)
class District:
    """A district that ended: its name, and how many communes it had and became (sample: only the sums are real)."""

    name: str
    had: int
    became: int

    @property
    def commune_name(self) -> str:
        """The commune that bears the district's name, and in the sample holds its work."""
        return {"Lạc Thủy": "Xã Lạc Thủy", "Hòa Bình": "Phường Hòa Bình"}.get(self.name, f"Xã {self.name} (mẫu)")


DISTRICTS: Final[dict[str, District]] = {
    "tp-hoa-binh": District("Hòa Bình", 19, 5),
    "huyen-luong-son": District("Lương Sơn", 11, 3),
    "huyen-cao-phong": District("Cao Phong", 10, 3),
    "huyen-da-bac": District("Đà Bắc", 17, 6),
    "huyen-kim-boi": District("Kim Bôi", 17, 5),
    "huyen-lac-son": District("Lạc Sơn", 24, 8),
    "huyen-lac-thuy": District("Lạc Thủy", 10, 3),
    "huyen-mai-chau": District("Mai Châu", 16, 5),
    "huyen-tan-lac": District("Tân Lạc", 16, 5),
    "huyen-yen-thuy": District("Yên Thủy", 11, 3),
}


def holder_of(unit_id: str) -> str:
    """The unit that holds a unit's work from the day on: itself, unless it ended."""
    if unit_id in DISTRICTS:
        return communes_of(unit_id)[0]
    return NEW_OFFICE if unit_id == OLD_OFFICE else unit_id


def communes_of(district_id: str) -> list[str]:
    """The communes that a district became, the first of which bears its name."""
    place = district_id.partition("-")[2]
    others = [f"mau-xa-{place}-{number}" for number in range(2, DISTRICTS[district_id].became + 1)]
    real = {"huyen-lac-thuy": "xa-lac-thuy", "tp-hoa-binh": "phuong-hoa-binh"}
    return [real.get(district_id, f"mau-xa-{place}"), *others]


def reorganisation_facts(campaign: str) -> list[Draft]:
    """What the registry is told: on 16 June what ends and begins on 1 July, and in July which code is closed."""
    voice = Voice(ADMIN, campaign)
    told = [voice.says(*one, happened=DECIDED, heard=DECIDED) for one in _decided()]
    closing: Data = {"unit_id": HOA_BINH, "code": "H28", "effective_on": DAY.isoformat(), "basis": OF_PROVINCES}
    closed = voice.says("unit.code_closed", "dong-ma-H28", closing, happened=CODE_CLOSED, heard=CODE_CLOSED)
    return [*told, closed]


def _decided() -> Iterator[tuple[str, str, Data]]:
    yield _established(PHU_THO, "PROVINCE", "Tỉnh Phú Thọ")
    # H28 for Hòa Bình is as far as known; the new code of Phú Thọ was not found.
    yield _established(HOA_BINH, "PROVINCE", "Tỉnh Hòa Bình", code="H28")
    yield _established(NEW_OFFICE, "OFFICE", "Văn phòng UBND tỉnh Phú Thọ", parent=PHU_THO)
    for district_id, district in DISTRICTS.items():
        yield from _communes(district_id, district)
        split: Data = {"unit_id": district_id, "successors": communes_of(district_id), "basis": OF_COMMUNES}
        yield "unit.split", f"ket-thuc-{district_id}", split | {"effective_on": DAY.isoformat()}
    yield _merged((OLD_OFFICE,), NEW_OFFICE, OF_PROVINCES)
    yield _merged((HOA_BINH,), PHU_THO, OF_PROVINCES)


def _communes(district_id: str, district: District) -> Iterator[tuple[str, str, Data]]:
    """A district's old communes, its new ones, and which of the old became which."""
    place, new = district_id.partition("-")[2], communes_of(district_id)
    for number, unit_id in enumerate(new, start=1):
        name = district.commune_name if number == 1 else f"Xã {district.name} {number} (mẫu)"
        yield _established(unit_id, "COMMUNE", name, parent=PHU_THO)
    old = [f"mau-xa-cu-{place}-{number:02d}" for number in range(1, district.had + 1)]
    known = LAC_THUY if district_id == "huyen-lac-thuy" else ()
    for number, unit_id in enumerate(old):
        name = known[number] if number < len(known) else f"Xã cũ {number + 1} của {district.name} (mẫu)"
        yield _established(unit_id, "COMMUNE", name, parent=district_id)
    rest, others = old[len(known) :], new[1:] if known else new
    for number, successor in enumerate(others):
        yield _merged(tuple(rest[number :: len(others)]), successor, OF_COMMUNES)
    if known:
        yield _merged(tuple(old[: len(known)]), new[0], OF_COMMUNES)


def _established(unit_id: str, kind: str, name: str, *, parent: str = "", code: str = "") -> tuple[str, str, Data]:
    more = {key: value for key, value in (("parent", parent), ("code", code)) if value}
    return "unit.established", f"lap-{unit_id}", {"unit_id": unit_id, "kind": kind, "name": {"vi": name}, **more}


def _merged(predecessors: tuple[str, ...], successor: str, basis: str) -> tuple[str, str, Data]:
    data: Data = {"predecessors": list(predecessors), "successor": successor, "basis": basis}
    return "unit.merged", f"sap-nhap-{successor}", data | {"effective_on": DAY.isoformat()}
