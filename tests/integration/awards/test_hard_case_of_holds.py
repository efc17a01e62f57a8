"""Hard case 5 of the field (domain 8.5): a hold comes and goes, and nobody who may not know of it can tell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from shared.core.events import REGISTRY, UnitEstablished
from shared.core.requests import STRUCTURED
from tests.examples import REGISTRY_FACTS
from tests.integration.conftest import NewNats
from tests.integration.door.statements import Event, activity, event, launch, open_event
from tests.integration.running_installation import RunningInstallation, installation

CAMPAIGN = "holds"
SUBJECT = {"subject_kind": "COLLECTIVE", "subject_id": "hctc"}
CANDIDATES = f"/awards/campaigns/{CAMPAIGN}/candidates"
ORDINARY = (("unit", "hctc"), ("council", "P-2"))
INSIDERS = ("secretary", "authority", "auditor")


@asynccontextmanager
async def flagged(folder: Path, new_nats: NewNats) -> AsyncIterator[tuple[RunningInstallation, int]]:
    """An installation in which hctc is a candidate, and where the last fact stands."""
    async with installation(folder, await new_nats()) as running:
        registry = [event(data, CAMPAIGN) for data in REGISTRY_FACTS if isinstance(data, UnitEstablished)]
        await running.tell("admin", "", *registry)
        await running.tell("admin", "", *launch(CAMPAIGN))
        done = [activity(CAMPAIGN, kind="inspection_conducted") for _ in range(2)]
        yield running, await running.tell("unit", "hctc", *done)


async def say(running: RunningInstallation, said: Event, role: str = "secretary") -> httpx.Response:
    headers = {"Authorization": f"Bearer {running.bearer(role, 'P-7')}", "Content-Type": STRUCTURED}
    return await running.clients["awards"].post("/awards/events", content=msgspec.json.encode(said), headers=headers)


async def tell(running: RunningInstallation, short: str, data: dict[str, object]) -> int:
    answer = await say(running, open_event(short, SUBJECT | data, CAMPAIGN))
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


async def seen_by_others(running: RunningInstallation, after: int) -> list[bytes]:
    """All that those see who may not know of a hold: candidates, notices, deliveries and the page of the world."""
    paths = ((CANDIDATES, ORDINARY), ("/notify/inbox", ORDINARY), ("/notify/deliveries", ORDINARY[:1]))
    answers = [await running.get(path, role, who, after=str(after)) for path, callers in paths for role, who in callers]
    page = await running.clients["tracking"].get("/", params={"after": str(after)})
    assert {answer.status_code for answer in (*answers, page)} == {200}
    position = page.headers["x-position"].encode()  # a log goes on; that it does tells nothing of anybody
    return [*(answer.content for answer in answers), page.content.replace(position, b"POSITION")]


async def verdict(running: RunningInstallation, role: str, after: int) -> dict[str, Any]:
    answer = await running.get(CANDIDATES, role, "P-7", after=str(after))
    [found] = answer.json()["candidates"]
    candidate: dict[str, Any] = found
    return candidate


async def test_case_5_a_hold_that_ends_without_wrongdoing_leaves_no_trace_with_others(
    tmp_path: Path, new_nats: NewNats
) -> None:
    async with flagged(tmp_path, new_nats) as (running, beginning):
        before = await seen_by_others(running, beginning)

        placed = await tell(running, "hold.placed", {"ground": "COMPLAINT"})
        held = await seen_by_others(running, placed)
        told = {
            role: (await verdict(running, role, placed))["verdict"] for role in ("secretary", "authority", "auditor")
        }
        lifted = await tell(running, "hold.lifted", {"conclusion": "NO_WRONGDOING"})
        after = await seen_by_others(running, lifted)

        assert told == dict.fromkeys(INSIDERS, "HELD")
        assert held == before
        assert after == before
        assert (await verdict(running, "secretary", lifted))["verdict"] == "CANDIDATE"
        notices = (await running.get("/notify/inbox", "secretary", "P-7", after=str(lifted))).json()["notices"]
        assert len(notices) == 3


async def test_no_paper_and_no_nomination_tells_of_a_hold(tmp_path: Path, new_nats: NewNats) -> None:
    async with flagged(tmp_path, new_nats) as (running, _):
        achieved = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{CAMPAIGN}:COLLECTIVE:hctc"}
        opened = await tell(running, "nomination.opened", {"nomination_id": "N-1", **achieved})
        before = await proceeding_seen(running, opened)

        held = await proceeding_seen(running, await tell(running, "hold.placed", {"ground": "PRESS_REPORT"}))
        over = await proceeding_seen(running, await tell(running, "hold.lifted", {"conclusion": "NO_WRONGDOING"}))

        assert held == before
        assert over == before


async def proceeding_seen(running: RunningInstallation, after: int) -> list[bytes]:
    """The nomination, its papers and the decisions, as a member of the council gets them."""
    nomination = f"/awards/campaigns/{CAMPAIGN}/nominations/N-1"
    papers = [f"{nomination}/papers/{kind}.docx" for kind in ("to-trinh", "danh-sach", "bao-cao-thanh-tich")]
    paths = [nomination, *papers, f"/awards/campaigns/{CAMPAIGN}/decisions"]
    answers = [await running.get(path, "council", "P-2", after=str(after)) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.content for answer in answers]


async def test_a_held_subject_is_not_proposed_and_the_world_still_sees_a_candidate(
    tmp_path: Path, new_nats: NewNats
) -> None:
    async with flagged(tmp_path, new_nats) as (running, _):
        placed = await tell(running, "hold.placed", {"ground": "INVESTIGATION"})
        key = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{CAMPAIGN}:COLLECTIVE:hctc"}

        refused = await say(
            running, open_event("nomination.opened", SUBJECT | {"nomination_id": "N-1"} | key, CAMPAIGN)
        )

        assert refused.status_code == 422
        units = (await running.get(CANDIDATES, "unit", "hctc", after=str(placed))).json()["candidates"]
        assert [one["verdict"] for one in units] == ["CANDIDATE"]
        held = await running.get(CANDIDATES, "unit", "hctc", after=str(placed), verdict="HELD")
        assert held.json()["candidates"] == []


@pytest.mark.parametrize("conclusion", ["WRONGDOING", "NO_WRONGDOING"])
async def test_wrongdoing_holds_on_until_the_discipline_that_followed_has_ended(
    tmp_path: Path, new_nats: NewNats, conclusion: str
) -> None:
    async with flagged(tmp_path, new_nats) as (running, _):
        await tell(running, "hold.placed", {"ground": "DISCIPLINARY_CASE"})
        lifted = await tell(running, "hold.lifted", {"conclusion": conclusion})
        concluded = (await verdict(running, "secretary", lifted))["verdict"]
        discipline = SUBJECT | {"decision_no": "56/QĐ-VP"}
        recorded = discipline | {"form": "KHIEN_TRACH", "decided_on": "2025-03-01"}

        begun = await running.tell("secretary", "P-7", open_event("discipline.recorded", recorded, REGISTRY))
        meanwhile = (await verdict(running, "secretary", begun))["verdict"]
        ended = discipline | {"ended_on": "2025-03-10"}
        over = await running.tell("secretary", "P-7", open_event("discipline.ended", ended, REGISTRY))
        at_last = await verdict(running, "secretary", over)

        assert (concluded, meanwhile) == ("HELD" if conclusion == "WRONGDOING" else "CANDIDATE", "HELD")
        assert at_last["verdict"] == "CANDIDATE"  # what it did, it did on the day from which on it counts again
