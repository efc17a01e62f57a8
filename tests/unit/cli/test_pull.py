"""`thidua pull` before it asks any server: its secrets, and what is wrong with the mapping."""

from pathlib import Path

import pytest

from deploy.cli.pull import secret
from deploy.cli.terminal import Failed
from tests.unit.cli.commanding import Thidua


def test_a_secret_comes_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "kobo"
    file.write_text("from-a-file\n", encoding="utf-8")

    monkeypatch.setenv("THIDUA_KOBO_TOKEN", "from-the-environment")
    plain = secret("THIDUA_KOBO_TOKEN")
    monkeypatch.setenv("THIDUA_KOBO_TOKEN_FILE", str(file))
    filed = secret("THIDUA_KOBO_TOKEN")

    assert (plain, filed, secret("THIDUA_ODK_PASSWORD")) == ("from-the-environment", "from-a-file", "")


def test_a_secret_that_is_no_token_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_KOBO_TOKEN", "mã\nbí mật")

    with pytest.raises(Failed) as failed:
        secret("THIDUA_KOBO_TOKEN")

    assert "bí mật" not in str(failed.value)


def test_the_mistakes_of_a_mapping_are_told_by_line_and_nothing_is_asked(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("server: {kind: kobo, url: 'https://kf.example.org', form: a}\nevent: []\n", encoding="utf-8")

    ran = thidua("pull", path)

    assert ran.code == 1
    assert [row[0].partition("; ")[0] for row in ran.rows] == [
        f"{path}:1:1: the field 'events' is missing",
        f"{path}:2:1: there is no field 'event' here (did you mean 'events'?)",
    ]
    assert sorted(tmp_path.iterdir()) == [path]
