"""The vault on real files: a key outlives a crash, and what is sealed opens for its own subject alone."""

import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from shared.adapters.sealing import SealBroken, Sealed, new_key
from shared.adapters.vault import ERASED, KeyMissing, NotACitizenNumber, Subject, Vault, VaultReader, VaultUnavailable
from shared.core.errors import Fate
from tests.vaults import LAN, MAI, NAME, NUMBER, bytes_on_disk, key_of, sealed_for


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault" / "vault.sqlite"


@pytest.fixture
def vault(path: Path) -> Iterator[Vault]:
    opened = Vault.open(path)
    yield opened
    opened.close()


def test_what_is_sealed_opens_again(vault: Vault) -> None:
    sealed = sealed_for(vault, MAI)

    assert vault.unseal(MAI, sealed) == NAME
    assert NAME not in sealed.encode()


def test_sealed_text_is_safe_in_json_and_never_the_same_twice(vault: Vault) -> None:
    first, second = sealed_for(vault, MAI), sealed_for(vault, MAI)

    assert re.fullmatch(r"v1\.[A-Za-z0-9_-]+", first)
    assert msgspec.json.decode(msgspec.json.encode(first)) == first
    assert first != second


@pytest.mark.parametrize(
    "other",
    [Subject("person", "h-1", "hoa-binh-450"), Subject("household", "h-1", "registry"), LAN],
    ids=["kind", "campaign", "id"],
)
def test_sealed_text_opens_for_its_own_subject_alone(vault: Vault, other: Subject) -> None:
    sealed = sealed_for(vault, MAI)
    sealed_for(vault, other)

    with pytest.raises(SealBroken):
        vault.unseal(other, sealed)


def test_even_under_the_same_key_sealed_text_is_bound_to_its_subject(vault: Vault, path: Path) -> None:
    sealed = sealed_for(vault, MAI)
    sealed_for(vault, LAN)
    with sqlite3.connect(path) as thief:
        thief.execute("UPDATE subject_key SET key = ? WHERE subject_id = 'h-2'", (key_of(path, MAI),))
    thief.close()

    with pytest.raises(SealBroken):
        vault.unseal(LAN, sealed)


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-4] + "AAAA", lambda s: s[:20], lambda s: s[:3], lambda s: s + "é", str.upper]
)
def test_altered_text_does_not_open_and_the_error_quotes_nothing(vault: Vault, spoil: object) -> None:
    assert callable(spoil)
    altered = Sealed(spoil(sealed_for(vault, MAI)))

    with pytest.raises(SealBroken) as caught:
        vault.unseal(MAI, altered)

    assert str(caught.value) == (SealBroken.__doc__ or "").strip()


def test_a_batch_is_sealed_in_order_each_under_its_own_key(vault: Vault, path: Path) -> None:
    plains = [(Subject("household", f"h-{i % 700}", "c"), f"name {i}".encode()) for i in range(1_000)]

    sealed = vault.seal_many(plains)

    opened = [
        vault.unseal(subject, text) for (subject, _), text in zip(plains, sealed, strict=True) if text is not ERASED
    ]
    assert opened == [plain for _, plain in plains]
    assert len({key_of(path, subject) for subject, _ in plains}) == 700


def test_another_connection_finds_the_key_as_soon_as_seal_returns(vault: Vault, path: Path) -> None:
    sealed = sealed_for(vault, MAI)

    reader = VaultReader.open(path)

    assert reader.unseal(MAI, sealed) == NAME
    reader.close()


def test_a_sealed_text_opens_after_its_writer_was_killed(path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from shared.adapters.vault import Subject, Vault;"
        f"v = Vault.open(Path(sys.argv[1])); s = v.seal(Subject(*{tuple(MAI)!r}), {NAME!r});"
        f"os.write(1, (s + ' ' + v.person_ref('{NUMBER}')).encode()); os.kill(os.getpid(), {int(signal.SIGKILL)})"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, timeout=120, check=False)
    sealed, ref = ran.stdout.decode().split()

    vault = Vault.open(path)

    assert ran.returncode == -signal.SIGKILL
    assert vault.unseal(MAI, Sealed(sealed)) == NAME
    assert vault.person_ref(NUMBER) == ref
    vault.close()


def test_every_connection_waits_for_the_disk_and_deletes_for_good(vault: Vault) -> None:
    settings = [
        vault._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")
    ]

    assert settings == ["wal", 2, 1]


def test_only_the_owner_may_look_at_the_files(path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    vault = Vault.open(path)
    sealed_for(vault, MAI)

    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}

    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert modes == {"vault.sqlite": 0o600, "vault.sqlite-wal": 0o600, "vault.sqlite-shm": 0o600}
    vault.close()


def test_the_same_number_is_the_same_person_for_ever(vault: Vault, path: Path) -> None:
    other = "017190005678"

    first, again, another = vault.person_refs([NUMBER, NUMBER, other])
    vault.close()
    reopened = Vault.open(path)

    assert first == again == reopened.person_ref(NUMBER)
    assert another == reopened.person_ref(other) != first
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    reopened.close()


