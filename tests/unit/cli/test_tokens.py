"""`thidua token` on a DATA of its own."""

from pathlib import Path

import pytest

from shared.adapters.access import BEARER
from tests.unit.cli.commanding import Thidua


def test_a_token_stands_alone_on_the_last_line_of_stdout(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("token", "create", "--role", "unit", "--unit", "hctc", "--data", tmp_path)

    assert ran.code == 0
    assert BEARER.fullmatch(ran.out.splitlines()[-1])


def test_the_list_tells_who_a_token_is_for_and_never_the_token(thidua: Thidua, tmp_path: Path) -> None:
    bearer = thidua(
        "token", "create", "--data", tmp_path, "--role", "unit", "--unit", "hctc", "--days", "3"
    ).out.strip()

    ran = thidua("--data", tmp_path, "token", "list")

    (row,) = ran.rows
    assert row[0] == bearer.split("_")[1]
    assert row[1:3] == ["unit", "hctc"]
    assert row[4] > row[3]  # it expires after it was made
    assert bearer.split("_", 2)[2] not in ran.out + ran.err


def test_a_revoked_token_is_listed_as_revoked(thidua: Thidua, tmp_path: Path) -> None:
    token_id = thidua("token", "create", "--data", tmp_path, "--role", "admin").out.split("_")[1]

    revoked = thidua("token", "revoke", token_id, "--data", tmp_path)

    (row,) = thidua("token", "list", "--data", tmp_path).rows
    assert revoked.code == 0
    assert row[7] != "-"


def test_the_common_options_are_taken_wherever_they_stand(thidua: Thidua, tmp_path: Path) -> None:
    thidua("token", "create", "--role", "admin", "--data", tmp_path)

    places = [
        ("--data", tmp_path, "token", "list"),
        ("token", "--data", tmp_path, "list"),
        ("token", "list", "--data", tmp_path),
        ("--data", tmp_path / "other", "token", "list", "--data", tmp_path),
    ]

    assert [len(thidua(*arguments).rows) for arguments in places] == [1, 1, 1, 1]


def test_data_comes_from_the_environment_too(thidua: Thidua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thidua("token", "create", "--role", "admin", "--data", tmp_path)
    monkeypatch.setenv("THIDUA_DATA", str(tmp_path))

    ran = thidua("token", "list")

    assert len(ran.rows) == 1


@pytest.mark.parametrize(
    "wrong",
    [("create", "--role", "boss"), ("create", "--role", "unit"), ("revoke", "abc")],
    ids=["unknown role", "a unit without its name", "unknown id"],
)
def test_what_cannot_be_done_is_told_in_one_line(thidua: Thidua, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    ran = thidua("token", *wrong, "--data", tmp_path)

    assert ran.code == 1
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1


def test_a_data_that_cannot_be_used_is_told_in_one_line(thidua: Thidua, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    ran = thidua("token", "list", "--data", tmp_path / "file")

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1


def test_every_command_shows_the_common_options_in_its_help(thidua: Thidua) -> None:
    commands = ["up", "demo", "send", "config", "rebuild", "token list", "campaign check", "campaign launch"]
    commands += ["rules check", "rules explain", "rules test", "audit replay"]

    for command in commands:
        ran = thidua(*command.split(), "--help")
        assert ran.code == 0
        assert all(option in ran.out for option in ("--data", "--url", "--token")), command


def test_an_nkey_is_taken_for_a_unit_once_and_listed_as_a_token_is(thidua: Thidua, tmp_path: Path) -> None:
    nkey = "U" + "A" * 55
    asked = ("token", "create", "--data", tmp_path, "--unit", "hctc", "--nkey", nkey)

    taken, again, other = (
        thidua(*asked, "--role", "unit"),
        thidua(*asked, "--role", "unit"),
        thidua(*asked, "--role", "admin"),
    )

    (row,) = thidua("token", "list", "--data", tmp_path).rows
    assert row[:3] == [taken.out.strip(), "unit", "hctc"]
    assert [ran.code for ran in (taken, again, other)] == [0, 1, 1]
    assert nkey not in again.err + other.err
