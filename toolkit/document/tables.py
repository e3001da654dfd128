"""A grid drawn as a Word table, as text: building 644 cells through python-docx takes a second, this a millisecond."""

import re
from xml.sax.saxutils import quoteattr

from toolkit.document.items import TableItem
from toolkit.document.lines import width
from toolkit.document.markup import KEEP_NEXT, paragraph, text_run
from toolkit.document.typography import TableSetting, Typography, twips
from toolkit.forms import Grid, GridCell, Holds, Role

_ORDINAL = re.compile(r"（[一二三四五六七八九十]+）")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_xml(item: TableItem, typography: Typography, *, keep_last_row: bool = False) -> str:
    """The table, whole with the heading before it: every row keeps with the next, the last only where it is told to."""
    grid = item.table.grid
    setting = typography.table(item.table)
    kept = grid.height if keep_last_row else grid.height - 1
    rows = "".join(
        _row(item, typography, number, cells, KEEP_NEXT if number < kept else "")
        for number, cells in enumerate(_rows(grid))
    )
    return f"<w:tbl>{_properties(item, setting, typography)}{_columns(setting)}{rows}</w:tbl>"


def _rows(grid: Grid) -> list[list[GridCell]]:
    """For each row the rectangles it crosses, from left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.height):
            rows[row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def _properties(item: TableItem, setting: TableSetting, typography: Typography) -> str:
    """Fixed layout, so that every program draws the columns as wide as they are laid down."""
    margin = twips(typography.cell_margin_mm)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{typography.border_eighths}" w:space="0" w:color="000000"/>' for side in _SIDES
    )
    return (
        f'<w:tblPr><w:tblW w:w="{sum(setting.widths_twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        f"<w:tblCaption w:val={quoteattr(item.table.title)}/></w:tblPr>"
    )


def _columns(setting: TableSetting) -> str:
    columns = "".join(f'<w:gridCol w:w="{column}"/>' for column in setting.widths_twips)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _row(item: TableItem, typography: Typography, number: int, cells: list[GridCell], keep: str) -> str:
    grid = item.table.grid
    setting = typography.table(item.table)
    heading = "<w:tblHeader/>" if number < grid.heading_rows else ""
    height = f'<w:trHeight w:val="{twips(setting.row_mm)}" w:hRule="atLeast"/>'
    drawn = "".join(_cell(item, typography, cell, number, keep) for cell in cells)
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{heading}</w:trPr>{drawn}</w:tr>"


def _cell(item: TableItem, typography: Typography, cell: GridCell, row: int, keep: str) -> str:
    """A rectangle where it begins, or its empty continuation in a row below."""
    setting = typography.table(item.table)
    width_twips = sum(setting.widths_twips[cell.column : cell.column + cell.width])
    span = f'<w:gridSpan w:val="{cell.width}"/>' if cell.width > 1 else ""
    first = row == cell.row
    restart = ' w:val="restart"' if first else ""
    merge = f"<w:vMerge{restart}/>" if cell.height > 1 else ""
    text = _runs(item, cell, typography, width_twips) if first else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width_twips}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(_style(item, cell), text, keep)}</w:tc>"
    )


def _runs(item: TableItem, cell: GridCell, typography: Typography, width_twips: int) -> str:
    """The content, or what it was and what it is; a long number is drawn narrower rather than broken."""
    text = _text(item, cell)
    if cell.cell is None:
        return text_run(text)
    room = width_twips - 2 * twips(typography.cell_margin_mm)
    needed = width(text) * typography.style(_style(item, cell)).char_twips if _is_number(item, cell) else 0
    scale = min(100, int(100 * room / needed)) if needed else 100
    if cell.cell not in item.before:
        return text_run(text, scale=scale)
    old = text_run(item.before[cell.cell], change="deleted") if item.before[cell.cell] else ""
    return old + (text_run(text, change="inserted") if text else "")


def _text(item: TableItem, cell: GridCell) -> str:
    """The number, or the label; a label in a narrow column breaks after its （三）."""
    if cell.cell is not None:
        return item.numbers[cell.cell]
    narrow = cell.width == 1 and cell.height > 1
    return _ORDINAL.sub(lambda match: f"{match[0]}\n", cell.text, count=1) if narrow else cell.text


def _style(item: TableItem, cell: GridCell) -> str:
    match cell.role:
        case Role.INPUT if _holds(item, cell) == "text":
            return "TableLabel"
        case Role.INPUT | Role.TOTAL | Role.CODE:
            return "TableNumber"
        case Role.LABEL:
            return "TableLabel"
        case Role.TITLE | Role.CORNER | Role.HEADING:
            return "TableHeading"


def _holds(item: TableItem, cell: GridCell) -> Holds | None:
    """What the cell is for; None for a label."""
    return item.table.cell(cell.cell).entry.kind.holds if cell.cell else None


def _is_number(item: TableItem, cell: GridCell) -> bool:
    return _holds(item, cell) in ("number", "date")
