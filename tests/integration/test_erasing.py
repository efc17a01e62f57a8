"""Erasing on real files: a destroyed key is nowhere on the disk, and every process knows at once."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.adapters.sealing import Sealed
from shared.adapters.vault import ERASED, KeyMissing, Subject, Vault, VaultBusy, VaultReader
from shared.core.errors import Fate
from tests.vaults import LAN, MAI, NAME, bytes_on_disk, key_of, sealed_for


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault" / "vault.sqlite"


@pytest.fixture
def vault(path: Path) -> Iterator[Vault]:
    opened = Vault.open(path)
    yield opened
    opened.close()


def test_after_an_erasure_the_key_is_in_no_file_and_nothing_opens(vault: Vault, path: Path) -> None:
    sealed = sealed_for(vault, MAI)
    key = key_of(path, MAI)
    assert key in bytes_on_disk(path)

    vault.erase(MAI)

    assert key not in bytes_on_disk(path)
    assert vault.is_erased(MAI)
    assert vault.unseal(MAI, sealed) is ERASED
    assert vault.content_mac(MAI, b"content") is ERASED


def test_of_thousands_of_keys_the_erased_third_leaves_no_copy_and_the_others_stay(vault: Vault, path: Path) -> None:
    subjects = [Subject("household", f"h-{i * 7919 % 3_000}", "c") for i in range(3_000)]
    sealed = dict(zip(subjects, vault.seal_many([(subject, NAME) for subject in subjects]), strict=True))
    gone, kept = subjects[::3], subjects[1::3]
    keys = {subject: key_of(path, subject) for subject in subjects}

    vault.sweep(gone)

    raw = bytes_on_disk(path)
    assert not [subject for subject in gone if keys[subject] in raw]
    assert {vault.unseal(subject, text) for subject in kept if (text := sealed[subject]) is not ERASED} == {NAME}
    # A live key lies in the file once: a second copy would outlive its erasure.
    assert {raw.count(keys[subject]) for subject in kept} == {1}


def test_erasing_again_or_erasing_the_unknown_does_no_harm(vault: Vault) -> None:
    sealed_for(vault, MAI)

    for _ in range(2):
        vault.erase(MAI)
    vault.erase(LAN)

    assert vault.is_erased(MAI)
    assert vault.is_erased(LAN)


def test_an_erased_subject_is_never_sealed_again_and_costs_the_batch_nothing(vault: Vault) -> None:
    vault.erase(MAI)

    erased, sealed = vault.seal_many([(MAI, NAME), (LAN, NAME)])

    assert erased is ERASED
    assert sealed is not ERASED
    assert vault.unseal(LAN, sealed) == NAME


def test_other_processes_notice_an_erasure_at_once(vault: Vault, path: Path) -> None:
    reader, second_writer = VaultReader.open(path), Vault.open(path)
    sealed = sealed_for(vault, MAI)
    assert reader.unseal(MAI, sealed) == second_writer.unseal(MAI, sealed) == NAME

    vault.erase(MAI)

    assert reader.unseal(MAI, sealed) is ERASED
    assert second_writer.seal(MAI, NAME) is ERASED
    reader.close()
    second_writer.close()


def test_an_erasure_that_cannot_reach_the_write_ahead_file_says_so(vault: Vault, path: Path) -> None:
    sealed = sealed_for(vault, MAI)
    vault._db.execute("PRAGMA busy_timeout = 20")
    lingering = sqlite3.connect(path, isolation_level=None)
    lingering.execute("BEGIN")
    lingering.execute("SELECT count(*) FROM subject_key").fetchone()

    with pytest.raises(VaultBusy) as caught:
        vault.erase(MAI)
    lingering.execute("COMMIT")
    vault.erase(MAI)

    assert caught.value.fate is Fate.LATER
    assert vault.unseal(MAI, sealed) is ERASED
    assert (path.parent / "vault.sqlite-wal").stat().st_size == 0
    lingering.close()


def test_a_restored_vault_is_swept_of_what_the_log_erased(vault: Vault, path: Path, tmp_path: Path) -> None:
    sealed = sealed_for(vault, MAI)
    restored_path = tmp_path / "restored" / "vault.sqlite"
    restored_path.parent.mkdir()
    with sqlite3.connect(restored_path) as copy:
        vault._db.backup(copy)
    copy.close()
    vault.erase(MAI)
    key = key_of(restored_path, MAI)

    restored = Vault.open(restored_path)
    held = restored.sweep([MAI, LAN])

    assert held == 1
    assert restored.unseal(MAI, sealed) is ERASED
    assert restored.is_erased(LAN)
    assert key not in bytes_on_disk(restored_path)
    assert restored.sweep([MAI, LAN]) == 0
    restored.close()


def test_a_key_that_is_lost_but_not_erased_is_told_apart(vault: Vault) -> None:
    with pytest.raises(KeyMissing):
        vault.unseal(MAI, Sealed("v1.AAAA"))

    assert not vault.is_erased(MAI)
