"""What a command does with a door's answers: sends again while the log is away, gives up, explains what it reads."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.options import Common, Where
from deploy.cli.remote import FIRST_PAUSE_SECONDS, PATIENCE_SECONDS, Remote
from deploy.cli.terminal import Failed
from services.awards.api.reads import explanation_in
from shared.rules.definition import CampaignFile, read
from shared.rules.weighing import explain
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.unit.rules.small_campaign import SMALL, Known

__all__ = ["thidua"]


class Scripted(http.server.BaseHTTPRequestHandler):
    """A door that answers what a test laid down, in turn, and keeps what it was sent."""

    answers: list[tuple[int, Any]]
    asked: list[Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.asked.append(json.loads(body) if body else self.path)
        self._answer()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self._answer()

    def _answer(self) -> None:
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives
        """Say nothing."""


@contextmanager
def scripted_door() -> Iterator[tuple[type[Scripted], str]]:
    """The door, and its web address."""

    class Door(Scripted):
        answers: list[tuple[int, Any]] = []  # noqa: RUF012 - one list for one test
        asked: list[Any] = []  # noqa: RUF012

    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Door, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def scripted() -> Iterator[tuple[type[Scripted], str]]:
    with scripted_door() as door:
        yield door


def test_what_the_log_could_not_take_is_sent_again_and_only_that(scripted: tuple[type[Scripted], str]) -> None:
    door, url = scripted
    recorded = {"id": "a", "status": "recorded", "position": 1_000}
    away = {"id": "b", "status": "rejected", "problem": {"status": 503, "code": "log_unavailable"}}
    door.answers = [
        (503, {"status": 503}),
        (200, {"results": [recorded, away]}),
        (200, {"results": [{**recorded, "id": "b", "position": 2_000}]}),
    ]
    pauses: list[float] = []

    results = remote(url, pauses).post("tracking", [b'"a"', b'"b"'])

    assert [(one.id, one.position) for one in results] == [("a", 1_000), ("b", 2_000)]
    assert door.asked == [["a", "b"], ["a", "b"], ["b"]]
    assert pauses == [FIRST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS]  # anew after what was answered


def test_what_failed_is_printed_but_for_what_was_sent_again_and_sent_again_by_its_id(
    scripted: tuple[type[Scripted], str], thidua: Thidua
) -> None:
    door, url = scripted
    dead = {
        "delivery_id": "d-1",
        "recipient": "hctc",
        "channel": "email",
        "topic": "report.due",
        "subject_id": "hctc",
        "cause": 2_000,
        "attempts": 3,
        "reason": "SMTP 550",
    }
    listed = {"deliveries": [dead, {**dead, "delivery_id": "d-2", "renewed_as": "d-3"}]}
    came_back = {"deliveries": [{**dead, "delivery_id": "d-9", "reason": "SMTP 5.1.1"}]}
    door.answers = [(200, listed), (200, came_back)] * 2 + [(200, {"delivery_id": "d-4", "position": 9_000})]
    at = ("--url", url, "--token", "t")

    waiting, every = thidua("notify", "failed", *at), thidua("notify", "failed", "--all", *at)
    again = thidua("notify", "resend", "d-1", *at)

    assert [row[0] for row in waiting.rows] == ["d-1", "d-9"]
    assert [(row[0], row[7], row[8]) for row in every.rows] == [
        ("d-1", "SMTP 550", "-"),
        ("d-2", "SMTP 550", "d-3"),
        ("d-9", "SMTP 5.1.1", "-"),
    ]
    assert (again.code, again.out.split("\t")[::2]) == (0, ["d-4", "9000\n"])
    lists = ["/notify/deliveries?status=failed", "/notify/deliveries?status=bounced"]
    assert door.asked == [*lists, *lists, "/notify/deliveries/d-1/resend"]


def test_a_log_that_stays_away_is_given_up_after_a_while(scripted: tuple[type[Scripted], str]) -> None:
    door, url = scripted
    door.answers = [(503, {"status": 503})]
    pauses: list[float] = []

    with pytest.raises(Failed, match="120"):
        remote(url, pauses).post("tracking", [b'"a"'])

    assert sum(pauses) >= PATIENCE_SECONDS
    assert pauses == sorted(pauses)


@pytest.mark.parametrize(
    "answer",
    [(200, {"results": []}), (200, []), (500, "x"), (401, {"status": 401, "code": "not_signed_in", "detail": "No."})],
)
def test_an_answer_that_settles_nothing_fails_at_once(
    scripted: tuple[type[Scripted], str], answer: tuple[int, Any]
) -> None:
    door, url = scripted
    door.answers = [answer]

    with pytest.raises(Failed):
        remote(url, []).post("tracking", [b'"a"'])

    assert len(door.asked) == 1


def test_a_verdict_is_explained_by_its_clause_tree(thidua: Thidua, scripted: tuple[type[Scripted], str]) -> None:
    door, url = scripted
    door.answers = [
        (200, {"campaigns": [{"campaign": "c", "name": {"vi": "C"}}]}),
        (200, {"candidates": [candidate()]}),
    ]

    ran = thidua("rules", "explain", "hctc", "AGENCY_COMMENDATION", "--url", url, "--token", "t", "--as-of", "9")

    assert ran.code == 0
    assert door.asked[1] == "/awards/campaigns/c/candidates?subject=hctc&award=AGENCY_COMMENDATION&as_of=9"
    assert ran.out.startswith("hctc AGENCY_COMMENDATION F-GK-COL: NOT_YET (nd98-2023, 7000)")
    assert "✓ took-part: Có tham gia [KH III.1]" in ran.out
    assert "1 more inspection" in ran.out


def test_who_was_never_flagged_has_nothing_to_explain(thidua: Thidua, scripted: tuple[type[Scripted], str]) -> None:
    door, url = scripted
    door.answers = [(200, {"candidates": []})]

    ran = thidua("rules", "explain", "hctc", "PM_MERIT", "--campaign", "c", "--url", url, "--token", "t")

    assert (ran.code, ran.out) == (1, "")
    assert "has never been flagged" in ran.err


def candidate() -> dict[str, object]:
    """A candidate as awards answers with it."""
    found = read(SMALL)
    assert isinstance(found, CampaignFile)
    card = found.definition.rule_sets[0].cards[0]
    known = Known({"activities_total()": 3, "count('inspection_conducted')": 1, "clause('III.1.b5')": 0})
    return {
        "subject_kind": "COLLECTIVE",
        "subject_id": "hctc",
        "award": card.award,
        "card": card.id,
        "verdict": "NOT_YET",
        "rule_set": "nd98-2023",
        "achievement_key": "hctc",
        "position": 7_000,
        "evidence": [],
        "explanation": explanation_in("en", explain(card.require, known)),
    }


def test_a_command_ends_once_what_it_recorded_is_there_for_whoever_reads_next(
    scripted: tuple[type[Scripted], str],
) -> None:
    door, url = scripted
    recorded = [{"id": str(position), "status": "recorded", "position": position} for position in (7_000, 7_001)]
    door.answers = [(200, {"results": recorded}), (504, {"code": "not_yet"})]
    there = remote(url, [])

    there.post("tracking", [b"{}", b"{}"])
    there.close()

    assert door.asked == [[{}, {}], "/tracking/campaigns?after=7001"]


def remote(url: str, pauses: list[float]) -> Remote:
    return Remote(Where(Path(), url, "token", Common()), pause=pauses.append)
