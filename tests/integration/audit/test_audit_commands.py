"""`thidua audit verify`, `export`, `replay` and `prove`: on an installation that runs, on it stopped, on its bundle."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.audit.domain.notes import VerifierKey
from services.audit.domain.tlog_proof import check_proof, parse_proof
from shared.adapters.audit_files import read_printed
from tests.faults.campaign import CAMPAIGN, UNITS, activity, launch
from tests.faults.installation import THIDUA, Running, batches, installation, post_until_answered
from tests.waiting import a_moment

FACTS = 300


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A stopped installation, and what its commands said while it ran."""
    data = tmp_path_factory.mktemp("audited")
    with installation(data) as running:
        reported = asyncio.run(_report(running))
        position = reported[-1][-1]
        said = {
            "reported": reported,
            "position": position,
            "verify": audit("verify", "--json", data=data),
            "export": audit("export", str(data / "running.bundle"), "--json", data=data),
            "replay": audit("replay", "--json", data=data),
            "prove": audit("prove", str(position), "--json", data=data),
        }
        assert running.stop() == 0
    return data, said


async def _size_signed(client: httpx.AsyncClient) -> int:
    """How many facts the newest checkpoint covers: its second line."""
    answer = await client.get("/audit/checkpoint")
    return int(answer.text.splitlines()[1]) if answer.status_code == 200 else 0


async def _report(running: Running) -> list[list[int]]:
    """The positions of each batch; what the services state stands between them."""
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        while not await _size_signed(client):  # one checkpoint covers some of the facts and not all that follow
            await a_moment()
        bearer = running.token("unit", UNITS[0])
        return [
            [int(result["position"]) for result in await post_until_answered(client, bearer, batch)]
            for batch in batches((activity(UNITS[0], number) for number in range(FACTS)), 7)
        ]


def audit(*arguments: str, data: Path) -> "subprocess.CompletedProcess[str]":
    """Run `thidua audit`, with DATA and no token."""
    command = [THIDUA, "audit", *arguments, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env={"LANG": "C.UTF-8"})


