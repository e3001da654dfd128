"""加数: for every cell of the total what each unit adds, the adjustments, and the sum against the official total."""

from collections.abc import Iterator, Sequence

from toolkit.forms import Cell, Table, a1, a1_range
from toolkit.workbook.formulas import BALANCED, INCOMPLETE, UNBALANCED, runs
from toolkit.workbook.papers.entries import adjustment_of
from toolkit.workbook.papers.facts import Papers, Shown, SummedCell, UnitLine, formula_shows, shown
from toolkit.workbook.papers.wide import (
    FIRST_LINE,
    NAME,
    all_units,
    column_of,
    line_of,
    sum_if_complete,
    whole_column,
)
from toolkit.workbook.plan import Highlight, Link, Live, SheetPlan, Spot, quoted

ADDENDS = "加数"
_HEADINGS = ("工作表", "行", "列", "单元格", "计量单位", "各单位合计", "调整", "汇总数", "正式汇总", "差额", "核对")
_WIDTHS = (13.0, 24.0, 22.0, 44.0, 9.0, 12.0, 10.0, 12.0, 12.0, 10.0, 9.0)
_CELL, _PARTS, _ADJUSTED, OWN, _OFFICIAL, _DIFFERENCE, STATE = 3, 5, 6, 7, 8, 9, 10
_FIRST_UNIT = len(_HEADINGS)
_NUMBER_ROW = 1  # 序号 of each unit; below it, for each table, the row in which its line stands now
_NOTE = (
    "汇总数＝各单位合计＋调整；合计的格由它的分项相加。点单位的数，到它在分表里的那一格；在分表里改数，这里跟着变。"
    "核对：本表自己算的汇总数，与正式汇总相比。"
)


def addends_sheet(papers: Papers) -> SheetPlan:
    first = _first_row(papers)
    count = len(papers.cells)
    whole = a1_range(first, 0, count, _FIRST_UNIT)
    states = a1_range(first, STATE, count, 1)
    anchor = f"${a1(first, STATE)}"
    return SheetPlan(
        name=ADDENDS,
        spots=(
            *_headings(papers),
            *(spot for cell in papers.form.cells for spot in _line(papers, cell)),
        ),
        widths=(*_WIDTHS, *(12.0 for _ in papers.units)),
        heights={0: 36.0, first - 1: 48.0},
        highlights=(
            Highlight((whole,), f'={anchor}="{UNBALANCED}"', "unbalanced", stop=True),
            Highlight((states,), f'={anchor}="{BALANCED}"', "balanced"),
        ),
        frozen=(first, _CELL),
        print_range=a1_range(0, 0, first + count, _FIRST_UNIT),
        repeat_rows=first,
        landscape=True,
        heading=f"{papers.title}：{ADDENDS}",
        filtered=a1_range(first - 1, 0, count + 1, _FIRST_UNIT),
    )


def own_sum(papers: Papers, cell: str) -> Live:
    """The 汇总数 of a cell, from another sheet."""
    address = f"{quoted(ADDENDS)}!${a1(0, OWN)[:-1]}${_row(papers, cell) + 1}"
    return Live(f"={address}", formula_shows(papers.cells[cell].own))


def states(papers: Papers) -> str:
    """The column 核对, from another sheet."""
    return f"{quoted(ADDENDS)}!{a1_range(_first_row(papers), STATE, len(papers.cells), 1)}"


def balanced(cell: SummedCell) -> str:
    """What 核对 shows."""
    if cell.own is None and cell.official is None:
        return INCOMPLETE
    return BALANCED if cell.own == cell.official else UNBALANCED


def _first_row(papers: Papers) -> int:
    return _NUMBER_ROW + len(papers.form.tables) + 2


def _row(papers: Papers, cell: str) -> int:
    return _first_row(papers) + papers.order[cell]


def _headings(papers: Papers) -> Iterator[Spot]:
    yield Spot(0, 0, "note", _NOTE, 1, _FIRST_UNIT)
    yield Spot(_NUMBER_ROW, _PARTS, "faint", "序号", 1, _FIRST_UNIT - _PARTS)
    for row, table in enumerate(papers.form.tables, _NUMBER_ROW + 1):
        yield Spot(row, _PARTS, "faint", f"在“{table.sheet}”第几行", 1, _FIRST_UNIT - _PARTS)
    heading = _first_row(papers) - 1
    for column, text in enumerate(_HEADINGS):
        yield Spot(heading, column, "heading", text)
    for column, unit in enumerate(papers.units, _FIRST_UNIT):
        yield Spot(_NUMBER_ROW, column, "faint", unit.number)
        for row, table in enumerate(papers.form.tables, _NUMBER_ROW + 1):
            formula = f"={line_of(papers, table, a1(_NUMBER_ROW, column))}"
            yield Spot(row, column, "faint", Live(formula, FIRST_LINE + unit.number))
        yield Spot(heading, column, "heading", _led_to(papers, papers.form.tables[0], NAME, column, unit.name))


