"""The province's real totals and how the simulation shares them out; numbers only, no days and no names.

Sourced: 3,194 households = 2,417 new houses + 777 repairs; on 14 May 2025 of the new 2,149 done, 184 under way, 84
neither; of the repairs 613 done, 61 under way, 103 withdrawn; 3 of 10 districts finished. How the totals fall on the
districts, tracks and categories is invented.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.core.values import HouseholdCategory, Track, Work

CUT: Final = date(2025, 5, 14)  # the day of the status meeting
LAST_COMPLETION: Final = date(2025, 6, 24)  # the province announced completion about 25 June 2025
HIGHER_NORM_FROM: Final = date(2024, 11, 10)  # the steering committee's first meeting: 50/25 became 60/30 million


@dataclass(frozen=True, slots=True)
class Share:
    """One district's part of the totals; the last four as on the evening of 14 May 2025."""

    code: str
    new: int
    repair: int
    withdrew: int
    new_under_way: int
    new_waiting: int
    repair_under_way: int


SHARES: Final[dict[str, Share]] = {
    "tp-hoa-binh": Share("HB", 62, 30, 4, 0, 0, 0),
    "huyen-luong-son": Share("LS", 118, 52, 7, 0, 0, 0),
    "huyen-cao-phong": Share("CP", 147, 55, 8, 0, 0, 0),
    "huyen-da-bac": Share("DB", 392, 92, 12, 38, 18, 10),
    "huyen-kim-boi": Share("KB", 338, 118, 15, 31, 14, 11),
    "huyen-lac-son": Share("LG", 428, 136, 18, 41, 20, 13),
    "huyen-lac-thuy": Share("LT", 171, 66, 9, 13, 5, 5),
    "huyen-mai-chau": Share("MC", 303, 87, 11, 25, 11, 8),
    "huyen-tan-lac": Share("TL", 276, 84, 11, 22, 10, 8),
    "huyen-yen-thuy": Share("YT", 182, 57, 8, 14, 6, 6),
}

TRACKS: Final[dict[Track, int]] = {"MERIT_PEOPLE": 12, "NTP_POVERTY": 28, "NTP_ETHNIC": 33, "CAMPAIGN": 27}
CATEGORIES: Final[dict[Track, tuple[HouseholdCategory, ...]]] = {
    "MERIT_PEOPLE": ("MERIT_PERSON",),
    "NTP_POVERTY": ("POOR", "POOR", "NEAR_POOR"),
    "NTP_ETHNIC": ("POOR", "POOR", "POOR", "NEAR_POOR"),
    "CAMPAIGN": ("POOR", "NEAR_POOR", "NEAR_POOR", "DISASTER_AFFECTED"),
}


def support_vnd(track: Track, work: Work, approved_on: date) -> int:
    """The support a household may have: the norm of its track on the day of its approval.

    The merit track has 60/30 million throughout; the campaign's was 50/25 until November 2024. The national programmes'
    40/20 were topped up in 2025: the day (1 January) and the amount (to 60/30) are the simulation's guess.
    """
    if track == "MERIT_PEOPLE":
        new = 60_000_000
    elif track == "CAMPAIGN":
        new = 60_000_000 if approved_on >= HIGHER_NORM_FROM else 50_000_000
    else:
        new = 60_000_000 if approved_on >= date(2025, 1, 1) else 40_000_000
    return new if work == "NEW_BUILD" else new // 2
