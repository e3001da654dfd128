"""The line of a relation: the same on the sheets 勾稽核对 and 情况说明."""

from collections.abc import Iterator

from toolkit.forms import Relation, a1
from toolkit.model import Report
from toolkit.workbook.formulas import gap, side, state
from toolkit.workbook.plan import Spot
from toolkit.workbook.sheets import names

HEADINGS = ("序号", "工作表", "行或列", "核对关系", "左边", "右边", "差额", "结论")


def relation_line(report: Report, relation: Relation, row: int, number: int) -> Iterator[Spot]:
    """What stands in `row` under :data:`HEADINGS`, live; `number` is the 序号."""
    left, right = a1(row, names.LEFT), a1(row, names.RIGHT)
    yield Spot(row, 0, "centered", number)
    yield Spot(row, 1, "text", report.form.table(relation.rule.table).sheet)
    yield Spot(row, 2, "text", relation.subject)
    yield Spot(row, 3, "text", relation.rule.title)
    yield Spot(row, names.LEFT, "total", side(report, relation.left))
    yield Spot(row, names.RIGHT, "total", side(report, relation.right))
    yield Spot(row, names.DIFFERENCE, "total", gap(report, relation, left, right))
    yield Spot(row, names.STATE, "state", state(report, relation, left, right, names.zero_return_cell()))
