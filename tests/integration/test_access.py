"""Tokens in a real database: made, checked from memory, revoked, and every service told at once."""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from shared.adapters.access import MAX_DAYS, Access, GrantRefused, NoSuchToken
from shared.adapters.access_tables import AccessRow, AccessUnavailable
from shared.adapters.credentials import Credentials
from shared.core.access import Caller
from shared.core.errors import Fate
from tests.integration.conftest import NewDatabase
from tests.integration.standing_clock import Clock
from tests.waiting import PATIENCE_SECONDS

IN_A_FILE = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(new_database: NewDatabase, tmp_path: Path) -> str:
    made = new_database()
    return made if made.startswith("postgresql") else f"sqlite:///{tmp_path}/data/access.sqlite"


@pytest.fixture
def access(url: str, clock: Clock) -> Iterator[Access]:
    opened = Access.open(url, clock)
    yield opened
    opened.close()


@pytest.fixture
def credentials(access: Access, url: str, clock: Clock) -> Iterator[Credentials]:
    loaded = Credentials.load(url, clock)
    yield loaded
    loaded.close()


class Looks:
    """The looks of one service's credentials at the table, so that a test waits for a look and not for a time."""

    def __init__(self, credentials: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
        self._look = credentials.refresh_if_changed
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self.count = 0
        self.fail = False
        monkeypatch.setattr(credentials, "refresh_if_changed", self)

    def __call__(self) -> bool:
        self.count += 1
        try:
            if self.fail:
                raise AccessUnavailable
            return self._look()
        finally:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait, look by look, until a condition holds; the deadline is only for a test that fails."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():
                self._ended.clear()
                await self._ended.wait()


def test_a_token_stands_for_its_role_unit_and_person(access: Access, url: str, clock: Clock) -> None:
    unit_id, unit = access.create_token("unit", unit_id="hctc")
    member_id, member = access.create_token("council", person_id="p-7")

    credentials = Credentials.load(url, clock)

    assert credentials.who(unit) == Caller("unit", "hctc", "", unit_id)
    assert credentials.who(member) == Caller("council", "", "p-7", member_id)
    credentials.close()


def test_a_bearer_is_of_one_form_and_carries_its_id(access: Access) -> None:
    token_id, bearer = access.create_token("auditor")

    assert re.fullmatch(rf"thidua_{token_id}_[A-Za-z0-9_-]{{43}}", bearer)


@pytest.mark.parametrize(
    "bearer", ["", "thidua_", "Bearer x", "thidua_0123456789ab_" + "A" * 43, "\ud800", "mã truy cập"]
)
def test_a_stranger_is_nobody(credentials: Credentials, bearer: str) -> None:
    assert credentials.who(bearer) is None
    assert asyncio.run(credentials.who_by_now(bearer)) is None


@IN_A_FILE
def test_neither_files_nor_lists_nor_reprs_hold_the_token(access: Access, tmp_path: Path) -> None:
    _, bearer = access.create_token("admin")
    secret = bearer.split("_", 2)[2].encode()

    raw = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    shown = repr(access.list_tokens())

    assert secret not in raw
    assert secret.decode() not in shown
    assert "hash" not in shown
    assert "hash" not in repr(AccessRow(id="1", role="admin", unit_id="", person_id="", hash=b"h", made_at=Clock()()))


@IN_A_FILE
def test_the_table_is_for_the_owners_eyes(access: Access, tmp_path: Path) -> None:
    access.create_token("admin")

    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "data").iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("wish", "advice"),
    [
        (("chairman", "", "", None), "Choose one of: admin, auditor"),
        (("unit", "", "", None), "--unit"),
        (("unit", "HCTC", "", None), "--unit"),
        (("unit", "a.b", "", None), "--unit"),
        (("unit", "-a", "", None), "--unit"),
        (("unit", "a" * 64, "", None), "--unit"),
        (("unit", "hctc\n", "", None), "--unit"),
        (("council", "", "p" * 129, None), "--person"),
        (("council", "", "p\x00", None), "--person"),
        (("admin", "", "", 0), "--days"),
        (("admin", "", "", -1), "--days"),
        (("admin", "", "", MAX_DAYS + 1), "--days"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(
    access: Access, wish: tuple[str, str, str, int | None], advice: str
) -> None:
    role, unit_id, person_id, days = wish

    with pytest.raises(GrantRefused, match=re.escape(advice)):
        access.create_token(role, unit_id=unit_id, person_id=person_id, days=days)

    assert access.list_tokens() == []


def test_a_list_tells_all_but_the_token_oldest_first(access: Access, clock: Clock) -> None:
    first, _ = access.create_token("unit", unit_id="hctc", days=3)
    made = clock()
    clock.move_on(timedelta(hours=1))
    second, _ = access.create_token("auditor")
    access.revoke(second)

    tokens = access.list_tokens()

    assert [(token.id, token.role, token.unit_id) for token in tokens] == [
        (first, "unit", "hctc"),
        (second, "auditor", ""),
    ]
    assert (tokens[0].made_at, tokens[0].expires_at, tokens[0].revoked_at) == (made, made + timedelta(days=3), None)
    assert (tokens[1].expires_at, tokens[1].revoked_at, tokens[1].last_used_at) == (None, clock(), None)


def test_a_token_is_good_until_the_moment_it_expires(access: Access, url: str, clock: Clock) -> None:
    _, bearer = access.create_token("auditor", days=1)
    credentials = Credentials.load(url, clock)

    clock.move_on(timedelta(days=1, microseconds=-1))
    before = credentials.who(bearer)
    clock.move_on(timedelta(microseconds=1))
    at_the_moment = credentials.who(bearer)

    assert before is not None
    assert at_the_moment is None
    credentials.close()


def test_a_revoked_token_is_nobody_after_the_next_look(access: Access, credentials: Credentials) -> None:
    token_id, bearer = access.create_token("auditor")
    credentials.refresh_if_changed()
    assert credentials.who(bearer)

    access.revoke(token_id)

    assert credentials.refresh_if_changed()
    assert credentials.who(bearer) is None
    assert not credentials.refresh_if_changed()


def test_revoking_twice_keeps_the_first_time_and_the_unknown_is_told(access: Access, clock: Clock) -> None:
    token_id, _ = access.create_token("auditor")
    access.revoke(token_id)
    revoked_at = clock()
    clock.move_on(timedelta(days=1))

    access.revoke(token_id)

    assert access.list_tokens()[0].revoked_at == revoked_at
    with pytest.raises(NoSuchToken):
        access.revoke("000000000000")


def test_a_token_made_a_moment_ago_works_on_first_use(access: Access, credentials: Credentials) -> None:
    async def use_at_once() -> list[Caller | None]:
        known = []
        for _ in range(3):
            _, bearer = await asyncio.to_thread(access.create_token, "verifier")
            known.append(await credentials.who_by_now(bearer))
        return known

    assert all(asyncio.run(use_at_once()))


def test_a_token_made_while_a_look_is_under_way_waits_for_the_next(
    access: Access, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    look = credentials.refresh_if_changed

    async def ask_during_a_look() -> Caller | None:
        began, may_end = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow_look() -> bool:
            looks.append(changed := look())
            if len(looks) == 1:
                loop.call_soon_threadsafe(began.set)
                asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(PATIENCE_SECONDS)
            return changed

        monkeypatch.setattr(credentials, "refresh_if_changed", slow_look)
        stranger = asyncio.create_task(credentials.who_by_now("thidua_0123456789ab_" + "A" * 43))
        await began.wait()
        _, bearer = access.create_token("verifier")
        asked = asyncio.create_task(credentials.who_by_now(bearer))
        await asyncio.sleep(0)
        may_end.set()
        assert await stranger is None
        return await asked

    assert asyncio.run(ask_during_a_look())
    assert looks == [False, True]


def test_a_flood_of_wrong_bearers_shares_a_look(credentials: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    async def flood() -> tuple[set[Caller | None], int]:
        looks = Looks(credentials, monkeypatch)
        wrong = (f"thidua_{number:012x}_{'A' * 43}" for number in range(500))
        return set(await asyncio.gather(*(credentials.who_by_now(bearer) for bearer in wrong))), looks.count

    assert asyncio.run(flood()) == ({None}, 1)


def test_whoever_gives_up_waiting_takes_nobody_along(access: Access, credentials: Credentials) -> None:
    _, bearer = access.create_token("verifier")

    async def one_gives_up() -> Caller | None:
        impatient = asyncio.create_task(credentials.who_by_now(bearer))
        patient = asyncio.create_task(credentials.who_by_now(bearer))
        await asyncio.sleep(0)
        impatient.cancel()
        return await patient

    assert asyncio.run(one_gives_up())


def test_a_watching_service_is_told_of_grants_and_revocations(
    access: Access, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def watch_both() -> None:
        looks = Looks(credentials, monkeypatch)
        watching = asyncio.create_task(credentials.watch())
        token_id, bearer = access.create_token("auditor")
        await looks.until(lambda: credentials.who(bearer) is not None)
        access.revoke(token_id)
        await looks.until(lambda: credentials.who(bearer) is None)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    asyncio.run(watch_both())


def test_the_latest_use_is_noted_when_the_watch_ends(
    access: Access, credentials: Credentials, url: str, clock: Clock
) -> None:
    _, bearer = access.create_token("auditor")
    access.create_token("admin")
    credentials.refresh_if_changed()
    earlier = Credentials.load(url, clock)
    earlier.who(bearer)
    clock.move_on(timedelta(minutes=5))
    credentials.who(bearer)

    for service in (credentials, earlier):
        asyncio.run(watch_and_stop(service))

    assert [token.last_used_at for token in access.list_tokens() if token.role == "auditor"] == [clock()]
    assert [token.last_used_at for token in access.list_tokens() if token.role == "admin"] == [None]
    earlier.close()


@IN_A_FILE
def test_a_use_that_could_not_be_noted_is_noted_the_next_time(
    access: Access, credentials: Credentials, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, bearer = access.create_token("auditor")
    credentials.refresh_if_changed()
    credentials.who(bearer)
    with sqlite3.connect(tmp_path / "data" / "access.sqlite") as saboteur:
        saboteur.execute("CREATE TRIGGER full BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'disk full'); END")

    asyncio.run(watch_and_stop(credentials))
    saboteur.execute("DROP TRIGGER full")
    saboteur.close()
    asyncio.run(watch_and_stop(credentials))

    assert "token_uses_not_noted" in caplog.text
    assert access.list_tokens()[0].last_used_at is not None


async def watch_and_stop(service: Credentials) -> None:
    watching = asyncio.create_task(service.watch())
    await asyncio.sleep(0)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


def test_while_the_table_cannot_be_read_known_tokens_stay_good(
    access: Access, credentials: Credentials, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bearer = access.create_token("auditor")
    credentials.refresh_if_changed()
    _, unknown = access.create_token("admin")

    async def lose_it_for_a_while() -> None:
        looks = Looks(credentials, monkeypatch)
        looks.fail = True
        watching = asyncio.create_task(credentials.watch())
        await looks.until(lambda: "access_table_unreadable" in caplog.text)
        assert credentials.who(bearer)
        with pytest.raises(AccessUnavailable):
            await credentials.who_by_now(unknown)
        looks.fail = False
        await looks.until(lambda: "access_table_readable_again" in caplog.text)
        assert credentials.who(unknown)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    asyncio.run(lose_it_for_a_while())


def test_services_that_start_at_once_on_a_new_installation_all_find_the_table(url: str, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as racing:
        loaded = list(racing.map(lambda url: Credentials.load(url, clock), [url] * 8))

    assert [service.who("thidua_") for service in loaded] == [None] * 8
    for service in loaded:
        service.close()


def test_tokens_made_by_many_at_once_are_all_there(access: Access, url: str, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as racing:
        made = list(racing.map(lambda _: access.create_token("auditor"), range(40)))

    credentials = Credentials.load(url, clock)

    assert all(credentials.who(bearer) for _, bearer in made)
    credentials.close()


def test_a_table_that_cannot_be_opened_says_why_and_no_more(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")

    with pytest.raises(AccessUnavailable) as caught:
        Access.open(f"sqlite:///{tmp_path}/data/access.sqlite", clock)

    assert caught.value.fate is Fate.LATER


def test_a_database_that_refuses_never_shows_its_password(clock: Clock) -> None:
    with pytest.raises(AccessUnavailable) as caught:
        Access.open("postgresql+psycopg://thidua:hunter2@127.0.0.1:1/thidua", clock)

    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
