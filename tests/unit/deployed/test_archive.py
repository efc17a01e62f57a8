"""A backup's file: whatever changes in it is noticed before anything is laid down, and nothing leads out of it."""

import hashlib
import io
import tarfile
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.archive import SUMS, BadBackup, Packed, check, unpack

MEMBERS = {"about.json": b"{}", "vault/vault.sqlite": bytes(range(256)) * 5, "audit/keys/public.txt": b"key\n"}


def packed(folder: Path) -> Path:
    path = folder / "thidua.backup"
    (folder / "vault").write_bytes(MEMBERS["vault/vault.sqlite"])
    with Packed(path) as made:
        made.add("about.json", MEMBERS["about.json"])
        made.add_file("vault/vault.sqlite", folder / "vault")
        made.add("audit/keys/public.txt", MEMBERS["audit/keys/public.txt"])
    return path


def unpacked(path: Path, folder: Path) -> dict[str, bytes]:
    """The names that a check finds, with what is laid down under each."""
    names = check(path)
    unpack(path, folder)
    return {name: (folder / name).read_bytes() for name in names}


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path)

    assert unpacked(path, tmp_path / "new") == MEMBERS


@given(st.data())
def test_a_changed_byte_is_noticed_or_changes_nothing(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = packed(Path(name))
        content = bytearray(path.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)

        try:
            found = unpacked(path, Path(name) / "new")
        except BadBackup:
            found = MEMBERS
            assert not (Path(name) / "new").exists()

        assert found == MEMBERS


@pytest.mark.parametrize("length", [0, 100, 512, 3000])
def test_a_backup_that_was_cut_off_is_none(length: int, tmp_path: Path) -> None:
    path = packed(tmp_path)
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(BadBackup):
        check(path)


@pytest.mark.parametrize("name", ["../out", "/etc/out", "vault/../../out"])
def test_a_name_that_leads_out_of_it_is_refused(name: str, tmp_path: Path) -> None:
    sums = f"{hashlib.sha256(b'x').hexdigest()}  {name}\n".encode()
    with tarfile.open(tmp_path / "bad", "w") as tar:
        for member, content in ((name, b"x"), (SUMS, sums)):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    with pytest.raises(BadBackup, match="leads out"):
        check(tmp_path / "bad")


def test_a_link_in_it_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bad", "w") as tar:
        link = tarfile.TarInfo("vault")
        link.type, link.linkname = tarfile.SYMTYPE, "/"
        tar.addfile(link)

    with pytest.raises(BadBackup, match="is no file"):
        check(tmp_path / "bad")


def test_a_backup_that_could_not_be_finished_leaves_the_older_one(tmp_path: Path) -> None:
    path = packed(tmp_path)
    before = path.read_bytes()

    with pytest.raises(FileNotFoundError), Packed(path) as made:
        made.add_file("vault/vault.sqlite", tmp_path / "gone")

    assert path.read_bytes() == before
    assert not path.with_name(f"{path.name}.new").exists()
