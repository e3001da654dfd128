"""A workbook of ours as openpyxl writes it from nothing: the same cells, looks, merges, validations and locks."""

from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell


def written_anew(source: Any) -> Any:
    """A new workbook with all that `source` holds; each look is described once, not for every cell."""
    book: Any = Workbook()
    book.remove(book.worksheets[0])
    looks: dict[int, Any] = {}
    for sheet in source.worksheets:
        made = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell):
                    _write(made.cell(cell.row, cell.column, cell.value), cell, looks)
        _set_up(made, sheet)
    book.defined_names.update(source.defined_names)
    for item in source.custom_doc_props.props:
        book.custom_doc_props.append(item)
    book.security, book.properties = source.security, source.properties
    return book


def _write(made: Any, cell: Any, looks: dict[int, Any]) -> None:
    if cell.style_id not in looks:
        made.font, made.fill, made.border = copy(cell.font), copy(cell.fill), copy(cell.border)
        made.alignment, made.protection = copy(cell.alignment), copy(cell.protection)
        made.number_format = cell.number_format
        looks[cell.style_id] = made._style
    else:
        made._style = copy(looks[cell.style_id])
    if cell.hyperlink:
        made.hyperlink = copy(cell.hyperlink)


def _set_up(made: Any, sheet: Any) -> None:
    for area in sheet.merged_cells.ranges:
        made.merge_cells(area.coord)
    for letters, column in sheet.column_dimensions.items():
        made.column_dimensions[letters].width = column.width
    for number, row in sheet.row_dimensions.items():
        made.row_dimensions[number].height = row.height
    for validation in sheet.data_validations.dataValidation:
        made.add_data_validation(validation)
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            made.conditional_formatting.add(str(ranges.sqref), rule)
    made.protection, made.page_setup = copy(sheet.protection), copy(sheet.page_setup)
    made.page_margins, made.print_options = sheet.page_margins, sheet.print_options
    made.oddHeader.center.text, made.oddFooter.left.text = sheet.oddHeader.center.text, sheet.oddFooter.left.text
    made.print_title_rows, made.freeze_panes = sheet.print_title_rows, sheet.freeze_panes
    made.sheet_state = sheet.sheet_state
