"""上年数: last year's values that the rules need, locked; the formulas of 情况说明 point here."""

from collections.abc import Iterator

from toolkit.forms import LAST, Form, Term
from toolkit.model import Report
from toolkit.workbook.formulas import side
from toolkit.workbook.plan import SheetPlan, Spot
from toolkit.workbook.sheets import names

_HEADINGS = ("序号", "工作表", "行", "列", "上年数", "本年数")
_WIDTHS = (6.0, 14.0, 30.0, 26.0, 14.0, 14.0)
_NOTE = "本表由下发单位填入上一年度报告的数字，用于核对结转和现行有效件数，不用填写。空白的，是没有取得上年报告。"


def last_year_labels(form: Form, name: str) -> tuple[str, str, str]:
    """Sheet, row and column of a cell, as its line says."""
    cell = form.cell(name)
    assert cell is not None, name  # noqa: S101  # cells of a rule exist: the definition was checked
    return cell.table.sheet, cell.row.short, cell.column.short


def last_year_facts(report: Report, taken_from: str) -> Iterator[Spot]:
    """What differs from unit to unit. `taken_from`: the files of last year's report."""
    note = f"{_NOTE}取自：{taken_from}。" if taken_from else _NOTE
    yield Spot(1, 0, "note", note, 1, len(_HEADINGS))
    for row, name in enumerate(report.form.last_cells, names.FIRST_LAST_YEAR_ROW):
        yield Spot(row, names.LAST_YEAR_VALUE, "total", report.value(f"{LAST}{name}"))


def last_year_sheet(report: Report, taken_from: str = "") -> SheetPlan:
    """`taken_from`: the files of last year's report."""
    first = names.FIRST_LAST_YEAR_ROW
    note, *values = last_year_facts(report, taken_from)
    spots = [
        Spot(0, 0, "title", "上年数", 1, len(_HEADINGS)),
        note,
        *(Spot(first - 1, column, "heading", text) for column, text in enumerate(_HEADINGS)),
    ]
    for value, name in zip(values, report.form.last_cells, strict=True):
        labels = enumerate(last_year_labels(report.form, name), 1)
        spots += [
            Spot(value.row, 0, "centered", value.row - first + 1),
            *(Spot(value.row, column, "text", label) for column, label in labels),
            value,
            Spot(value.row, names.LAST_YEAR_VALUE + 1, "total", side(report, (Term(1, name),))),
        ]
    return SheetPlan(
        name=names.LAST_YEAR,
        spots=tuple(spots),
        widths=_WIDTHS,
        heights={0: 30.0, 1: 30.0, first - 1: 21.0},
        frozen=(first, 0),
        heading="上年数",
        one_page=True,
    )
