"""A small XLSX workbook written by hand: just enough for a reader, with cells that hold days and times."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from string import ascii_uppercase
from typing import Final

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's times know no zone
_TIME, _DAY = 1, 2

_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType='
    '"application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}'
    '/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>',
}


def write_workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """One sheet with these rows, the first of them its header."""
    lines = "".join(f'<row r="{number}">{_cells(number, row)}</row>' for number, row in enumerate(rows, start=1))
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def _cells(number: int, row: Sequence[object]) -> str:
    return "".join(_cell(f"{letter}{number}", value) for letter, value in zip(ascii_uppercase, row, strict=False))


def _cell(at: str, value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{at}"><v>{value}</v></c>'
        case datetime():
            return f'<c r="{at}" s="{_TIME}"><v>{(value - _EPOCH).total_seconds() / 86_400}</v></c>'
        case date():
            return f'<c r="{at}" s="{_DAY}"><v>{(value - _EPOCH.date()).days}</v></c>'
        case _:
            return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
