"""A letter that is tried out, through a real SMTP server: it says what it is, and is no delivery."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from services.notify.app.sending import TRIALS
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import EmailSender, MailServer
from services.notify.senders.leaving import WayOut
from services.notify.senders.paced import PacedSender
from tests.integration.mail_server import MailServerHere
from tests.integration.test_email import text_of
from tests.integration.test_notify_routes import ask, asking
from tests.integration.test_template_pages import SHORT, filled_in, opened, send

TRY: Final = "/notify/templates/candidate.flagged/vi/LETTER/try"
ADDRESS: Final = "quan-tri@vpubnd.example.vn"
WORDS: Final = {"subject": SHORT["subject"], "body": SHORT["body"]}


@pytest.fixture
def server() -> Iterator[MailServerHere]:
    started = MailServerHere()
    yield started
    started.stop()


def sender_of(server: MailServerHere, folder: Path) -> EmailSender:
    way_out = WayOut("https://thidua.example.vn", lambda _: "signed")
    return EmailSender(MailServer.from_url(server.url()), captured=CapturedMail(folder / "captured"), way_out=way_out)


async def post(client: httpx.AsyncClient, body: dict[str, Any], *, path: str = TRY, token: str = "admin") -> Any:  # noqa: S107 - a name
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return await client.post(path, json=body, headers=headers)


async def test_a_letter_comes_to_who_tries_it_marked_and_nothing_is_recorded(
    tmp_path: Path, server: MailServerHere, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "services")
    mail = sender_of(server, tmp_path)
    async with asking(tmp_path, mail=mail) as client:
        form = filled_in(await opened(client)) | SHORT | {"address": ADDRESS, "do": "try"}
        before = await ask(client, "/notify/deliveries", "admin")
        tried = await send(client, form)
        after = await ask(client, "/notify/deliveries", "admin")
        published = await send(client, form | {"do": "publish"})
        listed = await opened(client, published.headers["location"])
    await mail.end()

    message = server.mailbox.message()
    assert tried.status_code == 200
    assert "The mail server took the letter. Nothing was recorded." in tried.text
    assert filled_in(tried.text)["address"] == ADDRESS
    assert server.mailbox.envelopes[0].rcpt_tos == [ADDRESS]
    assert message["Subject"] == "[THƯ THỬ] Xét: Phòng Hành chính - Tổ chức"
    assert message["List-Unsubscribe"] is None
    assert message["Message-ID"].startswith("<thu-")
    for part in ("plain", "html"):
        said = text_of(message, part)
        assert "Đây không phải thông báo của đợt thi đua và không được ghi vào sổ cái." in said
        assert "Kính gửi: admin:admin" in said
        assert "thidua.example.vn" not in said
    assert before == after
    assert "after=6000" in published.headers["location"]  # the first commit after all that was there
    assert ADDRESS not in listed
    [line] = [one for one in caplog.records if one.message == "letter_tried"]
    assert vars(line)["by"] == "admin:admin"
    assert ADDRESS not in "".join(str(vars(one)) for one in caplog.records if one.name.startswith("services"))


async def test_to_an_address_that_is_only_played_it_lies_in_a_folder(tmp_path: Path, server: MailServerHere) -> None:
    mail = sender_of(server, tmp_path)
    async with asking(tmp_path, mail=mail) as client:
        answer = await post(client, WORDS | {"address": "ai-do@example.invalid"})
    await mail.end()

    assert (answer.status_code, answer.json()["tried_on"]) == (200, 2_000)
    assert server.mailbox.envelopes == []
    assert len(list((tmp_path / "captured").glob("thu-*.eml"))) == 1


async def test_what_is_not_sent_says_why_and_repeats_no_address(tmp_path: Path, server: MailServerHere) -> None:
    server.mailbox.to_address[ADDRESS] = f"550 {ADDRESS} is unknown"
    addresses = ("", "nobody", "a@example.vn\r\nBcc: b@example.vn", "a@example.vn, b@example.vn", "x" * 250 + "@e.vn")
    mail = sender_of(server, tmp_path)
    async with asking(tmp_path, mail=mail) as client:
        form = filled_in(await opened(client)) | SHORT | {"do": "try"}
        bad = [await send(client, form | {"address": address}) for address in addresses]
        unsound = await send(client, form | {"body": "{{ x }}", "address": ADDRESS})
        refused = await post(client, WORDS | {"address": ADDRESS})
        phone = await post(client, WORDS | {"address": ADDRESS}, path=TRY.replace("LETTER", "MESSAGE"))
        roles = [
            (await post(client, WORDS | {"address": ADDRESS}, token=one)).status_code for one in ("auditor", "unit")
        ]
    await mail.end()
    async with asking(tmp_path / "no-mail") as client:
        no_mail = await post(client, WORDS | {"address": ADDRESS})

    assert [(one.status_code, "must be one address" in one.text) for one in bad] == [(400, True)] * len(addresses)
    assert (unsound.status_code, 'id="body-fault"' in unsound.text) == (400, True)
    assert (refused.status_code, refused.json()["code"]) == (502, "not_taken")
    assert "SMTP 550" in refused.json()["detail"]
    assert ADDRESS not in refused.text
    assert [phone.json()["code"], no_mail.json()["code"]] == ["no_letter", "mail_not_set_up"]
    assert roles == [403, 403]
    assert server.mailbox.envelopes == []


async def test_one_administrator_tries_out_so_many_an_hour(tmp_path: Path, server: MailServerHere) -> None:
    moment = [0.0]
    mail = sender_of(server, tmp_path)
    async with asking(tmp_path, mail=PacedSender(mail, TRIALS, now=lambda: moment[0])) as client:
        body = WORDS | {"address": "ai-do@example.invalid"}
        codes = [(await post(client, body)).status_code for _ in range(TRIALS["email"].notices + 1)]
        moment[0] = TRIALS["email"].seconds
        later = await post(client, body)
    await mail.end()

    assert codes == [200] * TRIALS["email"].notices + [429]
    assert later.status_code == 200
