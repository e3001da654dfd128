"""Each cell by itself: filled, of its kind; a number not negative, whole where it counts things."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from toolkit.checks.outcome import Outcome, found, passed
from toolkit.forms import Cell, Entry, Table
from toolkit.model import (
    Finding,
    Place,
    Report,
    Suspect,
    Value,
    date_of,
    declared_zero,
    is_number,
    place_of_cells,
    plain_number,
    proposed_number,
    show,
    text_length,
)

LIMIT = 10**9  # no unit counts a thousand million of anything, nor takes in so many 万元: a slip of the keyboard
_OF_A_NUMBER = ("cells.blank", "cells.not_a_number", "cells.negative", "cells.too_large", "cells.not_an_integer")
_CHOSEN_AT_MOST = 5  # choices spelled out in a message


def check_cells(report: Report) -> Iterator[Outcome]:
    """Rules ``cells.*``. A blank is one finding, content that is no number another; neither is ever read as 0."""
    for table in report.form.tables:
        yield from _check_presence(report, table)
        yield from _check_values(report, table)
    yield from _check_zero_return(report)


def _check_values(report: Report, table: Table) -> Iterator[Outcome]:
    """Every cell that was on the source's form. Those that hold a count as it should be are told together."""
    stated = [(cell, report.values[cell.id]) for cell in table.cells if cell.id in report.values]
    doubted = [(cell, value) for cell, value in stated if not _is_sound(cell, value)]
    if len(doubted) < len(stated):
        yield from (Outcome(rule, "passed", times=len(stated) - len(doubted)) for rule in _OF_A_NUMBER)
    for cell, value in doubted:
        yield from _check_value(report, cell, value)


def _is_sound(cell: Cell, value: Value) -> bool:
    """Whether nothing can be wrong with it."""
    return type(value) is int and 0 <= value <= LIMIT and cell.numeric


def _check_presence(report: Report, table: Table) -> Iterator[Outcome]:
    """Cells the source's form did not have: one finding a row; a whole table missing is an error."""
    absent = [
        cell
        for cell in table.cells
        if cell.id not in report.values
        and cell.required
        and not _left_to_units(report, cell)
        and not report.states(cell.id)
    ]
    if absent and not any(report.states(cell.id) for cell in table.cells):
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


@dataclass(frozen=True, slots=True)
class _Judge:
    """Makes the findings on one cell."""

    report: Report
    cell: Cell
    value: Value

    def finding(self, rule: str, problem: str, fix: str, suspects: tuple[Suspect, ...] = ()) -> Outcome:
        """An error; `problem` goes on after the place."""
        place = place_of_cells(self.report.form, (self.cell.id,))
        message = f"{place}{problem}，应为{_wanted(self.cell.entry)}。"
        basis = self.cell.basis
        return found(Finding(rule, "error", "failed", place, message, fix, basis, actual=self.value, suspects=suspects))


def _wanted(entry: Entry) -> str:
    """Long lists of choices are told by where they are found."""
    return f"下拉列表里 {len(entry.choices)} 项之一" if len(entry.choices) > _CHOSEN_AT_MOST else entry.wanted


def _check_value(report: Report, cell: Cell, value: Value) -> Iterator[Outcome]:
    judge = _Judge(report, cell, value)
    if value is None:
        yield _check_blank(judge)
        return
    yield passed("cells.blank")
    match cell.entry.kind.holds:
        case "number":
            yield from _check_number(judge)
        case "date":
            yield _check_date(judge)
        case "choice":
            yield _check_choice(judge)
        case "text":
            yield _check_text(judge)


def _check_blank(judge: _Judge) -> Outcome:
    """A blank is wrong where the cell must be filled; in a list, where its line is begun."""
    cell = judge.cell
    if cell.derived:
        return judge.finding("cells.blank", "未填", "合计应填各分项之和。")
    if not judge.report.lacks(cell) or _left_to_units(judge.report, cell):
        return passed("cells.blank")
    more = "这一行不用的，请整行清空。" if cell.row.line else ""
    return judge.finding("cells.blank", "未填", f"{cell.entry.kind.when_blank}{more}")


def _left_to_units(report: Report, cell: Cell) -> bool:
    """Whether it is a text, a date or a choice in a total: what the units say there is listed, not added."""
    return bool(report.members) and not cell.added


def _check_date(judge: _Judge) -> Outcome:
    if date_of(judge.value):
        return passed("cells.not_a_date")
    text = str(judge.value)
    problem = f"填的是“{_short(text)}”，不是日期，或者年份不对"
    return judge.finding("cells.not_a_date", problem, "写成 2024-03-05 的样子，年月日都要有。")


def _check_choice(judge: _Judge) -> Outcome:
    if judge.value in judge.cell.entry.choices:
        return passed("cells.not_a_choice")
    problem = f"填的是“{_short(str(judge.value))}”，不在可选的各项里"
    return judge.finding("cells.not_a_choice", problem, "请在下拉列表里选择。")


def _check_text(judge: _Judge) -> Outcome:
    length = text_length(str(judge.value))
    if length <= judge.cell.entry.length:
        return passed("cells.too_long")
    return judge.finding("cells.too_long", f"填了 {length} 字，太长", "请压缩文字。")


def _check_number(judge: _Judge) -> Iterator[Outcome]:
    cell, value, finding = judge.cell, judge.value, judge.finding
    if not is_number(value):
        text = str(value)
        proposed = proposed_number(text, cell.unit)
        suspects = (Suspect(cell.id, value, proposed),) if proposed is not None else ()
        yield finding("cells.not_a_number", f"填的是“{_short(text)}”，不是数字", _fix_text(text, proposed), suspects)
        return
    yield passed("cells.not_a_number")
    if value < 0 and not cell.entry.kind.signed:
        yield finding("cells.negative", f"填的是负数 {show(value)}", "请核对后重填。")
        return
    yield passed("cells.negative")
    if not -LIMIT <= value <= LIMIT:
        yield finding("cells.too_large", f"填的是 {plain_number(value)}，超过10亿", "请核对是否多按了数字。")
    else:
        yield passed("cells.too_large")
    places = cell.entry.decimals
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
    numbers = (cell.id for cell in report.form.inputs if declared_zero(cell))
    nonzero = tuple(cell for cell in numbers if report.values.get(cell) not in (None, 0))
    if not nonzero:
        yield passed("cells.zero_return")
        return
    place = place_of_cells(report.form, nonzero)
    first = report.values[nonzero[0]]
    message = f"声明了零报告，却有 {len(nonzero)} 格不是0，第一处是{place}，填的是 {show(first)}。"
    fix = "有数的单位请把封面“零报告”改为“否”；误填的改为0。"
    yield found(Finding("cells.zero_return", "query", "failed", place, message, fix, actual=first, expected=0))
