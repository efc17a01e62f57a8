"""The errors of the core: each says what happened and what to do, and has exactly one fate."""

import pytest

from shared.core import errors
from shared.core.errors import (
    CommitTooLarge,
    Fate,
    FenceConflict,
    LogDamaged,
    LogUnavailable,
    ProvisionDrift,
    ThiDuaError,
)

FATES: dict[type[ThiDuaError], Fate] = {
    LogUnavailable: Fate.LATER,
    FenceConflict: Fate.LATER,
    CommitTooLarge: Fate.NEVER,
    LogDamaged: Fate.NEVER,
    ProvisionDrift: Fate.NEVER,
}


def test_every_error_of_the_core_has_its_fate() -> None:
    found = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, ThiDuaError)}

    assert {error: error.fate for error in found - {ThiDuaError}} == FATES


@pytest.mark.parametrize("error", FATES)
def test_an_error_says_what_happened_and_then_the_details(error: type[ThiDuaError]) -> None:
    said = str(error("Commit 7 is missing."))

    assert said == f"{error.__doc__} Commit 7 is missing."
    assert str(error()) == error.__doc__
