"""Letters that came back, posted by whoever reads the mailbox: recorded once, from whom can sign, and no other."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notify.domain.bounces import Bounce, bounce_in
from services.notify.domain.renewing import renewed_id_of
from services.notify.senders.webhook import secret_of, signed
from shared.adapters.clock import system_clock
from shared.core.events import NotificationBounced
from tests.histories import commits_of
from tests.integration.http_receiver import Answer, Receiver
from tests.integration.test_notices_that_failed import PAGE, bearer
from tests.integration.test_notify_reads import BEGINNING, sent
from tests.integration.test_notify_routes import KEY, ask, asking, buttons
from tests.integration.test_webhooks import receiver
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.unit.notify.notifying import flagged, unflagged

__all__ = ["receiver", "thidua"]

SENT = sent(2_000, "hctc", channel="email")
HISTORY = commits_of(BEGINNING, [flagged()], [SENT])
# As Postfix writes one: what people read, what programs read, and the headers of the letter.
REPORT = """From: MAILER-DAEMON@mail.example.vn
To: thidua@vpubnd.example.vn
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"

--=_part
Content-Type: text/plain; charset=us-ascii

This is the mail system. I am sorry.

--=_part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.vn
Arrival-Date: Mon, 10 Mar 2025 09:00:06 +0700

Final-Recipient: rfc822; hctc@vpubnd.example.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user hctc@vpubnd.example.vn

--=_part
Content-Type: {kind}

From: thidua@vpubnd.example.vn
Message-ID: <{delivery_id}@vpubnd.example.vn>
Subject: x

