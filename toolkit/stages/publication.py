"""What goes to a website beside the signed report: its numbers for download (XLSX, CSV, JSON), and the 图解."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.document import chart_png, chart_svg, charts_of, write_infographic
from toolkit.model import Report, Value, csv_file, write_data_file

DATA = "数据.json"
_HEADINGS = ("表", "行", "列", "单位", "数", "代号")


def data_files(report: Report) -> Mapping[str, bytes]:
    """The same numbers in three shapes, by file name, without what is for the office alone: explanations, last year."""
    from toolkit.workbook import Appendix, write_tables

    rows = list(_rows(report))
    return {
        "数据.xlsx": write_tables([Appendix("数据", _HEADINGS, rows)]),
        "数据.csv": csv_file(_HEADINGS, rows),
        DATA: write_data_file(replace(report, explanations={}, last_year=None)).encode(),
    }


def _rows(report: Report) -> Iterator[tuple[Value, ...]]:
    for cell in report.form.cells:
        value = report.computed(cell.id)
        yield (cell.table.title, cell.row.short, cell.column.short, cell.unit, value, cell.id)


def infographic_files(report: Report, earlier: Sequence[Report] = ()) -> Mapping[str, bytes]:
    """The page, and every chart of it as SVG and PNG, by file name; nothing where there is nothing to draw."""
    charts = charts_of(report, earlier)
    files = {"图解.html": write_infographic(report, earlier).encode()} if charts else {}
    for chart in charts:
        svg = chart_svg(chart)
        files[f"图解_{chart.title}.svg"] = svg.encode()
        files[f"图解_{chart.title}.png"] = chart_png(svg)
    return files