def _line(papers: Papers, cell: Cell) -> Iterator[Spot]:
    row = _row(papers, cell.id)
    summed = papers.cells[cell.id]
    link = Link(f"{quoted(cell.table.sheet)}!{a1(FIRST_LINE - 1, column_of(papers, cell.id))}", cell.column.short)
    yield Spot(row, 0, "text", cell.table.sheet)
    yield Spot(row, 1, "text", cell.row.short)
    yield Spot(row, 2, "reference", link)
    yield Spot(row, _CELL, "faint", cell.id)
    yield Spot(row, 4, "centered", cell.unit)
    yield from _sums(papers, cell, row, summed)
    yield Spot(row, _OFFICIAL, "centered", shown(summed.official))
    yield from _verdict(row, summed)
    for column, unit in enumerate(papers.units, _FIRST_UNIT):
        yield Spot(row, column, "reference", _addend(papers, cell, column, unit))


def _sums(papers: Papers, cell: Cell, row: int, summed: SummedCell) -> Iterator[Spot]:
    """Of an input cell from the units and 调整, of a total from the lines of its addends."""
    columns = {_PARTS: summed.parts, _ADJUSTED: summed.adjustment, OWN: summed.own}
    if cell.derived:
        for column, value in columns.items():
            yield Spot(row, column, "total", Live(_from_parts(papers, cell, column), formula_shows(value)))
    else:
        units = all_units(papers, cell)
        parts, adjusted = a1(row, _PARTS), a1(row, _ADJUSTED)
        formulas = (
            f'=IF(COUNT({units})=0,"",SUM({units}))',
            f"={adjustment_of(a1(row, _CELL))}",
            f'=IF({parts}="","",SUM({parts},{adjusted}))',
        )
        for (column, value), formula in zip(columns.items(), formulas, strict=True):
            yield Spot(row, column, "total", Live(formula, formula_shows(value)))


def _from_parts(papers: Papers, cell: Cell, column: int) -> str:
    def references(cells: Sequence[str]) -> list[str]:
        rows = runs(_row(papers, name) for name in cells)
        return [a1_range(first, column, last - first + 1, 1) for first, last in rows]

    return sum_if_complete(papers.form, cell.table.derivations[cell.id], references)


def _verdict(row: int, summed: SummedCell) -> Iterator[Spot]:
    own, official, difference = a1(row, OWN), a1(row, _OFFICIAL), a1(row, _DIFFERENCE)
    both = f"COUNT({own},{official})=2"
    exact: Shown = ""
    if not (summed.own is None or summed.official is None):
        exact = shown(summed.own - summed.official)  # type: ignore[operator]  # numbers, both
    same = f"ABS({difference})<0.0000005+ABS({official})*1E-12"
    yield Spot(row, _DIFFERENCE, "total", Live(f'=IF({both},{own}-{official},"")', exact))
    neither = f'IF(AND({own}="",{official}=""),"{INCOMPLETE}","{UNBALANCED}")'
    formula = f'=IF({both},IF({same},"{BALANCED}","{UNBALANCED}"),{neither})'
    yield Spot(row, STATE, "total", Live(formula, balanced(summed)))


def _addend(papers: Papers, cell: Cell, column: int, unit: UnitLine) -> Live:
    return _led_to(papers, cell.table, column_of(papers, cell.id), column, formula_shows(unit.values[cell.id]))


def _led_to(papers: Papers, table: Table, source: int, column: int, value: Shown) -> Live:
    """What stands in column `source` of the line of a unit, as a link to it; the unit is that of our `column`."""
    row = f"{a1(0, column)[:-1]}${_NUMBER_ROW + 2 + papers.form.tables.index(table)}"
    found = f"INDEX({whole_column(papers, table, source)},{row})"
    link = f'HYPERLINK("#{quoted(table.sheet)}!{a1(0, source)[:-1]}"&{row},{found})'
    return Live(f'=IF({found}="","",{link})', value)
