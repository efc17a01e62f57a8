"""A file is kept if it is what its name says, whole, of a sane size, and does nothing by itself."""

import io
import zipfile
from hashlib import sha256
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.domain.evidence.kinds import KINDS, claimed, wrong_with
from services.tracking.domain.evidence.pictures import bare, tells_where
from services.tracking.domain.evidence.refusals import (
    ACTIVE,
    BROKEN_OFF,
    HASH_DIFFERS,
    NOT_WHAT_IT_CLAIMS,
    UNPACKS_TOO_LARGE,
)
from shared.core.decider import Refused
from shared.core.events import EvidenceAttached
from shared.core.values import MediaType
from tests.evidence import jpeg, package, pdf, png, png_chunk, relations, webp, webp_exif
from tests.unit.cli.workbook import write_workbook

WORD, SHEET = get_args(MediaType)[4:]
WHOLE: Final[dict[str, tuple[MediaType, bytes]]] = {
    "jpeg": ("image/jpeg", jpeg()),
    "jpeg of a telephone": ("image/jpeg", jpeg(where=True, tail=b"a film" * 50)),
    "png": ("image/png", png()),
    "webp": ("image/webp", webp()),
    "pdf": ("application/pdf", pdf(stream=b"/JavaScript in a picture is no script")),
    "docx": (WORD, package()),
    "docx with a link": (WORD, package(more={"word/_rels/document.xml.rels": relations("hyperlink", "https://a.vn")})),
    "xlsx": (SHEET, package("xl", {"xl/printerSettings/printerSettings1.bin": b"A4"})),
}
SCRIPT: Final = b"<< /S /JavaScript /JS (app.alert(1)) >>"
WRONG: Final[dict[str, tuple[MediaType, bytes, Refused]]] = {
    "a program": ("image/jpeg", b"MZ\x90\0" * 20, NOT_WHAT_IT_CLAIMS),
    "a page": ("application/pdf", b"<html><script>alert(1)</script>", NOT_WHAT_IT_CLAIMS),
    "a picture of another kind": ("image/png", jpeg(), NOT_WHAT_IT_CLAIMS),
    "a spreadsheet called a text": (WORD, package("xl"), NOT_WHAT_IT_CLAIMS),
    "half a jpeg": ("image/jpeg", jpeg()[:60], BROKEN_OFF),
    "a jpeg without its end": ("image/jpeg", jpeg().removesuffix(b"\xff\xd9"), BROKEN_OFF),
    "half a png": ("image/png", png()[:-20], BROKEN_OFF),
    "half a webp": ("image/webp", webp()[:-4], BROKEN_OFF),
    "half a pdf": ("application/pdf", pdf()[:-20], BROKEN_OFF),
    "half a docx": (WORD, package()[:-30], BROKEN_OFF),
    "a picture that fills a memory": ("image/jpeg", jpeg(size=(60_000, 60_000)), UNPACKS_TOO_LARGE),
    "a script": ("application/pdf", pdf(b"/OpenAction " + SCRIPT), ACTIVE),
    "a script under another spelling": ("application/pdf", pdf(b"/A << /S /J#61vaScript >>"), ACTIVE),
    "a script that lies packed": ("application/pdf", pdf(objects=SCRIPT), ACTIVE),
    "a locked pdf": ("application/pdf", pdf(b"/Encrypt 9 0 R"), ACTIVE),
    "a file in a pdf": ("application/pdf", pdf(b"/Names << /EmbeddedFiles 8 0 R >>"), ACTIVE),
    "a pdf that swells": ("application/pdf", pdf(objects=b"0" * 9_000_000), UNPACKS_TOO_LARGE),
    "macros": (WORD, package(more={"word/vbaProject.bin": b""}), ACTIVE),
    "a control": (WORD, package(more={"word/activeX/activeX1.xml": b""}), ACTIVE),
    "an object": (SHEET, package("xl", {"xl/embeddings/oleObject1.bin": b""}), ACTIVE),
    "a type that acts": (WORD, package(more={"[Content_Types].xml": b"application/vnd.ms-word.macroEnabled"}), ACTIVE),
    "a template from elsewhere": (
        WORD,
        package(more={"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://evil.example/t.dotm")}),
        ACTIVE,
    ),
    "a docx that swells": (WORD, package(more={"word/media/a.xml": b"0" * 30_000_000}), UNPACKS_TOO_LARGE),
}


