"""Workbooks in older and other formats (``.xls .et .xlsb .ods``): their values.

Formulas, locks, merges and properties of these files are not to be had: whoever uses the result says so.
"""

import io

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from toolkit.intake import LIMITS, Reason, Refused
from toolkit.model import clean_text
from toolkit.workbook.sheet import Sheet

_MOST = 1_000_000  # cells of the used rectangle of a sheet: the library lays it out in full


def open_legacy(content: bytes) -> tuple[Sheet, ...]:
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
    sheets = tuple(_sheet(book.get_sheet_by_name(name), name) for name in book.sheet_names)
    if not sheets:
        raise Refused(Reason.NO_SHEETS)
    return sheets


def _sheet(source: CalamineSheet, name: str) -> Sheet:
    if source.total_height * source.total_width > _MOST:
        raise Refused(Reason.TOO_FAR, f"“{name}”表")
    values = {
        (row, column): clean_text(value) if isinstance(value, str) else value
        for row, values in enumerate(source.to_python(skip_empty_area=False))
        for column, value in enumerate(values)
        if value != ""
    }
    return Sheet(name, typed=values, shown=values)