def test_the_number_itself_is_on_no_disk(vault: Vault, path: Path) -> None:
    vault.person_ref(NUMBER)

    assert NUMBER.encode() not in bytes_on_disk(path)


@pytest.mark.parametrize("number", ["", "01719000123", "0171900012345", "01719000123a", "٠١٧١٩٠٠٠١٢٣٤", f"{NUMBER}\n"])
def test_what_is_no_citizen_number_is_refused_without_being_quoted(vault: Vault, number: str) -> None:
    with pytest.raises(NotACitizenNumber) as caught:
        vault.person_refs([NUMBER, number])

    assert str(caught.value) == (NotACitizenNumber.__doc__ or "").strip()


def test_a_content_mac_tells_contents_and_subjects_apart_and_nothing_else(vault: Vault) -> None:
    sealed_for(vault, MAI)
    sealed_for(vault, LAN)

    macs = [vault.content_mac(*case) for case in ((MAI, b"a"), (MAI, b"a"), (MAI, b"b"), (LAN, b"a"))]

    assert macs[0] == macs[1]
    assert len(set(macs)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", str(mac)) for mac in macs)


def test_the_installations_mac_is_the_same_in_every_process_and_needs_no_file(vault: Vault, path: Path) -> None:
    reader = VaultReader.open(path)
    reader.close()
    vault.close()

    macs = vault.installation_mac(b"content"), reader.installation_mac(b"content")

    assert macs[0] == macs[1] != vault.installation_mac(b"other content")
    assert vault.installation_secret == reader.installation_secret


def test_two_installations_have_nothing_in_common(vault: Vault, tmp_path: Path) -> None:
    other = Vault.open(tmp_path / "other" / "vault.sqlite")

    assert other.installation_mac(b"content") != vault.installation_mac(b"content")
    assert other.person_ref(NUMBER) != vault.person_ref(NUMBER)
    other.close()


def test_threads_and_processes_that_race_for_a_first_key_get_the_same(vault: Vault, path: Path) -> None:
    vaults = [vault, vault, Vault.open(path), Vault.open(path)]
    subjects = [Subject("household", f"h-{i}", "c") for i in range(50)]

    with ThreadPoolExecutor(len(vaults)) as racing:
        batches = list(racing.map(lambda racer: racer.seal_many([(subject, NAME) for subject in subjects]), vaults))

    opened = {
        vault.unseal(subject, text)
        for batch in batches
        for subject, text in zip(subjects, batch, strict=True)
        if text is not ERASED
    }
    assert opened == {NAME}
    for other in vaults[2:]:
        other.close()


def test_processes_that_open_a_new_vault_at_once_share_one_secret(path: Path) -> None:
    with ThreadPoolExecutor(8) as racing:
        vaults = list(racing.map(Vault.open, [path] * 8))

    assert len({vault.installation_secret for vault in vaults}) == 1
    for vault in vaults:
        vault.close()


def test_a_vault_that_is_not_there_is_unavailable_to_a_reader(path: Path) -> None:
    with pytest.raises(VaultUnavailable) as caught:
        VaultReader.open(path)

    assert caught.value.fate is Fate.LATER
    assert not path.exists()


def test_a_failed_batch_leaves_no_key_behind(vault: Vault, path: Path) -> None:
    with sqlite3.connect(path) as saboteur:
        saboteur.execute(
            "CREATE TRIGGER full BEFORE INSERT ON subject_key WHEN (SELECT count(*) FROM subject_key) = 1"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    with pytest.raises(VaultUnavailable):
        vault.seal_many([(MAI, NAME), (LAN, NAME)])
    saboteur.execute("DROP TRIGGER full")
    saboteur.close()

    for subject in (MAI, LAN):
        with pytest.raises(KeyMissing):
            vault.content_mac(subject, b"content")
        assert vault.unseal(subject, sealed_for(vault, subject)) == NAME


def test_while_one_writer_gives_a_first_key_no_other_gives_another(
    vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Vault.open(path)
    other._db.execute("PRAGMA busy_timeout = 1")
    refusals = []

    def new_key_while_the_other_tries() -> bytes:
        monkeypatch.undo()
        with pytest.raises(VaultUnavailable) as caught:
            other.seal(MAI, NAME)
        refusals.append(caught.value)
        return new_key()

    monkeypatch.setattr("shared.adapters.sealing.new_key", new_key_while_the_other_tries)
    sealed = sealed_for(vault, MAI)

    assert len(refusals) == 1
    assert other.unseal(MAI, sealed) == NAME
    other.close()


def test_many_more_subjects_than_are_remembered_still_open(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.adapters.vault._REMEMBERED_KEYS", 10)
    subjects = [Subject("household", f"h-{i}", "c") for i in range(50)]
    sealed = vault.seal_many([(subject, NAME) for subject in subjects])

    opened = {vault.unseal(subject, text) for subject, text in zip(subjects, sealed, strict=True) if text is not ERASED}

    assert opened == {NAME}
    assert len(vault._keys) == 10


def test_a_vault_that_is_closed_says_so_to_whoever_comes_later(vault: Vault) -> None:
    vault.close()

    with pytest.raises(VaultUnavailable):
        vault.is_erased(MAI)
