"""What is still open in a workbook: the Python twin of the live counts on the cover."""

from dataclasses import dataclass
from decimal import Decimal

from toolkit.forms import Cell, Column, Table
from toolkit.model import Report, Value, finding_key
from toolkit.workbook.formulas import DIFFERS, UNBALANCED, ZERO_RETURN_NO, ZERO_RETURN_YES, current_state

HIGHEST = 10**9


@dataclass(frozen=True, slots=True)
class Status:
    """Input cells left blank, filled wrongly; identities that fail."""

    blank: int
    wrong: int
    unbalanced: int


def table_status(report: Report, table: Table) -> Status:
    values = [(cell, report.values.get(cell.id)) for cell in table.inputs]
    return Status(
        blank=0 if report.zero_return else sum(value is None for _, value in values),
        wrong=sum(_is_wrong(cell, value) for cell, value in values),
        unbalanced=sum(current_state(report, identity) == UNBALANCED for identity in table.identities),
    )


def narrative_status(report: Report) -> Status:
    missing = sum(block.required and block.id not in report.narrative for block in report.form.blocks)
    return Status(missing, 0, 0)


def explanation_status(report: Report) -> Status:
    """Queries that fail and carry no explanation."""
    form = report.form
    failing = [relation for relation in form.queries if current_state(report, relation) == DIFFERS]
    keys = [finding_key(form, relation.rule.name, relation.cells) for relation in failing]
    explained = {key.partition("#")[0] for key in report.explanations}
    return Status(sum(key not in explained for key in keys), 0, 0)


def lowest(column: Column) -> int:
    """The least number that may be typed into a cell of the column."""
    return -HIGHEST if column.signed else 0


def zero_return(report: Report) -> str:
    return ZERO_RETURN_YES if report.zero_return else ZERO_RETURN_NO


def _is_wrong(cell: Cell, value: Value) -> bool:
    if value is None or isinstance(value, str):
        return value is not None
    return not lowest(cell.column) <= value <= HIGHEST or round(Decimal(value), cell.column.decimals) != value