{more}
--=_part--
"""


def report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "text/rfc822-headers",
    delivery_id: str = SENT.delivery_id,
) -> bytes:
    text = REPORT.format(action=action, status=status, kind=kind, delivery_id=delivery_id, more="")
    return text.replace("\n", "\r\n").encode()


def signature(content: bytes, *, key: str = KEY, minutes_ago: int = 0) -> dict[str, str]:
    at = system_clock() - timedelta(minutes=minutes_ago)
    return signed(content, delivery_id="bounce-1", secrets=[secret_of(key)], at=at)


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_is_read_with_the_headers_of_the_letter_or_all_of_it(kind: str) -> None:
    assert bounce_in(report(kind=kind)) == Bounce(SENT.delivery_id, "5.1.1")


def test_of_several_recipients_the_one_for_whom_it_failed_counts() -> None:
    delayed = (
        b"Final-Recipient: rfc822; a@b.vn\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\nFinal-Recipient: rfc822; hctc"
    )

    letter = report(status="5.7.1").replace(b"Final-Recipient: rfc822; hctc", delayed)

    assert bounce_in(letter) == Bounce(SENT.delivery_id, "5.7.1")


@given(st.integers(0, len(report())), st.binary(max_size=40), st.integers(0, 200))
def test_whatever_stands_in_a_letter_it_is_read_or_passed_over(at: int, put_in: bytes, left_out: int) -> None:
    letter = report()

    found = bounce_in(letter[:at] + put_in + letter[at + left_out :])

    assert found is None or found.delivery_id == SENT.delivery_id or put_in


@pytest.mark.parametrize(
    "letter",
    [
        b"",
        b"Subject: out of office\r\n\r\nBack on Monday.",
        report(action="delayed", status="4.4.1"),
        report(status="2.0.0"),
        report(delivery_id="somebody-elses"),
        report().replace(b"multipart/report", b"multipart/mixed"),
        report().replace(b"message/delivery-status", b"text/plain"),
        report()[:300],
        b"\x00\xff" * 200,
    ],
    ids=["nothing", "a letter", "delayed", "delivered", "not ours", "mixed", "no machine part", "cut off", "bytes"],
)
async def test_what_is_no_report_of_ours_is_refused_and_recorded_by_nobody(tmp_path: Path, letter: bytes) -> None:
    async with asking(tmp_path, history=HISTORY) as client:
        answer = await client.post("/notify/bounces", content=letter, headers=signature(letter))
        every = (await ask(client, "/notify/deliveries?status=bounced", "admin"))["deliveries"]

    assert (answer.status_code, answer.json()["code"], every) == (400, "not_a_bounce", [])


async def test_a_letter_that_came_back_is_recorded_once_and_shown_with_its_code(tmp_path: Path) -> None:
    letter = report()
    async with asking(tmp_path, history=HISTORY) as client:
        said = [await client.post("/notify/bounces", content=letter, headers=signature(letter)) for _ in range(2)]
        after = said[0].json()["position"]
        [one] = (await ask(client, f"/notify/deliveries?status=bounced&after={after}", "admin"))["deliveries"]
        page = (await client.get(PAGE, headers=bearer("secretary"))).text

    assert [answer.status_code for answer in said] == [200, 200]
    assert said[0].json() == said[1].json() == {"delivery_id": SENT.delivery_id, "position": after}
    assert (one["delivery_id"], one["reason"]) == (SENT.delivery_id, "SMTP 5.1.1")
    assert "Thư bị trả lại" in page
    assert len(buttons(page)) == 1


CAME_BACK = NotificationBounced(
    SENT.delivery_id, SENT.topic, SENT.cause, SENT.subject_kind, SENT.subject_id, SENT.recipient, "email", "5.1.1"
)


async def test_a_letter_that_came_back_goes_out_again_by_the_button_and_by_the_command(tmp_path: Path) -> None:
    async with asking(tmp_path, history=commits_of(BEGINNING, [flagged()], [SENT], [CAME_BACK])) as client:
        [button] = buttons((await client.get(PAGE, headers=bearer("admin"))).text)
        pressed = await client.post(button, headers=bearer("admin"))
        page = (await client.get(pressed.headers["location"] + "&all=1", headers=bearer("admin"))).text
        asked = await client.post(f"/notify/deliveries/{SENT.delivery_id}/resend", headers=bearer("secretary"))

    assert (pressed.status_code, asked.status_code) == (303, 200)
    assert asked.json()["delivery_id"] == renewed_id_of(SENT.delivery_id)
    assert "đang gửi lại" in page


async def test_a_letter_that_came_back_after_more_than_a_month_is_kept_by_nobody(tmp_path: Path) -> None:
    old = replace(SENT, delivery_id="e" * 32)
    history = commits_of(BEGINNING, [flagged()], [old], [replace(CAME_BACK, delivery_id=old.delivery_id)])
    async with asking(tmp_path, history=history) as client:
        answer = await client.post(f"/notify/deliveries/{old.delivery_id}/resend", headers=bearer("admin"))
        every = (await ask(client, "/notify/deliveries", "admin"))["deliveries"]

    assert (answer.status_code, answer.json()["code"]) == (409, "not_kept")
    assert [one["renewed_as"] for one in every if "renewed_as" in one] == []


async def test_a_digest_that_came_back_is_recorded_notice_by_notice(tmp_path: Path) -> None:
    digest = "d" * 32
    told = [replace(SENT, digest=digest), replace(sent(2_001, "hctc", channel="email"), digest=digest)]
    letter = report(delivery_id=digest)
    async with asking(tmp_path, history=commits_of(BEGINNING, [flagged(), unflagged()], told)) as client:
        answer = await client.post("/notify/bounces", content=letter, headers=signature(letter))
        path = f"/notify/deliveries?status=bounced&after={answer.json()['position']}"
        found = (await ask(client, path, "admin"))["deliveries"]

    assert answer.json()["delivery_id"] == digest
    assert [one["delivery_id"] for one in found] == [one.delivery_id for one in told]


async def test_who_cannot_sign_records_nothing(tmp_path: Path) -> None:
    letter = report()
    other = "whsec_" + "A" * 40
    tries = {
        "unsigned": {},
        "another key": signature(letter, key=other),
        "another letter": signature(report(status="5.7.1")),
        "of an hour ago": signature(letter, minutes_ago=60),
    }
    async with asking(tmp_path, history=HISTORY) as client:
        answers = {
            what: await client.post("/notify/bounces", content=letter, headers=headers)
            for what, headers in tries.items()
        }
        every = (await ask(client, "/notify/deliveries?status=bounced", "admin"))["deliveries"]

    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(tries, 401)
    assert every == []


async def test_a_report_of_a_letter_that_nobody_sent_or_of_a_megabyte_is_refused(tmp_path: Path) -> None:
    unknown, large = report(delivery_id="f" * 32), report() + b"x" * 1_100_000
    async with asking(tmp_path, history=HISTORY) as client:
        answers = [
            await client.post("/notify/bounces", content=one, headers=signature(one)) for one in (unknown, large)
        ]

    assert [answer.status_code for answer in answers] == [404, 413]


def test_the_command_signs_what_the_mailbox_got(thidua: Thidua, receiver: Receiver, tmp_path: Path) -> None:
    receiver.answers = [Answer(200, {}, b'{"delivery_id":"d-1","renews":"","position":9000}')]
    (tmp_path / "letter.eml").write_bytes(report())
    (tmp_path / "bounces.secret").write_text(f"{KEY}\n")
    url = receiver.url().rstrip("/")

    ran = thidua(
        "notify", "bounced", tmp_path / "letter.eml", "--secret-file", tmp_path / "bounces.secret", "--url", url
    )
    wrong = thidua("notify", "bounced", tmp_path / "letter.eml", "--secret-file", tmp_path / "letter.eml", "--url", url)

    (sent,) = receiver.sent
    again = signed(sent.body, delivery_id=sent.headers["webhook-id"], secrets=[secret_of(KEY)], at=system_clock())
    assert (ran.code, ran.out.split("\t")[0]) == (0, "d-1")
    assert sent.body == report()
    assert sent.headers["webhook-signature"].startswith("v1,")
    assert set(again) <= set(sent.headers)
    assert (wrong.code, "holds no secret" in wrong.err) == (1, True)
