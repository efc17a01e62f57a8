"""Office files as LibreOffice lays them out on pages: where each word stands. It knows no paper."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

OFFICE: Final = shutil.which("soffice")
POINTS: Final = 72 / 25.4  # to a millimetre
SHORT, LONG = 210 * POINTS, 297 * POINTS
WORD: Final = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>').findall
PAGE: Final = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL).findall


class Placed(NamedTuple):
    """A word where it stands on a page, in points from the upper left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Page(NamedTuple):
    """A page as it was laid out."""

    width: float
    height: float
    words: list[Placed]


def laid_out(folder: Path, files: Mapping[str, bytes]) -> dict[str, list[Page]]:
    """Files by their names, each as pages."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    own = f"-env:UserInstallation=file://{folder}/office"
    paths = [str(folder / name) for name in files]
    convert = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *paths]
    subprocess.run(convert, check=True, timeout=120, capture_output=True)
    return {name: list(_pages((folder / name).with_suffix(".pdf"))) for name in files}


def in_one_line(page: Page, text: str) -> bool:
    """Whether a text stands on a page in one line."""
    return any(text in line for line in lines(page))


def lines(page: Page) -> list[str]:
    """The lines of a page."""
    rows: dict[int, list[Placed]] = {}
    for word in page.words:
        rows.setdefault(round(word.bottom / 3), []).append(word)
    return [" ".join(word.text for word in sorted(row)) for row in rows.values()]


def _pages(pdf: Path) -> Iterator[Page]:
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    for width, height, inside in PAGE(told):
        words = [
            Placed(float(x), float(y), float(right), float(bottom), text) for x, y, right, bottom, text in WORD(inside)
        ]
        yield Page(float(width), float(height), words)
