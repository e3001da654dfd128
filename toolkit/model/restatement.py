"""A report as it reads on another edition of the form: what means the same, what is a sum, and nothing invented."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from toolkit.errors import ToolkitError
from toolkit.forms import Form, Term, migrations
from toolkit.model.report import Report, evaluate
from toolkit.model.values import Value, is_number


def restated(report: Report, form: Form) -> Report:
    """`report` on `form`: cells of the same id as they are, others as the migration says.

    A row of the earlier edition is the sum of the rows it was split into. The reverse is known only where it is 0: then
    all of them are 0, since nothing is counted below 0. What has no counterpart is left out.
    """
    if report.form is form:
        return report
    values: dict[str, Value] = {cell.id: report.values[cell.id] for cell in form.cells if cell.id in report.values}
    return replace(report, form=form, values={**dict(_migrated(report, form)), **values})


def _migrated(report: Report, form: Form) -> Iterator[tuple[str, Value]]:
    for migration in migrations(form.id):
        for merger in migration.mergers:
            if form.cell(merger.whole) and all(part in report.values for part in merger.parts):
                yield merger.whole, evaluate(tuple(Term(1, part) for part in merger.parts), report.computed)
            elif report.values.get(merger.whole) == 0:
                yield from ((part, 0) for part in merger.parts if form.cell(part))


def incomparable(form: str) -> Mapping[str, str]:
    """Cell → why it cannot be compared with another edition, for all editions of `form`."""
    return {cell: why for migration in migrations(form) for cell, why in migration.incomparable.items()}


def with_last_year(report: Report, last: Report) -> Report:
    """`report` with the values of last year's report that its rules need, be that on another edition.

    Raises :class:`ToolkitError` where `last` is not of the year before.
    """
    if last.year != report.year - 1:
        problem = f"上年报告应当是 {report.year - 1} 年度的，给的是 {last.year} 年度的（{last.unit}）。"
        raise ToolkitError(problem, "请换成上一年度的报告。")
    before = restated(last, report.form)
    values = {cell: before.computed(cell) for cell in report.form.last_cells}
    known = {cell: value for cell, value in values.items() if is_number(value)}
    return replace(report, last_year=known)
