"""How a letter looks, both parts of it: from one template, without anything that is loaded, by day and by night."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from services.notify.domain.notices import Notice
from services.notify.domain.templates import Template
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import EmailSender, MailServer
from services.notify.senders.leaving import WayOut
from tests.integration.test_email import NAME, notice, text_of

PLAYED: Final = "hctc@example.invalid"
PUBLIC: Final = "https://thidua.example.vn"
NOWHERE: Final = MailServer("127.0.0.1", 1, "never", "thidua@vpubnd.example.vn")  # nobody is spoken to
_TAG: Final = re.compile(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", re.DOTALL)


async def letter(folder: Path, one: Notice, *, public_url: str = PUBLIC, name: str = NAME) -> EmailMessage:
    """A letter as it goes out, to a recipient who is only played."""
    captured = CapturedMail(folder)
    sender = EmailSender(NOWHERE, captured=captured, way_out=WayOut(public_url, lambda _: "signed"))
    await sender.send(one, [PLAYED], name=name)
    await sender.end()
    message = message_from_bytes((folder / f"{one.delivery_id}.eml").read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def test_both_parts_say_the_same_in_the_words_of_one_template(tmp_path: Path) -> None:
    words = Template(
        "Xét {{ subject }}", "Kết quả: {{ verdict }}.\n{% for one in missing %}\nThiếu: {{ one }}\n{% endfor %}"
    )
    message = await letter(tmp_path, replace(notice(), template=words))

    plain, html = text_of(message, "plain"), text_of(message, "html")
    assert message.get_content_type() == "multipart/alternative"
    assert f"\nXét {NAME}\n" in plain
    assert "Thiếu: Chưa có xếp loại năm 2024 <2025>" in plain
    seen = [line.strip() for line in _TAG.sub("", html).splitlines() if line.strip()]
    told = [line.strip() for line in plain.replace("<", "&lt;").replace(">", "&gt;").splitlines() if line.strip()]
    assert seen[:6] == ["Thi Đua", *told[:5]]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_letter_loads_nothing_runs_nothing_and_is_readable_by_night(tmp_path: Path, language: str) -> None:
    one = notice("vi" if language == "vi" else "en")
    html = text_of(await letter(tmp_path, one), "html")

    assert set(re.findall(r"https?://[^/\"' <]+", html)) == {PUBLIC}
    assert re.findall(r"<(?:img|link|script|iframe|form|object|base)\b|url\(|@import|@font-face| on\w+=", html) == []
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "'Segoe UI', Roboto, 'Noto Sans'" in html
    assert html.startswith("<!doctype html>")
