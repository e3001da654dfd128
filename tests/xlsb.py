"""A workbook in the binary format of Excel, as far as values go: there is no free program that writes it.

Records are told by a number and a length, both in groups of seven bits (MS-XLSB 2.1.4).
"""

import struct
from collections.abc import Iterator

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from returned import packed

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROW, _REAL, _TEXT = 0x00, 0x05, 0x06
_SHEETS, _SHEETS_END, _SHEET = 0x8F, 0x90, 0x9C
_BOOK_END = 0x84
_DATA, _DATA_END, _SIZE = 0x91, 0x92, 0x94


def as_xlsb(book: Workbook) -> bytes:
    """The values of `book`, as ``load_workbook(data_only=True)`` gives them."""
    sheets = book.worksheets
    entries = b"".join(_record(_SHEET, _entry(number, sheet)) for number, sheet in enumerate(sheets, 1))
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(sheets) + 1)
    )
    links = f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "xl/workbook.bin": _record(_SHEETS) + entries + _record(_SHEETS_END) + _record(_BOOK_END),
        "xl/_rels/workbook.bin.rels": links.encode(),
    }
    return packed(parts | {f"xl/worksheets/sheet{n}.bin": _sheet(sheet) for n, sheet in enumerate(sheets, 1)})


def _entry(number: int, sheet: Worksheet) -> bytes:
    state = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.sheet_state]
    return struct.pack("<LL", state, number) + _wide(f"rId{number}") + _wide(sheet.title)


def _sheet(sheet: Worksheet) -> bytes:
    size = struct.pack("<LLLL", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
    return _record(_SIZE, size) + _record(_DATA) + b"".join(_rows(sheet)) + _record(_DATA_END)


def _rows(sheet: Worksheet) -> Iterator[bytes]:
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        yield _record(_ROW, struct.pack("<L", number) + bytes(13))
        for column, value in enumerate(row):
            place = struct.pack("<LL", column, 0)
            if isinstance(value, int | float):
                yield _record(_REAL, place + struct.pack("<d", value))
            elif value is not None:
                yield _record(_TEXT, place + _wide(str(value)))


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<L", len(data) // 2) + data


def _record(kind: int, data: bytes = b"") -> bytes:
    return _groups(kind) + _groups(len(data)) + data


def _groups(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    rest, group = number >> 7, number & 0x7F
    return bytes([group | 0x80]) + _groups(rest) if rest else bytes([group])
