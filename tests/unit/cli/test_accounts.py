"""`thidua account` on a DATA of its own."""

from pathlib import Path

import pytest

from deploy.local.installation import Installation
from shared.adapters.accounts import Accounts
from shared.adapters.clock import system_clock
from tests.unit.cli.commanding import Thidua


@pytest.fixture
def account(thidua: Thidua, tmp_path: Path) -> str:
    """The grant of an account."""
    made = thidua("account", "create", "lan", "--role", "unit", "--unit", "hctc", "--data", tmp_path)
    assert made.code == 0
    return made.out.splitlines()[0]


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


def test_a_first_password_is_drawn_and_stands_alone_on_the_last_line(thidua: Thidua, tmp_path: Path) -> None:
    made = thidua("account", "create", "hoa", "--role", "verifier", "--data", tmp_path, said="chosen by the maker\n")
    reset = thidua("account", "password", "hoa", "--data", tmp_path)

    first, another = made.out.splitlines()[-1], reset.out.splitlines()[-1]
    accounts = Accounts.open(Installation(tmp_path).access_url, system_clock)
    opened = [accounts.replace_password("hoa", old, "năm từ chẳng ai đoán") for old in (first, another)]
    accounts.close()
    assert (made.code, reset.code, len(reset.out.splitlines())) == (0, 0, 1)
    assert opened == [None, made.out.splitlines()[0]]
    assert another not in reset.err


def test_an_account_for_a_provider_has_no_first_password(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("account", "create", "lan@office.vn", "--role", "secretary", "--no-password", "--data", tmp_path)

    assert ran.code == 0
    assert thidua("account", "list", "--data", tmp_path).rows[0][7] == ran.out.strip()
