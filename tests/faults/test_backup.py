"""`thidua backup` and `restore` on a whole installation: facts at their old positions, erasures carried out again."""

import asyncio
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.local.installation import Installation
from deploy.local.reading_log import reading_log
from tests.examples import CAMPAIGN, ESTABLISHED
from tests.faults.installation import installation
from tests.faults.test_erasing import HOME, MAI_CHAU, VAULT, erase, files_with, read, sent, thidua
from tests.faults.uploading import Sender
from tests.integration.door.statements import NUMBER, event, household, launch
from tests.integration.door.test_evidence import a_picture
from tests.vaults import key_of


class Lost(NamedTuple):
    """An installation that was backed up, went on, and is gone but for its tiles."""

    backup: Path
    data: Path
    told: subprocess.CompletedProcess[str]
    then: list[bytes]
    end: list[bytes]
    key: bytes
    own: bytes
    theirs: bytes
    resumed: list[int]


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lost]:
    """One household when the backup is made while it runs; another after it; then the first is erased."""
    folder = tmp_path_factory.mktemp("lost")
    backup, data = folder / "thidua.backup", folder / "old"
    data.mkdir()
    with installation(data) as running:
        sent(running, [event(fact, "registry") for fact in ESTABLISHED], "admin")
        sent(running, launch(CAMPAIGN), "admin")
        sent(running, [household(CAMPAIGN, "HB-1", number=NUMBER)], "unit", MAI_CHAU)
        unit, own, theirs = Sender(running, MAI_CHAU), a_picture(2_000_000), a_picture()
        unit.put(theirs, subject_kind="HOUSEHOLD", subject_id="HB-1")
        upload = unit.began(own)
        unit.killing_midway(upload, own)
        came = unit.came(upload)
        resumed = [came, unit.asked(own).status_code, unit.part(upload, own[came:], at=came).status_code]
        resumed.append(unit.asked(own).status_code)
        told = thidua(data, "backup", str(backup))
        then = lines_of(data)
        sent(running, [household(CAMPAIGN, "HB-2", number="001234567891")], "unit", MAI_CHAU)
        key = key_of(data / VAULT, HOME)
        assert erase(data).returncode == 0
        end = lines_of(data)
        assert thidua(data, "audit", "prove", f"{len(end)}000").returncode == 0  # waits until all is signed
        running.stop()
        yield Lost(backup, data, told, then, end, key, own, theirs, resumed)


def lines_of(data: Path) -> list[bytes]:
    """The commits of an installation's log, each with its number before it."""

    async def read_all() -> list[bytes]:
        async with reading_log(Installation(data)) as log:
            return [
                b"%d %s %s\n%s" % (one.number, one.campaign.encode(), one.owner.encode(), one.payload)
                async for commits in log.read()
                for one in commits
            ]

    return asyncio.run(read_all())


def tokens_of(data: Path) -> set[str]:
    """The ids of the tokens that an installation knows."""
    return {line.split("\t")[0] for line in thidua(data, "token", "list").stdout.splitlines()}


def restored(lost: Lost, data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return thidua(data, "restore", str(lost.backup), *more)


def test_a_file_whose_sender_loses_tracking_midway_goes_on_and_is_never_seen_half(lost: Lost) -> None:
    came, half, last, whole = lost.resumed

    assert 0 < came < len(lost.own)
    assert (half, last, whole) == (404, 201, 200)


def test_a_backup_is_made_while_it_runs_for_its_owner_alone(lost: Lost) -> None:
    with tarfile.open(lost.backup) as tar:
        names = tar.getnames()

    assert lost.told.returncode == 0, lost.told.stderr
    assert stat.S_IMODE(lost.backup.stat().st_mode) == 0o600
    assert {"log.bundle", "vault/vault.sqlite", "access.sqlite", "audit/keys/signing.key", "SHA256SUMS"} <= set(names)
    assert [path.name for path in lost.backup.parent.iterdir() if path != lost.data] == [lost.backup.name]


def test_restored_every_fact_stands_at_its_old_position_and_all_is_proven(lost: Lost, tmp_path: Path) -> None:
    new = tmp_path / "new"

    told = restored(lost, new)

    assert told.returncode == 0, told.stderr
    assert lines_of(new) == lost.then
    assert key_of(new / VAULT, HOME) == lost.key
    assert not (new / "log.bundle").exists()
    assert thidua(new, "audit", "verify").returncode == 0
    assert set() < tokens_of(new) < tokens_of(lost.data)
    kept = [path for path in (new / "evidence").rglob("*") if path.is_file()]
    assert sorted(path.name for path in kept) == sorted(sha256(one).hexdigest() for one in (lost.own, lost.theirs))


def test_what_the_backup_does_not_hold_comes_back_from_tiles_and_an_erasure_is_carried_out_again(
    lost: Lost, tmp_path: Path
) -> None:
    new, mirror = tmp_path / "new", tmp_path / "mirror"
    shutil.copytree(lost.data / "audit", mirror / "audit")  # all that is left of the old machine
    (mirror / "audit" / "keys" / "signing.key").unlink()

    told = restored(lost, new, "--tiles", str(mirror))

    assert told.returncode == 0, told.stderr
    assert lines_of(new) == lost.end
    assert files_with(new, lost.key) == {VAULT.as_posix()}  # the vault is as old as the backup
    with installation(new) as running:
        assert read(running)["person"] == {"erased": True}
        assert files_with(new, lost.key) == set()
        unit = Sender(running, MAI_CHAU)
        assert unit.asked(lost.own).content == lost.own
        assert unit.asked(lost.theirs).status_code == 410
        kept = [path.name for path in (new / "evidence" / "kept").rglob("*") if path.is_file()]
        assert kept == [sha256(lost.own).hexdigest()]


def test_of_a_damaged_backup_nothing_is_restored(lost: Lost, tmp_path: Path) -> None:
    content = bytearray(lost.backup.read_bytes())
    content[content.index(b"vn.thidua.household.identified")] ^= 1
    damaged = lost._replace(backup=tmp_path / "damaged")
    damaged.backup.write_bytes(content)

    told = restored(damaged, tmp_path / "new")

    assert (told.returncode, told.stdout) == (1, "")
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_something(lost: Lost, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")

    told = restored(lost, tmp_path)

    assert (told.returncode, [path.name for path in tmp_path.iterdir()]) == (1, ["mine"])
    assert "is not empty: choose a new folder with --data" in told.stderr


def test_a_log_that_somebody_else_signed_is_refused(lost: Lost, tmp_path: Path) -> None:
    stranger = "example.org/log+6e2ac0ca+AZ0ZpPtMBKKSD7yjP3D0EkQ4wXAGXbNXPBXJMVvE5+qi"

    told = restored(lost, tmp_path / "new", "--key", stranger)

    assert told.returncode == 1
    assert not (tmp_path / "new").exists()
