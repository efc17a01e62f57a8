"""The log for people, through the real door: who sees which facts, in both languages, filtered and page by page."""

import csv
import re
from collections.abc import Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Final, get_args
from zipfile import ZipFile

import httpx
import msgspec
import pytest
from python_calamine import CalamineWorkbook

from shared.core.envelope import encode_fact
from shared.core.events import Data
from shared.core.values import Role
from tests import examples
from tests.integration.audit.auditing import Auditing, checkpoint, own_facts
from tests.integration.conftest import NewNats

LOG: Final = "/audit/pages/log"
READERS: Final[frozenset[Role]] = frozenset({"auditor", "unit"})
OTHERS: Final = [role for role in get_args(Role) if role not in READERS]


def lines(*facts: Data) -> list[bytes]:
    """Each fact as whoever may state it would, each another line."""
    return [
        encode_fact(msgspec.structs.replace(examples.fact(one), nonce=f"{at:032x}"))
        for at, one in enumerate(facts, start=1)
    ]


def words(page: httpx.Response) -> str:
    """What people read."""
    main = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert main is not None, page.text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main[0])).split())


def positions(page: httpx.Response) -> list[int]:
    """The facts that a page shows, in its order."""
    return [int(found) for found in re.findall(r'<li id="p(\d+)">', page.text)]


def links(page: httpx.Response, rel: str) -> list[str]:
    """Where the pages beside this one are."""
    return [unescape(found) for found in re.findall(rf'rel="{rel}" href="([^"]+)"', page.text)]


