"""The overview page as browsers get it: languages, sign-in, earlier moments, files, and the live signal."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from services.tracking.projections import TRACKING
from services.tracking.web.pages import make_pages
from shared.adapters.making_api import make_api
from shared.adapters.memory import MemoryLog
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.telemetry import Telemetry
from shared.core import events
from shared.core.access import Caller
from shared.core.definition import Label, Text
from shared.core.envelope import encode_fact
from shared.core.events import Explained
from shared.core.log import Commit
from shared.core.values import Role
from shared.web import live
from shared.web.frame import Timekeeping
from tests.examples import ACTIVITY, CAMPAIGN, CONTRIBUTION, DISBURSEMENT, LAUNCHED, OBSTACLE, fact
from tests.histories import BEGINNING, commits_of, log_of
from tests.unit.tracking.test_overview import BUILT
from tests.waiting import PATIENCE_SECONDS

NOW = datetime(2025, 5, 14, 10, 0, tzinfo=UTC)
SILENT = Telemetry.silent("tracking")
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,vi;q=0.5"}
SIGNED_IN = {"Authorization": "Bearer good"}
FLAG = events.CandidateFlagged(
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    award="AGENCY_COMMENDATION",
    card="F-GK-COL",
    verdict="CANDIDATE",
    rule_set="nd98-2023",
    explanation=Explained(outcome="met", id="inspected", label=Label("Đã kiểm tra", "Inspected"), missing=()),
    evidence=(),
    achievement_key="k",
)
A_PERSON = msgspec.structs.replace(FLAG, subject_kind="INDIVIDUAL", subject_id="cb-lan")
COMMITS = commits_of(BEGINNING, [ACTIVITY], [FLAG, A_PERSON])
T = TypeVar("T")
Scope: TypeAlias = MutableMapping[str, Any]


@dataclass(frozen=True)
class Site:
    """Tracking's pages over a log, without a server."""

    log: MemoryLog
    model: ReadModel
    api: FastAPI
    stopping: asyncio.Event

    async def get(self, path: str, **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.api)
        async with httpx.AsyncClient(transport=transport, base_url="http://thidua") as client:
            return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def visit(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., T]:
    """Runs a visit to the pages over a log that holds these commits."""

    def run(
        story: Callable[[Site], Awaitable[T]],
        commits: list[Commit] = COMMITS,
        timekeeping: Timekeeping = Timekeeping.REAL,
    ) -> T:
        async def bounded() -> T:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await _visited(story, log_of(commits), tmp_path_factory.mktemp("tables"), timekeeping)

        return asyncio.run(bounded())

    return run


async def _visited(story: Callable[[Site], Awaitable[T]], log: MemoryLog, folder: Path, timekeeping: Timekeeping) -> T:
    model = ReadModel(TRACKING, SqliteFiles(folder, "tracking"), log)
    reads = Reads(model, log, who=_who, caught_up=model.reached, clock=lambda: NOW)
    api = make_api("pages", ready=_ready, telemetry=SILENT, lifespan=lambda _: asyncio.timeout(None))  # type: ignore[arg-type, return-value]
    stopping = asyncio.Event()
    api.include_router(
        make_pages(
            reads,
            position=lambda: model.position,
            stopping=stopping.is_set,
            timekeeping=timekeeping,
        )
    )
    following = asyncio.create_task(model.run())
    try:
        assert await model.reached(len(log.commits) * 1_000)
        while model.trouble:  # noqa: ASYNC110 - an empty log is followed too, as soon as its tables are there
            await asyncio.sleep(0)
        return await story(Site(log, model, api, stopping))
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        model.close()


async def _who(bearer: str) -> Caller | None:
    roles: dict[str, Role] = {"good": "council", "auditing": "auditor", "reporting": "unit"}
    return Caller(roles[bearer], "", "", "t-1") if bearer in roles else None


async def _ready() -> dict[str, bool]:
    return {}


def getting(path: str = "/", headers: dict[str, str] | None = None) -> Callable[[Site], Awaitable[httpx.Response]]:
    return lambda site: site.get(path, **(headers or {}))


Visit: TypeAlias = Callable[..., Any]


def test_the_page_is_vietnamese_and_stands_at_a_position(visit: Visit) -> None:
    page = visit(getting())

    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["X-Position"] == "3001"
    assert '<html lang="vi"' in page.text
    assert "<title>450 ngày đêm xóa nhà tạm, nhà dột nát</title>" in page.text
    assert "Ngày thứ 222 trên 453" in page.text
    assert '<span id="position">3001</span>' in page.text


