"""Notices to browsers: through a real server that takes them as a push service does, and who subscribes where."""

import asyncio
import hmac
import itertools
import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec.structs import replace

from services.notify.domain.notices import EVERY_CHANNEL, Notice
from services.notify.domain.outbox import Outbox
from services.notify.ports import AnswerLost, Undelivered
from services.notify.senders.outward import Outward
from services.notify.senders.push_message import VapidKey, new_private, point_of
from services.notify.senders.webpush import NO_BROWSER, WebPushSender, is_good
from services.notify.web.all_pages import Pushing
from shared.adapters.clock import system_clock
from shared.adapters.push_addresses import MOST, PushAddresses
from shared.core.errors import Fate
from shared.core.pushing import PushAddress
from tests.histories import commits_of, recorded_at
from tests.integration.http_receiver import HANG_UP, Answer, Receiver
from tests.integration.test_choices_page import PAGE, UNIT, opened
from tests.integration.test_email import NAME, notice
from tests.integration.test_notify_reads import BEGINNING
from tests.integration.test_notify_routes import asking
from tests.unit.notify.notifying import flagged, unflagged

KEY: Final = VapidKey(new_private(), "mailto:van-thu@example.vn")
BROWSER: Final = new_private()
SECRET: Final = os.urandom(16)
NOTICE: Final = replace(notice(), channel="webpush")
BEGUN: Final = datetime(2025, 3, 10, 2, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.answers = [Answer(201)]
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def browsers(tmp_path: Path) -> Iterator[PushAddresses]:
    seconds = itertools.count()
    now = lambda: BEGUN + timedelta(seconds=next(seconds))  # noqa: E731
    kept = PushAddresses.open(f"sqlite:///{tmp_path / 'access.sqlite'}", now)
    yield kept
    kept.close()


def address(endpoint: str, recipient: str = "hctc") -> PushAddress:
    return PushAddress(recipient, endpoint, point_of(BROWSER.public_key()), SECRET)


def send(
    browsers: PushAddresses, *endpoints: str, told: Notice = NOTICE, allowed: str = "127.0.0.1"
) -> Undelivered | None:
    """Send a notice to browsers at some addresses; why it was not taken, if it was not."""

    async def attempt() -> Undelivered | None:
        for endpoint in endpoints:
            await browsers.keep(address(endpoint))
        sender = WebPushSender(KEY, browsers, Outward([allowed]), now=system_clock)
        try:
            await sender.send(told, (), name=NAME)
        except Undelivered as undelivered:
            return undelivered
        finally:
            await sender.end()
        return None

    return asyncio.run(attempt())


def read(body: bytes) -> Any:
    """What the browser makes of a message, by its own key (RFC 8291, the other way round)."""
    salt, theirs, content = body[:16], body[21:86], body[86:]
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    info = b"WebPush: info\0" + point_of(BROWSER.public_key()) + theirs + b"\x01"
    material = hmac.digest(hmac.digest(SECRET, BROWSER.exchange(ec.ECDH(), public), "sha256"), info, "sha256")
    root = hmac.digest(salt, material, "sha256")
    key = hmac.digest(root, b"Content-Encoding: aes128gcm\0\x01", "sha256")[:16]
    nonce = hmac.digest(root, b"Content-Encoding: nonce\0\x01", "sha256")[:12]
    padded = AESGCM(key).decrypt(nonce, content, None)
    assert padded.endswith(b"\x02")
    return json.loads(padded[:-1])


def test_each_browser_is_sent_what_it_alone_can_read_under_our_name(service: Receiver, browsers: PushAddresses) -> None:
    assert send(browsers, service.url("/one"), service.url("/two")) is None

    assert [one.path for one in service.sent] == ["/one", "/two"]
    said = read(service.sent[0].body)
    assert said["title"].startswith("Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan")
    assert (said["tag"], said["opens"]) == (NOTICE.delivery_id, "/notify/pages/inbox")
    headers = service.sent[0].headers
    assert (headers["content-encoding"], headers["topic"]) == ("aes128gcm", NOTICE.delivery_id)
    assert headers["authorization"].endswith(f", k={KEY.public}")
    assert service.sent[0].body[:16] != service.sent[1].body[:16]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_another_is_told(
    service: Receiver, browsers: PushAddresses, status: int
) -> None:
    service.answers = [Answer(status), Answer(201)]

    assert send(browsers, service.url("/gone"), service.url("/here")) is None

    assert [one.endpoint for one in browsers.of("hctc")] == [service.url("/here")]


def test_with_no_browser_left_it_is_given_up(service: Receiver, browsers: PushAddresses) -> None:
    service.answers = [Answer(410)]

    refused = [send(browsers, service.url("/gone")), send(browsers)]

    assert [(one.fate, one.reason) for one in refused if one] == [(Fate.NEVER, NO_BROWSER)] * 2
    assert browsers.since("hctc") == ""


def test_what_may_be_taken_later_waits_as_long_as_the_service_says(service: Receiver, browsers: PushAddresses) -> None:
    service.answers = [Answer(429, {"retry-after": "34"})]

    refused = send(browsers, service.url("/busy"))

    assert refused is not None
    assert (refused.fate, refused.after, "429" in refused.reason) == (Fate.LATER, 34.0, True)
    assert "busy" not in refused.reason


def test_a_lost_answer_is_known_as_one(service: Receiver, browsers: PushAddresses) -> None:
    service.answers = [Answer(HANG_UP)]

    assert isinstance(send(browsers, service.url("/lost")), AnswerLost)


def test_nobody_has_us_speak_to_our_own_network(service: Receiver, browsers: PushAddresses) -> None:
    refused = send(browsers, service.url("/inside"), allowed="push.example.net")

    assert refused is not None
    assert (refused.fate, "own network" in refused.reason, service.sent) == (Fate.NEVER, True, [])


# --- which notices go to browsers


def due(since: str) -> list[tuple[str, str]]:
    outbox = Outbox(EVERY_CHANNEL, pushed_since=lambda recipient: since if recipient in ("hctc", "secretary") else "")
    for commit in commits_of(BEGINNING, [flagged()], [unflagged(verdict="HELD")]):
        outbox.fold(commit)
    return [(one.recipient, str(one.cause)) for one in outbox.due.values() if one.channel == "webpush"]


def test_a_browser_is_told_what_comes_since_it_is_there_and_nothing_of_an_open_hold() -> None:
    assert due(recorded_at(2)) == [("secretary", "2000"), ("hctc", "2000")]
    assert due(recorded_at(3)) == []
    assert due("") == []


# --- who subscribes


def browser(endpoint: str = "https://push.example.net/send/abc", **other: str) -> dict[str, str]:
    key, secret = (urlsafe_b64encode(one).decode().rstrip("=") for one in (point_of(BROWSER.public_key()), SECRET))
    return {"endpoint": endpoint, "key": key, "secret": secret} | other


def pushing(browsers: PushAddresses) -> Pushing:
    return Pushing(key=KEY.public, browsers=browsers, is_good=lambda one: is_good(one, Outward()))


async def test_a_browser_begins_and_ends_and_the_page_counts_it(tmp_path: Path, browsers: PushAddresses) -> None:
    async with asking(tmp_path, pushing=pushing(browsers)) as client:
        said = {"recipient": "hctc", "begins": browser()}
        begun = await client.post(f"{PAGE}/push", json=said, headers=UNIT)
        again = await client.post(f"{PAGE}/push", json=said, headers=UNIT)
        page = await opened(client)
        ended = await client.post(
            f"{PAGE}/push", json={"recipient": "hctc", "ends": browser()["endpoint"]}, headers=UNIT
        )
        after = await opened(client)

    assert (begun.status_code, again.status_code, ended.status_code) == (204, 204, 204)
    assert ("Browsers that are told: 1." in page, "Browsers that are told: 0." in after) == (True, True)
    assert f'data-key="{KEY.public}"' in page
    assert "push.example.net" not in page


async def test_without_a_script_all_browsers_are_switched_off(tmp_path: Path, browsers: PushAddresses) -> None:
    async with asking(tmp_path, pushing=pushing(browsers)) as client:
        await client.post(f"{PAGE}/push", json={"recipient": "hctc", "begins": browser()}, headers=UNIT)
        answer = await client.post(f"{PAGE}/push/end", data={"recipient": "hctc"}, headers=UNIT)

    assert (answer.status_code, browsers.of("hctc")) == (303, ())


@pytest.mark.parametrize(
    ("said", "token", "status"),
    [
        ({"recipient": "hctc", "begins": browser("http://push.example.net/x")}, "unit", 400),
        ({"recipient": "hctc", "begins": browser("https://push.example.net/" + "x" * 2_048)}, "unit", 400),
        ({"recipient": "hctc", "begins": browser(key="AAAA")}, "unit", 400),
        ({"recipient": "hctc", "begins": browser(secret="AAAA")}, "unit", 400),
        ({"recipient": "hctc", "begins": browser(key="é")}, "unit", 400),
        ({"recipient": "partners", "begins": browser()}, "unit", 403),
        ({"recipient": "hctc", "begins": browser()}, "secretary", 403),
        ({"recipient": "hctc", "begins": browser()}, "nobody", 401),
        ({"begins": browser()}, "unit", 400),
    ],
    ids=["plain", "long", "key", "secret", "letters", "another", "another's", "nobody", "for nobody"],
)
async def test_what_is_no_browser_of_ones_own_is_kept_by_nobody(
    tmp_path: Path, browsers: PushAddresses, *, said: dict[str, Any], token: str, status: int
) -> None:
    async with asking(tmp_path, pushing=pushing(browsers)) as client:
        answer = await client.post(f"{PAGE}/push", json=said, headers=UNIT | {"Authorization": f"Bearer {token}"})

    assert (answer.status_code, browsers.of("hctc"), browsers.of("partners")) == (status, (), ())
    assert "push.example.net" not in answer.text


async def test_a_browser_is_one_recipients_alone_and_of_many_the_oldest_go(browsers: PushAddresses) -> None:
    await browsers.keep(address("https://push.example.net/shared"))
    await browsers.keep(address("https://push.example.net/shared", "secretary"))
    for number in range(MOST + 1):
        await browsers.keep(address(f"https://push.example.net/{number}", "partners"))

    assert (browsers.of("hctc"), len(browsers.of("secretary")), len(browsers.of("partners"))) == ((), 1, MOST)
    assert browsers.since("secretary") == "2025-03-10T02:00:01.000Z"


async def test_another_process_and_a_restart_know_them_too(tmp_path: Path, browsers: PushAddresses) -> None:
    await browsers.keep(address("https://push.example.net/one"))

    again = PushAddresses.open(f"sqlite:///{tmp_path / 'access.sqlite'}", system_clock)

    assert again.of("hctc") == browsers.of("hctc")
    assert again.since("hctc") == browsers.since("hctc")
    assert "push.example.net" not in repr(again.of("hctc"))
    again.close()


async def test_where_it_is_not_set_up_the_page_says_nothing_of_it(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        page = await opened(client)
        answer = await client.post(f"{PAGE}/push", json={"recipient": "hctc", "begins": browser()}, headers=UNIT)

    assert ("push.js" in page, answer.status_code) == (False, 404)
