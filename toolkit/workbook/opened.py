"""Bytes → an openpyxl workbook, or a refusal in words. Nothing of the content is believed yet."""

import io
import warnings
from dataclasses import dataclass

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.intake import LEGACY, LIMITS, Kind, Reason, Refused, Remark, prescan


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """The same file twice: as it was typed (formulas) and as it was last shown (cached values).

    Of the `kind` of older and other formats only the values can be had: `typed` is then what was shown.
    """

    typed: Workbook
    shown: Workbook
    kind: Kind = Kind.XLSX
    remarks: tuple[Remark, ...] = ()

    @property
    def values_only(self) -> bool:
        return self.kind in LEGACY

    @property
    def properties(self) -> dict[str, str]:
        """Custom document properties."""
        custom = self.typed.custom_doc_props  # type: ignore[attr-defined]  # the stubs lag behind
        return {item.name: str(item.value) for item in custom.props}

    def shown_rows(self, name: str, last_row: int) -> tuple[tuple[object, ...], ...]:
        """The values a sheet was last shown with, from its first row to `last_row`, counted from 1."""
        sheet = self.shown[name]
        if isinstance(sheet, ReadOnlyWorksheet):
            sheet.reset_dimensions()  # what a file says of its size is not believed: WPS writes A1
        return tuple(sheet.iter_rows(max_row=last_row, values_only=True))

    def sheet(self, name: str) -> Worksheet | None:
        sheet = self.typed[name] if name in self.typed.sheetnames else None
        return sheet if isinstance(sheet, Worksheet) else None


def open_workbook(content: bytes, name: str = "") -> OpenedWorkbook:
    """Open a workbook of any format, scanned first.

    Raises :class:`~toolkit.errors.UnreadableFile` that says what the file is instead, and what to do.
    """
    inspected = prescan(content, name).accepted()
    try:
        if inspected.kind in LEGACY:
            from toolkit.workbook.legacy import open_legacy

            values = open_legacy(inspected.content)
            return OpenedWorkbook(values, values, inspected.kind, inspected.remarks)
        typed, shown = _load(inspected.content), _load(inspected.content, shown=True)
        return OpenedWorkbook(typed, shown, inspected.kind, inspected.remarks)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise Refused(Reason.DAMAGED) from error


def _load(content: bytes, *, shown: bool = False) -> Workbook:
    """With formulas and looks; or as shown, with nothing but values, sheet by sheet as they are asked for."""
    with warnings.catch_warnings():
        # Extensions that Excel and WPS add on saving, which we do not need.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=shown, data_only=shown, keep_links=False)
    if not workbook.worksheets:
        raise Refused(Reason.NO_SHEETS)
    return workbook


def sheet_rows(content: bytes) -> list[list[str]]:
    """The first sheet of a plain workbook (a roster) as texts."""
    book = open_workbook(content)
    first = book.typed.worksheets[0]
    rows = book.shown_rows(first.title, min(first.max_row, LIMITS.rows))
    return [["" if value is None else _plain(value) for value in row] for row in rows]


def _plain(value: object) -> str:
    """A number of a text column (a phone number, a code) without ``.0``."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