def test_the_page_is_english_for_who_asks_so(visit: Visit) -> None:
    page = visit(getting(headers=ENGLISH))

    assert '<html lang="en"' in page.text
    assert page.headers["Content-Language"] == "en"
    assert "<title>450 days and nights</title>" in page.text
    assert "231 days left" in page.text
    assert "Phòng Hành chính - Tổ chức" in page.text  # a name without English stays as it is


def test_without_sign_in_no_person_is_named(visit: Visit) -> None:
    page = visit(getting())
    guessed = visit(getting(headers={"Authorization": "Bearer guessed"}))

    for answer in (page, guessed):
        assert "cb-lan" not in answer.text
        assert "Có 1 gợi ý cho cá nhân" in answer.text
        assert "Đã kiểm tra" in answer.text


def test_a_campaign_without_houses_money_or_reports_shows_none_of_them(visit: Visit) -> None:
    async def looks(site: Site) -> str:
        return (await site.get("/")).text

    launched = msgspec.structs.replace(LAUNCHED, targets=(), reporting=None)
    beginning = [launched if one is LAUNCHED else one for one in BEGINNING]
    bare = visit(looks, commits_of(beginning, [ACTIVITY]))
    paid = visit(looks, commits_of(beginning, [CONTRIBUTION]))
    building = visit(looks, commits_of(BEGINNING, BUILT))

    parts = [{id_ for id_ in ("goal", "chart", "money") if f'id="{id_}"' in page} for page in (bare, paid, building)]
    assert parts == [set(), {"money"}, {"goal", "chart", "money"}]
    assert ["Báo cáo" in page for page in (bare, building)] == [False, True]


def test_who_is_signed_in_sees_persons_by_their_ids(visit: Visit) -> None:
    async def both(site: Site) -> tuple[httpx.Response, httpx.Response]:
        return await site.get("/", **SIGNED_IN), await site.get("/")

    signed_in, stranger = visit(both)

    assert "cb-lan" in signed_in.text
    assert "cb-lan" not in stranger.text  # what was drawn for one is not shown to the other
    assert "Authorization" in stranger.headers["Vary"]


def test_sums_lead_to_the_facts_behind_them_whoever_may_read_those(visit: Visit) -> None:
    commits = commits_of(BEGINNING, [*BUILT, CONTRIBUTION, DISBURSEMENT, OBSTACLE])

    async def each(site: Site) -> list[httpx.Response]:
        bearers: tuple[dict[str, str], ...] = (
            {},
            {"Authorization": "Bearer auditing"},
            {"Authorization": "Bearer reporting"},
        )
        return [await site.get("/", **bearer) for bearer in bearers]

    stranger, auditor, unit = visit(each, commits=commits)

    facts = ("household.approved", "contribution.received", "funds.disbursed", "obstacle.reported")
    for shown in ("CTMTQG giảm nghèo", "60.000.000", "1 chưa được giải quyết", "Theo thời gian", "Huyện Mai Châu: 1"):
        assert shown in stranger.text, shown
        assert shown in auditor.text, shown
    assert "/audit/pages/log" not in stranger.text
    assert all(f"/audit/pages/log?type={fact}" in auditor.text for fact in facts)
    assert "/households?track=NTP_POVERTY" in auditor.text
    assert "/audit/pages/log/" in auditor.text
    assert "/audit/pages/log/" not in unit.text  # that of another unit is closed to it


def test_an_earlier_moment_is_shown_under_a_banner_and_does_not_move(visit: Visit) -> None:
    page = visit(getting("/?as_of=2025-03-10T23:59:45%2b07:00"))

    assert "đã ghi nhận đến 23:59, 10/03/2025" in page.text
    assert page.headers["X-Position"] == "2000"
    assert "Ngày thứ 157" in page.text
    assert "live.js" not in page.text


def test_a_position_is_shown_as_of_the_day_of_its_fact(visit: Visit) -> None:
    page = visit(getting("/?as_of=2000"))

    assert "vị trí 2000 của sổ cái" in page.text
    assert "Ngày thứ 157" in page.text


@pytest.mark.parametrize("path", ["/?as_of=hôm qua", "/?as_of=<script>", "/?after=-1"])
def test_a_question_that_makes_no_sense_is_answered_for_people(visit: Visit, path: str) -> None:
    page = visit(getting(path))

    assert page.status_code == 400
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Về trang tổng quan" in page.text
    assert "<script>" not in page.text


def test_before_the_first_campaign_the_page_says_what_to_do(visit: Visit) -> None:
    page = visit(getting(), commits=[])

    assert page.status_code == 200
    assert page.headers["X-Position"] == "0"
    assert "thidua campaign launch" in page.text
    assert "live.js" in page.text


