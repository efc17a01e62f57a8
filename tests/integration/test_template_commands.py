"""`thidua notify template` against a real server: a template goes round by file, and what is wrong is said in words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from services.notify.domain.topics import TOPICS
from tests.integration.running_installation import serving
from tests.integration.test_notify_routes import application
from tests.unit.cli.commanding import Ran, Thidua
from tests.unit.cli.conftest import thidua

__all__ = ["thidua"]

NAME: Final = "candidate.flagged:vi:LETTER"
WHY: Final = ("--reason", "gọn hơn")


class AsRole:
    """The command, signed in to a server."""

    def __init__(self, thidua: Thidua, url: str) -> None:
        self._thidua = thidua
        self._url = url

    async def __call__(self, role: str, *arguments: object, said: str = "") -> Ran:
        """Run `thidua notify template …` with a role's token."""
        at = ("--url", self._url, "--token", role)
        return await asyncio.to_thread(self._thidua, "notify", "template", *arguments, *at, said=said)


@asynccontextmanager
async def signed_in(folder: Path, thidua: Thidua) -> AsyncIterator[AsRole]:
    async with application(folder) as api, serving(api) as client:
        yield AsRole(thidua, str(client.base_url))


async def test_a_template_is_printed_edited_checked_put_listed_and_restored(tmp_path: Path, thidua: Thidua) -> None:
    file = tmp_path / "mau.txt"
    async with signed_in(tmp_path, thidua) as run:
        ships = await run("auditor", "show", NAME)
        file.write_text(ships.out.replace("Đủ điều kiện bình xét", "Xét"), "utf-8")
        checked = await run("admin", "check", NAME, file)
        untouched = await run("admin", "list", "--changed")
        no_mail = await run("admin", "try", NAME, file, "--to", "quan-tri@example.vn")
        made = [await run("admin", "put", NAME, file, *WHY) for _ in range(2)]
        listed = await run("auditor", "list", "--changed")
        shown = await run("admin", "show", NAME)
        back = await run("admin", "restore", NAME, *WHY)
        last = await run("admin", "list", "--changed")
        everything = await run("admin", "list")

    assert ships.err.endswith(", as it ships.\n")
    assert (checked.code, checked.out.splitlines()[:2]) == (
        0,
        ["fact 2000", "  Xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính - Tổ chức"],
    )
    assert "Nothing was recorded" in checked.err
    assert (untouched.rows, last.rows) == ([], [])
    assert (no_mail.code, "mail_not_set_up" in no_mail.err) == (1, True)
    assert made[0].out == made[1].out
    [[name, version, position]] = made[0].rows
    assert [row[:6] for row in listed.rows] == [
        [NAME, "A candidate appeared", version, "changed", position, "admin:admin"]
    ]
    assert name == NAME
    assert shown.out == file.read_text("utf-8")
    assert back.code == 0
    assert len(everything.rows) == 2 * 2 * len(TOPICS)  # languages, mediums


async def test_whoever_may_not_is_told_so_and_nothing_is_recorded(tmp_path: Path, thidua: Thidua) -> None:
    async with signed_in(tmp_path, thidua) as run:
        refused = [
            await run("auditor", "put", NAME, "-", *WHY, said="a\n\nb"),
            await run("auditor", "restore", NAME, *WHY),
            await run("unit", "list"),
            await run("nobody", "list"),
        ]
        listed = await run("admin", "list", "--changed")

    assert [ran.code for ran in refused] == [1] * 4
    assert ["not_allowed" in ran.err for ran in refused] == [True, True, True, False]
    assert "check --token" in refused[-1].err
    assert listed.rows == []


@pytest.mark.parametrize(
    ("arguments", "said", "told"),
    [
        (("put", NAME, "-", *WHY), "a\n\nb\n{{ figures }}", "-: body: line 2: knows no `figures`"),
        (("put", NAME, "-", *WHY), "{{ x }}\n\nb\n{{ ''.x }}", "2 mistakes in the template"),
        (("check", NAME, "-"), "a\nb\n\nc", "the first line is the subject"),
        (("check", NAME, "-"), "only a subject\n", "the first line is the subject"),
        (("put", NAME, "no-such-file", *WHY), "", "cannot be read"),
        (("put", NAME, "-", "--reason", " "), "a\n\nb", "Say why"),
        (("show", "report.due:fr:LETTER"), "", "may be: vi, en"),
        (("show", "report.due"), "", "may be: vi, en"),
        (("restore", "report.due:vi:POEM", *WHY), "", "may be: LETTER, MESSAGE"),
    ],
)
def test_what_is_wrong_is_said_before_anybody_is_asked(
    thidua: Thidua, arguments: tuple[str, ...], said: str, told: str
) -> None:
    ran = thidua("notify", "template", *arguments, said=said)  # nobody is there to be asked

    assert ran.code == 1
    assert told in ran.out + ran.err


def test_without_a_token_a_file_is_checked_on_facts_that_are_made_up(tmp_path: Path, thidua: Thidua) -> None:
    file = tmp_path / "mau.txt"
    file.write_bytes("\ufeffHạn {{ due }}\r\n\r\n{{ matter }}".encode())

    good = thidua("notify", "template", "check", "report.due:vi:MESSAGE", file)
    file.write_bytes(b"\xff\xfe")
    bad = thidua("notify", "template", "check", "report.due:vi:MESSAGE", file)

    assert (good.code, good.out) == (0, "a fact that is made up\n  Hạn 05/04/2025\n    2025-03\n")
    assert (bad.code, "no UTF-8 text" in bad.err) == (1, True)
