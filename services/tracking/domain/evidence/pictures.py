"""JPEG, PNG and WebP as evidence: whole, of a size that a browser can draw, and what else they tell. Pure.

What a picture tells beside what it shows (EXIF, XMP, comments) may say where and with which telephone it was taken. The
file is kept as it came, for its hash stands in a fact; what pages show is `bare`: the same picture without that.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from services.tracking.domain.evidence.refusals import BROKEN_OFF, UNPACKS_TOO_LARGE
from shared.core.decider import Refused
from shared.core.values import MediaType

MOST_PIXELS: Final = 100_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SIZED: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the frames of a JPEG, which give its size
_STANDS_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN, _END, _EXIF, _ADOBE, _COMMENT = 0xDA, 0xD9, 0xE1, 0xEE, 0xFE
_GPS, _ORIENTATION = 0x8825, 0x0112
_TELLS_PNG: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_TELLS_WEBP: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_TELLS: Final = 0x0C  # the two bits of a WebP's header that say so


class _Broken(Exception):
    """The file ends before it should, or is not put together as its kind is."""


class Piece(NamedTuple):
    """A part of a picture: what it is called, its bytes as they stand in the file, and what of these is its own."""

    mark: bytes
    whole: bytes
    body: bytes


def is_jpeg(content: bytes) -> bool:
    """Whether it begins as a JPEG does."""
    return content.startswith(b"\xff\xd8\xff")


def is_png(content: bytes) -> bool:
    """Whether it begins as a PNG does."""
    return content.startswith(_PNG)


def is_webp(content: bytes) -> bool:
    """Whether it begins as a WebP does."""
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def wrong_with_jpeg(content: bytes) -> Refused | None:
    """Why such a picture is not kept, or None."""
    try:
        sizes = [struct.unpack(">HH", one.body[1:5]) for one in _of_jpeg(content) if one.mark[1] in _SIZED]
    except (_Broken, struct.error):
        return BROKEN_OFF
    whole = bool(sizes) and b"\xff\xd9" in content[-64 * 1024 :]
    return _wrong_size(*sizes[0]) if whole else BROKEN_OFF


def wrong_with_png(content: bytes) -> Refused | None:
    """Why such a picture is not kept, or None."""
    try:
        chunks = list(_of_png(content))
        size = struct.unpack(">II", chunks[0].body[:8])
    except (_Broken, struct.error, IndexError):
        return BROKEN_OFF
    whole = chunks[0].mark == b"IHDR" and chunks[-1].mark == b"IEND"
    return _wrong_size(*size) if whole else BROKEN_OFF


def wrong_with_webp(content: bytes) -> Refused | None:
    """Why such a picture is not kept, or None."""
    try:
        chunks = list(_of_webp(content))
    except _Broken:
        return BROKEN_OFF
    sizes = [size for size in map(_size_of_webp, chunks) if size]
    return _wrong_size(*sizes[0]) if sizes else BROKEN_OFF


def tells_where(content: bytes, media_type: MediaType) -> bool:
    """Whether a picture says where it was taken."""
    try:
        match media_type:
            case "image/jpeg":
                blocks = [one.body[6:] for one in _of_jpeg(content) if one.body.startswith(b"Exif\0\0")]
            case "image/png":
                blocks = [one.body for one in _of_png(content) if one.mark == b"eXIf"]
            case "image/webp":
                blocks = [one.body.removeprefix(b"Exif\0\0") for one in _of_webp(content) if one.mark == b"EXIF"]
            case _:
                blocks = []
    except _Broken:
        return False
    return any(_GPS in _tags(block) for block in blocks)


def bare(content: bytes, media_type: MediaType) -> bytes:
    """The same picture with nothing beside it but which way is up; a picture that was kept is put together well."""
    match media_type:
        case "image/jpeg":
            return _bare_jpeg(content)
        case "image/png":
            return _PNG + b"".join(one.whole for one in _of_png(content) if one.mark not in _TELLS_PNG)
        case "image/webp":
            kept = [_untold(one) for one in _of_webp(content) if one.mark not in _TELLS_WEBP]
            body = b"WEBP" + b"".join(kept)
            return b"RIFF" + struct.pack("<I", len(body)) + body
        case _:
            return content


# --- JPEG


def _of_jpeg(content: bytes) -> Iterator[Piece]:
    """The segments up to the first scan; that one with all that follows is the last."""
    at = 2
    while True:
        if content[at : at + 1] != b"\xff" or at + 4 > len(content):
            raise _Broken
        mark = content[at + 1]
        if mark in _STANDS_ALONE or mark == 0xFF:
            at += 1 if mark == 0xFF else 2
            continue
        if mark == _SCAN:
            yield Piece(content[at : at + 2], content[at:], b"")
            return
        ends = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if mark == _END or ends > len(content) or ends < at + 4:
            raise _Broken
        yield Piece(content[at : at + 2], content[at:ends], content[at + 4 : ends])
        at = ends


def _bare_jpeg(content: bytes) -> bytes:
    kept, up = [], 1
    for one in _of_jpeg(content):
        mark = one.mark[1]
        if mark == _EXIF and one.body.startswith(b"Exif\0\0"):
            up = _tags(one.body[6:]).get(_ORIENTATION, up)
        tells = (0xE1 <= mark <= 0xEF and mark not in (0xE2, _ADOBE)) or mark == _COMMENT  # 0xE2: the colours' profile
        if not tells:
            kept.append(one.whole)
    scan = kept.pop()
    last = scan.rfind(b"\xff\xd9")  # telephones append films and depth behind the end
    scan = scan[: last + 2] if last >= 0 else scan
    return b"\xff\xd8" + (_upright(up) if up != 1 else b"") + b"".join(kept) + scan


def _upright(orientation: int) -> bytes:
    """An EXIF that says which way is up, and nothing else."""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _tags(tiff: bytes) -> dict[int, int]:
    """The tags of the first directory of an EXIF block, and of short ones the value."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return {}
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (number,) = struct.unpack_from(f"{order}H", tiff, at)
        entries = (struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * place) for place in range(number))
        return {tag: value for tag, _, _, value in entries}
    except struct.error:
        return {}


