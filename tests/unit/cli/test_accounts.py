"""`thidua account` on a DATA of its own."""

from pathlib import Path

import pytest

from tests.unit.cli.commanding import Thidua

PASSWORD = "correct horse battery staple"


@pytest.fixture
def account(thidua: Thidua, tmp_path: Path) -> str:
    """The grant of an account that was made with the password on stdin."""
    made = thidua(
        "account", "create", "lan", "--role", "unit", "--unit", "hctc", "--data", tmp_path, said=f"{PASSWORD}\n"
    )
    assert made.code == 0
    return made.out.strip()


def test_an_account_is_listed_with_whom_it_stands_for(thidua: Thidua, tmp_path: Path, account: str) -> None:
    (row,) = thidua("account", "list", "--data", tmp_path).rows

    assert row[:3] == ["lan", "unit", "hctc"]
    assert row[4:] == ["-", "-", "-", account]


def test_a_locked_account_says_since_when_and_an_unlocked_one_no_more(
    thidua: Thidua, tmp_path: Path, account: str
) -> None:
    thidua("account", "lock", "lan", "--data", tmp_path)
    (locked,) = thidua("account", "list", "--data", tmp_path).rows
    thidua("account", "unlock", "lan", "--data", tmp_path)
    (unlocked,) = thidua("account", "list", "--data", tmp_path).rows

    assert (locked[4] != "-", unlocked[4]) == (True, "-")
    assert (locked[7], unlocked[7] != account) == (account, True)


def test_a_password_comes_from_stdin_and_is_never_said(thidua: Thidua, tmp_path: Path, account: str) -> None:
    ran = thidua("account", "password", "lan", "--data", tmp_path, said="quite another password\r\n")

    assert account
    assert ran.code == 0
    assert "another" not in ran.out + ran.err


@pytest.mark.parametrize("said", ["", "\n", "short\n"])
def test_without_a_password_that_will_do_no_account_is_made(thidua: Thidua, tmp_path: Path, said: str) -> None:
    ran = thidua("account", "create", "hoa", "--role", "verifier", "--data", tmp_path, said=said)

    assert ran.code == 1
    assert len(ran.err.strip().splitlines()) == 1
    assert thidua("account", "list", "--data", tmp_path).rows == []


def test_an_account_for_a_provider_asks_for_no_password(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("account", "create", "lan@office.vn", "--role", "secretary", "--no-password", "--data", tmp_path)

    assert ran.code == 0
    assert thidua("account", "list", "--data", tmp_path).rows[0][7] == ran.out.strip()
