"""The official tables of a report, with what is wrong marked: rows of cells that a page only has to draw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.checks import Checked, causes
from toolkit.forms import Form, GridCell, Role, Severity, Table
from toolkit.model import Finding, Report, show

_ORDER: tuple[Severity, ...] = ("error", "query", "hint")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the number it is called by on the page, and what its suspects should be."""

    number: int
    finding: Finding
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a cell is marked: the number of the finding, how severe it is, and what a person reads on the cell."""

    number: int
    severity: Severity
    says: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell as it is drawn; `scope` is empty for a number."""

    text: str
    scope: str
    height: int
    width: int
    marks: tuple[Mark, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """The worst."""
        return min((mark.severity for mark in self.marks), key=_ORDER.index, default=None)


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table: rows of its head, rows of its body, and the findings marked in it."""

    table: Table
    head: tuple[tuple[Drawn, ...], ...]
    body: tuple[tuple[Drawn, ...], ...]
    told: tuple[Told, ...]


def told_of(checked: Checked) -> tuple[Told, ...]:
    """The findings a person has to deal with, the worst first."""
    findings = sorted(causes(checked.verdict), key=lambda finding: _ORDER.index(finding.severity))
    form = checked.report.form
    return tuple(Told(number, finding, tuple(_proposals(form, finding))) for number, finding in enumerate(findings, 1))


def _proposals(form: Form, finding: Finding) -> Iterator[str]:
    for suspect in finding.suspects:
        cell = form.cell(suspect.cell)
        if cell is not None:
            name = f"“{cell.row.short}”行“{cell.column.short}”列（{cell.address}）"
            yield f"{name}现为 {show(suspect.actual)}，疑应为 {show(suspect.proposed)}"


def draw(report: Report, told: Sequence[Told]) -> tuple[DrawnTable, ...]:
    """All tables of the form."""
    marks = _marks(told)
    return tuple(_drawn(report, table, told, marks) for table in report.form.tables)


def _marks(told: Sequence[Told]) -> Mapping[str, tuple[Mark, ...]]:
    found: dict[str, tuple[Mark, ...]] = {}
    for item in told:
        finding = item.finding
        proposed = {suspect.cell: suspect.proposed for suspect in finding.suspects}
        for cell in dict.fromkeys((*finding.place.cells[:1], *proposed)):
            advice = f"疑应为 {show(proposed[cell])}。" if cell in proposed else ""
            mark = Mark(item.number, finding.severity, f"{item.number}. {finding.message}{advice}")
            found[cell] = (*found.get(cell, ()), mark)
    return found


def _drawn(report: Report, table: Table, told: Sequence[Told], marks: Mapping[str, tuple[Mark, ...]]) -> DrawnTable:
    grid = table.grid
    rows = [tuple(_cell(report, cell, marks) for cell in grid.cells if cell.row == row) for row in range(grid.height)]
    here = {mark.number for cell in table.cells for mark in marks.get(cell.id, ())}
    return DrawnTable(
        table,
        tuple(rows[: grid.heading_rows]),
        tuple(rows[grid.heading_rows :]),
        tuple(item for item in told if item.number in here),
    )


def _cell(report: Report, cell: GridCell, marks: Mapping[str, tuple[Mark, ...]]) -> Drawn:
    if cell.cell is not None:
        value = report.value(cell.cell)
        return Drawn("" if value is None else show(value), "", cell.height, cell.width, marks.get(cell.cell, ()))
    scope = "row" if cell.role is Role.LABEL else "col"
    group = "group" if (cell.height if scope == "row" else cell.width) > 1 else ""
    return Drawn(cell.text, scope + group, cell.height, cell.width)
