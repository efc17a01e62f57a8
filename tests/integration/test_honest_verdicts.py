"""`audit what-if` and the judging of verdicts on a real log: written by awards' own reactor, read from the server."""

import asyncio
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from deploy.local.installation import Installation
from deploy.local.reading_log import reading_log
from deploy.local.verdicts import judged
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from services.awards.domain.flags import cause_in, id_of
from services.awards.domain.honesty import Judged
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.memory import MemoryLog
from shared.core.envelope import encode_fact
from shared.core.events import CandidateFlagged
from shared.core.log import Commit
from tests.examples import ACTIVITY, LAUNCHED, REGISTRY_FACTS
from tests.unit.awards.reacting import awards, write, write_registry
from tests.unit.awards.weighing import rules
from tests.unit.cli.commanding import Thidua

RULES = """\
id: rules
in_force: {from: 2024-01-01}
legal_basis: ["Quy chế mẫu"]
cards:
  - id: CARD
    award: AGENCY_COMMENDATION
    subject: COLLECTIVE
    require: {id: leaf, label: {en: "Work"}, when: "activities_total() >= 2"}
"""


@pytest.fixture
def thidua(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Thidua:
    monkeypatch.delenv("THIDUA_NATS_URL", raising=False)
    return Thidua(capsys, monkeypatch)


@pytest.fixture(scope="module")
def commits() -> list[Commit]:
    """Two units are flagged for what they did; one did more."""

    async def story() -> MemoryLog:
        log = MemoryLog()
        await write_registry(log, *REGISTRY_FACTS)
        await write(log, LAUNCHED, rules("activities_total() >= 1"))
        async with awards(log) as service:
            for number, unit_id in enumerate(("hctc", "thcb", "thcb")):
                await write(log, replace(ACTIVITY, unit_id=unit_id, activity_id=f"HD-{number}"))
                await service.caught_up()
        return log

    return asyncio.run(story()).commits


def record(data: Path, commits: list[Commit]) -> None:
    """Write these very commits to the log of an installation."""

    async def story() -> None:
        server = NatsServer(data)
        server.start()
        try:
            await provision(server.url, seed=server.seeds["provision"])
            logs = {
                owner: await JetStreamLog.connect(server.url, user=owner, seed=server.seeds[owner])
                for owner in ("tracking", "awards")
            }
            last: dict[tuple[str, str], int] = {}
            for commit in commits:
                key = commit.campaign, commit.owner
                last[key] = await logs[commit.owner].commit(
                    commit.payload,
                    campaign=commit.campaign,
                    owner=commit.owner,
                    expect=last.get(key, 0),
                    commit_id=commit.id,
                )
            for log in logs.values():
                await log.close()
        finally:
            server.stop()

    asyncio.run(asyncio.wait_for(story(), 120))


def judge(data: Path) -> Judged:
    async def story() -> Judged:
        async with reading_log(Installation(data)) as log:
            return await judged(log, advance=lambda _number: None)

    return asyncio.run(asyncio.wait_for(story(), 120))


def test_what_awards_stated_is_proved_from_the_log_and_a_changed_verdict_is_listed(
    tmp_path: Path, commits: list[Commit]
) -> None:
    (flag,) = commits[3].facts()
    assert isinstance(flag.data, CandidateFlagged)
    data = replace(flag.data, verdict="NEEDS_REVIEW")
    forged = replace(flag, data=data, id=id_of(data, cause_in(flag.id) or 0))
    tampered = [*commits[:3], replace(commits[3], payload=encode_fact(forged)), *commits[4:]]
    for name in ("honest", "tampered"):
        (tmp_path / name).mkdir()
    record(tmp_path / "honest", commits)
    record(tmp_path / "tampered", tampered)

    honest, found = judge(tmp_path / "honest"), judge(tmp_path / "tampered")

    assert honest == Judged(2, (), ())
    assert [(one.position, one.kind, one.differs) for one in found.differences] == [
        (commits[3].number * 1_000, "OTHERWISE", ("verdict",))
    ]


def test_other_rules_are_tried_on_a_log_and_change_nothing(
    tmp_path: Path, commits: list[Commit], thidua: Thidua
) -> None:
    record(tmp_path, commits)
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")

    now = thidua("audit", "what-if", file, "--data", tmp_path)
    earlier = thidua("audit", "what-if", file, "--data", tmp_path, "--until", commits[4].number * 1_000, "--json")
    before_it_began = thidua("audit", "what-if", file, "--data", tmp_path, "--until", 1_000)

    assert (now.code, now.rows) == (
        0,
        [
            [
                "AGENCY_COMMENDATION",
                "falls_away",
                "COLLECTIVE",
                "hctc",
                "CANDIDATE",
                "-",
                "CARD",
                "1 more activity",
            ]
        ],
    )
    assert "2 are flagged, under these rules 1" in now.err
    answer = json.loads(earlier.out)
    assert {change["subject_id"] for change in answer["changes"]} == {"hctc", "thcb"}
    assert answer["position"] == commits[4].number * 1_000
    assert before_it_began.code == 1
    assert "no campaign" in before_it_began.err


def test_mistakes_in_other_rules_are_told_with_line_and_column(
    tmp_path: Path, commits: list[Commit], thidua: Thidua
) -> None:
    record(tmp_path, commits)
    file = tmp_path / "rules.yaml"
    file.write_text(RULES.replace("activities_total", "activities_sum"), encoding="utf-8")

    ran = thidua("audit", "what-if", file, "--data", tmp_path)

    assert ran.code == 1
    assert ran.out.startswith(f"{file}:8:")
    assert "activities_total" in ran.out
