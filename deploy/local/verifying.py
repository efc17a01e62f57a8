"""Verifying a bundle on all cores: this process makes the hashes anew, a forked one reads what the facts say."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, TypeAlias

from deploy.local.folding import States
from services.audit.domain.findings import Wrong
from services.audit.domain.unpacking import about_in
from services.audit.domain.verification import Proven, verify_form, verify_hashes
from shared.core.errors import ThiDuaError

Advance: TypeAlias = Callable[[int], None]
Told: TypeAlias = tuple[str, str, str] | None  # what a finding is made of; None if all was well

_STOP_SECONDS: Final = 5.0


class CheckDied(ThiDuaError):
    """The process that reads the facts ended by itself, perhaps for lack of memory. Verify again."""

    vi = "Tiến trình đọc các sự kiện đã tự kết thúc, có thể do thiếu bộ nhớ. Hãy kiểm tra lại."


def verify_file(path: Path, *, keys: Sequence[str], advance: Advance) -> Proven:
    """Check everything about a bundle. Raises Wrong, KeyRefused, CheckDied, OSError.

    A part of a log is not folded: what its facts rest on may lie before it.
    """
    with path.open("rb") as file:
        whole = about_in(file).first == 0
    with _apart(lambda: _form_of(path, whole=whole)) as answer:
        with path.open("rb") as file:
            proven = verify_hashes(file, keys=keys, advance=advance)
        told = answer()
    if told is not None:
        raise Wrong(*told)
    return proven


def size_of(path: Path) -> int:
    """How many facts a bundle says that it holds. Raises Wrong, OSError."""
    with path.open("rb") as file:
        return about_in(file).leaves


def _form_of(path: Path, *, whole: bool) -> Told:
    try:
        with path.open("rb") as file:
            verify_form(file, States().take if whole else None)
    except Wrong as wrong:
        return wrong.made_of
    return None


@contextmanager
def _apart(check: Callable[[], Told]) -> Iterator[Callable[[], Told]]:
    """Run a check in a fork of this process; the function given waits for what it found. Left early, it is stopped."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(check, sender))
    process.start()
    sender.close()

    def answer() -> Told:
        try:
            told: Told = receiver.recv()
        except EOFError:
            raise CheckDied from None
        return told

    try:
        yield answer
    finally:
        receiver.close()
        process.terminate()
        process.join(_STOP_SECONDS)


def _answer(check: Callable[[], Told], sender: Connection) -> None:
    sender.send(check())
    sender.close()
