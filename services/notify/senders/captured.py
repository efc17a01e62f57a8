"""A mailbox for recipients who are only played: what is written to them is kept as files and never goes outside.

Their addresses end in `.invalid`, which belongs to nobody and never will (RFC 2606).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

PLAYED: Final = ".invalid"


class CapturedMail:
    """Messages as files of one folder, each named after its delivery: a second copy is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, message: bytes) -> None:
        """Keep a message; the folder is made when the first comes."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / f"{name}.eml").write_bytes(message)


def parted(addresses: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those of people, and those that are only played."""
    played = [one for one in addresses if one.rstrip(" .>").lower().endswith(PLAYED)]
    return [one for one in addresses if one not in played], played
