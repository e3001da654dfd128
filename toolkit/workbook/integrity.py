"""What came back held against the plan: every locked label, formula, merge, and the protection.

What Excel, WPS or LibreOffice change on saving (quotes in references, white space, missing cached values) is no
finding.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from toolkit.forms import Cell, Table, a1_range
from toolkit.model import Finding, Place, Report, place_of_cells, plain_number, read_value
from toolkit.workbook.identify import same_text
from toolkit.workbook.plan import Link, Live, SheetPlan, Spot
from toolkit.workbook.sheet import At, Box, Sheet

_SHOWN_AT_MOST = 5  # findings of one kind on one sheet; the rest is counted in one more
_USE_ORIGINAL = "请在下发的原表上填写，不要改动表格本身。"


def check_sheet(sheet: Sheet, plan: SheetPlan, *, values_only: bool = False) -> Iterator[Finding]:
    """Labels, formulas, merges and protection of one sheet; of one with nothing but values, the labels."""
    changed = _changed(sheet, plan)
    yield from _capped(list(_label_findings(sheet, plan, changed)), plan)
    if values_only:
        return
    yield from _capped(list(_formula_findings(sheet, plan, changed)), plan)
    yield from _capped(list(_merge_findings(sheet, plan)), plan)
    if not sheet.protected:
        message = f"“{plan.name}”表的保护已解除；标签和公式已逐格核对。"
        place = Place(sheet=plan.name, address="A1")
        yield Finding("workbook.unprotected", "hint", "failed", place, message, _USE_ORIGINAL)


def _changed(sheet: Sheet, plan: SheetPlan) -> list[Spot]:
    """The locked spots where something else stands than was planned, to the letter: mostly none."""
    typed = sheet.typed
    return [plan.locked[place] for place, expected in plan.fixed.items() if typed.get(place) != expected]


def _label_findings(sheet: Sheet, plan: SheetPlan, changed: Sequence[Spot]) -> Iterator[Finding]:
    for spot in changed:
        expected = spot.content.text if isinstance(spot.content, Link) else spot.content
        if isinstance(expected, Live):
            continue
        found = sheet.value(spot.row, spot.column)
        if not _same(found, expected):
            was = "空白" if found is None else f"“{str(found)[:40]}”"
            message = f"“{plan.name}”表 {spot.address} 应为“{expected or '空白'}”，现为{was}。"
            place = Place(sheet=plan.name, address=spot.address)
            yield Finding("workbook.label_changed", "error", "failed", place, message, _USE_ORIGINAL)


def _same(found: object, expected: object) -> bool:
    if isinstance(expected, int | Decimal):
        return read_value(found).value == expected
    return same_text(found, "" if expected is None else str(expected))


def _formula_findings(sheet: Sheet, plan: SheetPlan, changed: Sequence[Spot]) -> Iterator[Finding]:
    for spot in changed:
        if isinstance(spot.content, Live):
            found = sheet.value(spot.row, spot.column)
            if _normal(_formula_text(found)) != _normal(spot.content.formula):
                yield _formula_finding(plan, spot, found)


def _formula_finding(plan: SheetPlan, spot: Spot, found: object) -> Finding:
    text = _formula_text(found)
    now = "空白" if found is None else f"改成了“{text[:60]}”" if text.startswith("=") else f"改成了“{text[:40]}”"
    return Finding(
        rule="workbook.formula_changed",
        severity="error",
        outcome="failed",
        place=Place(sheet=plan.name, address=spot.address),
        message=f"“{plan.name}”表 {spot.address} 的公式被{now}；程序不采用这一格，已按填报数重新计算。",
        fix=_USE_ORIGINAL,
    )


def _formula_text(found: object) -> str:
    return "" if found is None else str(found)


@lru_cache(maxsize=4096)  # a program writes the same formulas the same way in every file
def _normal(formula: str) -> str:
    """A formula without what programs write differently."""
    return re.sub(r"[\s'$]|_xlfn\.|^\{|\}$", "", formula).upper().removeprefix("=")


@lru_cache(maxsize=1024)
def _range(area: Box) -> str:
    return a1_range(*area)


def _merge_findings(sheet: Sheet, plan: SheetPlan) -> Iterator[Finding]:
    height, width = plan.size
    found = {_range(area) for area in sheet.merged if area[0] < height and area[1] < width}
    for area in sorted(plan.merged - found):
        yield _merge_finding(plan, area, f"{area} 应为合并单元格，现已拆开")
    for area in sorted(found - plan.merged):
        yield _merge_finding(plan, area, f"{area} 被合并")


def _merge_finding(plan: SheetPlan, area: str, problem: str) -> Finding:
    place = Place(sheet=plan.name, address=area.partition(":")[0])
    message = f"“{plan.name}”表 {problem}。"
    return Finding("workbook.merge_changed", "error", "failed", place, message, _USE_ORIGINAL)


def _capped(findings: list[Finding], plan: SheetPlan) -> Iterator[Finding]:
    """The first few, and one that counts the rest: an inserted row shifts every label below it."""
    yield from findings[:_SHOWN_AT_MOST]
    rest = findings[_SHOWN_AT_MOST:]
    if rest:
        first = rest[0]
        message = (
            f"“{plan.name}”表从 {first.place.address} 起还有 {len(rest)} 处同类改动（疑似插入、删除或移动了行列）。"
        )
        yield Finding(first.rule, "error", "failed", first.place, message, _USE_ORIGINAL)


def check_totals(shown: Mapping[At, object], table: Table, report: Report) -> Iterator[Finding]:
    """Totals as the file last showed them, against those computed here: stale or forged ones are told."""
    for cell in table.cells:
        if cell.derived:
            yield from _check_total(shown, cell, report)


def _check_total(shown: Mapping[At, object], cell: Cell, report: Report) -> Iterator[Finding]:
    place = cell.table.grid.place(cell.id)
    value, _ = read_value(shown.get((place.row, place.column)))
    computed = report.totals[cell.id]
    if computed is None or not isinstance(value, int | Decimal) or value == computed:
        return
    where = place_of_cells(report.form, (cell.id,))
    message = (
        f"{where}：表内合计显示 {plain_number(value)}，按填报数应为 {plain_number(computed)}（可能没有重新计算）。"
    )
    yield Finding(
        rule="workbook.stale_total",
        severity="query",
        outcome="failed",
        place=where,
        message=message,
        fix="已按填报数计算；请核对填报数。",
        actual=value,
        expected=computed,
        difference=value - computed,
    )


def anchored(sheet: Sheet, table: Table) -> tuple[Cell, ...]:
    """The input cells whose row and column labels stand where they should: only these are read."""
    grid, typed = table.grid, sheet.typed
    doubted = [label for place, label in grid.texts.items() if typed.get(place) != label.text]
    wrong = [label for label in doubted if not same_text(sheet.value(label.row, label.column), label.text)]
    if not wrong:
        return table.inputs
    rows = {row for label in wrong for row in range(label.row, label.row + label.height)}
    columns = {
        column
        for label in wrong
        if label.row < grid.heading_rows
        for column in range(label.column, label.column + label.width)
    }
    places = [(cell, grid.place(cell.id)) for cell in table.inputs]
    return tuple(cell for cell, place in places if place.row not in rows and place.column not in columns)
