"""Each cell by itself: filled, a number, not negative, whole where it counts things."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from toolkit.checks.outcome import Outcome, found, passed
from toolkit.forms import Cell, Table
from toolkit.model import (
    Finding,
    Place,
    Report,
    Suspect,
    Value,
    place_of_cells,
    plain_number,
    proposed_number,
    show,
)

LIMIT = 10**9  # no unit counts a thousand million of anything, nor takes in so many 万元: a slip of the keyboard

_KIND = {"count": "0或正整数", "amount": "不小于0的数（{unit}）", "change": "整数，减少的填负数"}


def check_cells(report: Report) -> Iterator[Outcome]:
    """Rules ``cells.*``. A blank is one finding, content that is no number another; neither is ever read as 0."""
    for table in report.form.tables:
        yield from _check_presence(report, table)
        for cell in table.cells:
            if cell.id in report.values:
                yield from _check_value(report, cell, report.values[cell.id])
    yield from _check_zero_return(report)


def _check_presence(report: Report, table: Table) -> Iterator[Outcome]:
    """Cells the source's form did not have: one finding a row; a whole table missing is an error."""
    absent = [cell for cell in table.cells if not report.states(cell.id)]
    if len(absent) == len(table.cells):
        message = f"“{table.sheet}”表整张没有数据。"
        place = Place(table=table.id, cells=tuple(cell.id for cell in absent), sheet=table.sheet)
        fix = "请补上这张表；确实没有发生的，各格填0。"
        yield found(Finding("cells.absent", "error", "failed", place, message, fix, table.basis))
        return
    if not absent:
        yield passed("cells.absent")
    inputs = [cell for cell in absent if not cell.derived]
    for row, cells in groupby(inputs, key=lambda cell: cell.row):
        ids = tuple(cell.id for cell in cells)
        place = place_of_cells(report.form, ids)
        message = f"“{table.sheet}”表没有“{row.short}”行的 {len(ids)} 个数（{place.address}起），没有当作0。"
        fix = "请补上；来源的表里确实没有这一行的，说明原因。"
        yield found(Finding("cells.absent", "query", "failed", place, message, fix, table.basis))


def _check_value(report: Report, cell: Cell, value: Value) -> Iterator[Outcome]:
    place = place_of_cells(report.form, (cell.id,))
    wanted = _KIND[cell.column.kind].format(unit=cell.unit)

    def finding(rule: str, problem: str, fix: str, suspects: tuple[Suspect, ...] = ()) -> Outcome:
        message = f"{place}{problem}，应为{wanted}。"
        return found(Finding(rule, "error", "failed", place, message, fix, cell.basis, actual=value, suspects=suspects))

    if value is None:
        fix = "合计应填各分项之和。" if cell.derived else "没有发生的填0，不能留空。"
        yield finding("cells.blank", "未填", fix)
        return
    yield passed("cells.blank")
    if isinstance(value, str):
        proposed = proposed_number(value, cell.unit)
        suspects = (Suspect(cell.id, value, proposed),) if proposed is not None else ()
        yield finding("cells.not_a_number", f"填的是“{_short(value)}”，不是数字", _fix_text(value, proposed), suspects)
        return
    yield passed("cells.not_a_number")
    if value < 0 and not cell.column.signed:
        yield finding("cells.negative", f"填的是负数 {show(value)}", "请核对后重填。")
        return
    yield passed("cells.negative")
    if not -LIMIT <= value <= LIMIT:
        yield finding("cells.too_large", f"填的是 {plain_number(value)}，超过10亿", "请核对是否多按了数字。")
    else:
        yield passed("cells.too_large")
    places = cell.column.decimals
    if isinstance(value, Decimal) and _decimals(value) > places:
        allowed = f"至多 {places} 位小数" if places else "不带小数"
        yield finding("cells.not_an_integer", f"填的是 {show(value)}，{allowed}", "请核对后重填。")
    else:
        yield passed("cells.not_an_integer")


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def _fix_text(text: str, proposed: Value) -> str:
    if proposed is not None:
        return f"只填数字，疑为 {show(proposed)}。"
    if text.startswith("="):
        return "填报格里不要用公式，请直接填数字。"
    return "没有发生的填0；只填数字，不带单位和文字。"


def _check_zero_return(report: Report) -> Iterator[Outcome]:
    if not report.zero_return:
        return
    nonzero = tuple(cell.id for cell in report.form.inputs if report.values.get(cell.id) not in (None, 0))
    if not nonzero:
        yield passed("cells.zero_return")
        return
    place = place_of_cells(report.form, nonzero)
    first = report.values[nonzero[0]]
    message = f"声明了零报告，却有 {len(nonzero)} 格不是0，第一处是{place}，填的是 {show(first)}。"
    fix = "有数的单位请把封面“零报告”改为“否”；误填的改为0。"
    yield found(Finding("cells.zero_return", "query", "failed", place, message, fix, actual=first, expected=0))
