"""What audit keeps on disk: keys for their owner alone, checkpoints for everybody, tiles where C2SP says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.adapters.audit_files import AuditFiles, read_printed
from shared.adapters.durable_files import FEW, held_alone, write_whole
from shared.adapters.qr_text import qr_text
from shared.adapters.tile_files import LeafIndex, TileFiles

NOW = datetime(2025, 5, 12, 8, 0, tzinfo=UTC)


def note(size: int) -> bytes:
    return f"log.example\n{size}\nAAAA\n\n— log.example c2ln\n".encode()


def test_the_signing_key_is_for_its_owner_alone_and_made_once(tmp_path: Path) -> None:
    files = AuditFiles(tmp_path / "audit", lambda: NOW)

    files.make_key("first", public="public-1")
    files.make_key("second", public="public-1")

    assert files.signing_key() == "first"
    assert files.public_keys() == ["public-1"]
    assert (tmp_path / "audit" / "keys" / "signing.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "audit" / "keys").stat().st_mode & 0o777 == 0o700


def test_checkpoints_are_printed_one_after_another_with_a_picture_once_a_minute(tmp_path: Path) -> None:
    moments = iter(NOW + timedelta(seconds=seconds) for seconds in (0, 1, 61))
    files = AuditFiles(tmp_path, lambda: next(moments))

    for size in (1, 2, 3):
        files.print_checkpoint(note(size))

    assert read_printed(files.printed) == [note(1), note(2), note(3)]
    assert files.printed.read_text().count(qr_text(note(1).decode())) == 1
    assert files.printed.read_text().count(qr_text(note(2).decode())) == 0
    assert files.printed.read_text().count(qr_text(note(3).decode())) == 1
    assert files.is_printed(note(3))
    assert not files.is_printed(note(4))


def test_what_is_accepted_sets_the_old_tree_aside_and_forgets_nothing(tmp_path: Path) -> None:
    files = AuditFiles(tmp_path, lambda: NOW)
    files.make_key("old", public="public-1")
    files.keep_checkpoint(note(5))
    TileFiles(files.tree).put("tile/0/000.p/5", b"x")
    files.refuse("log_too_short\nan older copy")

    aside = files.accept("new", public="public-2", handover=note(0), basis="decided on Monday")

    assert (aside / "checkpoint").read_bytes() == note(5)
    assert (aside / "tree" / "tile" / "0" / "000.p" / "5").read_bytes() == b"x"
    assert (files.signing_key(), files.public_keys()) == ("new", ["public-1", "public-2"])
    assert (files.checkpoint(), files.refusal(), files.handovers()) == (b"", "", [note(0)])
    assert "decided on Monday" in (tmp_path / "decisions.jsonl").read_text()
    assert "an older copy" in (tmp_path / "decisions.jsonl").read_text()


def test_a_tile_is_whole_or_not_there_and_dropped_with_the_folder_it_leaves_empty(tmp_path: Path) -> None:
    tiles = TileFiles(tmp_path)

    tiles.put("tile/0/x001/067.p/5", b"five")
    tiles.put("tile/0/x001/067.p/5", b"more")
    tiles.sync()

    assert tiles.read("tile/0/x001/067.p/5") == b"more"
    tiles.drop(["tile/0/x001/067.p/5", "tile/0/x001/067.p/4"])
    assert tiles.read("tile/0/x001/067.p/5") is None
    assert [path.name for path in (tmp_path / "tile" / "0" / "x001").iterdir()] == []


def test_a_leaf_is_found_by_its_commit_and_a_commit_by_its_leaf(tmp_path: Path) -> None:
    sizes = [3, 1, 1_000, 7]
    index = LeafIndex(tmp_path / "commits")
    for number in range(1, 5):
        index.put(number, sum(sizes[:number]))

    found = [index.commit_of(leaf, last=4) for leaf in range(sum(sizes))]

    assert found == [number for number, size in enumerate(sizes, start=1) for _ in range(size)]
    assert (len(index), index.leaves(0), index.leaves(4)) == (4, 0, 1_011)
    with pytest.raises(KeyError):
        index.leaves(5)
    index.close()


def test_a_file_is_replaced_whole_even_after_a_draft_was_left_behind(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.new").write_bytes(b"half of")

    write_whole(tmp_path / "checkpoint", b"whole")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("checkpoint", b"whole")]


def test_a_witness_s_folder_is_for_one_process(tmp_path: Path) -> None:
    with held_alone(tmp_path / "lock"), pytest.raises(BlockingIOError), held_alone(tmp_path / "lock"):
        pass


def test_the_picture_of_a_checkpoint_fits_on_a_page() -> None:
    picture = qr_text(note(10**9).decode() * 2).splitlines()

    assert len(picture) < 40
    assert {len(line) for line in picture} == {len(picture[0])}
    assert len(picture[0]) < 80


@pytest.mark.parametrize("count", [1, FEW + 1])
def test_few_files_or_many_are_on_disk_after_one_call(count: int, tmp_path: Path) -> None:
    tiles = TileFiles(tmp_path)
    for number in range(count):
        tiles.put(f"tile/0/{number:03}", b"hashes")
    tiles.put("tile/1/000.p/1", b"dropped since")
    tiles.drop(["tile/1/000.p/1"])

    tiles.sync()

    assert [tiles.read(f"tile/0/{number:03}") for number in range(count)] == [b"hashes"] * count
