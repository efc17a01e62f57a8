"""`thidua demo` as somebody meets it who just installed it: what it prints, shows, explains, tells and can prove.

1. The command starts everything, plays the 450 days as fast as it can, and says where to look and how to sign in.
2. The page shows the province's real totals, in Vietnamese and in English.
3. With the sign-ins it printed, candidates come with their reasons, and a unit finds its notices.
   The year's urging can be watched: who was told when of what was late.
4. The log can be asked for the day of the status meeting, 14 May 2025, and answers within two seconds.
   A district ends on 1 July 2025, and the commune that holds its work tells the same figures from then on.
5. While it runs, the log alone gives the same state as what serves, before and after a rebuild.
6. Every verdict that was ever stated is what rules and facts said when it was.

That a signal ends it cleanly is seen in test_stopping.py, when all others are done with it.
"""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from tests.e2e.running_demo import Demo
from tests.waiting import SLOWER

pytestmark = pytest.mark.slow

CAMPAIGN: Final = "/tracking/campaigns/hoa-binh-450"
CANDIDATES: Final = "/awards/campaigns/hoa-binh-450/candidates"
MEETING: Final = {"as_of": "2025-05-14T17:00:00+07:00"}
THE_PAST_SECONDS: Final = 2.0


def leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The leaves of an explanation."""
    children = [child for name in ("all", "any", "of") for child in node.get(name, ())]
    for child in children:
        yield from leaves(child)
    if not children:
        yield node


def test_it_says_where_to_look_and_how_to_sign_in(demo: Demo) -> None:
    shape = [" ".join(line.split()[:1]) for line in demo.lines]

    assert shape == ["nats", "ready", "look", *["sign"] * 6, *["in"] * 6, "the", "for", "demo"]
    assert demo.lines[-1] == "demo complete"
    assert demo.lines[2] == f"look at {demo.url}/"
    assert demo.bearers.keys() == {"secretary", "verifier", "auditor", "unit", "publisher", "admin"}
    complaints = [json.loads(line) for line in (demo.data / "stderr").read_text().splitlines()]
    # The witness is not there yet; some units speak for others on purpose; tests before this one signed in, and erred.
    noted = {
        "no_cosignature",
        "statement_refused",
        "signed_in",
        "read_refused",
        "credential_refused",
        "malformed_refused",
        "rule_refused",
    }
    assert {one["event"] for one in complaints} <= noted
    assert "speaks_for_another_unit" in {one.get("code") for one in complaints}


def test_the_page_shows_the_provinces_totals_in_both_languages(demo: Demo) -> None:
    vietnamese, english = demo.page("vi"), demo.page("en")

    assert "3.091 trên 3.194 nhà đã hoàn thành" in vietnamese
    assert "Xây mới 2.417 hộ 2.417 0 0 0 Sửa chữa 777 hộ 674 0 0 103" in vietnamese
    assert "mô phỏng" in vietnamese
    assert "3,091 of 3,194 houses completed" in english
    assert "New build 2,417 households 2,417 0 0 0 Repair 777 households 674 0 0 103" in english
    assert "simulated" in english


def test_candidates_of_several_units_come_with_their_reasons(demo: Demo) -> None:
    candidates = demo.read(CANDIDATES, "secretary", award="AGENCY_COMMENDATION")["candidates"]

    fit = [one for one in candidates if (one["subject_kind"], one["verdict"]) == ("COLLECTIVE", "CANDIDATE")]
    unsure = [one for one in candidates if one["verdict"] == "NEEDS_REVIEW"]
    assert len({one["subject_id"] for one in fit}) >= 3
    assert unsure
    for one in fit:
        met = [leaf for leaf in leaves(one["explanation"]) if leaf["outcome"] == "met"]
        assert one["explanation"]["missing"] == []
        assert all(leaf["label"] and leaf["basis"] and leaf["when"] for leaf in met)
        assert any(leaf["evidence"] for leaf in met)
    assert all(one["explanation"]["missing"] for one in unsure)


def test_a_unit_sees_its_own_candidates_only_and_finds_its_notices(demo: Demo) -> None:
    own = demo.read(CANDIDATES, "unit")["candidates"]
    notices = demo.read("/notify/inbox", "unit")["notices"]

    assert {one["subject_id"] for one in own if one["subject_kind"] == "COLLECTIVE"} == {"hctc"}
    assert {notice["recipient"] for notice in notices} == {"hctc"}
    assert {one["subject_id"] for one in own if one["verdict"] == "CANDIDATE"} <= {one["subject_id"] for one in notices}
    assert all(notice["title"] and notice["body"] for notice in notices)


def test_the_years_urging_can_be_watched(demo: Demo) -> None:
    deliveries = demo.read("/notify/deliveries", "auditor")["deliveries"]
    administration = demo.read("/notify/inbox", "unit")["notices"]

    urged = [one for one in deliveries if not one["topic"].startswith("candidate.")]
    assert {one["topic"] for one in urged} >= {"report.due", "report.overdue", "obstacle.unanswered", "figure.fell"}
    assert {"hctc", "vpubnd", "vpubnd-phu-tho"} < {one["recipient"] for one in urged}
    assert {one["status"] for one in urged} == {"sent"}
    assert 300 < len(urged) < 1_000
    late = [one for one in administration if one["topic"] == "report.overdue" and one["subject_id"] != "hctc"]
    assert late
    assert all("overdue" in one["title"] for one in late)
    assert any("read_at" in one for one in administration)
    # How many came before the administration depends on how fast the year was played: 10 to 13 were seen.
    assert demo.get("/notify/pages/urging", "auditor", about="report").text.count('class="badge late"') > 5


def test_the_log_knows_the_day_of_the_status_meeting(demo: Demo) -> None:
    then = demo.read(CAMPAIGN, "auditor", **MEETING)

    houses = then["totals"]["houses"]
    assert then["day"] == 222
    assert (houses["completed"], houses["started"] - houses["completed"]) == (2_149 + 613, 184 + 61)
    assert (houses["identified"], houses["withdrew"]) == (3_194, 103)
    assert "Xây mới 2.417 hộ 2.149 184 84 0 Sửa chữa 777 hộ 613 61 0 103" in demo.page("vi", **MEETING)


@pytest.mark.parametrize("day", ["2024-11-04", "2025-05-14", "2025-12-30"])
@pytest.mark.parametrize(
    "path",
    [
        CAMPAIGN,
        f"{CAMPAIGN}/units/hctc",
        f"{CAMPAIGN}/activities/HD-hctc-0002",
        f"{CAMPAIGN}/quality",
        f"{CAMPAIGN}/reports",
        CANDIDATES,
        "/awards/campaigns/hoa-binh-450/decisions",
        "/notify/inbox",
        "/notify/deliveries",
        "/notify/pages/urging",
    ],
)
def test_no_moment_takes_longer_than_two_seconds(demo: Demo, path: str, day: str) -> None:
    took = [_seconds(demo, path, f"{day}T17:00:00.{tried}+07:00") for tried in range(3)]

    assert min(took) < SLOWER * THE_PAST_SECONDS, "the best of three moments, as other tests run beside this one"


def _seconds(demo: Demo, path: str, moment: str) -> float:
    begun = time.monotonic()
    answer = demo.get(path, "auditor", as_of=moment)
    assert answer.status_code in {200, 404}, answer.text  # 404: it did not exist then
    return time.monotonic() - begun


def test_a_commune_tells_one_story_on_25_june_on_1_july_and_today(demo: Demo) -> None:
    district, commune = "huyen-lac-thuy", "xa-lac-thuy"
    days = {"june": "2025-06-25T17:00:00+07:00", "july": "2025-07-01T00:00:01+07:00", "today": ""}

    def told(unit_id: str, day: str, view: str) -> dict[str, Any]:
        moment = {"as_of": days[day]} if days[day] else {}
        return demo.read(f"{CAMPAIGN}/units/{unit_id}", "auditor", view=view, **moment)

    rolled = {(day, unit): told(unit, day, "successor")["houses"] for day in days for unit in (district, commune)}
    recorded = {day: told(district, day, "recorded") for day in days}
    asked = {day: {"as_of": moment} if moment else {} for day, moment in days.items()}
    whole = {day: demo.read(CAMPAIGN, "auditor", view="successor", **asked[day]) for day in ("june", "today")}

    assert rolled["june", district]["identified"] == rolled["july", commune]["identified"] == 171 + 66
    assert rolled["today", commune]["identified"] == 171 + 66
    assert rolled["june", commune]["identified"] == rolled["july", district]["identified"] == 0
    assert "ended" not in recorded["june"]
    assert recorded["july"]["ended"]["held_by"] == recorded["today"]["ended"]["held_by"] == commune
    assert {unit["unit_id"] for unit in whole["june"]["units"]} >= {district}
    assert district not in {unit["unit_id"] for unit in whole["today"]["units"]}
    found = demo.read("/tracking/units", "auditor", q="lac thuy")["units"]
    assert {district, commune} <= {unit["unit_id"] for unit in found}


def test_the_log_alone_gives_what_serves_before_and_after_a_rebuild(demo: Demo) -> None:
    before = json.loads(demo.command("audit", "replay", "--json"))
    demo.command("rebuild")
    after = json.loads(demo.command("audit", "replay", "--json"))

    assert [one["service"] for one in before["compared"]] == ["tracking", "awards", "notify", "audit"]
    assert all(one["equal"] for one in (*before["compared"], *after["compared"]))
    assert after == before
    assert before["campaigns"][0]["totals"] == demo.read(CAMPAIGN, "auditor")["totals"]


def test_every_verdict_is_what_rules_and_facts_said_at_its_cause(demo: Demo) -> None:
    answer = json.loads(demo.command("audit", "verify", "--verdicts", "--json"))

    assert answer["ok"]
    assert answer["verdicts"]["flags"] > 100
    assert (answer["verdicts"]["differences"], answer["verdicts"]["not_yet"]) == ([], [])
