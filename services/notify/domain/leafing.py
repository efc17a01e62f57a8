"""Leafing through a long inbox: how much is read at once, and where the next part begins, as addresses say it. Pure.

A part begins behind one notice and not after so many: what comes in meanwhile moves nothing.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, Self

from shared.core.problems import Fault, Problem, bad_fields

MOST: Final = 1_000
_PLACE: Final = re.compile(r"(\d{1,18})\.([0-9a-f]{1,64})", re.ASCII).fullmatch
_BAD_MOST: Final = Fault("/most", f"phải là số từ 1 đến {MOST}", f"must be a number from 1 to {MOST}")
_BAD_NEXT: Final = Fault(
    "/next", "phải lấy nguyên từ `next` của câu trả lời trước", "must be the `next` of the answer before, as it is"
)


class Place(NamedTuple):
    """A notice, by what orders an inbox: the fact it tells of, then its own name."""

    cause: int
    delivery_id: str

    def __str__(self) -> str:
        return f"{self.cause}.{self.delivery_id}"


class Leaf(NamedTuple):
    """A part of an inbox: at most so many notices, behind one of them (None: from the newest on)."""

    most: int
    behind: Place | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str], *, usual: int) -> "Self | Problem":
        """What `most` and `next` of an address ask for, or what is wrong with them."""
        most, behind = query.get("most", ""), query.get("next", "")
        number = int(most) if most.isascii() and most.isdecimal() and len(most) <= 4 else 0
        place = _PLACE(behind)
        wrong = [_BAD_MOST] if most and not 1 <= number <= MOST else []
        wrong += [_BAD_NEXT] if behind and not place else []
        if wrong:
            return bad_fields(*wrong)
        return cls(number or usual, Place(int(place[1]), place[2]) if place else None)
