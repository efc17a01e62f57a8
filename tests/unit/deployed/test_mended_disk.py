"""When `up` ends a nats-server whose disk refused a write: once the disk takes writes again, and not before."""

from pathlib import Path

import pytest

from deploy.local.mended_disk import MendedDisk

REFUSED = "[1] [ERR] Filestore [LOG] Critical write error: write 1.blk: no space left on device\n"
AT_PEACE = "[1] [INF] Server is ready\n"


class Tended:
    """A log file, a store and a clock; how often the server was ended."""

    def __init__(self, folder: Path) -> None:
        self.log_file = folder / "nats.log"
        self.store = folder / "nats" / "store"
        self.probe = folder / "nats" / "disk-probe"
        self.store.mkdir(parents=True)
        self.log_file.write_text(REFUSED)  # of a server before this one
        self.ended = 0
        self.told: list[str] = []
        self._now = 0.0
        self.disk = MendedDisk(
            log_file=self.log_file, store=self.store, end=self._end, report=self.told.append, now=lambda: self._now
        )

    def say(self, line: str) -> None:
        with self.log_file.open("a") as file:
            file.write(line)

    def seconds_later(self, seconds: float = 1.0) -> int:
        """How often the server was ended by then."""
        self._now += seconds
        self.disk.tend()
        return self.ended

    def _end(self) -> None:
        self.ended += 1


@pytest.fixture
def tended(tmp_path: Path) -> Tended:
    return Tended(tmp_path)


def test_a_server_that_says_nothing_of_its_disk_is_left_alone(tended: Tended) -> None:
    tended.say(AT_PEACE)

    assert tended.seconds_later() == 0
    assert not tended.probe.exists()


def test_a_server_whose_disk_refused_a_write_is_ended_once_when_the_disk_takes_writes(tended: Tended) -> None:
    tended.say(AT_PEACE + REFUSED + REFUSED)

    assert [tended.seconds_later() for _ in range(3)] == [1, 1, 1]
    assert len(tended.told) == 2


def test_while_the_disk_takes_no_writes_the_server_goes_on_answering_reads(tended: Tended) -> None:
    tended.probe.mkdir()  # nothing can be written there
    tended.say(REFUSED)
    before = [tended.seconds_later() for _ in range(3)]

    tended.probe.rmdir()

    assert before == [0, 0, 0]
    assert tended.seconds_later() == 1


def test_a_disk_that_goes_on_refusing_has_the_server_ended_ever_more_rarely(tended: Tended) -> None:
    ends = []
    for _ in range(16):
        tended.say(REFUSED)
        ends.append(tended.seconds_later())

    assert ends == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5]


def test_what_is_said_in_another_log_file_is_read_from_its_beginning(tended: Tended) -> None:
    tended.log_file.write_text("")
    tended.seconds_later()
    tended.say(REFUSED)

    assert tended.seconds_later() == 1


def test_before_the_next_start_the_newest_block_is_written_anew_and_is_the_same(tended: Tended) -> None:
    messages = tended.store / "jetstream" / "SERVICES" / "streams" / "LOG" / "msgs"
    messages.mkdir(parents=True)
    blocks = {number: messages / f"{number}.blk" for number in (2, 9, 10)}
    for number, block in blocks.items():
        block.write_bytes(bytes([number]) * 3_000_000)
        block.chmod(0o640)
    before = {number: block.stat().st_ino for number, block in blocks.items()}

    tended.disk.before_start()
    untouched = {number: block.stat().st_ino for number, block in blocks.items()}
    tended.say(REFUSED)
    tended.seconds_later()
    tended.disk.before_start()

    after = {number: block.stat().st_ino for number, block in blocks.items()}
    assert untouched == before
    assert [number for number in blocks if after[number] != before[number]] == [10]
    assert blocks[10].read_bytes() == bytes([10]) * 3_000_000
    assert blocks[10].stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tended.store.parent.iterdir()) == ["store"]
