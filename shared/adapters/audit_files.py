"""What audit must not forget, as files under one folder: keys, checkpoints, refusals and what a person decided.

It knows names, texts and modes; what they say is for whoever signs. A person may read and mail any of them but the key.
"""

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from shared.adapters.clock import Clock
from shared.adapters.durable_files import append, held, sync, write_whole
from shared.adapters.private_file import make_private

SECONDS_BETWEEN_PICTURES: Final = 60.0
_LONGEST_PRINTED: Final = 64 * 1_024
_HEADING: Final = """\
Every checkpoint that this installation signed, the oldest first. Mail it, print it, keep it elsewhere: each one fixes
every fact up to it. Public keys: keys/public.txt beside this file. The square code is the checkpoint above it.
"""


class AuditFiles:
    """The files of one installation's audit. Tiles lie in `tree`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._keys = folder / "keys"
        self._pictured: datetime | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def tree(self) -> Path:
        """The folder of the tree."""
        return self._folder / "tree"

    @property
    def printed(self) -> Path:
        """The file of checkpoints for people."""
        return self._folder / "checkpoints.txt"

    def held(self) -> AbstractContextManager[None]:
        """Keep other signers and deciders out."""
        return held(self._folder / "lock")

    # --- keys

    def signing_key(self) -> str:
        """The key that signs ("" if there is none). Raises OSError."""
        return _text(self._keys / "signing.key").strip()

    def make_key(self, key: str, *, public: str) -> None:
        """Keep the first key of this installation, unless there is one. Raises OSError."""

        def fill(draft: Path) -> None:
            draft.write_text(f"{key}\n", encoding="ascii")
            sync(draft)

        self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(self._keys / "signing.key", fill)
        self._note_public(public)

    def replace_key(self, key: str, *, public: str, handover: bytes) -> None:
        """Sign with another key from now on; the old one is gone, its public half stays. Raises OSError.

        The hand-over is on disk before the key, so that no key signs that nobody handed over to.
        """
        append(self._keys / "handovers.txt", handover + b"\n" if handover else b"")
        self._note_public(public)
        write_whole(self._keys / "signing.key", f"{key}\n".encode("ascii"), mode=0o600)

    def public_keys(self) -> list[str]:
        """Every key that ever signed, the newest last."""
        return _lines(self._keys / "public.txt")

    def handovers(self) -> list[bytes]:
        """What old keys said of new ones, as signed notes, the oldest first."""
        ends = re.finditer(r"\S.*?\n\n— .*?\n", _text(self._keys / "handovers.txt"), flags=re.DOTALL)
        return [found[0].encode() for found in ends]

    def _note_public(self, public: str) -> None:
        if public not in self.public_keys():
            append(self._keys / "public.txt", f"{public}\n".encode())

    # --- checkpoints

    def checkpoint(self) -> bytes:
        """The newest checkpoint as it is served (empty if none was ever signed)."""
        return _text(self._folder / "checkpoint").encode()

    def keep_checkpoint(self, note: bytes) -> None:
        """Have the newest checkpoint on disk. Raises OSError."""
        write_whole(self._folder / "checkpoint", note)

    def print_checkpoint(self, note: bytes) -> None:
        """Add a checkpoint to the file for people, now and then with a picture of it. Raises OSError."""
        path, now, text = self.printed, self._clock(), note.decode()
        parts = [] if path.exists() else [_HEADING]
        parts.append(f"{_MARK}{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}\n\n{text}")
        if self._pictured is None or abs((now - self._pictured).total_seconds()) >= SECONDS_BETWEEN_PICTURES:
            from shared.adapters.qr_text import qr_text  # noqa: PLC0415 - most processes never draw one

            parts.append(qr_text(text))
            self._pictured = now
        append(path, "\n".join([*parts, ""]).encode())

    def is_printed(self, note: bytes) -> bool:
        """Whether a checkpoint is the newest in the file for people. Raises OSError."""
        try:
            with self.printed.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_PRINTED))
                return note.partition(b"\n\n")[0] in file.read()
        except FileNotFoundError:
            return False

    # --- what waits for a person

    def refusal(self) -> str:
        """Why nothing is signed until a person decides ("" if there is no such reason)."""
        return _text(self._folder / "refused.txt").strip()

    def refuse(self, why: str) -> None:
        """Sign nothing until a person decides. Raises OSError."""
        write_whole(self._folder / "refused.txt", f"{why}\n".encode())

    def withdraw_refusal(self) -> None:
        """What was wrong is right again. Raises OSError."""
        (self._folder / "refused.txt").unlink(missing_ok=True)

    def changed(self) -> object:
        """Something that is another value once a person has decided, or put something back in place."""
        return self.refusal(), self.signing_key(), self.public_keys(), self.checkpoint()

    def accept(self, key: str, *, public: str, handover: bytes, basis: str) -> Path:
        """A person decided to go on: what was signed before is set aside, the rest is signed anew. Raises OSError.

        Returns the folder where the old tree and its checkpoints are kept.
        """
        now = self._clock().astimezone(UTC)
        aside = self._folder / f"before-{now:%Y%m%dT%H%M%SZ}"
        aside.mkdir()
        said = {"decided_at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "basis": basis, "because": self.refusal(), "key": public}
        append(self._folder / "decisions.jsonl", msgspec.json.encode({**said, "set_aside": aside.name}) + b"\n")
        self.replace_key(key, public=public, handover=handover)
        for name in ("checkpoints.txt", "tree", "checkpoint"):
            if (self._folder / name).exists():
                (self._folder / name).rename(aside / name)
        sync(aside)
        self.withdraw_refusal()
        sync(self._folder)
        return aside


_MARK: Final = "=== "


def read_printed(path: Path) -> list[bytes]:
    """The checkpoints in a file for people, as they were signed, the oldest first."""
    return [note.encode() for note in _notes(_text(path))]


def _notes(text: str) -> Iterator[str]:
    for block in f"\n{text}".split(f"\n{_MARK}")[1:]:
        lines = block.split("\n")[2:]
        signed = [place for place, line in enumerate(lines) if line.startswith("— ")]
        if signed:
            yield "\n".join([*lines[: signed[-1] + 1], ""])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _lines(path: Path) -> list[str]:
    return [line for line in _text(path).splitlines() if line]
