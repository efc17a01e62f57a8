"""Who comes first where an award has a cap: by the law's priorities and ties, and by work. Nobody is dropped."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.awards.domain.tallies import Subject
from shared.core.values import Date
from shared.rules.law.law import Law


class Contender(NamedTuple):
    """A candidate under a card with a cap.

    `weight` counts the facts behind it and `position` is that of its flag. `is_direct`: it is known to lead nobody.
    `women` of `people` who are known to belong to it: for an individual one at most of one. `body` proposes it.
    """

    subject: Subject
    weight: int
    position: int
    is_direct: bool
    women: int
    people: int
    body: str


class Cap(NamedTuple):
    """How many a card may give in a campaign, and on the proposal of one body (0: as many as it likes)."""

    per_campaign: int
    per_body: int = 0


class Place(NamedTuple):
    """Where a candidate stands, in the campaign and among those of its body, and whether that is beyond the cap."""

    rank: int
    rank_in_body: int
    over_cap: bool


def ranked(contenders: Iterable[Contender], cap: Cap, *, law: Law, day: Date) -> Mapping[Subject, Place]:
    """The place of each, by the law of a day."""
    workers, women = law.priority("direct_workers", day), law.priority("women", day)
    share = law.women_share(day)

    def order(one: Contender) -> tuple[bool, bool, int, bool, bool, int]:
        mostly_women = one.people > 0 and share.is_met_by(one.women, members=one.people, present=one.people)
        return (
            workers == "FIRST" and not one.is_direct,
            women == "FIRST" and not mostly_women,
            -one.weight,
            workers == "FIRST_AMONG_EQUALS" and not one.is_direct,
            women == "FIRST_AMONG_EQUALS" and not mostly_women,
            one.position,
        )

    places: dict[Subject, Place] = {}
    of_body: dict[str, int] = {}
    for rank, one in enumerate(sorted(contenders, key=order), start=1):
        in_body = of_body[one.body] = of_body.get(one.body, 0) + 1
        over = rank > cap.per_campaign or 0 < cap.per_body < in_body
        places[one.subject] = Place(rank, in_body, over)
    return places