def offline(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The same where there is no installation at all."""
    return audit(*arguments, data=folder / "nowhere")


def told(ended: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    """The JSON object that it printed."""
    assert ended.returncode == 0, ended.stderr
    said: dict[str, Any] = json.loads(ended.stdout)
    return said


def test_a_running_installation_is_verified_exported_replayed_and_proven(history: tuple[Path, dict[str, Any]]) -> None:
    _, said = history

    verified, exported, replayed, proven = (told(said[name]) for name in ("verify", "export", "replay", "prove"))

    assert verified["ok"] is True
    assert verified["facts"] >= FACTS
    assert {"tracking", "awards", "notify"} <= verified["more"].keys()
    assert exported["facts"] >= FACTS
    assert all(one["equal"] for one in replayed["compared"])
    assert f'"activity_id":"{UNITS[0]}-{FACTS - 1}"' in proven["fact"]


def test_a_stopped_one_says_the_same(history: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    data, said = history

    verified = told(audit("verify", "--json", data=data))
    exported = told(audit("export", str(tmp_path / "stopped.bundle"), "--json", data=data))
    proven = told(audit("prove", str(said["position"]), "--json", data=data))

    assert (verified["ok"], verified["root"]) == (True, exported["root"])
    assert exported["size"] == exported["facts"] >= told(said["export"])["facts"]
    assert proven["fact"] == told(said["prove"])["fact"]


def test_an_auditor_with_the_file_and_a_key_alone_verifies_replays_and_proves(
    history: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data, said = history
    bundle = str(shutil.copy(data / "running.bundle", tmp_path / "log.bundle"))
    key = told(said["export"])["keys"][0]

    verified = told(offline("verify", "--bundle", bundle, "--key", key, "--json", folder=tmp_path))
    replayed = told(offline("replay", "--bundle", bundle, "--key", key, "--json", folder=tmp_path))
    proof, fact = tmp_path / "fact.tlog-proof", tmp_path / "fact.json"
    written = ("--out", str(proof), "--fact", str(fact))
    proven = offline("prove", str(said["position"]), "--bundle", bundle, *written, folder=tmp_path)

    assert (verified["keys_given"], verified["root"]) == (True, told(said["export"])["root"])
    assert replayed["digests"]["tracking"] == told(said["replay"])["digests"]["tracking"]
    assert proven.returncode == 0, proven.stderr
    check_proof(fact.read_bytes(), parse_proof(proof.read_bytes()), log_key=VerifierKey.parse(key))
    (tmp_path / "keys.txt").write_text(f"{key}\n")
    by_file = offline("check", str(fact), str(proof), "--keys", str(tmp_path / "keys.txt"), folder=tmp_path)
    assert (by_file.returncode, by_file.stdout.startswith("Proven: leaf ")) == (0, True)
    fact.write_bytes(fact.read_bytes() + b"\n")
    changed = offline("check", str(fact), str(proof), "--key", key, folder=tmp_path)
    assert (changed.returncode, changed.stdout) == (1, "")
    assert not (tmp_path / "nowhere").exists()


def test_a_part_is_verified_and_proven_and_cannot_be_replayed(
    history: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data, said = history
    part = str(tmp_path / "part.bundle")
    begins, between, ends = said["reported"][1][2], said["reported"][3][3], said["reported"][5][1]

    exported = told(audit("export", part, "--from", str(begins), "--to", str(ends), "--json", data=data))

    assert (exported["begins"], exported["ends"]) == (begins, ends)
    assert told(offline("verify", "--bundle", part, "--json", folder=tmp_path))["facts"] == exported["facts"]
    assert offline("prove", str(between), "--bundle", part, folder=tmp_path).returncode == 0
    refused = offline("replay", "--bundle", part, folder=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert f"begins at position {begins}" in refused.stderr
    assert CAMPAIGN.encode() in Path(part).read_bytes().split(b"facts", 1)[0], "the definition is there"


def test_a_changed_byte_in_the_file_is_found_with_its_position(
    history: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data, said = history
    content = (data / "running.bundle").read_bytes()
    changed = tmp_path / "changed.bundle"
    changed.write_bytes(content.replace(f'"{UNITS[0]}-{FACTS - 1}"'.encode(), f'"{UNITS[0]}-{FACTS + 1}"'.encode(), 1))

    refused = offline("verify", "--bundle", str(changed), folder=tmp_path)
    in_json = offline("verify", "--bundle", str(changed), "--json", folder=tmp_path)

    assert (refused.returncode, in_json.returncode) == (1, 1)
    assert f"position {said['position']}" in refused.stderr
    assert json.loads(in_json.stdout)["place"] == f"position {said['position']}"


def test_a_changed_read_model_is_found_and_named(history: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    data = copied(history[0], tmp_path / "copy")
    (served,) = (data / "read").glob("tracking*.sqlite")
    with closing(sqlite3.connect(served, isolation_level=None)) as database:
        database.execute(
            "UPDATE activity SET quantity = quantity + 1 WHERE activity_id = (SELECT min(activity_id) FROM activity)"
        )

    refused = audit("verify", "--json", data=data)

    assert refused.returncode == 1
    assert json.loads(refused.stdout)["place"] == "read models of tracking"


def test_a_changed_tile_is_found_and_named(history: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    data = copied(history[0], tmp_path / "copy")
    tile = data / "audit" / "tree" / "tile" / "0" / "000"
    content = bytearray(tile.read_bytes())
    content[40] ^= 1
    tile.write_bytes(content)

    refused = audit("verify", data=data)

    second_fact = (1_001, 2_000)  # the first commit may be one token that was granted
    assert refused.returncode == 1
    assert refused.stderr.split(":")[0] in {f"tile/0/000, position {position}" for position in second_fact}


def test_what_no_checkpoint_covers_yet_is_signed_first_where_the_key_is(
    history: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data = copied(history[0], tmp_path / "copy")
    lag_behind(data)

    exported = told(audit("export", str(tmp_path / "log.bundle"), "--json", data=data))

    assert exported["size"] == exported["facts"] >= FACTS


def test_what_no_checkpoint_covers_yet_is_not_exported_without_the_key(
    history: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data = copied(history[0], tmp_path / "copy")
    lag_behind(data)
    (data / "audit" / "keys" / "signing.key").unlink()

    refused = audit("export", str(tmp_path / "log.bundle"), data=data)

    assert refused.returncode == 1
    assert "No checkpoint covers this yet" in refused.stderr
    assert not list(tmp_path.glob("log.bundle*"))


def test_who_wrote_down_either_key_verifies_what_both_signed_after_one_replaced_the_other(
    history: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data, bundle = copied(history[0], tmp_path / "copy"), str(tmp_path / "log.bundle")
    old = told(history[1]["export"])["keys"][0]
    new = audit("rotate-key", "--basis", "a year has passed", data=data).stdout.strip()
    lag_behind(data, to=1)  # number 0 is that of the empty log

    told(audit("export", bundle, "--json", data=data))
    verified = [
        told(offline("verify", "--bundle", bundle, "--key", key, "--json", folder=tmp_path)) for key in (old, new)
    ]
    live = told(audit("verify", "--key", old, "--json", data=data))

    assert [(one["keys_given"], one["checkpoints"]) for one in verified] == [(True, 2)] * 2
    assert live["keys_given"]
    assert old != new


def lag_behind(data: Path, *, to: int = 0) -> None:
    """Forget the newest checkpoints, as a crash before they were signed would, but for that number."""
    printed = data / "audit" / "checkpoints.txt"
    (data / "audit" / "checkpoint").write_bytes(read_printed(printed)[to])
    printed.unlink()


def test_what_is_not_there_is_refused_in_one_line(history: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    data, _ = history
    nothing = str(tmp_path / "nothing.bundle")

    ended = [
        audit("prove", "999000", data=data),
        audit("export", nothing, "--from", "999000", data=data),
        offline("verify", "--bundle", nothing, folder=tmp_path),
        offline("verify", "--bundle", str(data / "running.bundle"), "--key", "no-key", folder=tmp_path),
    ]

    assert [(one.returncode, one.stderr.count("\n")) for one in ended] == [(1, 1)] * 4, [one.stderr for one in ended]
    assert not Path(nothing).exists()


@pytest.mark.parametrize("command", [("verify",), ("replay",), ("prove", "1000"), ("export", "x.bundle")])
def test_a_folder_without_an_installation_is_named_and_left_as_it_is(command: tuple[str, ...], tmp_path: Path) -> None:
    refused = audit(*command, data=tmp_path / "mistyped")

    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert "There is no installation in this folder" in refused.stderr
    assert not list(tmp_path.iterdir())


def copied(data: Path, to: Path) -> Path:
    """All that an installation keeps, without what only its processes had."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("run"))
    return to