def test_of_several_campaigns_one_is_chosen(visit: Visit) -> None:
    second = msgspec.structs.replace(LAUNCHED, campaign="nong-thon-moi", name=Text("Chung sức <nông thôn mới>"))
    added = fact(second, campaign="nong-thon-moi", recorded_at="2025-03-11T00:00:00.000Z")
    commits = [*COMMITS, Commit(4, "nong-thon-moi", "tracking", "c-4", encode_fact(added))]

    async def look_around(site: Site) -> list[httpx.Response]:
        return [
            await site.get(path) for path in ("/", f"/?campaign={CAMPAIGN}", "/?campaign=nong-thon-moi", "/?campaign=x")
        ]

    chooser, first, other, none = visit(look_around, commits=commits)

    assert f"/?campaign={CAMPAIGN}" in chooser.text
    assert "Chung sức &lt;nông thôn mới&gt;" in chooser.text
    assert "<title>450 ngày đêm" in first.text
    assert "<title>Chung sức &lt;nông thôn mới&gt;</title>" in other.text
    assert none.status_code == 404


def test_a_simulated_clock_is_told_on_every_page_and_a_real_one_is_not(visit: Visit) -> None:
    simulated = [visit(getting(), commits=some, timekeeping=Timekeeping.SIMULATED) for some in (COMMITS, [])]
    real = visit(getting())

    assert all("đồng hồ và số liệu là mô phỏng, hôm nay là 14/05/2025" in page.text for page in simulated)
    assert "mô phỏng, hôm nay" not in real.text


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(visit: Visit) -> None:
    page = visit(getting())

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in page.headers["Content-Security-Policy"]
    assert re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", page.text) is None
    assert re.findall(r'(?:src|href)="(?!/|#)', page.text) == []


def test_every_file_of_a_page_is_there_and_kept_for_ever_under_its_edition(visit: Visit) -> None:
    async def fetch(site: Site) -> dict[str, httpx.Response]:
        page = await site.get("/")
        found = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        style = await site.get(next(path for path in found if path.endswith(".css")))
        folder = str(style.request.url.path).rpartition("/")[0]
        found |= {f"{folder}/{name}" for name in re.findall(r'url\("([^"]+)"\)', style.text)}
        return {path: await site.get(path) for path in found}

    files = visit(fetch)

    assert {path.rpartition(".")[2] for path in files} == {"css", "js", "svg", "woff2"}
    assert {answer.status_code for answer in files.values()} == {200}
    assert all("immutable" in answer.headers["Cache-Control"] for answer in files.values())
    assert sum(len(answer.content) for answer in files.values()) < 100_000


def test_a_file_of_another_edition_is_served_but_not_kept(visit: Visit) -> None:
    async def fetch(site: Site) -> tuple[httpx.Response, httpx.Response]:
        return await site.get("/static/0123456789ab/thidua.css"), await site.get("/static/0123456789ab/nothing.css")

    old, missing = visit(fetch)

    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-cache")
    assert missing.status_code == 404


def test_while_the_read_model_is_not_there_the_page_says_so(visit: Visit) -> None:
    async def without_tables(site: Site) -> httpx.Response:
        site.model.close()
        return await site.get("/", **ENGLISH)

    page = visit(without_tables)

    assert page.status_code == 503
    assert '<html lang="en"' in page.text


def test_the_live_signal_tells_each_new_position_once_and_ends_when_the_server_stops(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(live, "QUIET_TURNS", 3)

    async def listen(site: Site) -> list[str]:
        heard: asyncio.Queue[str] = asyncio.Queue()
        listening = asyncio.create_task(site.api(_asking("/live"), _stay, _hearing(heard)))
        told = [await heard.get()]
        new = encode_fact(fact(msgspec.structs.replace(ACTIVITY, activity_id="HD-9")))
        await site.log.commit(new, campaign="another", owner="tracking", expect=0, commit_id="c-4")
        told += [await anext(_positions(heard))]
        site.stopping.set()
        await listening
        return told

    told = visit(listen)

    assert told == ["data: 3001\n\n", "data: 4000\n\n"]


async def _positions(heard: asyncio.Queue[str]) -> AsyncIterator[str]:
    while True:
        event = await heard.get()
        if event.startswith("data"):
            yield event


def _asking(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("thidua", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
    }


async def _stay() -> Scope:
    await asyncio.Event().wait()
    raise AssertionError


def _hearing(heard: asyncio.Queue[str]) -> Callable[[Scope], Awaitable[None]]:
    async def send(message: Scope) -> None:
        if message["type"] == "http.response.body" and message["body"]:
            heard.put_nowait(message["body"].decode())

    return send
