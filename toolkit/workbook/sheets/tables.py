"""The official tables: the grid at A1, cell for cell; live checks at its right and below, outside the print range."""

from collections.abc import Iterator
from itertools import groupby

from toolkit.forms import Cell, Form, GridCell, Relation, Role, Rule, Table, a1, a1_range, column_widths
from toolkit.model import Report, plain_number
from toolkit.workbook.entries import style_of, wrong_here
from toolkit.workbook.formulas import (
    BALANCED,
    UNBALANCED,
    ZERO_RETURN_YES,
    current_state,
    difference,
    rectangles,
    total,
)
from toolkit.workbook.plan import Highlight, Link, Live, SheetPlan, Spot, Style, Validation, lines_needed, quoted
from toolkit.workbook.sheets import names
from toolkit.workbook.status import table_status, zero_return

_STYLES: dict[Role, Style] = {
    Role.TITLE: "band",
    Role.CORNER: "corner",
    Role.HEADING: "heading",
    Role.LABEL: "label",
    Role.CODE: "centered",
    Role.INPUT: "input",
    Role.TOTAL: "total",
}
_LINE_HEIGHT, _LOWEST_ROW = 15.0, 24.0
_CHECK_COLUMN_WIDTH = 15.0


def table_sheet(report: Report, table: Table) -> SheetPlan:
    """The sheet of `table`, filled with what `report` says."""
    grid, form = table.grid, report.form
    widths = _widths(table)
    checks = tuple(_check_spots(report, table))
    status_row = max([grid.height, *(spot.row + 1 for spot in checks)]) + 1
    spots = (
        *(_grid_spot(report, table, cell) for cell in grid.cells),
        *checks,
        *_status_spots(report, table, status_row),
    )
    return SheetPlan(
        name=table.sheet,
        spots=spots,
        widths=widths,
        heights=_heights(report, table, widths) | ({status_row: 30.0} if _is_list(table) else {}),
        validations=tuple(_validations(table)),
        highlights=tuple(_highlights(form, table, checks, f"${a1(status_row, 1)[0]}${status_row + 1}")),
        frozen=(grid.heading_rows, grid.label_columns),
        print_range=a1_range(0, 0, grid.height, grid.width),
        repeat_rows=grid.heading_rows,
        landscape=table.layout == "across",
        one_page=True,
        heading=form.heading_of(table),
    )


def _is_list(table: Table) -> bool:
    """Whether the first column is so narrow, for the numbers of lines, that the words below it take two lines."""
    return all(part.listed for part in table.parts)


def _grid_spot(report: Report, table: Table, cell: GridCell) -> Spot:
    style = _STYLES[cell.role]
    if cell.cell is None:
        return Spot(cell.row, cell.column, style, cell.text, cell.height, cell.width)
    if cell.role is Role.TOTAL:
        return Spot(cell.row, cell.column, style, total(report, cell.cell), cell.height, cell.width)
    style, value = style_of(table.cell(cell.cell).entry), report.values.get(cell.cell)
    return Spot(cell.row, cell.column, style, value, cell.height, cell.width, field=cell.cell)


def _check_spots(report: Report, table: Table) -> Iterator[Spot]:
    """A state for every identity, in line with the row, column or group it holds in."""
    grid = table.grid
    for rule in _identity_rules(table):
        identities = [identity for identity in table.identities if identity.rule is rule]
        below, beside = grid.height + _line_of(table, rule), grid.width + _line_of(table, rule)
        if table.layout == "across":
            yield from (_state_under_group(report, table, identity, below) for identity in identities)
        elif rule.each == "column":
            yield Spot(below, 0, "note", f"核对：{rule.title}", 1, grid.label_columns)
            for identity in identities:
                yield _state_spot(report, identity, below, grid.place(identity.cells[0]).column)
        else:
            yield Spot(0, beside, "note", f"核对：\n{rule.title}", max(1, grid.heading_rows))
            for identity in identities:
                yield _state_spot(report, identity, grid.place(identity.cells[0]).row, beside)


def _state_under_group(report: Report, table: Table, identity: Relation, row: int) -> Spot:
    columns = [table.grid.place(cell).column for cell in identity.cells]
    return _state_spot(report, identity, row, min(columns), max(columns) - min(columns) + 1)


def _state_spot(report: Report, identity: Relation, row: int, column: int, width: int = 1) -> Spot:
    """平, 未填全, or 不平 with the difference."""
    form = report.form
    state, gap = (names.identity_cell(form, identity, column) for column in (names.STATE, names.DIFFERENCE))
    current = current_state(report, identity)
    shown = f"{UNBALANCED}，差{plain_number(difference(report, identity))}" if current == UNBALANCED else current
    formula = f'=IF({state}="{UNBALANCED}","{UNBALANCED}，差"&{gap},{state})'
    return Spot(row, column, "state", Live(formula, shown), 1, width)


def _status_spots(report: Report, table: Table, row: int) -> Iterator[Spot]:
    """零报告 as chosen on the cover, what is still open on this sheet, and the way back."""
    form, status = report.form, table_status(report, table)
    blank, wrong, unbalanced = (
        names.status_cell(form, table, column) for column in (names.BLANK, names.WRONG, names.UNBALANCED)
    )
    yield Spot(row, 0, "note", "零报告（封面所选）")
    yield Spot(row, 1, "state", Live(f"={names.zero_return_cell()}", zero_return(report)))
    yield Spot(
        row,
        2,
        "note",
        Live(
            f'="本表未填 "&{blank}&" 格，有误 "&{wrong}&" 格，不平 "&{unbalanced}&" 处"',
            f"本表未填 {status.blank} 格，有误 {status.wrong} 格，不平 {status.unbalanced} 处",
        ),
        1,
        max(1, min(5, table.grid.width - 2)),
    )
    yield Spot(row + 1, 0, "link", Link(f"{quoted(names.COVER)}!A1", "返回封面"))


