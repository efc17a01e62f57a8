"""A figure that falls, through all services: before and after wherever it is used, verdicts anew, who is told of it."""

import asyncio
from pathlib import Path
from typing import Any, Final

from shared.core.events import UnitEstablished
from tests.examples import REGISTRY_FACTS, TODAY
from tests.integration.awards.launching import card, rules
from tests.integration.awards.story import AUTHORITY, MEMBERS, PAPERS, SECRETARY, SITTING, SUBJECT, ballot, decision
from tests.integration.conftest import NewNats
from tests.integration.door.statements import activity, event, launch, open_event
from tests.integration.running_installation import SECONDS, RunningInstallation, installation
from tests.waiting import a_moment

CAMPAIGN: Final = "figures-that-fall"
FLAGGED_BY_FIVE: Final = rules(card("quantity('inspection_conducted') >= 5"))
UNIT: Final = {"source": "/units/hctc"}
REPORTED: Final = {"report_id": "BC-2", "unit_id": "hctc", "period": "2025-02", "figures": {"activities": 12}}


async def begun(running: RunningInstallation) -> None:
    """The example campaign, in which five inspections make a candidate."""
    registry = [event(data, CAMPAIGN) for data in REGISTRY_FACTS if isinstance(data, UnitEstablished)]
    await running.tell("admin", "", *registry)
    await running.tell("admin", "", *launch(CAMPAIGN, FLAGGED_BY_FIVE))


