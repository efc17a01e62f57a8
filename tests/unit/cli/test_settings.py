"""`thidua config`: every setting, where it came from, and no secret."""

import pytest

from deploy.cli.settings import without_secrets
from tests.unit.cli.commanding import Thidua


def test_every_setting_tells_its_value_and_where_it_came_from(thidua: Thidua, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_URL", "http://thidua.example:80")

    ran = thidua("config", "--data", "folder")

    settings = {row[0]: row[1:] for row in ran.rows}
    assert settings["THIDUA_DATA"] == ["folder", "option"]
    assert settings["THIDUA_URL"] == ["http://thidua.example:80", "environment"]
    assert settings["THIDUA_DATABASE_URL"] == ["SQLite under DATA", "default"]
    assert {"THIDUA_NATS_URL", "THIDUA_SMTP_URL", "OTEL_EXPORTER_OTLP_ENDPOINT"} <= settings.keys()


def test_no_secret_is_shown(thidua: Thidua, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_SMTP_URL", "smtp://user:hunter2@mail.example:587")
    monkeypatch.setenv("THIDUA_TOKEN", "hunter2")

    ran = thidua("config")

    settings = {row[0]: row[1] for row in ran.rows}
    assert "hunter2" not in ran.out
    assert settings["THIDUA_SMTP_URL"] == "smtp://user:***@mail.example:587"
    assert settings["THIDUA_TOKEN"] == "***"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:4500", "http://127.0.0.1:4500"),
        ("nats://s3cret@nats.example:4222", "nats://***@nats.example:4222"),
        ("postgresql://u:p%40w@h/db?password=s3cret", "postgresql://u:***@h/db?***"),
        ("smtp://u:p@ss@h:25", "smtp://u:***@h:25"),
        ("sqlite:///folder/access.sqlite", "sqlite:///folder/access.sqlite"),
        ("http://[half", "***"),
    ],
)
def test_a_url_is_shown_without_what_opens_doors(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


def test_of_a_cluster_no_servers_password_is_shown(thidua: Thidua, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_NATS_URL", "nats://u:hunter2@nats-0:4222,nats://u:hunter3@nats-1:4222")

    ran = thidua("config")

    shown = {row[0]: row[1] for row in ran.rows}["THIDUA_NATS_URL"]
    assert shown == "nats://u:***@nats-0:4222,nats://u:***@nats-1:4222"
