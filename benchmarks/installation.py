"""`thidua up` (or `demo`) in a folder of its own, as a user starts it: how soon it is ready, and what it takes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import msgspec

from benchmarks import campaign
from deploy.nats.server import free_port
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.core.events import CampaignLaunched, Data, UnitEstablished

THIDUA: Final = str(Path(sys.executable).with_name("thidua"))
STOP_SECONDS: Final = 12
BATCH: Final = "application/cloudevents-batch+json"


class DidNotStart(Exception):
    """The installation ended before it was ready; what it said stands above."""


class Running:
    """An installation that runs; `ready_s` is how long it took."""

    def __init__(self, data: Path, *, command: Sequence[str], environment: Mapping[str, str], until: str) -> None:
        self.data = data
        self.port = free_port()
        begun = time.perf_counter()
        self._process = subprocess.Popen(
            [THIDUA, *command, "--data", str(data), "--port", str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        self.ready_s = self._wait_for("ready ") - begun
        if until:
            self._wait_for(until)

    def token(self, role: str, *, unit_id: str = "") -> str:
        """A new bearer token, made as `thidua token create` makes it."""
        access = Access.open(f"sqlite:///{self.data.absolute() / 'access.sqlite'}", system_clock)
        try:
            return access.create_token(role, unit_id=unit_id)[1]
        finally:
            access.close()

    def launch(self, definition: Sequence[Data] = campaign.LAUNCH, *, people: int) -> None:
        """Launch the campaign that is measured on, with so many people in its unit."""
        admin, secretary = self.token("admin"), self.token("secretary")
        units = [one for data in definition if isinstance(data, CampaignLaunched) for one in data.units]
        self._state(admin, [UnitEstablished(unit.id, unit.kind, unit.name, unit.parent) for unit in units])
        for first in range(0, people, 500):
            self._state(secretary, campaign.people(first, min(first + 500, people)))
        self._state(admin, definition)

    def establish(self, units: Sequence[UnitEstablished]) -> None:
        """State that these units are there."""
        self._state(self.token("admin"), units)

    def post(self, bearer: str, batch: bytes, *, events: int) -> None:
        """State so many events, all of which are to be recorded. Raises DidNotStart."""
        headers = {"authorization": f"Bearer {bearer}", "content-type": BATCH}
        url = f"http://127.0.0.1:{self.port}/tracking/events"
        answer = httpx.post(url, headers=headers, content=batch, timeout=60)
        if answer.status_code != 200 or answer.text.count('"recorded"') != events:
            raise DidNotStart(f"{answer.status_code} {answer.text[:500]}")

    def pss_mb(self) -> float:
        """The memory of all its processes, shared pages counted once (the sum of PSS), in MB."""
        return sum(_pss_kb(pid) for pid in self._pids()) * 1_024 / 1e6

    def stop(self) -> None:
        """End it as Ctrl-C would; by force if that takes too long."""
        try:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _wait_for(self, beginning: str) -> float:
        for line in self._process.stdout or ():
            if line.startswith(beginning):
                return time.perf_counter()
        raise DidNotStart

    def _state(self, bearer: str, facts: Sequence[Data]) -> None:
        self.post(bearer, msgspec.json.encode([campaign.event(data) for data in facts]), events=len(facts))

    def _pids(self) -> Iterator[int]:
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and _group(int(entry.name)) == self._process.pid:
                yield int(entry.name)


@contextmanager
def installation(*command: str, environment: Mapping[str, str] | None = None, until: str = "") -> Iterator[Running]:
    """A new installation, ready, and gone afterwards; `until` is what else it must have said. Raises DidNotStart."""
    with tempfile.TemporaryDirectory(prefix="thidua-measured-") as folder:
        running = Running(Path(folder) / "var", command=command or ("up",), environment=environment or {}, until=until)
        try:
            yield running
        finally:
            running.stop()


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _pss_kb(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
