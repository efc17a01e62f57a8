"""A commune of the demo on 25 June, on 1 July and today: one story, in which nothing is lost or counted twice.

1. A district ends on 1 July 2025, which is decided on 16 June; a commune that bears its name holds its work.
   The page of either says on each day what is decided, what has come about, and where the figures stand.
2. On each of the three days the units' figures add up to the campaign's, as recorded and rolled up alike.
3. What was open came over thing by thing, and each thing and the fact that moved it stand in the provable log.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.e2e.running_demo import Demo

pytestmark = pytest.mark.slow

CAMPAIGN: Final = "/tracking/campaigns/hoa-binh-450"
DISTRICT, COMMUNE = "huyen-lac-thuy", "xa-lac-thuy"
IN_JUNE, ON_THE_DAY, TODAY = "2025-06-25T12:00:00+07:00", "2025-07-01T12:00:00+07:00", ""
RESOLUTION: Final = "Nghị quyết 1676/NQ-UBTVQH15"
VIEWS: Final = ("recorded", "successor")
NOTHING: Final[Counter[str]] = Counter()


def at(moment: str) -> dict[str, str]:
    return {"as_of": moment} if moment else {}


def figures(answer: Mapping[str, Any]) -> Counter[str]:
    """Every figure of a unit, or of all; those that are 0 are left out."""
    kinds = {f"{kind}.{name}": value for kind, sums in answer["activities"].items() for name, value in sums.items()}
    return +Counter(kinds | {f"houses.{step}": value for step, value in answer["houses"].items()} | answer["funds"])


def unit(demo: Demo, unit_id: str, moment: str, view: str) -> dict[str, Any]:
    return demo.read(f"{CAMPAIGN}/units/{unit_id}", "auditor", view=view, **at(moment))


@pytest.mark.parametrize("moment", [IN_JUNE, ON_THE_DAY, TODAY], ids=["25 June", "1 July", "today"])
def test_nothing_is_lost_or_counted_twice_as_recorded_or_rolled_up(demo: Demo, moment: str) -> None:
    for view in VIEWS:
        whole = demo.read(CAMPAIGN, "auditor", view=view, **at(moment))
        units = [one["unit_id"] for one in whole["units"]]

        added = sum((figures(unit(demo, unit_id, moment, view)) for unit_id in units), NOTHING)

        assert len(set(units)) == len(units)
        assert added == figures(whole["totals"])


def test_a_commune_on_25_june_on_1_july_and_today_tells_one_story(demo: Demo) -> None:
    told = {
        (day, view, unit_id): unit(demo, unit_id, day, view)
        for day in (IN_JUNE, ON_THE_DAY, TODAY)
        for view in VIEWS
        for unit_id in (DISTRICT, COMMUNE)
    }

    def of(day: str, view: str, unit_id: str) -> Counter[str]:
        return figures(told[day, view, unit_id])

    # On 25 June the district does the work; that it ends, and who goes on, is decided and said.
    assert of(IN_JUNE, "successor", DISTRICT) == of(IN_JUNE, "recorded", DISTRICT) != NOTHING
    assert of(IN_JUNE, "successor", COMMUNE) == NOTHING
    ends, takes_over = told[IN_JUNE, "recorded", DISTRICT]["ends"], told[IN_JUNE, "recorded", COMMUNE]["takes_over"]
    assert (ends["on"], ends["how"], ends["held_by"], ends["basis"]) == ("2025-07-01", "split", COMMUNE, RESOLUTION)
    assert (DISTRICT, "2025-07-01", True) in [(one["unit_id"], one["on"], one["holds"]) for one in takes_over]
    # On 1 July the commune stands for it with the same figures; as recorded they stay where they were.
    assert of(ON_THE_DAY, "successor", COMMUNE) == of(ON_THE_DAY, "recorded", DISTRICT)
    assert of(ON_THE_DAY, "successor", DISTRICT) == of(ON_THE_DAY, "recorded", COMMUNE) == NOTHING
    assert told[ON_THE_DAY, "recorded", DISTRICT]["ended"]["held_by"] == COMMUNE
    # Today the commune's own work has come on top, and `holds` says how much of it was the district's.
    both = of(TODAY, "recorded", DISTRICT) + of(TODAY, "recorded", COMMUNE)
    assert of(TODAY, "successor", COMMUNE) == both
    assert of(TODAY, "recorded", COMMUNE) != NOTHING
    brought = {one["unit_id"]: one["brought"] for one in told[TODAY, "successor", COMMUNE]["holds"]}
    assert brought[DISTRICT]["houses_completed"] == of(TODAY, "recorded", DISTRICT)["houses.completed"]


def page(demo: Demo, unit_id: str, moment: str, view: str) -> str:
    """What the page of a unit says, without its tags."""
    answer = demo.get(f"/units/{unit_id}", "auditor", view=view, **at(moment))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2]).split())


def test_the_pages_of_both_say_on_each_day_what_an_official_must_know_to_read_them(demo: Demo) -> None:
    told = {
        (day, view, unit_id): page(demo, unit_id, day, view)
        for day in (IN_JUNE, ON_THE_DAY, TODAY)
        for view in VIEWS
        for unit_id in (DISTRICT, COMMUNE)
    }

    for view in VIEWS:  # on 25 June it is decided and has not come about
        decided = (
            f"It is decided that this unit ends on 1 July 2025 ({RESOLUTION}). From that day on its work is held by"
        )
        assert f"{decided} Xã Lạc Thủy" in told[IN_JUNE, view, DISTRICT]
        to_come = f"From 1 July 2025 on ({RESOLUTION}) this unit takes over from these; until then they do the work"
        assert to_come in told[IN_JUNE, view, COMMUNE]
        assert "Lạc Thủy District" in told[IN_JUNE, view, COMMUNE]
    for day in (ON_THE_DAY, TODAY):
        apart, together = (told[day, view, COMMUNE] for view in VIEWS)
        assert f"Since 1 July 2025 ({RESOLUTION}) this unit holds the work of these" in apart
        assert "· See the figures together" in apart
        assert (
            f"The figures below include what came over on 1 July 2025 ({RESOLUTION}) from Lạc Thủy District" in together
        )
        for view in VIEWS:
            assert f"1 July 2025 ({RESOLUTION})" in told[day, view, DISTRICT]
            assert ("See what this unit reported" in told[day, view, DISTRICT]) == (view == "successor")
            assert "It is decided that" not in told[day, view, DISTRICT]
            assert "takes over from these" not in told[day, view, COMMUNE]


def test_an_auditor_follows_each_thing_that_came_over_to_the_facts_in_the_log(demo: Demo) -> None:
    path = f"{CAMPAIGN}/units/{COMMUNE}/handover"

    before = demo.read(path, "auditor", as_of="2025-06-30T23:59:59+07:00")["handovers"]
    on_the_day = demo.read(path, "auditor", as_of="2025-07-01T00:00:00+07:00")["handovers"]

    assert before == []
    [came] = [one for one in on_the_day if one["from"] == DISTRICT]
    [ground] = came["rests_on"]
    fact = demo.read(f"/audit/events/{ground['position']}", "auditor")
    assert (fact["type"], fact["data"]["unit_id"]) == ("vn.thidua.unit.split.v1", DISTRICT)
    assert (fact["data"]["basis"], fact["data"]["effective_on"]) == (RESOLUTION, "2025-07-01")
    houses = [one for one in came["things"] if one["kind"] == "house"]
    assert houses
    for house in houses:
        last = demo.read(f"/audit/events/{house['position']}", "auditor")
        assert last["data"]["household_id"] == house["id"]
        assert last["recordedat"] < "2025-06-30T17:00:00"


def test_the_same_is_printed_on_the_command_line(demo: Demo) -> None:
    asked = ("unit", "handover", COMMUNE, "--as-of", "2025-07-01T00:00:00+07:00")

    printed = demo.command(*asked, "--url", demo.url, "--token", demo.bearers["auditor"])

    rows = [line.split("\t") for line in printed.splitlines()]
    fates = {(row[1], row[2], row[3], row[4]) for row in rows}
    assert ("house", DISTRICT, COMMUNE, "MOVED") in fates
    assert ("report", DISTRICT, COMMUNE, "MOVED") in fates
