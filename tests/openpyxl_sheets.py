"""A workbook as openpyxl reads it, as sheets of ours: the independent opinion on what our own reader finds."""

import io
import warnings

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.workbook.opened import OpenedWorkbook
from toolkit.workbook.sheet import At, Sheet


def sheets_by_openpyxl(content: bytes) -> tuple[Sheet, ...]:
    return opened_by_openpyxl(content).sheets


def opened_by_openpyxl(content: bytes) -> OpenedWorkbook:
    """Loaded twice: for what was typed, and for what was last shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        typed = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
        shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    return OpenedWorkbook(
        tuple(_sheet(sheet, shown[sheet.title]) for sheet in typed.worksheets),
        properties={item.name: str(item.value) for item in getattr(typed, "custom_doc_props").props},  # noqa: B009
        names={name: str(item.value) for name, item in typed.defined_names.items()},
    )


def _sheet(typed: Worksheet, shown: Worksheet) -> Sheet:
    protection = typed.protection
    return Sheet(
        title=typed.title,
        visible=typed.sheet_state == "visible",
        protected=bool(protection.sheet or protection.selectLockedCells),
        typed=_values(typed),
        shown=_values(shown),
        formats=_formats(typed),
        merged=frozenset(
            (area.min_row - 1, area.min_col - 1, area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
            for area in typed.merged_cells.ranges
        ),
        hidden_rows=frozenset(
            number - 1
            for number, row in typed.row_dimensions.items()
            if row.hidden or (row.height is not None and row.height == 0)
        ),
        hidden_columns=frozenset(
            column - 1
            for dimension in typed.column_dimensions.values()
            if dimension.hidden or dimension.width == 0
            for column in range(dimension.min or 0, min(dimension.max or 0, 1000) + 1)
        ),
    )


def _values(sheet: Worksheet) -> dict[At, object]:
    """It fills a blank cell with where its link leads to."""
    return {
        (cell.row - 1, cell.column - 1): getattr(cell.value, "text", cell.value)  # an array formula has a text
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.value not in (None, "", cell.hyperlink and cell.hyperlink.location)
    }


def _formats(sheet: Worksheet) -> dict[At, str]:
    """Of cells that hold a number; of a formula, openpyxl does not tell what it shows."""
    return {
        (cell.row - 1, cell.column - 1): str(cell.number_format)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }
