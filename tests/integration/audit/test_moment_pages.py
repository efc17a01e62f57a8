"""The checkpoint, moments and verification for people, through the real door, per role and language."""

import asyncio
import re
from html import unescape
from pathlib import Path
from typing import Final, get_args

import httpx
import pytest

from shared.core.values import Role
from tests import examples
from tests.integration.audit.auditing import WITHIN_SECONDS, Auditing, checkpoint, witnessing
from tests.integration.audit.test_pages import lines, told, words
from tests.integration.conftest import NewNats
from tests.waiting import a_moment

CHECKPOINT: Final = "/audit/pages/checkpoint"
MOMENTS: Final = "/audit/pages/moments"
VERIFICATION: Final = "/audit/pages/verification"
ROLES: Final[tuple[Role, ...]] = get_args(Role)


def row(page: httpx.Response, label: str) -> list[str]:
    """The figures of one line of the comparison."""
    found = re.search(rf'<th scope="row"[^>]*>{label}</th>(.*?)</tr>', page.text, re.DOTALL)
    assert found is not None, page.text
    return re.sub(r"<[^>]*>", " ", found[1]).split()


@pytest.mark.parametrize(("language", "covers"), [("vi", "Mốc gồm 10 sự việc"), ("en", "It covers 10 facts")])
async def test_everybody_sees_the_newest_checkpoint_with_its_key_and_its_picture(
    tmp_path: Path, new_nats: NewNats, language: str, covers: str
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await told(auditing, client)
        note = (await client.get("/audit/checkpoint")).text
        page = await client.get(CHECKPOINT, headers={"accept-language": language})

    size, root = note.split("\n")[1:3]
    assert page.status_code == 200
    assert covers in words(page)
    assert size == "10"
    assert unescape(page.text).count(note) == 1
    assert root in page.text
    assert auditing.files.public_keys()[0] in unescape(page.text)
    assert re.search(r'<svg class="qr" .*<path d="M4 4h7v1h-7z', page.text)


async def test_a_witness_is_named_with_the_time_at_which_it_cosigned(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    async with auditing.running() as client:
        await told(auditing, client)
        alone = await client.get(CHECKPOINT, headers={"accept-language": "en"})

    with witnessing(tmp_path / "witness", keys=auditing.files.public_keys()) as witness:
        async with auditing.running(witness_url=witness.url, witness_key=witness.key) as client:
            await auditing.commit(lines(examples.APPROVED), campaign=examples.CAMPAIGN)
            await checkpoint(client, after=3_000)
            page = await client.get(CHECKPOINT, headers={"accept-language": "en"})

    name = witness.key.partition("+")[0]
    assert "No witness has cosigned it" in words(alone)
    assert re.search(rf"Cosigned by a witness {re.escape(name)} ?, \d\d:\d\d, ", words(page))


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("on=2025-05-14&at=17:00", "/?as_of=2025-05-14T17%3A00%3A00%2B07%3A00"),
        ("on=2025-05-14", "/?as_of=2025-05-14T23%3A59%3A59%2B07%3A00"),
        ("position=12345007&lang=en", "/?lang=en&as_of=12345007"),
    ],
)
async def test_a_day_a_time_or_a_position_moves_the_whole_site(
    tmp_path: Path, new_nats: NewNats, asked: str, leads_to: str
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await told(auditing, client)
        answer = await client.get(f"{MOMENTS}/go?{asked}")

    assert answer.status_code == 303
    assert answer.headers["location"] == leads_to


@pytest.mark.parametrize("asked", ["on=2025-02-30", "on=2025-05-14&at=25:00", "position=-1", ""])
async def test_a_moment_that_cannot_be_is_said_beside_its_field(tmp_path: Path, new_nats: NewNats, asked: str) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await told(auditing, client)
        answer = await client.get(f"{MOMENTS}/go?{asked}", headers={"accept-language": "en"})

    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert all(
        f'value="{value}"' in answer.text for _, _, value in (one.partition("=") for one in asked.split("&") if one)
    )


@pytest.mark.parametrize("role", ROLES)
async def test_whoever_is_signed_in_compares_two_days(tmp_path: Path, new_nats: NewNats, role: Role) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        headers = {"accept-language": "en", **auditing.token(role, unit_id="hctc")}
        page = await client.get(f"{MOMENTS}?a=2025-03-10&b=2025-03-09&after={last}", headers=headers)

    assert page.status_code == 200
    assert row(page, "Household identified") == ["0", "1", "+1"]
    assert row(page, "House completed") == ["0", "0", "0"]
    assert row(page, "Every fact of the campaign") == ["0", "4", "+4"]
    assert ("from_on=2025-03-10" in page.text) is (role == "auditor")


async def test_without_sign_in_no_figures_are_compared(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        page = await client.get(f"{MOMENTS}?a=2025-03-09&b=2025-03-10&after={last}")

    assert page.status_code == 200
    assert "<table" not in page.text
    assert "03/2025" in words(page)


async def test_an_auditor_has_the_whole_log_verified_and_watches_it(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await told(auditing, client)
        auditor = {"accept-language": "en", **auditing.token("auditor")}
        before = await client.get(VERIFICATION, headers=auditor)
        begun = await client.post(VERIFICATION, headers=auditor)
        after = await _ended(client, auditor)

    assert "Not verified since the service started" in words(before)
    assert (begun.status_code, begun.headers["location"]) == (303, VERIFICATION)
    assert "The log is whole" in words(after)
    assert "10 of 10 facts read" in words(after)


async def test_a_log_that_is_not_what_was_signed_is_found_out(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await told(auditing, client)
        tile = next((auditing.folder / "tree" / "tile" / "entries").glob("000.p/*"))
        tile.write_bytes(tile.read_bytes().replace(b"HB-MC-0001", b"HB-MC-0002"))
        auditor = {"accept-language": "en", **auditing.token("auditor")}
        await client.post(VERIFICATION, headers=auditor)
        page = await _ended(client, auditor)

    assert "The log is not what was signed" in words(page)
    assert "tile/entries/000" in words(page)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", [role for role in ROLES if role != "auditor"])
async def test_only_who_may_read_every_line_has_them_verified(
    tmp_path: Path, new_nats: NewNats, role: Role, language: str
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        headers = {"accept-language": language, **auditing.token(role, unit_id="hctc")}
        shown = await client.get(VERIFICATION, headers=headers)
        begun = await client.post(VERIFICATION, headers=headers)
        nobody = await client.post(VERIFICATION)

    assert (shown.status_code, begun.status_code, nobody.status_code) == (403, 403, 401)
    assert f'<html lang="{language}"' in begun.text


async def _ended(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    """The page once it does not ask again by itself."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while True:
            page = await client.get(VERIFICATION, headers=headers)
            if "refresh" not in page.headers:
                return page
            await a_moment()
