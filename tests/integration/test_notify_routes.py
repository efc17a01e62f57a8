"""Notify's reads over HTTP: who may ask for what, at which position, in which language."""

import asyncio
import hmac
import html
import re
import uuid
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.notify.api.bounces import make_bounces
from services.notify.api.choosing import make_choices_router
from services.notify.api.routes import make_router
from services.notify.api.templates import make_templates_router
from services.notify.app.sending import soundness_of
from services.notify.domain.notices import EVERY_CHANNEL, INBOX_ONLY
from services.notify.domain.outbox import NotifyDecider, NotifyState, Outbox
from services.notify.handlers.choosing import Chooser
from services.notify.handlers.editing import Editor
from services.notify.handlers.recording import Register
from services.notify.handlers.renewing import Renewer
from services.notify.handlers.trying import Trier
from services.notify.ports import Sender
from services.notify.projections import NOTIFY
from services.notify.senders.configured import Channels
from services.notify.web.all_pages import Needs, Pushing, make_all_pages
from services.notify.web.inbox import MOST
from shared.adapters.clock import system_clock
from shared.adapters.making_api import make_api
from shared.adapters.memory import MemoryLog
from shared.adapters.pens import Pens
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Reads
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.telemetry import Telemetry
from shared.core.access import Caller
from shared.core.events import Data
from shared.core.journal import Journal
from shared.core.log import Commit
from shared.core.pen import Pen
from shared.core.values import Channel, Role
from shared.web.frame import Timekeeping
from tests.histories import commits_of, log_of
from tests.integration.test_notify_reads import BEGINNING, sent
from tests.unit.notify.notifying import FixedStamps, flagged, unflagged

ROLES: dict[str, Role] = {
    "unit": "unit",
    "secretary": "secretary",
    "admin": "admin",
    "council": "council",
    "auditor": "auditor",
}
KEY = "whsec_" + b64encode(b"whoever reads the mailbox").decode()
HISTORY = commits_of(
    BEGINNING,
    [flagged()],
    [sent(2_000, "hctc"), sent(2_000, "secretary")],
    [unflagged(verdict="HELD")],
    [sent(4_000, "secretary", topic="candidate.unflagged")],
)


def mac_of(content: bytes) -> str:
    """As the vault makes one, under a secret of the tests."""
    return hmac.digest(b"of this installation", content, "sha256").hex()[:32]


async def _who(token: str) -> Caller | None:
    role = ROLES.get(token)
    return role and Caller(role=role, unit_id="hctc" if role == "unit" else "", person_id="", token_id=token)


