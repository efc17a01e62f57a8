"""A form set as XLSX: the same bytes for the same form and mark. It asks no database."""

from io import BytesIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shared.papers.form import Cell, Form, Section
from shared.papers.mark import Mark

FONT: Final = "Times New Roman"
A4: Final = 9
COLUMNS: Final = 8
QR_SCALE: Final = 0.18
LINE: Final = 15.0  # points, of a row of text at 12: no more, or there is no room left to sign
BESIDE_CODE: Final = 18.0  # points: three rows are as high as the code
FIRST, OTHERS = 34, 14  # letters that a column has room for


def set_in_sheet(form: Form, mark: Mark) -> bytes:
    """The form as an XLSX file, on A4 across."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties(
        {"title": f"Biểu {form.number} {form.of[0].lower()}{form.of[1:]}", "created": mark.moment.replace(tzinfo=None)}
    )
    sheet = book.add_worksheet(form.name)
    _page(sheet, mark)
    row = _head(sheet, form, book, address=mark.lines[1])
    for section in form.sections:
        row = _section(sheet, section, book, row)
    row = _notes(sheet, form, book, row)
    _signatures(sheet, book, row)
    book.close()
    return out.getvalue()


def _look(book: Workbook, **more: object) -> Format:
    look: Format = book.add_format({"font_name": FONT, "font_size": 12, "text_wrap": True, "valign": "vcenter"} | more)
    return look


def _page(sheet: Worksheet, mark: Mark) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=1.2, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, FIRST)
    sheet.set_column(1, COLUMNS - 1, OTHERS)
    sheet.set_footer(f'&L&"{FONT}"&8{mark.lines[0]}&R&"{FONT}"&8&P/&N')
    # The code stands at the head, between the form's number and the office, where no table pushes it to another page.
    picture = {"image_data": BytesIO(mark.qr_png()), "x_scale": QR_SCALE, "y_scale": QR_SCALE, "object_position": 3}
    sheet.insert_image(0, 3, "qr.png", picture | {"x_offset": 20})


def _head(sheet: Worksheet, form: Form, book: Workbook, *, address: str) -> int:
    """The form's number, what its code says in words, title and year; the row after them."""
    small, bold = _look(book), _look(book, bold=True, align="center", font_size=14)
    centred = _look(book, italic=True, align="center")
    sheet.merge_range(0, 0, 0, 2, f"Biểu số: {form.number}", small)
    sheet.merge_range(1, 0, 1, 2, form.basis, small)
    sheet.merge_range(0, 4, 0, COLUMNS - 1, "Đơn vị báo cáo: ………………………………", small)
    sheet.merge_range(1, 4, 1, COLUMNS - 1, "Đơn vị nhận báo cáo: ……………………………", small)
    sheet.merge_range(2, 0, 2, COLUMNS - 1, address, _look(book, font_size=8))
    sheet.merge_range(3, 0, 3, COLUMNS - 1, form.title, bold)
    sheet.merge_range(4, 0, 4, COLUMNS - 1, form.of, bold)
    sheet.merge_range(5, 0, 5, COLUMNS - 1, f"Phong trào thi đua “{form.campaign}”", centred)
    for row in range(6):
        sheet.set_row(row, LINE if row > 2 else BESIDE_CODE)
    sheet.set_row(5, 2 * LINE)
    return 7


def _section(sheet: Worksheet, section: Section, book: Workbook, row: int) -> int:
    title = _look(book, bold=True)
    head = _look(book, bold=True, align="center", border=1)
    words, number = _look(book, border=1, indent=1), _look(book, border=1, align="center", num_format="#,##0")
    sheet.merge_range(row, 0, row, COLUMNS - 1, section.title, title)
    sheet.set_row(row, LINE)
    sheet.write_row(row + 1, 0, section.columns, head)
    sheet.set_row(row + 1, 2 * LINE)
    row += 2
    for cells in section.rows:
        sheet.set_row(row, LINE * _lines(cells))
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, number)
            else:
                sheet.write_string(row, column, cell, words)
        row += 1
    if not section.rows:
        sheet.merge_range(row, 0, row, len(section.columns) - 1, "Không phát sinh", words)
        sheet.set_row(row, LINE)
        row += 1
    return row + 1


def _lines(cells: tuple[Cell, ...]) -> int:
    """How many lines the longest of these takes: a row that is given a height does not grow by itself."""
    rooms = (FIRST, *(OTHERS for _ in cells[1:]))
    return max(-(-len(str(cell)) // room) for cell, room in zip(cells, rooms, strict=True)) or 1


def _notes(sheet: Worksheet, form: Form, book: Workbook, row: int) -> int:
    look = _look(book, italic=True, font_size=11)
    sheet.merge_range(row, 0, row, COLUMNS - 1, "Ghi chú:", look)
    for place, note in enumerate(form.notes, start=1):
        sheet.merge_range(row + place, 0, row + place, COLUMNS - 1, f"- {note}", look)
        sheet.set_row(row + place, LINE)
    return row + len(form.notes) + 2


def _signatures(sheet: Worksheet, book: Workbook, row: int) -> None:
    look = _look(book, bold=True, align="center")
    day = _look(book, italic=True, align="center")
    sheet.merge_range(row, 4, row, COLUMNS - 1, "…………, ngày      tháng      năm         ", day)
    sheet.merge_range(row + 1, 0, row + 1, 2, "NGƯỜI LẬP BIỂU", look)
    sheet.merge_range(row + 1, 4, row + 1, COLUMNS - 1, "THỦ TRƯỞNG ĐƠN VỊ", look)
