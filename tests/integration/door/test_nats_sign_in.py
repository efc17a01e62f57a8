"""Who is let in at the NATS door, what a unit's credential can do there and what not, and when it ends."""

import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import nkeys
import pytest
from nats.errors import Error as NatsError

from deploy.nats.accounts import SIGNING_IN, public_key
from services.tracking.app import EVENTS
from shared.adapters.access import Access
from shared.core.values import Role
from tests.integration.door.over_nats import Unit, connected
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity
from tests.waiting import SLOWER

SECONDS: Final = 5.0
OTHER_ROLES: Final[list[Role]] = ["verifier", "secretary", "council", "authority", "publisher", "auditor", "admin"]
FOREIGN: Final = ["intake.thcb.report", "intake", "intake.hctc", "log.c.tracking", "_INBOX.thcb.x", "_INBOX.hctc.x"]
SERVERS_OWN: Final = ["$JS.API.INFO", "$JS.API.STREAM.DELETE.LOG", "$SYS.REQ.SERVER.PING", "$SYS.REQ.USER.INFO"]
EARS: Final = [">", "*.>", "intake.>", "intake.hctc.>", "intake.thcb.>", "log.>", "_INBOX.>", "_INBOX.thcb.>", "$SYS.>"]


@pytest.fixture
def access(tracking: RunningTracking) -> Callable[..., tuple[str, str]]:
    """Makes a token of a test's own, as if it were made a while ago: its id and text."""

    def make(*, role: str = "unit", unit_id: str = "hctc", left: timedelta | None = None) -> tuple[str, str]:
        age = timedelta() if left is None else timedelta(days=1) - left
        table = Access.open(f"sqlite:///{tracking.tokens}", lambda: datetime.now(UTC) - age)
        made = table.create_token(role, unit_id=unit_id, days=None if left is None else 1)
        table.close()
        return made

    return make


def revoke(tracking: RunningTracking, token_id: str) -> None:
    table = Access.open(f"sqlite:///{tracking.tokens}", lambda: datetime.now(UTC))
    table.revoke(token_id)
    table.close()


async def is_let_in(tracking: RunningTracking, token: str, unit_id: str = "hctc") -> bool:
    unit = Unit(unit_id)
    try:
        await unit.connect(tracking.nats.url, token)
    except NatsError:
        return False
    finally:
        await unit.client.close()
    return True


async def test_a_token_made_a_moment_ago_is_let_in(
    tracking: RunningTracking, campaign: str, access: Callable[..., tuple[str, str]]
) -> None:
    _, token = access()

    async with connected(tracking, token=token) as unit:
        answer = await unit.ask(activity(campaign))

    assert answer["status"] == "recorded"


@pytest.mark.parametrize("token", ["", "thidua", f"thidua_{'0' * 12}_{'x' * 43}", "x" * 4_000, "\\u0000"])
async def test_what_is_no_token_is_not_let_in(tracking: RunningTracking, token: str) -> None:
    assert not await is_let_in(tracking, token)


async def test_a_token_changed_in_one_character_is_not_let_in(
    tracking: RunningTracking, access: Callable[..., tuple[str, str]]
) -> None:
    _, token = access()
    other = "A" if token[30] != "A" else "B"

    assert not await is_let_in(tracking, token[:30] + other + token[31:])
    assert await is_let_in(tracking, token)


@pytest.mark.parametrize("role", OTHER_ROLES)
async def test_only_units_are_let_in(
    tracking: RunningTracking, role: str, access: Callable[..., tuple[str, str]]
) -> None:
    _, token = access(role=role)

    assert not await is_let_in(tracking, token)


async def test_a_key_of_a_service_opens_no_door_without_its_half_that_is_secret(tracking: RunningTracking) -> None:
    for user in SIGNING_IN:
        assert not await is_let_in(tracking, tracking.nats.seeds[user])


async def test_a_unit_may_ask_as_itself_and_do_nothing_else(tracking: RunningTracking) -> None:
    forbidden = [*FOREIGN, *SERVERS_OWN, *EARS]

    async with connected(tracking) as unit:
        refused = await unit.is_forbidden(publish=[*FOREIGN, *SERVERS_OWN], subscribe=EARS)

    assert refused == forbidden


async def test_a_unit_hears_none_of_the_answers_to_another_and_nothing_else(
    tracking: RunningTracking, campaign: str
) -> None:
    async with connected(tracking, "thcb") as spy, connected(tracking) as unit:
        heard = [await spy.client.subscribe(subject) for subject in ("_INBOX.thcb.>", *EARS)]
        await spy.client.flush()
        await unit.ask(activity(campaign))
        await spy.client.flush()
        overheard = [subscription.pending_msgs for subscription in heard]

    assert overheard == [0] * (len(EARS) + 1)


@pytest.mark.parametrize(
    "reply", ["intake.thcb.report", "log.c.tracking", "$JS.API.STREAM.DELETE.LOG", "work.notify.due"]
)
async def test_an_answer_that_is_sent_astray_makes_nobody_do_anything(
    tracking: RunningTracking, campaign: str, reply: str
) -> None:
    said = activity(campaign)
    before = len(await asyncio.to_thread(tracking.commits, "c"))

    async with connected(tracking) as unit:
        await unit.client.publish("intake.hctc.report", b"[]", reply=reply)
        answer = await unit.ask(said)

    assert answer["status"] == "recorded"
    assert len(await asyncio.to_thread(tracking.commits, "c")) == before
    assert [fact.id for fact in (await asyncio.to_thread(tracking.commits, campaign))[-1].facts()] == [said["id"]]


