"""How soon pages are there: each page of the demo, and of a long log, while facts come in; and how soon screens follow.

Before every round a unit reports something, so that no page can be answered as it was drawn before. By itself,
`python -m benchmarks.pages [--rounds N] [--history FACTS]` tells of every page; with a history, of a log that long.
"""

import argparse
import asyncio
import itertools
import time
import uuid
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec
import uvloop

from benchmarks import campaign
from benchmarks.client import HOST, Answer, Connections, connections, post
from benchmarks.installation import Running, installation
from benchmarks.load import STRUCTURED
from benchmarks.rebuild import COMMIT
from benchmarks.server import log_server
from benchmarks.statements import in_commits, worked
from benchmarks.table import percentile
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.sought import address_of
from tests.every_page import BESIDES, CANDIDATES, LOG, NOBODY, PAGES, Visit

RECORDED, UNAUTHORIZED, NOT_NOW, NOT_YET = 201, 401, 503, 504
BEGUN_ANEW: Final = 303  # a form leads to an address of its own, which is drawn as fast
KNOWN_TIMES, KNOWN_SECONDS = 100, 0.1  # how often it is tried whether a token that was just made is known
DEMO: Final = "hoa-binh-450"
THE_DEMO: Final = ("demo", "--speed", "0")
TOLD: Final = "demo complete"
LIVE: Final = "/live"
SCREEN: Final = "/?lang=en"  # not what the walk opens: that is drawn anew for it
# What can be seen of a log that is nothing but one unit's activities; the other pages have nothing to show of it.
OF_A_HISTORY: Final[dict[str, Visit]] = {
    **{name: PAGES[name] for name in ("/", "/units", "/units/{unit_id}", "/units/{unit_id}/forms/{short}")},
    "/activities": Visit("/activities", "unit"),
    "/activities, of one kind": Visit("/activities?kind=inspection_conducted&q=mai+chau", "unit"),
    "/activities/{activity_id:path}": Visit("/activities/HD-r-000000010", "unit"),
    "/search": PAGES["/search"],
    "/search, of what is everywhere": Visit("/search?q=Mai+Hạ", "unit"),
    CANDIDATES: Visit(CANDIDATES, "secretary"),
    f"{CANDIDATES}, one": Visit(f"{CANDIDATES}/COLLECTIVE/hctc?campaign={campaign.CAMPAIGN}&card=GK-TT", "secretary"),
    **{name: PAGES[name] for name in ("/notify/pages/inbox", LOG, "/audit/pages/checkpoint")},
    f"{LOG}, of a unit": Visit(f"{LOG}?unit=hctc&type=activity.verified", "auditor"),
    f"{LOG}/{{position}}": PAGES[f"{LOG}/{{position}}"],
}
# Where a service says that it has taken the log up to a position.
CAUGHT_UP: Final = ("/", CANDIDATES, LOG)


class Took(NamedTuple):
    """What was measured, in seconds: of every page as often as there were rounds, and until a screen had a change."""

    pages: Mapping[str, Sequence[float]]
    live: Sequence[float]


class Walk(NamedTuple):
    """One walk through pages of a campaign: `bearers` by role."""

    port: int
    campaign: str
    bearers: Mapping[str, str]
    pages: Mapping[str, Visit]
    rounds: int


def measure(running: Running, rounds: int) -> dict[str, float]:
    """`page_p50_ms` and `page_p95_ms` of the demo's slowest page, and `live_p95_ms`."""
    took = of_the_demo(running, rounds)
    p50, p95 = (max(percentile(one, percent) for one in took.pages.values()) * 1_000 for percent in (50, 95))
    return {"page_p50_ms": p50, "page_p95_ms": p95, "live_p95_ms": percentile(took.live, 95) * 1_000}


def of_the_demo(running: Running, rounds: int) -> Took:
    """Every page of the built-in campaign, which has told its story."""
    pages = {name: visit for name, visit in (PAGES | BESIDES).items() if visit.status < UNAUTHORIZED}
    return uvloop.run(_walk(Walk(running.port, DEMO, _bearers(running), pages, rounds)))


def of_a_history(facts: int, rounds: int) -> Took:
    """The pages of a log of so many facts, as soon as every service has taken them."""
    with log_server() as server:
        environment = {"THIDUA_NATS_URL": server.url, "THIDUA_NATS_KEYS": str(server.data / "keys")}
        with installation(environment=environment) as running:
            running.launch(people=campaign.REGULARS)  # through the door, which seals their names
            uvloop.run(_fill(server.url, server.seeds["tracking"], facts))
            walk = Walk(running.port, campaign.CAMPAIGN, _bearers(running), OF_A_HISTORY, rounds)
            return uvloop.run(_walk(walk))


async def _fill(url: str, seed: str, facts: int) -> None:
    """Put activities behind the launch, past the door."""
    log = await JetStreamLog.connect(url, user="tracking", seed=seed)
    last = 0
    async for commits in log.read(after=0):
        last = max([last, *(one.number for one in commits if one.campaign == campaign.CAMPAIGN)])
    for payload in in_commits(worked(facts), size=COMMIT):
        last = await log.commit(
            payload, campaign=campaign.CAMPAIGN, owner="tracking", expect=last, commit_id=uuid.uuid4().hex
        )
    await log.close()


