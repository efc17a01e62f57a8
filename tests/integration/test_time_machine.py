"""The time machine: every read, as of every moment, answers what the live installation answered then, byte for byte."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import httpx

from shared.core.definition import Text
from shared.core.events import UnitEstablished, UnitRenamed
from tests.examples import REGISTRY_FACTS, TODAY
from tests.integration.awards.story import AUTHORITY, MEMBERS, PAPERS, SECRETARY, SITTING, SUBJECT, ballot, decision
from tests.integration.conftest import NewNats
from tests.integration.door.statements import Event, activity, event, household, launch, open_event
from tests.integration.running_installation import RunningInstallation, installation

CAMPAIGN: Final = "time-machine"
SERVICES: Final = ("tracking", "awards", "notify")
CALLERS: Final = (("auditor", ""), ("secretary", ""), ("verifier", ""), ("unit", "hctc"), ("unit", "huyen-mai-chau"))
LANGUAGES: Final = ("vi", "en")
DAYS: Final = 4
YEAR: Final = {"year": "2025"}  # statistics are of a year
DECISION: Final = "231/QĐ-VP"
# Each tells of one paper or file by its hash, which nobody knows before it is there; tests of their own read them.
ASKED_APART: Final = ("/verify/", "/tracking/evidence/")
# What a unit calls its columns is a setting and no fact: it has no past.
NOT_READS: Final = frozenset({"/healthz", "/readyz", "/metrics", "/tracking/units/{unit_id}/columns"})


class Asked(NamedTuple):
    """A question, without the moment."""

    path: str
    role: str
    who: str
    language: str


class Answered(NamedTuple):
    """All of an answer that may not change."""

    status: int
    position: str
    language: str
    body: bytes

    @classmethod
    def of(cls, answer: httpx.Response) -> "Answered":
        headers = answer.headers
        return cls(
            answer.status_code, headers.get("x-position", ""), headers.get("content-language", ""), answer.content
        )


Told = dict[tuple[Asked, str], Answered]


@asynccontextmanager
async def province(folder: Path, new_nats: NewNats) -> AsyncIterator[RunningInstallation]:
    """An installation in which the example campaign is launched."""
    async with installation(folder, await new_nats()) as running:
        registry = [event(data, CAMPAIGN) for data in REGISTRY_FACTS if isinstance(data, UnitEstablished)]
        await running.tell("admin", "", *registry)
        await running.tell("admin", "", *launch(CAMPAIGN))
        yield running


async def reads_of(running: RunningInstallation) -> list[str]:
    """Every path that can be read, as /openapi.json tells it, with the names of things that are there."""
    names = {"campaign": CAMPAIGN, "unit_id": "hctc", "activity_id": "A-1", "household_id": "H-1"}
    names |= {"period": "2025-02", "number": "0603", "nomination_id": "N-1", "decision_no": DECISION}
    names |= {"review_id": "SK-1"}
    names |= {"paper": "danh-sach", "topic": "candidate.flagged", "language": "vi", "medium": "LETTER"}
    paths: list[str] = []
    for service in SERVICES:
        described = (await running.clients[service].get("/openapi.json")).json()["paths"]
        reads = [path for path, methods in described.items() if "get" in methods and path not in NOT_READS]
        paths += [
            re.sub(r"\{(\w+)(?::path)?\}", lambda field: names.get(field[1], "N-1"), path)
            for path in reads
            if not any(part in path for part in ASKED_APART)
        ]
    return paths


async def answered_to(running: RunningInstallation, asked: Asked, **query: str) -> Answered:
    """Ask."""
    query |= YEAR if "/statistics/" in asked.path else {}
    return Answered.of(await running.get(asked.path, asked.role, asked.who, language=asked.language, **query))


async def look(running: RunningInstallation, told: Told, asked: Asked, **query: str) -> str:
    """Ask, and remember the answer under the position it stands at; that position."""
    answered = await answered_to(running, asked, **query)
    earlier = told.setdefault((asked, answered.position), answered)
    assert earlier == answered, "one question had two answers at one position"
    return answered.position


def history(luck: Random) -> Iterator[tuple[str, str, Event]]:
    """Who says what, one thing after another; much of it is about the two things that are looked at."""
    yield "unit", "hctc", activity(CAMPAIGN, activity_id="A-1")
    yield "unit", "huyen-mai-chau", household(CAMPAIGN, "H-1", number="017190001234")
    checks = {"household_id": "H-1", "eligible": True, "checks": {"commune_confirmed": True}}
    approval = {"household_id": "H-1", "list_no": "03", "support_vnd": 60_000_000}
    yield "verifier", "", open_event("household.verified", checks, CAMPAIGN)
    yield "verifier", "", open_event("household.approved", approval, CAMPAIGN)
    story = reported_and_decided()
    for number in itertools.count(1):
        paid = {
            "disbursement_id": f"D-{number}",
            "household_id": "H-1",
            "amount_vnd": luck.randint(1, 1_000_000),
            "source": "CAMPAIGN",
            "disbursed_on": TODAY,
        }
        correction = {"activity_id": "A-1", "changes": {"quantity": luck.randint(1, 9)}, "reason": "Ghi thiếu"}
        renamed = UnitRenamed("hctc", Text(f"Phòng số {number}"), TODAY, "QĐ 1")
        own = f"B-{number}"
        yield "unit", "hctc", activity(CAMPAIGN, activity_id=own)
        yield luck.choice(
            (
                ("unit", "hctc", open_event("activity.corrected", correction, CAMPAIGN, source="/units/hctc")),
                ("verifier", "", open_event("activity.verified", {"activity_id": own}, CAMPAIGN)),
                ("verifier", "", open_event("activity.disputed", {"activity_id": own, "reason": "?"}, CAMPAIGN)),
                (
                    "unit",
                    "huyen-mai-chau",
                    open_event("funds.disbursed", paid, CAMPAIGN, source="/units/huyen-mai-chau"),
                ),
                ("admin", "", event(renamed, CAMPAIGN)),
            )
        )
        yield from itertools.islice(story, 1)


def reported_and_decided() -> Iterator[tuple[str, str, Event]]:
    """A month's reports, and a nomination from its dossier to the ceremony."""
    for unit_id in ("hctc", "huyen-mai-chau"):
        report = {"report_id": f"R-{unit_id}", "unit_id": unit_id, "period": "2025-02", "figures": {"activities": 3}}
        yield "unit", unit_id, open_event("report.submitted", report, CAMPAIGN)
    review = {"review_id": "SK-1", "kind": "FINAL", "held_on": TODAY, "period": "2025-02", "lessons": ["Làm sớm"]}
    yield *SECRETARY, open_event("review.held", review, CAMPAIGN)
    nomination = {"nomination_id": "N-1"}
    achievement = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{CAMPAIGN}:COLLECTIVE:hctc"}
    submission = {"to_level": "AGENCY", "doc_no": "88/TTr-HCTC", "received_on": TODAY}
    sitting = {"sitting_id": SITTING, "held_on": TODAY}
    minutes = {"sitting_id": SITTING, "doc_no": "12/BB-HĐTĐKT", "signed_on": TODAY, "signers": [MEMBERS[0], "P-7"]}
    members = [{"person_id": one, "chair": one == MEMBERS[0]} for one in MEMBERS]
    conferred = {"decision_no": DECISION, "conferred_on": TODAY}
    yield *SECRETARY, open_event("nomination.opened", nomination | SUBJECT | achievement, CAMPAIGN)
    for number, item in enumerate(PAPERS):
        paper = {"item": item, "name": f"Giấy {number}", "sha256": f"{number}" * 64}
        yield *SECRETARY, open_event("dossier.item_added", nomination | paper, CAMPAIGN)
    yield *SECRETARY, open_event("nomination.submitted", nomination | submission, CAMPAIGN)
    yield *SECRETARY, open_event("council.convened", sitting | {"members": members}, CAMPAIGN)
    yield *SECRETARY, open_event("ballot.tallied", ballot(), CAMPAIGN)
    yield *SECRETARY, open_event("minutes.signed", minutes, CAMPAIGN)
    yield *AUTHORITY, open_event("award.decided", decision(DECISION), CAMPAIGN)
    yield *AUTHORITY, open_event("award.conferred", conferred, CAMPAIGN)