def said(content: bytes, media_type: MediaType, **changes: Any) -> EvidenceAttached:
    data = EvidenceAttached(sha256(content).hexdigest(), "hctc", len(content), media_type)
    return replace(data, **changes)


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_what_it_claims_is_kept(name: str) -> None:
    media_type, content = WHOLE[name]

    assert wrong_with(content, said(content, media_type)) is None


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_or_would_act_is_not_kept(name: str) -> None:
    media_type, content, expected = WRONG[name]

    assert wrong_with(content, said(content, media_type)) == expected


def test_another_content_than_was_said_is_not_kept() -> None:
    content = png()

    assert wrong_with(content, said(content, "image/png", sha256="0" * 64)) == HASH_DIFFERS
    assert wrong_with(content, said(content, "image/png", size=len(content) + 1)) == HASH_DIFFERS


def test_a_workbook_as_programs_write_it_is_kept(tmp_path: Any) -> None:
    write_workbook(tmp_path / "a.xlsx", [["a", 1.5]])
    content = (tmp_path / "a.xlsx").read_bytes()

    assert wrong_with(content, said(content, SHEET)) is None


def test_a_locked_package_is_not_kept() -> None:
    content = bytearray(package())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(mark)
        content[at + flags] |= 1

    assert wrong_with(bytes(content), said(bytes(content), WORD)) == ACTIVE


def test_a_name_claims_one_of_the_kinds_or_none() -> None:
    names = ("A.JPG", "a.b.jpeg", "biên bản.pdf", "a.docx", "a.docm", "a.svg", "a.html", "jpg", "a.png.exe")

    found = [claimed(name) for name in names]

    assert found == ["image/jpeg", "image/jpeg", "application/pdf", WORD, None, None, None, "image/jpeg", None]


@pytest.mark.parametrize("name", [*WHOLE])
@given(data=st.data())
def test_no_damaged_file_stops_the_look(name: str, data: st.DataObject) -> None:
    media_type, content = WHOLE[name]
    begin = data.draw(st.integers(0, len(content)))
    changed = content[:begin] + data.draw(st.binary(max_size=8)) + content[begin + data.draw(st.integers(0, 8)) :]

    wrong_with(changed, said(changed, media_type))
    tells_where(changed, media_type)


# What a picture tells beside what it shows.

TELLING: Final[dict[MediaType, bytes]] = {
    "image/jpeg": jpeg(where=True),
    "image/png": png(extra=png_chunk(b"eXIf", webp_exif()[8:]) + png_chunk(b"tEXt", b"Author\0Mai")),
    "image/webp": webp(told=webp_exif()),
}


@pytest.mark.parametrize("media_type", TELLING)
def test_a_bare_picture_says_no_more_where_it_was_taken(media_type: MediaType) -> None:
    content = TELLING[media_type]

    shown = bare(content, media_type)

    assert (tells_where(content, media_type), tells_where(shown, media_type)) == (True, False)
    assert wrong_with(shown, said(shown, media_type)) is None
    assert b"Mai" not in shown
    assert bare(shown, media_type) == shown


def test_a_bare_jpeg_still_says_which_way_is_up_and_ends_where_it_ends() -> None:
    shown = bare(jpeg(where=True, tail=b"a film"), "image/jpeg")

    assert b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06" in shown
    assert shown.endswith(b"\xff\xd9")


def test_every_kind_has_an_example() -> None:
    assert {media_type for media_type, _ in WHOLE.values()} == KINDS.keys()
    assert zipfile.is_zipfile(io.BytesIO(package()))
