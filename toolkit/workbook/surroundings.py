"""What a workbook holds beyond its plan: sheets, contents and formats that nobody issued, and what is hidden.

None of it is read; it is told, because a number put in the wrong place is a number that is missing.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit.forms import Form, Severity, Table, a1
from toolkit.intake import LEGACY, Note, Remark
from toolkit.model import Finding, Place
from toolkit.workbook.build import WorkbookPlan
from toolkit.workbook.identify import Recognition, find_sheet, is_copy
from toolkit.workbook.opened import OpenedWorkbook
from toolkit.workbook.plan import SheetPlan
from toolkit.workbook.sheet import Sheet

_USE_ORIGINAL = "请在下发的原表上填写，不要改动表格本身。"
_NAMED_AT_MOST = 5
_ROWS_BELOW, _COLUMNS_BESIDE = 200, 50  # how far beyond the plan a look is taken
_SEVERE = frozenset({Note.ACTIVE_FORMULA, Note.DDE})
# Formats that show another number than the one that is there: percent, thousands left out, exponents, nothing.
_MISLEADING = re.compile(r"%|[0#?],+(?![0#?])|[Ee][+-]|^\s*;|^\"[^\"]*\"$")


def check_remarks(book: OpenedWorkbook) -> Iterator[Finding]:
    """What the scan before reading noticed, and what cannot be checked in an older format."""
    for remark in book.remarks:
        yield _remark_finding(remark)
    if book.kind in LEGACY:
        received = "收到的是" + (" " if book.kind.value[0].isascii() else "") + book.kind.value
        message = f"{received}，不是下发的 .xlsx：数已读取，公式、合并和锁定未能核对。"
        fix = "请核对读出的数；今后请保存为“Excel 工作簿（.xlsx）”。"
        yield Finding("workbook.other_format", "hint", "failed", Place(), message, fix)


def _remark_finding(remark: Remark) -> Finding:
    severity: Severity = "query" if remark.note in _SEVERE else "hint"
    fix = "原件已留存；请向单位核实，不要在原件上点开。"
    return Finding(f"workbook.{remark.note.name.lower()}", severity, "failed", Place(), str(remark), fix)


def check_sheets(book: OpenedWorkbook, recognized: Recognition, plan: WorkbookPlan) -> Iterator[Finding]:
    """Sheets that were added, hidden or put in another order."""
    ours = [sheet.name for sheet in (*plan.sheets, plan.hidden)]
    used = {sheet.title for table in recognized.form.tables if (sheet := find_sheet(book, table))}
    for sheet in book.sheets:
        if sheet.title not in {*ours, *used, *recognized.appendices}:
            yield _added(sheet, recognized.form)
        elif not sheet.visible and sheet.title != plan.hidden.name:
            message = f"工作表“{sheet.title}”被隐藏，已照常读取。"
            yield Finding("workbook.hidden", "hint", "failed", Place(sheet=sheet.title), message, _USE_ORIGINAL)
    order = [name for name in (sheet.title for sheet in book.sheets) if name in ours]
    if order != [name for name in ours if name in order]:
        moved = next(found for found, name in zip(order, (n for n in ours if n in order), strict=True) if found != name)
        message = f"工作表的次序被改动（从“{moved}”起），已按名称读取。"
        yield Finding("workbook.sheet_moved", "hint", "failed", Place(sheet=moved), message, _USE_ORIGINAL)


def _added(sheet: Sheet, form: Form) -> Finding:
    copied = next((table for table in form.tables if is_copy(sheet, table)), None)
    place = Place(sheet=sheet.title)
    if copied is None:
        message = f"多出工作表“{sheet.title}”，没有读取。"
        return Finding("workbook.sheet_added", "hint", "failed", place, message, "请核对其中没有要报的内容。")
    message = f"工作表“{sheet.title}”像是“{copied.sheet}”的副本，没有读取，以“{copied.sheet}”为准。"
    fix = f"请核对单位没有把数填在副本里；填错了的，改填到“{copied.sheet}”。"
    return Finding("workbook.sheet_added", "query", "failed", place, message, fix)


def check_surroundings(sheet: Sheet, plan: SheetPlan, table: Table | None) -> Iterator[Finding]:
    """Contents outside the plan, rows and columns that are hidden, numbers shown as others than they are."""
    yield from _stray_findings(sheet, plan, table)
    yield from _hidden_findings(sheet, plan)
    if table is not None:
        yield from _format_findings(sheet, plan)


def _stray_findings(sheet: Sheet, plan: SheetPlan, table: Table | None) -> Iterator[Finding]:
    height, width = plan.size
    places = sorted(
        (row, column)
        for row, column in sheet.typed.keys() - plan.places
        if row < height + _ROWS_BELOW and column < width + _COLUMNS_BESIDE and str(sheet.typed[row, column]).strip()
    )
    if places:
        stray = [a1(row, column) for row, column in places]
        shown = _listed(stray)
        message = f"“{plan.name}”表在表格以外的 {shown} 有内容，没有读取。"
        place = Place(sheet=plan.name, address=stray[0])
        severity: Severity = "query" if table else "hint"
        fix = "是要报的数，请填到表内有底色的格；不是的，请删去。"
        yield Finding("workbook.stray_content", severity, "failed", place, message, fix)


def _hidden_findings(sheet: Sheet, plan: SheetPlan) -> Iterator[Finding]:
    height, width = plan.size
    rows = [row + 1 for row in sorted(sheet.hidden_rows) if row < height]
    columns = [a1(0, column)[:-1] for column in sorted(sheet.hidden_columns) if column < width]
    for what, names, address in (
        ("行", [str(number) for number in rows], f"A{rows[0]}" if rows else ""),
        ("列", columns, f"{columns[0]}1" if columns else ""),
    ):
        if names:
            message = f"“{plan.name}”表的第 {_listed(names)} {what}被隐藏，已照常读取。"
            place = Place(sheet=plan.name, address=address)
            yield Finding("workbook.hidden", "hint", "failed", place, message, _USE_ORIGINAL)


def _format_findings(sheet: Sheet, plan: SheetPlan) -> Iterator[Finding]:
    misleading = {look for look in set(sheet.formats.values()) if _MISLEADING.search(look)}
    for spot in plan.inputs if misleading else ():
        value = sheet.value(spot.row, spot.column)
        look = sheet.formats.get((spot.row, spot.column), "")
        if isinstance(value, int | float) and look in misleading:
            message = f"“{plan.name}”表 {spot.address} 的数是 {value}，但格式被改过，显示出来的不是这个数。"
            place = Place(sheet=plan.name, address=spot.address, cells=(spot.field,) if spot.field else ())
            fix = f"请单位核对这一格，确认应为 {value}。"
            yield Finding("workbook.number_format", "query", "failed", place, message, fix)


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED_AT_MOST]) + (f" 等 {len(names)} 处" if len(names) > _NAMED_AT_MOST else "")
