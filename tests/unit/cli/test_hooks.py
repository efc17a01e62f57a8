"""`thidua hook` on a DATA of its own."""

from pathlib import Path

import pytest

from shared.adapters.webhooks import check_key
from tests.unit.adapters.test_hook_mapping import MEETINGS
from tests.unit.cli.commanding import Thidua


def test_a_key_stands_alone_on_stdout_and_nowhere_else(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("hook", "create", "meetings", "--unit", "hctc", "--data", tmp_path)
    listed = thidua("hook", "list", "--data", tmp_path)

    key = ran.out.strip()
    check_key(key)
    assert "/tracking/hooks/meetings" in ran.err
    assert key.removeprefix("whsec_") not in ran.err + listed.out
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert key.removeprefix("whsec_").encode() not in kept


def test_a_list_tells_whose_each_is_and_whether_it_is_good(thidua: Thidua, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MEETINGS, encoding="utf-8")
    mapped = ("--mapping", tmp_path / "map.yaml", "--days", "30")
    thidua("hook", "create", "meetings", "--unit", "hctc", *mapped, "--data", tmp_path)
    thidua("hook", "create", "plain", "--unit", "huyen-mai-chau", "--data", tmp_path)

    revoked = [thidua("hook", "revoke", "plain", "--data", tmp_path).code for _ in range(2)]

    first, second = thidua("hook", "list", "--data", tmp_path).rows
    assert revoked == [0, 0]
    assert (first[:3], second[:3]) == (["meetings", "hctc", "mapped"], ["plain", "huyen-mai-chau", "cloudevents"])
    assert first[4] > first[3]
    assert (first[6], second[6] != "-") == ("-", True)


def test_a_key_that_the_sender_made_is_read_from_stdin_and_shown_nowhere(thidua: Thidua, tmp_path: Path) -> None:
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    ran = thidua("hook", "create", "h", "--unit", "hctc", "--key-stdin", "--data", tmp_path, said=f"{key}\n")

    assert (ran.code, ran.out) == (0, "")
    assert key not in ran.err


def test_a_key_is_changed_and_a_mapping_too_while_a_webhook_is_good(thidua: Thidua, tmp_path: Path) -> None:
    old = thidua("hook", "create", "h", "--unit", "hctc", "--data", tmp_path).out.strip()
    (tmp_path / "map.yaml").write_text(MEETINGS, encoding="utf-8")

    rotated = thidua("hook", "rotate", "h", "--overlap-hours", "2", "--data", tmp_path)
    mapped = thidua("hook", "map", "h", "--mapping", tmp_path / "map.yaml", "--data", tmp_path)
    thidua("hook", "revoke", "h", "--data", tmp_path)
    after = [thidua("hook", what, "h", "--data", tmp_path).code for what in ("rotate", "map")]

    assert rotated.out.strip() != old
    assert (rotated.code, mapped.code) == (0, 0)
    assert after == [1, 1]


def test_a_mapping_with_mistakes_makes_no_webhook_and_tells_each(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MEETINGS.replace("activity.recorded", "activity.verified"), encoding="utf-8")

    ran = thidua("hook", "create", "h", "--unit", "hctc", "--mapping", path, "--data", tmp_path)
    checked = thidua("hook", "check", path)

    assert (ran.code, checked.code) == (1, 1)
    assert ran.out.startswith(f"{path}:3:11: ")
    assert thidua("hook", "list", "--data", tmp_path).rows == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("create", "H", "--unit", "hctc"),
        ("create", "h", "--unit", "Hctc"),
        ("create", "h", "--unit", "hctc", "--days", "0"),
        ("create", "h", "--unit", "hctc", "--key-stdin"),
        ("revoke", "none"),
        ("rotate", "none"),
    ],
    ids=["name", "unit", "days", "no key", "revoke unknown", "rotate unknown"],
)
def test_what_cannot_be_done_is_told_in_one_line(thidua: Thidua, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    ran = thidua("hook", *wrong, "--data", tmp_path)

    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1


def test_a_name_is_used_once(thidua: Thidua, tmp_path: Path) -> None:
    asked = ("hook", "create", "h", "--unit", "hctc", "--data", tmp_path)

    assert [thidua(*asked).code for _ in range(2)] == [0, 1]
