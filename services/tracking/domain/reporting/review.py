"""A review of the campaign, in its course or at its end (plan IV): what its pack is made of. It knows no page."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.tracking.domain.reporting.consolidated import Reported
from shared.core.values import Date, Period


class Called(NamedTuple):
    """What a kind of review is called: in a file's name, above its form, and in a sentence."""

    file: str
    title: str
    name: str


class Review(NamedTuple):
    """When it was held, by which minutes ("": none are named), up to which period it tells, and what was learnt."""

    review_id: str
    kind: str
    held_on: Date
    period: Period
    minutes_no: str
    lessons: tuple[str, ...]


class Decision(NamedTuple):
    """A decision on awards: how many have one by it, of which so many were annulled."""

    doc_no: str
    signed_on: Date
    subjects: int
    annulled: int


class Reviewed(NamedTuple):
    """All that a pack tells."""

    review: Review
    reported: Reported
    decided: tuple[Decision, ...]


REVIEWS: Final[Mapping[str, Called]] = {
    "PRELIMINARY": Called("so-ket", "HỒ SƠ SƠ KẾT PHONG TRÀO THI ĐUA", "sơ kết"),
    "FINAL": Called("tong-ket", "HỒ SƠ TỔNG KẾT PHONG TRÀO THI ĐUA", "tổng kết"),
}
