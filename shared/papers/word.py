"""A paper set as DOCX in the form of Decree 30/2020: A4, margins, national header, signatures. It asks no database."""

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as Open
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from shared.papers.content import (
    Letterhead,
    Line,
    Look,
    Name,
    Orientation,
    Paper,
    Signature,
    Table,
    Text,
)
from shared.papers.mark import Mark
from shared.papers.packing import repacked
from shared.papers.word_elements import (
    Align,
    aligned,
    first_paragraph,
    fixed,
    padded,
    page_number,
    repeated,
    rule,
    set_defaults,
    whole,
    write,
)
from shared.papers.words import in_lines

A4: Final = (Mm(210), Mm(297))
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(25), Mm(30), Mm(15)
BODY, MOTTO_SIZE, HEAD, CELL, MARK = 14, 13, 12, 12, 8
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
MOTTO_LENGTH: Final = Mm(56)  # as long as the motto at 13 points, bold
SHORT_RULE: Final = Mm(24)
CAPITAL: Final = Mm(2.7)  # a capital of HEAD size, bold, with its share of the spaces
QR_SIDE: Final = Mm(16)
ROOM_TO_SIGN: Final = 4
_LOOKS: Final[dict[Look, tuple[Align, str]]] = {
    Look.BASIS: ("both", "i"),
    Look.BODY: ("both", ""),
    Look.HEADING: ("both", "b"),
    Look.CENTRED: ("centre", "b"),
    Look.NOTE: ("centre", "i"),
    Look.ADDRESS: ("centre", ""),
}


def set_in_word(paper: Paper, names: Mapping[str, str], mark: Mark) -> bytes:
    """The paper as a DOCX file: the same bytes for the same paper, names and mark."""
    document = Document()
    set_defaults(document, size=BODY)
    width = _page(document, paper.orientation)
    _head(document, paper.letterhead, width=width)
    _title(document, paper, width=width)
    for part in paper.body:
        if isinstance(part, Table):
            _table(document, part, names, width=width)
        else:
            _line(document.add_paragraph(), part, names)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # nobody signs a page that holds nothing else
    _foot(document, paper, names, width=width)
    _marked(document, mark, width=width)
    _properties(document, paper, mark)
    packed = BytesIO()
    document.save(packed)
    return repacked(packed.getvalue())


def _page(document: Open, orientation: Orientation) -> Length:
    """The page, and how wide what stands on it may be."""
    section, (short, long) = document.sections[0], A4
    section.page_width, section.page_height = short, long
    if orientation is Orientation.LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = long, short
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance, section.footer_distance = Mm(10), Mm(6)
    section.different_first_page_header_footer = True
    page_number(aligned(section.header.paragraphs[0], "centre"), size=HEAD)
    return Length(section.page_width - LEFT - RIGHT)


