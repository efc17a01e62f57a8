"""Telemetry of real services: one trace from the POST to the flag, figures that agree, and not a word of any event."""

import asyncio
import io
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from services.awards.app import Awards
from services.awards.settings import Settings
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.logs import JsonLines
from shared.adapters.otlp import CLOSE_SECONDS
from shared.adapters.telemetry import ENDPOINT, Telemetry
from shared.core.envelope import Fact, position_of
from tests.integration.door.conftest import enter_registry, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity, household, open_event
from tests.integration.otlp_receiver import ReceivedSpan, Receiver, receiving
from tests.unit.adapters.prometheus import read, value
from tests.waiting import SLOWER, wait_until

CALLER: Final = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE, CALLERS_SPAN = CALLER[3:35], CALLER[36:52]
MARK: Final = "Dấu-hiệu"
MARKS: Final = (MARK, "D\\u1ea5u", "D%E1", "hiệu", "hi\\u1ec7u")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A collector that services started from now on export to."""
    with receiving() as (url, receiver):
        monkeypatch.setenv(ENDPOINT, url)
        yield receiver


@pytest.fixture
def tracking(tmp_path: Path) -> Iterator[RunningTracking]:
    """A tracking with a log of its own, and the registry of the examples."""
    server = NatsServer(tmp_path / "nats")
    server.start()
    try:
        asyncio.run(provision(server.url, seed=server.seeds["provision"]))
        running = RunningTracking(tmp_path, server).start()
        try:
            enter_registry(running)
            yield running
        finally:
            running.close()
    finally:
        server.stop()


def test_a_post_is_one_trace_of_append_and_commit_below_its_caller(
    receiver: Receiver, tracking: RunningTracking
) -> None:
    campaign = launched(tracking)

    answer = tracking.post(activity(campaign), traceparent=CALLER)
    tracking.stop()

    (append,) = _of(TRACE, receiver, "append")
    (commit,) = _of(TRACE, receiver, "commit")
    (fact,) = tracking.commits(campaign)[-1].facts()
    assert (append.service, append.parent) == ("thidua-tracking", CALLERS_SPAN)
    assert append.attributes == {"thidua.events": 1, "thidua.recorded": 1}
    assert (commit.service, commit.parent) == ("thidua-tracking", append.id)
    position = answer.json()["position"]
    assert commit.attributes == {"thidua.campaign": campaign, "thidua.facts": 1, "thidua.position": position}
    assert fact.traceparent == f"00-{TRACE}-{append.id}-01"


def test_an_event_that_bears_a_trace_of_its_own_keeps_it(receiver: Receiver, tracking: RunningTracking) -> None:
    campaign = launched(tracking)

    tracking.post({**activity(campaign), "traceparent": CALLER})
    tracking.post({**activity(campaign), "traceparent": MARK})
    tracking.stop()

    own, made = (fact for commit in tracking.commits(campaign)[-2:] for fact in commit.facts())
    (append,) = _of(TRACE, receiver, "append")
    assert (own.traceparent, append.parent) == (CALLER, CALLERS_SPAN)
    assert str(made.traceparent)[3:35] in {span.trace for span in receiver.spans("append")} - {TRACE}


def test_a_flag_belongs_to_the_trace_of_the_fact_that_caused_it(
    receiver: Receiver, tracking: RunningTracking, tmp_path: Path
) -> None:
    campaign = launched(tracking)
    tracking.post(activity(campaign))
    caused_at = tracking.post(activity(campaign), traceparent=CALLER).json()["position"]

    flags = asyncio.run(_flags(tracking, campaign, tmp_path, within=120))
    tracking.stop()

    ((position, flag),) = flags
    (append,) = _of(TRACE, receiver, "append")
    weighed = _of(TRACE, receiver, "weigh")
    committed = [span for span in _of(TRACE, receiver, "commit") if span.service == "thidua-awards"]
    assert flag.traceparent == f"00-{TRACE}-{append.id}-01"
    assert [(span.service, span.parent) for span in weighed] == [("thidua-awards", append.id)]
    assert weighed[0].attributes == {"thidua.cause": caused_at, "thidua.flags": 1}
    assert [(span.parent, span.attributes["thidua.position"]) for span in committed] == [(append.id, position)]


def test_nothing_of_an_event_is_in_a_span_a_figure_or_a_log_line(
    receiver: Receiver, framework_telemetry: None, tracking: RunningTracking, every_log_line: io.StringIO
) -> None:
    campaign = launched(tracking)

    answers = [tracking.post(said, **call) for said, call in _marked(campaign)]
    answers.append(tracking.post_batch([said for said, _ in _marked(campaign)]))
    answers.append(tracking.post_bytes(MARK.encode(), content_type="application/cloudevents+json"))
    answers.append(tracking.read(f"/{campaign}/activities/{MARK}-1", who=MARK))
    figures = tracking.client.get("/metrics").text
    tracking.stop()

    told = receiver.everything().decode(errors="replace") + figures + every_log_line.getvalue()
    assert sorted({answer.status_code for answer in answers}) == [200, 201, 400, 403, 422]
    assert len(receiver.spans("append")) > len(answers)
    assert [mark for mark in MARKS if mark in told] == []


def test_figures_agree_with_what_was_answered_at_metrics_and_at_the_collector(
    receiver: Receiver, tracking: RunningTracking
) -> None:
    campaign = launched(tracking)
    said = activity(campaign)
    tracking.wait_for_grants("unit", "auditor")
    before = read(tracking.client.get("/metrics").text)

    tracking.post_batch([said, said, activity(campaign), activity(campaign, quantity=-1)])
    position = tracking.post(activity(campaign)).json()["position"]
    assert tracking.read(f"/{campaign}", after=str(position)).status_code == 200
    after = read(tracking.client.get("/metrics").text)
    tracking.stop()

    def more(name: str, **labels: str) -> float:
        was = (
            0.0
            if name not in before
            else sum(one.value for one in before[name].samples[""] if labels.items() <= one.labels.items())
        )
        return value(after, name, **labels) - was

    assert more("thidua_events_total", outcome="recorded") == 3
    assert more("thidua_events_total", outcome="duplicate") == 1
    assert more("thidua_events_total", outcome="rejected") == 1
    assert more("thidua_facts_total") == 3
    assert more("thidua_commits_total", outcome="recorded") == 2
    assert value(after, "thidua_log_commits") == position // 1_000
    for follower in ("read_model", "registry"):
        assert value(after, "thidua_follower_lag_commits", follower=follower) == 0
    assert value(after, "thidua_pens") == 2
    assert value(after, "thidua_pens_in_doubt") == 0
    exported = receiver.figures()
    assert {"service": "tracking", "": position // 1_000} in exported["thidua_log_commits"]
    assert exported["thidua_commit_seconds_count"][0][""] == value(after, "thidua_commits_total", outcome="recorded")


def test_while_the_log_is_away_a_pen_is_in_doubt_events_are_put_off_and_one_line_says_so(
    tracking: RunningTracking, caplog: pytest.LogCaptureFixture
) -> None:
    campaign = launched(tracking)
    tracking.post(activity(campaign))

    tracking.nats.stop()
    answer = tracking.post(activity(campaign))

    families = read(tracking.client.get("/metrics").text)
    assert answer.status_code == 503
    assert value(families, "thidua_events_total", outcome="unavailable") == 1
    assert value(families, "thidua_pens_in_doubt") == 1
    wait_until(lambda: "nats_away" in caplog.messages)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == ["nats_away"]


def test_a_log_line_goes_to_the_collector_with_its_trace(receiver: Receiver) -> None:
    telemetry = Telemetry.from_environment("tracking")

    with telemetry.span("append", CALLER):
        logging.getLogger("shared.x").error("pen_stopped", extra={"campaign": "c"})
    telemetry.close()
    logging.getLogger("shared.x").error("after_the_end")

    assert receiver.lines() == [("ERROR", "pen_stopped", {"campaign": "c"})]
    assert bytes.fromhex(TRACE) in receiver.everything()


def test_a_trace_that_nobody_records_goes_on_unrecorded(receiver: Receiver) -> None:
    telemetry, unsampled = Telemetry.from_environment("tracking"), CALLER[:-2] + "00"

    with telemetry.span("append", unsampled) as span:
        pass
    telemetry.close()

    assert span.traceparent == unsampled
    assert receiver.spans() == []


def test_a_span_that_fails_names_the_error_and_does_not_quote_it(receiver: Receiver) -> None:
    telemetry = Telemetry.from_environment("tracking")

    with pytest.raises(KeyError), telemetry.span("append"):
        raise KeyError(MARK)
    telemetry.close()

    (span,) = receiver.spans("append")
    assert (span.failed_with, span.parent, span.attributes) == ("KeyError", "", {})
    assert MARK.encode() not in receiver.everything()


def test_without_an_endpoint_no_exporter_is_even_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    lines = "import sys, services.tracking.app as app", "app.Telemetry.from_environment('tracking').span('append')"
    asked = "print({'opentelemetry.sdk', 'opentelemetry.exporter'} & sys.modules.keys())"

    told = subprocess.run(
        [sys.executable, "-c", "; ".join([*lines, asked])], capture_output=True, text=True, check=True
    )

    assert told.stdout == "set()\n"


def test_a_collector_that_never_answers_keeps_nobody_from_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than closing may take; then the exporters' threads end, and disturb no later test.
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", str(SLOWER * CLOSE_SECONDS + SLOWER * 2))
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{deaf.getsockname()[1]}")
        telemetry = Telemetry.from_environment("tracking")
        with telemetry.span("append"):
            pass
        began = time.monotonic()

        telemetry.close()

        took = time.monotonic() - began
    for thread in set(threading.enumerate()) - before:
        thread.join(120)

    assert took < SLOWER * (CLOSE_SECONDS + 1)
    assert set(threading.enumerate()) <= before


@pytest.fixture
def framework_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator may switch on without us."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")


@pytest.fixture
def every_log_line() -> Iterator[io.StringIO]:
    """Log lines of every level, as a process writes them."""
    written, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(JsonLines("tracking"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for client in ("httpx", "httpcore"):  # the test's own
        logging.getLogger(client).setLevel(logging.WARNING)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


def _of(trace: str, receiver: Receiver, name: str) -> list[ReceivedSpan]:
    return [span for span in receiver.spans(name) if span.trace == trace]


def _marked(campaign: str) -> list[tuple[Event, dict[str, str]]]:
    """Events with the mark in every text there is, good and bad, and the headers they are sent with."""
    report = activity(
        campaign,
        activity_id=f"{MARK}-1",
        title=MARK,
        measure=MARK,
        evidence=[{"name": MARK, "sha256": "0" * 64, "uri": f"https://example.vn/{MARK}"}],
    )
    helped = household(campaign, f"{MARK}-2", number="017190001234")
    helped["data"]["person"] |= {"name": MARK, "address": MARK}
    person = {"person_id": f"{MARK}-3", "name": MARK, "unit_id": "hctc", "title": MARK, "leader": False}
    staff = open_event("person.assigned", person | {"category": "OFFICIAL", "from_on": "2025-01-01"}, campaign)
    own: dict[str, str] = {"traceparent": "junk", "tracestate": "junk"}
    return [
        ({**report, "id": MARK, "traceparent": MARK, "tracestate": MARK}, own),
        ({**report, "id": f"{MARK}-again"}, own),
        ({**helped, "id": f"{MARK}-h"}, {"who": "huyen-mai-chau"}),
        ({**helped, "id": f"{MARK}-h2", "data": helped["data"] | {"category": MARK}}, {"who": "huyen-mai-chau"}),
        ({**staff, "id": f"{MARK}-s", "source": f"/{MARK}"}, {"role": "secretary", "who": ""}),
        ({**report, "campaign": MARK}, own),
        ({**report, MARK: MARK}, own),
        ({**report, "type": MARK}, own),
        (helped, {"role": "auditor", "who": ""}),
    ]


async def _flags(tracking: RunningTracking, campaign: str, folder: Path, *, within: float) -> list[tuple[int, Fact]]:
    """Let awards run until it has weighed what the log holds; the flags it stated, by position."""
    nats = tracking.nats
    log = await JetStreamLog.connect(nats.url, user="awards", seed=nats.seeds["awards"])
    settings = Settings(
        address="",
        nats_url=nats.url,
        nats_seed=nats.seeds["awards"],
        read_models=folder / "awards-read-models",
        access_url=f"sqlite:///{folder / 'access.sqlite'}",
        vault=tracking.vault,
    )
    awards = Awards(settings, log, tracking.clock)
    try:
        async with asyncio.timeout(within), awards.api.router.lifespan_context(awards.api):
            async with httpx.AsyncClient(transport=httpx.ASGITransport(awards.api), base_url="http://awards") as client:
                path = f"/awards/campaigns/{campaign}/candidates?after={position_of(await log.last(), 0)}"
                answer = await client.get(path, headers=tracking.headers("auditor"))
                assert answer.status_code == 200, answer.text
            batches = [batch async for batch in log.read(campaign=campaign, owner="awards")]
        return [
            (position_of(commit.number, place), fact)
            for batch in batches
            for commit in batch
            for place, fact in enumerate(commit.facts())
        ]
    finally:
        awards.close()
        await log.close()
