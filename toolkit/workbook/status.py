"""What is still open in a workbook: the Python twin of the live counts on the cover."""

from dataclasses import dataclass

from toolkit.forms import Table
from toolkit.model import Report, declared_zero, finding_key
from toolkit.workbook.entries import is_wrong
from toolkit.workbook.formulas import DIFFERS, UNBALANCED, ZERO_RETURN_NO, ZERO_RETURN_YES, current_state


@dataclass(frozen=True, slots=True)
class Status:
    """Input cells left blank, filled wrongly; identities that fail."""

    blank: int
    wrong: int
    unbalanced: int


def table_status(report: Report, table: Table) -> Status:
    blank = [cell for cell in table.inputs if report.lacks(cell)]
    return Status(
        blank=sum(not (report.zero_return and declared_zero(cell)) for cell in blank),
        wrong=sum(is_wrong(cell.entry, report.values.get(cell.id)) for cell in table.inputs),
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


def zero_return(report: Report) -> str:
    return ZERO_RETURN_YES if report.zero_return else ZERO_RETURN_NO