async def told(auditing: Auditing, client: httpx.AsyncClient) -> int:
    """The registry, a campaign, one activity and a household; the last position."""
    await auditing.commit(lines(*examples.REGISTRY_FACTS), campaign="registry")
    story: Sequence[Data] = (examples.LAUNCHED, examples.ACTIVITY, examples.HOUSEHOLD, examples.VERIFIED)
    number = await auditing.commit(lines(*story), campaign=examples.CAMPAIGN)
    last = number * 1_000 + len(story) - 1
    await checkpoint(client, after=last)
    return last


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("vi", "Sổ cái: mọi việc đã ghi", "Huyện Mai Châu đưa hộ HB-MC-0001 vào danh sách"),
        ("en", "The log: everything on record", "Mai Châu district listed household HB-MC-0001"),
    ],
)
async def test_an_auditor_reads_everything_newest_first(
    tmp_path: Path, new_nats: NewNats, language: str, title: str, sentence: str
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        asked = {"accept-language": language, **auditing.token("auditor")}
        page = await client.get(f"{LOG}?after={last}", headers=asked)

    assert page.status_code == 200
    assert title in words(page)
    assert sentence in words(page)
    assert positions(page) == [2003, 2002, 2001, 2000, 1005, 1004, 1003, 1002, 1001, 1000]
    assert page.headers["x-position"] == str(last)


async def test_a_unit_reads_what_it_stated_itself_and_no_more(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        own = auditing.token("unit", unit_id="hctc")
        page = await client.get(f"{LOG}?after={last}", headers=own)
        asked_for_more = await client.get(f"{LOG}?unit=huyen-mai-chau", headers=own)
        fact = await client.get(f"{LOG}/2001", headers=own)
        others = await client.get(f"{LOG}/2002", headers=own)

    assert positions(page) == [2001]
    assert positions(asked_for_more) == []
    assert (fact.status_code, others.status_code) == (200, 403)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", OTHERS)
async def test_no_other_role_reads_the_log_and_each_is_told_what_is_open(
    tmp_path: Path, new_nats: NewNats, role: Role, language: str
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        asked = {"accept-language": language, **auditing.token(role, unit_id="hctc")}
        found = [await client.get(f"{path}?after={last}", headers=asked) for path in (LOG, f"{LOG}/2001")]

    assert [page.status_code for page in found] == [403, 403]
    assert all("/audit/pages/checkpoint" in page.text and "HD-hctc-0001" not in page.text for page in found)
    assert all(f'<html lang="{language}"' in page.text for page in found)


async def test_without_sign_in_the_log_is_closed_and_leads_to_the_sign_in(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await told(auditing, client)
        page = await client.get(LOG)

    assert page.status_code == 401
    assert "next=%2Faudit%2Fpages%2Flog" in page.text
    assert positions(page) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("unit=hctc", [2001]),
        ("kind=unit.established", [1004, 1003, 1002, 1001, 1000]),
        ("actor=verifier", [2003]),
        ("thing=HB-MC-0001", [2003, 2002]),
        ("thing=household/HB-MC-0001&actor=unit", [2002]),
        ("thing=unit/hctc", [2001, 1005, 1001]),
        ("campaign=hoa-binh-450&kind=activity.recorded", [2001]),
        ("campaign=registry&kind=activity.recorded", []),
        ("from_on=2025-03-10&to_on=2025-03-10", [2003, 2002, 2001, 2000, 1005, 1004, 1003, 1002, 1001, 1000]),
        ("from_on=2025-03-11", []),
        ("to_on=2025-03-09", []),
        ("as_of=1002&actor=admin", [1002, 1001, 1000]),
    ],
)
async def test_filters_stand_in_the_address(tmp_path: Path, new_nats: NewNats, filters: str, found: list[int]) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        page = await client.get(f"{LOG}?{filters}&after={last}", headers=auditing.token("auditor"))

    assert page.status_code == 200
    assert positions(page) == found
    assert bool(found) is ("Không có sự việc nào như vậy" not in words(page))


async def test_pages_lead_through_the_log_both_ways_with_the_filters_kept(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        for start in range(0, 120, 40):
            await auditing.commit(own_facts(40, start=start), campaign="hoa-binh-450")
        auditor = auditing.token("auditor")
        first = await client.get(f"{LOG}?unit=hctc&lang=en&after=3039", headers=auditor)
        second = await client.get(links(first, "next")[0], headers=auditor)
        third = await client.get(links(second, "next")[0], headers=auditor)
        back = await client.get(links(third, "prev")[0], headers=auditor)

    shown = [positions(page) for page in (first, second, third)]
    assert [len(one) for one in shown] == [50, 50, 20]
    assert [*shown[0], *shown[1], *shown[2]] == [
        number * 1_000 + place for number in (3, 2, 1) for place in reversed(range(40))
    ]
    assert (links(first, "prev"), links(third, "next")) == ([], [])
    assert positions(back) == shown[1]
    assert all("unit=hctc" in link and "lang=en" in link for page in (second, back) for link in links(page, "prev"))


async def test_a_filter_that_cannot_be_right_is_said_beside_its_field_and_stays_typed(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        page = await client.get(f"{LOG}?from_on=2025-02-30&after={last}", headers=auditing.token("auditor"))

    assert page.status_code == 400
    assert 'value="2025-02-30"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert positions(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_fact_shows_its_exact_line_with_its_proof(tmp_path: Path, new_nats: NewNats, language: str) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        asked = {"accept-language": language, **auditing.token("auditor")}
        page = await client.get(f"{LOG}/2002?after={last}", headers=asked)
        stored = await client.get("/audit/events/2002", headers=asked)
        proof = await client.get("/audit/proofs/2002")

    shown = re.search(r"<code>(\{.*?\})</code>", page.text, re.DOTALL)
    assert shown is not None
    assert unescape(shown[1]).encode() == stored.content
    assert 'href="/audit/proofs/2002" download="2002.tlog-proof"' in page.text
    assert proof.status_code == 200
    assert links(page, "prev") == [f"{LOG}/2001"]
    assert links(page, "next") == [f"{LOG}/2003"]


async def test_where_no_fact_stands_there_is_no_page(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        paths = (f"{LOG}/2009?after={last}", f"{LOG}/999", f"{LOG}/9000", f"{LOG}/2001?as_of=1005")
        found = [(await client.get(path, headers=auditing.token("auditor"))).status_code for path in paths]

    assert found == [404, 404, 404, 404]


async def test_no_page_shows_what_is_sealed_but_in_the_line_itself(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        last = await told(auditing, client)
        auditor = auditing.token("auditor")
        page = await client.get(f"{LOG}?after={last}", headers=auditor)
        fact = await client.get(f"{LOG}/1005", headers=auditor)

    assert "sealed-name-of-lan" not in page.text
    assert fact.text.count("sealed-name-of-lan") == 1


async def test_what_is_filtered_is_taken_along_as_csv_and_xlsx_and_no_cell_starts_a_formula(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    trick = msgspec.structs.replace(examples.ACTIVITY, activity_id="=HYPERLINK(1)")
    told_by = msgspec.structs.replace(examples.fact(trick), campaign="-1+2")

    async with auditing.running() as client:
        number = await auditing.commit([encode_fact(told_by)])
        await checkpoint(client, after=number * 1_000)
        headers = {"accept-language": "en", **auditing.token("auditor")}
        as_csv = await client.get(f"{LOG}.csv?unit=hctc&after={number * 1_000}", headers=headers)
        as_sheet = await client.get(f"{LOG}.xlsx?unit=hctc", headers=headers)
        closed = await client.get(f"{LOG}.csv")

    rows = list(csv.reader(as_csv.content.decode("utf-8-sig").splitlines()))
    sheet = CalamineWorkbook.from_filelike(BytesIO(as_sheet.content)).get_sheet_by_index(0).to_python()
    written = ZipFile(BytesIO(as_sheet.content)).read("xl/worksheets/sheet1.xml")
    assert rows[0][:4] == ["Position", "Recorded", "Happened", "Kind of fact"]
    assert rows[1][0] == "1000"
    assert rows[1][8] == "'-1+2"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert sheet[1][8] == "'-1+2"
    assert b"<f>" not in written
    assert closed.status_code == 401
