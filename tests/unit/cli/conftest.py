"""The command `thidua` for tests, in English and with no setting of the machine it runs on."""

import os

import pytest

from tests.unit.cli.commanding import Thidua


@pytest.fixture
def thidua(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Thidua:
    for name in [name for name in os.environ if name.startswith(("THIDUA_", "OTEL_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return Thidua(capsys, monkeypatch)
