"""A role of PostgreSQL for each service (deploy/postgres/roles.sql): it does its work, and touches nobody else's."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from deploy.local.installation import SERVICES, CannotStart
from deploy.local.replay import PROJECTIONS
from deploy.postgres.roles import RIGHTS, grant_roles
from shared.adapters.access import Bearing
from shared.adapters.access_tables import AccessUnavailable, open_engine, tables_in_order
from shared.adapters.accounts import Accounts
from shared.adapters.alarms import Alarms
from shared.adapters.credentials import Credentials
from shared.adapters.postgres_schemas import PostgresSchemas
from shared.adapters.read_model import ReadModel
from shared.adapters.sessions import Sessions
from tests.cheap_passwords import CHEAP
from tests.examples import ACTIVITY
from tests.histories import BEGINNING, commits_of, log_of
from tests.integration.postgres_server import PostgresServer
from tests.integration.standing_clock import Clock
from tests.own_passwords import with_own_password

PASSWORD: Final = "correct horse battery staple"
COMMITS: Final = commits_of(BEGINNING, [ACTIVITY])
As = Callable[[str], str]


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the password of each service's role."""
    folder = tmp_path_factory.mktemp("passwords")
    for service in SERVICES:
        (folder / f"postgres-{service}").write_text(f"{service}'s, of {PASSWORD}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def owner(postgres: PostgresServer, passwords: Path) -> Iterator[str]:
    """The database's owner, after `provision` and with tables of one service made before there were roles."""
    url = postgres.new_database()
    open_engine(url).dispose()
    fill(url, "tracking")
    for _ in range(2):  # as after an upgrade
        grant_roles(url, passwords)
    yield url
    postgres.take_back(url)


@pytest.fixture
def of(owner: str) -> As:
    """The URL of a service."""
    return lambda service: owner.replace("thidua@", f"thidua_{service}@")


def fill(url: str, name: str) -> str:
    """Have a read model follow a log to its end; what it holds."""

    async def story() -> str:
        model = ReadModel(PROJECTIONS[name], PostgresSchemas(url, name), log_of(COMMITS))
        running = asyncio.create_task(model.run())
        assert await model.reached(COMMITS[-1].number * 1_000)
        digest = model.digest()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        model.close()
        return digest

    return asyncio.run(story())


@pytest.mark.parametrize("name", sorted(PROJECTIONS))
def test_a_service_builds_and_keeps_tables_that_no_other_service_sees(owner: str, of: As, name: str) -> None:
    fill(of(name), name)

    with psycopg.connect(owner) as connection:
        seen = "SELECT has_schema_privilege(%s, nspname, 'USAGE') FROM pg_namespace WHERE nspname ~ %s"
        may = {
            other: {row[0] for row in connection.execute(seen, (f"thidua_{other}", f"^{name}_"))}
            for other in ("tracking", "awards", "notify", "audit")
        }
    assert may == {other: {other == name} for other in may}
    with psycopg.connect(of("awards" if name == "audit" else "audit")) as connection:
        told = connection.execute("SELECT name FROM thidua.read_models").fetchall()
        changed = connection.execute("UPDATE thidua.read_models SET number = 9 WHERE name = %s", (name,)).rowcount
    assert ((name,) in told, changed) == (False, 0)


def test_tracking_lets_people_in_and_every_other_service_knows_them(of: As) -> None:
    clock = Clock()
    accounts = Accounts.open(of("tracking"), clock, CHEAP)
    grant = with_own_password(accounts, "lan", Bearing(role="verifier"), password=PASSWORD)
    by_tracking, by_audit = (open_engine(of(service)) for service in ("tracking", "audit"))
    secret = Sessions(by_tracking, clock).begin(accounts.grant_opened("lan", PASSWORD) or "")

    for service in ("awards", "notify", "audit"):
        credentials = Credentials.load(of(service), clock)
        caller = asyncio.run(credentials.caller_of(secret))
        assert caller is not None
        assert caller.token_id == grant
        credentials.close()
    accounts.lock("lan")
    assert Sessions(by_audit, clock).grant_of(secret) is None
    accounts.close()
    by_tracking.dispose()
    by_audit.dispose()


@pytest.mark.parametrize("service", ["awards", "notify", "audit"])
def test_nobody_but_tracking_lets_anybody_in_or_reads_a_passwords_hash(of: As, service: str) -> None:
    accounts = Accounts.open(of(service), Clock(), CHEAP)

    with pytest.raises(AccessUnavailable):
        accounts.create("lan", Bearing(role="admin"))
    with pytest.raises(AccessUnavailable):
        accounts.list_accounts()

    accounts.close()


def test_what_notify_keeps_beside_them_is_notifys_alone(of: As) -> None:
    alarms = Alarms.open(of("notify"), Clock())

    begun = [asyncio.run(alarms.begin("a")) for _ in range(2)]

    assert begun == [True, False]
    alarms.close()


def test_each_role_has_the_password_that_its_process_is_given_and_the_server_keeps_only_its_hash(
    owner: str, passwords: Path
) -> None:
    with psycopg.connect(owner) as connection:
        kept: dict[str, str] = dict(
            connection.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ '^thidua_'").fetchall()
        )
        for service in SERVICES:
            role, given = f"thidua_{service}", (passwords / f"postgres-{service}").read_bytes().strip()
            assert matches(kept[role], given), role
            assert not matches(kept[role], b"another's"), role


def test_a_password_that_is_missing_is_told_before_anything_is_changed(owner: str, tmp_path: Path) -> None:
    (tmp_path / "postgres-tracking").write_text("\n")

    with pytest.raises(CannotStart, match="postgres-tracking is empty"):
        grant_roles(owner, tmp_path)
    (tmp_path / "postgres-tracking").unlink()
    with pytest.raises(CannotStart, match="is missing: make the file"):
        grant_roles(owner, tmp_path)


def matches(kept: str, password: bytes) -> bool:
    """Whether a password is the one of which PostgreSQL keeps this (RFC 5803)."""
    kind, rounds_and_salt, keys = kept.split("$")
    rounds, salt = rounds_and_salt.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", password, base64.b64decode(salt), int(rounds))
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return kind == "SCRAM-SHA-256" and base64.b64decode(keys.split(":")[0]) == stored


def test_every_table_of_who_is_let_in_is_spoken_of() -> None:
    assert [table.name for table in tables_in_order() if table.name not in RIGHTS.read_text("utf-8")] == []