async def live_through(running: RunningInstallation, questions: list[Asked], *, says: int) -> Told:
    """Let some days pass, and look at everything meanwhile, wherever the log stands, and when all is quiet.

    In the end an auditor, who may read everything, looks at all that there is by then; after that it is the past.
    """
    told: Told = {}
    saying, turn = history(Random(450)), itertools.cycle(Random(1).sample(questions, len(questions)))
    at_a_look = -(-len(questions) // (2 * DAYS))  # every question once: half amid news, half when all is quiet
    for _ in range(DAYS):
        looks = [[*itertools.islice(turn, at_a_look)] for _ in range(2)]
        running.clock.next_day()
        role, who, said = next(saying)
        await quiet(running, await running.tell(role, who, said))
        looking = asyncio.create_task(look_around(running, told, looks[0]))
        for role, who, said in itertools.islice(saying, says):
            position = await running.tell(role, who, said)
        await looking
        await quiet(running, position)
        await look_around(running, told, looks[1])
    await look_around(running, told, [one for one in questions if (one.role, one.language) == ("auditor", "vi")])
    for role, who, said in itertools.islice(saying, says):
        await running.tell(role, who, said)
    return told


async def look_around(running: RunningInstallation, told: Told, questions: list[Asked]) -> None:
    for asked in questions:
        await look(running, told, asked)


async def quiet(running: RunningInstallation, position: int) -> None:
    """Wait until nothing more follows from a position anywhere."""
    first = await running.get("/notify/deliveries", "auditor", after=str(position))
    for path in (f"/tracking/campaigns/{CAMPAIGN}", f"/awards/campaigns/{CAMPAIGN}/candidates"):
        await running.get(path, "auditor", after=first.headers["x-position"])


async def test_every_read_of_every_service_takes_a_position_and_a_moment(tmp_path: Path, new_nats: NewNats) -> None:
    async with province(tmp_path, new_nats) as running:
        described = [(await running.clients[service].get("/openapi.json")).json()["paths"] for service in SERVICES]
        answers = {
            (path, name): await running.get(path, "auditor", **YEAR, **{name: "soon"})
            for path in await reads_of(running)
            for name in ("after", "as_of")
        }

    declared = {
        path: {parameter["name"] for parameter in methods["get"]["parameters"]}
        for paths in described
        for path, methods in paths.items()
        if "get" in methods and path not in NOT_READS
    }
    assert len(declared) >= 8
    assert {path for path, names in declared.items() if not names >= {"after", "as_of"}} == set()
    named = {asked: (a.status_code, a.json().get("errors", [{}])[0].get("pointer")) for asked, a in answers.items()}
    assert named == {asked: (400, f"/{asked[1]}") for asked in answers}


async def test_what_was_answered_then_is_answered_ever_after(tmp_path: Path, new_nats: NewNats) -> None:
    async with province(tmp_path, new_nats) as running:
        paths = await reads_of(running)
        questions = [Asked(path, *caller, lang) for path in paths for caller in CALLERS for lang in LANGUAGES]
        told = await live_through(running, questions, says=12)
        moments = {position for _, position in told if position}
        again: dict[tuple[Asked, str], Answered] = {}
        for asked, position in sorted(told, key=lambda one: (one[1], one[0].path)):
            if position:
                again[asked, position] = await answered_to(running, asked, as_of=position)

    assert {asked for asked, _ in told} == set(questions)
    assert {asked.path for asked, _ in again} == set(paths), "a read that never answered shows nothing"
    assert len(moments) > 2 * DAYS
    assert {answered.status for answered in again.values()} == {200}
    assert {key: again[key] for key in again if again[key] != told[key]} == {}


async def test_an_answer_about_the_past_is_the_same_after_more_was_recorded(tmp_path: Path, new_nats: NewNats) -> None:
    async with province(tmp_path, new_nats) as running:
        saying = history(Random(1))
        positions = [str(await running.tell(role, who, said)) for role, who, said in itertools.islice(saying, 6)]
        moments = [*positions, running.clock().isoformat()]
        running.clock.next_day()
        role, who, said = next(saying)
        await quiet(running, await running.tell(role, who, said))
        before = await _asked_as_of(running, moments)
        for role, who, said in itertools.islice(saying, 20):
            last = await running.tell(role, who, said)
        await quiet(running, last)
        after = await _asked_as_of(running, moments)

    assert len(set(before.values())) > len(positions)
    assert after == before


async def _asked_as_of(running: RunningInstallation, moments: list[str]) -> dict[tuple[str, str], tuple[int, bytes]]:
    answers: dict[tuple[str, str], tuple[int, bytes]] = {}
    for moment, path in itertools.product(moments, [*await reads_of(running), "/"]):
        answered = await answered_to(running, Asked(path, "auditor", "", "en"), as_of=moment)
        answers[path, moment] = answered.status, answered.body
    return answers
