"""Pictures of finished houses, as a phone would send them: drawn, small, and the same for the same household."""

import struct
import zlib
from random import Random
from typing import Final

WIDTH, HEIGHT = 320, 240
ONE_IN: Final = 100  # finished houses has its picture sent
_GROUND_AT: Final = 180
_SKY, _GROUND, _WALL, _ROOF, _DOOR, _PANE = range(6)
_SKIES: Final = ((172, 208, 232), (198, 216, 226), (150, 190, 220))
_GROUNDS: Final = ((126, 142, 92), (156, 128, 96), (108, 132, 84))
_WALLS: Final = ((238, 226, 196), (214, 224, 206), (232, 208, 188), (222, 222, 222))
_ROOFS: Final = ((158, 62, 48), (74, 92, 120), (120, 74, 58))


def is_pictured(household_id: str) -> bool:
    """Whether the picture of this household's house is sent."""
    return zlib.crc32(household_id.encode()) % ONE_IN == 0


def picture_of(household_id: str) -> bytes:
    """A PNG of the house."""
    luck = Random(f"picture {household_id}")  # noqa: S311 - a simulation, no secret
    rows = [bytearray([_SKY if y < _GROUND_AT else _GROUND]) * WIDTH for y in range(HEIGHT)]
    wide, high, left = luck.randint(130, 190), luck.randint(60, 84), luck.randint(40, 80)
    top = _GROUND_AT + 14 - high
    _fill(rows, left, top, wide, high, colour=_WALL)
    for y in range(46):
        _fill(rows, left - 12 + (45 - y) * (wide + 24) // 92, top - 46 + y, y * (wide + 24) // 46, 1, colour=_ROOF)
    _fill(rows, left + wide // 2 - 13, top + high - 46, 26, 46, colour=_DOOR)
    for at in (left + wide // 7, left + wide * 6 // 7 - 28):
        _fill(rows, at, top + 18, 28, 24, colour=_PANE)
    colours = [luck.choice(some) for some in (_SKIES, _GROUNDS, _WALLS, _ROOFS)]
    return _png(rows, [*colours, (96, 66, 44), (88, 112, 128)])


def _fill(rows: list[bytearray], left: int, top: int, wide: int, high: int, *, colour: int) -> None:
    for row in rows[top : top + high]:
        row[left : left + wide] = bytes([colour]) * wide


def _png(rows: list[bytearray], palette: list[tuple[int, int, int]]) -> bytes:
    """Indexed colours, as PNG (W3C, third edition) has them."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", bytes(part for one in palette for part in one)),
        (b"IDAT", body),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said)) for name, said in chunks
    )