def _bearers(running: Running) -> dict[str, str]:
    """A token of every role that opens a page."""
    roles = {visit.role for visit in (PAGES | BESIDES).values()} - {NOBODY, "unit"}
    return {role: running.token(role) for role in roles} | {"unit": running.token("unit", unit_id=campaign.UNIT)}


async def _walk(walk: Walk) -> Took:
    pages: dict[str, list[float]] = {name: [] for name in walk.pages}
    live: list[float] = []
    async with connections(walk.port) as opened, _positions(walk.port) as told:
        await _come_up(walk, opened)
        for number in range(-1, walk.rounds):  # what every first answer costs is not what is asked
            live.append(await _change(walk, opened, told, number))
            for name, visit in walk.pages.items():
                begun = time.perf_counter()
                bearer = walk.bearers.get(visit.role, "")
                answer = await opened.exchange(_request(_as_posted(visit.path, bearer), bearer))
                pages[name].append(time.perf_counter() - begun)
                if answer.status not in (visit.status, BEGUN_ANEW):
                    raise RuntimeError(f"{visit.path}: {answer.status} {answer.body[:500].decode()}")
    return Took({name: seconds[1:] for name, seconds in pages.items()}, live[1:])


async def _come_up(walk: Walk, opened: Connections) -> None:
    """Until every service knows the tokens and has taken what the log holds."""
    for path, role in itertools.product(CAUGHT_UP, walk.bearers):
        for _ in range(KNOWN_TIMES):
            if (await opened.exchange(_request(path, walk.bearers[role]))).status != UNAUTHORIZED:
                break
            await asyncio.sleep(KNOWN_SECONDS)
    while (first := await _report(walk, opened, "first"))[0].status == NOT_NOW:
        pass  # the pen still follows, and lets whoever asks wait a while before it says so
    for path in CAUGHT_UP:
        request = _request(f"{path}?after={first[1]}", walk.bearers["auditor"])
        while (await opened.exchange(request)).status in (NOT_NOW, NOT_YET):
            pass


async def _change(walk: Walk, opened: Connections, told: asyncio.StreamReader, number: int) -> float:
    """Report something, and be a screen: how long until it is told, and has the page anew."""
    begun = time.perf_counter()
    answer, position = await _report(walk, opened, str(number))
    if answer.status != RECORDED:
        raise RuntimeError(f"Not recorded: {answer.status} {answer.body[:500].decode()}")
    while await _next_position(told) < position:
        pass
    await opened.exchange(_request(SCREEN, ""))
    return time.perf_counter() - begun


async def _report(walk: Walk, opened: Connections, name: str) -> tuple[Answer, int]:
    said = msgspec.json.decode(campaign.activity(f"page-{name}", 0, person="")) | {"campaign": walk.campaign}
    said["data"].pop("persons")  # who stands in one campaign's registry is nobody in another's
    body = msgspec.json.encode(said)
    answer = await opened.exchange(post("/tracking/events", body, bearer=walk.bearers["unit"], content_type=STRUCTURED))
    return answer, int(msgspec.json.decode(answer.body).get("position", 0))


def _as_posted(path: str, bearer: str) -> str:
    """Where a list's form leads on to, in which what is sought is sealed; other addresses as they are."""
    asked = dict(parse_qsl(urlsplit(path).query))
    words = asked.pop("q", "")
    return address_of(urlsplit(path).path, asked, words, secret=bearer) if words else path


def _request(path: str, bearer: str) -> bytes:
    who = f"authorization: Bearer {bearer}\r\n" if bearer else ""
    escaped = quote(path, safe="/?&=%:+")
    return f"GET {escaped} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\n{who}\r\n".encode()


@asynccontextmanager
async def _positions(port: int) -> AsyncGenerator[asyncio.StreamReader, None]:
    """The live signal of the overview, as a browser listens to it."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(_request(LIVE, ""))
    try:
        yield reader
    finally:
        writer.close()


async def _next_position(told: asyncio.StreamReader) -> int:
    """The next position that is told, whatever else comes in between. Raises ConnectionError."""
    while line := await told.readline():
        if line.startswith(b"data: "):
            return int(line[6:])
    raise ConnectionError("The live signal ended.")


def _lines(pages: Mapping[str, Sequence[float]]) -> Iterable[str]:
    yield f"{'p50':>8} {'p95':>8}  ms until it is there"
    for name, seconds in sorted(pages.items(), key=lambda one: -percentile(one[1], 95)):
        half, most = (percentile(seconds, percent) * 1_000 for percent in (50, 95))
        yield f"{half:8.1f} {most:8.1f}  {name}"


def main() -> None:
    """Measure and tell of every page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="how often each page is opened")
    parser.add_argument("--history", type=int, default=0, metavar="FACTS", help="of a log that long, not of the demo")
    asked = parser.parse_args()
    if asked.history:
        took = of_a_history(asked.history, asked.rounds)
    else:
        with installation(*THE_DEMO, until=TOLD) as running:
            took = of_the_demo(running, asked.rounds)
    print("\n".join(_lines({**took.pages, "(a change, on a screen that shows the overview)": took.live})))


if __name__ == "__main__":
    main()
