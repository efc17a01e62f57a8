"""Where an installation's tables are: in a URL whose password may lie in a file of its own."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from deploy.local.installation import CannotStart, Installation


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A password with everything that a URL would take for something else."""
    file = tmp_path / "postgres"
    file.write_text("p@ss:w/rd?#% ü\n", encoding="utf-8")
    monkeypatch.setenv("THIDUA_DATABASE_PASSWORD_FILE", str(file))
    return file


def test_a_password_out_of_a_file_is_that_of_the_url(
    tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", "postgresql://thidua@db:5433/here?sslmode=verify-full")

    url = make_url(Installation(tmp_path).database_url)

    assert (url.username, url.password) == ("thidua", secret.read_text(encoding="utf-8").strip())
    assert (url.host, url.port, url.database, dict(url.query)) == ("db", 5433, "here", {"sslmode": "verify-full"})


@pytest.mark.parametrize("url", ["postgresql://thidua:hunter2@db/here", "", "postgresql:///here"])
def test_a_url_that_has_its_own_or_names_nobody_stays(
    tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", url)

    assert secret.exists()
    assert Installation(tmp_path).database_url == url


def test_a_file_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", "postgresql://thidua@db/here")
    secret.unlink()

    with pytest.raises(CannotStart, match="mend THIDUA_DATABASE_PASSWORD_FILE"):
        _ = Installation(tmp_path).database_url
