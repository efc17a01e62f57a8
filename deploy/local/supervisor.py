"""Keeps the processes of one machine alive: starts parts, starts them again when they die, stops them in order.

It knows pids and signals, nothing of what the parts do. Every part stays in the supervisor's process group and dies
with it (PR_SET_PDEATHSIG), so a killed supervisor leaves nothing behind.
"""

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NoReturn

STOP_SECONDS: Final = 7.0
BACKOFF_SECONDS: Final = (0.0, 0.0, 0.2, 0.5, 1.0, 2.0, 5.0)
_STEADY_SECONDS: Final = 30.0
_PR_SET_PDEATHSIG: Final = 1

_logger: Final = logging.getLogger(__name__)


@dataclass
class Part:
    """One process to keep alive: `start` returns its pid. One that runs `once` is not started again."""

    name: str
    start: Callable[[], int]
    once: bool = False
    pid: int = 0
    started_at: float = 0.0
    falls: int = 0
    due_at: float = field(default=0.0)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent is gone (Linux); ends at once if it is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def forked(run: Callable[[], None]) -> Callable[[], int]:
    """A starter that forks this process, already imported, and runs a function in the child."""

    def start() -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _run_child(run, parent)
        return pid

    return start


def _run_child(run: Callable[[], None], parent: int) -> NoReturn:
    code = 1
    try:
        for received in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(received, signal.SIG_DFL)
        die_with_parent(parent)
        run()
        code = 0
    except (KeyboardInterrupt, SystemExit):
        code = 0
    except BaseException as error:
        _logger.critical("process_failed", exc_info=error)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Supervisor:
    """Runs parts until told to stop."""

    def __init__(self, *, report: Callable[[str], None]) -> None:
        self._parts: list[Part] = []
        self._report = report
        self._stopping = False

    def add(self, part: Part) -> None:
        """Take one more part under care, from the next round on."""
        self._parts.append(part)

    def stop_on_signals(self) -> None:
        """From now on SIGINT and SIGTERM end `tend`."""
        for received in (signal.SIGINT, signal.SIGTERM):
            signal.signal(received, self._on_signal)

    @property
    def stopping(self) -> bool:
        """Whether a signal asked to stop."""
        return self._stopping

    def tend(self) -> None:
        """One round: collect what died, start what is due. Raises what a part's very first start raises."""
        now = time.monotonic()
        for part in list(self._parts):
            if part.pid and self._has_ended(part):
                self._note_fall(part, now, "ended")
            if not part.pid and part in self._parts and not self._stopping and now >= part.due_at:
                self._start(part, now)

    def _start(self, part: Part, now: float) -> None:
        try:
            part.pid = part.start()
        except Exception as error:
            if not part.started_at:
                raise
            self._note_fall(part, now, f"did not start ({error})")
        else:
            part.started_at = now

    def _note_fall(self, part: Part, now: float, what: str) -> None:
        part.pid = 0
        if part.once:
            self._parts.remove(part)
            return
        part.falls = 0 if now - part.started_at > _STEADY_SECONDS else part.falls + 1
        part.due_at = now + BACKOFF_SECONDS[min(part.falls, len(BACKOFF_SECONDS) - 1)]
        if not self._stopping:
            self._report(f"{part.name} {what} and is started again")

    def stop(self) -> None:
        """End all parts but the first together, then the first, which they lean on: SIGTERM, later SIGKILL."""
        self._stopping = True
        for parts, seconds in ((self._parts[1:], STOP_SECONDS * 2 / 3), (self._parts[:1], STOP_SECONDS / 3)):
            deadline = time.monotonic() + seconds
            for part in parts:
                if part.pid:
                    _signal(part.pid, signal.SIGTERM)
            for part in parts:
                if part.pid:
                    self._await_end(part, deadline)

    def _await_end(self, part: Part, deadline: float) -> None:
        while not self._has_ended(part):
            if time.monotonic() > deadline:
                _signal(part.pid, signal.SIGKILL)
                os.waitpid(part.pid, 0)
                break
            time.sleep(0.02)
        part.pid = 0

    def _has_ended(self, part: Part) -> bool:
        try:
            pid, _ = os.waitpid(part.pid, os.WNOHANG)
        except ChildProcessError:
            return True
        return pid == part.pid

    def _on_signal(self, received: int, frame: object) -> None:
        del received, frame
        self._stopping = True


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
