"""Webhooks to a real HTTP server: signed as the reference library wants it, never inside, never onward, tried again."""

import asyncio
import base64
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from msgspec.structs import replace
from standardwebhooks.webhooks import Webhook

from services.notify.ports import AnswerLost, Undelivered
from services.notify.senders.outward import NO_SUCH_NAME, NOT_OUTSIDE, NOT_REACHED, BadAddress, Outward, is_outside
from services.notify.senders.webhook import SAID_GONE, Endpoint, WebhookSender, secret_of
from shared.adapters.clock import system_clock
from shared.core.errors import Fate
from tests.integration.http_receiver import HANG_UP, Answer, Receiver
from tests.integration.test_email import NAME, notice

SECRET = "whsec_" + base64.b64encode(b"the first secret of hctc").decode()
OLD = "whsec_" + base64.b64encode(b"the secret before this one").decode()
NOTICE = replace(notice(), channel="webhook")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


def send(url: str, *, times: int = 1, allowed: tuple[str, ...] = ("127.0.0.1",)) -> list[Undelivered | None]:
    """Send a notice; what became of each attempt."""

    async def story() -> list[Undelivered | None]:
        endpoint = Endpoint(url, (secret_of(SECRET), secret_of(OLD)))
        sender = WebhookSender({"hctc": endpoint}, Outward(allowed), now=system_clock)
        found: list[Undelivered | None] = []
        for _ in range(times):
            try:
                await sender.send(NOTICE, (), name=NAME)
                found.append(None)
            except Undelivered as undelivered:
                found.append(undelivered)
        await sender.end()
        return found

    return asyncio.run(story())


@pytest.mark.parametrize("secret", [SECRET, OLD], ids=["new", "old"])
def test_the_reference_library_verifies_it_by_either_secret(receiver: Receiver, secret: str) -> None:
    assert send(receiver.url("/hook")) == [None]

    (sent,) = receiver.sent
    event: Any = Webhook(secret).verify(sent.body, dict(sent.headers))
    assert sent.headers["webhook-id"] == event["id"] == NOTICE.delivery_id
    assert sent.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert (sent.path, sent.headers["host"]) == ("/hook", f"127.0.0.1:{receiver.port}")


def test_it_is_a_cloud_event_with_what_the_recipient_reads_in_its_inbox_and_no_more(receiver: Receiver) -> None:
    send(receiver.url())

    event = json.loads(receiver.sent[0].body)
    data = event.pop("data")
    assert event == {
        "specversion": "1.0",
        "id": NOTICE.delivery_id,
        "source": "/services/notify",
        "type": "vn.thidua.notice.v1",
        "subject": "hctc",
        "time": NOTICE.recorded_at,
        "datacontenttype": "application/json",
    }
    known = "campaign topic cause subject_kind subject_id recipient recipient_name language title sentences"
    assert sorted(data) == sorted(known.split())
    assert data["title"] == "Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính - Tổ chức"


def test_a_second_copy_is_the_very_same_event_under_the_same_id(receiver: Receiver) -> None:
    assert send(receiver.url(), times=2) == [None, None]

    first, second = receiver.sent
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 500, 503])
def test_whatever_else_is_answered_may_be_taken_later_and_nobody_is_followed(receiver: Receiver, status: int) -> None:
    receiver.answers = [Answer(status, {"location": receiver.url("/elsewhere"), "retry-after": "120"})]

    (refused,) = send(receiver.url("/hook"))

    assert refused is not None
    assert (refused.fate, refused.after, f"HTTP {status}" in refused.reason) == (Fate.LATER, 120.0, True)
    assert [one.path for one in receiver.sent] == ["/hook"]


def test_a_date_says_too_when_it_may_be_taken(receiver: Receiver) -> None:
    later = datetime.now(UTC) + timedelta(seconds=300)
    receiver.answers = [
        Answer(503, {"retry-after": later.strftime("%a, %d %b %Y %H:%M:%S GMT")}),
        Answer(503, {"retry-after": "soon"}),
    ]

    by_date, by_nothing = send(receiver.url(), times=2)

    assert by_date is not None
    assert by_nothing is not None
    assert 240 < by_date.after <= 300
    assert by_nothing.after == 0.0


