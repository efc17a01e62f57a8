"""Small files of every kind that is kept as evidence, made by hand, and what may be wrong with them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_GPS: Final = b"MM\0*\0\0\0\x08\0\x02" + struct.pack(">HHIHHHHII", 0x0112, 3, 1, 6, 0, 0x8825, 4, 1, 38) + b"\0" * 8
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def png(width: int = 40, height: int = 30, *, shade: int = 90, extra: bytes = b"") -> bytes:
    """A picture in one colour, with other chunks behind its header."""
    rows = b"".join(b"\0" + bytes([shade, 40, 20]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = png_chunk(b"IHDR", header), extra, png_chunk(b"IDAT", zlib.compress(rows)), png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def png_chunk(mark: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + mark + body + struct.pack(">I", zlib.crc32(mark + body))


def jpeg(*, where: bool = False, size: tuple[int, int] = (30, 40), tail: bytes = b"") -> bytes:
    """The frame of a picture, put together and not drawn; `where`: with a place and an orientation in its EXIF."""
    exif = b"Exif\0\0" + _GPS
    pieces = [
        _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        _segment(0xE1, exif) if where else b"",
        _segment(0xFE, b"Anh Bui Thi Mai"),
        _segment(0xDB, b"\0" + bytes(range(1, 65))),
        _segment(0xC0, struct.pack(">BHHB", 8, *size, 1) + b"\1\x11\0"),
        _segment(0xC4, b"\0" + b"\1" + b"\0" * 15 + b"\0"),
        _segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34\xff\0\x56" + b"\xff\xd9",
    ]
    return b"\xff\xd8" + b"".join(pieces) + tail


def _segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


def webp(*, told: bytes = b"") -> bytes:
    """A picture with a header that may say that more is told."""
    extended = b"VP8X" + struct.pack("<I", 10) + bytes([0x0C if told else 0, 0, 0, 0]) + b"\x27\0\0\x1d\0\0"
    lossless = b"VP8L" + struct.pack("<I", 6) + b"\x2f\x27\x40\x07\0\0"
    body = b"WEBP" + extended + lossless + told
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_exif() -> bytes:
    """What a WebP tells of where it was taken."""
    return b"EXIF" + struct.pack("<I", len(_GPS)) + _GPS


def pdf(extra: bytes = b"", *, stream: bytes = b"", objects: bytes = b"") -> bytes:
    """A page; more of its catalogue, another stream, and objects that lie packed."""
    packed = zlib.compress(objects)
    pieces = [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n",
        b"3 0 obj\n<< /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(stream), stream),
        b"4 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream\nendobj\n"
        % (len(packed), packed),
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n",
    ]
    return b"".join(pieces)


def package(folder: str = "word", more: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """A DOCX, or with folder `xl` an XLSX; `more` are further parts."""
    main = "document" if folder == "word" else "workbook"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="text/xml"/></Types>',
        f"{folder}/{main}.xml": f"<{main}/>",
        **{name: body.decode("latin-1") for name, body in more.items()},
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body.encode("latin-1"))
    return kept.getvalue()


def relations(kind: str, target: str) -> bytes:
    """A package's list of links with one link to elsewhere."""
    link = f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="{_RELATIONS}">{link}</Relationships>'.encode()
