"""A paper as its content: what stands where on it. It knows neither how a page is set nor whose name is opened."""

from enum import Enum
from typing import TypeAlias

import msgspec


class PaperKind(Enum):
    """A kind of paper, by the word that names it in an address."""

    SUBMISSION = "to-trinh"
    ROLL = "danh-sach"
    REPORT = "bao-cao-thanh-tich"
    MINUTES = "bien-ban"
    DECISION = "quyet-dinh"
    PERIODIC = "bao-cao-ky"
    REVIEW = "bao-cao-so-ket-tong-ket"


class Name(msgspec.Struct, frozen=True):
    """Where a person's name stands. It is sealed: whoever sets the paper puts in what the reader may see."""

    person_id: str


Text: TypeAlias = tuple[str | Name, ...]


class Look(Enum):
    """How a line stands on the page."""

    BASIS = "basis"  # what a paper rests on: italic
    BODY = "body"
    HEADING = "heading"
    CENTRED = "centred"  # capitals in the middle of the page, as QUYẾT ĐỊNH:
    NOTE = "note"  # what a list goes with: italic, in the middle
    ADDRESS = "address"


class Line(msgspec.Struct, frozen=True):
    """One paragraph; `lead` stands before its text in bold, as Điều 1."""

    text: Text
    look: Look = Look.BODY
    lead: str = ""


class Column(msgspec.Struct, frozen=True):
    """A column of a table, and its share of the width."""

    title: str
    share: int


class Table(msgspec.Struct, frozen=True):
    """A table with one row of titles, repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]


class Letterhead(msgspec.Struct, frozen=True):
    """Who issues a paper, under whom, with which number, where and on which day."""

    issuer: str
    superior: str
    number: str
    place_and_day: str


class Signature(msgspec.Struct, frozen=True):
    """One who signs: the lines above the signature in capitals, and the name below it."""

    capacity: tuple[str, ...]
    name: Text = ()


class Orientation(Enum):
    """Upright, or across for a wide table."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A whole paper. `recipients` stand under "Nơi nhận"; a paper without any has none."""

    kind: PaperKind
    letterhead: Letterhead
    title: str
    abstract: str
    body: tuple[Line | Table, ...]
    signatures: tuple[Signature, ...]
    recipients: tuple[str, ...] = ()
    orientation: Orientation = Orientation.PORTRAIT


def plain(text: str, look: Look = Look.BODY) -> Line:
    """A paragraph without names."""
    return Line((text,), look)


def based_on(bases: tuple[str, ...]) -> tuple[Line, ...]:
    """What a paper rests on, each line ended with a semicolon and the last with a full stop."""
    ends = [";"] * (len(bases) - 1) + ["."]
    return tuple(plain(f"{basis}{end}", Look.BASIS) for basis, end in zip(bases, ends, strict=False))


def end_of(line: Line) -> Line:
    """The last paragraph of a paper, with the mark that nothing comes after it."""
    return Line((*line.text, "./."), line.look, line.lead)
