"""Accounts as they stand once their owners have chosen a password, for tests of what comes after."""

from shared.adapters.access import Bearing
from shared.adapters.accounts import Accounts


def with_own_password(accounts: Accounts, name: str, bearing: Bearing, *, password: str) -> str:
    """Make an account whose owner has replaced the first password already; the id of its grant."""
    grant_id, first = accounts.create(name, bearing)
    assert accounts.replace_password(name, first, password) == grant_id
    return grant_id
