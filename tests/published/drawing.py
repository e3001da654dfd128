"""The official tables as rows of cells, as a site or a clerk might draw them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.forms import Table
from toolkit.model import Report, Value, plain_number


@dataclass(frozen=True)
class Drawn:
    """A cell that begins in this row."""

    text: str
    width: int = 1
    height: int = 1
    value: bool = False
    column: int = 0
    row_id: str = ""

    @property
    def heading(self) -> bool:
        return not self.value


Rows = list[list[Drawn]]


def shown(value: Value) -> str:
    """What is printed for a value."""
    if value is None:
        return ""
    return value if isinstance(value, str) else plain_number(value)


def rows_of(report: Report, table: Table, *, without: Sequence[str] = ()) -> Rows:
    """The rows of `table`; `without`: ids of rows that the report leaves out."""
    ids = {cell.id: cell.row.id for cell in table.cells}
    rows: Rows = []
    gone: set[int] = set()
    for number in range(table.grid.height):
        row = []
        for cell in table.grid.cells:
            if cell.row == number:
                is_value = cell.cell is not None
                row_id = ids[cell.cell] if cell.cell else ""
                text = shown(report.value(cell.cell)) if cell.cell else cell.text
                row.append(Drawn(text, cell.width, cell.height, is_value, cell.column, row_id))
                if row_id in without:
                    gone.add(number)
        rows.append(row)
    return [row for number, row in enumerate(rows) if number not in gone]


def relabelled(rows: Rows, changes: dict[str, str]) -> Rows:
    """The same rows with other wording."""
    return [
        [replace(cell, text=changes.get(cell.text, cell.text)) if cell.heading else cell for cell in row]
        for row in rows
    ]
