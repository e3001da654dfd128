"""The wide sheets, one for each official table: a line a unit, a column a cell, totals as formulas."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from toolkit.forms import Cell, Form, Sum, Table, a1, a1_range
from toolkit.model import Value
from toolkit.workbook.formulas import runs, sum_expression
from toolkit.workbook.papers.facts import Papers, UnitLine, formula_shows, shown
from toolkit.workbook.plan import Highlight, Live, SheetPlan, Spot, column_range, quoted

NUMBER, CODE, NAME, FIRST_CELL = 0, 1, 2, 3
FIRST_LINE = 3
_HEADINGS = ("序号", "单位编码", "单位名称")
_WIDTHS = (6.0, 14.0, 26.0)


def wide_sheet(papers: Papers, table: Table) -> SheetPlan:
    columns = len(table.cells)
    lines = len(papers.units)
    inputs = runs(FIRST_CELL + number for number, cell in enumerate(table.cells) if not cell.derived)
    return SheetPlan(
        name=table.sheet,
        spots=(*_headings(table), *(spot for unit in papers.units for spot in _line(papers, table, unit))),
        widths=(*_WIDTHS, *(11.0 for _ in table.cells)),
        heights={0: 48.0, 1: 32.0, 2: 48.0},
        highlights=(
            Highlight(
                tuple(a1_range(FIRST_LINE, first, lines, last - first + 1) for first, last in inputs),
                f"=NOT(ISNUMBER({a1(FIRST_LINE, FIRST_CELL)}))",
                "missing",
            ),
        ),
        frozen=(FIRST_LINE, FIRST_CELL),
        repeat_rows=FIRST_LINE,
        landscape=True,
        heading=f"{papers.title}：{table.title}",
        filtered=a1_range(FIRST_LINE - 1, 0, lines + 1, FIRST_CELL + columns),
        repeat_columns=FIRST_CELL,
    )


def column_of(papers: Papers, cell: str) -> int:
    return FIRST_CELL + papers.places[cell]


def all_units(papers: Papers, cell: Cell) -> str:
    """The numbers of all units in `cell`, from another sheet."""
    column = column_of(papers, cell.id)
    return f"{quoted(cell.table.sheet)}!{column_range(column, FIRST_LINE, FIRST_LINE + len(papers.units) - 1)}"


def whole_column(papers: Papers, table: Table, column: int) -> str:
    """A column from the first row on, so that a position in it is the number of a row."""
    return f"{quoted(table.sheet)}!{column_range(column, 0, FIRST_LINE + len(papers.units) - 1)}"


def line_of(papers: Papers, table: Table, number: str) -> str:
    """The row in which the unit stands whose 序号 is at the address `number`."""
    return f"MATCH({number},{whole_column(papers, table, NUMBER)},0)"


def looked_up(papers: Papers, cell: Cell, number: str) -> str:
    """What the unit says in `cell` whose 序号 is at the address `number`, wherever its line has been sorted to."""
    column = whole_column(papers, cell.table, column_of(papers, cell.id))
    return f"INDEX({column},{line_of(papers, cell.table, number)})"


def sum_if_complete(form: Form, operands: Sum, references: Callable[[Sequence[str]], list[str]]) -> str:
    """The sum, or nothing as long as an operand has no number."""
    names = list(dict.fromkeys(term.name for term in operands if term.name))
    expression = sum_expression(form, operands, references)
    return f'=IF(COUNT({",".join(references(names))})<{len(names)},"",{expression})'


def _headings(table: Table) -> Iterator[Spot]:
    yield Spot(0, 0, "band", table.title, 2, FIRST_CELL)
    for column, text in enumerate(_HEADINGS):
        yield Spot(FIRST_LINE - 1, column, "heading", text)
    column = FIRST_CELL
    for label, group in groupby(table.cells, key=lambda cell: cell.row.short):
        cells = list(group)
        yield Spot(1, column, "heading", label, 1, len(cells))
        for cell in cells:
            yield Spot(0, column, "faint", cell.id)
            yield Spot(2, column, "heading", cell.column.short)
            column += 1


def _line(papers: Papers, table: Table, unit: UnitLine) -> Iterator[Spot]:
    row = FIRST_LINE + unit.number - 1
    yield Spot(row, NUMBER, "centered", unit.number)
    yield Spot(row, CODE, "record", unit.code)
    yield Spot(row, NAME, "record", unit.name)
    for column, cell in enumerate(table.cells, FIRST_CELL):
        value = unit.values[cell.id]
        if cell.derived:
            yield Spot(row, column, "total", _derived(papers, cell, row, value))
        else:
            yield Spot(row, column, "record" if isinstance(value, str) else "amount", shown(value))


def _derived(papers: Papers, cell: Cell, row: int, value: Value) -> Live:
    def references(cells: Sequence[str]) -> list[str]:
        return [
            a1_range(row, first, 1, last - first + 1) for first, last in runs(column_of(papers, name) for name in cells)
        ]

    return Live(sum_if_complete(papers.form, cell.table.derivations[cell.id], references), formula_shows(value))
