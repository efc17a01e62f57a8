"""What an installation loads before its services are forked: what few of them need comes with whoever needs it."""

import subprocess
import sys
from typing import Final

import pytest

# Each is megabytes in every service: papers and sheets, a driver, a provider of sign-ins, a bucket, other channels.
LATE: Final = (
    "docx",
    "lxml",
    "xlsxwriter",
    "segno",
    "psycopg",
    "psycopg_binary",
    "httpx",
    "joserfc",
    "apprise",
    "zxcvbn",
)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Every module that `thidua up` has when it forks."""
    services = ", ".join(f"services.{name}.app" for name in ("tracking", "awards", "notify", "audit"))
    command = f"import sys, deploy.local.up, {services}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True, text=True, timeout=120)
    return set(told.stdout.split())


@pytest.mark.parametrize("module", LATE)
def test_what_few_need_is_loaded_by_who_needs_it(loaded: set[str], module: str) -> None:
    assert "services.tracking.app" in loaded
    assert module not in loaded
