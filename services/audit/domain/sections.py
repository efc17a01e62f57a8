"""The frame of a bundle: named sections with length and hash, and a seal over all of them. It knows no fact.

Whatever byte is changed, lost, doubled or added, the reader says in which section and at which byte of the file.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple, Protocol

from services.audit.domain.findings import Wrong

MAGIC: Final = b"thidua-bundle/1\n"
END: Final = "end"
LONGEST_SECTION: Final = 1 << 23

_HEADER: Final = re.compile(rb"([a-z][a-z0-9/.]{0,60}) (0|[1-9][0-9]{0,6}) ([0-9a-f]{64})\n")
_LONGEST_HEADER: Final = 140


class Source(Protocol):
    """A file opened to read bytes, from its beginning."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer only at the end."""
        ...

    def readline(self, size: int, /) -> bytes:
        """The bytes up to and with the next line end, at most so many."""
        ...


class SeekableSource(Source, Protocol):
    """A file in which a reader may go to any byte."""

    def seek(self, place: int, /) -> int:
        """Read on from this byte."""
        ...


class Found(NamedTuple):
    """Where a section stands: its name, the byte where its header begins, and the extent of its content."""

    name: str
    at: int
    begins: int
    length: int


class Section(NamedTuple):
    """One section: its name, the byte where it begins, its content, and whether that has the hash it names."""

    name: str
    at: int
    content: bytes
    intact: bool

    @property
    def place(self) -> str:
        """How a finding names it."""
        return f"section {self.name} at byte {self.at}"

    def check(self) -> None:
        """Raise Wrong unless the content is what was written."""
        if not self.intact:
            raise Wrong(
                self.place,
                "nội dung khác với lúc ghi: tệp đã bị sửa hoặc hỏng. Hãy xuất lại từ hệ thống.",
                "its content is not what was written: the file was changed or damaged. Export it again.",
            )


class Seal:
    """The hash over the magic line and every header so far: it fixes which sections there are, and in which order."""

    def __init__(self) -> None:
        self._hash = sha256(MAGIC)

    def add(self, header: bytes) -> None:
        """Another section."""
        self._hash.update(header)

    def content(self) -> bytes:
        """What the section `end` holds."""
        return self._hash.hexdigest().encode()


class Writer:
    """Makes the bytes of a bundle, section by section."""

    def __init__(self) -> None:
        self._seal = Seal()

    def section(self, name: str, content: bytes) -> bytes:
        """The bytes of the next section. ValueError if it is too long."""
        if len(content) > LONGEST_SECTION:
            raise ValueError(f"a section of {len(content)} bytes")
        header = header_of(name, content)
        self._seal.add(header)
        return header + content

    def end(self) -> bytes:
        """The bytes after which nothing follows."""
        return self.section(END, self._seal.content())


def header_of(name: str, content: bytes) -> bytes:
    """The line before a section's content."""
    return b"%s %d %s\n" % (name.encode(), len(content), sha256(content).hexdigest().encode())


def read_sections(source: Source) -> Iterator[Section]:
    """Every section up to the end, which is checked and not yielded; that others are intact is for who takes them.

    Raises Wrong.
    """
    if source.readline(len(MAGIC)) != MAGIC:
        raise Wrong(
            "byte 0",
            "đây không phải là một gói thidua-bundle/1.",
            "this is no bundle: a bundle begins with the line thidua-bundle/1.",
        )
    at, seal = len(MAGIC), Seal()
    while True:
        header, name, length, digest = read_header(source, at)
        content = source.read(length)
        if len(content) != length:
            raise _cut_off(f"section {name} at byte {at}")
        section = Section(name, at, content, sha256(content).hexdigest().encode() == digest)
        at += len(header) + length
        if name == END:
            break
        seal.add(header)
        yield section
    section.check()
    if section.content != seal.content():
        raise Wrong(
            section.place,
            "thiếu, thừa hoặc đảo thứ tự một phần của gói.",
            "a section of the bundle is missing, doubled, exchanged, or stands in another place.",
        )
    if source.read(1):
        raise Wrong(f"byte {at}", "có thêm dữ liệu sau phần cuối.", "something was added after the end.")


def find_sections(source: SeekableSource) -> Iterator[Found]:
    """Where each section stands, by the headers alone: nothing is checked, and the source may be moved in between.

    Raises Wrong where there is no header.
    """
    at, name = len(MAGIC), ""
    while name != END:
        source.seek(at)
        header, name, length, _ = read_header(source, at)
        yield Found(name, at, at + len(header), length)
        at += len(header) + length


def read_header(source: Source, at: int) -> tuple[bytes, str, int, bytes]:
    """The header that begins here: its bytes, and the name, length and hash (hex) that it tells. Raises Wrong."""
    header = source.readline(_LONGEST_HEADER)
    if not header:
        raise _cut_off(f"byte {at}")
    told = _HEADER.fullmatch(header)
    if told is None or int(told[2]) > LONGEST_SECTION:
        raise Wrong(f"byte {at}", "không đọc được đầu mục ở đây.", "no section begins here as it should.")
    return header, told[1].decode(), int(told[2]), told[3]


def _cut_off(place: str) -> Wrong:
    return Wrong(place, "tệp bị cắt cụt ở đây.", "the file is cut off here.")
