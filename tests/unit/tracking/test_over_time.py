"""What stands behind the overview's sums: programmes over time, money by source, obstacles, districts as tiles."""

from datetime import date

import msgspec
from hypothesis import given

from services.tracking.web.charts import areas
from services.tracking.web.over_time import BANDS, Money, over_time
from services.tracking.web.overview import Progress, UnitLine
from services.tracking.web.tile_map import SHADES, tile_map
from shared.core import events
from shared.core.definition import Text
from shared.core.log import Commit
from tests.examples import APPROVED, CAMPAIGN, CONTRIBUTION, DISBURSEMENT, HANDED_OVER, OBSTACLE, WITHDREW
from tests.histories import HISTORIES
from tests.unit.tracking.test_overview import BUILT, MID_MARCH, folded, household, seen

REMOVED = events.ObstacleResolved(obstacle_id="VM-MC-01", resolution="Đã thông đường")


def test_households_stand_in_one_band_by_programme_and_by_work() -> None:
    begun = household(2, BUILT[:4], work="REPAIR")
    gone = household(3, [*BUILT[:4], WITHDREW])

    found = seen(BUILT, begun, gone, household(4, [*BUILT, HANDED_OVER])).over_time

    [track] = found.tracks
    assert (track.name, track.months) == ("NTP_POVERTY", (("2025-03", (1, 1, 1, 0)),))
    assert {one.name: one.now for one in found.works} == {"NEW_BUILD": (1, 1, 0, 0), "REPAIR": (0, 0, 1, 0)}
    assert track.asked == 3  # who withdrew is asked for no more


def test_money_is_planned_by_programme_received_from_donors_and_paid_out_by_source() -> None:
    found = seen(BUILT, [CONTRIBUTION, DISBURSEMENT]).over_time

    assert found.money == (
        Money("NTP_POVERTY", APPROVED.support_vnd, None, DISBURSEMENT.amount_vnd),
        Money(CONTRIBUTION.donor.kind, None, CONTRIBUTION.money_vnd, None),
    )
    assert found.sums == Money("", APPROVED.support_vnd, CONTRIBUTION.money_vnd, DISBURSEMENT.amount_vnd)


def test_an_obstacle_stands_until_it_is_removed() -> None:
    others = [msgspec.structs.replace(OBSTACLE, obstacle_id=f"VM-{number}") for number in range(6)]

    found = seen([OBSTACLE, *others]).over_time

    assert (found.obstacles_open, len(found.obstacles)) == (7, 5)
    assert (found.obstacles[0].unit_id, found.obstacles[0].since) == ("huyen-mai-chau", date(2025, 3, 1))
    assert seen([OBSTACLE, REMOVED]).over_time.obstacles_open == 0


def test_an_area_chart_ends_at_what_there_is_and_paces_to_what_is_asked_for() -> None:
    [group] = seen(BUILT, household(2, BUILT[:3])).over_time.tracks

    drawn = areas(group, days=(date(2025, 3, 1), date(2025, 4, 30)), due=date(2025, 4, 30), today=MID_MARCH)

    assert list(drawn.bands) == list(BANDS)
    frame = drawn.frame
    top, ground = frame.top, frame.height - frame.bottom
    assert group.now == (0, 1, 0, 1)
    assert f" {(top + ground) / 2:g}L" in drawn.bands["done"]  # one of two
    assert f" {top:g}L" in drawn.bands["waiting"]  # both
    assert drawn.pace == f"M{frame.left} {ground}L{frame.width - frame.right} {top}"


@given(HISTORIES)
def test_whatever_happened_there_is_something_to_draw(commits: list[Commit]) -> None:
    database = folded(commits)

    with database.reading() as view:
        found = over_time(view.session, CAMPAIGN, {}, until="2025-03")
    database.close()

    for group in (*found.tracks, *found.works):
        assert min(group.now) >= 0
        areas(group, days=(date(2025, 3, 1), date(2025, 4, 30)), due=date(2025, 4, 30), today=MID_MARCH)


def district(name: str, done: int = 0, waiting: int = 0) -> UnitLine:
    return UnitLine(name, Text(name), 0, 0, Progress(done=done, waiting=waiting), 0, 0)


def test_districts_lie_where_they_lie_and_darken_as_houses_are_done() -> None:
    drawn = tile_map([district("Huyện Mai Châu", 1, 3), district("Huyện Đà Bắc", 4), district("Quận Xa")])

    at = {one.unit_id: (one.x, one.y, one.shade) for one in drawn.tiles}
    assert at["Huyện Đà Bắc"][1] < at["Huyện Mai Châu"][1]  # to the north
    assert at["Huyện Mai Châu"][0] < at["Huyện Đà Bắc"][0]  # to the west
    assert at["Quận Xa"][1] > at["Huyện Mai Châu"][1]  # nobody knows where
    assert [at[name][2] for name in ("Huyện Đà Bắc", "Huyện Mai Châu", "Quận Xa")] == [SHADES - 1, 1, 0]
    assert all(one.x + drawn.side <= drawn.width and one.y + drawn.height_of_one <= drawn.height for one in drawn.tiles)


def test_names_that_would_lie_on_one_place_stand_in_order_instead() -> None:
    drawn = tile_map([district("Huyện Mai Châu"), district("Xã Mai Châu"), district("Huyện Bắc Mai Châu")])

    assert len({(one.x, one.y) for one in drawn.tiles}) == 3
    assert tile_map([]).tiles == ()
