"""A text as a QR code: of characters, to stand in a text, or as a path to draw. It knows no checkpoint."""

from itertools import groupby, zip_longest
from typing import NamedTuple

import segno

_INK = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_text(text: str) -> str:
    """The code, two rows of it to a line, dark as ink on paper, with the quiet border that readers ask for."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    blank = [0] * len(rows[0])
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=blank)
    return "".join("".join(_INK[upper, lower] for upper, lower in zip(*pair, strict=True)) + "\n" for pair in pairs)


class QrPath(NamedTuple):
    """A QR code as an SVG path in a square of so many units, with the quiet border around it."""

    units: int
    path: str


def qr_path(text: str) -> QrPath:
    """The code, one bar for each run of dark squares."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    bars = [bar for y, row in enumerate(rows) for bar in _bars(row, y)]
    return QrPath(len(rows), "".join(bars))


def _bars(row: list[int], y: int) -> list[str]:
    bars, x = [], 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            bars.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return bars
