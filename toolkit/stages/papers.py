"""汇总底稿: the total and last year's reports → frames → the working papers, in which every number can be followed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.aggregation import ADJUSTMENT_NAMES, SCOPE_NAMES, SERIES_CHARTED, Label, Total
from toolkit.model import Report, Value

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.workbook.papers import Compared, Papers

_LONG = ("序号", "单位编码", "单位名称", "工作表", "行", "列", "单元格", "计量单位", "数值", "来源文件", "SHA-256")
_LEFT_OUT = ("单位", "情况", "文件")
_DOUBTS = ("类别", "单位", "工作表", "行", "列", "单元格", "填报的", "按分项计算", "说明", "文件")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Reports of last year: of the `whole`, where there is one, and of units, by the key of :func:`unit_key`."""

    whole: Report | None = None
    units: Mapping[str, Report] = field(default_factory=dict)


def unit_key(report: Report | Label) -> str:
    """What a unit is known by over the years: its code, or its name where it has none."""
    return report.unit_code or report.unit


def last_year_of_units(total: Total, reports: Sequence[Report]) -> Mapping[str, Report]:
    """Last year's `reports` by the key of the unit that counts this year, found by code, else by name.

    Those of units that do not count this year stand under their own key.
    """
    by_code = {label.unit_code: label for label in total.labels if label.unit_code}
    by_name = {label.unit: label for label in total.labels}
    return {unit_key(by_code.get(old.unit_code) or by_name.get(old.unit) or old): old for old in reports}


def total_as_papers(total: Total, last_year: Earlier, digests: Mapping[str, str]) -> bytes:
    """The workbook. `digests`: source file → its SHA-256, for those that are known.

    Raises :class:`ToolkitError` for reports that are not of the year before, and for more units than fit on a sheet.
    """
    from toolkit.workbook.papers import refuse_too_many, write_papers

    refuse_too_many(len(total.labels))  # before so many are laid out
    return write_papers(papers_of(total, last_year, digests))


def papers_of(total: Total, last_year: Earlier, digests: Mapping[str, str]) -> "Papers":
    """What stands in the papers, as values."""
    from toolkit.aggregation.frames import compare_years, long_frame, measures_on, ranking_frame, sums_frame, wide_frame
    from toolkit.workbook import Appendix
    from toolkit.workbook.papers import Entry, Papers, Ranked, SummedCell, UnitLine

    form = total.report.form
    long = long_frame(total, digests)
    wide = wide_frame(long)
    sums = sums_frame(total, wide)
    measures = measures_on([cell.id for cell in form.cells])
    ranking = ranking_frame(wide, measures)
    keys = {number: unit_key(label) for number, label in enumerate(total.labels, 1)}
    key_cells = [cell for cell in SERIES_CHARTED if form.cell(cell)]
    comparison = compare_years(total, wide, sums, keys, _counted(total, last_year), last_year.whole, key_cells)
    lines = tuple(
        UnitLine(number, label.unit_code, label.unit, {str(cell): said for cell, said in line.items()})
        for (number, label), line in zip(enumerate(total.labels, 1), wide.to_dict("records"), strict=True)
    )
    filled = list(long[long["cell"].isin([cell.id for cell in form.inputs])].itertuples(index=False, name=None))
    return Papers(
        form=form,
        title=f"{total.report.unit}{total.report.year}年度政府信息公开工作年度报告汇总底稿",
        facts=tuple(_facts(total)),
        units=lines,
        cells={str(cell): SummedCell(*values) for cell, *values in sums.itertuples()},
        entries=tuple(
            Entry(ADJUSTMENT_NAMES[a.kind], a.cell, a.amount, a.reason, "、".join(a.units), a.name)
            for a in total.adjustments
        ),
        measures=measures,
        ranking=tuple(
            Ranked(number, lines[number - 1].code, lines[number - 1].name, tuple(values[::2]), tuple(values[1::2]))
            for number, *values in ranking.itertuples()
        ),
        years=_compared(comparison.cells) if comparison else (),
        unit_years=_compared(comparison.units) if comparison else (),
        years_note=_years_note(total, last_year) if comparison else "",
        lists=(
            ("每个单位、每个填报的格一行，收到时的数和来源文件", Appendix("长表", _LONG, filled)),
            ("没有计入汇总的单位和原因", Appendix("未计入", _LEFT_OUT, list(_left_out(total)))),
            (
                "没有数可加的格、报来的合计与分项不符的格、存疑的事",
                Appendix("空白与疑义", _DOUBTS, list(_doubts(total))),
            ),
        ),
    )


def _counted(total: Total, last_year: Earlier) -> Mapping[str, Report]:
    """Last year's reports without those of units that are missing this year, or else both years would not compare."""
    missing = {missing.unit for missing in total.missing}
    return {key: report for key, report in last_year.units.items() if report.unit not in missing}


def _facts(total: Total) -> Iterator[tuple[str, str]]:
    report = total.report
    yield "报告年度", f"{report.year}年度，{report.form.edition}版格式（{report.form.basis}）"
    yield "范围", SCOPE_NAMES[total.scope]
    yield "计入", f"{len(total.labels)} 个单位"
    yield "未计入", f"{len(total.missing) + len(total.contained)} 个单位，见“未计入”"
    yield "空白与疑义", f"{len(total.gaps)} 格没有数可加，{len(total.disputed)} 处报来的合计与分项不符，见“空白与疑义”"
    yield "调整", f"{len(total.adjustments)} 笔，见“调整”"
    yield "结论", total.standing
    for remark in (*total.doubts, *total.remarks):
        yield "另有", remark


def _left_out(total: Total) -> Iterator[tuple[Value, ...]]:
    for missing in total.missing:
        yield missing.unit, missing.standing, ""
    for contained in total.contained:
        yield contained.unit, f"已含在{contained.within}的汇总里，只计一次", contained.file


def _doubts(total: Total) -> Iterator[tuple[Value, ...]]:
    for gap in total.gaps:
        kind = "空白" if gap.value is None else "不是数"
        yield kind, gap.unit, *_labels(total, gap.cell), gap.value, None, "没有计入这一格的汇总数", gap.file
    for item in total.disputed:
        told = "按分项之和计入"
        yield "合计不符", item.unit, *_labels(total, item.cell), item.claimed, item.computed, told, item.file
    for doubt in total.doubts:
        yield "存疑", "", "", "", "", "", None, None, doubt, ""


def _labels(total: Total, name: str) -> tuple[str, str, str, str]:
    cell = total.report.form.cell(name)
    return (cell.table.sheet, cell.row.short, cell.column.short, name) if cell else ("", "", "", name)


def _compared(frame: "pd.DataFrame") -> "tuple[Compared, ...]":
    from toolkit.workbook.papers import Compared

    return tuple(Compared(*values) for values in frame.itertuples(index=False))


def _years_note(total: Total, last_year: Earlier) -> str:
    """On what both years stand, and whose report is there for one of them only."""
    now = {unit_key(label): label.unit for label in total.labels}
    counted = _counted(total, last_year)
    whole = last_year.whole
    told = [f"上年全部的数{f'取自{whole.unit}上年的汇总' if whole else f'是 {len(counted)} 个单位之和'}"]
    lists = {
        "本年还没有计入、上年的数也没有加的": [old.unit for key, old in last_year.units.items() if key not in counted],
        "只有上年、没有本年的": [old.unit for key, old in counted.items() if key not in now],
        "只有本年、没有上年报告的": [name for key, name in now.items() if key not in counted],
    }
    told += [f"{what}：{'、'.join(names)}" for what, names in lists.items() if names]
    return "".join(f"{sentence}。" for sentence in told)