async def _ready() -> dict[str, bool]:
    return {}


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def asking(
    folder: Path,
    *,
    channels: frozenset[Channel] = EVERY_CHANNEL,
    history: Sequence[Commit] = HISTORY,
    pushing: Pushing | None = None,
    mail: Sender | None = None,
    outside: Mapping[str, Sequence[Channel]] = MappingProxyType({}),
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of notify over a log that holds the history."""
    async with (
        application(folder, channels=channels, history=history, pushing=pushing, mail=mail, outside=outside) as api,
        httpx.AsyncClient(transport=httpx.ASGITransport(app=api), base_url="http://thidua") as client,
    ):
        yield client


@asynccontextmanager
async def application(
    folder: Path,
    *,
    channels: frozenset[Channel] = EVERY_CHANNEL,
    history: Sequence[Commit] = HISTORY,
    pushing: Pushing | None = None,
    mail: Sender | None = None,
    outside: Mapping[str, Sequence[Channel]] = MappingProxyType({}),
) -> AsyncIterator[FastAPI]:
    """The same, for a server."""
    log = log_of(history)
    model = ReadModel(NOTIFY, SqliteFiles(folder, "notify"), log)
    api = make_api("notify", ready=_ready, telemetry=Telemetry.silent("tracking"), lifespan=_lifespan)
    reads = Reads(model, log, who=_who, caught_up=model.reached, clock=system_clock)
    quiet = Telemetry.silent("notify")
    pens = Pens(lambda campaign: _pen(log, campaign), on_damage=lambda _c, _d: None, telemetry=quiet)
    register, outbox = Register(pens, FixedStamps()), Outbox(channels)
    for commit in history:
        outbox.fold(commit)
    chooser = Chooser(outbox, register)
    renew, edit, try_out = Renewer(outbox, register).renew, Editor(outbox, register), Trier(mail, register.stamps)
    needs = Needs(
        channels=channels,
        record=register.read,
        renew=renew,
        choose=chooser.choose,
        leave=chooser.leave,
        edit=edit,
        try_out=try_out,
        mac=mac_of,
        position=lambda: model.position,
        stopping=lambda: False,
        pushing=pushing,
        outside=outside,
    )
    api.include_router(make_choices_router(reads, channels=channels, choose=chooser.choose))
    api.include_router(make_router(reads, channels=channels, record=register.read, renew=renew))
    api.include_router(make_templates_router(reads, edit=edit, try_out=try_out))
    sound = soundness_of(Channels(bounce_keys=(KEY,)))
    api.include_router(make_bounces(reads, is_sound=sound, record=register.bounced))
    api.include_router(make_all_pages(reads, needs, timekeeping=Timekeeping.REAL))
    following = asyncio.create_task(model.run())
    try:
        assert await model.reached(history[-1].number * 1_000)
        yield api
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await pens.close()
        model.close()


def _pen(log: MemoryLog, campaign: str) -> Pen[NotifyState]:
    state, decider = NotifyState(Journal()), NotifyDecider()
    return Pen(log, state, campaign=campaign, owner="notify", decider=decider, new_commit_id=lambda: uuid.uuid4().hex)


async def ask(client: httpx.AsyncClient, path: str, token: str, **headers: str) -> dict[str, Any]:
    answer = await client.get(path, headers={"Authorization": f"Bearer {token}", **headers})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def listed(answer: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    return [(one["cause"], one["recipient"], one["channel"], one["status"]) for one in answer["deliveries"]]


async def test_each_reads_its_own_inbox_in_the_language_it_asks_for(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        unit = await ask(client, "/notify/inbox?after=5000", "unit", **{"Accept-Language": "en"})
        secretary = await ask(client, "/notify/inbox", "secretary")
        admin = await ask(client, "/notify/inbox", "admin")

    assert [(one["cause"], one["language"]) for one in unit["notices"]] == [(2_000, "en")]
    assert [one["cause"] for one in secretary["notices"]] == [4_000, 2_000]
    assert admin == {"notices": []}


async def test_deliveries_are_listed_for_those_who_may_read_them(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        found = {role: await ask(client, "/notify/deliveries", role) for role in ("unit", "secretary", "admin")}
        refused = await client.get("/notify/deliveries", headers={"Authorization": "Bearer council"})

    to_unit = [(2_000, "hctc", "email", "due"), (2_000, "hctc", "inbox", "sent")]
    to_secretary = [(2_000, "secretary", "inbox", "sent"), (4_000, "secretary", "inbox", "sent")]
    assert {role: listed(answer) for role, answer in found.items()} == {
        "unit": to_unit,
        "secretary": to_unit + to_secretary,
        "admin": to_unit + to_secretary[:1],
    }
    assert refused.status_code == 403


async def test_what_is_due_through_a_channel_that_is_not_there_is_not_told(tmp_path: Path) -> None:
    async with asking(tmp_path, channels=INBOX_ONLY) as client:
        answer = await ask(client, "/notify/deliveries", "unit")

    assert listed(answer) == [(2_000, "hctc", "inbox", "sent")]


async def test_in_the_past_stands_what_was_due_and_what_was_recorded_then(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        answers = [
            await ask(client, f"/notify/deliveries?as_of={position}", "secretary")
            for position in (1_999, 2_000, 3_000, 3_001)
        ]

    by_email, by_inbox = (2_000, "hctc", "email"), (2_000, "hctc", "inbox")
    secretary = (2_000, "secretary", "inbox")
    assert [listed(answer) for answer in answers] == [
        [],
        [(*by_email, "due"), (*by_inbox, "due"), (*secretary, "due")],
        [(*by_email, "due"), (*by_inbox, "sent"), (*secretary, "due")],
        [(*by_email, "due"), (*by_inbox, "sent"), (*secretary, "sent")],
    ]


@pytest.mark.parametrize("path", ["/notify/inbox", "/notify/deliveries"])
async def test_without_sign_in_nothing_is_told(tmp_path: Path, path: str) -> None:
    async with asking(tmp_path) as client:
        answers = [await client.get(path), await client.get(path, headers={"Authorization": "Bearer made-up"})]

    assert [answer.status_code for answer in answers] == [401, 401]


async def test_a_notice_is_read_once_by_whom_it_is_for(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        [notice] = (await ask(client, "/notify/inbox", "unit"))["notices"]
        said = [
            await client.post(f"/notify/inbox/{notice['delivery_id']}/read", headers={"Authorization": "Bearer unit"})
            for _ in range(2)
        ]
        [read] = (await ask(client, f"/notify/inbox?after={said[0].json()['position']}", "unit"))["notices"]
        listed = (await ask(client, "/notify/deliveries", "secretary"))["deliveries"]

    assert "read_at" not in notice
    assert [one.status_code for one in said] == [200, 200]
    assert said[0].json() == said[1].json()
    assert {one["recipient"]: one["read_at"] for one in listed if "read_at" in one} == {"hctc": read["read_at"]}


@pytest.mark.parametrize(("token", "status"), [("secretary", 404), ("admin", 404), ("nobody", 401)])
async def test_nobody_reads_the_notices_of_others(tmp_path: Path, token: str, status: int) -> None:
    async with asking(tmp_path) as client:
        [notice] = (await ask(client, "/notify/inbox", "unit"))["notices"]
        path = f"/notify/inbox/{notice['delivery_id']}/read"
        answer = await client.post(path, headers={"Authorization": f"Bearer {token}"})
        [still] = (await ask(client, "/notify/inbox", "unit"))["notices"]

    assert answer.status_code == status
    assert "read_at" not in still


async def test_what_was_not_told_in_the_inbox_cannot_be_read_there(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        [mail] = [
            one for one in (await ask(client, "/notify/deliveries", "unit"))["deliveries"] if one["channel"] == "email"
        ]
        path = f"/notify/inbox/{mail['delivery_id']}/read"
        answer = await client.post(path, headers={"Authorization": "Bearer unit"})

    assert answer.status_code == 404


# --- the same for people: a page


async def opened(client: httpx.AsyncClient, token: str, **query: str) -> str:
    answer = await client.get(
        "/notify/pages/inbox", params=query, headers={"Authorization": f"Bearer {token}", "Accept-Language": "vi"}
    )
    assert answer.status_code == 200, answer.text
    return answer.text


def buttons(page: str) -> list[str]:
    return re.findall(r'<form method="post" action="([^"]+)">', page)


async def test_the_page_shows_what_is_new_and_a_button_says_that_it_was_read(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        before = await opened(client, "unit")
        [button] = buttons(before)
        answer = await client.post(button, headers={"Authorization": "Bearer unit"})
        page = await client.get(answer.headers["location"], headers={"Authorization": "Bearer unit"})
        unread = await opened(client, "unit", unread="1")

    assert "1 chưa đọc" in before
    assert "Cần xem xét để bình xét" in before or "Đủ điều kiện bình xét" in before
    assert answer.status_code == 303
    assert (buttons(page.text), "Đã đọc lúc" in page.text or "Read at" in page.text) == ([], True)
    assert "Không còn thông báo nào chưa đọc" in unread


async def test_no_page_says_of_another_that_it_was_read(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        [button] = buttons(await opened(client, "unit"))
        refused = await client.post(button, headers={"Authorization": "Bearer secretary"})
        closed = await client.get("/notify/pages/inbox")

    assert (refused.status_code, closed.status_code) == (404, 401)


async def test_of_the_past_nothing_is_said_to_be_read(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        assert buttons(await opened(client, "unit", as_of="5000")) == []


async def test_long_inboxes_are_read_page_by_page_without_a_gap(tmp_path: Path) -> None:
    flags: list[list[Data]] = [[(flagged(), unflagged())[number % 2]] for number in range(MOST + 5)]
    told: list[list[Data]] = [[sent((2 + number) * 1_000, "hctc")] for number in range(len(flags))]
    async with asking(tmp_path, history=commits_of(BEGINNING, *flags, *told)) as client:
        first = await opened(client, "unit")
        [older] = re.findall(r'href="(/notify/pages/inbox\?next=[^"]+)"', first)
        second = (await client.get(html.unescape(older), headers={"Authorization": "Bearer unit"})).text

    found = [re.findall(r'<article class="card stack told fresh" id="n-(\w+)"', page) for page in (first, second)]
    assert [len(page) for page in found] == [MOST, 5]
    assert len({*found[0], *found[1]}) == MOST + 5


@pytest.mark.parametrize("behind", ["x", "-1", "9" * 30, "1000.'"])
async def test_a_page_that_begins_nowhere_is_refused_in_words(tmp_path: Path, behind: str) -> None:
    async with asking(tmp_path) as client:
        answer = await client.get(
            "/notify/pages/inbox", params={"next": behind}, headers={"Authorization": "Bearer unit"}
        )

    assert answer.status_code == 400
    assert "text/html" in answer.headers["content-type"]
