"""PostgreSQL is lost and comes back under a whole installation: facts are taken all the while, and answers catch up."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.campaign import CAMPAIGN, UNITS, activity, launch
from tests.faults.installation import Running, batches, installation, post_until_answered
from tests.integration.postgres_server import PostgresServer, binaries
from tests.waiting import SLOWER, wait_until

UNIT, EACH = UNITS[0], 40
PATH = f"/tracking/campaigns/{CAMPAIGN}/units/{UNIT}"
CATCH_UP_SECONDS = 15
PATIENCE_SECONDS = 2


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: Debian's postgresql-15 and libpq-dev bring it.")
    made = PostgresServer(programs)
    made.start()
    yield made
    made.remove()


def test_facts_are_taken_while_postgresql_is_away_and_shown_once_it_is_back(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", server.new_database())
    with installation(tmp_path) as running:
        bearer = running.token("unit", UNIT)
        sent(running, running.token("admin"), *launch())
        counted(running, bearer, after=sent(running, bearer, *numbered(0)))

        server.kill()
        wait_until(lambda: status(running, bearer) == 503)
        position = sent(running, bearer, *numbered(EACH))
        while_away = status(running, bearer)
        server.start()
        wait_until(lambda: status(running, bearer) == 200, seconds=SLOWER * CATCH_UP_SECONDS)
        taken = counted(running, bearer, after=position)

    assert while_away == 503
    assert taken == 2 * EACH
    assert not list((tmp_path / "read").glob("*.sqlite"))


def test_a_server_that_stands_still_holds_up_neither_the_door_nor_other_reads_for_long(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", f"{server.new_database()}?connect_timeout={PATIENCE_SECONDS}")
    with installation(tmp_path) as running:
        bearer = running.token("unit", UNIT)
        sent(running, running.token("admin"), *launch())
        counted(running, bearer, after=sent(running, bearer, *numbered(0)))

        server.freeze()
        sent(running, bearer, *numbered(EACH))  # the follower meets the silence
        wait_until(lambda: status(running, bearer) == 503)
        began = time.monotonic()
        position = sent(running, bearer, *numbered(2 * EACH))
        read = status(running, bearer)
        took = time.monotonic() - began
        server.thaw()
        wait_until(lambda: status(running, bearer) == 200, seconds=SLOWER * CATCH_UP_SECONDS)
        taken = counted(running, bearer, after=position)

    assert read == 503
    assert took < PATIENCE_SECONDS  # nobody waited for the server any more
    assert taken == 3 * EACH


def numbered(first: int) -> list[list[dict[str, Any]]]:
    return list(batches((activity(UNIT, number) for number in range(first, first + EACH)), EACH))


def sent(running: Running, bearer: str, *some: Any) -> int:
    """Send batches; the position of the last fact."""

    async def send() -> int:
        async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
            results = [await post_until_answered(client, bearer, batch) for batch in some]
        return int(results[-1][-1]["position"])

    return asyncio.run(send())


def status(running: Running, bearer: str) -> int:
    return ask(running, bearer, {}).status_code


def counted(running: Running, bearer: str, *, after: int) -> int:
    """How many activities the unit's figures show."""
    answer = ask(running, bearer, {"after": str(after)})
    assert answer.status_code == 200, answer.text
    return sum(of_kind["count"] for of_kind in answer.json()["activities"].values())


def ask(running: Running, bearer: str, parameters: dict[str, str]) -> httpx.Response:
    headers = {"authorization": f"Bearer {bearer}"}
    return httpx.get(f"{running.url}{PATH}", params=parameters, headers=headers, timeout=120)
