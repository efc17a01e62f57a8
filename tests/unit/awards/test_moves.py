"""Who moves after six months or more brings the old unit's remarks along, now or later."""

import pytest
from msgspec.structs import replace

from services.awards.domain.moves import Moves, is_long
from shared.core import events
from tests.examples import LAN

LEFT = events.PersonTransferred("cb-lan", "thcb", "2025-07-01")


def owed(*moves: events.PersonAssigned | events.PersonTransferred) -> tuple[str, ...]:
    people = Moves()
    for move in moves:
        if isinstance(move, events.PersonAssigned):
            people.assign(move)
        else:
            people.transfer(move)
    return people.remarks_owed("cb-lan")


@pytest.mark.parametrize(
    ("since", "until", "long"),
    [
        ("2024-12-01", "2025-07-01", True),
        ("2025-01-01", "2025-07-01", True),
        ("2025-01-02", "2025-07-01", False),
        ("2024-08-31", "2025-02-28", False),
        ("2024-08-31", "2025-03-01", True),
    ],
)
def test_six_months_are_counted_by_the_calendar(since: str, until: str, *, long: bool) -> None:
    assert is_long(since, until) is long


def test_who_stayed_long_owes_the_old_units_remarks_and_may_bring_them_later() -> None:
    came = replace(LAN, from_on="2024-12-01")

    assert owed(came, LEFT) == ("hctc",)
    assert owed(came, replace(LEFT, remarks="Hoàn thành tốt nhiệm vụ")) == ()
    assert owed(came, LEFT, replace(LEFT, remarks="Hoàn thành tốt nhiệm vụ")) == ()


def test_who_stayed_shortly_owes_nothing() -> None:
    assert owed(replace(LAN, from_on="2025-03-01"), LEFT) == ()


def test_a_new_post_in_the_same_unit_begins_no_new_stay() -> None:
    promoted = replace(LAN, title="Phó phòng", from_on="2025-06-01")

    assert owed(replace(LAN, from_on="2024-12-01"), promoted, LEFT) == ("hctc",)


def test_who_comes_back_needs_no_remarks_of_the_unit_itself() -> None:
    back = events.PersonTransferred("cb-lan", "hctc", "2025-08-01")

    assert owed(replace(LAN, from_on="2024-12-01"), LEFT, back) == ()