def test_who_is_gone_is_not_asked_again(receiver: Receiver) -> None:
    receiver.answers = [Answer(410)]

    found = send(receiver.url(), times=2)

    assert [(one.fate, one.reason) for one in found if one] == [(Fate.NEVER, SAID_GONE)] * 2
    assert len(receiver.sent) == 1


def test_a_lost_answer_is_told_from_a_server_that_was_not_reached(receiver: Receiver) -> None:
    receiver.answers = [Answer(HANG_UP)]
    (lost,) = send(receiver.url())
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        (away,) = send(f"http://127.0.0.1:{unheard.getsockname()[1]}/")

    assert isinstance(lost, AnswerLost)
    assert away is not None
    assert (type(away), away.reason, away.fate) == (Undelivered, NOT_REACHED, Fate.LATER)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_the_installations_own_network_is_refused_unless_it_is_allowed_by_name(receiver: Receiver, host: str) -> None:
    (refused,) = send(f"https://{host}:{receiver.port}/", allowed=("hooks.example.vn",))

    assert refused is not None
    assert (refused.fate, refused.reason) == (Fate.NEVER, NOT_OUTSIDE)
    assert receiver.sent == []


INSIDE = (
    "0.0.0.0 10.1.2.3 192.0.0.9 100.64.0.1 127.8.8.8 169.254.169.254 172.16.0.1 192.168.1.1 192.0.2.1 198.18.0.1 "
    "224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 fec0::1 fe80::1 fc00::1 fd12:3456::1 ff02::1 2001:db8::1 "
    "::ffff:10.0.0.1 ::ffff:169.254.169.254 2002:7f00:1:: 64:ff9b::a00:1 64:ff9b:1::1 "
    "2001:0:4136:e378:8000:63bf:80ff:fffe"
)


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_that_is_not_anybodys_is_inside(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::"])
def test_an_address_of_the_world_is_outside(address: str) -> None:
    assert is_outside(ip_address(address))


class Names:
    """Answers for names in turn, as whoever answers for a name may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: tuple[str, ...]) -> None:
        self.answers, self.asked = list(answers), list[str]()
        monkeypatch.setattr(socket, "getaddrinfo", self._answer)

    def _answer(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


def test_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, ("127.0.0.1",), ("203.0.113.9",))

    found = send(receiver.url(host="hooks.test"), allowed=("hooks.test",))

    assert found == [None]
    assert names.asked == ["hooks.test"]
    assert receiver.sent[0].headers["host"] == f"hooks.test:{receiver.port}"


def test_one_address_inside_among_several_is_enough_to_refuse(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, ("93.184.216.34", "127.0.0.1"))

    (refused,) = send(f"https://hooks.test:{receiver.port}/", allowed=())

    assert refused is not None
    assert refused.reason == NOT_OUTSIDE


def test_an_address_that_does_not_answer_is_passed_over_for_the_next(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, ("127.0.0.3", "127.0.0.1"))

    assert send(receiver.url(host="hooks.test"), allowed=("hooks.test",)) == [None]


def test_a_name_that_nobody_knows_may_be_known_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    (refused,) = send("https://hooks.test/")

    assert refused is not None
    assert (refused.fate, refused.reason) == (Fate.LATER, NO_SUCH_NAME)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.vn/",
        "ftp://hooks.example.vn/",
        "https://user:secret@hooks.example.vn/",
        "https://@hooks.example.vn/",
        "https:///hook",
        "hooks.example.vn",
        "https://hooks.example.vn:99999/",
        "https://hooks.example.vn/#part",
        "https://hooks.example.vn\\@10.0.0.1/",
        "https://hooks.example.vn/a b",
        "https://hooks.example.vn/\r\nx: y",
        "https://học.vn/",
    ],
)
def test_an_address_that_could_be_read_in_two_ways_is_refused_before_anything_starts(url: str) -> None:
    with pytest.raises(BadAddress):
        Outward(("inside.example.vn",)).checked(url)


def test_what_is_allowed_by_name_may_do_without_tls() -> None:
    outward = Outward(("Inside.example.vn",))

    assert outward.checked("http://inside.example.vn:8080/hook") == "http://inside.example.vn:8080/hook"
    assert outward.checked("https://hooks.example.vn/hook") == "https://hooks.example.vn/hook"