# --- PNG


def _of_png(content: bytes) -> Iterator[Piece]:
    at = len(_PNG)
    while at < len(content):
        ends = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if ends > len(content):
            raise _Broken
        mark = content[at + 4 : at + 8]
        yield Piece(mark, content[at:ends], content[at + 8 : ends - 4])
        if mark == b"IEND":
            return
        at = ends
    raise _Broken


# --- WebP


def _of_webp(content: bytes) -> Iterator[Piece]:
    ends_all = 8 + int.from_bytes(content[4:8], "little")
    if ends_all > len(content):
        raise _Broken
    at = 12
    while at + 8 <= ends_all:
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        ends = at + 8 + length + length % 2
        if at + 8 + length > ends_all:
            raise _Broken
        yield Piece(content[at : at + 4], content[at:ends], content[at + 8 : at + 8 + length])
        at = ends


def _untold(chunk: Piece) -> bytes:
    if chunk.mark != b"VP8X":
        return chunk.whole
    return chunk.whole[:8] + bytes([chunk.whole[8] & ~_WEBP_TELLS]) + chunk.whole[9:]


def _size_of_webp(chunk: Piece) -> tuple[int, int] | None:
    body = chunk.body
    match chunk.mark:
        case b"VP8X" if len(body) >= 10:
            return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        case b"VP8 " if body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
            width, height = struct.unpack("<HH", body[6:10])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L" if body[:1] == b"\x2f" and len(body) >= 5:
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            return None


def _wrong_size(one: int, other: int) -> Refused | None:
    if not one or not other:
        return BROKEN_OFF
    return UNPACKS_TOO_LARGE if one * other > MOST_PIXELS else None
