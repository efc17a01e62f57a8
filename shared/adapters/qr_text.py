"""A text as a QR code made of characters, so that it can be printed with the text around it. It knows no checkpoint."""

from itertools import zip_longest

import segno

_INK = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_text(text: str) -> str:
    """The code, two rows of it to a line, dark as ink on paper, with the quiet border that readers ask for."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    blank = [0] * len(rows[0])
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=blank)
    return "".join("".join(_INK[upper, lower] for upper, lower in zip(*pair, strict=True)) + "\n" for pair in pairs)
