"""Accounts and sessions in a real database: opened by a password, barred after mistakes, over after a time."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from argon2 import extract_parameters
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.adapters.access import Access, Bearing, GrantRefused, NoSuchToken
from shared.adapters.access_tables import AccountRow, open_engine
from shared.adapters.accounts import (
    FIRST_BAR,
    FIRST_FOR,
    LONGEST_BAR,
    TRIES,
    Accounts,
    FirstPassword,
    FirstPasswordOver,
    NoSuchAccount,
    bar_after,
)
from shared.adapters.passwords import SHIPPED, PasswordGiven, PasswordGuessed, PasswordRefused
from shared.adapters.sessions import FRESH, Sessions
from tests.cheap_passwords import CHEAP
from tests.integration.conftest import NewDatabase
from tests.integration.standing_clock import BEGINNING, Clock
from tests.own_passwords import with_own_password

PASSWORD: Final = "correct horse battery staple"
VERIFIER: Final = Bearing(role="verifier")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(new_database: NewDatabase) -> Iterator[Engine]:
    opened = open_engine(new_database())
    yield opened
    opened.dispose()


@pytest.fixture
def accounts(engine: Engine, clock: Clock) -> Accounts:
    return Accounts(engine, clock, CHEAP)


@pytest.fixture
def lan(accounts: Accounts) -> str:
    """The grant of the account `lan`, whose owner has a password of her own."""
    return with_own_password(accounts, "lan", VERIFIER, password=PASSWORD)


def test_an_account_opens_by_its_name_and_password_alone(accounts: Accounts, lan: str) -> None:
    opened = [
        accounts.grant_opened(name, password)
        for name, password in [("lan", PASSWORD), (" Lan ", PASSWORD), ("lan", PASSWORD + " "), ("hoa", PASSWORD)]
    ]

    assert opened == [lan, lan, None, None]


def test_accounts_as_every_service_opens_them_keep_passwords_at_the_cost_we_ship(
    accounts: Accounts, engine: Engine, clock: Clock, lan: str
) -> None:
    shipped = Accounts(engine, clock)
    shipped.create("hoa", VERIFIER)
    made = _kept_by(engine, "hoa")
    changed_by_another = _kept_by(engine, "lan")
    shipped.replace_password("lan", PASSWORD, PASSWORD)

    costs = [extract_parameters(kept) for kept in (made, _kept_by(engine, "lan"))]
    assert costs == [extract_parameters(SHIPPED.nobodys)] * 2
    assert extract_parameters(changed_by_another) == extract_parameters(CHEAP.nobodys) != costs[0]
    assert shipped.grant_opened("lan", PASSWORD) == lan


def _kept_by(engine: Engine, name: str) -> str:
    with Session(engine) as session:
        return session.exec(select(AccountRow.password).where(col(AccountRow.name) == name)).one()


@pytest.mark.parametrize("tried", ["", "None", "nobody's"])
def test_an_account_without_a_password_opens_by_the_word_of_others_alone(accounts: Accounts, tried: str) -> None:
    made = accounts.create_for_provider("hoa", VERIFIER)

    assert (accounts.grant_opened("hoa", tried), accounts.grant_vouched("hoa", "sub-1")) == (None, made)


def test_an_account_is_whose_a_provider_vouched_for_first_until_it_is_unlocked(accounts: Accounts) -> None:
    made = accounts.create_for_provider("hoa", VERIFIER)

    opened = [accounts.grant_vouched("hoa", person) for person in ("sub-1", "sub-2", "sub-1")]
    accounts.unlock("hoa")
    after = [accounts.grant_vouched("hoa", person) for person in ("sub-2", "sub-1")]

    assert (opened, after) == ([made, None, made], [made, None])


def test_a_person_ends_a_session_of_their_own_a_little_while_after_signing_in(
    accounts: Accounts, engine: Engine, clock: Clock, lan: str
) -> None:
    hoa = with_own_password(accounts, "hoa", VERIFIER, password=PASSWORD)
    sessions = Sessions(engine, clock)
    old, another, of_hoa = sessions.begin(lan), sessions.begin(lan), sessions.begin(hoa)
    clock.time += FRESH
    here = sessions.begin(lan)
    listed = {one.id: one.is_here for one in sessions.begun_by(lan, here=here)}
    [foreign] = [one.id for one in sessions.begun_by(hoa, here=of_hoa)]

    too_late = sessions.end_of(lan, "", here=old)
    of_others = sessions.end_of(lan, foreign, here=here)
    [mine] = [one.id for one in sessions.begun_by(lan, here=old) if one.is_here]
    one = sessions.end_of(lan, mine, here=here)
    after_one = [sessions.grant_of(secret) for secret in (old, another, here)]
    rest = sessions.end_of(lan, "", here=here)

    assert sorted(listed.values()) == [False, False, True]
    assert (too_late, of_others, one, rest) == (False, True, True, True)
    assert after_one == [None, lan, lan]
    assert [sessions.grant_of(secret) for secret in (another, here, of_hoa)] == [None, lan, hoa]


def test_after_some_mistakes_an_account_opens_to_nobody_for_a_while(accounts: Accounts, clock: Clock, lan: str) -> None:
    for _ in range(TRIES):
        accounts.grant_opened("lan", "a wrong password")

    at_once = accounts.grant_opened("lan", PASSWORD)
    clock.time += FIRST_BAR
    later = accounts.grant_opened("lan", PASSWORD)

    assert (at_once, later) == (None, lan)


def test_a_right_password_forgets_the_mistakes_before_it(accounts: Accounts, lan: str) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            accounts.grant_opened("lan", "a wrong password")

        assert accounts.grant_opened("lan", PASSWORD) == lan


def test_unlocking_lets_in_at_once_who_had_to_wait(accounts: Accounts, lan: str) -> None:
    for _ in range(TRIES):
        accounts.grant_opened("lan", "a wrong password")

    accounts.unlock("lan")

    assert accounts.grant_opened("lan", PASSWORD) == lan


def test_each_further_mistake_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    waits = [bar_after(failures, BEGINNING) for failures in (TRIES - 1, TRIES, TRIES + 1, TRIES + 2, 10**9)]

    assert waits == [None, *(BEGINNING + wait for wait in (FIRST_BAR, 2 * FIRST_BAR, 4 * FIRST_BAR, LONGEST_BAR))]


def test_a_locked_account_opens_to_nobody_and_unlocked_stands_on_a_grant_of_its_own(
    accounts: Accounts, lan: str
) -> None:
    accounts.lock("lan")
    locked = accounts.grant_opened("lan", PASSWORD)
    accounts.unlock("lan")
    unlocked = accounts.grant_opened("lan", PASSWORD)

    assert locked is None
    assert unlocked not in (None, lan)


def test_an_account_is_listed_with_whom_it_stands_for_and_no_hash(
    accounts: Accounts, engine: Engine, clock: Clock, lan: str
) -> None:
    (listed,) = accounts.list_accounts()

    assert (listed.name, listed.role, listed.grant_id, listed.locked_at) == ("lan", "verifier", lan, None)
    assert "argon2" not in repr(listed)
    assert Access(engine, clock).list_tokens() == []


def test_an_accounts_grant_is_no_token_that_could_be_revoked_as_one(engine: Engine, clock: Clock, lan: str) -> None:
    with pytest.raises(NoSuchToken):
        Access(engine, clock).revoke(lan)


@pytest.mark.parametrize(
    ("name", "bearing"),
    [("Lan", VERIFIER), ("", VERIFIER), ("a b", VERIFIER), ("x" * 64, VERIFIER), ("hoa", Bearing(role="unit"))],
)
def test_an_account_that_is_taken_nameless_or_stands_for_nobody_is_not_made(
    accounts: Accounts, lan: str, name: str, bearing: Bearing
) -> None:
    with pytest.raises(GrantRefused):
        accounts.create(name, bearing)

    assert [one.grant_id for one in accounts.list_accounts()] == [lan]


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_a_password_that_is_too_short_or_too_long_is_not_taken(accounts: Accounts, lan: str, password: str) -> None:
    with pytest.raises(PasswordRefused):
        accounts.replace_password("lan", PASSWORD, password)

    assert accounts.grant_opened("lan", PASSWORD) == lan


GUESSED: Final = {
    "a leaked one": "password1234",
    "a row of keys": "qwertyuiop123",
    "one letter": "aaaaaaaaaaaa",
    "our own name twice": "ThiĐua thiđua",
    "the account's name and a year": "tran.thi.lan2026",
    "the unit of the grant": "ubnd-hctc-ubnd",
}


@pytest.mark.parametrize("password", GUESSED.values(), ids=list(GUESSED))
def test_a_password_that_somebody_would_try_first_is_not_taken(accounts: Accounts, lan: str, password: str) -> None:
    _, first = accounts.create("tran.thi.lan", Bearing(role="unit", unit_id="hctc"))

    with pytest.raises(PasswordGuessed):
        accounts.replace_password("tran.thi.lan", first, password)
    with pytest.raises(PasswordRefused):
        accounts.replace_password("lan", PASSWORD, "password1234")

    assert accounts.grant_opened("lan", PASSWORD) == lan
    with pytest.raises(FirstPassword):
        accounts.grant_opened("tran.thi.lan", first)


def test_a_first_password_opens_nothing_until_its_owner_has_chosen_another(accounts: Accounts) -> None:
    made, first = accounts.create("hoa", VERIFIER)

    with pytest.raises(FirstPassword):
        accounts.grant_opened("hoa", first)
    with pytest.raises(PasswordGiven):
        accounts.replace_password("hoa", first, first)
    of_a_guess = accounts.replace_password("hoa", PASSWORD, PASSWORD)
    chosen = accounts.replace_password("hoa", first, PASSWORD)

    assert (of_a_guess, chosen, accounts.grant_opened("hoa", PASSWORD)) == (None, made, made)
    assert accounts.grant_opened("hoa", first) is None


def test_first_passwords_are_drawn_each_alone_and_pass_the_rules_that_chosen_ones_do(accounts: Accounts) -> None:
    drawn = [accounts.create(f"hoa-{number}", VERIFIER)[1] for number in range(20)]

    assert len(set(drawn)) == 20
    assert {len(one.replace("-", "")) for one in drawn} == {20}
    assert all(CHEAP.matches(CHEAP.of_password(one), one) for one in drawn)


def test_a_first_password_is_replaced_within_seven_days(accounts: Accounts, clock: Clock) -> None:
    made, first = accounts.create("hoa", VERIFIER)

    clock.time += FIRST_FOR - timedelta(seconds=1)

    assert accounts.replace_password("hoa", first, PASSWORD) == made


def test_a_first_password_is_over_after_seven_days_and_another_one_is_good(accounts: Accounts, clock: Clock) -> None:
    made, first = accounts.create("hoa", VERIFIER)
    clock.time += FIRST_FOR

    with pytest.raises(FirstPasswordOver):
        accounts.grant_opened("hoa", first)
    with pytest.raises(FirstPasswordOver):
        accounts.replace_password("hoa", first, PASSWORD)

    assert accounts.replace_password("hoa", accounts.reset_password("hoa"), PASSWORD) == made


def test_a_reset_gives_a_first_password_and_ends_what_the_old_one_opened(
    accounts: Accounts, engine: Engine, clock: Clock, lan: str
) -> None:
    sessions = Sessions(engine, clock)
    secret = sessions.begin(lan)

    first = accounts.reset_password("lan")

    assert (sessions.grant_of(secret), accounts.grant_opened("lan", PASSWORD)) == (None, None)
    with pytest.raises(FirstPassword):
        accounts.grant_opened("lan", first)
    accounts.lock("lan")
    assert accounts.replace_password("lan", first, PASSWORD) is None


def test_mistakes_with_a_first_password_are_counted_like_any(accounts: Accounts) -> None:
    _, first = accounts.create("hoa", VERIFIER)
    for _ in range(TRIES):
        accounts.replace_password("hoa", "a wrong password", PASSWORD)

    assert accounts.replace_password("hoa", first, PASSWORD) is None


def test_an_account_that_is_not_there_cannot_be_locked(accounts: Accounts) -> None:
    with pytest.raises(NoSuchAccount):
        accounts.lock("hoa")


@pytest.mark.parametrize(("pauses", "end"), [([59, 59, 59], "good"), ([60], "over"), ([59] * 12 + [12], "over")])
def test_a_session_ends_after_an_hour_unused_and_after_twelve_in_any_case(
    engine: Engine, clock: Clock, lan: str, pauses: list[int], end: str
) -> None:
    sessions = Sessions(engine, clock)
    secret = sessions.begin(lan)

    found = []
    for minutes in pauses:
        clock.time += timedelta(minutes=minutes)
        found.append(sessions.grant_of(secret))

    assert found == [lan] * (len(pauses) - 1) + [lan if end == "good" else None]


def test_sessions_that_are_over_are_not_kept(engine: Engine, clock: Clock, lan: str) -> None:
    sessions = Sessions(engine, clock)
    for _ in range(3):
        sessions.begin(lan)

    clock.time += timedelta(hours=1)
    sessions.begin(lan)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one() == 1


def test_tables_of_an_installation_that_knew_tokens_alone_are_completed_once_and_its_tokens_stay(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as old:
        old.execute(
            "CREATE TABLE access (id VARCHAR NOT NULL PRIMARY KEY, role VARCHAR NOT NULL, unit_id VARCHAR NOT NULL, "
            "person_id VARCHAR NOT NULL, hash BLOB NOT NULL UNIQUE, made_at VARCHAR(32) NOT NULL, "
            "expires_at VARCHAR(32), revoked_at VARCHAR(32), last_used_at VARCHAR(32))"
        )
        made_at = BEGINNING.isoformat(timespec="microseconds")
        old.execute("INSERT INTO access VALUES ('1', 'admin', '', '', x'00', ?, NULL, NULL, NULL)", (made_at,))
    old.close()

    with ThreadPoolExecutor(8) as several:
        opened = list(several.map(lambda _: Access.open(f"sqlite:///{path}", clock), range(8)))

    made, _ = opened[0].create_token("admin")
    assert {token.id for token in opened[-1].list_tokens()} == {"1", made}
    for access in opened:
        access.close()


def test_accounts_of_an_installation_that_knew_less_of_them_stay_good(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    before = Accounts.open(url, clock, CHEAP)
    lan = with_own_password(before, "lan", VERIFIER, password=PASSWORD)
    before.close()
    with sqlite3.connect(tmp_path / "old.sqlite") as old:
        for later in ("first_until", "vouched"):
            old.execute(f"ALTER TABLE accounts DROP COLUMN {later}")
    old.close()

    after = Accounts.open(url, clock, CHEAP)

    assert after.grant_opened("lan", PASSWORD) == lan
    after.close()
