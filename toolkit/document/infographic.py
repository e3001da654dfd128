"""图解: where requests came from, how they were dealt with, and the last years, as charts. No part of the report."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from toolkit.document.charts import Chart, chart_svg
from toolkit.document.outline import title_of
from toolkit.forms import Table
from toolkit.model import Number, Report, is_number, plain_number

_TABLE = "requests"
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_MOST_YEARS = 6

_STYLE = """
body { font: 18px/1.7 "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #111; background: #fff;
       max-width: 46em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.4em; text-align: center } h2 { font-size: 1.1em; margin-top: 2em }
figure { margin: 1em 0 } svg { width: 100%; height: auto } figcaption { color: #333 }
table { border-collapse: collapse; margin: .5em 0 } th, td { border: 1px solid #555; padding: .2em .6em }
td { text-align: right } th { font-weight: normal; text-align: left }
caption { text-align: left; white-space: nowrap }
@page { size: A4; margin: 20mm }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 12pt }
  figure, table { break-inside: avoid } h1, h2 { break-after: avoid }
}
"""


def charts_of(report: Report, earlier: Sequence[Report] = ()) -> tuple[Chart, ...]:
    """The charts that the numbers of `report` allow; `earlier` are reports of years before, in any order."""
    table = next((table for table in report.form.tables if table.id == _TABLE), None)
    if table is None:
        return ()
    found = (_sources(report, table), _results(report, table), _years([*earlier, report]))
    return tuple(chart for chart in found if chart)


def write_infographic(report: Report, earlier: Sequence[Report] = ()) -> str:
    """The page: every chart with its numbers as a table; no script, nothing from outside."""
    title = f"一图读懂{title_of(report)}"
    body = "\n".join(part for chart in charts_of(report, earlier) for part in _figure(chart))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f"{body}\n<p>图解不是年度报告的组成部分，数字以年度报告为准。</p>\n</main>\n</body></html>\n"
    )


def _sources(report: Report, table: Table) -> Chart | None:
    columns = [column for column in table.parts[0].columns if f"{_TABLE}.received.{column.id}" not in table.derivations]
    rows = [(column.short, _value(report, f"{_TABLE}.received.{column.id}")) for column in columns]
    return _single("sources", "本年新收政府信息公开申请来源", rows)


def _results(report: Report, table: Table) -> Chart | None:
    """A bar a band: （三）不予公开 is the sum of its eight rows."""
    sums: dict[str, Number | None] = {}
    for row in table.parts[0].rows:
        cell = f"{_TABLE}.{row.id}.total"
        path = (*row.under, row.label)
        if len(path) > 1 and len(report.form.addends.get(cell, ())) == len(table.parts[0].columns) - 1:
            label = re.sub(r"（区分处理.*", "", _NUMBER.sub("", path[1]))
            before, value = sums.get(label, 0), _value(report, cell)
            sums[label] = None if before is None or value is None else before + value
    return _single("results", "本年度政府信息公开申请办理结果", list(sums.items()))


def _years(reports: Sequence[Report]) -> Chart | None:
    """新收 and 结转 of every year; nothing to compare where there is but one."""
    rows = []
    for report in sorted({report.year: report for report in reports}.values(), key=lambda item: item.year):
        values = [_value(report, f"{_TABLE}.{row}.total") for row in ("received", "carried_out")]
        if all(value is not None for value in values):
            rows.append((f"{report.year}年", tuple(value for value in values if value is not None)))
    if len(rows) < 2:
        return None
    series = ("本年新收", "结转下年度继续办理")
    return Chart("years", "近年政府信息公开申请数量", "件", series, tuple(rows[-_MOST_YEARS:]))


def _single(name: str, title: str, rows: Sequence[tuple[str, Number | None]]) -> Chart | None:
    """None where a number is missing: a chart with a hole would mislead."""
    known = tuple((label, (value,)) for label, value in rows if value is not None)
    return Chart(name, title, "件", ("数量",), known) if known and len(known) == len(rows) else None


def _value(report: Report, cell: str) -> Number | None:
    value = report.computed(cell)
    return value if is_number(value) else None


def _figure(chart: Chart) -> Iterator[str]:
    yield f"<h2>{escape(chart.title)}</h2>"
    yield f"<figure>{chart_svg(chart)}<figcaption>{escape(chart.told)}</figcaption></figure>"
    yield f'<table><caption>{escape(chart.title)}（单位：{chart.unit}）</caption><thead><tr><th scope="col">项目</th>'
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in chart.series) + "</tr></thead><tbody>"
    for label, values in chart.rows:
        cells = "".join(f"<td>{plain_number(value)}</td>" for value in values)
        yield f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>'
    yield "</tbody></table>"
