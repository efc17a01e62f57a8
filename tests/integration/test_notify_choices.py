"""How somebody wants to be told, over HTTP: who chooses for whom, what cannot be chosen, and what stands then."""

from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from services.notify.domain.notices import delivery_id_of
from services.notify.projections import NOTIFY
from services.notify.tables.rows import Delivery
from shared.core.events import Choice, Hours, NotificationPutOff, NotificationWithheld, RecipientChose
from shared.core.projecting import Rows, fold_commits
from tests.examples import CAMPAIGN
from tests.histories import commits_of
from tests.integration.test_notify_reads import BEGINNING, sent
from tests.integration.test_notify_routes import ask, asking
from tests.unit.notify.notifying import flagged

CHOICE: Final[dict[str, Any]] = {
    "language": "en",
    "muted": [{"topic": "candidate.updated", "channel": "email"}],
    "quiet": {"begins": "20:00", "ends": "06:30"},
    "windows": [{"begins": "07:00", "ends": "18:00"}],
    "rest": "OFFICES_REST",
    "digest": {"every": "WEEK", "at": "08:00", "weekday": 5},
}


async def choose(client: httpx.AsyncClient, body: object, token: str = "unit", **headers: str) -> httpx.Response:  # noqa: S107 - a name
    return await client.post(
        "/notify/choices", json=body, headers={"Authorization": f"Bearer {token}", "Accept-Language": "en", **headers}
    )


async def test_a_choice_stands_until_there_is_another(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        before = await ask(client, "/notify/choices", "unit")
        made = await choose(client, {"choice": CHOICE})
        again = await choose(client, {"choice": CHOICE, "recipient": "hctc"})
        after = await ask(client, f"/notify/choices?after={made.json()['position']}", "unit")
        others = await ask(client, "/notify/choices", "secretary")
        taken_back = await choose(client, {"choice": {}})
        last = await ask(client, f"/notify/choices?after={taken_back.json()['position']}", "unit")

    assert (made.status_code, again.json()) == (200, made.json())
    assert before["choices"] == others["choices"] == []
    [standing] = after["choices"]
    assert (standing["recipient"], standing["choice"], standing["chosen_by"]) == ("hctc", CHOICE, "unit:hctc")
    assert [one["choice"] for one in last["choices"]] == [{}]


async def test_what_there_is_to_choose_is_told_with_why_not_all_of_it_may_be_muted(tmp_path: Path) -> None:
    async with asking(tmp_path, channels=frozenset({"inbox", "email"})) as client:
        answer = await ask(client, "/notify/choices", "unit", **{"Accept-Language": "en"})

    topics = {one["topic"]: one for one in answer["topics"]}
    assert answer["channels"] == ["email", "inbox"]
    assert (topics["report.due"]["may_be_muted_by"], "must" in topics["report.due"]) == (["email"], False)
    assert (topics["report.overdue"]["may_be_muted_by"], topics["report.overdue"]["at_once"]) == ([], False)
    assert "followed up" in topics["report.overdue"]["must"]
    assert (topics["figure.fell"]["may_be_muted_by"], topics["figure.fell"]["at_once"]) == ([], True)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"choice": {"muted": [{"topic": "report.overdue", "channel": "email"}]}}, "/choice/muted/0/topic"),
        ({"choice": {"muted": [{"topic": "report.due", "channel": "inbox"}]}}, "/choice/muted/0/channel"),
        ({"choice": {"muted": [{"topic": "weather.bad", "channel": "email"}]}}, "/choice/muted/0/topic"),
        ({"choice": {"quiet": {"begins": "00:00", "ends": "00:00"}}}, "/choice/quiet"),
        ({"choice": {"quiet": {"begins": "24:00", "ends": "06:30"}}}, "/choice/quiet/begins"),
        ({"choice": {"windows": [{"begins": "7:00am", "ends": "18:00"}]}}, "/choice/windows/0/begins"),
        ({"choice": {"time_zone": "Asia/Nowhere"}}, "/choice/time_zone"),
        ({"choice": {"digest": {"every": "YEAR", "at": "08:00"}}}, "/choice/digest/every"),
        ({"choice": {"email": "x@example.vn"}}, "/choice/email"),
        ({}, "/choice"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_be_chosen_is_refused_field_by_field(tmp_path: Path, body: object, pointer: str) -> None:
    async with asking(tmp_path) as client:
        answer = await choose(client, body)
        standing = await ask(client, "/notify/choices", "unit")

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert "x@example.vn" not in answer.text
    assert standing["choices"] == []


async def test_nobody_chooses_for_another(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        statuses = [
            (await choose(client, {"choice": {}, "recipient": "partners"})).status_code,
            (await choose(client, {"choice": {}, "recipient": "hctc"}, "secretary")).status_code,
            (await choose(client, {"choice": {}}, "council")).status_code,
            (await choose(client, {"choice": {}}, "made-up")).status_code,
            (await choose(client, {"choice": {}}, "secretary")).status_code,
        ]

    assert statuses == [403, 403, 400, 401, 200]


async def test_what_is_no_json_or_too_long_is_refused(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        answers = [
            await client.post("/notify/choices", content=content, headers={"Authorization": "Bearer unit"})
            for content in (b"{", b'{"choice": {"language": "' + b"x" * 70_000 + b'"}}')
        ]

    assert [one.status_code for one in answers] == [400, 413]


EMAIL: Final = delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="email")
MARKS: Final[dict[str, Any]] = {
    "delivery_id": EMAIL,
    "topic": "candidate.flagged",
    "cause": "2000",
    "subject_kind": "COLLECTIVE",
    "subject_id": "hctc",
    "recipient": "hctc",
    "channel": "email",
}
WAITS: Final = NotificationPutOff(**MARKS, opens_at="2025-03-11T23:30:00.000Z", why="QUIET_HOURS", choice="1004")
BEGUN: Final = (*BEGINNING, RecipientChose("hctc", Choice(quiet=Hours("20:00", "06:30")), "unit:hctc"))


async def test_a_delivery_says_until_when_it_waits_and_why_or_that_it_was_withheld(tmp_path: Path) -> None:
    history = commits_of(BEGUN, [flagged()], [WAITS], [NotificationWithheld(**MARKS, choice="1004")])
    async with asking(tmp_path, history=history) as client:
        waiting = (await ask(client, "/notify/deliveries?as_of=3000", "unit"))["deliveries"][0]
        withheld = (await ask(client, "/notify/deliveries", "unit"))["deliveries"][0]

    assert (waiting["status"], waiting["opens_at"], waiting["why"], waiting["choice"]) == (
        "put_off",
        "2025-03-11T23:30:00.000Z",
        "QUIET_HOURS",
        1_004,
    )
    assert (withheld["status"], withheld["choice"]) == ("withheld", 1_004)


def test_what_was_sent_is_not_put_off_by_what_is_read_later() -> None:
    rows = Rows(NOTIFY.tables)

    fold_commits(NOTIFY, rows, commits_of(BEGUN, [flagged()], [sent(2_000, "hctc", channel="email")], [WAITS]))

    delivery = rows.find(Delivery, EMAIL)
    assert delivery is not None
    assert delivery.status == "sent"