def _validations(table: Table) -> Iterator[Validation]:
    """One per stretch of cells with the same 填报说明."""
    inputs = [cell for cell in table.cells if not cell.derived]
    for (row, entry, note), cells in groupby(inputs, key=lambda cell: (cell.row, cell.entry, cell.note)):
        members = list(cells)
        yield Validation(_stretch(table, members), entry, row.short[:32], note)


def _stretch(table: Table, cells: list[Cell]) -> str:
    first, last = (table.grid.place(cell.id) for cell in (cells[0], cells[-1]))
    return a1_range(first.row, first.column, 1, last.column - first.column + 1)


def _highlights(form: Form, table: Table, checks: tuple[Spot, ...], zero: str) -> Iterator[Highlight]:
    """What turns red or yellow. No condition looks at another sheet: Excel 2010 stores those in an extension."""
    alike: dict[tuple[str, str], list[Cell]] = {}
    for cell in table.inputs:
        alike.setdefault((wrong_here(cell.entry, ""), _missing(cell, "", zero)), []).append(cell)
    for cells in alike.values():
        first, ranges = cells[0], tuple(rectangles(form, [cell.id for cell in cells]))
        yield Highlight(ranges, f"={wrong_here(first.entry, first.address)}", "wrong", stop=True)
        if missing := _missing(first, first.address, zero):
            yield Highlight(ranges, f"={missing}", "missing", stop=True)
    for rule in _identity_rules(table):
        yield from _identity_highlights(table, rule, checks)
    for spot in checks:
        if spot.style == "state":
            yield Highlight((spot.address,), f'=LEFT({spot.address},2)="{UNBALANCED}"', "unbalanced", stop=True)
            yield Highlight((spot.address,), f'={spot.address}="{BALANCED}"', "balanced")


def _missing(cell: Cell, address: str, zero: str) -> str:
    """A condition that is true where `cell` must still be filled; '' where it need not be."""
    if cell.entry.optional:
        return ""
    if cell.row.line:
        line = [cell.table.grid.place(other.id) for other in cell.table.line_of(cell)]
        columns = f"${a1(0, line[0].column)[:-1]}{{0}}:${a1(0, line[-1].column)[:-1]}{{0}}"
        return f'AND({address}="",COUNTA({columns.format(line[0].row + 1 if address else "")})>0)'
    if cell.numeric:
        return f'AND({address}="",{zero}<>"{ZERO_RETURN_YES}")'
    return f'{address}=""'


def _identity_highlights(table: Table, rule: Rule, checks: tuple[Spot, ...]) -> Iterator[Highlight]:
    """The row, column or group of a failed identity."""
    grid = table.grid
    states = {(spot.row, spot.column): spot for spot in checks if spot.style == "state"}
    for identity in (identity for identity in table.identities if identity.rule is rule):
        places = [grid.place(cell) for cell in identity.cells]
        rows, columns = {place.row for place in places}, {place.column for place in places}
        if rule.each == "column" and table.layout == "matrix":
            spot = states[grid.height + _line_of(table, rule), columns.pop()]
            whole = a1_range(min(rows), spot.column, max(rows) - min(rows) + 1, 1)
        elif table.layout == "matrix":
            spot = states[rows.pop(), grid.width + _line_of(table, rule)]
            whole = a1_range(spot.row, min(columns), 1, max(columns) - min(columns) + 1)
        else:
            spot = states[grid.height + _line_of(table, rule), min(columns)]
            whole = a1_range(rows.pop(), min(columns), 1, max(columns) - min(columns) + 1)
        anchor = f"${a1(0, spot.column)[:-1]}${spot.row + 1}"
        yield Highlight((whole,), f'=LEFT({anchor},2)="{UNBALANCED}"', "unbalanced")


def _identity_rules(table: Table) -> tuple[Rule, ...]:
    return tuple(rule for rule in table.rules if rule.is_identity)


def _line_of(table: Table, rule: Rule) -> int:
    """How many lines of checks stand nearer to the table than the one of `rule`, on its side of it."""
    beside = [other for other in _identity_rules(table) if table.layout == "across" or other.each == rule.each]
    return beside.index(rule)


def _widths(table: Table) -> tuple[float, ...]:
    """Of the columns of the table, and of the checks beside it."""
    beside = max(1, sum(rule.each == "row" for rule in _identity_rules(table)))
    return (*column_widths(table), *(_CHECK_COLUMN_WIDTH,) * (beside if table.layout == "matrix" else 0))


def _heights(report: Report, table: Table, widths: tuple[float, ...]) -> dict[int, float]:
    """Row heights in points: as many lines as the longest text of the row needs."""
    grid = table.grid
    heights = dict.fromkeys(range(grid.height), _LOWEST_ROW)
    texts = [(place, _words(report, table, place)) for place in grid.cells if place.height == 1]
    for cell, text in texts:
        if text is not None:
            lines = lines_needed(text, sum(widths[cell.column : cell.column + cell.width]))
            heights[cell.row] = max(heights[cell.row], lines * _LINE_HEIGHT + 4)
    return heights


def _words(report: Report, table: Table, place: GridCell) -> str | None:
    """A label, or the text that fills a cell; None for numbers, which need one line."""
    if place.cell is None:
        return place.text
    value = report.values.get(place.cell)
    return value if isinstance(value, str) and table.cell(place.cell).entry.kind.holds == "text" else None
