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


def test_who_is_assigned_elsewhere_has_moved_as_who_is_transferred() -> None:
    came, elsewhere = replace(LAN, from_on="2024-12-01"), replace(LAN, unit_id="thcb", from_on="2025-07-01")
    remarks = events.PersonTransferred("cb-lan", "thcb", "2025-07-01", remarks="Hoàn thành tốt nhiệm vụ")

    assert owed(came, elsewhere) == ("hctc",)
    assert owed(came, elsewhere, remarks) == ()
    assert owed(came, replace(elsewhere, from_on="2024-12-01")) == ()  # the first unit was a slip


def test_who_left_came_back_and_leaves_again_soon_brings_what_was_never_said() -> None:
    came, back = replace(LAN, from_on="2024-12-01"), events.PersonTransferred("cb-lan", "hctc", "2025-08-01")
    again = replace(LEFT, effective_on="2025-09-01")

    assert owed(came, LEFT, back, again) == ("hctc",)
    assert owed(came, replace(LEFT, remarks="Hoàn thành tốt nhiệm vụ"), back, again) == ()


def test_a_new_name_is_no_new_stay() -> None:
    married = replace(LAN, name="Nguyễn Thị Lan Anh", from_on="2025-06-01")

    assert owed(replace(LAN, from_on="2024-12-01"), married, LEFT) == ("hctc",)


def test_leave_is_working_time_for_no_fact_of_a_person_ends_or_halts_a_stay_but_a_move() -> None:
    of_a_person = {cls.short for cls in events.CATALOGUE.values() if cls.thing == "person"}

    assert of_a_person == {"person.assigned", "person.transferred"}
    # Five months of these seven may have been maternity leave.
    assert owed(replace(LAN, from_on="2024-12-01"), LEFT) == ("hctc",)
