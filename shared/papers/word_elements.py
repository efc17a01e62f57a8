"""What python-docx has no words for: borders, fields, fixed tables, the font for every script. It knows no paper."""

from typing import Literal

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT = "Times New Roman"
Align = Literal["left", "centre", "right", "both"]
ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_defaults(document: Document, *, size: float) -> None:
    """One font in every script, Vietnamese as the language, no space that a paragraph has not asked for."""
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  # the library's own template has it so
    normal.font.name, normal.font.size = FONT, Pt(size)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    normal.element.get_or_add_rPr().append(element("lang", val="vi-VN", eastAsia="vi-VN"))
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0


def aligned(paragraph: Paragraph, how: Align) -> Paragraph:
    """The paragraph, aligned."""
    paragraph.alignment = ALIGNED[how]
    return paragraph


def write(paragraph: Paragraph, text: str, *, size: float, marks: str = "") -> Run:
    """A run of text; `marks` holds b for bold and i for italic."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = "b" in marks or None, "i" in marks or None
    return run


def rule(paragraph: Paragraph, length: Length, within: Length) -> None:
    """A line of a length, centred in a width, drawn by an empty paragraph."""
    form = paragraph.paragraph_format
    form.line_spacing, form.space_before, form.space_after = Pt(2), Pt(4), Pt(2)
    side = Emu((within - length) // 2)
    form.left_indent = form.right_indent = side
    borders = element("pBdr")
    borders.append(element("top", val="single", sz="6", space="0", color="000000"))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  # the library has no other way in
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_number(paragraph: Paragraph, *, size: float) -> None:
    """The number of the page, counted by whoever opens the paper."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = write(paragraph, "", size=size)
        if kind:
            run._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001
        else:
            code = element("instrText")
            code.text = text
            run._r.append(code)  # noqa: SLF001


def fixed(table: Table, widths: list[Length]) -> Table:
    """The table with columns that keep their widths, whatever stands in them."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def padded(table: Table, side: Length) -> Table:
    """The table with so much room between the sides of a cell and what stands in it."""
    margins = element("tblCellMar")
    for where in ("left", "right"):
        margins.append(element(where, w=str(side.twips), type="dxa"))
    table._tbl.tblPr.append(margins)  # noqa: SLF001
    return table


def whole(row: _Row) -> None:
    """The row stands on one page."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))  # noqa: SLF001


def repeated(row: _Row) -> None:
    """The row stands again at the head of every page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001


def first_paragraph(cell: _Cell) -> Paragraph:
    """The empty paragraph that every cell is made with."""
    first: Paragraph = cell.paragraphs[0]
    return first
