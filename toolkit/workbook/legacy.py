"""Workbooks in older and other formats (``.xls .et .xlsb .ods``): their values as an openpyxl workbook.

Formulas, locks, merges and properties of these files are not to be had: whoever uses the result says so.
"""

import io

from openpyxl.workbook import Workbook
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from toolkit.intake import LIMITS, Reason, Refused
from toolkit.model import clean_text

_MOST = 1_000_000  # cells of the used rectangle of a sheet: the library lays it out in full


def open_legacy(content: bytes) -> Workbook:
    """The values of all sheets, hidden ones included. Raises :class:`Refused`.

    The library may end the whole process on a malformed file: files of unknown origin are opened in a child only.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise Refused(Reason.ENCRYPTED) from error
    except CalamineError as error:
        raise Refused(Reason.DAMAGED) from error
    if len(book.sheet_names) > LIMITS.sheets:
        raise Refused(Reason.TOO_MANY, f"{len(book.sheet_names)} 张工作表")
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in book.sheet_names:
        _copy(book.get_sheet_by_name(name), workbook, name)
    if not workbook.worksheets:
        raise Refused(Reason.NO_SHEETS)
    return workbook


def _copy(source: CalamineSheet, workbook: Workbook, name: str) -> None:
    if source.total_height * source.total_width > _MOST:
        raise Refused(Reason.TOO_FAR, f"“{name}”表")
    sheet = workbook.create_sheet(name)
    for row, values in enumerate(source.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                cell.value = clean_text(value) or None
                cell.data_type = "s"  # a text that starts with = is no formula
            else:
                cell.value = value
