"""A grid drawn as a Word table, as text: building 644 cells through python-docx takes a second, this a millisecond."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from xml.sax.saxutils import quoteattr

from toolkit.document.items import TableItem
from toolkit.document.lines import width
from toolkit.document.markup import KEEP_NEXT, paragraph, text_run
from toolkit.document.typography import TableSetting, Typography, twips
from toolkit.forms import Grid, GridCell, Holds, Role, Table

_ORDINAL = re.compile(r"（[一二三四五六七八九十]+）")
_SLOT = "\0"  # no text of a form has it
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the content of a cell stands: its width, and that of a character of a number, 0 for what is no number and
    may break. In twips.
    """

    cell: str
    room: int
    char_twips: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A table without its contents: what stands before, between and after the slots."""

    pieces: tuple[str, ...]
    slots: tuple[_Slot, ...]


def table_xml(item: TableItem, typography: Typography, *, keep_last_row: bool = False) -> str:
    """The table, whole with the heading before it: every row keeps with the next, the last only where it is told to."""
    drawn = _drawn(item.table, typography, keep_last_row)
    contents = (_runs(item, slot) for slot in drawn.slots)
    return "".join(f"{piece}{content}" for piece, content in zip_longest(drawn.pieces, contents, fillvalue=""))


@lru_cache(maxsize=64)
def _drawn(table: Table, typography: Typography, keep_last_row: bool) -> _Drawn:
    grid, setting = table.grid, typography.table(table)
    rows = _rows(grid)
    kept = grid.height if keep_last_row else grid.height - 1
    text = "".join(
        _row(table, setting, number, cells, KEEP_NEXT if number < kept else "") for number, cells in enumerate(rows)
    )
    whole = f"<w:tbl>{_properties(table, setting, typography)}{_columns(setting)}{text}</w:tbl>"
    slots = (_slot(table, setting, typography, c) for number, row in enumerate(rows) for c in row if c.row == number)
    return _Drawn(tuple(whole.split(_SLOT)), tuple(slot for slot in slots if slot))


def _slot(table: Table, setting: TableSetting, typography: Typography, cell: GridCell) -> _Slot | None:
    if cell.cell is None:
        return None
    room = setting.width_of(cell) - 2 * twips(typography.cell_margin_mm)
    return _Slot(cell.cell, room, typography.style(_style(table, cell)).char_twips if _is_number(table, cell) else 0)


def _rows(grid: Grid) -> list[list[GridCell]]:
    """For each row the rectangles it crosses, from left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.height):
            rows[row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def _properties(table: Table, setting: TableSetting, typography: Typography) -> str:
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
        f"<w:tblCaption w:val={quoteattr(table.title)}/></w:tblPr>"
    )


def _columns(setting: TableSetting) -> str:
    columns = "".join(f'<w:gridCol w:w="{column}"/>' for column in setting.widths_twips)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _row(table: Table, setting: TableSetting, number: int, cells: list[GridCell], keep: str) -> str:
    heading = "<w:tblHeader/>" if number < table.grid.heading_rows else ""
    height = f'<w:trHeight w:val="{twips(setting.row_mm)}" w:hRule="atLeast"/>'
    drawn = "".join(_cell(table, setting, cell, number, keep) for cell in cells)
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{heading}</w:trPr>{drawn}</w:tr>"


def _cell(table: Table, setting: TableSetting, cell: GridCell, row: int, keep: str) -> str:
    """A rectangle where it begins, or its empty continuation in a row below."""
    span = f'<w:gridSpan w:val="{cell.width}"/>' if cell.width > 1 else ""
    first = row == cell.row
    restart = ' w:val="restart"' if first else ""
    merge = f"<w:vMerge{restart}/>" if cell.height > 1 else ""
    label = _SLOT if cell.cell else text_run(_label(cell))
    width_twips = f'<w:tcW w:w="{setting.width_of(cell)}" w:type="dxa"/>'
    return (
        f'<w:tc><w:tcPr>{width_twips}{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(_style(table, cell), label if first else '', keep)}</w:tc>"
    )


def _runs(item: TableItem, slot: _Slot) -> str:
    """The content, or what it was and what it is; a long number is drawn narrower rather than broken."""
    text = item.numbers[slot.cell]
    needed = width(text) * slot.char_twips if slot.char_twips else 0
    scale = min(100, int(100 * slot.room / needed)) if needed else 100
    if slot.cell not in item.before:
        return text_run(text, scale=scale)
    old = text_run(item.before[slot.cell], change="deleted") if item.before[slot.cell] else ""
    return old + (text_run(text, change="inserted") if text else "")


def _label(cell: GridCell) -> str:
    """A label in a narrow column breaks after its （三）."""
    narrow = cell.width == 1 and cell.height > 1
    return _ORDINAL.sub(lambda match: f"{match[0]}\n", cell.text, count=1) if narrow else cell.text


def _style(table: Table, cell: GridCell) -> str:
    match cell.role:
        case Role.INPUT if _holds(table, cell) == "text":
            return "TableLabel"
        case Role.INPUT | Role.TOTAL | Role.CODE:
            return "TableNumber"
        case Role.LABEL:
            return "TableLabel"
        case Role.TITLE | Role.CORNER | Role.HEADING:
            return "TableHeading"


def _holds(table: Table, cell: GridCell) -> Holds | None:
    """What the cell is for; None for a label."""
    return table.cell(cell.cell).entry.kind.holds if cell.cell else None


def _is_number(table: Table, cell: GridCell) -> bool:
    return _holds(table, cell) in ("number", "date")
