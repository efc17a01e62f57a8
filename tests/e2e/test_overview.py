"""The overview in a real browser: on the wall, on a phone, at night, without scripts, and while facts come in."""

import asyncio
import os
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from services.tracking.projections import TRACKING
from services.tracking.web.pages import make_pages
from shared.adapters.making_api import make_api
from shared.adapters.memory import MemoryLog
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.telemetry import Telemetry
from shared.core.definition import Target
from shared.core.envelope import encode_fact
from shared.core.events import Data
from shared.web.frame import Timekeeping
from tests.examples import (
    APPROVED,
    CAMPAIGN,
    COMPLETED,
    HOUSEHOLD,
    LAUNCHED,
    REGISTRY_FACTS,
    STARTED,
    VERIFIED,
    fact,
)
from tests.listening import listening_socket
from tests.waiting import PATIENCE_SECONDS, a_moment

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOW: Final = datetime(2025, 3, 11, 3, 0, tzinfo=UTC)
LAUNCH: Final = msgspec.structs.replace(LAUNCHED, targets=(Target("houses.completed", 2, "2025-12-31"),))
SECONDS: Final = PATIENCE_SECONDS
WALL: Final = {"width": 1920, "height": 1080}
PHONE: Final = {"width": 390, "height": 844}


class Office:
    """Tracking's pages on a socket of their own, over a log in memory that the test writes to."""

    def __init__(self, folder: Path) -> None:
        self.log = MemoryLog()
        self._model = ReadModel(TRACKING, SqliteFiles(folder, "tracking"), self.log)
        reads = Reads(self._model, self.log, who=_nobody, caught_up=self._model.reached, clock=lambda: NOW)
        api = make_api("pages", ready=_no_parts, telemetry=Telemetry.silent("tracking"), lifespan=self._following)
        pages = make_pages(
            reads,
            position=lambda: self._model.position,
            stopping=lambda: self._server.should_exit,
            timekeeping=Timekeeping.SIMULATED,
        )
        api.include_router(pages)
        listening = listening_socket()
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(api, log_level="critical", ws="none", timeout_graceful_shutdown=5)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Serve until closed."""
        self._thread.start()
        deadline = time.monotonic() + SECONDS
        while not self._server.started:
            assert time.monotonic() < deadline, "the pages did not come up"
            self._thread.join(0.01)

    def close(self) -> None:
        """Serve no more."""
        self._server.should_exit = True
        self._thread.join(SECONDS)

    def record(self, *facts: Data, campaign: str = CAMPAIGN) -> None:
        """One more commit in the log."""
        assert self._loop is not None
        before = [commit.number for commit in self.log.commits if commit.campaign == campaign]
        commit = self.log.commit(
            b"\n".join(encode_fact(fact(data)) for data in facts),
            campaign=campaign,
            owner="tracking",
            expect=max(before, default=0),
            commit_id=f"c-{len(self.log.commits)}",
        )
        asyncio.run_coroutine_threadsafe(commit, self._loop).result(SECONDS)

    @asynccontextmanager
    async def _following(self, _: FastAPI) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        following = asyncio.create_task(self._model.run())
        while self._model.trouble:
            await a_moment()
        yield
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        self._model.close()


async def _nobody(_bearer: str) -> None:
    return None


async def _no_parts() -> dict[str, bool]:
    return {}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    place = Office(tmp_path)
    place.open()
    yield place
    place.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert "CI" not in os.environ, "CI has no Chromium: install Debian's package chromium."
        pytest.skip("no Chromium here: install Debian's package chromium to run the browser's tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own on a page; whatever it complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def on(url: str, **how: Any) -> Page:
        context = browser.new_context(**{"viewport": WALL, "locale": "vi-VN"} | how)
        context.set_default_timeout(SECONDS * 1_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(url) else complaints.append(request.url))
        page.goto(url)
        return page

    yield on
    for context in contexts:
        context.close()
    assert complaints == []


def _build(office: Office, facts: Sequence[Data], number: int) -> None:
    renamed = [msgspec.structs.replace(one, household_id=f"HB-{number}") for one in facts]
    office.record(*renamed)


def test_a_wall_screen_follows_a_campaign_from_before_its_launch(office: Office, visit: Callable[..., Page]) -> None:
    """An office hangs the page on its wall.

    1. Before any campaign it says what to do.
    2. A campaign is launched: the screen shows its name and goal, though nobody touches it.
    3. A house is started and completed: the figure grows.
    4. The figures behind the chart are opened, and stay open when the next house is completed.
    """
    page = visit(office.url)
    expect(page.get_by_role("heading", name="Chưa có đợt thi đua nào")).to_be_visible()

    office.record(*REGISTRY_FACTS, campaign="registry")
    office.record(LAUNCH)
    expect(page.get_by_role("heading", level=1)).to_have_text("450 ngày đêm xóa nhà tạm, nhà dột nát")
    expect(page).to_have_title("450 ngày đêm xóa nhà tạm, nhà dột nát")
    expect(page.locator(".hero")).to_contain_text("0 trên 2 nhà đã hoàn thành")

    _build(office, (HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED), 1)
    expect(page.locator(".hero strong")).to_have_text("1")

    page.get_by_text("Số liệu của biểu đồ").click()
    _build(office, (HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED), 2)
    expect(page.locator(".hero strong")).to_have_text("2")
    expect(page.get_by_role("row", name="11/03/2025 2 2 0")).to_be_visible()
    expect(page.locator("#position")).to_have_text("4004")
    expect(page.get_by_text("Trực tiếp")).to_be_visible()


def test_a_reader_without_scripts_sees_the_same(office: Office, visit: Callable[..., Page]) -> None:
    """Someone reads the page where scripts are forbidden.

    1. The figures are there, and the figures behind the chart can be opened.
    2. An earlier moment can be asked for, and left again by a link.
    """
    office.record(*REGISTRY_FACTS, campaign="registry")
    office.record(LAUNCH)
    _build(office, (HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED), 1)

    page = visit(office.url, java_script_enabled=False)
    expect(page.locator(".hero strong")).to_have_text("1")
    page.get_by_text("Số liệu của biểu đồ").click()
    expect(page.get_by_role("row", name="11/03/2025 1 1 0")).to_be_visible()
    expect(page.locator(".live")).to_be_hidden()

    page.goto(f"{office.url}/?as_of=2000")
    expect(page.locator(".hero strong")).to_have_text("0")
    page.get_by_role("link", name="Về hiện tại").click()
    expect(page.locator(".hero strong")).to_have_text("1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WALL, PHONE], ids=["wall", "phone"])
def test_the_page_fits_every_screen_by_day_and_by_night(
    office: Office, visit: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    """Someone opens the page on a phone, and on a wall, in English.

    1. Nothing hangs over the edge, no table is cut.
    2. One chart is drawn, in the shape that fits.
    3. The font is our own, with Vietnamese letters.
    """
    office.record(*REGISTRY_FACTS, campaign="registry")
    office.record(LAUNCH)
    _build(office, (HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED), 1)

    page = visit(office.url, viewport=viewport, color_scheme=scheme, locale="en-GB")
    expect(page.get_by_role("heading", level=1)).to_have_text("450 days and nights")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(s => s.scrollWidth <= s.clientWidth)")

    expect(page.get_by_role("img", name="Line chart")).to_have_count(1)

    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1rem \"Source Sans 3\"', 'đồng'))")
