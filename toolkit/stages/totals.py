"""Totals as workbooks, with where every number comes from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.aggregation import ADJUSTMENT_NAMES, SCOPE_NAMES, Statement, Total
from toolkit.errors import ToolkitError
from toolkit.forms import Cell
from toolkit.model import Finding, Report, Value, place_of_cells

if TYPE_CHECKING:
    from toolkit.workbook import Appendix

_EXPLAINED = "汇总说明"
_MOST_UNITS = 16_384 - 6  # a column each, beside those of _provenance that come first
_COLUMNS = ("事项", "单位", "位置", "数", "说明", "经手人")


def total_as_workbook(result: Total, key: bytes = b"") -> bytes:
    """The total in the official layout, with sheets that tell what is in it and what each unit adds to each cell.

    Raises :class:`ToolkitError` for more units than a sheet has columns for.
    """
    from toolkit.workbook import Cover, write_workbook

    return write_workbook(result.report, Cover(key=key, mark=mark_of(result)), _appendices(result))


def total_in_issued(result: Total, issued: bytes, report: Report, findings: tuple[Finding, ...]) -> bytes:
    """The total in the workbook that the level above issued, so that it is known there as the return of its unit.

    `report` and `findings` are what is read in that workbook: its words and last year's values stay. Raises
    :class:`ToolkitError` where it was changed, or is another unit's, or of another year or edition; or for more units
    than a sheet has columns for.
    """
    from toolkit.workbook import refill

    wrong = next((finding for finding in findings if finding.severity == "error"), None)
    if wrong is not None:
        raise ToolkitError(f"上级下发的工作簿被改动过：{wrong.message}", "请用上级下发的原表。")
    if report.unit != result.report.unit:
        problem = f"上级下发的工作簿是“{report.unit}”的，汇总叫“{result.report.unit}”。"
        raise ToolkitError(problem, "请核对是不是拿错了工作簿；没有拿错的，汇总要用同样的名称。", "不写 --name")
    if (report.year, report.form) != (result.report.year, result.report.form):
        asked, added = (f"{each.year}年度{each.form.version}" for each in (report, result.report))
        raise ToolkitError(f"上级下发的工作簿是{asked}的，汇总是{added}的。", "请用同一年度、同一版本的表。")
    said = result.report
    words = {**report.narrative, **said.narrative}
    filled = replace(report, values=said.values, members=said.members, narrative=words, zero_return=False)
    return refill(issued, filled, _appendices(result), mark_of(result))


def mark_of(result: Total) -> str:
    """What stands on the cover while not everything is in the total."""
    missing = f"缺 {len(result.missing)} 个单位" if result.missing else ""
    gaps = f"{len(result.gaps)} 格没有数" if result.gaps else ""
    told = "、".join(filter(None, (missing, gaps)))
    return "" if result.complete else f"{result.standing}{f'（{told}）' if told else ''}"


def _appendices(result: Total) -> list["Appendix"]:
    from toolkit.workbook import Appendix

    if len(result.labels) > _MOST_UNITS:
        problem = f"汇总工作簿里每个单位占一列，最多列 {_MOST_UNITS} 个单位，这里有 {len(result.labels)} 个。"
        remedy = "请写成数据文件，里面有每个数的来源；或者按片区、系统分别汇总，再把各片的汇总相加。"
        raise ToolkitError(problem, remedy, "--out 汇总.json")
    units = [label.unit for label in result.labels]
    headings = ("工作表", "单元格", "行", "列", "合计", "调整", *units)
    return [
        Appendix(_EXPLAINED, _COLUMNS, list(_explained(result))),
        Appendix("汇总来源", headings, _provenance(result)),
    ]


def _explained(result: Total) -> Iterator[tuple[Value, ...]]:
    """A row of :data:`_COLUMNS` for each thing to know of the total."""
    form = result.report.form
    yield ("范围", "", "", None, SCOPE_NAMES[result.scope], "")
    yield ("结论", "", "", None, result.standing, result.confirmed.name if result.confirmed else "")
    yield from (("没有计入", each.unit, "", None, each.standing, "") for each in result.missing)
    for gap in result.gaps:
        where = str(place_of_cells(form, (gap.cell,)))
        yield ("没有数可加", gap.unit, where, gap.value, "空白" if gap.value is None else "不是数", "")
    yield from (("存疑", "", "", None, doubt, "") for doubt in result.doubts)
    for entry in result.adjustments:
        kind = f"调整（{ADJUSTMENT_NAMES[entry.kind]}）"
        where = str(place_of_cells(form, (entry.cell,)))
        yield (kind, "、".join(entry.units), where, entry.amount, entry.reason, entry.name)
    for item in result.disputed:
        where = str(place_of_cells(form, (item.cell,)))
        told = f"写的是 {item.claimed}，按各项之和计入"
        yield ("合计不采信", item.unit, where, item.computed, told, "")
    yield from (("只计一次", each.unit, "", None, f"已含在{each.within}的汇总里", "") for each in result.contained)
    yield from (("另有", "", "", None, remark, "") for remark in result.remarks)
    yield from (("计入", each.unit, "", None, each.standing, "") for each in result.labels)


def _provenance(result: Total) -> list[tuple[Value, ...]]:
    """A row per input cell: where it stands, the sum, what was adjusted, and each unit's number (or what it wrote)."""
    adjusted = {
        cell: sum(item.amount for item in result.adjustments if item.cell == cell)
        for cell in {item.cell for item in result.adjustments}
    }
    return [
        (
            cell.table.sheet,
            cell.address,
            cell.row.short,
            cell.column.short,
            result.report.values[cell.id] if cell.added else _counted(cell, result.statements[cell.id]),
            adjusted.get(cell.id),
            *result.addends.values(cell.id),
        )
        for cell in result.report.form.inputs
        if cell.added or result.statements[cell.id]  # nothing is said of what nobody filled
    ]


def _counted(cell: Cell, statements: Iterable[Statement]) -> Value:
    """``是 2、否 1`` where the units choose; nothing where each says something of its own."""
    if cell.row.line or cell.entry.kind.holds != "choice":
        return None
    found = Counter(str(statement.value) for statement in statements)
    known = [choice for choice in cell.entry.choices if found[choice]]
    return "、".join(f"{choice} {found[choice]}" for choice in (*known, *sorted(found.keys() - set(known)))) or None
