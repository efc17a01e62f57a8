"""Trails over HTTP: who may read which facts of one, as of which position, and which campaign is meant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec.structs import replace

from services.audit.api.trail import make_trail_router
from shared.adapters.clock import system_clock
from shared.adapters.making_api import make_api
from shared.adapters.memory import MemoryLog
from shared.adapters.reading import Asking
from shared.adapters.telemetry import Telemetry
from shared.core.access import Caller
from shared.core.events import HoldLifted, HoldPlaced
from shared.core.log import Commit
from shared.core.values import Role
from tests.examples import HOUSEHOLD, fact
from tests.histories import log_of
from tests.unit.audit.trails import HISTORY, HOUSE, commit, flag

CALLERS: dict[str, tuple[Role, str]] = {
    "auditor": ("auditor", ""),
    "verifier": ("verifier", ""),
    "hctc": ("unit", "hctc"),
    "mai-chau": ("unit", "huyen-mai-chau"),
}


async def _who(token: str) -> Caller | None:
    role, unit_id = CALLERS.get(token, (None, ""))
    return role and Caller(role=role, unit_id=unit_id, person_id="", token_id=token)


@asynccontextmanager
async def asking(*more: Commit) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the trails over the made history, and what came after."""
    log: MemoryLog = log_of([*HISTORY, *more])

    async def ready() -> dict[str, bool]:
        return {}

    async def caught_up(position: int) -> bool:
        return position // 1_000 <= await log.last()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    api = make_api("audit", ready=ready, telemetry=Telemetry.silent("tracking"), lifespan=lifespan)
    rim = Asking(log, who=_who, caught_up=caught_up, clock=system_clock)
    api.include_router(make_trail_router(log, rim))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=api), base_url="http://thidua") as client:
        yield client


async def ask(client: httpx.AsyncClient, path: str, caller: str = "auditor") -> httpx.Response:
    return await client.get(f"/audit/trail/{path}", headers={"Authorization": f"Bearer {caller}"})


def places(answer: httpx.Response) -> list[int]:
    return [entry["position"] for entry in answer.json()["facts"]]


async def test_an_auditor_reads_a_trail_whole() -> None:
    async with asking() as client:
        household = await ask(client, f"household/{HOUSE}")
        candidate = await ask(client, "candidate/hctc/AGENCY_COMMENDATION")

    told: dict[str, Any] = household.json()
    assert (household.status_code, household.headers["x-position"]) == (200, "10002")
    assert told["money"]["remaining_vnd"] == 40_000_000
    assert told["facts"][0] | {"data": None} == {
        "position": 5_000,
        "type": "household.identified",
        "subject": f"household/{HOUSE}",
        "campaign": "hoa-binh-450",
        "stated_by": "unit:huyen-mai-chau",
        "source": "/units/huyen-mai-chau",
        "door": "/tracking/events",
        "happened": "2025-03-10T09:00:00+07:00",
        "recorded": "2025-03-10T02:00:05.000Z",
        "cause": None,
        "corrected_by": [],
        "depth": 0,
        "proof": "/audit/proofs/5000",
        "data": None,
    }
    assert len(candidate.json()["candidacies"][0]["clauses"][0]["evidence"]) == 25


async def test_a_unit_reads_of_its_own_household_what_others_said_too_and_of_others_nothing() -> None:
    async with asking() as client:
        own = await ask(client, f"household/{HOUSE}", "mai-chau")
        others = await ask(client, f"household/{HOUSE}", "hctc")

    assert places(own) == [5_000, 5_001, 5_002, 5_003, 6_000, 6_001, 6_002]
    assert others.status_code == 403


async def test_a_unit_reads_its_candidacy_with_its_own_notices_and_without_papers_of_the_council() -> None:
    async with asking() as client:
        answer = await ask(client, "candidate/hctc", "hctc")

    assert [place for place in places(answer) if place >= 7_000] == [7_000, 8_000]
    assert [one["verdict"] for one in answer.json()["candidacies"]] == ["CANDIDATE"]


async def test_a_hold_is_not_told_to_the_unit() -> None:
    held = commit(11, replace(flag(), verdict="HELD"))
    async with asking(held) as client:
        auditor, unit = await ask(client, "candidate/hctc"), await ask(client, "candidate/hctc", "hctc")

    assert [one["verdict"] for one in auditor.json()["candidacies"]] == ["HELD"]
    assert [one["verdict"] for one in unit.json()["candidacies"]] == ["CANDIDATE"]
    assert 11_000 not in places(unit)


@pytest.mark.parametrize("path", ["candidate/hctc", "unit/hctc"])
async def test_a_hold_that_ended_leaves_no_trace_for_the_unit(path: str) -> None:
    placed = commit(11, HoldPlaced("COLLECTIVE", "hctc", "COMPLAINT"), replace(flag(), verdict="HELD"))
    came_and_went = placed, commit(12, HoldLifted("COLLECTIVE", "hctc", "NO_WRONGDOING"), flag())
    async with asking() as client:
        before = await ask(client, path, "hctc")
    async with asking(*came_and_went) as client:
        after, auditor = await ask(client, path, "hctc"), await ask(client, path)

    assert after.json() == before.json()
    assert places(auditor)[-4:] == [11_000, 11_001, 12_000, 12_001]


async def test_a_candidate_that_was_never_anything_but_held_is_not_found_by_a_unit() -> None:
    only_held = commit(11, replace(flag(), verdict="HELD", subject_id="mai-chau", achievement_key="k"))
    async with asking(only_held) as client:
        answers = [await ask(client, "candidate/mai-chau", who) for who in ("mai-chau", "hctc")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(("token", "status"), [("made-up", 401), ("verifier", 403)])
async def test_a_trail_is_for_auditors_and_units(token: str, status: int) -> None:
    async with asking() as client:
        answer = await ask(client, f"household/{HOUSE}", token)

    assert answer.status_code == status


async def test_what_nobody_spoke_of_is_not_found() -> None:
    async with asking() as client:
        answers = [await ask(client, path) for path in ("household/HB-404", "candidate/nobody", "nonsense/hctc-1")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_a_trail_stands_as_of_a_position() -> None:
    async with asking() as client:
        then = await ask(client, f"household/{HOUSE}?as_of=5002&after=10000")
        too_early = await ask(client, f"household/{HOUSE}?as_of=4000")
        badly = await ask(client, f"household/{HOUSE}?as_of=soon")
        not_yet = await ask(client, f"household/{HOUSE}?after=99000")

    assert (places(then), then.headers["x-position"]) == ([5_000, 5_001, 5_002], "5002")
    assert [answer.status_code for answer in (too_early, badly, not_yet)] == [404, 400, 504]


async def test_which_campaign_is_meant_must_be_said_where_several_have_the_id() -> None:
    async with asking(commit(11, fact(HOUSEHOLD, campaign="other"))) as client:
        unclear = await ask(client, f"household/{HOUSE}")
        other = await ask(client, f"household/{HOUSE}?campaign=other")

    assert (unclear.status_code, unclear.json()["errors"][0]["pointer"]) == (400, "/campaign")
    assert places(other) == [11_000]
