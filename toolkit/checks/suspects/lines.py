"""The lines of a table, and values that slid along one of them by a place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from toolkit.checks.suspects.search import single_change
from toolkit.checks.suspects.system import Repair, Residual, System, whole
from toolkit.forms import Cell, Form, Table

Along = Literal["row", "column"]

_CHANGED_AT_LEAST = 3  # two cells: one value in its neighbour's place


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table, in the order of the form."""

    along: Along
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """The values of `cells` slid by one place, each to the next; `repair` puts them back.

    `forward`: down, or right; else up, or left, and `cells` are in that order. `confirmed`: identities across the line
    say so, cell by cell.
    """

    line: Line
    cells: tuple[str, ...]
    forward: bool
    confirmed: bool
    repair: Repair = ()


def lines(form: Form) -> tuple[Line, ...]:
    return tuple(line for table in form.tables for line in _lines_of(table))


def _lines_of(table: Table) -> Iterator[Line]:
    """Rows, and columns; the groups of an ``across`` table stand side by side and have no columns."""
    for part in table.parts:
        for row in part.rows:
            yield Line("row", tuple(f"{table.id}.{row.id}.{column.id}" for column in part.columns))
        for column in part.columns if table.layout == "matrix" else ():
            yield Line("column", tuple(f"{table.id}.{row.id}.{column.id}" for row in part.rows))


def common_line(first: Cell, second: Cell) -> Along | None:
    """``row`` where the cells stand side by side in a row, ``column`` where one is above the other."""
    if first.table.id != second.table.id:
        return None
    if first.row.id == second.row.id:
        return "row"
    return "column" if first.column.id == second.column.id and first.table.layout == "matrix" else None


def distance(first: Cell, second: Cell) -> int:
    """Places between two cells of one line; 1: neighbours."""
    line = next(line.cells for line in _lines_of(first.table) if {first.id, second.id} <= {*line.cells})
    return abs(line.index(first.id) - line.index(second.id))


def shifts(system: System, residual: Residual) -> Iterator[Shift]:
    """Every line whose values, put back by one place, make nothing of `residual` remain.

    Only what lies between the first and the last cell that an identity across the line calls wrong is put back; the
    last of them, whose value may have fallen off, is whatever the identities make it.
    """
    for line in lines(system.report.form):
        for cells in _filled_in(system, line):
            for first, last in _runs(system, residual, cells):
                run = cells[first : last + 1]
                yield from _put_back(system, residual, Shift(line, run, forward=True, confirmed=True))
                yield from _put_back(system, residual, Shift(line, run[::-1], forward=False, confirmed=True))


def slid_columns(system: System, residual: Residual) -> Iterator[Shift]:
    """Whole columns, crossed by no identity, that balance when put back up; their first cell is left with 0."""
    for line in lines(system.report.form):
        cells = tuple(cell for cell in line.cells if cell in system.values)
        if line.along == "column" and cells and system.values[cells[0]] == 0:
            met = [{*cells} & equation.weights.keys() for equation in system.equations]
            if not any(len(found) == 1 for found in met) and any(met[index] for index in residual):
                yield from _put_back(system, residual, Shift(line, cells, forward=True, confirmed=False))


def _filled_in(system: System, line: Line) -> set[tuple[str, ...]]:
    """The line without totals that follow, and without any totals."""
    addends = system.report.form.addends
    stated = tuple(cell for cell in line.cells if cell in system.values or cell not in addends)
    return {stated, tuple(cell for cell in stated if cell not in addends)}


def _runs(system: System, residual: Residual, cells: tuple[str, ...]) -> set[tuple[int, int]]:
    """The stretch that is wrong, by the identities as written, and by those with totals replaced by their addends."""
    equations = [system.equations[index] for index in residual]
    runs = set()
    for sets in ([equation.cells for equation in equations], [equation.weights.keys() for equation in equations]):
        met = [{cell for cell in cells if cell in found} for found in sets]
        wrong = [place for place, cell in enumerate(cells) if {cell} in met]
        if len(wrong) > 1:
            runs.add((wrong[0], wrong[-1]))
    return runs


def _put_back(system: System, residual: Residual, shift: Shift) -> Iterator[Shift]:
    """`shift` with its repair, if there is one."""
    if not all(cell in system.values for cell in shift.cells):
        return
    steps = ((cell, whole(system.values[there] - system.values[cell])) for cell, there in pairwise(shift.cells))
    repair: Repair = tuple((cell, delta) for cell, delta in steps if delta)
    left = system.after(residual, repair)
    if left:
        end = single_change(system, left, shift.cells[-1])
        if end is None:
            return
        repair = (*repair, (shift.cells[-1], end))
    if len(repair) >= _CHANGED_AT_LEAST and all(system.allows(cell, delta) for cell, delta in repair):
        yield replace(shift, repair=repair)