def _head(document: Open, head: Letterhead, *, width: Length) -> None:
    """Who issues it on the left, the nation on the right; below them the number, and place and day."""
    left = Length(width * 40 // 100)
    table = padded(fixed(document.add_table(rows=2, cols=2), [left, Length(width - left)]), Mm(0))
    issuer, nation = table.rows[0].cells
    names = ((head.superior.upper(), ""), (head.issuer.upper(), "b"))
    _stack(issuer, [(line, HEAD, marks) for name, marks in names for line in in_lines(name, fits=left // CAPITAL)])
    rule(issuer.add_paragraph(), SHORT_RULE, left)
    _stack(nation, [(NATION, HEAD, "b"), (MOTTO, MOTTO_SIZE, "b")])
    rule(nation.add_paragraph(), MOTTO_LENGTH, Length(width - left))
    number, day = table.rows[1].cells
    _stack(number, [(f"Số: {head.number}" if head.number else "", MOTTO_SIZE, "")])
    _stack(day, [(head.place_and_day, MOTTO_SIZE, "i")])


def _title(document: Open, paper: Paper, *, width: Length) -> None:
    title = aligned(document.add_paragraph(), "centre")
    title.paragraph_format.space_before = Pt(12)
    write(title, paper.title, size=BODY, marks="b")
    abstract = aligned(document.add_paragraph(), "centre")
    write(abstract, paper.abstract, size=BODY, marks="b")
    below = document.add_paragraph()
    rule(below, SHORT_RULE, width)
    below.paragraph_format.space_after = Pt(8)


def _line(paragraph: Paragraph, line: Line, names: Mapping[str, str]) -> None:
    align, marks = _LOOKS[line.look]
    form = aligned(paragraph, align).paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(6), 1.1
    if align == "both":
        form.first_line_indent = Mm(12.7)
    else:
        form.space_before = Pt(6)
    said = _said(line.text, names)
    if line.look in (Look.HEADING, Look.CENTRED) or said.endswith(":"):
        form.keep_with_next = True
    if line.lead:
        write(paragraph, line.lead, size=BODY, marks="b")
    write(paragraph, said, size=BODY, marks=marks)


def _table(document: Open, table: Table, names: Mapping[str, str], *, width: Length) -> None:
    shares = sum(column.share for column in table.columns)
    widths = [Length(width * column.share // shares) for column in table.columns]
    made = document.add_table(rows=1 + len(table.rows), cols=len(widths), style="Table Grid")
    padded(fixed(made, widths), Mm(1))
    for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        write(_spaced(aligned(first_paragraph(cell), "centre")), column.title, size=CELL, marks="b")
    repeated(made.rows[0])
    for row, texts in zip(made.rows[1:], table.rows, strict=True):
        whole(row)
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            said = _said(text, names)
            is_number = place == 0 or (said[:1].isdigit() and len(said) <= 7)
            write(_spaced(aligned(first_paragraph(cell), "centre" if is_number else "left")), said, size=CELL)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _spaced(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _foot(document: Open, paper: Paper, names: Mapping[str, str], *, width: Length) -> None:
    """Recipients on the left and who signs on the right; where two sign, the recipients stand below."""
    left = Length(width * 45 // 100)
    table = padded(fixed(document.add_table(rows=1, cols=2), [left, Length(width - left)]), Mm(0))
    whole(table.rows[0])
    *first, last = paper.signatures
    if first:
        _signature(table.rows[0].cells[0], first[0], names)
        _signature(table.rows[0].cells[1], last, names)
        if paper.recipients:
            below = table.add_row()  # type: ignore[no-untyped-call]  # the library's own omission
            whole(below)
            _recipients(below.cells[0], paper.recipients)
            first_paragraph(below.cells[0]).paragraph_format.space_before = Pt(12)
    else:
        _recipients(table.rows[0].cells[0], paper.recipients)
        _signature(table.rows[0].cells[1], last, names)


def _signature(cell: _Cell, signature: Signature, names: Mapping[str, str]) -> None:
    fits = cell.width * HEAD // (CAPITAL * BODY) if cell.width else len(NATION)
    lines = [line for said in signature.capacity for line in in_lines(said, fits=fits)]
    texts = [*lines, *[""] * ROOM_TO_SIGN, _said(signature.name, names)]
    _stack(cell, [(text, BODY, "b" if text else "") for text in texts])
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def _recipients(cell: _Cell, recipients: tuple[str, ...]) -> None:
    if not recipients:
        return
    write(first_paragraph(cell), "Nơi nhận:", size=12, marks="bi")
    for one in recipients:
        write(cell.add_paragraph(), f"- {one}", size=11)


def _marked(document: Open, mark: Mark, *, width: Length) -> None:
    """Position and hash at the foot of every page, the QR code on the first."""
    section = document.sections[0]
    table = section.first_page_footer.add_table(1, 2, width)
    padded(fixed(table, [Length(width - Mm(20)), Mm(20)]), Mm(0))
    text, picture = table.rows[0].cells
    _stack(text, [(line, MARK, "") for line in mark.lines], align="left")
    aligned(first_paragraph(picture), "right").add_run().add_picture(BytesIO(mark.qr_png()), width=QR_SIDE)
    write(aligned(section.footer.paragraphs[0], "left"), mark.lines[0], size=MARK)
    empty = section.first_page_footer.paragraphs[0]
    empty._p.getparent().remove(empty._p)  # noqa: SLF001  # an empty line would push the code up into the text
    section.first_page_footer.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _properties(document: Open, paper: Paper, mark: Mark) -> None:
    """What an office's search finds, from the paper alone; nothing of the library's own template."""
    core = document.core_properties
    core.title, core.author = f"{paper.title.capitalize()}: {paper.abstract}", paper.letterhead.issuer
    core.created = core.modified = mark.moment.replace(tzinfo=None)
    core.last_modified_by, core.revision = paper.letterhead.issuer, 1
    core.identifier, core.version = mark.sha256, str(mark.position)
    core.comments, core.keywords, core.language = "", "", "vi-VN"
    relationships = document.part.package.rels
    for key in [key for key, one in relationships.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relationships[key]


def _stack(cell: _Cell, lines: list[tuple[str, float, str]], *, align: Align = "centre") -> None:
    """Lines one below another in a cell."""
    for place, (text, size, marks) in enumerate(lines):
        paragraph = first_paragraph(cell) if place == 0 else cell.add_paragraph()
        write(aligned(paragraph, align), text, size=size, marks=marks)


def _said(text: Text, names: Mapping[str, str]) -> str:
    return "".join(names[piece.person_id] if isinstance(piece, Name) else piece for piece in text)
