"""How somebody is reached, in plain words: what stands behind each way, and who may ask about whom."""

import html
import re
from pathlib import Path
from typing import Final

import httpx

from shared.core.events import PersonTransferred, UnitDissolved, UnitMerged
from shared.core.values import Channel
from tests.histories import commits_of
from tests.integration.test_notify_choices import CHOICE, choose
from tests.integration.test_notify_reads import BEGINNING
from tests.integration.test_notify_routes import asking

PAGE: Final = "/notify/pages/reached"
EMAIL: Final = frozenset[Channel]({"inbox", "email"})
_PAIRS: Final = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.DOTALL)


async def told(client: httpx.AsyncClient, recipient: str, token: str = "secretary") -> dict[str, str]:  # noqa: S107 - a name
    """What the page says of each way, in English."""
    return {name: html.unescape(said) for name, said in _PAIRS.findall(await opened(client, recipient, token))}


async def opened(client: httpx.AsyncClient, recipient: str = "", token: str = "secretary") -> str:  # noqa: S107 - a name
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    answer = await client.get(PAGE, params={"recipient": recipient} if recipient else {}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_units_addresses_are_its_own_and_stay_when_staff_changes(tmp_path: Path) -> None:
    moved = commits_of(BEGINNING, [PersonTransferred("cb-lan", "partners", "2025-03-01")])
    async with asking(tmp_path / "before", channels=EMAIL) as client:
        before = await told(client, "hctc")
        made = await choose(client, {"choice": CHOICE})
        chosen = await client.get(f"{PAGE}?after={made.json()['position']}", headers={"Authorization": "Bearer unit"})
    async with asking(tmp_path / "after", channels=EMAIL, history=moved) as client:
        after, person = await told(client, "hctc"), await opened(client, "cb-lan")

    assert before["E-mail"].startswith("Yes; addresses in the unit's registration: 2. They are the unit's")
    assert before["Inbox"].endswith("Whoever signs in with an account or token of the unit reads it.")
    assert before["Of what, at which hours"].startswith("Nothing is chosen")
    assert after == before
    assert "a person, who works in" in person
    assert "nobody's own address is kept" in html.unescape(person)
    assert "đơn vị: hctc" in chosen.text


async def test_every_way_that_is_set_up_is_named_and_what_is_not_says_why(tmp_path: Path) -> None:
    outside: dict[str, tuple[Channel, ...]] = {"secretary": ("telegram",), "hctc": ("webhook",)}
    async with asking(tmp_path / "all", outside=outside) as client:
        role, unit, nobody = [await told(client, one) for one in ("secretary", "hctc", "whoever")]
    async with asking(tmp_path / "none", channels=frozenset({"inbox"}), outside=outside) as client:
        bare = await told(client, "hctc")

    assert list(role) == ["Inbox", "E-mail", "Telegram", "Browsers", "Of what, at which hours"]
    assert role["E-mail"] == "No: a role has no address."
    assert role["Browsers"] == "None yet. Each is switched on at the end of the page of choices."
    assert list(unit) == ["Inbox", "E-mail", "webhook", "Browsers", "Of what, at which hours"]
    assert nobody["E-mail"] == "No."
    assert list(bare) == ["Inbox", "E-mail", "Of what, at which hours"]
    assert bare["E-mail"].startswith("No: no mail server is set up here.")


async def test_of_a_unit_that_has_ended_it_says_who_is_told_instead(tmp_path: Path) -> None:
    merged = commits_of(BEGINNING, [UnitMerged(("hctc",), "partners", "2025-03-01", "118/QĐ")])
    dissolved = commits_of(BEGINNING, [UnitDissolved("hctc", "2025-03-01", "118/QĐ")])
    async with asking(tmp_path / "merged", history=merged) as client:
        told_instead = await opened(client, "hctc")
    async with asking(tmp_path / "dissolved", history=dissolved) as client:
        nobody = await opened(client, "hctc")

    assert "is told in its place" in told_instead
    assert f'href="{PAGE}?recipient=partners"' in told_instead
    assert "nobody is told in its place" in nobody


async def test_one_asks_about_oneself_and_who_looks_after_deliveries_about_anybody(tmp_path: Path) -> None:
    async with asking(tmp_path) as client:
        codes = {
            (token, recipient): (
                await client.get(f"{PAGE}?recipient={recipient}", headers={"Authorization": f"Bearer {token}"})
            ).status_code
            for token in ("unit", "council", "secretary", "admin", "auditor", "nobody")
            for recipient in ("hctc", "partners")
        }
        own, council = await opened(client, token="unit"), await opened(client, token="council")
        secretary = await opened(client, "<b>")

    assert {who for who, code in codes.items() if code == 200} == {
        ("unit", "hctc"),
        *((role, unit) for role in ("secretary", "admin", "auditor") for unit in ("hctc", "partners")),
    }
    assert {code for who, code in codes.items() if who[0] == "nobody"} == {401}
    assert ("<form" in own, "<form" in secretary) == (False, True)
    assert "<dt>" not in council
    assert "&lt;b&gt;" in secretary
