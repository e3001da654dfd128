"""How wide the columns of a table are, in characters: what a spreadsheet draws, and Word in proportion."""

from toolkit.forms.definition import Table

_LABELS = {1: (30.0,), 2: (14.0, 34.0)}
_NUMBER_OF_A_LINE, _CODE = 8.0, 10.0
_FEW_COLUMNS, _WIDE, _NARROW = 4, 20.0, 10.0


def column_widths(table: Table) -> tuple[float, ...]:
    """Wide enough for labels to read well and for numbers of 9 digits."""
    grid = table.grid
    if table.layout == "across":
        return (9.0,) * grid.width
    codes = bool(table.codes) + bool(table.units)
    values = grid.width - grid.label_columns
    number = _NARROW if values > _FEW_COLUMNS else _WIDE
    return (
        *_label_widths(table, grid.label_columns - codes),
        *(_CODE,) * codes,
        *(max(_widest(table, column), number) for column in range(grid.label_columns, grid.width)),
    )


def _label_widths(table: Table, levels: int) -> tuple[float, ...]:
    if all(part.listed for part in table.parts):
        return (_NUMBER_OF_A_LINE,) * levels
    return _LABELS.get(levels, (11.0, *(14.0,) * (levels - 2), 34.0))


def _widest(table: Table, column: int) -> float:
    """What the content of a column needs; cells that stretch over several do not count."""
    places = ((cell, table.grid.place(cell.id)) for cell in table.cells)
    return max(
        (cell.entry.kind.width for cell, place in places if place.column == column and place.width == 1), default=0
    )
