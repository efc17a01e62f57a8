"""DOCX and XLSX as evidence: packages that hold what they say, unpack within reason, and run nothing. Pure.

Nothing of a package is unpacked but its lists of parts and of links, each within a bound.
"""

import io
import re
import struct
import zipfile
import zlib
from typing import Final, Literal

from services.tracking.domain.evidence.refusals import ACTIVE, BROKEN_OFF, NOT_WHAT_IT_CLAIMS, UNPACKS_TOO_LARGE
from shared.core.decider import Refused

MOST_PARTS: Final = 2_000
MOST_BYTES: Final = 200_000_000
MOST_TIMES: Final = 200  # of one part of some size: XML of spreadsheets packs 20 to 50 times
_LARGE: Final = 5_000_000
_MOST_OF_A_LIST: Final = 2_000_000
_LISTS: Final = "[Content_Types].xml"
# What `zipfile` says of a package that is damaged, or packed as no office program packs.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    KeyError,
    OSError,
)
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MAIN: Final = {"word": "word/document.xml", "xl": "xl/workbook.xml"}
_LOCKED: Final = 0x1
# Parts that act, whatever they are called in the list of types.
_ACTIVE_PART: Final = re.compile(
    r"vbaproject|/activex/|/embeddings/|oleobject|/externallinks/|/macrosheets/|\.bin$", re.IGNORECASE
)
_HARMLESS_PART: Final = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
_ACTIVE_TYPE: Final = re.compile(rb"macroenabled|vbaproject|activex|oleobject|macrosheet", re.IGNORECASE)
_LINKS: Final = re.compile(r"(?:^|/)_rels/[^/]+\.rels$")
_FROM_ELSEWHERE: Final = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_HYPERLINK: Final = re.compile(rb"Type\s*=\s*[\"'][^\"']*/relationships/hyperlink[\"']", re.IGNORECASE)


def wrong_with_office(content: bytes, folder: Literal["word", "xl"]) -> Refused | None:
    """Why such a package is not kept, or None."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if _LISTS not in names or _MAIN[folder] not in names:
                return NOT_WHAT_IT_CLAIMS
            if not all(part.compress_type in _PACKED for part in parts):
                return BROKEN_OFF
            return _unpacks_too_large(parts) or _acts(package, parts)
    except _BROKEN:
        return BROKEN_OFF


def _unpacks_too_large(parts: list[zipfile.ZipInfo]) -> Refused | None:
    whole = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(_LARGE, MOST_TIMES * part.compress_size) for part in parts)
    names = {part.filename for part in parts}
    doubled = len(names) < len(parts)  # one name for two parts: who opens it sees the other
    return UNPACKS_TOO_LARGE if len(parts) > MOST_PARTS or whole > MOST_BYTES or swollen or doubled else None


def _acts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Refused | None:
    for part in parts:
        name = f"/{part.filename}"
        if part.flag_bits & _LOCKED or (_ACTIVE_PART.search(name) and not _HARMLESS_PART.search(name)):
            return ACTIVE
        if part.filename == _LISTS and _ACTIVE_TYPE.search(_read(package, part)):
            return ACTIVE
        if _LINKS.search(part.filename):
            links = _FROM_ELSEWHERE.findall(_read(package, part))
            if not all(_HYPERLINK.search(link) for link in links):
                return ACTIVE  # a template, a frame or data that is fetched from elsewhere when it is opened
    return None


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A list within a package; what says that it is short and is not breaks off."""
    with package.open(part) as file:
        content = file.read(_MOST_OF_A_LIST + 1)
    if len(content) > _MOST_OF_A_LIST:
        raise zipfile.BadZipFile
    return content