async def read(running: RunningInstallation, path: str, role: str = "auditor", who: str = "", **query: str) -> Any:
    answer = await running.get(path, role, who, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_quantity_corrected_downwards_is_weighed_anew_and_those_who_were_told_of_it_are_told_again(
    tmp_path: Path, new_nats: NewNats
) -> None:
    async with installation(tmp_path, await new_nats()) as running:
        await begun(running)
        did = activity(CAMPAIGN, activity_id="A-1", kind="inspection_conducted", quantity=6)
        flagged = await running.tell("unit", "hctc", did)
        candidates = f"/awards/campaigns/{CAMPAIGN}/candidates"
        before = await read(running, candidates, after=str(flagged))
        change = {"activity_id": "A-1", "changes": {"quantity": 4}, "reason": "Đếm trùng hai cuộc"}
        fell = await running.tell("unit", "hctc", open_event("activity.corrected", change, CAMPAIGN, **UNIT))

        after = await read(running, candidates, after=str(fell))
        shown = await read(running, f"/tracking/campaigns/{CAMPAIGN}/activities/A-1", after=str(fell))
        told = {
            who: (await read(running, "/notify/inbox", who, "hctc" if who == "unit" else "", after=str(fell)))[
                "notices"
            ]
            for who in ("unit", "secretary")
        }

    assert [one["verdict"] for one in before["candidates"]] == ["CANDIDATE"]
    assert [one["verdict"] for one in after["candidates"]] == ["NOT_YET"]
    corrected = shown["history"][-1]
    assert (corrected["before"], corrected["data"]["changes"]) == ({"quantity": 6}, {"quantity": 4})
    assert corrected["data"]["reason"] == change["reason"]
    assert {who: [one["topic"] for one in notices] for who, notices in told.items()} == {
        who: ["candidate.unflagged", "candidate.flagged"] for who in ("unit", "secretary")
    }


async def test_a_reported_figure_that_fell_shows_before_and_after_in_every_report_and_those_above_are_told(
    tmp_path: Path, new_nats: NewNats
) -> None:
    async with installation(tmp_path, await new_nats()) as running:
        await begun(running)
        await running.tell("unit", "hctc", open_event("report.submitted", REPORTED, CAMPAIGN))
        less = {"report_id": "BC-2", "figures": {"activities": 11}, "reason": "Đếm trùng một hoạt động"}
        fell = await running.tell("unit", "hctc", open_event("report.corrected", less, CAMPAIGN, **UNIT))
        below = f"/tracking/campaigns/{CAMPAIGN}"
        of_the_unit = await read(running, f"{below}/units/hctc", after=str(fell))
        of_the_period = await read(running, f"{below}/reports", period="2025-02", after=str(fell))
        running.clock.next_day()

        told = [await fallen(running, "secretary"), await fallen(running, "unit", "vpubnd")]

    [report] = of_the_unit["reports"]
    [line] = [one for one in of_the_period["units"] if one["unit_id"] == "hctc"]
    for corrections in (report["corrections"], line["report"]["corrections"]):
        assert [(one["before"], one["after"], one["reason"]) for one in corrections] == [
            ({"activities": 12}, {"activities": 11}, less["reason"])
        ]
        assert corrections[0]["position"] == fell
    assert of_the_period["total"]["figures"] == {"activities": 11}
    assert [(one["topic"], one["subject_id"]) for one in told] == [("figure.fell", "hctc")] * 2
    assert all("activities: 11, against 12." in one["body"] for one in told)


async def fallen(
    running: RunningInstallation, role: str, who: str = "", *, topic: str = "figure.fell"
) -> dict[str, Any]:
    """What somebody is told of a figure on the morning after; every look moves the clock by which mornings come."""
    async with asyncio.timeout(SECONDS):
        while True:
            notices = (await read(running, "/notify/inbox", role, who))["notices"]
            found: list[dict[str, Any]] = [one for one in notices if one["topic"] == topic]
            if found:
                return found[0]
            await a_moment()


async def given_an_award(running: RunningInstallation) -> None:
    """All that it takes for the division to be given an award for its inspections, decision 231/QĐ-VP."""
    did = activity(CAMPAIGN, activity_id="A-1", kind="inspection_conducted", quantity=6)
    flagged = await running.tell("unit", "hctc", did)
    await read(running, f"/awards/campaigns/{CAMPAIGN}/candidates", after=str(flagged))
    of_it = {"nomination_id": "N-1"}
    achievement = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{CAMPAIGN}:COLLECTIVE:hctc"}
    papers = [of_it | {"item": item, "name": item, "sha256": "0" * 64} for item in PAPERS]
    members = [{"person_id": one, "chair": one == MEMBERS[0]} for one in MEMBERS]
    steps = [
        ("nomination.opened", of_it | SUBJECT | achievement),
        *(("dossier.item_added", paper) for paper in papers),
        ("nomination.submitted", of_it | {"to_level": "AGENCY", "doc_no": "88/TTr", "received_on": TODAY}),
        ("council.convened", {"sitting_id": SITTING, "held_on": TODAY, "members": members}),
        ("ballot.tallied", ballot()),
        (
            "minutes.signed",
            {"sitting_id": SITTING, "doc_no": "12/BB", "signed_on": TODAY, "signers": [MEMBERS[0], "P-7"]},
        ),
    ]
    await running.tell(*SECRETARY, *(open_event(*step, CAMPAIGN) for step in steps))
    await running.tell(*AUTHORITY, open_event("award.decided", decision(), CAMPAIGN))


async def test_who_decided_on_an_award_is_told_that_a_figure_behind_it_fell_and_of_which_decision(
    tmp_path: Path, new_nats: NewNats
) -> None:
    async with installation(tmp_path, await new_nats()) as running:
        await begun(running)
        await given_an_award(running)
        change = {"activity_id": "A-1", "changes": {"quantity": 4}, "reason": "Đếm trùng hai cuộc"}
        await running.tell("unit", "hctc", open_event("activity.corrected", change, CAMPAIGN, **UNIT))
        running.clock.next_day()

        told = [await fallen(running, role, topic="award.figure_fell") for role in ("authority", "secretary")]

    for one in told:
        assert "231/QĐ-VP" in one["title"]
        assert "inspections: 4, against 6." in one["body"]
        assert "under id A-1" in one["body"]
