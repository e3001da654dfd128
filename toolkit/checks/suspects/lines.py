"""The lines of a table, and values that slid along one of them by a place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit.checks.suspects.search import single_change
from toolkit.checks.suspects.system import Repair, Residual, System, whole
from toolkit.forms import Cell, Form, Table

Along = Literal["row", "column"]

_MOVED_AT_LEAST = 2  # one value that slid stands in its neighbour's place


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table, in the order of the form."""

    along: Along
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """The values of `line` slid by one place (`forward`: down, or right); `repair` puts them back."""

    line: Line
    forward: bool
    first: str
    last: str
    repair: Repair


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


def distance(form: Form, first: Cell, second: Cell) -> int:
    """Places between two cells of one line; 1: neighbours."""
    line = next(line.cells for line in _lines_of(first.table) if {first.id, second.id} <= {*line.cells})
    return abs(line.index(first.id) - line.index(second.id))


def shifts(system: System, residual: Residual) -> Iterator[Shift]:
    """Every line whose values, put back by one place, make nothing of `residual` remain.

    Only what lies between the first and the last cell that an identity across the line calls wrong is put back; the
    last of them, whose value may have fallen off, is whatever the identities make it.
    """
    for line in lines(system.report.form):
        cells = [cell for cell in line.cells if cell not in system.followers]
        wrong = _wrong_places(system, residual, cells)
        if len(wrong) >= _MOVED_AT_LEAST:
            run = cells[wrong[0] : wrong[-1] + 1]
            if all(cell in system.values for cell in run):
                for forward in (True, False):
                    yield from _shift(system, residual, line, run, forward=forward)


def _wrong_places(system: System, residual: Residual, cells: list[str]) -> list[int]:
    """Where on the line a failed identity meets it in that one cell."""
    shared: Counter[int] = Counter()
    for cell in cells:
        shared.update(system.weights.get(cell, {}).keys())
    crossing = {index for index in residual if shared[index] == 1}
    return [place for place, cell in enumerate(cells) if system.weights.get(cell, {}).keys() & crossing]


def _shift(system: System, residual: Residual, line: Line, run: list[str], *, forward: bool) -> Iterator[Shift]:
    ordered = run if forward else run[::-1]
    values = [system.values[cell] for cell in ordered]
    moves = zip(ordered, values, values[1:], strict=False)
    repair: Repair = tuple((cell, whole(there - here)) for cell, here, there in moves if here != there)
    left = system.after(residual, repair)
    if left:
        end = single_change(system, left, ordered[-1])
        if end is None:
            return
        repair = (*repair, (ordered[-1], end))
    if sum(1 for value in values[1:] if value) >= _MOVED_AT_LEAST and _valid(system, repair):
        yield Shift(line, forward, run[0], run[-1], repair)


def _valid(system: System, repair: Repair) -> bool:
    return all(system.allows(cell, delta) for cell, delta in repair)