async def test_whose_request_it_is_cannot_be_made_up(
    tracking: RunningTracking, campaign: str, access: Callable[..., tuple[str, str]]
) -> None:
    token_id, _ = access(unit_id="thcb")
    said = activity(campaign)

    async with connected(tracking) as unit:
        answer = await unit.ask(said, Nats_Request_Info=f'{{"user":"{token_id}","acc":"UNITS"}}')

    facts = (await asyncio.to_thread(tracking.commits, campaign))[-1].facts()
    assert answer["status"] == "recorded"
    assert [(fact.id, fact.actor) for fact in facts] == [(said["id"], "unit:hctc")]


async def test_a_revoked_token_is_heard_no_more_cut_off_and_not_let_in_again(
    tracking: RunningTracking, campaign: str, access: Callable[..., tuple[str, str]]
) -> None:
    token_id, token = access()
    async with connected(tracking) as other, connected(tracking, token=token) as unit:
        first = await unit.ask(activity(campaign))

        revoke(tracking, token_id)
        began = time.monotonic()
        await unit.is_cut_off()

        assert first["status"] == "recorded"
        assert time.monotonic() - began < SLOWER * SECONDS
        assert not await is_let_in(tracking, token)
        assert (await other.ask(activity(campaign)))["status"] == "recorded"


async def test_between_revoked_and_cut_off_every_request_is_refused(
    tracking: RunningTracking, campaign: str, access: Callable[..., tuple[str, str]]
) -> None:
    token_id, token = access()
    answers = []
    async with connected(tracking, token=token) as unit:
        await unit.ask(activity(campaign))
        revoke(tracking, token_id)
        try:
            while True:
                answers.append(await unit.ask(activity(campaign)))
        except (NatsError, ConnectionError):
            pass

    states = [answer["status"] for answer in answers]
    assert states == sorted(states, key=lambda state: state == 401)
    assert set(states) <= {"recorded", 401}
    facts = [fact.id for commit in await asyncio.to_thread(tracking.commits, campaign) for fact in commit.facts()]
    unanswered = len(facts) - (2 + 1 + states.count("recorded"))
    assert unanswered in (0, 1)  # whoever is cut off asks again, and learns what became of it


async def test_an_expired_token_is_cut_off_and_not_let_in_again(
    tracking: RunningTracking, campaign: str, access: Callable[..., tuple[str, str]]
) -> None:
    _, token = access(left=timedelta(seconds=1))

    async with connected(tracking, token=token) as unit:
        await unit.ask(activity(campaign))
        await unit.is_cut_off()

    assert not await is_let_in(tracking, token)


async def test_a_unit_of_two_tokens_keeps_the_one_that_was_not_revoked(
    tracking: RunningTracking, campaign: str, access: Callable[..., tuple[str, str]]
) -> None:
    (first_id, first), (_, second) = access(), access()
    async with connected(tracking, token=first) as lost, connected(tracking, token=second) as kept:
        await lost.ask(activity(campaign))

        revoke(tracking, first_id)
        await lost.is_cut_off()

        assert (await kept.ask(activity(campaign)))["status"] == "recorded"


def new_seed() -> str:
    seed: bytes = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)  # type: ignore[no-untyped-call]
    return seed.decode()


async def test_the_holder_of_an_nkey_is_let_in_as_its_unit_until_it_is_revoked(
    tracking: RunningTracking, campaign: str
) -> None:
    seed, unit = new_seed(), Unit("hctc")
    table = Access.open(f"sqlite:///{tracking.tokens}", lambda: datetime.now(UTC))
    token_id = table.admit_nkey(public_key(seed), unit_id="hctc")
    table.close()

    await unit.connect(tracking.nats.url, seed=seed)
    answer = await unit.ask(activity(campaign))
    revoke(tracking, token_id)
    await unit.is_cut_off()

    assert answer["status"] == "recorded"


async def test_nobody_is_let_in_by_a_key_that_is_not_known_or_not_held(tracking: RunningTracking) -> None:
    known = public_key(new_seed())
    table = Access.open(f"sqlite:///{tracking.tokens}", lambda: datetime.now(UTC))
    table.admit_nkey(known, unit_id="hctc")
    table.close()
    texts = [known, f"nkey {known}", f"nkey:{known}"]

    unknown = Unit("hctc")
    with pytest.raises(NatsError):
        await unknown.connect(tracking.nats.url, seed=new_seed())
    await unknown.client.close()
    asked = [
        tracking.client.post(EVENTS, json={}, headers={"Authorization": f"Bearer {text}"}).status_code for text in texts
    ]

    assert [await is_let_in(tracking, text) for text in texts] == [False] * 3
    assert await stands_before(tracking.nats.port, {"nkey": known, "sig": "AAAA"}) is False
    assert await stands_before(tracking.nats.port, {"nkey": known}) is False
    assert asked == [401] * 3


async def stands_before(port: int, options: dict[str, str]) -> bool:
    """Whether a client that says just this when it connects is let in."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    said = {"verbose": False, "pedantic": False, "lang": "x", "version": "1", "protocol": 1, **options}
    writer.write(b"CONNECT " + msgspec.json.encode(said) + b"\r\nPING\r\n")
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer.startswith(b"PONG")
