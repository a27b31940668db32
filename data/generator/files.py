"""Files of text and of cells, written row by row and the same to the byte wherever they are written."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TextIO
from xml.sax.saxutils import escape

SAVED_AT = (2026, 5, 29, 17, 30, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_OFFICE}/spreadsheetml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet {_MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class CsvFile:
    """Rows as delimited text; knows the physical line, as cells may hold line breaks."""

    def __init__(
        self,
        path: Path,
        *,
        delimiter: str = ",",
        line_end: str = "\n",
        quotes_all: bool = False,
        has_mark: bool = False,
    ) -> None:
        """Open the file; a mark is UTF-8's byte order mark."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._text: TextIO = path.open("w", encoding="utf-8", newline="")
        self._delimiter, self._line_end, self._quotes_all = delimiter, line_end, quotes_all
        self._is_special = re.compile(f'["\\r\\n{delimiter}]').search
        self._line = 1
        self._text.write("\ufeff" if has_mark else "")

    def record(self, cells: Sequence[str]) -> int:
        """Write a row; the line on which it begins."""
        begins_on = self._line
        line = self._delimiter.join([self._cell(cell) for cell in cells])
        self._text.write(line + self._line_end)
        self._line += 1 + line.count("\n")
        return begins_on

    def _cell(self, cell: str) -> str:
        if self._quotes_all or self._is_special(cell):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def __enter__(self) -> Self:
        """The file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._text.close()


class SheetFile:
    """A workbook of a note and one sheet of text, streamed; by hand, so that no library's version changes a byte."""

    def __init__(self, path: Path, sheet: str, note: str) -> None:
        """Open the workbook and write all but the rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._book = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        for name, text in _fixed_parts(sheet, note).items():
            self._book.writestr(_entry(name), text.encode())
        self._rows: IO[bytes] = self._book.open(_entry("xl/worksheets/sheet2.xml"), "w")
        self._rows.write(f"{_XML}<worksheet {_MAIN}><sheetData>".encode())
        self._row = 0

    def record(self, cells: Sequence[str]) -> int:
        """Write a row; its number."""
        self._row += 1
        self._rows.write(_sheet_row(self._row, cells).encode())
        return self._row

    def __enter__(self) -> Self:
        """The file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the sheet and the workbook."""
        self._rows.write(b"</sheetData></worksheet>")
        self._rows.close()
        self._book.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, SAVED_AT)
    entry.create_system = 0
    return entry


def _sheet_row(number: int, cells: Sequence[str]) -> str:
    written = "".join(
        f'<c r="{chr(ord("A") + place)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{written}</row>'


def _fixed_parts(sheet: str, note: str) -> dict[str, str]:
    """All parts of the package but the rows; the properties are fixed too."""
    relation = f"{_OFFICE}/officeDocument/2006/relationships"
    package = f"{_OFFICE}/package/2006"
    overrides = {"/xl/workbook.xml": f"{_TYPE}.sheet.main+xml", "/xl/styles.xml": f"{_TYPE}.styles+xml"} | {
        f"/xl/worksheets/sheet{number}.xml": f"{_TYPE}.worksheet+xml" for number in (1, 2)
    }
    overrides["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>",
        "_rels/.rels": f'{_XML}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{package}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Mentoring coordination</dc:creator>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">2026-05-29T15:30:00Z</dcterms:created></cp:coreProperties>',
        "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{relation}"><sheets>'
        f'<sheet name="Read me" sheetId="1" r:id="rId1"/><sheet name="{escape(sheet)}" sheetId="2" r:id="rId2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{relation}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in (1, 2)
        )
        + f'<Relationship Id="rId3" Type="{relation}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f"{_XML}<worksheet {_MAIN}><sheetData>{_sheet_row(1, [note])}"
        "</sheetData></worksheet>",
    }
